"""Which group of documents has most, or fewest. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.asking.whole import is_one_or_many
from app.whole.people import Groups
from app.whole.telling import Item


def ordered(groups: Groups, of: str, least: bool = False, counts: bool = True) -> list[Item]:
    """The first item of each group, those of most documents first, with how many there are: "2 meetings"."""
    by_size = sorted(groups.items(), key=lambda group: (len(group[1]) * (1 if least else -1), group[0]))
    return [replace(items[0], before=f"{name}, {plural(len(items), of)}" if counts else "") for name, items in by_size]


def with_all_of_the_first(groups: Groups, of: str, least: bool = False) -> list[Item]:
    """The same, and behind it all items of the groups that are even at the top: what the figure rests on."""
    most = (min if least else max)(map(len, groups.values()))
    rest = [replace(item, before=name) for name in sorted(groups) if len(groups[name]) == most for item in groups[name]]
    return [*ordered(groups, of, least), *rest]


def extreme(groups: Groups, of: str, verb: str, least: bool) -> str:
    """Which group has most, all that are even, and how many: "Ada and Bo attended the most meetings, 3 each"."""
    sizes = {name: len(items) for name, items in groups.items()}
    figure = (min if least else max)(sizes.values())
    winners = sorted(name for name, size in sizes.items() if size == figure)
    each = " each" if len(winners) > 1 else ""
    return f"{joined(winners)} {verb} the {'fewest' if least else 'most'} {called(of)}, {figure:,}{each}"


def plural(count: int, of: str) -> str:
    """ "2 meetings", also of "meetings"; "1 policy"."""
    return f"{count:,} {called(of, count == 1)}"


def called(kind: str, one: bool = False) -> str:
    """What several documents of a kind are called, or one.

    >>> called("policy"), called("policies", one=True)
    ('policies', 'policy')
    """
    if one == (not kind.endswith("s")) or is_one_or_many(kind):
        return kind
    if one:
        return f"{kind[:-3]}y" if kind.endswith("ies") else kind[:-1]
    return f"{kind[:-1]}ies" if re.search("[^aeiou]y$", kind) else f"{kind}s"


def joined(names: Sequence[str]) -> str:
    """ "Ada, Bo and Cy"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
