"""Reads, checks and writes case files: one JSON object a line, each a question with what a right answer holds."""

import difflib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.asking.intake import Turn, checked, parse_history
from app.errors import QuestionError
from index.disk import write_whole
from index.errors import CiteseedError

_SHOWN = 20  # problems of a file
_REQUIRED = ("id", "question", "answerable")
_UNSAID = ("evidence", "hidden", "draft", "note")  # where they are empty


class CaseError(CiteseedError):
    """A case file can't be used; the message names file and lines and says how to mend each."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right answer to it holds.

    `answers` are groups of alternatives: of every group one must appear. `sources` are the files that answer,
    `evidence` the sentences in them, verbatim. `hidden` are files that are taken away before the question is asked.
    A `draft` does not count until somebody has accepted it. A `note` is for those who read the file.
    """

    id: str
    question: str
    history: Sequence[Turn] = ()
    answers: Sequence[Sequence[str]] = ()
    sources: Sequence[str] = ()
    answerable: bool = True
    type: str = "question"
    evidence: Sequence[str] = ()
    hidden: Sequence[str] = ()
    draft: bool = False
    note: str = ""

    def without_evidence(self) -> "Case":
        """The case with the files that answer hidden: now it must be refused."""
        hidden = [*self.hidden, *self.sources]
        return replace(self, hidden=hidden, answerable=False, answers=(), sources=(), evidence=())

    def to_json(self) -> dict[str, Any]:
        """The object of the case's line, without the optional fields that say nothing."""
        record = asdict(self) | {"history": [{"role": role, "content": content} for role, content in self.history]}
        stated = {name: value for name, value in record.items() if value or name not in _UNSAID}
        return dict(json.loads(json.dumps(stated)))  # lists for tuples


def read_cases(path: Path, folder: Collection[str] | None = None) -> list[Case]:
    """The cases of a file, drafts among them.

    `folder` are the sources of the documents; without it the files that cases name are not looked for. Raises
    `CaseError` that lists every problem with its line and remedy: a file with a broken case is not used in part.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # splitlines would break at U+2028, which JSON allows
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"The case file {path} can't be read: {error}. Give a UTF-8 file of JSON lines.") from error
    folder = None if folder is None else frozenset(folder)
    cases: list[Case] = []
    problems: list[str] = []
    line_of: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                case = parse_case(line, folder)
                if number != line_of.setdefault(case.id, number):
                    raise ValueError(f"the id {case.id!r} is that of line {line_of[case.id]}; give it one of its own")
                cases.append(case)
            except (ValueError, QuestionError) as error:
                problems.append(f"{path}, line {number}: {error}")
    if not cases and not problems:
        problems = [f"{path} holds no cases. Write one JSON object a line, or draft some: python -m eval init FOLDER"]
    if problems:
        more = [f"... and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        raise CaseError("\n".join([*problems[:_SHOWN], *more]))
    return cases


def write_cases(path: Path, cases: Iterable[Case]) -> None:
    """Writes the file anew, whole or not at all."""
    _write(path, (case.to_json() for case in cases))


def _write(path: Path, records: Iterable[dict[str, Any]]) -> None:
    write_whole(path, "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records))


def accept_drafts(path: Path) -> None:
    """Takes the draft mark out of every case of a sound file; what else stands in it stays."""
    _write(path, ({name: record[name] for name in record if name != "draft"} for record in json_lines(path)))


def json_lines(path: Path) -> Iterator[Any]:
    """The values of a file with one on each line."""
    for line in path.read_text(encoding="utf-8-sig").split("\n"):  # splitlines would break at U+2028, which JSON allows
        if line.strip():
            yield json.loads(line)


def parse_case(line: str, folder: Collection[str] | None = None) -> Case:
    """The case of one line; `ValueError` or `QuestionError` that says what to mend."""
    try:
        record = json.loads(line)
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair is no character; write the character itself") from None
    except json.JSONDecodeError as error:
        at = f"{error.msg} at column {error.colno}"
        raise ValueError(
            f"not JSON: {at}; write one JSON object on each line, quotes around names and texts"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}; write one JSON object on each line") from error
    if not isinstance(record, dict):
        raise ValueError("not a JSON object; write {...} with the fields of a case")
    if missing := [name for name in _REQUIRED if name not in record]:
        raise ValueError(f"without {', '.join(missing)}; add what is missing")
    for name in ("id", "question", "type", "note"):
        if not isinstance(record.get(name, ""), str) and not (name == "id" and type(record["id"]) is int):
            raise ValueError(f"{name} must be a text in quotes")
    if not str(record["id"]).strip() or min(str(record["id"])) < " ":
        raise ValueError("id must not be blank, nor hold control characters")
    known = {field.name for field in fields(Case)}
    for name in record.keys() - known:  # what else a set keeps with its cases is its own affair
        left_out = known - record.keys() - {"note"}  # that of another set may be called notes
        if near := difflib.get_close_matches(name, left_out, n=1, cutoff=0.8):
            raise ValueError(f"{name!r} is no field of a case; is it {near[0]!r}?")
    lists = {name: _list(record, name) for name in ("answers", "sources", "evidence", "hidden")}
    groups = lists["answers"]
    if not all(isinstance(group, list) and group and all(isinstance(text, str) for text in group) for group in groups):
        raise ValueError('answers must be groups of alternatives, like [["Ann", "Anna"], ["1999"]]')
    if not isinstance(record["answerable"], bool) or not isinstance(record.get("draft", False), bool):
        raise ValueError("answerable and draft must be true or false, without quotes")
    history = parse_history(record.get("history", []))
    for name in ("sources", "evidence", "hidden"):
        if not all(isinstance(item, str) for item in lists[name]):
            raise ValueError(f"{name} must be a list of strings")
    stated = {name: value for name, value in record.items() if name in known}
    case = Case(**stated | lists | {"id": str(record["id"]), "history": history})
    checked(case.question)
    if case.answerable and not case.sources:
        raise ValueError("answerable without sources; name the files that answer in sources, or say answerable: false")
    if case.answerable and (both := set(case.sources) & set(case.hidden)):
        raise ValueError(f"{min(both)!r} is in sources and in hidden; take it out of one")
    for source in [*case.sources, *case.hidden]:
        if folder is not None and source not in folder:
            begun = [name for name in folder if name.startswith(Path(source).stem)]
            near = begun or difflib.get_close_matches(source, folder, n=1)
            raise ValueError(f"no file {source!r} in the folder; {f'is it {near[0]!r}?' if near else 'mend the name'}")
    return case


def _list(record: dict[str, Any], name: str) -> list[Any]:
    value = record.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name} must be a list in [ ]")
    return value
