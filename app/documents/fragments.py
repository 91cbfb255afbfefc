"""The list of documents, and how far a build is, as HTML for the page to put in. Pure.

What comes from files passes `escape`, but for the name of a file that a script gives back: `html.escape` keeps it as it
is, line ends and all.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from app.documents.listing import ROWS, Listed, Wanted
from app.documents.looking import Contents, Row
from app.documents.rebuild import Step
from app.documents.words import UNREAD, foreign_said, joined, size_said
from app.records import document_id
from app.showing.html import escape
from app.words.catalogue import Value, said, told
from index.embedding.foreign import Foreign
from index.formats.names import page_word
from index.language.cldr import day
from index.language.identify import ENGLISH
from index.language.tidy import one_line, printable

_PLACE = "\ufffc"  # stands for what is put in as HTML; no text that is shown has it
_FOLDED = 3  # lines above which they are folded
_COLUMNS = {"name": "document", "date": "date", "kind": "kind", "size": "size", "state": "state"}


def list_html(
    contents: Contents,
    page: Listed,
    wish: Wanted,
    name: str,
    built_at: str,
    *,
    foreign: Foreign | None = None,
    read_only: bool,
    looking: bool,
    language: str = ENGLISH,
) -> str:
    """What is said of the whole folder, called `name`, and a page of its files; soon more if `looking`."""
    say = Speaker(language)
    notice = f"<p>{say.text(contents.notice)}</p>" * bool(contents.notice)
    advice = f"<p>{' '.join(map(say.text, foreign_said(foreign)))}</p>" if foreign else ""
    about = [*_about(contents, name, built_at, read_only, say), advice, notice]
    stale = say("documents.stale") if contents.is_stale else ""
    if not contents.rows:
        table = ""
    elif not page.rows:
        table = f'<p class="none">{say("documents.none_found")}</p>'
    else:
        rows = "".join(_row(row, read_only, say) for row in page.rows)
        table = f"<table><thead><tr>{_head(wish, say)}</tr></thead><tbody>{rows}</tbody></table>{_pager(page, say)}"
    return (
        f'<div class="about">{"".join(about)}</div><p class="stale">{stale}</p>'
        f'<div class="listed{" looking" * looking}">{table}</div>'
    )


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words of the page as HTML, in a language."""

    language: str

    def __call__(self, key: str, /, **values: Value) -> str:
        return self.text(said(key, **values))

    def text(self, text: str) -> str:
        """Any text, in the language if it is the page's own."""
        return escape(told(text, self.language))

    def around(self, key: str, name: str, shown: str) -> str:
        """Words in which `shown`, HTML already, stands for {name}."""
        before, _, after = self(key, **{name: _PLACE}).partition(_PLACE)
        return f"{before}{shown}{after}"


def _about(contents: Contents, name: str, built_at: str, read_only: bool, say: Speaker) -> list[str]:
    rows = contents.rows
    where = f"{name}/"
    if not rows:
        lines = [say("documents.empty_read_only" if read_only else "documents.empty", where=where)]
    else:
        answered = len({row.document.sha256 for row in rows if row.document})
        when = f"{day(built_at[:10], say.language)} {built_at[11:16]}".strip()
        lines = [say("documents.answered", count=answered, where=where, when=when)]
        unread = sum(row.state in UNREAD for row in rows)
        partial = sum(row.state == "partial" for row in rows)
        if unread:
            words = say("documents.not_read", count=unread)
            lines.append(f'<button type="button" class="only" value="unread">{words}</button>')
        if partial:
            words = say("documents.read_in_part", count=partial)
            lines.append(f'<button type="button" class="only" value="partial">{words}</button>')
    left_out = f"<p>{say('documents.left_out', what=joined(contents.left_out))}</p>" * bool(contents.left_out)
    return [f"<p>{' · '.join(lines)}</p>", left_out]


