"""The folder: the same for a seed, of the size asked for, and read by the product as it was meant."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.making.whole.__main__ import main
from eval.making.whole.folder import FEWEST, TooSmall, draw_folder
from eval.making.whole.scan import occurrences
from eval.making.whole.words import words
from eval.making.whole.world import NOW
from tests.eval.making.whole.conftest import FILES, QUESTIONS, SEED, Written


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_seed_gives_the_same_bytes_and_another_one_others(written: Written, tmp_path: Path) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    for out, seed in ((again, SEED), (other, "6")):
        assert main([str(out), "--seed", seed, "--files", FILES, "--questions", QUESTIONS]) == 0
    assert contents(again) == contents(written.root)
    assert contents(other) != contents(written.root)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), files=st.integers(FEWEST, 300))
def test_there_are_exactly_so_many_files_of_every_kind(seed: int, files: int) -> None:
    folder = draw_folder(seed, files)
    assert len(folder.contents()) == files
    assert {file.kind for file in folder.files} == {*words("kinds")}
    assert all(file.day is None or file.day <= NOW for file in folder.files)
    assert all(source < copy for copy, source in folder.copies.items())
    data = folder.contents()
    assert all(data[copy] == data[source] for copy, source in folder.copies.items())


def test_too_few_files_are_refused_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(TooSmall, match=str(FEWEST)):
        draw_folder(1, FEWEST - 1)
    assert main([str(tmp_path / "out"), "--seed", "1", "--files", "3"]) == 1
    assert main([str(tmp_path), "--seed", "1"]) == 1, "it is there already"
    assert not [*tmp_path.iterdir()]
    told = capsys.readouterr().err
    assert f"Ask for {FEWEST} or more" in told and "is there already" in told


def test_more_questions_than_there_are_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in ("5", "9000"):
        assert main([str(tmp_path / "out"), "--seed", "1", "--files", "60", "--questions", number]) == 1
    assert "Ask for fewer" in capsys.readouterr().err


def test_readers_see_the_titles_dates_and_texts_that_were_meant(written: Written) -> None:
    folder = draw_folder(int(SEED), int(FILES))
    for file in folder.files:
        read = written.documents[file.source]
        assert (read.title, read.date) == (file.title, file.day.isoformat() if file.day else None), file.source
        for piece in re.split(r"\n| \| ", file.text)[1:]:
            name, _, value = piece.partition(": ")
            assert letters(value or name) in letters(read.text), file.source
    for table in folder.tables:
        read = written.documents[table.source]
        assert read.date is None
        assert read.text.count("\n") + 1 >= len(table.cells)
    assert written.unread | {source for source, read in written.documents.items() if not read.text} == {*folder.damaged}


def test_words_that_are_alike_or_near_do_not_count() -> None:
    folder = draw_folder(1, FEWEST)
    forms = [form for topic in folder.world.topics for form in topic.forms]
    for topic in folder.world.topics:
        assert not occurrences(topic.alike, forms)
        assert not occurrences(topic.near, topic.forms)
        assert all(occurrences(sentence, topic.forms) for sentence in topic.sentences)
    for one in (*folder.world.phrases, *folder.world.references):
        assert not occurrences(one.alike, (one.text,))
        assert all(occurrences(sentence, (one.text,)) for sentence in one.sentences)
    said = Counter(form for topic in folder.world.topics for form in topic.forms)
    assert said.most_common(1)[0][1] == 1, "no form belongs to two topics"


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
