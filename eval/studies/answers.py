"""What people are shown: `python -m eval.studies.answers SET [SET ...]`, one row of figures a set.

A set is a folder with `docs/` and `cases.jsonl`. Of the answerable questions: `right`, every expected fact is shown and
a right file cited; `first`, the facts are in the first statement; `evidence`, the named sentence or row is the first
statement, or any; `neither`, nothing is shown. Of the unanswerable ones: `not answered`. Of answers: median of their
`words`, `early`, the facts are within the first twelve, and `key`, where one is set in bold, it holds the fact.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from app.bot import answerer_over
from app.records import Answer, Citation
from eval.case import Case, read_cases
from eval.measuring.indexing import indexed
from eval.measuring.metrics import correct, places
from index.embedding.embedder import Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.language.tidy import printable
from index.settings import Settings

_EARLY = 12  # words
_HALF = 0.5  # of a quote or of the evidence, whichever is shorter, that they must share
_COLUMNS = "right first evidence any unanswered neither unsure words early keys key".split()


@dataclass(frozen=True)
class Shown:
    """A case and what was shown for it."""

    case: Case
    answer: Answer

    @property
    def texts(self) -> list[str]:
        return [statement.text for statement in self.answer.statements] if self.answer.status != "refused" else []

    def holds(self, texts: Sequence[str]) -> bool:
        """Whether texts hold every expected fact."""
        return bool(texts) and correct(" ".join(texts), self.case.answers)

    @property
    def right(self) -> bool:
        cited = {name for one in self.answer.citations for name in (one.document.source, *one.document.copies)}
        return self.holds(self.texts) and bool(cited & {*self.case.sources})

    def evidence(self, within: int) -> bool:
        """Whether one of the first statements quotes a sentence that the case names."""
        quoted = [citation for statement in self.answer.statements[:within] for citation in statement.citations]
        return any(self._is_evidence(citation) for citation in quoted)

    def _is_evidence(self, cited: Citation) -> bool:
        if not {cited.document.source, *cited.document.copies} & {*self.case.sources}:
            return False
        spans = [span for quote in self.case.evidence for span in places(cited.document.text, quote)]
        return any(
            min(end, cited.end) - max(start, cited.start) >= _HALF * min(end - start, cited.end - cited.start)
            for start, end in spans
        )

    @property
    def key(self) -> bool | None:
        """Whether what is set in bold holds an expected fact, or is part of one; None where that can't be told."""
        first = next(iter(self.answer.statements), None)
        if not (first and first.key and self.case.answers and self.answer.status == "answered"):
            return None
        words = first.text[slice(*first.key)]
        alternatives = [text for group in self.case.answers for text in group]
        return any(correct(words, [[text]]) or correct(text, [[words]]) for text in alternatives)


def figures(shown: Sequence[Shown]) -> dict[str, float]:
    """The figures of one set; those that no case asks for are left out."""
    can, cannot = ([one for one in shown if one.case.answerable == which] for which in (True, False))
    facts, quoted = [one for one in can if one.case.answers], [one for one in can if one.case.evidence]
    answers = [one for one in shown if one.answer.status in ("answered", "partial")]
    told = [one for one in facts if one.texts]
    keys = [key for one in shown if (key := one.key) is not None]
    samples = {
        "right": [one.right for one in facts],
        "first": [one.holds(one.texts[:1]) for one in facts],
        "evidence": [one.evidence(1) for one in quoted],
        "any": [one.evidence(len(one.texts)) for one in quoted],
        "unanswered": [one.answer.status in ("unsure", "refused") for one in cannot],
        "neither": [one.answer.status == "refused" for one in can],
        "unsure": [one.answer.status == "unsure" for one in can],
        "early": [one.holds([" ".join(" ".join(one.texts).split()[:_EARLY])]) for one in told],
        "key": keys,
    }
    counts = {
        "words": median(sum(len(text.split()) for text in one.texts) for one in answers) if answers else 0,
        "keys": len(keys),
    }
    return {name: fmean(map(float, sample)) for name, sample in samples.items() if sample} | counts


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Asks all cases of each set, or the first of them, and prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.answers", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, help="only the first N cases of each")
    parser.add_argument("--show", action="store_true", help="each answer too")
    options = parser.parse_args(arguments)
    embedder = RememberingEmbedder(embedder or open_embedder(Settings().embedder))
    print("| set | cases |", " | ".join(_COLUMNS), "|\n" + "|---" * (len(_COLUMNS) + 2) + "|", flush=True)
    for path in options.sets:
        cases = [case for case in read_cases(path / "cases.jsonl") if not case.draft][: options.limit]
        answerer = answerer_over(indexed(path / "docs", embedder), embedder)
        shown = [Shown(case, answerer(case.question, case.history)) for case in cases]
        row = figures(shown)
        for one in shown if options.show else ():
            print(printable(_line(one)))
        print(
            f"| {path.name} | {len(cases)} |", " | ".join(_written(row.get(name)) for name in _COLUMNS), "|", flush=True
        )
    return 0


def _written(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value == int(value) and value > 1 else f"{value:.3f}".lstrip("0")


def _line(one: Shown) -> str:
    case, answer = one.case, one.answer
    verdict = "" if not case.answerable else f" {'right' if one.right else 'WRONG'}"
    head = f"{case.id} {'' if case.answerable else 'NOT '}answerable, {answer.status} {answer.confidence:.2f}{verdict}"
    earlier = "".join(f"\n  < {role}: {said[:90]}" for role, said in case.history[-2:])
    return f"{head}{earlier}\n  ? {case.question}\n  = {case.answers} {case.evidence[:1]}\n  > {answer.text[:400]}"


if __name__ == "__main__":
    sys.exit(reported(main))
