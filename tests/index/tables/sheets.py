"""Tables as files hold them, read the way a build reads them."""

from collections.abc import Sequence
from pathlib import Path

from index.formats.writer import Writer
from index.records import Document
from index.tables.kept import Tables
from index.tables.plans import ColumnInfo, TableInfo
from index.tables.store import write_tables


def document(rows: Sequence[Sequence[str]], source: str = "sheet.csv", language: str = "en") -> Document:
    """A document whose text is these rows, the first of which names the columns."""
    writer = Writer()
    writer.table(rows, headed=True)
    return Document(source, writer.content().text, None, None, source, language=language)


def sheet(text: str) -> list[list[str]]:
    """Rows from lines with bars between the cells."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def kept(folder: Path, *documents: Document) -> Tables:
    """The tables of some documents, in a file."""
    path = folder / f"tables-{len(list(folder.iterdir()))}.sqlite"
    write_tables(path, documents)
    return Tables(path)


def one(folder: Path, text: str, language: str = "en") -> tuple[Tables, TableInfo, dict[str, ColumnInfo]]:
    """A single table with its columns by name."""
    tables = kept(folder, document(sheet(text), language=language))
    [table] = tables.listed()
    return tables, table, {column.name: column for column in table.columns}