def _head(wish: Wanted, say: Speaker) -> str:
    cells = [f'<th scope="col" class="pick"><span class="unseen">{say("documents.choose")}</span></th>']
    for key, label in _COLUMNS.items():
        order = (" aria-sort=" + ('"descending"' if wish.down else '"ascending"')) * (key == wish.sort)
        button = f'<button type="button" value="{key}">{say(f"documents.{label}")}</button>'
        cells.append(f'<th scope="col" class="{key}"{order}>{button}</th>')
    return "".join([*cells, f'<th scope="col" class="do"><span class="unseen">{say("documents.to_do")}</span></th>'])


def _row(row: Row, read_only: bool, say: Speaker) -> str:
    name, file = escape(row.name), escape(row.file)
    shown, pick, ask, delete = f"<bdi>{name}</bdi>", "", "", ""
    if row.document:
        id = document_id(row.document.source, row.document.sha256)
        shown = f'<a href="/documents/{quote(id)}" target="_blank" rel="noopener">{shown}</a>'
        pick = f'<input type="checkbox" aria-label="{say("documents.choose_it", name=row.name)}">'
        label = say("documents.ask_label", name=row.name)
        ask = f'<button type="button" class="about-it" aria-label="{label}">{say("documents.ask")}</button>'
    if not read_only and row.state != "gone":
        label, sure = say("documents.delete_it", name=row.file), f"<bdi>{file}</bdi>"
        delete = (
            f'<button type="button" class="delete" aria-label="{label}">{say("documents.delete")}</button>'
            f'<span class="sure" hidden>{say.around("documents.delete_sure", "name", sure)} <button type="button" '
            f'class="really">{say("documents.really")}</button> <button type="button" class="keep">'
            f"{say('documents.keep')}</button></span>"
        )
    if row.file != row.name:
        shown += f'<span class="path"><bdi>{file}</bdi></span>'
    size = ", ".join(
        [
            *([say(f"count.{page_word(row.source)}", count=row.pages)] if row.pages else []),
            *([say.text(size_said(row.size))] if row.size is not None else []),
        ]
    )
    words = escape(one_line(printable(told(row.said, say.language))))
    amiss = " amiss" * (row.state not in ("indexed", "duplicate"))
    date = escape(day(row.date, say.language))
    return (
        f'<tr data-source="{exact(row.source)}" data-name="{exact(row.name)}"><td class="pick">{pick}</td>'
        f'<td class="name">{shown}</td><td class="date">{date}</td><td class="kind">{say.text(row.kind)}</td>'
        f'<td class="size">{size}</td><td class="state{amiss}">{words}</td>'
        f'<td class="do">{ask}{delete}</td></tr>'
    )


def _pager(page: Listed, say: Speaker) -> str:
    if page.found <= ROWS:
        return f'<p class="pages">{say("count.file", count=page.found)}</p>'
    shown = say("documents.shown", first=page.before + 1, last=page.before + len(page.rows), found=page.found)
    ways = (("previous", page.page - 1, page.page == 1), ("next", page.page + 1, page.is_last))
    back, on = (
        f'<button type="button" class="turn" value="{to}"{" disabled" * off}>{say(f"documents.{way}")}</button>'
        for way, to, off in ways
    )
    return f'<nav class="pages" aria-label="{say("documents.pages")}">{back}<span>{shown}</span>{on}</nav>'


def step_html(step: Step, language: str = ENGLISH) -> str:
    """How far a build is."""
    say = Speaker(language)
    file = f'<p class="path"><bdi>{escape(one_line(printable(step.source)))}</bdi></p>' if step.source else ""
    return (
        f"<p>{say('reading.step', step=step.text)}</p>"
        f'<progress max="1" value="{step.fraction:.3f}" aria-label="{say("reading.label")}"></progress>{file}'
    )


def lines_html(heading: str, lines: Sequence[str] = (), language: str = ENGLISH) -> str:
    """A line, and others below it, folded if there are many."""
    head, *shown = (escape(printable(told(line, language))) for line in (heading, *lines))
    if len(shown) <= _FOLDED:
        return "".join(f"<p>{line}</p>" for line in [head, *shown] if line)
    items = "".join(f"<li>{line}</li>" for line in shown)
    return f"<details><summary>{head}</summary><ul>{items}</ul></details>"


def exact(text: str) -> str:
    """`text` for an attribute, as it is."""
    return html.escape(text).replace("\r", "&#13;").replace("\n", "&#10;")
