"""From a question that may be about tables to the answer, exact, or to nothing where that can't be told for certain."""

from collections.abc import Sequence
from dataclasses import replace

from app.asking.tables import TableWish, table_wish
from app.records import Answer, Refinement
from app.whole.folder import Folder
from app.whole.tables.accounts import asked_back, refused
from app.whole.tables.asks import Ask, Choice
from app.whole.tables.elsewhere import is_said_elsewhere
from app.whole.tables.telling import told_of
from index.tables.plans import NotComputable, Plan

_MOST = 8  # tables that are offered, where several fit


def answer(question: str, wish: TableWish, folder: Folder) -> Answer | None:
    """The answer; None if the words can't be told of one table for certain."""
    found = _answer(question, wish, folder)
    if found or not wish.stated:
        return found
    mended = folder.mend(wish.question)
    again = table_wish(mended, folder.today()) if mended != wish.question else None
    found = _answer(question, again, folder) if again else None
    return replace(found, standalone=mended) if found else None


def _answer(question: str, wish: TableWish, folder: Folder) -> Answer | None:
    asks = _fitting(folder.catalogue.asks(wish), folder)
    if len(asks) > 1:
        return _which_table(question, wish, asks) if wish.stated else None
    for ask in asks:
        if isinstance(ask, Choice):
            return asked_back(question, ask.headline, ask.reason, _written(wish, ask))
        if ask.form in ("cell", "values") and is_said_elsewhere(ask, folder):
            return None
        try:
            return told_of(question, ask, folder)
        except NotComputable as refusal:
            return refused(question, ask, str(refusal))
    return None


def _fitting(asks: Sequence[Ask | Choice], folder: Folder) -> Sequence[Ask | Choice]:
    """Those of the tables that the question names with most words; of these, those that have such rows."""
    if len(asks) < 2:
        return asks
    most = max(ask.named for ask in asks)
    asks = [ask for ask in asks if ask.named == most]
    having = [ask for ask in asks if isinstance(ask, Choice) or _has_rows(ask, folder)]
    return having or asks


def _has_rows(ask: Ask, folder: Folder) -> bool:
    plan = Plan(ask.plan.table, "count", None, ask.plan.conditions)
    try:
        return any(group.rows for group in folder.tables.run(plan).groups)
    except NotComputable:
        return True


def _which_table(question: str, wish: TableWish, asks: Sequence[Ask | Choice]) -> Answer | None:
    """Asks back, unless one table may be meant in two ways, or too many fit to be chosen from."""
    sources = [ask.table.info.source for ask in asks]
    if len({*sources}) < len(sources) or len(sources) > _MOST:
        return None
    asked = wish.question.rstrip(" ?!.")
    options = [Refinement("choice", source, f"{asked} in {source}?") for source in sources]
    return asked_back(question, "Which table is meant?", f"{len(sources)} tables fit all words.", options)


def _written(wish: TableWish, choice: Choice) -> list[Refinement]:
    """The question with each of the options in place of what is unclear."""
    words, piece = wish.words, choice.piece
    before, behind = wish.question[: words[piece.first].start], wish.question[words[piece.last - 1].end :]
    return [Refinement("choice", label, f"{before}{option}{behind}") for label, option in choice.options]
