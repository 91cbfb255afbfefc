"""What a build tells about itself: counts of files and chunks, what could not be read and why, and what to mind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.embedding.embedder import Embedder
from index.embedding.foreign import foreign
from index.formats.kinds import told
from index.language.cldr import called
from index.language.identify import ENGLISH
from index.reading.files import LEFT_OUT, FileEntry, Key

_NAMED = 20  # files of a kind named in the summary


@dataclass(slots=True)
class Report:
    """What a build did. Indexed files count as added, changed or unchanged; the others by what kept them out.

    `files_stale` of the `files_failed` are answered from as they last could be read, `files_partial` of the indexed
    ones read in part: `partial` says what is missing. `left_out` counts what is no document, by its key in the table
    of `index.formats.kinds`. `warnings` are for the user.
    """

    generation: int = 0
    files_added: int = 0
    files_changed: int = 0
    files_removed: int = 0
    files_unchanged: int = 0
    files_failed: int = 0
    files_stale: int = 0
    files_partial: int = 0
    files_empty: int = 0
    files_duplicate: int = 0
    chunks: int = 0
    chunks_embedded: int = 0
    chunks_truncated: int = 0
    seconds: float = 0.0
    chunks_per_second: float = 0.0
    notice: str = ""
    warnings: list[str] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)
    partial: list[dict[str, Any]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    duplicates: list[dict[str, str]] = field(default_factory=list)

    def count_files(
        self,
        files: Sequence[FileEntry],
        before: Mapping[str, FileEntry],
        omissions: Mapping[Key, Sequence[str]],
        left_out: Mapping[str, int],
    ) -> None:
        """Counts the files of a folder by what became of them since `before`, which is by source.

        `omissions` are those of all documents, `left_out` the files and folders that were not even listed, by kind.
        """
        documents = [entry for entry in files if entry.state != LEFT_OUT]
        binary = Counter(entry.reason for entry in files if entry.state == LEFT_OUT)
        self.left_out = dict(sorted((binary + Counter(left_out)).items()))
        for entry in documents:
            if entry.state == "indexed" and (missing := omissions.get(entry.key)):
                self.files_partial += 1
                self.partial.append({"source": entry.source, "omissions": [*missing]})
            if entry.state in ("failed", "stale"):
                self.files_failed += 1
                self.files_stale += entry.state == "stale"
                self.failures.append({"source": entry.source, "reason": entry.reason})
            elif entry.state == "empty":
                self.files_empty += 1
                self.empty.append(entry.source)
            elif entry.state == "duplicate":
                self.files_duplicate += 1
                self.duplicates.append({"source": entry.source, "of": entry.reason})
            elif entry.source not in before or not before[entry.source].answers:
                self.files_added += 1
            elif before[entry.source].sha256 == entry.sha256:
                self.files_unchanged += 1
            else:
                self.files_changed += 1
        earlier = {source for source, entry in before.items() if entry.state != LEFT_OUT}
        self.files_removed = len(earlier - {entry.source for entry in documents})

    def mind_languages(self, documents: Mapping[str, int], embedder: Embedder) -> None:
        """Warns if many documents, counted by their languages, are in some that the embedder was not trained on."""
        if found := foreign(documents, embedder):
            theirs = ", ".join(called(code, ENGLISH) for code in found.languages)
            other = f" A model of many languages, 91 MB, fetched once: {found.command}" if found.command else ""
            self.warnings.append(
                f"{found.documents:,} of {found.total:,} documents are in languages that {found.embedder} does not "
                f"know ({theirs}), so they are found mostly by their words.{other}"
            )


def report_lines(report: Report) -> str:
    """The report in a few lines for people."""
    partial = f" ({report.files_partial} of the indexed ones read in part)" if report.files_partial else ""
    stale = f" ({report.files_stale} of them answered from as last read)" if report.files_stale else ""
    lines = [report.notice] if report.notice else []
    lines.append(
        f"Files: {report.files_added} added, {report.files_changed} changed, {report.files_removed} removed, "
        f"{report.files_unchanged} unchanged, {report.files_failed} failed{stale}, {report.files_empty} empty, "
        f"{report.files_duplicate} duplicate{partial}"
    )
    lines += [f"  failed: {failure['source']}: {failure['reason']}" for failure in report.failures]
    lines += _some([f"  partly read: {one['source']}: {'; '.join(one['omissions'])}" for one in report.partial])
    lines += _some([f"  empty: {source}" for source in report.empty])
    lines += _some([f"  duplicate: {copy['source']}: the same content as {copy['of']}" for copy in report.duplicates])
    lines += [f"  left out: {told(report.left_out)}"] if report.left_out else []
    lines.append(
        f"Chunks: {report.chunks}, of them {report.chunks_embedded} embedded, {report.chunks_truncated} truncated; "
        f"{report.seconds:.1f} s, {report.chunks_per_second:.0f} chunks/s; generation {report.generation}"
    )
    return "\n".join([*lines, *(f"Warning: {warning}" for warning in report.warnings)])


def _some(lines: Sequence[str]) -> list[str]:
    more = [f"  and {len(lines) - _NAMED:,} more"] if len(lines) > _NAMED else []
    return [*lines[:_NAMED], *more]
