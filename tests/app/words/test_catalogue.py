"""The page's words: the same in every language, chosen by what a browser asks for, and none left outside."""

import ast
import copy
import pickle
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.comparing import read
from app.words.catalogue import LANGUAGES, Said, catalogue, of_scripts, percent, preferred, said, told
from index import ROOT
from index.language.identify import ENGLISH

SPOKEN = {"en", "de", "es", "fr", "it", "nl", "pt"}
EVERYWHERE = {"documents.kilobytes", "documents.megabytes", "reading.done_in", "reading.file_unread", "count.byte"}
ALIKE = {  # what a language calls as English does
    "de": {"page.chat", "chats.untitled", "scripts.chats"},
    "es": {"page.chat", "scripts.error", "chats.untitled", "scripts.chats"},
    "fr": {
        "page.documents", "page.conversation", "page.question", "count.document", "count.page", "documents.document",
        "documents.date", "originals.page", "scripts.source", "scripts.question", "kinds.archives",
    },
    "it": {"page.chat", "chats.untitled"},
    "nl": {"page.chat", "chats.untitled", "scripts.chats", "documents.document"},
    "pt": {"count.slide", "originals.slide"},
}  # fmt: skip
PAGE = [*(ROOT / "app" / "page").glob("*.py"), *(ROOT / "app" / "documents").glob("*.py")]
PAGE += [
    *(ROOT / "app" / "web" / "views").glob("*.py"),
    ROOT / "app" / "errors.py",
    ROOT / "app" / "showing" / "pages.py",
]
PAGE += [ROOT / "app" / "web" / f"{name}.py" for name in ("refusals", "headers", "guards", "waiting")]
SCRIPTS = sorted((ROOT / "app" / "page" / "assets").glob("*.js"))
WORDS = re.compile(
    r"[^\W\d_]{2,}[,;:]? [^\W\d_]|[.:!?] [A-Z]|^\s*[A-Z][a-z]{2,}"
)  # two in a row, or one that begins as a text does
NOT_SHOWN = re.compile(  # headers, names of formats, types, Gradio's own keys, and what only whoever starts the server reads
    r"This version of Gradio fetches|\w+-src |sandbox|Basic realm|; Path=/|^(?:[A-Z]\w+-)+[A-Z]\w+$|charset=utf-8|HttpOnly|^Basic|^(?:Running|False|Word|Markdown|Like|Dislike)|^it is $|^left out$"
)


def forms(entry: str | list[str]) -> list[str]:
    return [entry] if isinstance(entry, str) else entry


def names(entry: str | list[str]) -> set[str]:
    return {name for form in forms(entry) for _, name, _, _ in Formatter().parse(form) if name is not None}


def test_the_page_speaks_the_seven_languages() -> None:
    assert {*LANGUAGES} == SPOKEN


@pytest.mark.parametrize("language", sorted(SPOKEN - {ENGLISH}))
def test_every_catalogue_is_whole(language: str) -> None:
    english, own = catalogue(ENGLISH), catalogue(language)
    assert {*own} == {*english}
    for key, entry in english.items():
        assert isinstance(own[key], str) == isinstance(entry, str), key
        assert names(own[key]) == names(entry), key
        assert all(form.strip() == form and form for form in forms(own[key])), key
        assert len(forms(own[key])) == len(forms(entry)), key
    same = {key for key, entry in english.items() if own[key] == entry}
    assert ALIKE[language] <= same <= ALIKE[language] | EVERYWHERE


@pytest.mark.parametrize("language", sorted(SPOKEN))
def test_what_counts_has_two_forms_and_sentences_end(language: str) -> None:
    for key, entry in catalogue(language).items():
        assert ("count" in names(catalogue(ENGLISH)[key])) == (not isinstance(entry, str)), key
        assert isinstance(entry, str) or len(entry) == 2, key
        for form, english in zip(forms(entry), forms(catalogue(ENGLISH)[key]), strict=True):
            assert form.rstrip()[-1] in ".?!:" or english[-1] not in ".:", f"{key} ends otherwise: {form}"
            assert "  " not in form, key


def texts() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "app").rglob("*.py"):
        yield path.name, path.read_text(encoding="utf-8")


def test_every_word_is_used_and_every_word_that_is_used_is_there() -> None:
    code = "\n".join(text for _, text in texts())
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    keys = {*catalogue(ENGLISH)}
    whole = {*re.findall(r"[\"'](\w+\.\w+)[\"']", code)} & keys
    tables = {key.partition(".")[0] for key in keys} - {"scripts"}
    made = {*re.findall(rf"f\"({'|'.join(tables)})\.(\w*)\{{", code)}  # the rest of the key is put in
    proposals = {
        f"proposals.{name}" for name in re.findall(r"say\('(\w+)'|say\(\"(\w+)\"", code) for name in name if name
    }
    begun = {key for key in keys for table, start in made if key.startswith(f"{table}.{start}")}
    said_there = {f"scripts.{name}" for name in re.findall(r"\"(\w+)\"", scripts)} & keys
    assert keys <= whole | begun | said_there | proposals, sorted(keys - whole - begun - said_there - proposals)
    for table, name in re.findall(r"(?:said|mark|say)\(\s*\"(\w+)\.(\w+)\"", code):
        assert f"{table}.{name}" in keys
    for name in re.findall(r"\bsay\(\"(\w+)\"", scripts):
        assert name in of_scripts(ENGLISH)


