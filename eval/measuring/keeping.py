"""Keeps the thresholds that a run has set beside the index that the chat answers from."""

from datetime import UTC, datetime

from app.answering.gate import calibration
from app.bot import Bot
from eval.measuring.result import Result
from index.storing.store import Store
from index.storing.thresholds import NAME, Thresholds, keep_thresholds, remove_thresholds


def keep(result: Result, chat: Store | None, bot: Bot) -> str:
    """Keeps what the run's cases have set beside the chat's index, and says so.

    Where no threshold does what was asked for, those kept before go: these cases don't bear them out. Too few cases, or
    cases that could not be asked, change nothing.
    """
    own, errors = result["own"], result["summary"]["errors"]
    if errors:
        return "Some cases could not be asked, so the thresholds stay as they were. Run this again."
    if own["too_few"]:
        return "The thresholds stay as they were."
    root = bot.snapshot.root
    if chat is None:
        return f"The chat has no index of {root}, so nothing is kept. First index it: python -m index {root}"
    if own["answered"] is None:
        gone = remove_thresholds(chat)
        return (
            f"{chat.at(NAME)}, set by a run before, is removed." if gone else "No thresholds are kept for this folder."
        )
    kept = Thresholds(
        own["answered"],
        own["unsure"],
        str(root.resolve()),
        bot.fitted_to,
        calibration(),
        result["summary"]["cases"],
        datetime.now(UTC).date().isoformat(),
        own["holds"],
    )
    where = keep_thresholds(chat, kept)
    return (
        f"They are kept in {where}, and used from now on by the chat over this folder; the figures above are of those "
        "before. To undo it: python -m eval --reset (with the same --docs, --index-dir)."
    )
