"""All kinds of questions: who makes them, and how many of a hundred are of each."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from eval.making.whole.asking import (
    corpus,
    figures,
    filters,
    lists,
    mentions,
    ordinary,
    over_time,
    ranks,
    rows,
    unanswerable,
)
from eval.making.whole.asking.question import Maker, Question
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found
from index.errors import CiteseedError

KINDS: dict[str, tuple[float, Sequence[Maker]]] = {
    "mention_count": (6, (mentions.mention_count, mentions.mention_count_of_kind)),
    "mention_list": (5, (mentions.mention_list, mentions.mention_list_of_kind)),
    "occurrences": (3, (mentions.occurrence, mentions.occurrence_of_kind)),
    "phrase": (3, (mentions.phrase_count, mentions.phrase_list)),
    "people_list": (4, (lists.people_at_meeting, lists.people_at_meetings)),
    "documents_filtered": (
        5,
        (lists.documents_about, lists.documents_by_person, lists.documents_of_kind, lists.documents_in_folder),
    ),
    "table_sum": (
        4,
        (
            figures.over_some("table_sum"),
            figures.sum_of_time,
            figures.over_all("table_sum"),
            figures.sum_under_two_headers,
        ),
    ),
    "table_mean": (3, (figures.over_some("table_mean"), figures.over_all("table_mean"))),
    "table_median": (2, (figures.over_some("table_median"), figures.over_all("table_median"))),
    "table_min": (2, (figures.over_some("table_min"), figures.over_all("table_min"))),
    "table_max": (2, (figures.over_some("table_max"), figures.over_all("table_max"))),
    "table_count": (4, (figures.rows_with, figures.rows_above, figures.different_values, figures.rows_of_all)),
    "table_top": (2, (rows.first_rows,)),
    "table_filter": (2, (rows.rows_left,)),
    "table_group": (3, (rows.sums_of_groups, rows.sizes_of_groups)),
    "table_lookup": (3, (rows.single_cells, rows.prices)),
    "ambiguous_column": (2, (unanswerable.two_columns, unanswerable.two_ways_of_dates)),
    "column_missing": (2, (unanswerable.no_column, unanswerable.empty_column)),
    "mixed_currency": (1.3, (unanswerable.two_currencies,)),
    "most_least": (
        5,
        (
            ranks.rows_of_key("rows_most"),
            ranks.rows_of_key("rows_least"),
            ranks.sum_of_key,
            ranks.met_most,
            ranks.attended_most,
            ranks.named_most,
            ranks.most_occurrences,
            ranks.fullest_year,
        ),
    ),
    "latest": (
        4,
        (
            ranks.newest_version,
            ranks.last_minutes,
            ranks.last_meetings,
            ranks.last_letter,
            ranks.newest_policy,
            ranks.first_minutes,
        ),
    ),
    "validity": (6, (over_time.fee_now, over_time.fee_then, over_time.policy_now, over_time.policy_then)),
    "compare": (4, (over_time.changes("release"), over_time.changes("policy"), over_time.changes("prices"))),
    "filtered": (
        7,
        (
            filters.count_of_time,
            filters.count_of_person,
            filters.count_in_folder,
            filters.count_in_titles,
            filters.count_of_format,
            filters.followed_up,
            filters.sentence_of_year,
        ),
    ),
    "corpus": (
        5,
        (corpus.on_topic, corpus.from_year, corpus.authors, corpus.unreadable, corpus.of_kind, corpus.in_all),
    ),
    "typo_count": (3, (mentions.typo_count, mentions.typo_count_of_kind)),
    "ordinary": (9, (ordinary.facts(trap=False), ordinary.chair)),
    "trap": (10, (ordinary.facts(trap=True), ordinary.notice, ordinary.whole_fee, ordinary.limit)),
}
"""The share of each kind, in parts of all, and its makers, which take turns."""

_ROUNDS = 4  # times as many are tried to draw as are wanted, before all kinds count as exhausted


class TooFew(CiteseedError):
    """The folder does not give so many different questions."""


def questions(folder: Folder, number: int) -> list[Question]:
    """So many questions, no two with a wording in common, every kind by its share and at least once.

    What a kind can't give, the others do. Raises `TooFew` if all of them together can't.
    """
    if number < len(KINDS):
        raise TooFew(f"{number} questions are too few for one of each kind. Ask for {len(KINDS)} or more.")
    found = Found(folder)
    streams = {kind: _in_turns(folder, found, kind) for kind in KINDS}
    drawn: dict[str, list[Question]] = {kind: [] for kind in KINDS}
    for kind in islice(_order(), number * _ROUNDS):
        if sum(map(len, drawn.values())) == number:
            break
        drawn[kind] += islice(streams[kind], 1)
    else:
        raise TooFew(f"This folder does not give {number} different questions. Ask for fewer, or for more files.")
    return [question for kind in KINDS for question in drawn[kind]]


def _order() -> Iterator[str]:
    """The kinds in the order in which a question more is drawn of each: one of every kind, then by what is missing."""
    drawn = dict.fromkeys(KINDS, 1)
    yield from KINDS
    while True:
        kind = min(KINDS, key=lambda kind: drawn[kind] / KINDS[kind][0])
        drawn[kind] += 1
        yield kind


def _in_turns(folder: Folder, found: Found, kind: str) -> Iterator[Question]:
    """The questions of a kind, its makers taking turns; those left out whose words were asked before."""
    chance = folder.world.random(f"questions:{kind}")
    makers = deque(maker(folder, found, chance) for maker in KINDS[kind][1])
    seen: set[tuple[object, ...]] = set()
    while makers:
        stream = makers.popleft()
        for question in stream:
            asked = {(wording, *(turn["content"] for turn in question.history)) for wording in question.wordings}
            if not asked & seen:
                seen |= asked
                yield question
                makers.append(stream)
                break
