"""What of a page is no content: its furniture (menus, banners, forms to subscribe) and what it hides for good.

Parts that are hidden until someone opens them, behind tabs and accordions, are content, and what opens them is their
heading. Furniture is told by its element, role or name, and only where it is short or made of links.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from index.formats.markup.tree import HEADINGS, words_of
from index.formats.writer import Writer, counted

_DROPPED = frozenset("script style nav datalist head meta link base dialog search param track source".split())
_ROLES = frozenset("navigation search dialog alertdialog menu menubar toolbar tooltip".split())
_ANCHORS = frozenset("↑ ↩ ↩︎ ^ § ¶ # 🔗".split())
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_PREVIEW = re.compile(r"mso-hide|(?:max-height|font-size|line-height|opacity)\s*:\s*[01](?![\d.])", re.IGNORECASE)
_COOKIES = ("cookie", "consent", "gdpr")
_BANNERS = frozenset("banner bar notice consent popup modal message law overlay wall info manager".split())
_CONSENT_TOOLS = ("onetrust", "cybot", "cookiebot")
_DIALOGS = frozenset("modal popup lightbox overlay dialog".split())
_MENUS = frozenset("menu nav navbar navigation offcanvas drawer".split()) | _DIALOGS
_APPENDAGES = frozenset(
    """breadcrumb breadcrumbs pagination pager newsletter subscribe share sharing social sharedaddy addthis toast
    tooltip spinner loading advert advertisement adsbygoogle skip skiplink""".split()
)
_BESIDE = frozenset(  # what may stand beside these in the name of a class
    """main site top side bottom primary secondary mobile desktop header footer page global bar box form link links list
    icon icons button buttons widget container wrapper inner signup block section to content item""".split()
)
_CONTAINERS = frozenset("div section article dd aside li tr tbody".split())
_CONTENT = frozenset({"html", "body", "main", "article", "table", "tbody", "tr", "td", "th", *HEADINGS})
_MAYBE_NOISE = f"//*[@role]|//a|//sup|//template|//noscript|{'|'.join(f'//{tag}' for tag in sorted(_DROPPED))}"
_MAYBE_HIDDEN = "//*[@hidden or @style or @aria-hidden]"
_MAYBE_FURNITURE = "//*[@class or @id]|//header|//footer|//aside|//header//*|//footer//*|//aside//*"
_MAYBE_OPENS = "//*[@role or @aria-controls or @aria-expanded or @data-target or @data-bs-target]|//button"
_PROSE = ("p", "ul", "ol", "dl", "table", "pre", "blockquote")
_CACHED = 10_000  # names: most elements of a page share theirs
_SHORT = 200  # characters: of furniture that is told by its name
_MOST_BANNER = 5000  # characters
_LEAST_PANEL = 25  # characters
_LEAST_NOTED = 100  # characters of hidden text
_LINKS = 0.7  # of the characters: a part with more of them in links is a menu


def drop_noise(root: Any, writer: Writer) -> None:
    """Takes out what is no content, and notes long parts that stay hidden."""
    _drop(element for element in root.xpath(_MAYBE_NOISE) if _is_noise(element))
    sizes = _Sizes(root)
    opened = set(_open_panels(root, sizes))
    hidden = 0
    for element in root.xpath(_MAYBE_HIDDEN):
        inside = _is_hidden(element) and next(element.iterancestors("body"), None) is not None
        if inside and not _is_read(element, opened, sizes):
            is_preview = _PREVIEW.search(element.get("style") or "") is not None
            hidden += not is_preview and not _is_small(element) and sizes.text[element] >= _LEAST_NOTED
            element.drop_tree()
    _drop(element for element in root.xpath(_MAYBE_FURNITURE) if _is_furniture(element, sizes))
    writer.omit(counted(hidden, "hidden part"))


class _Sizes:
    """How many characters of text, and of links, each element holds, counted in one pass."""

    def __init__(self, root: Any) -> None:
        self.text: dict[Any, int] = {}
        self.links: dict[Any, int] = {}
        self.link_count: dict[Any, int] = {}
        self.all = 0
        for element in reversed(list(root.iter())):
            text, links, link_count = len((element.text or "").strip()), 0, 0
            for inner in element:
                text += self.text[inner] + len((inner.tail or "").strip())
                links += self.links[inner]
                link_count += self.link_count[inner]
            is_link = element.tag == "a" and bool(element.get("href"))
            self.text[element] = text
            self.links[element] = text if is_link else links
            self.link_count[element] = link_count + is_link
        self.all = self.text[root]

    def is_menu(self, element: Any, most: float = _LINKS) -> bool:
        return self.link_count[element] > 2 and self.links[element] >= most * self.text[element]


def _drop(elements: Iterable[Any]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()  # keeps the text that follows it


def _is_noise(element: Any) -> bool:
    if element.tag in _DROPPED or element.get("role") in _ROLES:
        return True
    if element.tag == "template":
        return element.get("shadowrootmode") is None
    if element.tag == "noscript":
        text = words_of(element)
        return "javascript" in text.lower() or len(text) < _LEAST_PANEL
    if element.tag in ("sup", "a"):  # the mark of a footnote, the way back from the note, a heading's own link
        text, links = "".join(element.itertext()).strip(), [element, *element.iter("a")]
        internal = any((link.get("href") or "").startswith("#") for link in links)
        return internal and (element.tag == "sup" or text in _ANCHORS)
    return False


def _is_hidden(element: Any) -> bool:
    hidden = element.get("hidden")
    return (
        (hidden is not None and hidden != "until-found")
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _is_read(element: Any, opened: set[Any], sizes: _Sizes) -> bool:
    """Whether a hidden element is one that readers of the page can open, or a formula beside its picture."""
    if _PREVIEW.search(element.get("style") or "") or element.get("role") in ("alert", "status"):
        return False
    if element in opened:
        return True
    if element.tag not in _CONTAINERS or _is_named(element):
        return element.tag in ("span", "div") and next(element.iter("math"), None) is not None
    is_in_form = next(element.iterancestors("form"), None) is not None or next(element.iter("form"), None) is not None
    holds_prose = next(element.iter(*_PROSE), None) is not None
    return holds_prose and not is_in_form and sizes.text[element] >= _LEAST_PANEL and not sizes.is_menu(element)


def _is_furniture(element: Any, sizes: _Sizes) -> bool:
    if element.tag in _CONTENT or sizes.text[element] * 2 > sizes.all:
        return False
    names = _names(element)
    if _is_banner(names):
        return sizes.text[element] <= _MOST_BANNER
    is_menu, is_appendage = sizes.is_menu(element), _is_one_of(names, _APPENDAGES) and sizes.text[element] <= _SHORT
    if not (is_menu or is_appendage) or _says_more(element):
        return False
    if is_appendage or _is_one_of(names, _MENUS | _APPENDAGES):
        return True
    around = {element.tag, *(outer.tag for outer in element.iterancestors())}
    return bool(around & {"header", "footer", "aside"}) and not around & {"main", "article"} and element.tag != "li"


def _says_more(element: Any) -> bool:
    """Whether it holds the title of the page, an address, or a number to call."""
    return next(element.iter("h1", "address"), None) is not None or any(
        (link.get("href") or "").startswith(("tel:", "mailto:")) for link in element.iter("a")
    )


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def _words(names: str) -> list[list[str]]:
    return [re.split("[-_]+", name) for name in names.split()[:20]]


def _is_small(element: Any) -> bool:
    """Whether a hidden part is one of those that most pages have and nobody misses."""
    names = _names(element)
    return _is_banner(names) or _is_one_of(names, (_MENUS - _DIALOGS) | _APPENDAGES)


def _is_named(element: Any) -> bool:
    names = _names(element)
    return _is_banner(names) or _is_one_of(names, _MENUS | _APPENDAGES)


@lru_cache(_CACHED)
def _is_banner(names: str) -> bool:
    """Whether a class or an id is that of a banner about cookies."""
    return any(
        words[0].startswith(_CONSENT_TOOLS)
        or (any(word.startswith(_COOKIES) for word in words) and not _BANNERS.isdisjoint(words))
        for words in _words(names)
    )


@lru_cache(_CACHED)
def _is_one_of(names: str, kinds: frozenset[str]) -> bool:
    return any(not kinds.isdisjoint(words) and {*words} - kinds <= _BESIDE for words in _words(names))


def _open_panels(root: Any, sizes: _Sizes) -> Iterator[Any]:
    """The parts that tabs and buttons open; what opens one is set above it, and all other buttons are taken out."""
    with_ids = {element.get("id"): element for element in root.xpath("//*[@id]")}
    labelled = {element.get("aria-labelledby"): element for element in root.xpath("//*[@aria-labelledby]")}
    for element in root.xpath(_MAYBE_OPENS):
        if element.get("role") == "tabpanel":
            yield element
        if element.get("role") == "tablist":
            for title in element:
                title.tag = "button" if title.tag == "button" else "div"
        controlled = _controlled(element, with_ids)
        if element.get("role") == "tab":
            panel = labelled.get(element.get("id")) if controlled is None else controlled
            if panel is not None and panel is not element and element.getparent() is not None:
                yield panel
                _set_above(panel, words_of(element))
                element.drop_tree()
            else:
                element.tag = "div"
        elif element.tag == "button":
            if _is_in_heading(element):
                element.tag = "span"
            elif _opens(element) and _is_panel(_following(element), controlled, sizes):
                element.tag = "p"
            elif element.getparent() is not None:
                element.drop_tree()
                continue
            if controlled is not None and _opens(element):
                yield controlled
        elif controlled is not None and _opens(element) and element.tag in ("a", "div", "span", *HEADINGS):
            yield controlled


def _controlled(element: Any, with_ids: dict[str, Any]) -> Any | None:
    """The element that one shows and hides, by what it says of it."""
    for name in ("aria-controls", "data-bs-target", "data-target", "href"):
        target = element.get(name) or ""
        if (name == "aria-controls" or target.startswith("#")) and target.lstrip("#") in with_ids:
            return with_ids[target.lstrip("#")]
    return None


def _opens(element: Any) -> bool:
    if element.get("aria-haspopup"):
        return False
    return (
        element.get("aria-expanded") is not None
        or (element.get("data-bs-toggle") or element.get("data-toggle")) in ("collapse", "tab", "pill")
        or "accordion" in (element.get("class") or "")
        or (element.tag == "button" and element.get("aria-controls") is not None)
    )


def _is_panel(following: Any | None, controlled: Any | None, sizes: _Sizes) -> bool:
    """Whether a button opens text: in the part that it names, or else in what follows it."""
    if controlled is not None:
        return sizes.text.get(controlled, 0) > 0 and not sizes.is_menu(controlled)
    return sizes.text.get(following, 0) >= _LEAST_PANEL and not sizes.is_menu(following)


def _following(element: Any) -> Any | None:
    while element is not None and element.getnext() is None:
        element = element.getparent()
    return None if element is None else element.getnext()


def _is_in_heading(element: Any) -> bool:
    return any(
        outer.tag in HEADINGS or outer.tag in ("summary", "dt", "legend", "caption") or outer.get("role") == "heading"
        for outer in (element.getparent(), *list(element.iterancestors())[1:4])
        if outer is not None
    )


def _set_above(panel: Any, title: str) -> None:
    """Puts the title of a tab before what it shows, unless that begins with it."""
    if title and not words_of(panel).startswith(title):
        heading = panel.makeelement("h3")
        heading.text = title
        heading.tail, panel.text = panel.text, None
        panel.insert(0, heading)
