"""Every format: the good is read with its pages, the broken is refused with a reason, and nothing else ever happens."""

import io
import random
import warnings
import zipfile
from functools import cache
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.formats.names import PICTURES, SUFFIXES, format_of
from index.formats.registry import guarded, parse
from index.formats.writer import Content
from index.records import Document
from tests.samples import BROKEN, EMPTY, GOOD


@cache
def _sample(source: str) -> bytes:
    return GOOD[source][0]()


def _check_pages(document: Document) -> None:
    starts = document.page_starts
    assert list(starts) == sorted(starts)
    assert not starts or (starts[0] == 0 and starts[-1] <= len(document.text))


@pytest.mark.parametrize("source", GOOD)
def test_a_good_file_says_what_it_holds_on_the_right_page(source: str) -> None:
    _, words, page = GOOD[source][1]
    document = parse(source, _sample(source))
    assert words in document.text
    assert document.page(document.text.index(words)) == page
    _check_pages(document)
    document.text.encode()  # no halves of characters


@pytest.mark.parametrize("source", BROKEN)
def test_a_broken_file_is_refused_with_its_reason(source: str) -> None:
    make, reason = BROKEN[source]
    with pytest.raises(LoadError) as error:
        parse(source, make())
    assert reason in str(error.value)


@pytest.mark.parametrize("source", EMPTY)
def test_a_file_without_text_is_no_failure(source: str) -> None:
    assert not parse(source, EMPTY[source]()).text.strip()


def test_samples_cover_every_format() -> None:
    formats = {format_of(f"a{suffix}") for suffix in SUFFIXES - PICTURES}  # which are tried with text recognition
    assert {format_of(source) for source in GOOD} == formats
    assert {format_of(source) for source in BROKEN} == formats


def test_the_format_is_told_by_the_ending() -> None:
    assert format_of("notes/A.Markdown") == format_of("b.md") != format_of("b.html") == format_of("B.HTM")
    assert format_of("Makefile") == format_of("docx") == format_of("a.unheard-of") == format_of("a.txt")
    assert format_of("a.gif") == ""
    with pytest.raises(LoadError, match="it is a picture, not a document"):
        parse("a.gif", b"words")


def test_the_result_depends_on_bytes_and_format_alone() -> None:
    data = b"<p>The bridge is closed.</p>"
    one, two = parse("a.html", data), parse("other/b.HTM", data)
    assert (one.text, one.title, one.sha256) == (two.text, two.title, two.sha256)


def test_what_a_library_raises_becomes_a_reason_but_no_lack_of_memory() -> None:
    def reader(data: bytes) -> Content:
        warnings.warn("Data Validation extension is not supported", stacklevel=1)
        raise {b"key": KeyError("x"), b"deep": RecursionError(), b"memory": MemoryError()}[data]

    with pytest.raises(LoadError, match=r"damaged or not really \.docx \(KeyError\); open it and save it again"):
        guarded(reader, ".docx", b"key")
    with pytest.raises(LoadError, match="nested too deeply"):
        guarded(reader, ".docx", b"deep")
    with pytest.raises(MemoryError):
        guarded(reader, ".docx", b"memory")


@pytest.mark.parametrize("source", GOOD)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=12)
def test_a_damaged_file_is_read_or_refused(source: str, seed: int) -> None:
    _survives(source, _damaged(_sample(source), random.Random(seed)))


@pytest.mark.parametrize(
    "source", [s for s in GOOD if PurePosixPath(s).suffix in (".docx", ".pptx", ".xlsx", ".odt", ".epub")]
)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=12)
def test_a_sound_container_of_damaged_parts_is_read_or_refused(source: str, seed: int) -> None:
    chance, file = random.Random(seed), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_sample(source))) as old, zipfile.ZipFile(file, "w") as new:
        parts = [name for name in old.namelist() if name.endswith(("ml", ".rels", ".opf"))]
        chosen = chance.choice(parts)
        for name in old.namelist():
            new.writestr(name, _damaged(old.read(name), chance) if name == chosen else old.read(name))
    _survives(source, file.getvalue())


def _damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([0, 1, 3, 30])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    start = chance.randrange(len(changed))
    match chance.randrange(4):
        case 0:
            return bytes(changed[:start])
        case 1:
            return bytes(changed[:start] + changed[chance.randrange(start, len(changed)) :])
        case 2:
            return bytes(changed[:start] + changed[start // 2 : start] + changed[start:])
    return bytes(changed)


def _survives(source: str, data: bytes) -> None:
    try:
        document = parse(source, data)
    except LoadError as error:
        assert str(error)
    else:
        document.text.encode()
        _check_pages(document)
