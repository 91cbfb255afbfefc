"""A PDF written by hand: what no library in use writes, such as fields, mark-up and links as other programs make them."""

from collections.abc import Sequence

TEXT = "BT /F1 12 Tf 72 700 Td 20 TL (The rent is 900 crowns a month.) Tj T* (The lease begins in May.) Tj ET"


def raw_pdf(
    annotations: Sequence[str] = (), content: str = TEXT, catalog: str = "", page: str = "", objects: Sequence[str] = (),
    form: bool = False,
) -> bytes:  # fmt: skip
    """One page with these annotations (dictionaries), which are objects 6 and on; after them come `objects`.

    With `form`, those are the fields of a form too. `catalog` and `page` are more entries of those dictionaries.
    """
    first = 6
    references = " ".join(f"{first + number} 0 R" for number in range(len(annotations)))
    fields = f"/AcroForm << /Fields [{references}] /DA (/F1 12 Tf) >>" if form else ""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {fields} {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Annots [{references}] "
        f"/Resources << /Font << /F1 5 0 R >> >> {page} >>",
        stream(content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *(f"<< /Type /Annot /P 3 0 R {annotation} >>" for annotation in annotations),
        *objects,
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(bodies) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    ).encode("latin-1")


def stream(content: str, entries: str = "") -> str:
    """A stream of these bytes (Latin-1)."""
    return f"<< /Length {len(content)} {entries} >>\nstream\n{content}\nendstream"


def widget(name: str, entries: str, rect: str = "200 600 400 620") -> str:
    """The annotation of a field."""
    return f"/Subtype /Widget /T ({name}) /Rect [{rect}] {entries}"
