"""Case sets of other makers: BEIR folders and SQuAD files in, TREC runs and qrels out."""

import csv
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.asking.intake import checked
from app.errors import QuestionError
from eval.case import Case, CaseError, json_lines, parse_case, write_cases
from eval.measuring.result import Result
from index.disk import partial_folder, write_whole
from index.language.identify import language
from index.language.sentences import Span, sentences

_OTHERWISE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error, QuestionError)
_NAME_LENGTH = 100  # bytes, so that no file system refuses a name


def import_cases(path: Path, out: Path, split: str) -> tuple[int, int, int]:
    """Writes `out`/docs and `out`/cases.jsonl from a BEIR folder or a SQuAD JSON file; numbers of documents, of cases,
    and of questions that were left out because they are empty or too long.

    A BEIR folder holds corpus.jsonl, queries.jsonl and qrels/`split`.tsv (Thakur et al. 2021); a score above 0 makes a
    document a right one, and queries without any are no cases. Of a SQuAD file, 1.1 or 2.0 (Rajpurkar et al. 2018),
    each paragraph is a document; the sentence around an answer is its evidence. Raises `CaseError` if `out` is there
    already or `path` is neither.
    """
    if out.exists():
        raise CaseError(f"{out} is there already. Name a new folder.")
    try:
        documents, asked = _beir(path, split) if path.is_dir() else _squad(path)
        cases = [case for case in asked if _askable(case)]
        for case in cases:
            parse_case(json.dumps(case.to_json()), documents)  # so that what is written can be measured
        for text in documents.values():
            text.encode()
        if not cases or len({case.id for case in cases}) < len(cases):
            raise ValueError("it holds no question, or two with one id")
    except _OTHERWISE as error:
        what = f"{type(error).__name__}: {error}"
        raise CaseError(
            f"{path} can't be imported ({what}). Name a folder with corpus.jsonl, queries.jsonl and qrels/{split}.tsv, "
            "or a JSON file in SQuAD's format."
        ) from error
    with partial_folder(out.resolve().parent, f".{out.name}-") as partial:
        (partial / "docs").mkdir()
        for name, text in documents.items():
            (partial / "docs" / name).write_text(text, encoding="utf-8", newline="")
        write_cases(partial / "cases.jsonl", cases)
        partial.chmod(0o755)
        partial.rename(out)
    return len(documents), len(cases), len(asked) - len(cases)


def export_trec(result: Result, out: Path) -> None:
    """Writes `out`/run.trec (case Q0 source rank score tag) and `out`/qrels.trec (case 0 source 1).

    Both formats part fields by spaces: what is special in an id or a file name is percent-encoded. Score: 1 / rank.
    """
    out.mkdir(parents=True, exist_ok=True)
    run, qrels = [], []
    for outcome in result["cases"]:
        case = quote(outcome["id"])
        for rank, source in enumerate(outcome["ranked_sources"], start=1):
            run.append(f"{case} Q0 {quote(source)} {rank} {1 / rank:.9f} citeseed\n")
        qrels += [f"{case} 0 {quote(source)} 1\n" for source in outcome["relevant"]]
    write_whole(out / "run.trec", "".join(run))
    write_whole(out / "qrels.trec", "".join(qrels))


def _beir(folder: Path, split: str) -> tuple[dict[str, str], list[Case]]:
    documents, names = {}, {}
    for record in json_lines(folder / "corpus.jsonl"):
        name = names[record["_id"]] = _file_name(record["_id"])
        documents[name] = "\n\n".join(part for part in (record.get("title", ""), record["text"]) if part) + "\n"
    questions = {record["_id"]: record["text"] for record in json_lines(folder / "queries.jsonl")}
    relevant: dict[str, list[str]] = {}
    with (folder / "qrels" / f"{split}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if int(row["score"]) > 0:
                if row["corpus-id"] not in names or row["query-id"] not in questions:
                    raise ValueError(f"the qrels name {row['corpus-id']!r} for {row['query-id']!r}; one is not there")
                relevant.setdefault(row["query-id"], []).append(names[row["corpus-id"]])
    return documents, [
        Case(id=id, question=questions[id], sources=sources, type=folder.resolve().name)
        for id, sources in relevant.items()
    ]


def _squad(path: Path) -> tuple[dict[str, str], list[Case]]:
    documents, cases = {}, []
    for number, article in enumerate(json.loads(path.read_text(encoding="utf-8-sig"))["data"]):
        for place, paragraph in enumerate(article["paragraphs"]):
            title = article.get("title", "").replace("_", " ")
            name = _file_name(f"{number:03}-{place:03}-{title}")
            documents[name] = f"{title}\n\n{paragraph['context']}\n" if title else f"{paragraph['context']}\n"
            context = paragraph["context"]
            told = [(span, context[slice(*span)]) for span in sentences(context, language(context))]
            cases += [_squad_case(question, told, name) for question in paragraph["qas"]]
    return documents, cases


def _squad_case(question: dict[str, Any], told: Sequence[tuple[Span, str]], name: str) -> Case:
    if question.get("is_impossible"):
        return Case(id=question["id"], question=question["question"].strip(), answerable=False, type="near-miss")
    starts = {answer["answer_start"] for answer in question["answers"]}
    return Case(
        id=question["id"],
        question=question["question"].strip(),
        answers=[list(dict.fromkeys(answer["text"] for answer in question["answers"]))],
        sources=[name],
        type="factoid",
        evidence=[sentence for (a, b), sentence in told if any(a <= start < b for start in starts)],
    )


def _askable(case: Case) -> bool:
    try:
        checked(case.question)
    except QuestionError:
        return False
    return True


def _file_name(id: str) -> str:
    """A file name; two ids never share one, nor names that differ in case alone."""
    plain = re.sub(r"[^\w.-]+", "_", id).encode()[:_NAME_LENGTH].decode(errors="ignore").strip("._")
    if plain.lower() != id or not plain:  # else two ids that differ in case or in a sign would be one file
        plain = f"{plain}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"
    return f"{plain}.txt"
