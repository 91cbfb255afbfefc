"""Names of columns, which a table has once and its rows repeat. Pure."""

from index.language.rows import cells
from index.language.sentences import is_row
from index.records import Document


def repeats_a_column(document: Document, start: int) -> bool:
    """Whether what begins there is in the name of a column that the row before has said already.

    >>> text = "Fee: 2; Age: 3.\\nFee: 4; Age: 5."
    >>> doc = Document("a.csv", text, None, None, "")
    >>> [repeats_a_column(doc, at) for at in (0, text.rindex("Fee"))]
    [False, True]
    """
    text = document.text
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    row = text[first : last if last >= 0 else len(text)]
    if not is_row(row):
        return False
    within = [cell.column for cell in cells(row) if cell.column[0] <= start - first < cell.column[1]]
    before = text[:first].rstrip()
    above = before[before.rfind("\n") + 1 :]
    names = {above[slice(*cell.column)] for cell in cells(above)}
    return any(row[slice(*column)] in names for column in within)
