"""Tables of a PDF's page whose cells are parted by rules. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

from index.formats.pdf.cells import Cell, Table, told
from index.formats.pdf.lines import joined, rows, segments
from index.formats.pdf.rules import Box, Rules
from index.formats.pdf.tables import table_of
from index.formats.pdf.words import Word

_NEAR = 3.0  # points: rules that meet
_LONGEST_CELL = 400  # characters: longer ones are a page's parts, not a table's
_MOST_CROSSINGS = 250_000
Line = tuple[float, float, float]


def ruled_tables(words: list[Word], rules: Rules) -> tuple[list[Word], list[Table]]:
    """The tables whose cells are parted by rules, and the words that are in none of them."""
    if len(rules.across) < 2 or not rules.down or len(rules.across) * len(rules.down) > _MOST_CROSSINGS:
        return words, []
    tables = []
    for across, down in _meeting(rules):
        grid = _grid(across, down)
        if not grid:
            continue
        xs, ys = grid
        inside = [word for word in words if xs[0] <= _middle(word)[0] <= xs[-1] and ys[-1] <= _middle(word)[1] <= ys[0]]
        table = _ruled(inside, xs, ys, across, down) if inside else None
        if table:
            taken = set(map(id, inside))
            words = [word for word in words if id(word) not in taken]
            tables.append(table)
    return words, tables


def _middle(word: Word) -> tuple[float, float]:
    return (word.left + word.right) / 2, word.base + 0.25 * word.height


def _meeting(rules: Rules) -> list[tuple[list[Line], list[Line]]]:
    """Groups of rules that cross or touch."""
    parent = list(range(len(rules.across) + len(rules.down)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, (y, left, right) in enumerate(rules.across):
        for two, (x, bottom, top) in enumerate(rules.down, len(rules.across)):
            if left - _NEAR <= x <= right + _NEAR and bottom - _NEAR <= y <= top + _NEAR:
                parent[root(one)] = root(two)
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for place, line in enumerate(rules.across):
        groups.setdefault(root(place), ([], []))[0].append(line)
    for place, line in enumerate(rules.down, len(rules.across)):
        groups.setdefault(root(place), ([], []))[1].append(line)
    return [group for group in groups.values() if len(group[0]) > 1 and group[1]]


def _grid(across: Sequence[Line], down: Sequence[Line]) -> tuple[list[float], list[float]] | None:
    """The places of the columns' sides from the left, and of the rows' from the top; open sides are closed."""
    xs = _places([x for x, _, _ in down] + [min(left for _, left, _ in across), max(right for *_, right in across)])
    ys = _places([y for y, _, _ in across] + [min(low for _, low, _ in down), max(high for *_, high in down)])
    return (xs, ys[::-1]) if len(xs) > 2 and len(ys) > 2 and len(xs) * len(ys) < 20_000 else None


def _places(values: Sequence[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _ruled(
    words: Sequence[Word], xs: Sequence[float], ys: Sequence[float], across: Sequence[Line], down: Sequence[Line]
) -> Table | None:
    columns, levels = len(xs) - 1, len(ys) - 1
    owner = _merged(xs, ys, across, down)
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x, y = _middle(word)
        column = min(max(bisect_right(xs, x) - 1, 0), columns - 1)
        level = min(max(sum(y < edge for edge in ys) - 1, 0), levels - 1)
        held.setdefault(owner[level][column], []).append(word)
    extents: dict[tuple[int, int], list[int]] = {}
    for level in range(levels):
        for column in range(columns):
            extent = extents.setdefault(owner[level][column], [column, column, level, level])
            extent[0], extent[1] = min(extent[0], column), max(extent[1], column)
            extent[2], extent[3] = min(extent[2], level), max(extent[3], level)
    box = (xs[0], ys[-1], xs[-1], ys[0])
    if len(held) < 4 or len({extents[key][0] for key in held}) < 2 or len({extents[key][2] for key in held}) < 2:
        return None
    if len(held) < 0.3 * len(extents):
        return None  # the grid of a chart
    inner = [held_words for key, held_words in held.items() if extents[key][1] - extents[key][0] + 1 < columns]
    if levels <= 3 and (split := _unruled_rows(held, extents, box, xs)):
        return split
    if not inner or max(sum(len(word.text) + 1 for word in cell) for cell in inner) > 4 * _LONGEST_CELL:
        return None
    if median(sum(len(word.text) + 1 for word in cell) for cell in inner) > _LONGEST_CELL:
        return None
    cells = []
    for key, held_words in held.items():
        first, last, top, bottom = extents[key]
        text = joined([" ".join(part.text for part in row) for row in rows(segments(held_words))])
        cells.append(Cell(text, first, last, top, bottom, all(word.bold for word in held_words)))
    return told(cells, columns, levels, box, tuple(xs[:-1]))


def _merged(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Line], down: Sequence[Line]
) -> list[list[tuple[int, int]]]:
    """For each field of a grid, the first field of the cell that it is part of: no rule parts the fields of a cell."""
    columns, levels = len(xs) - 1, len(ys) - 1
    owner = [[(level, column) for column in range(columns)] for level in range(levels)]
    right = [[False] * columns for _ in range(levels)]
    below = [[False] * columns for _ in range(levels)]
    for x, bottom, top in down:
        column = min(range(len(xs)), key=lambda place: abs(xs[place] - x)) - 1
        if 0 <= column < columns:
            for level in range(levels):
                if bottom - _NEAR <= (ys[level] + ys[level + 1]) / 2 <= top + _NEAR:
                    right[level][column] = True
    for y, left, stop in across:
        level = min(range(len(ys)), key=lambda place: abs(ys[place] - y)) - 1
        if 0 <= level < levels:
            for column in range(columns):
                if left - _NEAR <= (xs[column] + xs[column + 1]) / 2 <= stop + _NEAR:
                    below[level][column] = True
    for level in range(levels):
        for column in range(columns):
            if column and not right[level][column - 1]:
                owner[level][column] = owner[level][column - 1]
            elif level and not below[level - 1][column]:
                owner[level][column] = owner[level - 1][column]
    return owner


def _unruled_rows(
    held: dict[tuple[int, int], list[Word]], extents: dict[tuple[int, int], list[int]], box: Box, xs: Sequence[float]
) -> Table | None:
    """The table of a grid that parts the columns but not the rows: most columns have a word on most of its lines."""
    tall = [
        words for key, words in held.items() if len(rows(segments(words))) > 2 and extents[key][2] == extents[key][3]
    ]
    if len(tall) < 2 or len(tall) < 0.6 * (len(xs) - 1):
        return None
    counts = [len(rows(segments(words))) for words in tall]
    if min(counts) < 0.8 * max(counts):
        return None
    return table_of(segments([word for words in held.values() for word in words]), Rules(), list(xs[1:-1]))
