"""Whether something else than a table speaks of what a cell is asked for: then the cell alone is not certain."""

from functools import reduce

import numpy as np

from app.whole.folder import Folder
from app.whole.tables.asks import Ask
from app.whole.tables.names import stems


def is_said_elsewhere(ask: Ask, folder: Folder) -> bool:
    """Whether a passage outside of the table has all words of the column's name and of the cells that rows must have."""
    table = ask.table.info
    column = ask.shown or ask.plan.measure
    texts = [column.name if column else ""]
    texts += [str(value) for one in ask.plan.conditions if one.column.kind == "text" for value in one.values[:1]]
    wanted = sorted(frozenset[str]().union(*map(stems, texts)))
    rows = [folder.lexical.rows(stem) for stem in wanted]
    if len(rows) < 2:
        return False
    for row in reduce(np.intersect1d, rows).tolist():
        chunk = folder.chunks[row]
        within = chunk.document.source == table.source and chunk.start < table.end and table.start < chunk.end
        if not within:
            return True
    return False
