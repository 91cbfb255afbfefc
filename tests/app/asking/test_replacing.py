"""A follow-up that names only what is to be asked instead takes its place in the question before it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.conversation import standalone
from app.asking.replacing import Asking, Named, named, replaced


def understood(*questions: str) -> str:
    return standalone(questions[-1], [("user", question) for question in questions[:-1]])


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        ("When does the hut open on Sunday?", "and on monday?", "When does the hut open on monday?"),
        ("Who won in May 2019?", "And in June?", "Who won in June 2019?"),
        ("Who won in May 2019?", "what about 2021?", "Who won in May 2021?"),
        ("How many tickets did the show sell?", "in March?", "How many tickets did the show sell in March?"),
        ("What does a stamp cost now?", "and in 1999?", "What does a stamp cost in 1999?"),
        ("What does a stamp cost in 1999?", "and now?", "What does a stamp cost now?"),
        ("When did Marten 3.2 come out?", "no, I meant 4.0", "When did Marten 4.0 come out?"),
        ("Who signs a claim of 800 euros?", "and above 2,500?", "Who signs a claim above 2,500 euros?"),
        ("May I cancel 40 days before?", "sorry, 20 days before", "May I cancel 20 days before?"),
        ("When does The Long Divide play?", "and Maren Oake?", "When does Maren Oake play?"),
        ("How many dogs may stay in the Whimbrel?", "no, the Turnstone", "How many dogs may stay in the Turnstone?"),
        ("How much notice for the lease?", "not the lease, the loan", "How much notice for the loan?"),
        ("How long are files kept on drive T?", "not T but P", "How long are files kept on drive P?"),
        ("How long does a first warning stay?", "and a final one?", "How long does a final warning stay?"),
        ("What leave do office staff get?", "what about shift staff?", "What leave do shift staff get?"),
        ("How many free visits with Solo?", "with roamer?", "How many free visits with roamer?"),
        ("What is a lien?", "and an easement?", "What is an easement?"),
    ],
)
def test_what_is_named_takes_its_place(before: str, said: str, meant: str) -> None:
    assert understood(before, said) == meant


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("How much is a tyre change for the van?", "What about a service?"),
        ("Which trains ran in May 2019 and in May 2020?", "and in 2021?"),
        ("What does the garage cost?", "why?"),
        ("Who runs the line?", "is it anonymous?"),
        ("What does parking at the garage cost?", "and at the pool?"),
        ("Did Ana meet Bo in Lima?", "and Cy?"),
    ],
)
def test_where_the_place_is_not_clear_it_comes_behind(before: str, said: str) -> None:
    assert understood(before, said) == f"{before} {said}"


def test_each_follow_up_replaces_what_the_one_before_named() -> None:
    asked = "How many days of leave do we get?"
    assert understood(asked, "and for contractors?", "what about part-timers?") == f"{asked} what about part-timers?"
    assert understood(asked, "and for contractors?", "and in 2023?") == f"{asked} and for contractors in 2023?"
    assert understood("Who won in May?", "and in June?", "and in July?") == "Who won in July?"
    assert understood("Who won in May?", "and in June?", "why?") == "Who won in June? why?"


def test_a_question_with_a_subject_of_its_own_ends_what_was_talked_of() -> None:
    unrelated = "Who approves a swap of volunteer shifts?"
    assert understood("What does a shower cost in May?", "and in June?", unrelated) == unrelated
    assert understood("What does a shower cost?", unrelated, "and on Sundays?") == f"{unrelated[:-1]} on Sundays?"
    assert "shower" not in understood("What does a shower cost?", *[unrelated] * 7, "why?")


@pytest.mark.parametrize(
    "said", ["and how long is it?", "who came?", "is he here?", "", "?", "no", "and", "and so on, then on"]
)
def test_what_is_a_clause_or_nothing_names_nothing(said: str) -> None:
    assert named(said) is None


_WORDS = st.sampled_from(
    ["and", "in", "May", "2021", "the", "Lima", "shift", "staff", "for", "not", "no,", "one", "3.2", "?", "on"]
)


@given(st.lists(_WORDS, max_size=8), st.lists(_WORDS, max_size=6))
def test_whatever_is_said_the_question_keeps_one_form_and_its_slot_lies_in_it(
    before: list[str], said: list[str]
) -> None:
    name = named(" ".join(said))
    if name and (asking := replaced(Asking(" ".join(before)), name)):
        assert asking.slot is None or 0 <= asking.slot[0] < asking.slot[1] <= len(asking.text)
        assert asking != Asking(" ".join(before)) or name.what in asking.text


def test_a_long_message_without_blanks_takes_no_time() -> None:
    started = time.process_time()
    replaced(Asking(f"Is it {'v1.' * 4_000}"), Named("", "", "v1." * 4_000))
    assert time.process_time() - started < 5
