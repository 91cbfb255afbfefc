"""Formulas of MathML in one line of text, as people type them: `A = 6 × 8`, `x^2`, `a/b`, `√(x + 1)`. Pure."""

import re
from typing import Any

_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"))
_SPACED = re.compile(r"[=+−\-±×÷·⋅∗*<>≤≥≠≈≡∼≃∝→⇒⇔↔∈∉⊂⊆∪∩∧∨|:]|:=|<=|>=")
_SIMPLE = re.compile(r"-?[\w.,]+|\S")
_MOST_DEPTH = 60  # levels; what lies deeper is set side by side


def formula(math: Any) -> str:
    """The text of a `<math>` element; of one without elements that are known, what it offers in its place."""
    return _tidy(_text(math, _MOST_DEPTH)) or " ".join((math.get("alttext") or "").split())


def _tidy(text: str) -> str:
    return re.sub(r"(?<=[(\[]) | (?=[)\],;])", "", " ".join(text.translate(_INVISIBLE).split()))


def _text(element: Any, depth: int) -> str:
    name = str(element.tag).rpartition(":")[2].lower()
    if depth == 0:
        return "".join(element.itertext())
    if name in ("annotation", "annotation-xml", "maction", "mphantom") and name != "maction":
        return ""
    parts = [_text(inner, depth - 1) for inner in element]
    if name == "semantics":
        return parts[0] if parts else ""
    if name == "mo":
        return _operator(_tidy(element.text or ""))
    if not parts:
        return _tidy(element.text or "") if name != "mspace" else " "
    if name in _TWO and len(parts) == 2:
        return _TWO[name].format(*map(_grouped, parts))
    if name in _THREE and len(parts) == 3:
        return _THREE[name].format(*map(_grouped, parts))
    if name == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    if name == "mfenced":
        separator = (element.get("separators") or ",").strip()[:1] or ","
        return f"{element.get('open') or '('}{f'{separator} '.join(parts)}{element.get('close') or ')'}"
    if name == "mtable":
        return f"[{'; '.join(map(_tidy, parts))}]"
    if name in ("mtr", "mlabeledtr"):
        return ", ".join(map(_tidy, parts))
    return (element.text or "").strip() + "".join(parts)


_TWO = {
    "mfrac": "{}/{}",
    "msup": "{}^{}",
    "msub": "{}_{}",
    "mroot": "root({}, {})",
    "munder": "{}_{}",
    "mover": "{}^{}",
}
_THREE = {"msubsup": "{}_{}^{}", "munderover": "{}_{}^{}"}


def _operator(text: str) -> str:
    if text in (",", ";"):
        return f"{text} "
    return f" {text} " if _SPACED.fullmatch(text) else text


def _grouped(text: str) -> str:
    """In brackets, unless it is one thing already."""
    text = _tidy(text)
    return text if _SIMPLE.fullmatch(text) or not text else f"({text})"
