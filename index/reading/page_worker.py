"""The process that draws pages of PDFs and finds quotes on them. `index.reading.pages` starts it.

A message names a `page` and has the file's data for its body. With a `width` it is answered with a picture of the page;
else it holds the `text` of the page and the `start` and `end` of a quote in it, and is answered with where that is.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from index.reading.parser_worker import serve

_FIRST = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"
)  # an empty page


def _answer(header: dict[str, Any], data: bytes, more: Callable[[], None]) -> tuple[dict[str, Any], bytes]:
    from index.formats.pdf.shown import drawn, seen

    if "width" in header:
        return {}, drawn(data, header["page"], header["width"])
    return asdict(seen(data, header["page"], header["text"], header["start"], header["end"])), b""


if __name__ == "__main__":
    serve(lambda: _answer, {"page": 1, "width": 9}, _FIRST, float(sys.argv[1]), int(sys.argv[2]))
