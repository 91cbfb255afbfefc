"""Loading: the exact decoded text with its title and date, or a reason why there is none."""

import os
import threading
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import CorpusError, LoadError
from index.formats.registry import parse
from index.reading.folder import MAX_BYTES, read, scan

_SPANISH = "El señor Núñez señaló que los niños y las niñas “podrán” estudiar en español – mañana.\r\n"
_FRENCH = "Le ministre des Affaires étrangères a reçu hier à Paris son homologue. Cette réunion a été très utile.\n"
_GERMAN = "Der Außenminister traf gestern in München die Bürgermeister für längere Gespräche über die Zukunft.\n"
_ENGLISH = "He said: “We’re partners” – and paid £5 at the café.\n"
_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffd") | st.sampled_from("\r\n\t")
)


@pytest.mark.parametrize(
    ("source", "title", "date"),
    [
        ("000_bb8f32daf921c1d1.txt", None, "2021-06-16"),
        ("001_6e294be2ff32b82c.txt", "Secretary of Homeland Security visit to Mexico", "2022-05-24"),
        (
            "002_c289bd351e876254.txt",
            "The Chancellor thanked the commitment and willingness of Alejandro Mayorkas, Secretary of National Security "
            "of the United States and the Advisor of National Security in the American Union, Jake Sullivan",
            "2021-08-11",
        ),
        ("003_080f86953c6f3b12.txt", None, "2022-05-06"),
        ("004_e7a5ba97154b9940.txt", None, None),
    ],
)
def test_title_and_date_of_the_seeds(seeds: Path, source: str, title: str | None, date: str | None) -> None:
    document = parse(source, read(seeds, source))
    assert (document.title, document.date) == (title, date)
    assert document.text.encode() == (seeds / source).read_bytes()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Orchard report #\n\nText.", "Orchard report"),
        ("## Notes on C#\n\nText.", "Notes on C#"),
        ("---\ntitle: 'A visit'\ntags: x\n---\n# Other\n", "A visit"),
        ("---\r\ntitle: A visit\r\n---\r\nText.", "A visit"),
        ("\n\n  A line alone \r\n\r\nText.", "A line alone"),
        ("A first line\nof a paragraph.\n\nText.", None),
        ("A sentence that ends.\n\nText.", None),
        ("MEXICO, May 5, 2022 –\n\nText.", None),
        ("* * *\n\nText.", None),
        ("A line and nothing else", None),
        ("word " * 60 + "\n\nText.", None),
        ("", None),
    ],
)
def test_title_is_what_stands_alone_at_the_top(text: str, title: str | None) -> None:
    assert parse("a.md", text.encode()).title == title


@given(_TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
@example("\r\nKept: \r\n\rand 🙂 e\u0301 \u2028\x85", "utf-8")
def test_text_is_exactly_what_was_encoded(text: str, encoding: str) -> None:
    assert parse("a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize("text", [_SPANISH, _FRENCH, _GERMAN, _ENGLISH], ids=["Spanish", "French", "German", "English"])
def test_windows_western_text_is_recognised(text: str) -> None:
    assert parse("a.txt", text.encode("cp1252")).text == text


def test_latin_1_text_is_recognised() -> None:
    text = _SPANISH.replace("“", '"').replace("”", '"').replace("–", "-")
    assert parse("a.txt", text.encode("latin-1")).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)),
        b"plain words" * 10 + b"\0\x01\x02" * 9,
        bytes(range(128, 256)) * 4,
        b"\xff\xfea\0b\0c",  # UTF-16 cut within a character
    ],
    ids=["png", "control characters", "every byte", "cut utf-16"],
)
def test_bytes_that_are_not_text_are_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(LoadError, match=r"it is a binary file, not text|encoding was not recognised; save it as UTF-8"):
        parse("a.txt", data)


def test_utf_8_with_a_damaged_byte_is_kept_readable_or_refused() -> None:
    try:
        text = parse("a.txt", (_SPANISH * 20).encode() + b"\xff\n").text
    except LoadError as error:
        assert "UTF-8" in str(error)
    else:
        assert "Núñez señaló que los niños" in text


def test_scan_lists_visible_files_sorted_and_leaves_the_folder_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for name in (
        "b.txt",
        "a/z.md",
        "a/.hidden.txt",
        ".git/config.txt",
        "folder.txt/inside.txt",
        ".top.txt",
        "image.gif",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("words", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret", encoding="utf-8")
    (root / "linked").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    assert scan(root) == ["a/z.md", "b.txt", "folder.txt/inside.txt", "image.gif", "link.txt", "linked/", "loop/"]


def test_what_is_no_readable_regular_file_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "image.gif").write_bytes(b"")
    (tmp_path / "Makefile").write_bytes(b"")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "target.txt").write_text("words", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("target.txt")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    reasons = {
        "image.gif": r"^\.gif is not supported; save it as PDF, \.docx, \.pptx, \.xlsx, \.html, \.md or \.txt$",
        "Makefile": "without an ending",
        "folder.txt": "Is a directory|not a regular file",
        "link.txt": "symbolic link",
        "huge.txt": "larger than 50 MB",
        "gone.txt": "No such file",
    }
    for source, reason in reasons.items():
        with pytest.raises(LoadError, match=reason):
            read(tmp_path, source)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    reasons: list[str] = []

    def attempt() -> None:
        with pytest.raises(LoadError) as error:
            read(tmp_path, "pipe.txt")
        reasons.append(str(error.value))

    reader = threading.Thread(target=attempt, daemon=True)  # daemon: pytest can end even if it waits for ever
    reader.start()
    reader.join(timeout=10)
    assert reasons == ["it is not a regular file"]


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system's permissions are others")
def test_a_file_without_permission_is_refused_with_a_reason(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for name, mode in (("open.txt", 0o644), ("secret.txt", 0)):
        (tmp_path / name).write_text("words", encoding="utf-8")
        (tmp_path / name).chmod(mode)
    with chdir(tmp_path), _not_root():  # a relative root: the folders above are closed to others
        assert read(Path(), "open.txt") == b"words"
        with pytest.raises(LoadError, match=r"can't be read \(Permission denied\); check its permissions"):
            read(Path(), "secret.txt")


@pytest.mark.parametrize("name", ["gone", "file.txt"])
def test_a_root_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("words", encoding="utf-8")
    with pytest.raises(CorpusError, match=f"There is no folder .*{name}"):
        scan(tmp_path / name)


@contextmanager
def _not_root() -> Iterator[None]:
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
