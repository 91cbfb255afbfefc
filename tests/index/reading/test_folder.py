"""Loading: the exact decoded text with its title and date, or a reason why there is none."""

import os
import threading
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import pytest

from index.errors import CorpusError, LoadError
from index.formats.registry import parse
from index.reading.folder import MAX_BYTES, listing, read, scan


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


def test_scan_lists_visible_files_sorted_and_leaves_the_folder_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for name in (
        "b.txt",
        "a/z.md",
        "a/.hidden.txt",
        ".git/config.txt",
        "folder.txt/inside.txt",
        ".top.txt",
        "image.7z",
        "image.gif",
        "Makefile",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("words", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret", encoding="utf-8")
    (root / "linked").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    assert scan(root) == [
        "Makefile", "a/z.md", "b.txt", "folder.txt/inside.txt", "image.7z", "link.txt", "linked/", "loop/",
    ]  # fmt: skip
    assert listing(root).left_out == {"hidden": 3, "pictures": 1}


def test_what_is_no_readable_regular_file_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "image.gif").write_bytes(b"")
    (tmp_path / "files.rar").write_bytes(b"Rar!")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "target.txt").write_text("words", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("target.txt")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    reasons = {
        "image.gif": r"^\.gif is not supported: it is a picture, not a document$",
        "files.rar": r"^\.rar is not supported: it is an archive; unpack it into the folder$",
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
