"""Layouts of tables, and of prose that is none, each drawn on a sheet with random words."""

from collections.abc import Callable

from eval.studies.pdf_sheets import Grid, Sheet

Drawn = tuple[Sheet, list[Grid]]


def _grid(sheet: Sheet, rows: int, kinds: str, heads: int = 1) -> Grid:
    """Cells by kind of column: w a word or two, p a phrase, n a number."""
    makers: dict[str, Callable[[], str]] = {
        "w": lambda: sheet.words(1, 2),
        "p": lambda: sheet.words(5, 14),
        "n": sheet.number,
    }
    head = [[sheet.words(1, 1) for _ in kinds] for _ in range(heads)]
    return head + [[makers[kind]() for kind in kinds] for _ in range(rows)]


def _simple(rules: str, kinds: str = "wnwn", **options: object) -> Callable[[Sheet], Drawn]:
    def draw(sheet: Sheet) -> Drawn:
        sheet.page()
        y = sheet.prose(50, 60, 480, 40) + 20
        grid = _grid(sheet, sheet.random.randint(3, 14), kinds)
        widths = [480 / len(kinds) * sheet.random.uniform(0.75, 1.0) for _ in kinds]
        y = sheet.table(grid, 50, y, widths, rules=rules, **options) + 24  # type: ignore[arg-type]
        sheet.prose(50, y, 480, 40)
        return sheet, [grid]

    return draw


def _wrapped(rules: str, centred: bool = False) -> Callable[[Sheet], Drawn]:
    def draw(sheet: Sheet) -> Drawn:
        sheet.page()
        y = sheet.prose(50, 60, 480, 30) + 20
        grid = _grid(sheet, sheet.random.randint(3, 7), "pwpn")
        padding = 5 if not rules else 3
        y = sheet.table(grid, 50, y, [150, 80, 170, 80], rules=rules, padding=padding, centred=centred) + 24
        sheet.prose(50, y, 480, 30)
        return sheet, [grid]

    return draw


def _two_heads(rules: str) -> Callable[[Sheet], Drawn]:
    def draw(sheet: Sheet) -> Drawn:
        sheet.page()
        rows = sheet.random.randint(3, 9)
        grid = _grid(sheet, rows, "wnnnn", heads=2)
        top, under = grid[:2]
        top[:] = ["", top[1], "", top[3], ""]
        sheet.table(
            grid, 50, 70, [120, 80, 80, 80, 80], aligns="LRRRR", rules=rules, heads=2, spans=[(0, 1, 2), (0, 3, 4)]
        )
        names = [
            under[0],
            f"{top[1]} {under[1]}",
            f"{top[1]} {under[2]}",
            f"{top[3]} {under[3]}",
            f"{top[3]} {under[4]}",
        ]
        return sheet, [[names, *grid[2:]]]

    return draw


def _merged(sheet: Sheet) -> Drawn:
    sheet.page()
    grid = _grid(sheet, 6, "wwn")
    x, y, height, widths = 60.0, 80.0, 1.9 * sheet.size, (130.0, 150.0, 90.0)
    drawn, covered = [list(row) for row in grid], set()
    for start in (1, 4):
        for level in (start + 1, start + 2):
            drawn[level][0], grid[level][0] = "", grid[start][0]
            covered.add((level, 0))
    for level, row in enumerate(drawn):
        at = x
        for column, text in enumerate(row):
            deep = 3 if (level + 1, column) in covered and (level, column) not in covered else 1
            if (level, column) not in covered:
                sheet.file.rect(at, y + level * height, widths[column], deep * height)
                base = y + (level + deep / 2) * height + 0.3 * sheet.size
                sheet.put(at + 4, base, text, column, level == 0)
            at += widths[column]
    return sheet, [grid]


def _over_pages(repeated: bool, rules: str) -> Callable[[Sheet], Drawn]:
    def draw(sheet: Sheet) -> Drawn:
        grid = _grid(sheet, 24, "wnwn")
        widths = [130, 90, 130, 90]
        sheet.page()
        sheet.table(grid[:13], 60, 500, widths, rules=rules)
        sheet.page()
        rest = [grid[0], *grid[13:]] if repeated else grid[13:]
        y = sheet.table(rest, 60, 60, widths, rules=rules, heads=int(repeated))
        sheet.prose(60, y + 24, 450, 40)
        return sheet, [grid[:13], [grid[0], *grid[13:]]]

    return draw


def _in_columns(sheet: Sheet) -> Drawn:
    sheet.page()
    y = sheet.prose(50, 60, 235, 60)
    sheet.prose(50, y + 6, 235, 90)
    y = sheet.prose(310, 60, 235, 60, column=9)
    grid = _grid(sheet, sheet.random.randint(4, 8), "wnn")
    y = sheet.table(grid, 310, y + 12, [100, 65, 65], aligns="LRR", rules="book", first_column=9)
    sheet.prose(310, y + 20, 235, 40, column=19)
    return sheet, [grid]


def _years(sheet: Sheet) -> Drawn:
    sheet.page()
    y = sheet.prose(50, 60, 480, 40) + 16
    grid = _grid(sheet, sheet.random.randint(6, 14), "wnnnnn")
    grid[0] = ["", *(str(year) for year in range(2019, 2024))]
    sheet.table(grid, 50, y, [140, 66, 66, 66, 66, 66], aligns="LRRRRR", bold=sheet.random.random() < 0.5, padding=2)
    return sheet, [grid]


def _dense(sheet: Sheet) -> Drawn:
    sheet.size = 6.5
    sheet.page()
    grid = _grid(sheet, 45, "wnnwnnn")
    sheet.table(grid, 40, 60, [75, 45, 45, 75, 45, 45, 45], aligns="LRRLRRR", padding=1, leading=1.1)
    return sheet, [grid]


def _sparse(sheet: Sheet) -> Drawn:
    drawn, (grid,) = _simple("", "wnwnn", aligns="LRLRR")(Sheet(sheet.random))
    del drawn
    for row in grid[1:]:
        for column in range(1, 5):
            if sheet.random.random() < 0.3:
                row[column] = ""
    sheet.page()
    sheet.table(grid, 50, 60, [110, 80, 110, 80, 80], aligns="LRLRR", rules=sheet.random.choice(("", "book", "all")))
    return sheet, [grid]


def _sections(sheet: Sheet) -> Drawn:
    sheet.page()
    y = sheet.prose(50, 60, 480, 40) + 16
    grid = _grid(sheet, 11, "wnnn")
    for level in (1, 6):
        grid[level] = [sheet.words(2, 2), "", "", ""]
    sheet.table(grid, 50, y, [160, 80, 80, 80], aligns="LRRR", rules=sheet.random.choice(("", "book", "across")))
    return sheet, [grid]


def _wrapped_head(sheet: Sheet) -> Drawn:
    sheet.page()
    y = sheet.prose(50, 60, 480, 40) + 16
    grid = _grid(sheet, sheet.random.randint(4, 9), "wnnn")
    grid[0] = ["", *(sheet.words(2, 4) for _ in range(3))]
    sheet.table(grid, 50, y, [160, 75, 75, 75], aligns="LRRR", bold=sheet.random.random() < 0.5, padding=2)
    return sheet, [grid]


def _filing(sheet: Sheet) -> Drawn:
    sheet.page()
    y = sheet.prose(50, 60, 480, 60) + 24
    grid = [["", "2023", "2022", "2021"]]
    for x, text in zip((330, 420, 510), grid[0][1:], strict=True):
        sheet.put(x, y, text, 1, True, "R")
    for level in range(sheet.random.randint(6, 14)):
        y += 1.5 * sheet.size
        row = [sheet.words(1, 5)]
        sheet.put(50, y, row[0])
        for x in (330, 420, 510):
            value = f"{sheet.random.randint(100, 99999):,}"
            negative = sheet.random.random() < 0.3
            if level % 5 == 0:
                sheet.put(x - 60, y, "$", 1)
            sheet.put(x, y, f"({value}" if negative else value, 1, align="R")
            if negative:
                sheet.put(x, y, ")", 1)
            row.append(("$ " if level % 5 == 0 else "") + (f"({value})" if negative else value))
        grid.append(row)
    sheet.prose(50, y + 30, 480, 60)
    return sheet, [grid]


def _two_tables(sheet: Sheet) -> Drawn:
    sheet.page()
    grids = [_grid(sheet, 6, "wnn"), _grid(sheet, 6, "wn")]
    y = sheet.table(grids[0], 50, 70, [150, 90, 90], aligns="LRR")
    y = sheet.prose(50, y + 24, 480, 30)
    sheet.table(grids[1], 50, y + 10, [150, 90], rules="book")
    return sheet, grids


def _invoice(sheet: Sheet) -> Drawn:
    sheet.page()
    for number in range(4):
        sheet.put(50, 60 + 14 * number, sheet.words(2, 3))
    facts = [[sheet.words(1, 2), f"{sheet.random.randint(1, 28)}/05/2024"] for _ in range(4)]
    sheet.table(facts, 330, 60, [110, 90], heads=0, first_column=5)
    grid = _grid(sheet, 5, "wnnn")
    sheet.table(
        grid, 50, 190, [220, 70, 90, 90], aligns="LRRR", rules=sheet.random.choice(("", "book", "zebra")), padding=4
    )
    return sheet, [facts, grid]


