"""What a question means: bare of what says nothing, in its conversation, without its setting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.conversation import core, in_context, plain, standalone
from app.asking.intake import Turn
from app.asking.leaning import leans
from index.language.words import terms

_TEXT = "Katie Tobin met the mayor at the harbor on Bloody Sunday. In 2021 they read the report."
_KNOWN = set(terms(_TEXT))
_HISTORY: list[Turn] = [
    ("user", "Who is the mayor?"),
    ("assistant", "Bo Lind is."),
    ("user", "Who is Ana?"),
    ("assistant", "Ana Silva is her aide."),
]


def known(text: str) -> bool:
    return any(term in _KNOWN for term in terms(text))


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("Ok genius, who the hell is Katie Tobin?", "who is Katie Tobin?"),
        ("Ok genius Édgar, who is Katie Tobin?", "Ok genius Édgar, who is Katie Tobin?"),
        ("Listen you, at the Łódź talks, who spoke?", "Listen you, at the Łódź talks, who spoke?"),
        ("Dude, and who the fuck is Katie Tobin?", "and who is Katie Tobin?"),
        ("Hmm. Where was the mayor?", "Where was the mayor?"),
        ("So: what is in the report?", "what is in the report?"),
        ("Thanks! What about the harbor?", "What about the harbor?"),
        ("Can you tell me who met the mayor?", "who met the mayor?"),
        ("could you please tell us where they met?", "where they met?"),
        ("I'd like to know when she came", "when she came"),
        ("Do you know who came?", "who came?"),
        ("Where on earth is the harbor?", "Where is the harbor?"),
        ("What in the world did the mayor read?", "What did the mayor read?"),
        ("who is the damn mayor", "who is the mayor"),
        ("¿Me puedes decir quién vino?", "quién vino?"),
    ],
)
def test_what_says_nothing_of_the_documents_is_left_out(question: str, bare: str) -> None:
    assert plain(question, known) == bare


@pytest.mark.parametrize(
    "question",
    [
        *("", "?", ", who?", "Who met the mayor?", "mayor", "the mayor, the harbor and the report"),
        *("According to the report, who came?", "The mayor, who is he?", "In 2021, who met Katie Tobin?"),
        *("Mr. Tobin, where is he?", "Well who is it", "What is the matter with Mr. Tobin?"),
        *("Please tell me about the harbor", "can you tell me about the report", "Tell me about Katie, Ana, Bo"),
        *("Who lives in the hell of the report?", "What happened on earth?", "¿Me puedes ver?"),
    ],
)
def test_what_may_say_something_stays(question: str) -> None:
    assert plain(question, known) == question


@pytest.mark.parametrize("question", ["What happened on Bloody Sunday?", "Who met whom on bloody Sunday?"])
def test_an_oath_that_the_documents_hold_is_none(question: str) -> None:
    assert plain(question, known) == question


@pytest.mark.parametrize(
    "question",
    ["In Zanzibar, who met the mayor?", "In 1871, who met the mayor?", "When Napoleon left, who met the mayor?"],
)
def test_a_name_or_figure_that_no_document_holds_is_not_left_out(question: str) -> None:
    """Without it a question that the documents can't answer would be one that they can."""
    assert plain(question, known) == question


_WORDS = [
    *("who", "what", "where", "did", "is", "the", "and", "in", "please", "ok", "hell", "on earth", "genius", "zebra"),
    *("Katie", "Tobin", "mayor", "harbor", "2021", "report", "read", "met", "can you tell me", "do you know", "sunday"),
]


@given(st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from(["", ",", ".", "?", ":"])), max_size=12))
def test_no_word_that_a_document_holds_is_ever_left_out(words: list[tuple[str, str]]) -> None:
    question = " ".join(f"{word}{mark}" for word, mark in words)
    bare = plain(question, known)
    held = [term for term in terms(question) if term in _KNOWN]
    assert [term for term in terms(bare) if term in _KNOWN] == held
    assert set(terms(bare)) <= set(terms(question)), "and nothing is added"


