"""Case sets of other makers come in whole or not at all, and what goes out gives ir_measures the same figures."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import ir_measures
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eval.case import Case, CaseError, read_cases
from eval.making.interchange import export_trec, import_cases
from eval.measuring.metrics import ranking_figures
from index.formats.registry import parse
from index.reading.folder import read, scan

DOCUMENTS = [{"_id": "d", "title": "Harbor", "text": "Three cranes were new."}]
QUERIES = [{"_id": "q", "text": "How many cranes were new?"}]
QRELS = [("q", "d", 1)]
CONTEXT = "Ann Lee ran the mill. It stood in Lima until 1999. Bo sold it."
MEASURES = {
    "hit@1": ir_measures.Success @ 1,
    "recall@4": ir_measures.R @ 4,
    "recall@5": ir_measures.R @ 5,
    "recall@10": ir_measures.R @ 10,
    "mrr@10": ir_measures.RR @ 10,
    "ndcg@10": ir_measures.nDCG @ 10,
}

Rows = Sequence[Mapping[str, Any]]

_fixed = settings(derandomize=True)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["\ud800", "", " "]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\t"), min_size=1)  # of a table
_NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8)


def _beir(
    folder: Path,
    documents: Rows = DOCUMENTS,
    queries: Rows = QUERIES,
    qrels: Iterable[object] = QRELS,
    split: str = "test",
) -> Path:
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", documents), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    _write_qrels(folder, qrels, split)
    return folder


def _write_qrels(folder: Path, qrels: Iterable[Any], split: str) -> None:
    lines = ["query-id\tcorpus-id\tscore\n", *("\t".join(map(str, row)) + "\n" for row in qrels)]
    (folder / "qrels" / f"{split}.tsv").write_text("".join(lines), encoding="utf-8", newline="")


def _question(id: str = "1", text: str = "Who ran the mill?", answer: str = "Ann Lee") -> dict[str, Any]:
    return {"id": id, "question": text, "answers": [{"text": answer, "answer_start": CONTEXT.find(answer)}]}


def _squad(path: Path, *questions: Any, title: Any = "Mill", context: Any = CONTEXT) -> Path:
    data = [{"title": title, "paragraphs": [{"context": context, "qas": list(questions)}]}]
    path.write_text(json.dumps({"version": "v2.0", "data": data}), encoding="utf-8")
    return path


def _imported(path: Path, out: Path, split: str = "test") -> tuple[list[Case], dict[str, str]]:
    """The cases and the texts by source, as the rest of the program reads them."""
    numbers = import_cases(path, out, split)
    assert sorted(entry.name for entry in out.iterdir()) == ["cases.jsonl", "docs"]
    return _sound(out, numbers)


def _sound(out: Path, numbers: tuple[int, int, int]) -> tuple[list[Case], dict[str, str]]:
    sources = scan(out / "docs")
    cases = read_cases(out / "cases.jsonl", sources)
    assert numbers[:2] == (len(sources), len(cases))
    texts = {source: (out / "docs" / source).read_bytes().decode() for source in sources}
    for case in cases:
        assert all(any(sentence in texts[source] for source in case.sources) for sentence in case.evidence)
    return cases, texts


def _sound_or_refused(path: Path, out: Path) -> str:
    """What an import must do with anything: give what can be used, or say why not and leave nothing."""
    try:
        numbers = import_cases(path, out, "test")
    except CaseError as error:
        assert not out.exists()
        return str(error)
    _sound(out, numbers)
    return ""


def _refused(path: Path, out: Path, split: str = "test") -> str:
    with pytest.raises(CaseError) as caught:
        import_cases(path, out, split)
    assert not out.exists(), "nothing is left half written"
    message = str(caught.value)
    assert str(path) in message
    return message


def test_a_beir_folder_becomes_documents_and_cases(tmp_path: Path) -> None:
    documents: Rows = [
        {"_id": "d1", "title": "Harbor visit", "text": "Three cranes were new.\r\nThe ferry was late.", "metadata": {}},
        {"_id": "d2", "title": "", "text": "  A line\u2028of “two”.\n\nNext.\t"},
        {"_id": "d3", "text": "No title at all. 🙂"},
        {"_id": "d4", "title": "A title alone", "text": ""},
    ]
    queries = [
        {"_id": "q1", "text": "What was late?"},
        {"_id": "q2", "text": 'Who said "two"?'},
        {"_id": "q3", "text": "Asked, never judged?"},
        {"_id": "q4", "text": "Judged, nothing right?"},
    ]
    qrels = [("q2", "d3", 1), ("q1", "d1", 2), ("q2", "d2", 1), ("q1", "d2", 0), ("q4", "d1", 0), ("q1", "d4", -1)]
    cases, texts = _imported(_beir(tmp_path / "tiny", documents, queries, qrels), tmp_path / "out")
    assert texts == {
        "d1.txt": "Harbor visit\n\nThree cranes were new.\r\nThe ferry was late.\n",
        "d2.txt": "  A line\u2028of “two”.\n\nNext.\t\n",
        "d3.txt": "No title at all. 🙂\n",
        "d4.txt": "A title alone\n",
    }
    assert {case.id: (case.question, case.sources) for case in cases} == {
        "q1": ("What was late?", ["d1.txt"]),
        "q2": ('Who said "two"?', ["d3.txt", "d2.txt"]),
    }
    assert all(case.answerable and case.type == "tiny" and not case.answers and not case.draft for case in cases)


def test_another_split_is_read_if_it_is_named(tmp_path: Path) -> None:
    folder = _beir(tmp_path / "tiny", queries=[*QUERIES, {"_id": "p", "text": "Which crane?"}])
    _write_qrels(folder, [("p", "d", 1)], "dev")
    assert [case.id for case in _imported(folder, tmp_path / "test")[0]] == ["q"]
    assert [case.id for case in _imported(folder, tmp_path / "dev", "dev")[0]] == ["p"]
    assert "qrels/train.tsv" in _refused(folder, tmp_path / "train", "train")


def test_quotes_in_a_table_are_letters(tmp_path: Path) -> None:
    documents = [{"_id": name, "text": name} for name in ('"d', "'e'", 'f"')]
    queries = [{"_id": name, "text": f"Is it {name}?"} for name in ('"q', 'r"s"')]
    qrels = [('"q', '"d', 1), ('r"s"', "'e'", 1), ('r"s"', 'f"', 1)]
    cases, texts = _imported(_beir(tmp_path / "tiny", documents, queries, qrels), tmp_path / "out")
    assert {case.id: [texts[source] for source in case.sources] for case in cases} == {
        '"q': ['"d\n'],
        'r"s"': ["'e'\n", 'f"\n'],
    }


def test_a_table_with_the_line_ends_of_windows_is_read(tmp_path: Path) -> None:
    folder = _beir(tmp_path / "tiny")
    (folder / "qrels" / "test.tsv").write_bytes(b"query-id\tcorpus-id\tscore\r\nq\td\t1\r\n\r\n")
    assert [case.id for case in _imported(folder, tmp_path / "out")[0]] == ["q"]


@_fixed
@given(st.lists(_CELLS, min_size=1, max_size=5, unique=True))
@example(["plain", "PLAIN", "Plain"])
@example(["a/b", "a_b", "a b", "a\\b", "a:b", "a?b"])
@example(["../escape", "..", ".", "/etc/passwd", "~", ".hidden"])
@example(["doc.txt", "doc", "doc.txt.txt", "doc."])
@example(["é", "e\u0301", "É", "ñandú", "漢字", "🙂", "ß", "ẞ"])
@example(["x" * 100, "x" * 101, "x" * 5000, "X" * 100])
@example(["漢" * 100, "漢" * 30, "漢" * 101, "🙂" * 100, "\U00020000" * 60])
@example(["nul\0byte", "bell\a", "\u2028", " ", "  ", "", "-"])
def test_any_ids_get_files_of_their_own(tmp_path_factory: pytest.TempPathFactory, ids: list[str]) -> None:
    tmp_path = tmp_path_factory.mktemp("ids")
    documents = [{"_id": id, "text": f"This is {id!a}."} for id in ids]
    folder = _beir(tmp_path / "tiny", documents, QUERIES, [("q", id, 1) for id in ids])
    (case,), texts = _imported(folder, tmp_path / "out")
    assert len({source.lower() for source in texts}) == len(ids), "apart on a system that ignores case, too"
    assert [texts[source] for source in case.sources] == [f"This is {id!a}.\n" for id in ids]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["out", "tiny"]


def test_a_squad_file_becomes_documents_and_cases(tmp_path: Path) -> None:
    several = _question("3", "When did it end? ", "1999")
    several["answers"] += [{"text": "until 1999", "answer_start": CONTEXT.find("until")}, several["answers"][0]]
    impossible = {
        "id": "4",
        "question": " Who burned it?\n",
        "answers": [],
        "is_impossible": True,
        "plausible_answers": [],
    }
    path = _squad(
        tmp_path / "train.json", _question() | {"is_impossible": False}, several, impossible, title="The_Old/Mill"
    )
    cases, texts = _imported(path, tmp_path / "out")
    (source,) = texts
    assert texts[source] == f"The Old/Mill\n\n{CONTEXT}\n"
    assert [case.to_json() for case in cases] == [
        {
            "id": "1", "question": "Who ran the mill?", "history": [], "answers": [["Ann Lee"]], "sources": [source],
            "answerable": True, "type": "factoid", "evidence": ["Ann Lee ran the mill."],
        },
        {
            "id": "3", "question": "When did it end?", "history": [], "answers": [["1999", "until 1999"]],
            "sources": [source], "answerable": True, "type": "factoid", "evidence": ["It stood in Lima until 1999."],
        },
        {
            "id": "4", "question": "Who burned it?", "history": [], "answers": [], "sources": [], "answerable": False,
            "type": "near-miss",
        },
    ]  # fmt: skip


def test_a_squad_1_1_file_of_several_articles_keeps_its_paragraphs_apart(tmp_path: Path) -> None:
    paragraphs: list[dict[str, Any]] = [
        {"context": f"Mill {number} burned.\r\nAnn\u2028left.", "qas": [_question(f"{article}{number}", answer="Mill")]}
        for article in "ab"
        for number in range(2)
    ]
    data: list[dict[str, Any]] = [
        {"title": "Mills", "paragraphs": paragraphs[:2]},
        {"title": "mills", "paragraphs": paragraphs[2:]},
    ]
    data.append({"paragraphs": [{"context": "No title.", "qas": []}]})
    for article in data:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                question["answers"][0]["answer_start"] = 0
    path = tmp_path / "dev.json"
    path.write_text(json.dumps({"version": "1.1", "data": data}), encoding="utf-8")
    cases, texts = _imported(path, tmp_path / "out")
    assert [texts[case.sources[0]] for case in cases] == [
        f"{title}\n\nMill {number} burned.\r\nAnn\u2028left.\n" for title in ("Mills", "mills") for number in range(2)
    ]
    assert "No title.\n" in texts.values()
    assert len(texts) == 5


@pytest.mark.parametrize("title", ["AC/DC", "../../x", "", ".", "漢" * 200, "é" * 300, "A:B?*<>|", "nul\0"])
def test_any_title_names_a_file(tmp_path: Path, title: str) -> None:
    (case,), texts = _imported(_squad(tmp_path / "one.json", _question(), title=title), tmp_path / "out")
    assert texts[case.sources[0]].endswith(f"{CONTEXT}\n")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["one.json", "out"]


def test_an_answer_at_the_end_of_a_sentence_has_that_sentence_as_evidence(tmp_path: Path) -> None:
    questions = [
        _question(str(place), answer=answer) for place, answer in enumerate(["mill.", "Bo", "It stood", "1999."])
    ]
    cases, _ = _imported(_squad(tmp_path / "one.json", *questions), tmp_path / "out")
    ran, stood, sold = "Ann Lee ran the mill.", "It stood in Lima until 1999.", "Bo sold it."
    assert [case.evidence for case in cases] == [[ran], [sold], [stood], [stood]]


@pytest.mark.parametrize("kind", ["folder", "empty folder", "file"])
def test_what_is_there_already_is_not_touched(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("mine", encoding="utf-8")
    else:
        out.mkdir()
    if kind == "folder":
        (out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CaseError, match=r"out is there already\. Name a new folder\."):
        import_cases(_beir(tmp_path / "tiny"), out, "test")
    left = (
        {entry.name: entry.read_text(encoding="utf-8") for entry in out.iterdir()} if out.is_dir() else out.read_text()
    )
    assert left == {"folder": {"mine.txt": "mine"}, "empty folder": {}, "file": "mine"}[kind]


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_folder_that_lacks_a_file_is_refused_with_what_belongs_there(tmp_path: Path, missing: str) -> None:
    folder = _beir(tmp_path / "tiny")
    (folder / missing).unlink()
    message = _refused(folder, tmp_path / "out")
    assert (
        "Name a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv, or a JSON file in SQuAD's format."
        in message
    )
    assert missing in message


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("corpus.jsonl", b'"d"\n'),
        ("corpus.jsonl", b"[" * 100_000),
        ("queries.jsonl", b"\xff\xfe"),
        ("queries.jsonl", b'{"_id": "other", "text": "Who?"}'),
        ("qrels/test.tsv", b"q\td\t1\n"),
        ("qrels/test.tsv", b"query-id\tcorpus-id\tscore\nq\tother\t1\n"),
        ("qrels/test.tsv", b"query-id\tcorpus-id\tscore\nq\td\t0\n"),
        ("qrels/test.tsv", b"query-id\tcorpus-id\tscore\n" + b"q" * 200_000 + b"\td\t1\n"),
    ],
)
def test_a_broken_beir_folder_is_refused(tmp_path: Path, file: str, content: bytes) -> None:
    folder = _beir(tmp_path / "tiny")
    (folder / file).write_bytes(content)
    _refused(folder, tmp_path / "out")


@pytest.mark.parametrize(
    "content",
    [
        b"{", b"[" * 100_000, b"{}", b'{"data": []}', b'{"data": [null]}',
        b'{"data": [{"title": null, "paragraphs": [{"context": "Ann.", "qas": []}]}]}',
    ],
)  # fmt: skip
def test_a_file_that_is_not_squad_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(content)
    _refused(path, tmp_path / "out")


@pytest.mark.parametrize(
    "question",
    [
        None, {}, _question() | {"question": 5}, _question() | {"answers": [{"text": "Ann"}]},
        _question() | {"answers": [{"text": "Ann", "answer_start": "0"}]},
        _question() | {"answers": [{"text": 5, "answer_start": 0}]}, {"is_impossible": True, "id": "1"},
    ],
)  # fmt: skip
def test_a_broken_question_of_a_squad_file_is_refused(tmp_path: Path, question: Any) -> None:
    _refused(_squad(tmp_path / "one.json", _question("0"), question), tmp_path / "out")


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    _refused(tmp_path / "none", tmp_path / "out")


@pytest.mark.parametrize(
    "questions",
    [
        [_question("1"), _question("1")],
        [_question("1"), _question("2", text=" \n")],
        [_question("1"), _question("2", text="Who? " * 500)],
        [_question("1"), _question("2") | {"answers": []}],
        [_question("1"), _question("2", text="\ud83d?")],
        [_question("1"), _question("\ud83d")],
    ],
    ids=["twins", "blank", "long", "no answer", "half a character", "half a character as id"],
)
def test_squad_questions_that_are_no_cases_never_make_a_broken_file(tmp_path: Path, questions: list[Any]) -> None:
    _sound_or_refused(_squad(tmp_path / "one.json", *questions), tmp_path / "out")


@pytest.mark.parametrize(
    ("documents", "question"),
    [
        (DOCUMENTS, " "),
        (DOCUMENTS, "Who? " * 500),
        (DOCUMENTS, "\ud83d?"),
        (DOCUMENTS, None),
        ([{"_id": "d", "text": "half \ud83d"}], "Who?"),
        ([{"_id": "d", "title": "\ud83d", "text": "x"}], "Who?"),
        ([{"_id": "d", "text": ""}], "Who?"),
        ([{"_id": "d", "title": None, "text": "x"}], "Who?"),
        ([*DOCUMENTS, *DOCUMENTS], "Who?"),
    ],
    ids=["blank", "long", "half", "null", "half text", "half title", "no text", "null title", "twins"],
)
def test_beir_rows_that_are_no_cases_never_make_a_broken_file(tmp_path: Path, documents: Rows, question: Any) -> None:
    folder = _beir(tmp_path / "tiny", documents, [{"_id": "q", "text": question}])
    _sound_or_refused(folder, tmp_path / "out")


@_fixed
@given(
    st.sampled_from(["title", "context", "id", "question", "answers", "text", "answer_start", "is_impossible"]), _JSON
)
def test_any_value_in_a_squad_file_is_imported_or_refused(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: Any
) -> None:
    tmp_path = tmp_path_factory.mktemp("squad")
    question = _question("2")
    if field in ("text", "answer_start"):
        question["answers"][0][field] = value
    elif field not in ("title", "context"):
        question[field] = value
    around = {name: value for name in ("title", "context") if name == field}
    _sound_or_refused(_squad(tmp_path / "one.json", _question(), question, **around), tmp_path / "out")


@_fixed
@given(st.sampled_from(["_id", "title", "text"]), st.booleans(), _JSON)
def test_any_value_in_a_beir_folder_is_imported_or_refused(
    tmp_path_factory: pytest.TempPathFactory, field: str, of_document: bool, value: Any
) -> None:
    tmp_path = tmp_path_factory.mktemp("beir")
    documents = [*DOCUMENTS, {"_id": "e", "text": "x"} | ({field: value} if of_document else {})]
    queries = [*QUERIES, {"_id": "r", "text": "Who?"} | ({} if of_document else {field: value})]
    qrels = QRELS if field == "_id" else [*QRELS, ("r", "e", 1)]
    _sound_or_refused(_beir(tmp_path / "tiny", documents, queries, qrels), tmp_path / "out")


def _outcome(id: str, ranked: Sequence[str], sources: Sequence[str]) -> dict[str, Any]:
    return {"id": id, "ranked_sources": list(ranked), "relevant": list(dict.fromkeys(sources))}


def _rows(reader: Callable[[str], Iterable[Any]], path: Path) -> list[Any]:
    return list(reader(str(path)))


def _figures_of_files(out: Path) -> dict[str, dict[str, float]]:
    """What ir_measures makes of the files, by case id."""
    qrels = _rows(ir_measures.read_trec_qrels, out / "qrels.trec")
    figures = {unquote(qrel.query_id): dict.fromkeys(MEASURES, 0.0) for qrel in qrels}
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(names), qrels, _rows(ir_measures.read_trec_run, out / "run.trec")):
        figures[unquote(metric.query_id)][names[metric.measure]] = metric.value
    return figures


def _result(outcomes: list[dict[str, Any]]) -> Any:
    """As much of a result as is exported."""
    return {"cases": outcomes}


def test_trec_files_hold_each_rank_and_each_right_source(tmp_path: Path) -> None:
    outcomes = [
        _outcome("who hosted", ["a b.txt", "notes/ñ.txt"], ["notes/ñ.txt", "notes/ñ.txt", "c%20d.txt"]),
        _outcome("q\t2\n🙂", ["a b.txt"], []),
        _outcome("failed", [], ["a b.txt"]),
        _outcome("copied", [], ["zz copy.txt"]) | {"relevant": ["a b.txt"]},  # as that file was indexed
    ]
    export_trec(_result(outcomes), tmp_path / "new" / "out")
    run_file, qrels_file = tmp_path / "new" / "out" / "run.trec", tmp_path / "new" / "out" / "qrels.trec"
    assert [line.split(" ")[:4] for line in run_file.read_text(encoding="utf-8").splitlines()] == [
        ["who%20hosted", "Q0", "a%20b.txt", "1"],
        ["who%20hosted", "Q0", "notes/%C3%B1.txt", "2"],
        ["q%092%0A%F0%9F%99%82", "Q0", "a%20b.txt", "1"],
    ]
    assert qrels_file.read_text(encoding="utf-8") == (
        "who%20hosted 0 notes/%C3%B1.txt 1\nwho%20hosted 0 c%2520d.txt 1\nfailed 0 a%20b.txt 1\ncopied 0 a%20b.txt 1\n"
    )
    ranked = [(unquote(row.query_id), unquote(row.doc_id)) for row in _rows(ir_measures.read_trec_run, run_file)]
    assert ranked == [("who hosted", "a b.txt"), ("who hosted", "notes/ñ.txt"), ("q\t2\n🙂", "a b.txt")]
    right = [(unquote(row.query_id), unquote(row.doc_id)) for row in _rows(ir_measures.read_trec_qrels, qrels_file)]
    assert right == [
        ("who hosted", "notes/ñ.txt"),
        ("who hosted", "c%20d.txt"),
        ("failed", "a b.txt"),
        ("copied", "a b.txt"),
    ]


@_fixed
@given(
    st.lists(_NAMES, min_size=2, max_size=14, unique=True).flatmap(
        lambda sources: st.dictionaries(
            _NAMES,
            st.tuples(
                st.permutations(sources).flatmap(lambda order: st.integers(0, len(order)).map(lambda cut: order[:cut])),
                st.lists(st.sampled_from(sources), min_size=1, max_size=4),
            ),
            min_size=1,
            max_size=4,
        )
    )
)
@example({"a b": (["x y", "ñ", "z"], ["z", "ñ"]), "a%20b": ([], ["z"]), "+": (["é", "e\u0301"], ["e\u0301"])})
def test_figures_of_the_files_are_those_of_the_report(
    tmp_path_factory: pytest.TempPathFactory, cases: dict[str, tuple[list[str], list[str]]]
) -> None:
    out = tmp_path_factory.getbasetemp() / "trec"
    export_trec(_result([_outcome(id, ranked, right) for id, (ranked, right) in cases.items()]), out)
    expected = ranking_figures(
        {id: ranked for id, (ranked, _) in cases.items()}, {id: right for id, (_, right) in cases.items()}
    )
    found = _figures_of_files(out)
    assert found.keys() == expected.keys()
    for id, own in found.items():
        assert own == pytest.approx({name: expected[id][name] for name in MEASURES})


def test_a_long_ranking_keeps_its_order(tmp_path: Path) -> None:
    export_trec(_result([_outcome("q", [f"{place}.txt" for place in range(3000)], [])]), tmp_path)
    scores = [row.score for row in _rows(ir_measures.read_trec_run, tmp_path / "run.trec")]
    assert all(better > worse for better, worse in pairwise(scores)), "trec_eval sorts by score"


def test_imported_documents_are_read_as_they_were_written(tmp_path: Path) -> None:
    text = "Señor Núñez\r\nran.\u2028He “left” 日本.\t\x85\n\n"
    (case,), _ = _imported(_beir(tmp_path / "tiny", [{"_id": "d", "text": text}]), tmp_path / "out")
    source = case.sources[0]
    assert parse(source, read(tmp_path / "out" / "docs", source)).text == f"{text}\n"
