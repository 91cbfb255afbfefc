"""Equations of Office documents on one line, as people type them: `Q = P/(9.81 · H · 0.85)`, `∑_(i=1)^n x²`. Pure."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from index.formats.office.elements import value

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_NOTE_SIGNS = str.maketrans("ivxlcdm", "ⁱᵛˣˡᶜᵈᵐ")
_OPERATORS = frozenset("=<>≤≥≠≈±·×⋅≡→+-−")
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def superscript(text: str) -> str:
    """Raised text so that it can't be taken for a part of the number before it; letters (1st) stay as they are.

    >>> superscript("6"), superscript("-3/2"), superscript("st")
    ('⁶', '^(-3/2)', 'st')
    """
    bare = text.strip()
    if not any(map(str.isdigit, bare)):
        return text.translate(_SUPERSCRIPTS) if bare in ("+", "-", "−", "n") else text
    raised = bare.translate(_SUPERSCRIPTS)
    if raised != bare and not any(char.isascii() and not char.isspace() for char in raised):
        return raised
    return f"^({bare})" if len(bare) > 1 else f"^{bare}"


def note_mark(label: str) -> str:
    """The mark of a footnote, raised.

    >>> note_mark("12"), note_mark("iv"), note_mark("*")
    ('¹²', 'ⁱᵛ', '*')
    """
    return label.translate(_SUPERSCRIPTS if label.isdigit() else _NOTE_SIGNS)


def linear(element: Element) -> str:
    """The text of an equation (OMML, with the short names of `index.formats.office.elements`)."""
    return " ".join(_all(element).split())


def _all(element: Element | None) -> str:
    return "" if element is None else "".join(_one(child) for child in element)


def _one(element: Element) -> str:
    if element.tag in ("m:t", "w:t", "a:t"):
        return _spaced(element.text or "")
    write = _WRITERS.get(element.tag)
    return write(element) if write else "" if element.tag.endswith("Pr") else _all(element)


def _spaced(text: str) -> str:
    """The text with spaces around its operators, but for a sign in front."""
    parts = []
    for place, char in enumerate(text):
        lone = char in "+-−" and not text[:place].strip()
        parts.append(f" {char} " if char in _OPERATORS and not (lone and len(text.strip()) > 1) else char)
    return "".join(parts)


def _grouped(element: Element | None) -> str:
    """In brackets, if it has more than one part."""
    text = _all(element).strip()
    enclosed = text.startswith("(") and text.endswith(")") and "(" not in text[1:] and ")" not in text[:-1]
    plain = text.replace(".", "").replace(",", "").isalnum() or len(text) <= 1 or enclosed
    return text if plain else f"({text})"


def _script(element: Element | None) -> str:
    return _grouped(element).replace(" ", "")


def _raised(element: Element | None) -> str:
    text = _all(element).strip()
    raised = text.translate(_SUPERSCRIPTS)
    return raised if text and all(a != b for a, b in zip(text, raised, strict=True)) else f"^{_script(element)}"


def _fraction(element: Element) -> str:
    return f"{_grouped(element.find('m:num'))}/{_grouped(element.find('m:den'))}"


def _scripts(element: Element) -> str:
    low, high = element.find("m:sub"), element.find("m:sup")
    sub = "" if low is None or not _all(low).strip() else f"_{_script(low)}"
    sup = "" if high is None or not _all(high).strip() else _raised(high)
    return f"{_grouped(element.find('m:e'))}{sub}{sup}"


def _nary(element: Element) -> str:
    sign = value(element, "m:naryPr/m:chr", "∫", "m:val")
    low, high = element.find("m:sub"), element.find("m:sup")
    sub = f"_{_script(low)}" if _all(low).strip() else ""
    sup = f"^{_script(high)}" if _all(high).strip() else ""
    return f"{sign}{sub}{sup} {_all(element.find('m:e')).strip()}"


def _root(element: Element) -> str:
    degree = _all(element.find("m:deg")).strip()
    return f"{_ROOTS.get(degree, f'root_{degree} ')}{_grouped(element.find('m:e'))}"


def _delimited(element: Element) -> str:
    left, right, middle = (
        value(element, f"m:dPr/m:{name}", default, "m:val")
        for name, default in (("begChr", "("), ("endChr", ")"), ("sepChr", "|"))
    )
    return f"{left}{f' {middle} '.join(_all(each).strip() for each in element.findall('m:e'))}{right}"


def _matrix(element: Element) -> str:
    rows = (", ".join(_all(cell).strip() for cell in row.findall("m:e")) for row in element.findall("m:mr"))
    return "; ".join(rows)


def _function(element: Element) -> str:
    return f" {_all(element.find('m:fName')).strip()} {_grouped(element.find('m:e'))}"


def _accent(element: Element) -> str:
    text, mark = _grouped(element.find("m:e")), value(element, "m:accPr/m:chr", "\u0302", "m:val")
    return f"{text}{mark}"


def _limit(element: Element) -> str:
    limit = element.find("m:lim")
    return f"{_all(element.find('m:e')).strip()}{'_' if element.tag == 'm:limLow' else '^'}{_grouped(limit)}"


def _lines(element: Element) -> str:
    return "; ".join(_all(line).strip() for line in element.findall("m:e"))


_WRITERS: dict[str, Callable[[Element], str]] = {
    "m:f": _fraction,
    "m:sSup": _scripts,
    "m:sSub": _scripts,
    "m:sSubSup": _scripts,
    "m:nary": _nary,
    "m:rad": _root,
    "m:d": _delimited,
    "m:m": _matrix,
    "m:func": _function,
    "m:acc": _accent,
    "m:limLow": _limit,
    "m:limUpp": _limit,
    "m:eqArr": _lines,
}
