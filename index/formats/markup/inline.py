"""What stands within the lines of a page: struck text, raised figures, formulas, pictures, links, embedded things."""

import re
from collections import Counter
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from index.formats.markup.math import formula
from index.formats.markup.tree import block_of, own_text, replace, words_of
from index.formats.writer import Writer, counted
from index.language.tidy import one_line
from index.language.vocabulary import in_all

_STRUCK = ("s", "strike", "del")
_LINE_THROUGH = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_EMBEDDED = {  # elements whose content is not text, and what they are
    "iframe": "embedded page",
    "frame": "embedded page",
    "video": "video",
    "audio": "sound",
    "canvas": "drawing",
    "object": "embedded object",
    "embed": "embedded object",
    "applet": "embedded object",
}
_FILE_NAME = re.compile(r"^[^\s/]+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)$", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|zip|csv|epub|ics|txt|rtf)$", re.IGNORECASE)
_SAME_PAGE = re.compile(r"\s*(?:#|javascript:|data:|blob:|about:|$)", re.IGNORECASE)
_MOST_ADDRESS = 150  # characters: a longer one is made for machines
_MOST_LINKS = 3  # with their addresses in one block: more would drown it
_LINKED_PAGE = 20  # addresses: a page of more links is a web of them
_LEAST_PROSE = 12  # characters beside a link: less is a list of links


def strike_out(root: Any, writer: Writer) -> None:
    """Takes out what is struck through, which no longer holds, and says how many passages it was."""
    struck = 0
    for element in root.xpath("//s|//strike|//del|//*[contains(@style, 'ine-through')]"):
        is_struck = element.tag in _STRUCK or _LINE_THROUGH.search(element.get("style") or "")
        if is_struck and element.getparent() is not None:
            struck += any(map(str.isalnum, words_of(element)))
            element.drop_tree()
    writer.omit(counted(struck, "passage that is struck out", "passages that are struck out"))


def set_raised(root: Any) -> None:
    """Figures above and below the line as such: 10⁶ and H₂O, never 106. What has no such signs is marked: x^(2k)."""
    for element in list(root.iter("sup", "sub")):
        text, is_raised = words_of(element), element.tag == "sup"
        signs = _RAISED if is_raised else _LOWERED
        if text and all(ord(char) in signs for char in text):
            replace(element, text.translate(signs))
        elif text.isalpha() and not is_raised:
            replace(element, f"_{text}")
        elif re.fullmatch(r"[\w+−=().,/ -]*\d[\w+−=().,/ -]*", text):
            replace(element, f"{'^' if is_raised else '_'}{text if text.isalnum() else f'({text})'}")


def write_formulas(root: Any) -> None:
    """Formulas of MathML in one line, and those that scripts would set as they are written."""
    for script in list(root.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            replace(script, script.text or "")
    for element in list(root.iter("math")):
        replace(element, formula(element), "math")


def read_pictures(root: Any, writer: Writer) -> None:
    """What is said of a picture in its place; pictures of which nothing is said are counted."""
    silent = 0
    texts: dict[Any, str] = {}
    for image in list(root.iter("img")):
        said = _FILE_NAME.sub("", one_line(image.get("alt") or ""))
        if image.get("alt") == "" or {image.get("width"), image.get("height")} & {"0", "1"}:
            image.drop_tree()
            continue
        block = block_of(image)
        around = texts.setdefault(block, own_text(block))
        figure = next(image.iterancestors("figure"), block)
        caption = around if figure is block else texts.setdefault(figure, words_of(figure))
        tells = len(said.split()) > 1 or (not said.isascii() and len(said) > 5)
        is_cell = block.tag in ("td", "th") and not around
        is_sign = len(said) < 4 and not said.isalnum()  # such as a face
        if said and (is_cell or is_sign):
            replace(image, said)
        elif tells and said.lower() not in caption.lower():
            replace(image, *((f" (picture: {said})", "span") if around else (f"Picture: {said}", "p")))
        else:
            silent += said.lower() not in caption.lower() or not said
            image.drop_tree()
    for drawing in list(root.iter("svg")):
        texts_in = [words_of(text) for text in drawing.iter("text")]
        if lines := list(filter(None, texts_in)):
            replace(drawing, f"Drawing: {'; '.join(lines)}", "p")
        else:
            drawing.drop_tree()
    writer.omit(counted(silent, "picture"))


def count_embedded(root: Any, writer: Writer) -> None:
    """Takes out what is no text, and the pronunciation set above characters, and says how much it was."""
    found = Counter(_EMBEDDED[element.tag] for element in root.iter(*_EMBEDDED))
    for element in list(root.iter(*_EMBEDDED)):
        if element.getparent() is not None:
            element.drop_tree()
    for name, count in found.items():
        writer.omit(counted(count, name))
    readings = list(root.iter("rt", "rp"))
    for element in readings:
        element.drop_tree()
    count = sum(element.tag == "rt" for element in readings)
    writer.omit(counted(count, "pronunciation of characters", "pronunciations of characters"))


def write_addresses(root: Any, base: str) -> None:
    """Adds to links in sentences the addresses they lead to, where these say more than their texts.

    Those to write to and to call always are, those of pages where a sentence has few of them or a link says but
    "here" or leads to a document. `base` is the address of the page, "" if it isn't known.
    """
    pointing = re.compile(in_all("links", "pointing"), re.IGNORECASE)
    blocks: dict[Any, list[tuple[Any, str, bool]]] = {}
    for link in root.iter("a"):
        href, text = link.get("href") or "", words_of(link)
        if (address := _address(href, text, base)) and next(link.iterancestors("h1", "h2", "h3", "h4"), None) is None:
            direct = href.strip().lower().startswith(("mailto:", "tel:"))
            is_document = bool(_DOCUMENT.search(urlsplit(address).path))
            sure = direct or is_document or bool(pointing.fullmatch(text.rstrip(".")))
            blocks.setdefault(block_of(link), []).append((link, address, sure))
    in_prose = {block for block in blocks if len(own_text(block, but="a")) >= _LEAST_PROSE}
    is_web = sum(not sure for block in in_prose for *_, sure in blocks[block]) > _LINKED_PAGE
    for block, links in blocks.items():
        few = block in in_prose and not is_web and len(links) <= _MOST_LINKS
        for link, address, sure in links:
            if few or sure:
                link.append(link.makeelement("span"))
                link[-1].text = f" ({address})"


def _address(href: str, text: str, base: str) -> str:
    """The address of a link as people write it; "" if it can't be told or the text says as much."""
    if _SAME_PAGE.match(href) or not text:
        return ""
    scheme, _, rest = href.strip().partition(":")
    if scheme.lower() in ("mailto", "tel"):
        address = one_line(unquote(rest.partition("?")[0])).lstrip("/")
        known = re.sub(r"\W", "", address).lower() in re.sub(r"\W", "", text).lower()
        return "" if known or len(address) > _MOST_ADDRESS else address
    try:
        address = one_line(urljoin(base, href.strip()))
        parts = urlsplit(address)
    except ValueError:  # no address at all
        return ""
    if parts.scheme not in ("http", "https") or " " in address or len(address) > _MOST_ADDRESS:
        return ""
    if parts.fragment and address.partition("#")[0] == base.partition("#")[0]:
        return ""
    bare = f"{parts.netloc}{parts.path}".removeprefix("www.").rstrip("/").lower()
    return "" if bare in text.lower() or (text.isascii() and "." in text and text.lower() in bare) else address
