"""Whether something else than a table speaks of what a cell is asked for: then the cell alone is not certain."""

from functools import reduce

import numpy as np

from app.whole.folder import Folder
from app.whole.tables.asks import Ask
from app.whole.tables.names import stems
from index.records import Chunk
from index.tables.plans import TableInfo


def is_said_elsewhere(ask: Ask, folder: Folder) -> bool:
    """Whether a passage outside of the table has all words of the column's name and of the cells that rows must have.

    Rows of other tables don't count where the question names this one.
    """
    column = ask.shown or ask.plan.measure
    texts = [str(value) for one in ask.plan.conditions if one.column.kind == "text" for value in one.values[:1]]
    name = ask.table.columns[column.place] if column else frozenset[str]()
    wanted = sorted(frozenset(word for word in name if word.isalnum()).union(*map(stems, texts)))
    if len(wanted) < 2:
        return False
    tables = folder.tables.listed() if ask.named else [ask.table.info]
    rows = reduce(np.intersect1d, [folder.lexical.rows(stem) for stem in wanted])
    return not all(any(_is_in(chunk, table) for table in tables) for chunk in folder.chunks.each(rows))


def _is_in(chunk: Chunk, table: TableInfo) -> bool:
    return chunk.document.source == table.source and chunk.start < table.end and table.start < chunk.end
