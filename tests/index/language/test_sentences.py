"""Sentence spans: a partition of what is written, broken where a reader would."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.language.sentences import sentences

_PIECES = [
    *"aé日🙂.!?;:”“\"'’…-*#•|\n\r\t \u00a0\u200b\x85\x1c\u2028",
    *("\n\n", " \n \n", "\r\n\r\n", "- ", "12. ", "## ", "Dr. ", "U.S. ", "3.5", "e\u0301", "👩‍👩‍👧", "¿Qué? ", "。"),
    *(
        "Mexico met. ",
        "MEXICO, (August 11, 2021).- ",
        "Date: 2022-05-24\n",
        "a line that is longer than forty-five characters ",
    ),
]
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=80
)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, "en")]


@given(_TEXTS)
@example("")
@example("👩‍👩‍👧 ran.\nDr. Núñez’s 日本語。 “Sí.”\r\n\r\n• uno\n• dos")
def test_spans_partition_what_is_not_whitespace(text: str) -> None:
    covered = 0
    for start, end in sentences(text, "en"):
        assert not text[covered:start].strip(), "something between two sentences is in neither"
        assert start >= covered and text[start:end] and text[start:end] == text[start:end].strip()
        covered = end
    assert not text[covered:].strip()


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("003_080f86953c6f3b12.txt", "They met in Washington, DC. and were joined by fellow officials"),
        (
            "000_bb8f32daf921c1d1.txt",
            "On June 14-15, 2021, Secretary of Homeland Security Alejandro N. Mayorkas visited Mexico",
        ),
    ],
)
def test_abbreviations_and_initials_do_not_end_a_sentence_of_the_seeds(seeds: Path, source: str, sentence: str) -> None:
    found = [text for text in _sentences((seeds / source).read_text(encoding="utf-8")) if text.startswith(sentence)]
    assert len(found) == 1
    assert found[0].endswith(".") and len(found[0]) > len(sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She ran! Did you? Yes.", ["He left.", "She ran!", "Did you?", "Yes."]),
        ("A title\n\nThe text goes on", ["A title", "The text goes on"]),
        ("They bought:\n- two ripe apples\n• milk\n* tea", ["They bought:", "- two ripe apples", "• milk", "* tea"]),
        ("Agenda:\n1. The budget was agreed.\n12. Trade", ["Agenda:", "1. The budget was agreed.", "12. Trade"]),
        (
            "The delegations of the two countries met in the\ncapital on Tuesday. They talked.",
            ["The delegations of the two countries met in the\ncapital on Tuesday.", "They talked."],
        ),
        ("MEXICO, (August 11, 2021).- In a lunch, they met.", ["MEXICO, (August 11, 2021).-", "In a lunch, they met."]),
        (" date 2021-06-16 On Monday he came.", ["date 2021-06-16", "On Monday he came."]),
        ("“It went well.” He left.", ["“It went well.”", "He left."]),
        ("He waited. ...", ["He waited. ..."]),
    ],
    ids=["marks", "blank line", "bullets", "numbers", "hard wrap", "dateline", "label", "quote", "dots"],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert _sentences(text) == expected


@pytest.mark.parametrize(
    "heading", ["# Short", "## Short", "### A heading of well more than forty-five characters in all"]
)
def test_a_markdown_heading_is_a_sentence_of_its_own_whatever_surrounds_it(heading: str) -> None:
    before = "a line of more than forty-five characters that nothing ends"
    assert _sentences(f"{before}\n{heading}\nThe text begins here.") == [before, heading, "The text begins here."]


def test_a_line_of_5_mb_is_read_to_its_end() -> None:
    text = "word after word and so on, " * 190_000 + "the end"
    assert sentences(text, "en")[-1][1] == len(text) > 5_000_000
