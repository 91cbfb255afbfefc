"""The Documents tab of the page: its parts, and what is added through it. Its list is fetched. Decides nothing."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app.collection import Collections
from app.documents.fragments import lines_html
from app.documents.words import added_said, count
from app.page.sidebar import QUIETLY, Updates, told

_HEAD = """<div class="head"><h2>Documents</h2>
<div class="about" role="status"></div>
<div class="bar">{buttons}<span class="stale"></span></div>
<div class="building"></div>
<div class="told" role="status" tabindex="-1"></div></div>"""  # no empty line, or the rest would be Markdown
_LIST = """<div class="list"><div class="finding" role="search"><input type="search" maxlength="200"
  placeholder="Search titles and file names" aria-label="Search the documents" autocomplete="off" spellcheck="false">
<select aria-label="Which documents"><option value="">All</option><option value="unread">Not read</option>
  <option value="partial">Read in part</option></select></div>
<div class="picked" hidden><span></span><button type="button" class="ask-these">Ask these</button><button type="button"
  class="compare">Compare</button><button type="button" class="none">Choose none</button></div>
<div class="listed"></div></div>"""
_BUTTONS = """<button type="button" class="add-documents main">Add documents</button><button type="button"
  class="read-again">Read the folder again</button>"""


class DocumentsTab:
    """Its components as attributes, and what happens when they are used. Read-only, it only shows."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._read_only = all(served.folder.read_only for served in collections.open)

    def build(self) -> None:
        """Puts the components into the tab that is being made."""
        buttons = "" if self._read_only else _BUTTONS
        with gr.Column(elem_id="documents"):
            gr.Markdown(_HEAD.format(buttons=buttons), sanitize_html=False)
            if not self._read_only:
                self._build_adding()
            gr.Markdown(_LIST, sanitize_html=False)

    def _build_adding(self) -> None:
        self.pending, self.added = gr.State(("", [])), gr.State([])  # each file with the collection it is for
        self.outcome = gr.Markdown(sanitize_html=False, elem_id="outcome")
        self.report = gr.Markdown(sanitize_html=False, elem_id="report")
        with gr.Row(visible=False, elem_id="replace") as self.asked:
            self.replace = gr.Button("Replace", variant="stop", size="sm")
            self.leave = gr.Button("Leave as they are", size="sm")
        self.upload = gr.File(label="Add documents", file_count="multiple", height=140, elem_id="upload")
        self.settled = gr.Button("Show what is new", visible="hidden", elem_id="settled")  # by documents.js

    def wire(self, refresh: Callable[[str], Updates], collection: gr.Textbox, refreshed: Sequence[Any]) -> None:
        """`refresh` brings what is `refreshed` on the whole page up to date when the documents of the `collection` that
        is shown have changed."""
        if self._read_only:
            return
        outputs = [self.outcome, self.report, self.upload, self.pending, self.asked, self.added]
        self._refresh = refresh
        self.upload.upload(self._add, [self.upload, self.added, collection], outputs, **QUIETLY)
        self.replace.click(self._replace, [self.pending, self.added], outputs, **QUIETLY)
        self.leave.click(self._leave, self.pending, outputs, **QUIETLY)
        self.settled.click(self._settled, [self.added, collection], [self.outcome, self.added, *refreshed], **QUIETLY)

    def _add(self, uploads: list[str], before: list[Sequence[str]], collection: str, replace: bool = False) -> Updates:
        """Puts files into the folder and has it read. Of those `before` it was not yet said what they came to."""
        with told():
            folder = self._collections[collection].folder
            added = folder.add([*map(Path, uploads)], replace)
        forget({*uploads} - {str(path) for path in added.waiting})
        lines = [f"{name} was not added: {reason}." for name, reason in added.refused]
        parts = [lines_html(f"{count(len(lines), 'file')} not added:" if len(lines) > 1 else "", lines)]
        if added.existing:
            taken = f"{count(len(added.existing), 'file')} of that name in the folder already. Replace what is there?"
            parts.append(lines_html(taken, added.existing))
        updates: Updates = {
            self.report: "".join(parts),
            self.upload: None,
            self.pending: (collection, [str(path) for path in added.waiting]),
            self.asked: gr.update(visible=bool(added.waiting)),
            self.added: [*before, *((collection, source) for source in added.saved)],
        }
        if added.saved:
            folder.rebuild()
            updates[self.outcome] = f'<p class="adding">{count(len(added.saved), "file")} put into the folder.</p>'
        return updates

    def _replace(self, pending: tuple[str, list[str]], before: list[Sequence[str]]) -> Updates:
        collection, uploads = pending
        return self._add(uploads, before, collection, replace=True)

    def _leave(self, pending: tuple[str, list[str]]) -> Updates:
        forget(pending[1])
        return {
            self.report: lines_html("Left as it was."),
            self.pending: ("", []),
            self.asked: gr.update(visible=False),
        }

    def _settled(self, added: list[Sequence[str]], collection: str) -> Updates:
        """Once the folder was read: what the added files came to, and the page brought up to date."""
        here = [source for name, source in added if name == collection]
        updates: Updates = self._refresh(collection) | {self.added: [own for own in added if own[0] != collection]}
        if here:
            served = self._collections[collection]
            contents, _ = served.folder.contents(served.live.bot.snapshot)
            states = {row.source: (row.state, row.said) for row in contents.rows}
            updates[self.outcome] = "".join(lines_html(*lines) for lines in added_said(here, states))
        return updates


def forget(uploads: Iterable[str]) -> None:
    """Deletes what was uploaded and is not waited for any more."""
    for upload in uploads:
        Path(upload).unlink(missing_ok=True)
