"""Groups of one question and one passage, and claims, from public sets: `python -m eval.training.from_sets OUT SETS`.

SETS holds a compressed file of JSON lines a set: `question, passage, answerable, spans, sentences, history`. Their
passages are prose, and folders are not: a third get headings, rows, list items and questions of their own words put
between their sentences, else the reader prefers such fragments. Their negatives come from the same sets, so that it
doesn't learn which set a passage is of.
"""

import argparse
import json
import lzma
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.reader.passage import passage
from eval.training.examples import Claim, Group, Shown, write
from index.chunks import CountTokens, chunk_document, chunk_sentences
from index.embedding.opening import open_embedder
from index.errors import reported
from index.language.identify import ENGLISH
from index.language.mentions import names
from index.language.sentences import Span, sentences
from index.language.words import terms
from index.records import Chunk, Document
from index.settings import Settings

MOST = {  # examples taken of a set, where it has more: few questions in many wordings, doubtful labels, one domain
    "contractnli": 1500, "squadshifts_amazon": 4000, "squadshifts_reddit": 2500, "squadshifts_wiki": 5000,
    "fairytaleqa": 4000, "fairytaleqa_section_neg": 2500, "friendsqa": 1500, "molweni": 1000, "ropes": 1200,
    "nq_swap": 600, "qamr": 2000, "qa_zre": 2000, "boolq": 2000, "qmsum": 400, "conditionalqa_made": 800,
}  # fmt: skip
STATED = ("squad_train", "squadshifts_wiki", "squadshifts_amazon", "covidqa", "qed", "nq_oracle", "tatqa_text",
          "omosqa_en", "onestopqa", "quoref_contrast", "fairytaleqa")  # fmt: skip