def test_what_is_left_out_is_called_in_english_as_in_reports() -> None:
    kinds = {key.removeprefix("kinds."): entry for key, entry in catalogue(ENGLISH).items() if key.startswith("kinds.")}
    table = tomllib.loads((ROOT / "index" / "formats" / "kinds.toml").read_text(encoding="utf-8"))
    assert kinds == {key: [f"{{count}} {row['one']}", f"{{count}} {row['many']}"] for key, row in table.items()}


def test_numbers_shares_and_words_are_written_as_the_language_does() -> None:
    done = said("reading.done", share=percent(0.256), files=1_234, total=5_000)
    assert done == "26%: 1,234 of 5,000 files"
    assert told(done, "de") == "26\xa0%: 1.234 von 5.000 Dateien"
    within = said("reading.left", done=done, time="2 min")
    assert within == "26%: 1,234 of 5,000 files, about 2 min left"
    assert told(within, "nl") == "26%: 1.234 van 5.000 bestanden, nog ongeveer 2 min"
    assert [told(said("count.file", count=count), "fr") for count in (0, 1, 2)] == [
        "0 fichier",
        "1 fichier",
        "2 fichiers",
    ]
    assert told(said("files.added", source="{name}.txt"), "es") == "Se ha añadido {name}.txt."


def test_words_are_english_until_they_are_told() -> None:
    words = said("files.new")
    assert isinstance(words, str) and words == "Not read yet" and f"{words}." == "Not read yet."
    assert told(words, "xx") == told(words, "en") == words and told("Not read yet", "de") == "Not read yet"
    for copied in (copy.deepcopy(words), pickle.loads(pickle.dumps(words))):
        assert isinstance(copied, Said) and told(copied, "de") == "Noch nicht gelesen"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("de", "de"), ("DE-at", "de"), ("pt-BR,pt;q=0.9,en;q=0.8", "pt"), ("ja,fr;q=0.5", "fr"),
        ("en;q=0.3, nl;q=0.7", "nl"), ("de;q=0, it;q=0.1", "it"), ("*", "en"), ("ja", "en"), ("es;q=x, fr;q=0.2", "fr"),
        ("de;q=2", "en"), ("fr;q=nan, it", "it"), (";;;,,,=", "en"), ("en,de", "en"), ("de , en", "de"),
    ],
)  # fmt: skip
def test_the_language_is_the_best_of_those_that_a_browser_asks_for(header: str, language: str) -> None:
    assert preferred(header) == language


@given(st.text() | st.text("deslfritnp-;q=0.19,* \t"))
def test_no_header_fails(header: str) -> None:
    assert preferred(header) in LANGUAGES


@pytest.mark.parametrize("language", sorted(SPOKEN))
def test_the_question_that_compares_two_is_understood(language: str) -> None:
    asked = str(of_scripts(language)["difference"]).format(one="leave-2023.md", other="leave-2024.md")
    sides = read(asked)
    assert sides and (sides.first, sides.second) == ("leave-2023.md", "leave-2024.md")


def strings(path: Path) -> Iterator[str]:
    """Texts of a module that are no docstrings, keys of the catalogue, names of hidden boxes or what a log gets."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            hidden = any(word.arg == "visible" and ast.unparse(word.value) == "'hidden'" for word in node.keywords)
            if called.startswith("_LOG.") or hidden or called in ("ValueError", "re.compile", "quote"):
                passed |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield re.sub(r"<[^<>]*>?|[\w-]+=\"[^\"]*\"?", " ", node.value)  # without tags


@pytest.mark.parametrize("path", PAGE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_words_of_the_page_are_outside_the_catalogue(path: Path) -> None:
    found = {text for text in strings(path) if WORDS.search(text)}
    assert {text for text in found if not NOT_SHOWN.search(text)} == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_words_of_the_scripts_are_outside_the_catalogue(path: Path) -> None:
    code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
    shown = r"(?:textContent|placeholder|title|innerText|alt|aria-label\"?|aria-description\"?)(?:\"?\s*[:=,]\s*)([\"'`][^\"'`]+)"
    assert {text for text in re.findall(shown, code) if re.search(r"[^\W\d_]{2}", text.partition("${")[0])} <= {
        '"citeseed'  # the name of the page
    }
    literals = re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", code)
    sentences = {
        text
        for parts in literals
        for text in parts
        if re.search(r"[A-Za-z]{2,} [a-z]+ [a-z]+", text) and text[:1] not in "#."
    }
    assert sentences == set()
