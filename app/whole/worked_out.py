"""The answer to a question about all of it: a comparison, what documents mention, what tables hold, or nothing."""

from app.asking.intent import Asked
from app.records import Answer
from app.whole.differences import compared
from app.whole.folder import Folder
from app.whole.operations import answer as of_documents
from app.whole.tables.operations import answer as of_tables
from index.language.identify import ENGLISH


def worked_out(question: str, asked: Asked, folder: Folder) -> Answer | None:
    """None if the question is like any other, or what it names can't be told of these documents for certain."""
    if asked.sides:
        return compared(question, asked.sides, folder.documents, asked.language or ENGLISH)
    for wish in asked.wishes:
        if told := of_documents(question, asked.bare, wish, folder):
            return told
    told = of_tables(question, asked.table, folder) if asked.table else None
    return told if told and (asked.kind != "summary" or told.status == "answered") else None  # "sum up the report"