"""The sets whose questions and short answers are made into statements."""
_TITLED, _STRANGE, _DATED, _ROUGH, _LOWER, _UNMARKED = 0.55, 0.06, 0.08, 0.35, 0.25, 0.25  # shares of the examples
_LONGEST = 20_000  # characters of a passage
_ASKED = 300  # characters: of a question with what was said before, the last ones
_STATEMENT = 80  # characters of an answer that is made into a statement
_HALF = 0.5
_WORD = re.compile(r"[^\W\d_][\w'-]+|\d[\d.,%-]*")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a set, as far as it is used."""

    set: str
    question: str
    passage: str
    answerable: bool
    gold: tuple[Span, ...]
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, name: str, record: Mapping[str, Any]) -> "Line":
        said = [turn["content"] if isinstance(turn, dict) else str(turn) for turn in record.get("history") or []]
        question = " ".join(" ".join([*said[-2:], record["question"]]).split())[-_ASKED:]
        spans = tuple((start, end) for start, end in record.get("spans") or [])
        gold = tuple((start, end) for start, end in record.get("sentences") or []) or spans
        return cls(name, question, record["passage"], record["answerable"], gold, spans)


def read_sets(folder: Path, limit: int | None = None) -> list[Line]:
    """All lines, of a set not more than `MOST`, in an order drawn by chance, always the same."""
    chance, lines = random.Random(3), []  # noqa: S311 - reproducible, not secret
    for path in sorted(folder.glob("*.jsonl.xz")):
        name = path.name.partition(".")[0]
        with lzma.open(path, "rt", encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        chance.shuffle(records)
        lines += [Line.of(name, record) for record in records[: MOST.get(name, len(records))]]
    chance.shuffle(lines)
    return [line for line in lines if len(line.passage) <= _LONGEST][:limit]


def groups(lines: Sequence[Line], count_tokens: CountTokens, max_tokens: int) -> Iterator[Group]:
    """Of an answerable line at most two passages that answer and one that does not, of another two."""
    chance = random.Random(5)  # noqa: S311
    for number, line in enumerate(lines):
        question = line.question.lower() if chance.random() < _LOWER else line.question
        question = question.rstrip("? ") if chance.random() < _UNMARKED else question
        other = chance.choice(lines)
        rough = _roughened(line, other, chance) if chance.random() < _ROUGH else line
        title = _title(line.passage, chance) if chance.random() < _TITLED else None
        title = _title(other.passage, chance) if chance.random() < _STRANGE else title
        day = f"{chance.randint(2008, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        document = Document("", rough.passage, title, day if chance.random() < _DATED else None, "")
        made = [_shown(chunk, rough) for chunk in chunk_document(document, count_tokens, max_tokens)]
        answering = [shown for shown in made if shown.answering]
        silent = [shown for shown in made if not shown.answering]
        chance.shuffle(silent)
        if line.answerable and rough.gold:
            kept = [*answering[:2], *silent[:1]] if answering else []
        elif line.answerable:  # something in it answers: of use only where there is one passage
            kept = [replace(shown, settled=False) for shown in made] if len(made) == 1 else []
        else:
            kept = silent[:2]
        for nth, shown in enumerate(kept):
            answers = bool(shown.answering) or not shown.settled
            yield Group(line.set, f"{number}-{nth}", (question,), answers, (shown,))


def _shown(chunk: Chunk, line: Line) -> Shown:
    units = chunk_sentences(chunk)
    made = passage(chunk, units)
    answering = []
    for nth, (start, end) in enumerate(units):
        low, high = start + chunk.start, end + chunk.start
        overlaps = ((min(high, b) - max(low, a), min(high - low, b - a)) for a, b in line.gold)
        if any(overlap > 0 and overlap >= _HALF * least for overlap, least in overlaps):
            answering.append(nth)
    shift = len(made.text) - len(chunk.text) - chunk.start
    inside = [(start + shift, end + shift) for start, end in line.spans if chunk.start <= start and end <= chunk.end]
    return Shown(made, tuple(answering), tuple(inside))


def _title(text: str, chance: random.Random) -> str | None:
    """One of the names that the passage gives most."""
    counts = Counter(str(name.value) for name in names(text, ENGLISH))
    return chance.choice([name for name, _ in counts.most_common(3)]) if counts else None


def _roughened(line: Line, other: Line, chance: random.Random) -> Line:
    """With one to three lines put between its sentences, where they divide no answer."""
    starts = [start for start, _ in sentences(line.passage, ENGLISH)]

    free = [at for at in starts if not any(start < at < end for start, end in (*line.gold, *line.spans))]
    places = sorted(chance.sample(free, min(len(free), chance.randint(1, 3))))
    pieces, shifts, last = [], [], 0
    for place in places:
        before = line.passage[last:place].rstrip(" ") if place else ""
        fragment = _fragment(line, other, chance).replace("\n", " ")
        pieces += [before, chance.choice(["\n", "\n\n"]), fragment, "\n"]
        shifts.append((place, sum(map(len, pieces)) - place))
        last = place
    text = "".join([*pieces, line.passage[last:]])

    def moved(span: Span) -> Span:
        shift = max((shift for shift in shifts if shift[0] <= span[0]), default=(0, 0))[1]
        return span[0] + shift, span[1] + shift

    gold, spans = (tuple(map(moved, part)) for part in (line.gold, line.spans))
    return replace(line, passage=text, gold=gold, spans=spans)


def _fragment(line: Line, other: Line, chance: random.Random) -> str:
    """A heading, list item, row, question, lead-in or scrap of the words of question and passage."""
    asked = [word for word in _WORD.findall(line.question) if terms(word)] or ["General"]
    told = [word for word in _WORD.findall(line.passage) if terms(word)] or asked

    def some(words: Sequence[str], least: int, most: int) -> list[str]:
        return chance.choices(words, k=chance.randint(least, most))

    mixed = " ".join(dict.fromkeys([*some(asked, 1, 3), *some(told, 0, 3)]))
    cells = (" ".join(some(asked if chance.random() < 0.4 else told, 1, 2)) for _ in range(chance.randint(2, 5)))
    kinds: list[Callable[[], str]] = [
        lambda: f"## {mixed.capitalize()}",
        lambda: f"- {mixed.capitalize()}",
        lambda: f"| {' | '.join(cells)} |",
        lambda: other.question,
        lambda: f"{mixed}:",
        lambda: f"**{' '.join(some(asked, 1, 3))}** {' '.join(some(told, 3, 3))}",
        lambda: f"See also {' '.join(some(asked, 2, 2))}.",
    ]
    return chance.choices(kinds, weights=[22, 14, 20, 12, 12, 10, 10])[0]()


def claims(groups: Sequence[Group], most: int = 12_000) -> Iterator[Claim]:
    """Statements made of question and answer, and of the question and another answer of the same kind."""
    chance = random.Random(11)  # noqa: S311
    answered = [group for group in groups if group.name in STATED and group.shown[0].spans]
    for group in chance.sample(answered, min(most, len(answered))):
        (start, end), text = group.shown[0].spans[0], group.shown[0].passage.text
        answer, question = text[start:end].strip(), group.questions[0]
        if not 1 < len(answer) < _STATEMENT or not question:
            continue
        yield Claim(group.name, _statement(question, answer, chance), text, supported=True)
        wrong = _other(answer, text, chance)
        if wrong and wrong.lower() not in answer.lower():
            yield Claim(group.name, _statement(question, wrong, chance), text, supported=False)


def _statement(question: str, answer: str, chance: random.Random) -> str:
    question = question.rstrip("? ")
    asks = re.match(r"(?i)(?:who|what|which [\w ]+?) ((?:was|is|were|are|has|had|made|said)\b.*)", question)
    if chance.random() < _HALF or not asks:
        return f"{question}? {answer[0].upper()}{answer[1:]}."
    return f"{answer[0].upper()}{answer[1:]} {asks[1]}."


def _other(answer: str, text: str, chance: random.Random) -> str:
    """Another number, name or run of words, as a rule of the same text; "" if there is none."""
    number = _NUMBER.search(answer)
    if number:
        others = [match[0] for match in _NUMBER.finditer(text) if match[0] not in answer]
        value = int(re.sub(r"\D.*", "", number[0].replace(",", "")) or 0)
        near = str(max(0, value + chance.choice([-3, -2, -1, 1, 2, 3, 10])))
        other = chance.choice([*others, near])
        return answer[: number.start()] + other + answer[number.end() :]
    if answer[:1].isupper():
        others = [str(name.value) for name in names(text, ENGLISH)]
        others = [name for name in others if name not in answer and answer not in name]
    else:
        words = f"[a-z]+(?: [a-z]+){{0,{min(6, len(answer.split()) - 1)}}}"
        others = [run for run in re.findall(words, text) if run not in answer and len(run) > 4]
    return chance.choice(others) if others else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes groups and claims; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.training.from_sets", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--limit", type=int, help="lines in all, drawn by chance")
    options = parser.parse_args(arguments)
    embedder = open_embedder(Settings().embedder)
    made = list(groups(read_sets(options.sets, options.limit), embedder.count_tokens, embedder.max_tokens))
    print(f"{write(options.out / 'sets.groups.xz', made)} groups", flush=True)
    print(f"{write(options.out / 'sets.claims.xz', claims(made))} claims", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
