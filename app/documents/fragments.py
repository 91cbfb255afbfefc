"""The list of documents, and how far a build is, as HTML for the page to put in. Pure.

What comes from files passes `escape`, but for the name of a file that a script gives back: `html.escape` keeps it as it
is, line ends and all.
"""

import html
from collections.abc import Sequence
from urllib.parse import quote

from app.documents.listing import ROWS, Listed, Wanted
from app.documents.looking import Contents, Row
from app.documents.rebuild import Step
from app.documents.words import UNREAD, count, size_said
from app.records import document_id
from app.showing.html import escape
from index.formats.names import page_word
from index.language.tidy import one_line, printable

_FOLDED = 3  # lines above which they are folded
_COLUMNS = {"name": "Document", "date": "Date", "kind": "Kind", "size": "Size", "state": "State"}


def list_html(
    contents: Contents, page: Listed, wish: Wanted, name: str, built_at: str, *, read_only: bool, looking: bool
) -> str:
    """What is said of the whole folder, called `name`, and a page of its files; soon more if `looking`."""
    about = [*_about(contents, name, built_at, read_only), f"<p>{escape(contents.notice)}</p>" * bool(contents.notice)]
    stale = "The folder has changed since it was read." if contents.is_stale else ""
    if not contents.rows:
        table = ""
    elif not page.rows:
        table = '<p class="none">No document here has that in its title or file name, and is of that state.</p>'
    else:
        rows = "".join(_row(row, read_only) for row in page.rows)
        table = f"<table><thead><tr>{_head(wish)}</tr></thead><tbody>{rows}</tbody></table>{_pager(page)}"
    return (
        f'<div class="about">{"".join(about)}</div><p class="stale">{stale}</p>'
        f'<div class="listed{" looking" * looking}">{table}</div>'
    )


def _about(contents: Contents, name: str, built_at: str, read_only: bool) -> list[str]:
    rows = contents.rows
    where = f"{escape(name)}/"
    if not rows:
        how = "Put some into that folder" if read_only else "Add some, or put them into that folder,"
        lines = [f"There are no documents in {where} yet. {how} and have it read again."]
    else:
        answered = len({row.document.sha256 for row in rows if row.document})
        when = escape(built_at.replace("T", " ")[:16])
        lines = [f"{escape(count(answered, 'document'))} in {where}, last read {when} UTC."]
        unread = sum(row.state in UNREAD for row in rows)
        partial = sum(row.state == "partial" for row in rows)
        if unread:
            lines.append(f'<button type="button" class="only" value="unread">{unread:,} not read</button>')
        if partial:
            lines.append(f'<button type="button" class="only" value="partial">{partial:,} read in part</button>')
    left_out = f"<p>Left out, as no documents: {escape(contents.left_out)}.</p>" * bool(contents.left_out)
    return [f"<p>{' · '.join(lines)}</p>", left_out]


def _head(wish: Wanted) -> str:
    cells = ['<th scope="col" class="pick"><span class="unseen">Choose</span></th>']
    for key, label in _COLUMNS.items():
        order = (" aria-sort=" + ('"descending"' if wish.down else '"ascending"')) * (key == wish.sort)
        cells.append(f'<th scope="col" class="{key}"{order}><button type="button" value="{key}">{label}</button></th>')
    return "".join([*cells, '<th scope="col" class="do"><span class="unseen">What to do</span></th>'])


def _row(row: Row, read_only: bool) -> str:
    name, file = escape(row.name), escape(row.file)
    shown, pick, ask, delete = f"<bdi>{name}</bdi>", "", "", ""
    if row.document:
        id = document_id(row.document.source, row.document.sha256)
        shown = f'<a href="/documents/{quote(id)}" target="_blank" rel="noopener">{shown}</a>'
        pick = f'<input type="checkbox" aria-label="Choose {name}">'
        ask = f'<button type="button" class="about-it" aria-label="Ask about {name}">Ask about it</button>'
    if not read_only and row.state != "gone":
        delete = (
            f'<button type="button" class="delete" aria-label="Delete {file}">Delete</button>'
            f'<span class="sure" hidden>Delete the file <bdi>{file}</bdi>? <button type="button" class="really">'
            'Delete for good</button> <button type="button" class="keep">Keep</button></span>'
        )
    if row.file != row.name:
        shown += f'<span class="path"><bdi>{file}</bdi></span>'
    size = ", ".join(
        [
            *([count(row.pages, page_word(row.source))] if row.pages else []),
            *([size_said(row.size)] if row.size is not None else []),
        ]
    )
    said = escape(one_line(printable(row.said)))
    amiss = " amiss" * (row.state not in ("indexed", "duplicate"))
    return (
        f'<tr data-source="{exact(row.source)}" data-name="{exact(row.name)}"><td class="pick">{pick}</td>'
        f'<td class="name">{shown}</td><td class="date">{escape(row.date)}</td><td class="kind">{escape(row.kind)}</td>'
        f'<td class="size">{escape(size)}</td><td class="state{amiss}">{said}</td>'
        f'<td class="do">{ask}{delete}</td></tr>'
    )


def _pager(page: Listed) -> str:
    said = f"{page.before + 1:,}–{page.before + len(page.rows):,} of {page.found:,}"
    if page.found <= ROWS:
        return f'<p class="pages">{count(page.found, "file")}</p>'
    ways = (("Previous", page.page - 1, page.page == 1), ("Next", page.page + 1, page.is_last))
    back, on = (
        f'<button type="button" class="turn" value="{to}"{" disabled" * off}>{label}</button>'
        for label, to, off in ways
    )
    return f'<nav class="pages" aria-label="Pages of the list">{back}<span>{said}</span>{on}</nav>'


def step_html(step: Step) -> str:
    """How far a build is."""
    file = f'<p class="path"><bdi>{escape(one_line(printable(step.source)))}</bdi></p>' if step.source else ""
    return (
        f"<p>Reading the folder. {escape(step.text)}</p>"
        f'<progress max="1" value="{step.fraction:.3f}" aria-label="Reading the folder"></progress>{file}'
    )


def lines_html(heading: str, lines: Sequence[str] = ()) -> str:
    """A line, and others below it, folded if there are many."""
    shown = [escape(printable(line)) for line in lines]
    if len(shown) <= _FOLDED:
        return "".join(f"<p>{line}</p>" for line in [escape(printable(heading)), *shown] if line)
    items = "".join(f"<li>{line}</li>" for line in shown)
    return f"<details><summary>{escape(printable(heading))}</summary><ul>{items}</ul></details>"


def exact(text: str) -> str:
    """`text` for an attribute, as it is."""
    return html.escape(text).replace("\r", "&#13;").replace("\n", "&#10;")
