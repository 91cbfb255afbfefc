"""The Documents tab of the page: its parts, and what is added through it. Its list is fetched. Decides nothing."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app.collection import Collections
from app.documents.fragments import lines_html
from app.documents.words import added_said
from app.page.marks import mark
from app.page.sidebar import QUIETLY, Updates, language_of, told_on_page
from app.showing.html import escape
from app.words.catalogue import said, told

_HEAD = f"""<div class="head"><h2>{mark("page.documents")}</h2>
<div class="about" role="status"></div>
<div class="bar">%s<span class="stale"></span></div>
<div class="building"></div>
<div class="told" role="status" tabindex="-1"></div></div>"""  # no empty line, or the rest would be Markdown
_LIST = f"""<div class="list"><div class="finding" role="search"><input type="search" maxlength="200"
  placeholder="{mark("documents.search")}" aria-label="{mark("documents.search_label")}" autocomplete="off"
  spellcheck="false">
<select aria-label="{mark("documents.which")}"><option value="">{mark("documents.all")}</option>
  <option value="unread">{mark("documents.unread")}</option>
  <option value="partial">{mark("documents.partial")}</option></select></div>
<div class="picked" hidden><span></span><button type="button" class="ask-these">{mark("documents.ask_these")}</button>
  <button type="button" class="compare">{mark("documents.compare")}</button>
  <button type="button" class="none">{mark("documents.choose_none")}</button></div>
<div class="listed"></div></div>"""
_BUTTONS = f"""<button type="button" class="add-documents main">{mark("documents.add")}</button>
  <button type="button" class="read-again">{mark("documents.read_again")}</button>"""


class DocumentsTab:
    """Its components as attributes, and what happens when they are used. Read-only, it only shows."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._read_only = all(served.folder.read_only for served in collections.open)

    def build(self) -> None:
        """Puts the components into the tab that is being made."""
        buttons = "" if self._read_only else _BUTTONS
        with gr.Column(elem_id="documents"):
            gr.Markdown(_HEAD % buttons, sanitize_html=False)
            if not self._read_only:
                self._build_adding()
            gr.Markdown(_LIST, sanitize_html=False)

    def _build_adding(self) -> None:
        self.pending, self.added = gr.State(("", [])), gr.State([])  # each file with the collection it is for
        self.outcome = gr.Markdown(sanitize_html=False, elem_id="outcome")
        self.report = gr.Markdown(sanitize_html=False, elem_id="report")
        with gr.Row(visible=False, elem_id="replace") as self.asked:
            self.replace = gr.Button(mark("documents.replace"), variant="stop", size="sm")
            self.leave = gr.Button(mark("documents.leave"), size="sm")
        self.upload = gr.File(label=mark("documents.add"), file_count="multiple", height=140, elem_id="upload")
        self.settled = gr.Button(mark("documents.show_new"), visible="hidden", elem_id="settled")  # by documents.js

    def wire(
        self, refresh: Callable[[str, gr.Request], Updates], collection: gr.Textbox, refreshed: Sequence[Any]
    ) -> None:
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

    def _add(
        self,
        uploads: list[str],
        before: list[Sequence[str]],
        collection: str,
        request: gr.Request,
        replace: bool = False,
    ) -> Updates:
        """Puts files into the folder and has it read. Of those `before` it was not yet said what they came to."""
        with told_on_page(request):
            folder = self._collections[collection].folder
            added = folder.add([*map(Path, uploads)], replace)
        forget({*uploads} - {str(path) for path in added.waiting})
        language = language_of(request)
        lines = [said("files.not_added", name=name, reason=reason) for name, reason in added.refused]
        heading = said("files.many_not_added", count=len(lines)) if len(lines) > 1 else ""
        parts = [lines_html(heading, lines, language)]
        if added.existing:
            taken = said("files.taken", count=len(added.existing))
            parts.append(lines_html(taken, added.existing, language))
        updates: Updates = {
            self.report: "".join(parts),
            self.upload: None,
            self.pending: (collection, [str(path) for path in added.waiting]),
            self.asked: gr.update(visible=bool(added.waiting)),
            self.added: [*before, *((collection, source) for source in added.saved)],
        }
        if added.saved:
            folder.rebuild()
            put = escape(told(said("files.put", count=len(added.saved)), language))
            updates[self.outcome] = f'<p class="adding">{put}</p>'
        return updates

    def _replace(self, pending: tuple[str, list[str]], before: list[Sequence[str]], request: gr.Request) -> Updates:
        collection, uploads = pending
        return self._add(uploads, before, collection, request, replace=True)

    def _leave(self, pending: tuple[str, list[str]], request: gr.Request) -> Updates:
        forget(pending[1])
        return {
            self.report: lines_html(said("documents.left"), language=language_of(request)),
            self.pending: ("", []),
            self.asked: gr.update(visible=False),
        }

    def _settled(self, added: list[Sequence[str]], collection: str, request: gr.Request) -> Updates:
        """Once the folder was read: what the added files came to, and the page brought up to date."""
        here = [source for name, source in added if name == collection]
        updates = self._refresh(collection, request)
        updates[self.added] = [own for own in added if own[0] != collection]
        if here:
            served = self._collections[collection]
            contents, _ = served.folder.contents(served.live.bot.snapshot)
            states = {row.source: (row.state, row.said) for row in contents.rows}
            updates[self.outcome] = "".join(
                lines_html(*lines, language_of(request)) for lines in added_said(here, states)
            )
        return updates


def forget(uploads: Iterable[str]) -> None:
    """Deletes what was uploaded and is not waited for any more."""
    for upload in uploads:
        Path(upload).unlink(missing_ok=True)
