"""Asks cases so that it can be told how each comes out at every threshold, without asking it again at each."""

from collections.abc import Sequence

from app.bot import Bot
from eval.case import Case
from eval.measuring.bounds import Tried
from eval.measuring.result import Outcome, is_answer
from eval.measuring.run import Count, Journal, run
from index.reading.parser import Parser

_ROUNDED = 5e-5  # that a confidence may stand too high in an outcome


def try_thresholds(
    bot: Bot,
    cases: Sequence[Case],
    known: Sequence[Outcome] = (),
    journal: Journal | None = None,
    progress: Count = lambda done, total: None,
    parser: Parser | None = None,
) -> list[Tried]:
    """The cases as they come out at every threshold.

    Each is asked with a gate that lets everything through: what is shown then is what any lower threshold would give,
    so that an unsure case is judged by the answer that it would have had. `known` are outcomes of the same cases
    without a language model: what was answered whole is not asked again. A question in parts is asked once more for
    each part, as a threshold between their confidences answers some.
    """
    whole = {outcome["id"]: outcome for outcome in known if _is_whole(outcome)}
    asked = [case for case in cases if case.id not in whole]
    whole |= {one["id"]: one for one in run(_open(bot), asked, journal, progress, parser)}
    return [_tried(bot, case, whole[case.id], parser) for case in cases]


def _open(bot: Bot, answered: float = 0.0) -> Bot:
    return bot.gated(bot.gate.at(answered, 0.0))


def _is_whole(outcome: Outcome) -> bool:
    """Whether a lower threshold would change nothing: an answer, of one part."""
    answer = outcome["answer"]
    return answer is not None and answer["status"] == "answered" and len(outcome["gate"]) < 2


def _tried(bot: Bot, case: Case, outcome: Outcome, parser: Parser | None) -> Tried:
    levels = sorted({part["confidence"] for part in outcome["gate"]}, reverse=True)
    if outcome["answer"] is None or not is_answer(outcome):
        return Tried(case.answerable, max(levels, default=0.0))
    if len(levels) < 2:
        levels = [outcome["answer"]["confidence"]]
    steps = []
    for level in levels[:-1]:
        (partly,) = run(_open(bot, level - _ROUNDED), [case], parser=parser)
        if is_answer(partly):
            steps.append((level, not partly["scores"]["right"]))
    steps.append((levels[-1], not outcome["scores"]["right"]))
    return Tried(case.answerable, levels[0], tuple(steps))
