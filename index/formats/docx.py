"""Word documents, through HTML: headings, lists, tables, footnotes; no pictures. Owns mammoth."""

from io import BytesIO

from index.formats.html import write_html
from index.formats.writer import Content, Writer
from index.formats.zip import Container

_STYLES = "p[style-name='Title'] => h1:fresh"


def read_docx(data: bytes) -> Content:
    """Deleted text and comments are left out, inserted text is taken in: what is read is the final document."""
    container = Container(data, ".docx")
    import mammoth  # slow to load

    page = mammoth.convert_to_html(
        BytesIO(data), style_map=_STYLES, convert_image=lambda _: [], include_embedded_style_map=False
    )
    writer = Writer()
    write_html(writer, page.value)
    return writer.titled(container.title())
