"""Small tables of several kinds, and questions put to them as a server would."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from app.asking.tables import table_wish
from app.records import Answer
from app.whole.folder import Folder
from app.whole.tables.operations import answer
from index.chunks import chunk_document
from index.embedding.embedder import HashingEmbedder
from index.records import Chunk, Document
from index.storing.memory import snapshot_of
from tests.index.tables.sheets import document, kept, sheet

TODAY = date(2026, 3, 1)

STAFF = """
Name | Site | Role | Start date | Salary (GBP)
Ada Smith | Leeds | Engineer | 2018-03-04 | 42500
Bo Li | York | Clerk | 2019-05-01 | 28000
Cara Jones | Leeds | Engineer | 2020-01-15 | 39000
Dan Brown | Hull | Clerk | 2021-07-01 | 28000
Eve Adams | York | Engineer | 2022-02-02 | 51000
"""
ORDERS = """
Order ID | Customer | Order date | Quantity | Amount
1001 | Acme Ltd | 2024-01-03 | 2 | £120.50
1002 | Brook & Co | 2024-01-20 | 1 | £700.00
1003 | Acme Ltd | 2024-02-11 | 5 | £80.00
1004 | Cedar GmbH | 2025-02-12 | 3 | £510.00
1005 | Brook & Co | 2025-03-30 | 4 | £510.00
Total |  |  | 15 | £1,920.50
"""
STOCK = """
Part | Description | Warehouse | In stock | Unit price
4711 | Hex bolt | North | 120 | €0.25
4712 | Washer | North | 560 | €0.05
4713 | Spring | South | 15 | €1.40
"""
CLAIMS = """
Claimant | Amount | Currency | Checked
Ada Smith | 100 | EUR | yes
Bo Li | 200 | USD | no
Cara Jones | 50 | EUR | yes
"""
BUDGET = """
Department | 2023 | 2024
Marketing | 10000 | 12000
Sales | 20000 | 21000
Total | 30000 | 33000
"""
INVOICES = """
Invoice No | Supplier | Due date | Paid on | Net | Gross
INV-1 | Quill | 2024-03-01 | 2024-02-20 | 100.00 | 120.00
INV-2 | Rex | 2024-04-01 | 2024-04-20 | 200.00 | 240.00
"""
ASSETS = """
Asset | Keeper | Worth | Bought
Laptop | Jo | | 03/04/2024
Desk | Sam | | 05/06/2024
"""
SHEETS: Mapping[str, str] = {
    "staff/employees.csv": STAFF, "orders.csv": ORDERS, "stock.csv": STOCK, "claims.csv": CLAIMS, "budget.csv": BUDGET,
    "invoices.csv": INVOICES, "assets.csv": ASSETS,
}  # fmt: skip
PROSE = (
    "Employees have 28 days of leave a year. The board has nine members. The total rent in the contract with Oak is "
    "£12,000 a year. We order from 14 suppliers. A new clerk earns £27,000 in Hull.\n\nEve Adams has a salary of £52,000."
)


def folder(path: Path, sheets: Mapping[str, str] = SHEETS, prose: str = "") -> Folder:
    """The tables in a file at that path, and a text beside them."""
    documents = [document(sheet(text), source) for source, text in sheets.items()]
    documents += [Document("handbook.txt", prose, None, None, "handbook", language="en")] if prose else []
    return over(path, documents)


def over(path: Path, documents: Sequence[Document], chunked: bool = True) -> Folder:
    """Any documents, with the tables that are in them; without their passages, which take long, where none counts."""
    count = HashingEmbedder().count_tokens
    whole = documents if chunked else ()
    chunks: list[Chunk] = [chunk for one in whole for chunk in chunk_document(one, count, max_tokens=256)]
    snapshot = snapshot_of(chunks, np.zeros((len(chunks), 1), dtype=np.float32), documents=documents)
    snapshot = replace(snapshot, tables=kept(path, *documents))
    return Folder(snapshot, search=lambda _: [], mend=str, today=lambda: TODAY)


def asked(question: str, of: Folder) -> Answer | None:
    """What is answered, None for a question like any other."""
    wish = table_wish(question, TODAY)
    return answer(question, wish, of) if wish else None


def headline(question: str, of: Folder) -> str:
    """The headline, "" for a question like any other."""
    found = asked(question, of)
    return found.headline.text if found and found.headline else ""
