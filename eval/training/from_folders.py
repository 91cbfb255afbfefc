"""Groups and claims of folders with questions: what the product finds for each, in its own passages and sentences.

`python -m eval.training.from_folders OUT FOLDER [FOLDER ...]`; a folder holds `docs/`, `cases.jsonl`, `claims.jsonl`.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.answering.answerer import Answerer
from app.bot import answerer_over
from app.reader.passage import passage
from eval.case import Case, read_cases
from eval.measuring.indexing import indexed
from eval.measuring.metrics import places
from eval.training.examples import Claim, Group, Shown, write
from index.chunks import chunk_sentences
from index.embedding.embedder import Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.language.sentences import Span
from index.records import Chunk
from index.settings import Settings
from index.storing.snapshot import Snapshot

_FOUND = 16  # passages of a question that are kept
_SHORT = 5  # characters: a shorter answer stands in many passages by chance
_LONG_QUOTE = 300  # characters of a quote that its passage is looked for by
_HALF = 0.5  # of a unit or of the evidence, whichever is shorter, that they must share


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder's index, and what finds in it."""

    path: Path
    snapshot: Snapshot
    answerer: Answerer

    @classmethod
    def open(cls, path: Path, embedder: Embedder) -> "Folder":
        snapshot = indexed(path / "docs", embedder)
        return cls(path, snapshot, answerer_over(snapshot, embedder))

    def groups(self) -> Iterator[Group]:
        """Those of all cases whose evidence stands in the documents, and of those that have none."""
        for case in read_cases(self.path / "cases.jsonl"):
            if group := self._group(case):
                yield group

    def claims(self, groups: Sequence[Group]) -> Iterator[Claim]:
        """Each statement against its whole passage and its quote alone, and a true one against another passage."""
        by_id = {group.id: group for group in groups}
        for line in (self.path / "claims.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            group = by_id.get(record["id"].rsplit("-", 1)[0])
            holding = [shown for shown in group.shown if shown.answering] if group else []
            if not group or not holding:
                continue
            statement, supported = record["statement"], record["supported"]
            yield Claim(self.path.name, statement, holding[0].passage.text, supported)
            yield Claim(self.path.name, statement, record["quote"], supported)
            others = [shown for shown in group.shown if not shown.answering]
            if supported and others:
                yield Claim(self.path.name, statement, others[0].passage.text, False)

    def _group(self, case: Case) -> Group | None:
        answerer = self.answerer
        forms = answerer.forms(case.question, case.history)
        hits = answerer.search(case.question, case.history) if forms else []
        gold = self._gold(case)
        if not hits or (case.answerable and not gold):
            return None
        chunks = [hit.chunk for hit in hits[:_FOUND]]
        answers = [alternatives[0] for alternatives in case.answers]
        shown = [self._shown(chunk, gold, answers) for chunk in chunks]
        if case.answerable and not any(one.answering for one in shown):
            near = (hit.chunk for hit in answerer.search(case.evidence[0][:_LONG_QUOTE]))
            holding = next((one for chunk in near if (one := self._shown(chunk, gold, answers)).answering), None)
            if not holding:
                return None
            shown[-1] = holding
        held = [one for one in shown if one.answering or not self._may_answer(one, answers)]
        leading = " ".join(turn[1] for turn in case.history[:1])
        questions = [forms[-1], f"{leading} {case.question}".strip(), case.question if not case.history else forms[-1]]
        return Group(self.path.name, case.id, tuple(dict.fromkeys(questions)), case.answerable, tuple(held))

    def _gold(self, case: Case) -> list[tuple[str, Span]]:
        """Where the evidence stands."""
        indexed_as, by_source = self.snapshot.originals, {d.source: d for d in self.snapshot.documents}
        found = []
        for quote in case.evidence:
            for source in {indexed_as.get(source, source) for source in case.sources} & by_source.keys():
                found += [(source, span) for span in places(by_source[source].text, quote)]
        return found

    def _shown(self, chunk: Chunk, gold: Sequence[tuple[str, Span]], answers: Sequence[str]) -> Shown:
        cut = chunk_sentences(chunk)
        made = passage(chunk, cut)
        here = [span for source, span in gold if source == chunk.document.source]
        answering = tuple(
            nth
            for nth, (start, end) in enumerate(cut)
            if any(_share((start + chunk.start, end + chunk.start), span) >= _HALF for span in here)
        )
        spans = []
        for start, end in (made.units[nth] for nth in answering):
            for answer in answers:
                at = made.text.lower().find(answer.lower(), start, end)
                spans += [(at, at + len(answer))] if at >= 0 else []
        return Shown(made, answering, tuple(dict.fromkeys(spans)))

    def _may_answer(self, shown: Shown, answers: Sequence[str]) -> bool:
        """Whether a passage that is not the evidence holds the answer too: it is shown as neither."""
        text = " ".join(shown.passage.text.lower().split())
        long = [" ".join(answer.lower().split()) for answer in answers if len(answer) >= _SHORT]
        return bool(long) and len(long) == len(answers) and all(answer in text for answer in long)


def _share(unit: Span, evidence: Span) -> float:
    shared = min(unit[1], evidence[1]) - max(unit[0], evidence[0])
    return shared / min(unit[1] - unit[0], evidence[1] - evidence[0])


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Writes groups and claims of each folder; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.training.from_folders", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    embedder = RememberingEmbedder(embedder or open_embedder(Settings().embedder))
    for path in options.folders:
        folder = Folder.open(path, embedder)
        groups = list(folder.groups())
        write(options.out / f"{path.name}.groups.xz", groups)
        claims = write(options.out / f"{path.name}.claims.xz", folder.claims(groups))
        answerable = sum(group.answerable for group in groups)
        print(f"{path.name}: {len(groups)} groups, {answerable} of them answerable, {claims} claims", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
