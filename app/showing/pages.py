"""Pages of a PDF as the card of a source shows them, the quote in a box. Pure."""

from collections.abc import Sequence
from urllib.parse import quote

from app.showing.html import escape
from app.words.catalogue import said, told
from index.formats.pdf.shown import Seen
from index.language.identify import ENGLISH

_WIDTH = 1_000  # pixels of a picture: the card is half as wide, and screens are fine


def page_figures(id: str, title: str, pages: Sequence[tuple[int, Seen]], language: str = ENGLISH) -> str:
    """A figure for each page of the document of this id, given by its number and where the quote is on it."""
    return "".join(_figure(f"/documents/{quote(id)}", title, number, seen, language) for number, seen in pages)


def _figure(path: str, title: str, number: int, seen: Seen, language: str) -> str:
    marked = said("originals.marked" if seen.boxes else "originals.unmarked")
    picture = told(said("originals.picture", number=number, title=title, said=marked), language)
    caption = told(said("originals.caption", number=number, said=marked), language)
    height = max(round(_WIDTH * seen.height / seen.width), 1)
    boxes = "".join(
        f'<span class="box" style="left:{left:.3%};top:{top:.3%};width:{right - left:.3%};height:{bottom - top:.3%}">'
        "</span>"
        for left, top, right, bottom in seen.boxes
    )
    return (
        f'<figure class="pdf-page"><a href="{path}/original#page={number}" target="_blank" rel="noopener noreferrer">'
        f'<img src="{path}/pages/{number}.webp?width={_WIDTH}" width="{_WIDTH}" height="{height}" loading="lazy" '
        f'alt="{escape(picture)}">{boxes}</a>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )
