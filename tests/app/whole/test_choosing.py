"""Which documents a kind and filters name."""

from datetime import date

import pytest

from app.asking.filters import Filter
from app.whole.choosing import fitting, of_kind
from index.records import Document
from tests.app.whole.test_mentions import folder

DOCUMENTS = [
    Document(source, text, title, day, source)
    for source, title, day, text in [
        ("contracts/2021/oakmere.pdf", "Oakmere lease", "2021-03-03", "From: Ada Smith"),
        ("contracts/2022/dunmore.docx", "Dunmore lease", "2022-05", "Author: Bo Li"),
        ("minutes/board.md", "Board", "2022-06-30", "Present: Ada Smith"),
        ("notes/harbour-report.txt", "Harbour report", None, "x"),
        ("notes/orchard_report.txt", None, "2022-07-01", "From: Ada Smith"),
        ("mail/a.eml", "Hello", "2023-01-01", "From: Ada Smith"),
    ]
]


def named(documents: list[Document] | None) -> list[str] | None:
    return None if documents is None else [document.source.rpartition("/")[2] for document in documents]


@pytest.mark.parametrize(
    ("kind", "sources"),
    [
        ("contracts", ["oakmere.pdf", "dunmore.docx"]),
        ("contract", ["oakmere.pdf", "dunmore.docx"]),
        ("agreements", ["oakmere.pdf", "dunmore.docx"]),
        ("meetings", ["board.md"]),
        ("pdfs", ["oakmere.pdf"]),
        ("word documents", ["dunmore.docx"]),
        ("emails", ["a.eml"]),
        ("txt files", ["harbour-report.txt", "orchard_report.txt"]),
        ("reports", ["harbour-report.txt", "orchard_report.txt"]),
        ("leases", ["oakmere.pdf", "dunmore.docx"]),
        ("harbour reports", None),
        ("unicorns", None),
        ("spreadsheets", []),
        ("the", None),
    ],
)
def test_a_kind_is_a_type_of_file_a_folder_or_a_word_of_several_titles(kind: str, sources: list[str] | None) -> None:
    assert named(of_kind(DOCUMENTS, kind)) == sources


def test_no_kind_is_all() -> None:
    assert of_kind(DOCUMENTS, "") == DOCUMENTS


def days(first: str | None, last: str | None) -> Filter:
    return Filter(
        "date", "then", "", date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        ([], [document.source.rpartition("/")[2] for document in DOCUMENTS]),
        ([days("2022-01-01", "2022-12-31")], ["dunmore.docx", "board.md", "orchard_report.txt"]),
        ([days("2022-05-20", "2022-05-20")], ["dunmore.docx"]),
        ([days("2022-06-01", None)], ["board.md", "orchard_report.txt", "a.eml"]),
        ([days(None, "2022-04-30")], ["oakmere.pdf"]),
        ([days("2030-01-01", None)], []),
        ([Filter("folder", "", "contracts")], ["oakmere.pdf", "dunmore.docx"]),
        ([Filter("folder", "", "contracts/2022")], ["dunmore.docx"]),
        ([Filter("folder", "", "2021")], ["oakmere.pdf"]),
        ([Filter("folder", "", "unicorns")], None),
        ([Filter("person", "", "ada smith")], ["oakmere.pdf", "orchard_report.txt", "a.eml"]),
        ([Filter("person", "", "Smith"), days(None, "2021-12-31")], ["oakmere.pdf"]),
        ([Filter("person", "", "Zed")], None),
        ([Filter("title", "", "harbour report")], ["harbour-report.txt"]),
        ([Filter("title", "", "unicorn")], None),
    ],
)
def test_filters_all_have_to_fit_and_what_none_knows_is_none(filters: list[Filter], sources: list[str] | None) -> None:
    assert named(fitting(folder(DOCUMENTS), DOCUMENTS, filters)) == sources


def test_of_a_kind_of_file_that_is_not_there_there_are_none() -> None:
    documents = [Document("a.txt", "Ada.", None, None, "1")]
    assert of_kind(documents, "pdfs") == []
    assert of_kind(documents, "contracts") is None
