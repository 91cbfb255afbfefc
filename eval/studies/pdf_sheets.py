"""Pages of PDFs that are drawn text by text, with tables of which it is known what they hold."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from fpdf import FPDF

Grid = list[list[str]]
_SYLLABLES = "ka lo mi ren ta su vel dor na pi gul sha ber ost fin mar tel qua zi hem".split()
_FONTS = ("Helvetica", "Times", "Courier")


@dataclass
class Sheet:
    """A PDF that is drawn text by text, in an order of its own. Places are points from the top left."""

    random: random.Random
    order: str = "row"
    single_words: bool = False
    font: str = "Helvetica"
    size: float = 10
    file: FPDF = field(default_factory=lambda: FPDF(unit="pt", format="A4"))
    waiting: list[tuple[float, float, int, str, bool]] = field(default_factory=list)

    def page(self) -> None:
        self.flush()
        self.file.add_page()

    def width(self, text: str, bold: bool = False) -> float:
        self.file.set_font(self.font, "B" if bold else "", self.size)
        return float(self.file.get_string_width(text))

    def put(self, x: float, y: float, text: str, column: int = 0, bold: bool = False, align: str = "L") -> None:
        width = self.width(text, bold)
        x -= {"L": 0, "R": width, "C": width / 2}[align]
        if not self.single_words:
            self.waiting.append((x, y, column, text, bold))
            return
        for word in text.split(" "):
            self.waiting.append((x, y, column, word, bold))
            x += self.width(f"{word} ", bold)

    def flush(self) -> None:
        if self.order == "column":
            self.waiting.sort(key=lambda entry: entry[2])
        for x, y, _, text, bold in self.waiting:
            self.file.set_font(self.font, "B" if bold else "", self.size)
            self.file.text(x, y, text)
        self.waiting = []

    def wrapped(self, text: str, width: float, bold: bool = False) -> list[str]:
        lines = [""]
        for word in text.split(" "):
            if lines[-1] and self.width(f"{lines[-1]} {word}", bold) > width:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        return lines

    def prose(self, x: float, y: float, width: float, words: int, leading: float = 1.25, column: int = 0) -> float:
        sentence = [self.word() for _ in range(words)]
        for place in range(0, words, 11):
            sentence[place] = sentence[place].capitalize()
            sentence[max(place - 1, 0)] += "." if place else ""
        for line in self.wrapped(f"{' '.join(sentence)}.", width):
            self.put(x, y, line, column)
            y += leading * self.size
        return y

    def word(self) -> str:
        return "".join(self.random.choice(_SYLLABLES) for _ in range(self.random.randint(1, 3)))

    def words(self, low: int, high: int) -> str:
        return " ".join(self.word() for _ in range(self.random.randint(low, high))).capitalize()

    def number(self) -> str:
        kind = self.random.randint(0, 3)
        value = self.random.randint(1, 10 ** self.random.randint(1, 5))
        return (f"{value:,}", f"{value / 10:,.1f}", f"{value % 100}%", f"({value:,})")[kind]

    def table(
        self,
        grid: Grid,
        x: float,
        y: float,
        widths: Sequence[float],
        *,
        aligns: str = "",
        rules: str = "",
        heads: int = 1,
        bold: bool = True,
        padding: float = 3.0,
        spans: Sequence[tuple[int, int, int]] = (),
        leading: float = 1.2,
        centred: bool = False,
        first_column: int = 0,
    ) -> float:
        """Draws a grid and returns where it ends. `spans` are rows with the first and the last column of one cell.

        `rules`: "all" around each cell, "across" between rows, "book" above and below the head and at the end,
        "zebra" for filled rows, "down" between columns, "frame" around.
        """
        aligns = aligns or "L" * len(widths)
        lefts = [x]
        for width in widths:
            lefts.append(lefts[-1] + width)
        tops = [y]
        self.file.set_draw_color(80)
        for level, row in enumerate(grid):
            is_bold = bold and level < heads
            extents = {first: last for at, first, last in spans if at == level}
            covered = {column for first, last in extents.items() for column in range(first + 1, last + 1)}
            texts = {
                column: self.wrapped(
                    text, lefts[extents.get(column, column) + 1] - lefts[column] - 2 * padding, is_bold
                )
                for column, text in enumerate(row)
                if column not in covered
            }
            deep = max(map(len, texts.values()))
            height = deep * leading * self.size + 2 * padding
            if rules == "zebra" and level % 2:
                self.file.set_fill_color(225)
                self.file.rect(x, y, lefts[-1] - x, height, "F")
            for column, lines in texts.items():
                right = lefts[extents.get(column, column) + 1]
                align = "C" if column in extents else aligns[column]
                at = {"L": lefts[column] + padding, "R": right - padding, "C": (lefts[column] + right) / 2}[align]
                offset = (deep - len(lines)) / 2 if centred else 0.0
                for number, line in enumerate(lines):
                    base = y + padding + (number + offset + 0.8) * leading * self.size
                    if line:
                        self.put(at, base, line, first_column + column, is_bold, align)
                if rules == "all":
                    self.file.rect(lefts[column], y, right - lefts[column], height)
            y += height
            tops.append(y)
        levels = {"across": tops, "book": [tops[0], tops[heads], tops[-1]], "frame": [tops[0], tops[heads], tops[-1]]}
        for level_ in levels.get(rules, [tops[0], tops[heads], tops[-1]] if rules == "down" else []):
            self.file.line(x, level_, lefts[-1], level_)
        for at in lefts if rules == "down" else [lefts[0], lefts[-1]] if rules == "frame" else []:
            self.file.line(at, tops[0], at, tops[-1])
        return y


def sheet_of(seed: int) -> Sheet:
    """A sheet of a font, a size and an order of drawing that the seed decides."""
    chance = random.Random(seed)  # noqa: S311 - of layouts, not of secrets
    return Sheet(
        chance,
        order=chance.choice(("row", "column")),
        single_words=chance.random() < 0.4,
        font=chance.choice(_FONTS[:2] if chance.random() < 0.7 else _FONTS[2:]),
        size=chance.choice((8.0, 9.0, 10.0, 11.0)),
    )


def finished(sheet: Sheet) -> bytes:
    """The bytes of a sheet's PDF."""
    sheet.flush()
    return bytes(sheet.file.output())