@given(st.text(max_size=60))
def test_a_bare_question_is_bare_and_any_text_can_be_asked(text: str) -> None:
    bare = plain(text, lambda term: True)
    assert bare == " ".join(bare.split())
    assert set(in_context(text, _HISTORY)) >= {text}
    assert isinstance(leans(text), bool)
    assert core(text)[:0] == ""


@pytest.mark.parametrize(
    ("question", "weight"),
    [
        ("Where was she born?", 1.0),
        ("And the harbor?", 1.0),
        ("Why?", 1.0),
        ("What about the report?", 1.0),
        ("Name the river through Lisbon", 0.5),
        ("Which bridge did the engineers repair in April?", 0.5),
    ],
)
def test_a_question_is_searched_alone_and_in_its_conversation(question: str, weight: float) -> None:
    assert leans(question) == (weight == 1.0)
    assert in_context(question, _HISTORY) == {
        question: 1.0,
        f"Who is Ana? {question}": weight,
        f"Ana Silva is her aide. {question}": weight,
    }


@pytest.mark.parametrize("history", [[], [("system", "Be brief.")]])
def test_without_a_conversation_there_is_the_question_alone(history: list[Turn]) -> None:
    for question in ("Where was she born?", "Which bridge did the engineers repair?", ""):
        assert in_context(question, history) == {question: 1.0}


def test_before_the_first_answer_there_is_only_the_question_before() -> None:
    assert in_context("And when?", [("user", "Who met?")]) == {"And when?": 1.0, "Who met? And when?": 1.0}


@pytest.mark.parametrize("length", [299, 300, 301, 5000])
def test_of_a_long_answer_the_beginning_is_searched(length: int) -> None:
    answer = "abcdefghij" * (length // 10) + "x" * (length % 10)
    forms = in_context("Where was she born?", [("user", "Who is Ana?"), ("assistant", answer)])
    assert f"{answer[:300]} Where was she born?" in forms
    assert max(map(len, forms)) == min(length, 300) + len(" Where was she born?")


def test_a_question_that_does_not_lean_counts_as_much_as_its_context() -> None:
    question = "Which bridge did the engineers repair in April?"
    forms = in_context(question, _HISTORY)
    assert forms[question] == sum(weight for form, weight in forms.items() if form != question)


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("Who led the team on May 5, 2020?", "Who led the team?"),
        ("During the June 2021 visit, what did Ana call important?", "what did Ana call important?"),
        ("What happened on June 14-15, 2021?", "What happened on June 14-15, 2021?"),
        ("", ""),
    ],
)
def test_the_core_lacks_the_setting_but_never_the_question(question: str, bare: str) -> None:
    assert core(question) == bare


@pytest.mark.parametrize(
    "question",
    [
        "What is the IT policy?",
        "Who pays for IT at home?",
        "Did they agree to reopen the border?",
        "Which rules does HR have for this bonus?",
    ],
)
def test_a_question_that_names_its_subject_is_not_made_one_with_the_question_before(question: str) -> None:
    history = [("user", "What is the capital of France?"), ("assistant", "The documents don't say.")]
    assert not leans(question)
    assert standalone(question, history) == question


@pytest.mark.parametrize(
    ("question", "leaning"),
    [
        ("¿Y quién pagó la cuenta del hotel?", True),
        ("¿Cuándo se fue?", True),
        ("¿Qué es eso?", True),
        ("¿Qué dijo ella sobre el puente?", True),
        ("¿Qué es Internet2?", False),
        ("¿Cuál es la política de vacaciones?", False),
        ("¿Cuántas personas vinieron a la reunión de Lima?", False),
    ],
)
def test_a_spanish_question_leans_by_its_own_words(question: str, leaning: bool) -> None:
    assert leans(question) == leaning


@pytest.mark.parametrize("question", ["What is it?", "Where was he?", "AND WHO HOSTED HER?", "And the date?", "Why?"])
def test_a_question_that_names_nothing_leans_on_the_one_before(question: str) -> None:
    assert standalone(question, [("user", "Who is Alicia Bárcena?")]) == f"Who is Alicia Bárcena? {question}"