LAYOUTS: dict[str, Callable[[Sheet], Drawn]] = {
    "all rules": _simple("all"),
    "rules across": _simple("across"),
    "rules of a book": _simple("book", "wnnn", aligns="LRRR"),
    "no rules": _simple(""),
    "no rules, numbers to the right": _simple("", "wnnn", aligns="LRRR", padding=2.0),
    "no rules, plain head": _simple("", "wwwn", bold=False),
    "rules down": _simple("down", "wnwn"),
    "zebra": _simple("zebra", "wwnn", aligns="LLRR"),
    "wrapped, all rules": _wrapped("all"),
    "wrapped, all rules, centred": _wrapped("all", centred=True),
    "wrapped, rules across": _wrapped("across"),
    "wrapped, no rules": _wrapped(""),
    "two heads, all rules": _two_heads("all"),
    "two heads, no rules": _two_heads(""),
    "two heads, rules of a book": _two_heads("book"),
    "merged cells": _merged,
    "two pages": _over_pages(False, ""),
    "two pages, ruled": _over_pages(False, "all"),
    "two pages, repeated head": _over_pages(True, "across"),
    "in columns of prose": _in_columns,
    "years": _years,
    "dense": _dense,
    "words only": _simple("", "wwww"),
    "two columns of words": _simple("", "ww"),
    "words and numbers": _simple("", "wn", aligns="LR"),
    "centred": _simple("", "wnwn", aligns="CCCC"),
    "empty cells": _sparse,
    "sections": _sections,
    "wrapped head": _wrapped_head,
    "a filing": _filing,
    "two tables": _two_tables,
    "an invoice": _invoice,
}


def _bulletin(sheet: Sheet) -> Sheet:
    sheet.page()
    sheet.put(50, 50, sheet.words(4, 6), bold=True)
    for column in range(2):
        sheet.prose(50 + 260 * column, 80, 235, 260, column=column)
    return sheet


def _beside(sheet: Sheet) -> Sheet:
    sheet.page()
    sheet.prose(50, 60, 330, 200)
    y = 60.0
    for _ in range(9):
        sheet.put(420, y, sheet.words(2, 3), 1)
        y += 1.4 * sheet.size
    return sheet


def _three(sheet: Sheet) -> Sheet:
    sheet.page()
    for column in range(3):
        sheet.prose(45 + 172 * column, 80, 155, 150 + 30 * column, column=column)
    return sheet


def _list(sheet: Sheet) -> Sheet:
    sheet.page()
    y = sheet.prose(50, 60, 480, 60)
    for number in range(1, 9):
        sheet.put(55, y, f"{number}.")
        y = sheet.prose(75, y, 450, 25, column=1)
    return sheet


def _plain(sheet: Sheet) -> Sheet:
    sheet.page()
    y = 60.0
    while y < 700:
        y = sheet.prose(50, y, 490, 90) + 8
    return sheet


def _contents(sheet: Sheet) -> Sheet:
    sheet.page()
    y = 80.0
    for _ in range(14):
        title = sheet.words(2, 5)
        dots = " " + "." * int((420 - sheet.width(title)) / sheet.width(".")) + " "
        sheet.put(50, y, title + dots + str(sheet.random.randint(1, 99)))
        y += 1.4 * sheet.size
    return sheet


def _letter(sheet: Sheet) -> Sheet:
    sheet.page()
    for x, column in ((50, 0), (330, 1)):
        for number in range(4):
            sheet.put(x, 60 + 1.25 * sheet.size * number, sheet.words(2, 4), column)
    y = 160.0
    for _ in range(3):
        y = sheet.prose(50, y, 480, 70) + 10
    return sheet


def _ragged(sheet: Sheet) -> Sheet:
    sheet.page()
    sheet.put(50, 50, sheet.words(4, 6), bold=True)
    for column, width in enumerate((300, 150)):
        y = 80.0
        for _ in range(4):
            y = sheet.prose(50 + 330 * column, y, width, 40, 1.2 + 0.1 * column, column) + 8
    return sheet


PROSE: dict[str, Callable[[Sheet], Sheet]] = {
    "one column": _plain,
    "two columns": _bulletin,
    "three columns": _three,
    "a box beside": _beside,
    "a list": _list,
    "contents": _contents,
    "a letter": _letter,
    "unequal columns": _ragged,
}
