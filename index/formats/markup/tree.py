"""The tree of an HTML page: parsed, its unknown elements told inline or block, and the text of its parts. Owns lxml."""

import re
from collections.abc import Iterator
from typing import Any

from index.errors import LoadError
from index.language.tidy import one_line

INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark meter output progress q rp rt
    ruby s samp small span strike strong sub sup time tt u var wbr img button input select textarea math svg picture
    source slot noscript""".split()
)
_BLOCKS = frozenset(
    """html head body address article aside blockquote br caption center col colgroup dd details dialog dir div dl
    dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr iframe legend li main menu
    nav noframes ol optgroup option p pre search section summary table tbody td template tfoot th thead title tr
    ul""".split()
)
_LEFT = frozenset(  # elements of their own kind, whose names matter
    """script style meta link base object applet embed audio video canvas datalist area map param track frame
    image""".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAK = "\x1f"
_STOPS = tuple(".,:;!?。！？：；，")


def parse(text: str) -> Any | None:
    """The root element of a page or fragment; None if it holds nothing. Raises `LoadError` for bottomless nesting."""
    from lxml import etree, html  # slow to load: a folder of plain text does without

    # With huge_tree pages may be nested 2048 deep instead of 256, which unclosed tags of old mails do reach.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except etree.ParserError:  # nothing but comments or spaces
        return None
    if any("xcessive depth" in error.message for error in parser.error_log):
        raise LoadError("it is damaged: its HTML is nested too deeply; save it again")
    _name_unknown(root)
    for meaning in list(root.iter("dd")):
        if (outer := meaning.getparent()).tag == "dd":  # left open before this one, which libxml2 doesn't see
            outer.addnext(meaning)
    return root


def walk(element: Any) -> Any:
    """Pairs of "start" or "end" and an element, in the order of the page; has a method `skip_subtree`."""
    from lxml import etree

    return etree.iterwalk(element, events=("start", "end"))


def replace(element: Any, text: str, tag: str = "span") -> None:
    """Puts text in the place of an element and all it holds; what follows it stays."""
    element.clear(keep_tail=True)
    element.tag = tag
    element.text = text


def block_of(element: Any) -> Any:
    """The nearest element around this one that is laid out by itself."""
    outer = element.getparent()
    while outer.tag in INLINE and outer.getparent() is not None:
        outer = outer.getparent()
    return outer


def flat(element: Any) -> str:
    """The text of an element on one line, with a comma where a block in it or a line of it ends without a stop."""
    parts = []
    for event, inner in walk(element):
        text = inner.text if event == "start" else inner.tail if inner is not element else None
        parts += ["" if inner.tag in INLINE else _BREAK, text or ""]
    lines = [line for part in "".join(parts).split(_BREAK) if (line := one_line(part))]
    return "".join(f"{line}{' ' if line.endswith(_STOPS) else ', '}" for line in lines[:-1]) + "".join(lines[-1:])


def words_of(element: Any) -> str:
    """All text of an element on one line, as it stands."""
    return one_line("".join(element.itertext()))


def own_text(block: Any, but: str = "") -> str:
    """The text that stands in a block itself: not in blocks within it, nor in elements of the tag `but`."""
    parts = [block.text or ""]
    pending: list[Iterator[Any]] = [iter(block)]
    while pending:
        if (inner := next(pending[-1], None)) is None:
            pending.pop()
            continue
        parts.append(inner.tail or "")
        if inner.tag in INLINE and inner.tag != but:
            parts.append(inner.text or "")
            pending.append(iter(inner))
    return one_line(" ".join(parts))


def number(text: str | None) -> int:
    """A number that counts from 1, which it is where none is stated."""
    return max(int(text), 1) if text and re.fullmatch(r"\d{1,6}", text.strip()) else 1


def _name_unknown(root: Any) -> None:
    """Makes what HTML does not have, such as `<st1:place>`, a `div` where it holds a block, or else a `span`."""
    known = INLINE | _BLOCKS | _LEFT
    holding = set()
    elements = list(root.iter())
    for element in elements:
        if element.tag in _BLOCKS:
            outer = element.getparent()
            while outer is not None and outer not in holding:
                holding.add(outer)
                outer = outer.getparent()
    for element in elements:
        if element.tag not in known and not _in_graphics(element):
            element.tag = "div" if element in holding else "span"


def _in_graphics(element: Any) -> bool:
    """Whether an element is one of MathML or of SVG, whose names are told later."""
    return next(element.iterancestors("math", "svg"), None) is not None
