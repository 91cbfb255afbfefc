"""Which of the ranked sentences that say different things of one matter holds at the time asked for. Pure.

Only what a text says of its own validity decides here; where none says anything of it, see `versions`.
"""

from collections.abc import Callable, Sequence

from app.answering.conflict import stated_value
from app.answering.evidence import Candidate
from app.answering.key import likely_key
from app.answering.ranking import MARGIN
from app.answering.versions import newest_first, of_then, same_matter
from app.asking.asked import Question
from app.asking.timing import Wanted
from app.whole.kin import are_parallel
from app.whole.valid import Standing, since_line, standing, term, with_day
from index.language.dates import dates
from index.language.identify import ENGLISH
from index.language.mentions import mentions
from index.language.wording import quoted, say
from index.language.words import terms

_RIVALS = 12  # ranked sentences among which another of the same matter is looked for
_ASKED = 0.6  # of the question's terms that a sentence must hold to be about what is asked


def in_force(
    question: Question, ranked: Sequence[Candidate], now: Callable[[], str], when: Wanted | None = None
) -> tuple[list[Candidate], Standing[Candidate] | None]:
    """The sentences with what holds first, and what it has taken the place of; None where nothing is said of it.

    What holds `now`, a day that is worked out when it is wanted, or all through the time of `when`, which `question` no
    longer names.
    """
    if not ranked or (when is None and of_then(question)):
        return [*ranked], None
    best = ranked[0]
    near = [rival for rival in ranked[1:_RIVALS] if rival.score >= best.score - MARGIN]
    said = [best, *(rival for rival in near if _is_of_the_same(question, best, rival) and _differ(best, rival))]
    told = any(term(one).is_told for one in said)
    if len(said) == 1 or not (told or (when and when.first)) or (when and _tells_of(said, when)):
        return newest_first(question, ranked), None
    first, last = (when.first, when.last) if when and when.first else (now(),) * 2
    decided = standing(said, first, last)
    if decided.tied and not any(term(one).is_told for one in decided.tied):
        return newest_first(question, ranked), None
    if decided.holds is None and not decided.tied:
        return [*ranked], None  # nothing is said of the time asked for
    leading = [decided.holds] if decided.holds else [*decided.tied]
    return [*leading, *(one for one in ranked if one not in leading)], decided


def tell_when(ranked: Sequence[Candidate], asked: str) -> bool:
    """Whether one of the best sentences that hold most of what is asked, or its document, says when that holds."""
    wanted = set(terms(asked))
    return any(
        term(one).is_told and len(wanted & set(terms(one.text, one.document.language))) >= _ASKED * len(wanted)
        for one in ranked[:_RIVALS]
    )


def told(question: Question, decided: Standing[Candidate], language: str = ENGLISH) -> str:
    """Since when what holds does and what it has taken the place of, or which of them can't be decided, in plain words.

    "" if nothing was overruled.
    """
    if decided.tied:
        return say(language, "undecided", quotes="; ".join(_quoted(question, one, language) for one in decided.tied))
    if decided.holds is None:
        return ""
    since = since_line(term(decided.holds).since, language)
    overruled = [say(language, "before", quote=_quoted(question, one, language)) for one in decided.overruled[-1:]]
    later = [say(language, "later", quote=_quoted(question, one, language)) for one in decided.later[:1]]
    return f"{'; '.join([since, *overruled, *later])}." if overruled or later else ""


def _quoted(question: Question, said: Candidate, language: str) -> str:
    """The value that is asked for, if it is sure, with its file and the day from which it held."""
    value = stated_value(question, said.line, said.document.language, likely_key(question, said))
    where = with_day(said, language)
    return f"{quoted(language, said.line[value.start : value.end])} ({where})" if value else where


def _is_of_the_same(question: Question, best: Candidate, rival: Candidate) -> bool:
    """Whether the rival speaks of the same, and of all that the best holds of the question: a berth of ten metres is
    none of twelve, and the contract with one company none with another."""
    if are_parallel(best.document, rival.document):
        return False
    asked = set(terms(question.full))
    held, rivals = (asked & set(terms(one.text, one.document.language)) for one in (best, rival))
    return held <= rivals and same_matter(best, rival, within=True)


def _differ(one: Candidate, other: Candidate) -> bool:
    """Whether what two sentences state of figures, or, if none has any, their words differ."""
    left, right = (
        {(mention.kind, str(mention.value), mention.unit) for mention in mentions(said.line, said.document.language)}
        for said in (one, other)
    )
    return left != right if left or right else one.line != other.line


def _tells_of(said: Sequence[Candidate], when: Wanted) -> bool:
    """Whether a sentence speaks of that time itself, and not of when it holds: "in 2022 twelve came"."""
    year = (when.first or "")[:4]
    return bool(year) and any(
        stated.value.year == int(year) and not term(one).is_told
        for one in said
        for stated in dates(one.text, one.document.language)
    )
