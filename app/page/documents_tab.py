"""The Documents tab of the page: what is indexed, files added and deleted, the index rebuilt. Decides nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app.bot import LiveBot
from app.documents.folder import Folder, Row
from app.page.sidebar import QUIETLY, Updates, told
from app.showing.html import escape
from index.building.report import Report, report_lines
from index.errors import CiteseedError
from index.language.tidy import one_line, printable
from index.reading.files import LEFT_OUT

_LAST = {"partial": 1, "indexed": 2, "duplicate": 2, LEFT_OUT: 3}  # the order of rows, by state
_WATCHERS = 4  # pages that show a rebuild; one more waits
_COLUMNS = {"File": 216, "Title": 222, "Date": 104, "Pages": 66, "Chunks": 76, "State": 196}  # pixels


class DocumentsTab:
    """Its components as attributes, and what happens when they are used. Read-only, it only shows."""

    def __init__(self, live: LiveBot, folder: Folder) -> None:
        self._live = live
        self._folder = folder

    def build(self) -> None:
        """Puts the components into the tab that is being made."""
        self.about = gr.Markdown(sanitize_html=False)
        self.table = gr.Dataframe(
            headers=[*_COLUMNS], column_widths=[*_COLUMNS.values()], datatype="str", interactive=False, wrap=True,
            show_search="search", buttons=[], label="Documents", max_height=420, elem_id="documents",
        )  # fmt: skip
        if self._folder.read_only:
            return
        self.pending = gr.State([])
        self.rebuild = gr.Button("Rebuild the index", size="sm", variant="primary")
        self.report = gr.Markdown(sanitize_html=False, elem_id="report")
        with gr.Row(visible=False, elem_id="replace") as self.asked:
            self.replace = gr.Button("Replace", variant="stop", size="sm")
            self.leave = gr.Button("Leave as they are", size="sm")
        self.upload = gr.File(label="Add documents", file_count="multiple", height=140, elem_id="upload")
        with gr.Accordion("Delete documents", open=False):
            self.chosen = gr.Dropdown([], multiselect=True, label="Files to delete from the folder")
            self.delete = gr.Button("Delete", size="sm")
            with gr.Row(visible=False) as self.sure:
                self.really = gr.Button("Delete for good", variant="stop", size="sm")
                self.keep = gr.Button("Keep", size="sm")

    def wire(self, tab: gr.Tab, refresh: Callable[[], Updates], refreshed: Sequence[Any]) -> None:
        """`tab` is the one it was built in. `refresh` brings what is `refreshed` on the whole page up to date when the
        documents have changed."""
        tab.select(self.refresh, None, self.refreshed, **QUIETLY)
        if self._folder.read_only:
            return
        self._refresh = refresh
        outputs = [self.report, self.upload, self.pending, self.asked, self.chosen, self.sure, *refreshed]
        private = QUIETLY | {"outputs": outputs}
        building = private | {"concurrency_limit": _WATCHERS, "concurrency_id": "rebuild"}
        self.rebuild.click(self._rebuild, **building)
        self.upload.upload(self._add, self.upload, **building)
        self.replace.click(self._replace, self.pending, **building)
        self.leave.click(self._leave, self.pending, **private)
        self.delete.click(self._ask_to_delete, self.chosen, **private)
        self.keep.click(lambda: {self.sure: gr.update(visible=False)}, **private)
        self.really.click(self._delete, self.chosen, **building)

    @property
    def refreshed(self) -> list[Any]:
        """The components that `refresh` brings up to date."""
        return [self.about, self.table] if self._folder.read_only else [self.about, self.table, self.chosen]

    def refresh(self) -> Updates:
        """What is indexed, and what has become of the folder since."""
        snapshot = self._live.bot.snapshot
        contents = self._folder.contents(snapshot)
        where = f"{self._folder.root.name}/"
        rows = sorted(contents.rows, key=lambda row: _LAST.get(row.state, 0))  # what is amiss first
        partial = sum(row.state == "partial" for row in rows)
        failed = sum(row.state in ("failed", "stale") for row in rows)
        documents, chunks = _count(len(snapshot.documents), "document"), _count(len(snapshot.chunks), "chunk")
        built = str(snapshot.manifest["built_at"]).replace("T", " ")[:16]
        about = [f"{documents} in {chunks}, from {where}, indexed {built} UTC"]
        about += [f"{_count(failed, 'file')} could not be read: see State"] if failed else []
        about += [f"{_count(partial, 'file')} {'was' if partial == 1 else 'were'} read in part: see State"] * bool(
            partial
        )
        about += ["The folder has changed since: rebuild the index"] if contents.is_stale else []
        if not rows:
            how = "Put them there" if self._folder.read_only else "Add them below, or put them there"
            about = [f"There are no documents in {where} yet. {how} and rebuild."]
        about += [f"Left out, as no documents: {contents.left_out}"] if contents.left_out else []
        updates: Updates = {self.about: paragraphs([*about, contents.notice]), self.table: [*map(_cells, rows)]}
        if not self._folder.read_only:
            choices = [(one_line(printable(row.source)), row.source) for row in contents.rows if row.state != "gone"]
            updates[self.chosen] = gr.update(choices=choices, value=[])
        return updates

    def _add(self, uploads: list[str], replace: bool = False) -> Iterator[Updates]:
        with told():
            added = self._folder.add([*map(Path, uploads)], replace)
        forget({*uploads} - {str(path) for path in added.waiting})
        lines = [f"Added {name}." for name in added.saved]
        lines += [f"{name} was not added: {reason}." for name, reason in added.refused]
        if added.existing:
            lines.append(f"In the folder already: {', '.join(added.existing)}. Replace what is there?")
        yield {
            self.report: paragraphs(lines),
            self.upload: None,
            self.pending: [str(path) for path in added.waiting],
            self.asked: gr.update(visible=bool(added.waiting)),
        }
        if added.saved:
            yield from self._rebuild(lines)

    def _replace(self, uploads: list[str]) -> Iterator[Updates]:
        yield from self._add(uploads, replace=True)

    def _leave(self, uploads: list[str]) -> Updates:
        forget(uploads)
        return {self.report: paragraphs(["Left as it was."]), self.pending: [], self.asked: gr.update(visible=False)}

    def _ask_to_delete(self, sources: list[str]) -> Updates:
        if not sources:
            raise gr.Error("Choose the files to delete.", print_exception=False)
        return {self.sure: gr.update(visible=True)}

    def _delete(self, sources: list[str]) -> Iterator[Updates]:
        with told():
            removed = self._folder.remove(sources)
        lines = [f"Deleted {source}." for source in removed.removed]
        lines += [f"{source} was not deleted: {reason}." for source, reason in removed.kept]
        yield {self.report: paragraphs(lines), self.sure: gr.update(visible=False)}
        if removed.removed:
            yield from self._rebuild(lines)

    def _rebuild(self, lines: Sequence[str] = ()) -> Iterator[Updates]:
        """Shows how far it is, then the report, below these lines."""
        try:
            for step in self._folder.rebuild():
                if isinstance(step, Report):
                    yield {self.report: paragraphs([*lines, *report_lines(step).splitlines()])} | self._refresh()
                else:
                    bar = f'<progress max="1" value="{step.fraction:.3f}" aria-label="Rebuilding"></progress>'
                    yield {self.report: f"{paragraphs(lines)}{bar}{paragraphs([step.text])}"}
        except CiteseedError as error:
            yield {self.report: paragraphs([*lines, f"The index was not rebuilt. {error}"])} | self._refresh()


def forget(uploads: Iterable[str]) -> None:
    """Deletes what was uploaded and is not waited for any more."""
    for upload in uploads:
        Path(upload).unlink(missing_ok=True)


def paragraphs(lines: Sequence[str]) -> str:
    """Lines of text as HTML."""
    return "".join(f"<p>{escape(printable(line))}</p>" for line in lines if line)


def _cells(row: Row) -> list[str | int]:
    title, date = (row.document.title, row.document.date) if row.document else ("", "")
    texts = (row.source, title or "", date or "", row.said)
    *names, state = (one_line(printable(text)) for text in texts)
    return [*names, row.pages or "", row.chunks or "", state]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
