"""Numbers as a spreadsheet shows them: `€1,234.50`, `4.25%`, `00731`, `30:15`, by the code of their format. Pure.

Dates are the exception: whatever order and language a format asks for, they are written as 2024-05-01, or 2024-05 for a
month. Colours and padding of a format are left out, and a number whose format has
conditions is plain.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

BUILT_IN = {  # what the numbers of formats stand for that no file spells out (ECMA-376, 18.8.30)
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "##0.0E+0",
    **dict.fromkeys([*range(27, 32), 36, *range(50, 59)], "yyyy-mm-dd"),
    **dict.fromkeys([32, 33, 34, 35], "h:mm"),
}
EPOCH = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].?|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<general>general)|(?P<scientific>e[+-](?=[0#?]))|(?P<half>am/pm|a/p)|(?P<date>[ymdhsge]+)(?:\.0+)?"
    r"|(?P<digit>[0#?])|(?P<mark>[.,%/])|(?P<text>@)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[[<>=]")
_CONTEXT = Context(prec=60)
_MOST_FORMAT = 500  # characters: a longer one means harm
_MOST_PLACES = 20
_MOST_FIGURE = 1e20
_LAST_DAY = 2_958_465  # in the year 9999


@dataclass(frozen=True, slots=True)
class _Format:
    """A section of a code: its tokens as pairs of kind and text, and the letters of dates in it."""

    tokens: tuple[tuple[str, str], ...]
    dates: str
    is_elapsed: bool


def shown(raw: str, form: str, epoch: datetime = EPOCH) -> str:
    """A number of a file in its format; what is no number comes back as it is.

    >>> shown("1234567.5", '"€"#,##0.00'), shown("0.0425", "0.00%"), shown("45292", "mmm yyyy"), shown("7", "000")
    ('€1,234,567.50', '4.25%', '2024-01', '007')
    """
    try:
        value = float(raw)
    except ValueError:
        return raw
    if value != value or abs(value) == float("inf"):
        return raw
    if _CONDITION.search(form):
        return _plain(raw, value)
    sections = _sections(form)
    negative = value < 0 and len(sections) > 1
    section = sections[1 if negative else 2 if value == 0 and len(sections) > 2 else 0]
    if section.dates or section.is_elapsed:
        return _moment(value, section, epoch) or _plain(raw, value)
    kinds = [kind for kind, _ in section.tokens]
    if "digit" not in kinds:
        literal = "".join(text for kind, text in section.tokens if kind == "literal").strip()
        if not kinds or "general" in kinds or "text" in kinds:
            return (literal + _plain(raw, abs(value) if negative else value)).strip()
        return literal if any(map(str.isalnum, literal)) else _plain(raw, value)
    if ("mark", "/") in section.tokens:
        return _fraction(value, section)
    if abs(value) >= _MOST_FIGURE:
        return _plain(raw, value)
    text = _number(Decimal(raw), section)
    if not any(map(str.isalnum, text)):
        return _plain(raw, value)  # "-" says less than 0
    return text if negative or value >= 0 else f"-{text}"


def _plain(raw: str, value: float) -> str:
    """Without a format: all digits that the file states, no noise of the arithmetic behind them."""
    if raw.isascii() and raw.removeprefix("-").isdigit() and value == float(raw):
        return raw
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


@lru_cache(maxsize=1024)
def _sections(form: str) -> tuple[_Format, ...]:
    sections: list[list[tuple[str, str]]] = [[]]
    dates, elapsed = [""], [False]
    for token in _TOKEN.finditer(form[:_MOST_FORMAT]):
        kind = token.lastgroup or ""
        text = token.group(kind) if kind else ""
        if kind == "literal" and text == ";":
            sections.append([])
            dates.append("")
            elapsed.append(False)
        elif kind == "date":
            dates[-1] += text.lower()
        elif kind == "elapsed":
            elapsed[-1] = True
            dates[-1] += text.lower()
        elif kind in ("quoted", "escaped", "symbol", "literal"):
            sections[-1].append(("literal", text))
        elif kind and kind != "half":
            sections[-1].append((kind, text))
    return tuple(map(_Format, map(tuple, sections), dates, elapsed))


def _moment(value: float, section: _Format, epoch: datetime) -> str:
    """A date or a time; "" for a number that is none."""
    letters = section.dates
    if section.is_elapsed or (value < 1 and not {"y", "d"} & set(letters)):
        sign, seconds = (
            "-" if value < 0 else "",
            round(abs(value) * 86_400) if "s" in letters else round(abs(value) * 1440) * 60,
        )
        hours, minutes = seconds // 3600, seconds // 60 % 60
        clock = f"{hours}:{minutes:02}" if section.is_elapsed else f"{hours:02}:{minutes:02}"
        return f"{sign}{clock}:{seconds % 60:02}" if seconds % 60 else f"{sign}{clock}"
    if not 0 <= value <= _LAST_DAY:
        return ""
    if epoch is EPOCH and value < 60:  # the calendar has a 29 February 1900, which never was
        value += 1
    when = epoch + timedelta(seconds=round(value * 86_400))
    has_time = "h" in letters or "s" in letters
    clock = f"{when:%H:%M:%S}" if when.second and "s" in letters else f"{when:%H:%M}"
    if "d" in letters or (has_time and "y" in letters):
        day = f"{when:%Y-%m-%d}" if when.year > 999 else f"{when.year:04}{when:-%m-%d}"
    elif has_time:
        return clock
    else:
        day = f"{when.year:04}" + (f"{when:-%m}" if "m" in letters else "")
    return f"{day} {clock}" if has_time and clock.strip("0:") else day


def _fraction(value: float, section: _Format) -> str:
    digits = "".join(text for kind, text in section.tokens if kind in ("digit", "mark", "literal"))
    places = len(digits.rpartition("/")[2].strip())
    whole = int(abs(value))
    part = Fraction(abs(value) - whole).limit_denominator(10 ** min(max(places, 1), 3) - 1)
    if part == 1:
        whole, part = whole + 1, Fraction(0)
    texts = [str(whole)] if whole or not part else []
    texts += [f"{part.numerator}/{part.denominator}"] if part else []
    return ("-" if value < 0 else "") + " ".join(texts)


def _number(value: Decimal, section: _Format) -> str:
    """The digits in their places, with what stands before, between and after them. Without a sign."""
    tokens = section.tokens
    first = next(place for place, (kind, _) in enumerate(tokens) if kind == "digit")
    last = max(place for place, (kind, _) in enumerate(tokens) if kind == "digit")
    if first and tokens[first - 1] == ("mark", "."):
        first -= 1
    before = "".join(text for kind, text in tokens[:first] if kind == "literal" or text == "%")
    after = "".join(text for kind, text in tokens[last + 1 :] if kind == "literal" or text == "%")
    value = abs(value) * 100 ** sum(text == "%" for _, text in tokens)
    core = tokens[first : last + 1]
    powers = [place for place, (kind, _) in enumerate(core) if kind == "scientific"]
    if powers:
        places = sum(kind == "digit" for kind, _ in core[: powers[0]]) - 1
        mantissa, _, power = f"{value:.{min(max(places, 0), _MOST_PLACES)}E}".partition("E")
        return f"{before}{mantissa}E{power}{after}".strip()
    for kind, text in tokens[last + 1 :]:
        if (kind, text) != ("mark", ","):
            break
        value /= 1000
    dot = next((place for place, token in enumerate(core) if token == ("mark", ".")), len(core))
    behind = [text for kind, text in core[dot:] if kind == "digit"][:_MOST_PLACES]
    rounded = value.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP, _CONTEXT)
    whole, _, decimals = f"{rounded:f}".partition(".")
    kept = max((place for place, text in enumerate(behind, start=1) if text == "0"), default=0)
    decimals = decimals[:kept] + decimals[kept:].rstrip("0")
    zeros = sum(kind == "digit" and text == "0" for kind, text in core[:dot])
    whole = ("" if whole == "0" else whole).rjust(min(zeros, _MOST_PLACES), "0")
    literals = [place for place, (kind, _) in enumerate(core[:dot]) if kind == "literal"]
    if decimals and not whole:
        whole = "0"
    if literals:
        whole = _placed(whole, core[:dot])
    elif ("mark", ",") in core[:dot]:
        whole = f"{int(whole or 0):,}".rjust(len(whole), "0") if whole else ""
    middle = "".join(text for kind, text in core[dot:] if kind == "literal")
    number = f"{whole}.{decimals}" if decimals else whole
    return f"{before}{number}{middle}{after}".strip() or "0"


def _placed(digits: str, tokens: tuple[tuple[str, str], ...]) -> str:
    """Digits from the right into a pattern such as `000-00`; those too many stand before it."""
    result = []
    left = list(digits)
    for kind, text in reversed(tokens):
        if kind == "literal":
            result.append(text)
        elif kind == "digit" and left:
            result.append(left.pop())
    return "".join([*left, *reversed(result)])
