"""The key of a sentence: whole words that are the answer proper, and only where they are nearly certain to be."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.evidence import Candidate
from app.answering.key import LEAD, SURE, likely_key, sure_key, whole_key
from app.answering.mending import named_role
from app.asking.asked import Question
from app.reader.openvino_reader import READER
from app.reader.passage import Passage
from index.records import Document

VERY = SURE + 3.0


def candidate(
    text: str, sentence: str, words: str | tuple[int, int] | None, exact: float = VERY, score: float = 1.0
) -> Candidate:
    """A sentence of a document of that text, in which the reader saw the words."""
    start = text.index(sentence)
    at = start + sentence.index(words) if isinstance(words, str) else 0
    span = (at, at + len(words)) if isinstance(words, str) else words
    return Candidate(Document("a.txt", text, None, None, "a"), start, start + len(sentence), {}, score, span, exact)


def key_of(question: str, sentence: str, words: str, exact: float = VERY) -> str | None:
    best = candidate(sentence, sentence, words, exact)
    span = sure_key(Question.of(question), best, [best])
    return sentence[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("question", "sentence", "seen", "key"),
    [
        ("how many days off do i get", "After three years you get 28 days of leave.", "28", "28 days"),
        ("how many swans are there", "The keeper counted 28 mute swans on the lake at noon.", "28", "28 mute swans"),
        ("what does a locker cost", "A small locker costs £4,650 in the east wing.", "4,65", "£4,650"),
        ("how long does it take", "A new boiler takes 10 to 12 weeks to arrive here.", "12 weeks", "10 to 12 weeks"),
        ("what does parking cost", "A space in the yard costs 42 euro a month, or less.", "42 euro", "42 euro a month"),
        ("who opens the gate", "On Sundays the gate is opened by Bo Lind at seven.", "by Bo", "Bo Lind"),
        ("who runs the help line", "It is run by an outside firm, SafeVoice, at night.", "an outside firm", "an outside firm, SafeVoice"),
        ("who wrote it", "The report of the year was written by Ann Lee and Bo Lind.", "Ann Lee", "Ann Lee"),
        ("when does it open", "The hall will open again in early March of next year.", "March", "early March"),
        ("where can i smoke", "You may smoke in the shelter behind building C in the yard.", "in the shelter behind building C in the", "in the shelter behind building C"),
        ("what is the grace", "A late bill has a grace (of ten days) in winter only.", "(of ten days", "ten days"),
        ("what do i press", 'Then press the button "Hook" on the left of the bar.', 'button "Hook', 'button "Hook"'),
        ("how old is the mill", "The mill by the river is 200 years old this very month.", "200", "200 years old"),
        ("how old is Ada", "Name: Ada; Age: 36; Town: Lima.", "Age: 36; Town", "36"),
        ("which town is Ada from", "Name: Ada; Age: 36; Town: Lima.", "Lima", "Lima"),
        ("how many firms were listed", "In May the board found that 374 firms listed there paid.", "374", "374 firms"),
        ("how many paid days do i get", "Parents of children get up to ten paid days a year here.", "ten", "up to ten paid days a year"),
        ("what is it called", "The people of the town call that old mill „the hat“ in jest.", "the hat“", "the hat"),
        ("is the page done", "The page in the book isn’t really “done.” after a week of it.", "done.”", None),
        # a clause, a code, words of the question, an amount for a person, a name for a number, nearly everything
        ("what must tenants do", "3.2 Tenants must keep the stairs free at all times.", "3.2", None),
        ("who pays for the lift", "The cost of the lift is 4,000 euro, half in May.", "4,000 euro", None),
        ("how many are there", "The wardens of the house are Ann and Bo and Cy.", "Ann", None),
        ("what are the house rules on dogs", "The house rules on dogs hang beside the lift.", "house rules", None),
        ("what happens then", "The claim lapses on that day.", "The claim lapses on that day", None),
        # one of several: another part says more of what is asked
        ("what do developers get", "You get 1,000 euro, for fitters and developers 2,000.", "1,000 euro", None),
        ("who advises Sciences", "For Letters ask Anouk Reese; for Sciences, Jasper Doyle.", "Anouk Reese", None),
        ("who advises Sciences", "For Letters ask Anouk Reese; for Sciences, Jasper Doyle.", "Jasper Doyle", "Jasper Doyle"),
    ],
)  # fmt: skip
def test_the_key_is_whole_and_of_the_kind_asked_for(question: str, sentence: str, seen: str, key: str | None) -> None:
    assert key_of(question, sentence, seen) == key


def test_what_gives_a_choice_needs_a_surer_reader() -> None:
    plain, choice = "A fob costs 40 euro in the shop.", "A fob costs 40 euro in the shop, a card 5 euro."
    assert key_of("how much is a fob", plain, "40 euro", SURE) == "40 euro"
    assert key_of("how much is a fob", plain, "40 euro", SURE - 0.1) is None
    assert key_of("how much is a fob", choice, "40 euro", SURE) is None
    assert key_of("how much is a fob", choice, "40 euro", VERY) == "40 euro"
    assert key_of("how much is a fob", "A fob costs 40 euro, unless it is the first.", "40 euro", SURE) is None


def test_a_sentence_that_answers_as_well_with_other_words_makes_it_doubtful() -> None:
    text = "The pool shuts at 9 pm in June. The pool shuts at 8 pm in May. It always shuts at 9 pm."
    asked = Question.of("when does it shut")
    nine = candidate(text, "The pool shuts at 9 pm in June.", "9 pm")
    eight = candidate(text, "The pool shuts at 8 pm in May.", "8 pm", score=nine.score - LEAD + 0.1)
    again = candidate(text, "It always shuts at 9 pm.", "9 pm", score=nine.score - 0.1)
    far = candidate(text, "The pool shuts at 8 pm in May.", "8 pm", score=nine.score - LEAD)
    assert sure_key(asked, nine, [nine, eight]) is None
    assert sure_key(asked, nine, [nine, again, far]) is not None


def test_there_is_none_where_the_reader_saw_none() -> None:
    text, asked = "They met on May 5, 2020 in Lima.", Question.of("when did they meet")
    for nothing in (
        candidate(text, text, None),
        candidate(text, text, (12, 12)),
        candidate(text, text, "May", -math.inf),
    ):
        assert sure_key(asked, nothing, [nothing]) is None
        assert likely_key(asked, nothing) is None


@given(st.text("abA 17.,;:()-\"'*\n£%", min_size=1, max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_a_key_is_characters_of_the_sentence_without_loose_ends(text: str, start: int, length: int) -> None:
    document = Document("a.txt", f"Before. {text}", None, None, "a")
    seen = (8 + start, 8 + start + length)
    key = whole_key(Question.of("what is it"), Candidate(document, 8, 8 + len(text), {}, 1.0, seen, VERY))
    if key:
        words = document.text[slice(*key.span)]
        assert 8 <= key.span[0] < key.span[1] <= 8 + len(text)
        assert words == words.strip(" \n,;:*")


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("When did they meet?", "They met on May 5, 2020 in Lima.", "May 5, 2020"),
        ("When did they meet?", "They met on Tuesday in Lima.", "Tuesday"),
        ("On what date did he come?", "On March 14th, he came to Lima.", "March 14th"),
        ("When does it meet?", "It meets in Mexico City in early February.", "early February"),
        ("When did he visit?", "On June 14-15, 2021, he visited Mexico.", "June 14-15, 2021"),
        (
            "When was it founded?",
            "Founded in 1998, the office moved to a house by the sea, and to Lima in 2004.",
            "1998",
        ),
        ("How many trees are there?", "The orchard holds 420 apple trees and 3 wells.", "420 apple trees"),
        ("How much did it cost?", "In 2020 it cost $3.5 million.", "$3.5 million"),
        ("How old is she?", "She is 54 years old and has 2 sons.", "54 years old"),
        ("Where did they meet?", "They met in Lima on Tuesday.", "Lima"),
        ("Who hosted the talks?", "The talks were hosted by Ana Silva.", "Ana Silva"),
        ("who is the dhs attache", "He met the DHS Attaché, Edgar Ramírez.", "Edgar Ramírez"),
        ("Why did they meet?", "They met on May 5 because of rain.", "because of rain"),
        ("How many hours?", "On May 5 they met.", None),
        ("What did she say when they met?", "They met on May 5, 2020.", None),
        ("When did Blinken visit Mexico?", "They follow up on the commitments of December 27.", None),
        ("How many trees does the orchard hold?", "The orchard holds 350 pears.", None),
    ],
)
def test_the_reader_sees_the_answer_proper(question: str, text: str, words: str | None) -> None:
    [[read]] = READER.read(question, [Passage(text, ((0, len(text)),))])
    best = candidate(text, text, read.span, read.exact)
    key = sure_key(Question.of(question), best, [best])
    assert (text[slice(*key)] if key else None) == words


def test_a_name_is_not_parted_from_the_office_before_it() -> None:
    text = "Yesterday Secretary of State Ann Lee met the guests."
    start = text.index("State")
    assert text[slice(*named_role(text, (start, start + 13), "en"))] == "Secretary of State Ann Lee"
    end = text.index(" met")
    assert named_role("The head of Ann Lee", (12, 19), "en") == (12, 19)
    assert named_role(text, (29, end), "en") == (29, end)
