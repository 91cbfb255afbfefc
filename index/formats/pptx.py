"""PowerPoint presentations: each slide a page with its title, bullets, tables, charts and notes. Owns python-pptx."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from index.formats.writer import Content, Writer
from index.formats.zip import Container


def read_pptx(data: bytes) -> Content:
    """Shapes are read in their own order, which is the order that a screen reader takes."""
    container = Container(data, ".pptx")
    from pptx import Presentation  # slow to load

    writer = Writer()
    for slide in Presentation(BytesIO(data)).slides:
        writer.page()
        title = slide.shapes.title
        if title is not None:
            writer.heading(title.text_frame.text, 1)
        for shape in _leaves(slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                _write(writer, shape)
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) and notes.text.strip():
            writer.paragraph(f"Notes: {notes.text}")
    return writer.titled(container.title())


def _leaves(shapes: Iterable[Any]) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):  # a group
            yield from _leaves(shape.shapes)
        else:
            yield shape


def _write(writer: Writer, shape: Any) -> None:
    if getattr(shape, "has_table", False):
        table = shape.table
        writer.table([[cell.text for cell in row.cells] for row in table.rows], headed=table.first_row)
        writer.end_list()
    elif getattr(shape, "has_chart", False):
        _write_chart(writer, shape.chart)
    elif shape.has_text_frame:
        paragraphs = [paragraph for paragraph in shape.text_frame.paragraphs if paragraph.text.strip()]
        for paragraph in paragraphs:
            if shape.is_placeholder and len(paragraphs) > 1:  # the body of a slide has bullets
                writer.item(paragraph.text, paragraph.level)
            else:
                writer.paragraph(paragraph.text)
        writer.end_list()


def _write_chart(writer: Writer, chart: Any) -> None:
    if chart.has_title and chart.chart_title.has_text_frame:
        writer.paragraph(chart.chart_title.text_frame.text)
    for plot in chart.plots:
        columns = [["", *map(str, plot.categories)]]
        for series in plot.series:
            columns.append([series.name, *("" if value is None else f"{value:.15g}" for value in series.values)])
        writer.table(zip(*columns, strict=False), headed=True)
        writer.end_list()
