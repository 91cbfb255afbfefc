"""Markdown as people write it: front matter, tables, code, nested lists."""

import gc
import time
from contextlib import suppress

import pytest

from index.errors import LoadError
from index.formats.markdown import front_matter, holds_table
from index.formats.registry import parse
from index.language.layout import CODE
from index.language.sentences import sentences


def text_of(markdown: str) -> str:
    return parse("a.md", markdown.encode()).text


def test_a_row_of_a_table_names_its_columns() -> None:
    text = text_of("| Route | 2022 | 2023 |\n|---|--:|--:|\n| **Morley** | 41,200 | 39,100 |\n\nAfter.")
    assert text == "Route: Morley; 2022: 41,200; 2023: 39,100.\n\nAfter."


def test_emphasis_is_no_part_of_a_sentence() -> None:
    text = text_of("**It starts at 09:15.** *Be early.* __Runners__ bring `a lamp`.\n")
    assert [text[slice(*span)] for span in sentences(text, "en")] == [
        "It starts at 09:15.",
        "Be early.",
        "Runners bring a lamp.",
    ]


def test_lines_stay_lines_and_lists_nest() -> None:
    assert text_of("Mill Lane 9\nOslo\n\nBring:\n\n* wool\n  * two shirts\n* oats\n") == (
        "Mill Lane 9\nOslo\n\nBring:\n\n- wool\n  - two shirts\n- oats"
    )


def test_code_is_neither_a_heading_nor_a_list() -> None:
    document = parse("a.md", b"# Ops\n\nRun this:\n\n```sh\n# stop first\nctl stop\n- x\n```\n\nDone.")
    assert document.text == f"# Ops\n\nRun this:\n\n{CODE}# stop first\n{CODE}ctl stop\n{CODE}- x\n\nDone."
    spans = [document.text[slice(*span)] for span in sentences(document.text, "en")]
    assert spans == ["# Ops", "Run this:", f"# stop first\n{CODE}ctl stop\n{CODE}- x", "Done."]


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_what_stands_in_front_is_read(fence: str) -> None:
    field = "author: The Board\ntitle: Hut guide" if fence == "---" else 'author = "The Board"\ntitle = "Hut guide"'
    document = parse("a.md", f"{fence}\n{field}\n{fence}\n\n# Hut\n\nText.".encode())
    assert document.title == "Hut guide"
    assert document.text == "author: The Board.\n\n# Hut\n\nText."


@pytest.mark.parametrize("front", ["a: [", "a: &x [1]\nb: *x", "a: !!python/object:os.system x", "- 1", "just words"])
def test_what_is_no_front_matter_stays_text(front: str) -> None:
    assert front_matter(f"---\n{front}\n---\nText") == ({}, f"---\n{front}\n---\nText")


def test_front_matter_that_would_grow_is_left_as_text() -> None:
    laughs = "a: &a [x,x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
    )
    started = time.process_time()
    assert len(text_of(f"---\n{laughs}---\nText")) < 1000
    assert time.process_time() - started < 2


def test_footnotes_and_definitions_are_kept() -> None:
    text = text_of("Oats[^1] last.\n\n[^1]: For six days.\n\nTerm\n: What it means.\n")
    assert "Oats last." in text and "For six days." in text and "What it means." in text


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", True),
        ("x\na | b\n:-- | --:\n1 | 2", True),
        ("a | b\n\n--- | ---", False),
        ("Title\n-----\na | b", False),
        ("a | b\n1 | 2", False),
    ],
)
def test_a_table_is_told_by_its_line_of_dashes(text: str, holds: bool) -> None:
    assert holds_table(text) is holds


@pytest.mark.parametrize("filler", ["[", "![", "> ", "*a ", "`a ", "a\n", "|", "<a ", "[^a] ", "- a\n  "])
def test_the_time_grows_with_the_text_alone(filler: str) -> None:
    def seconds(size: int) -> float:
        gc.disable()  # what other tests have left is none of its time
        started = time.process_time()
        try:
            with suppress(LoadError):  # nested too deeply
                text_of(filler * size)
            return time.process_time() - started
        finally:
            gc.enable()

    seconds(100)
    assert seconds(8_000) < 16 * max(seconds(2_000), 0.05)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (
            "Run `git clone <repo>` as <your-name> with <build number>.",
            "Run git clone <repo> as <your-name> with <build number>.",
        ),
        (
            "mv <source> <output>\n\nA <title> and a List<String>.",
            "mv <source> <output>\n\nA <title> and a List<String>.",
        ),
        ("Then:\n\n<BUILD-NUMBER>\n\nEnd.", "Then:\n\n<BUILD-NUMBER>\n\nEnd."),
        ("One<br>two <kbd>Ctrl</kbd> <x-badge>new</x-badge>.", "One\ntwo Ctrl new."),
    ],
)
def test_a_placeholder_in_angle_brackets_is_a_word(markdown: str, text: str) -> None:
    assert text_of(markdown) == text
