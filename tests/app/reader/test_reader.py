"""What every reader keeps: one contract for the fake and the real one."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reader.openvino_reader import OpenVINOReader
from app.reader.passage import Passage
from app.reader.reader import Read, Reader, WordReader
from index.language.sentences import sentences

TEXTS = [
    "The rent is due on 3 May 2021. Bo Lind pays it. Nobody knows why.",
    "Ann Lee built 14 boats in Lima. They sank.",
    "It rained.",
    "Ministros de México se reunieron en Lima. Ana Silva habló.",
    "🙂🙂 🙂",
    "???",
    "鉄道は1998年に開業した。駅は三つある。",
]
ODD = [
    "When is the rent due?",
    "",
    "???",
    "🙂",
    "¿Quién habló en Lima?",
    "駅はいくつ？",
    "\x00\x1b[/b]",
    "Who paid it? " * 400,
]
readers = pytest.mark.parametrize("reader", [WordReader(), OpenVINOReader(budget=10**6)], ids=["words", "real"])


def passage(text: str) -> Passage:
    return Passage(text, tuple(sentences(text, "en")))


PASSAGES = [passage(text) for text in TEXTS]


def near(one: float, other: float) -> bool:
    """Alike but for what the order of sums changes in half precision."""
    return one == other or math.isclose(one, other, rel_tol=0.02, abs_tol=0.1)


def check_alike(one: list[Read], other: list[Read]) -> None:
    assert all(near(mine.answers, theirs.answers) for mine, theirs in zip(one, other, strict=True))
    assert all(near(mine.exact, theirs.exact) for mine, theirs in zip(one, other, strict=True))


@readers
@pytest.mark.parametrize("question", ODD, ids=lambda question: ascii(question[:20]))
def test_each_unit_has_a_value_and_its_span_lies_within_it(reader: Reader, question: str) -> None:
    read = reader.read(question, PASSAGES)
    assert [len(units) for units in read] == [len(shown.units) for shown in PASSAGES]
    for shown, values in zip(PASSAGES, read, strict=True):
        for (start, end), value in zip(shown.units, values, strict=True):
            assert math.isfinite(value.answers)
            assert not math.isnan(value.exact)
            if value.span:
                assert start <= value.span[0] < value.span[1] <= end
            else:
                assert value.exact == -math.inf


@readers
def test_nothing_is_read_in_nothing(reader: Reader) -> None:
    assert reader.read("Who?", []) == []
    assert reader.read("Who?", [Passage("", ())]) == [[]]
    assert reader.read("Who?", [Passage("Above it.", ()), PASSAGES[2]])[0] == []
    assert reader.support([], []) == []


@readers
@pytest.mark.parametrize("question", ["When is the rent due?", "Who built the boats?"])
def test_a_passage_is_judged_alike_alone_and_among_others(reader: Reader, question: str) -> None:
    together = reader.read(question, PASSAGES)
    backwards = reader.read(question, PASSAGES[::-1])[::-1]
    for shown, one, other in zip(PASSAGES, together, backwards, strict=True):
        check_alike(one, reader.read(question, [shown])[0])
        check_alike(one, other)


@readers
def test_the_same_is_always_judged_the_same(reader: Reader) -> None:
    assert reader.read("Who built the boats?", PASSAGES) == reader.read("Who built the boats?", PASSAGES)
    pairs = ["Ann Lee built boats."] * len(TEXTS), TEXTS
    assert reader.support(*pairs) == reader.support(*pairs)


@readers
def test_statements_are_judged_in_order_alike_alone_and_among_others(reader: Reader) -> None:
    statements = ["Ann Lee built boats.", "The rent is due in May.", "It rained.", "", "🙂", "x " * 999]
    pairs = [(statement, text) for statement in statements for text in [*TEXTS, ""]]
    judged = reader.support([one for one, _ in pairs], [text for _, text in pairs])
    assert len(judged) == len(pairs)
    assert not any(math.isnan(score) for score in judged)
    for (statement, text), score in zip(pairs[::5], judged[::5], strict=True):
        assert near(score, reader.support([statement], [text])[0])


@readers
def test_a_statement_is_held_by_the_text_that_states_it(reader: Reader) -> None:
    said, other = "Ann Lee built 14 boats in Lima.", "The rent is due in May."
    scores = reader.support([said, said, other, other], [TEXTS[1], TEXTS[0], TEXTS[1], TEXTS[0]])
    assert scores[0] > 0 > scores[1]
    assert scores[3] > scores[2]


@readers
def test_the_sentence_that_answers_is_worth_most(reader: Reader) -> None:
    values = reader.read("The rent is due on which day?", [PASSAGES[0]])[0]
    assert max(range(len(values)), key=lambda unit: values[unit].answers) == 0


@readers
def test_a_reader_says_what_it_is(reader: Reader) -> None:
    assert "en" in reader.languages and reader.fingerprint
    reader.wake()
    reader.wake()


@pytest.mark.parametrize("count", [60, 200])
@readers
def test_every_sentence_of_a_passage_longer_than_a_window_has_a_score(reader: Reader, count: int) -> None:
    text = " ".join(f"Sentence number {n} says that it rained." for n in range(count)) + " The rent is due on 3 May."
    shown = passage(text)
    assert len(shown.units) == count + 1
    [values] = reader.read("When is the rent due?", [shown])
    assert all(math.isfinite(value.answers) for value in values)
    assert max(values, key=lambda value: value.answers) is values[-1]


@readers
@settings(max_examples=25)
@given(question=st.text(max_size=60), text=st.text(max_size=200))
def test_any_text_can_be_read(reader: Reader, question: str, text: str) -> None:
    shown = passage(text)
    [values] = reader.read(question, [shown])
    assert len(values) == len(shown.units)
    assert not any(math.isnan(value.answers) for value in values)
    assert not math.isnan(reader.support([question], [text])[0])


def test_the_fake_answers_by_the_share_of_the_words() -> None:
    reader = WordReader()
    [[all_of_it, half, none]] = reader.read("boats sank", [passage("Boats sank. Boats swam. It rained.")])
    assert (all_of_it.answers, half.answers, none.answers) == (6, 0, -6)
    assert reader.support(["boats sank"], ["In May boats sank."]) == [6]
    assert reader.asked == ["boats sank"]
