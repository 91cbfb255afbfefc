"""The Documents tab of the page: what is indexed, files added and deleted, the index rebuilt. Decides nothing."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app.chat import Updates, told
from app.folder import Folder
from app.open import LiveBot
from app.render import escape
from index.formats import SUFFIXES
from index.records import Document
from index.report import Report, summary

_WATCHERS = 4  # pages that show a rebuild; one more waits
_HEADERS = ["File", "Title", "Date", "Pages", "Chunks", "State"]


class DocumentsTab:
    """Its components as attributes, and what happens when they are used. Read-only, it only shows."""

    def __init__(self, live: LiveBot, folder: Folder) -> None:
        self._live = live
        self._folder = folder

    def build(self) -> None:
        """Puts the components into the tab that is being made."""
        self.about = gr.Markdown(sanitize_html=False)
        self.table = gr.Dataframe(
            headers=_HEADERS, datatype="str", interactive=False, show_search="search", wrap=True, buttons=[], label="Documents",
            max_height=420, column_widths=["26%", "27%", "13%", "8%", "9%", "17%"], elem_id="documents",
        )  # fmt: skip
        if self._folder.read_only:
            return
        self.pending = gr.State([])
        self.rebuild = gr.Button("Rebuild the index", size="sm", variant="primary")
        self.report = gr.Markdown(sanitize_html=False, elem_id="report")
        with gr.Row(visible=False, elem_id="replace") as self.asked:
            self.replace = gr.Button("Replace", variant="stop", size="sm")
            self.leave = gr.Button("Leave as they are", size="sm")
        self.upload = gr.File(label="Add documents", file_count="multiple", file_types=sorted(SUFFIXES), height=140)
        with gr.Accordion("Delete documents", open=False):
            self.chosen = gr.Dropdown([], multiselect=True, label="Files to delete from the folder")
            self.delete = gr.Button("Delete", size="sm")
            with gr.Row(visible=False) as self.sure:
                self.really = gr.Button("Delete for good", variant="stop", size="sm")
                self.keep = gr.Button("Keep", size="sm")

    def wire(self, refresh: Callable[[], Updates], refreshed: Sequence[Any]) -> None:
        """`refresh` brings what is `refreshed` on the whole page up to date when the documents have changed."""
        if self._folder.read_only:
            return
        self._refresh = refresh
        outputs = [self.report, self.upload, self.pending, self.asked, self.chosen, self.sure, *refreshed]
        private: dict[str, Any] = {"outputs": outputs, "api_visibility": "private", "show_progress": "hidden"}
        building: dict[str, Any] = {"concurrency_limit": _WATCHERS, "concurrency_id": "rebuild"}
        self.rebuild.click(self._rebuild, **private, **building)
        self.upload.upload(self._add, self.upload, **private, **building)
        self.replace.click(self._replace, self.pending, **private, **building)
        self.leave.click(lambda: {self.pending: [], self.asked: gr.update(visible=False)}, **private)
        self.delete.click(self._ask_to_delete, self.chosen, **private)
        self.keep.click(lambda: {self.sure: gr.update(visible=False)}, **private)
        self.really.click(self._delete, self.chosen, **private, **building)

    @property
    def refreshed(self) -> list[Any]:
        """The components that `refresh` brings up to date."""
        return [self.about, self.table] if self._folder.read_only else [self.about, self.table, self.chosen]

    def refresh(self) -> Updates:
        """What is indexed, and what has become of the folder since."""
        snapshot = self._live.bot.snapshot
        listing = self._folder.listing(snapshot)
        failed = sum(row.state in ("failed", "stale") for row in listing.rows)
        about = [f"{len(snapshot.documents):,} documents in {len(snapshot.chunks):,} chunks, from {self._folder.root}"]
        about += [f"{failed:,} files could not be read: see their state"] if failed else []
        about += ["The folder has changed since: rebuild the index"] if listing.is_stale else []
        if not listing.rows:
            about = [
                f"There are no documents in {self._folder.root} yet. Add some below, or put them there and rebuild."
            ]
        updates: Updates = {
            self.about: paragraphs([*about, listing.notice]),
            self.table: [
                [row.source, *_facts(row.document), row.pages or "", row.chunks or "", row.said] for row in listing.rows
            ],
        }
        if not self._folder.read_only:
            updates[self.chosen] = gr.update(
                choices=[row.source for row in listing.rows if row.state != "gone"], value=[]
            )
        return updates

    def _add(self, uploads: list[str], replace: bool = False) -> Iterator[Updates]:
        with told():
            added = self._folder.add([Path(own) for own in uploads], replace)
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

    def _rebuild(self, said: Sequence[str] = ()) -> Iterator[Updates]:
        """Shows how far it is, then the report, below what has been `said`."""
        with told():
            for step in self._folder.rebuild():
                if isinstance(step, Report):
                    yield {self.report: paragraphs([*said, *summary(step).splitlines()])} | self._refresh()
                else:
                    bar = f'<progress max="1" value="{step.fraction:.3f}" aria-label="Progress of the rebuild"></progress>'
                    yield {self.report: f"{paragraphs(said)}{bar}{paragraphs([step.text])}"}


def paragraphs(lines: Sequence[str]) -> str:
    """Lines of text as HTML."""
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _facts(document: Document | None) -> tuple[str, str]:
    """Title and date."""
    return (document.title or "", document.date or "") if document else ("", "")
