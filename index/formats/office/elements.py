"""Elements of the XML of office documents under short names, `w:p`, so that readers compare plain strings. Pure.

Office Open XML has two sets of namespaces, which get the same names. Of alternatives that a part offers for newer and
older programs, the first is kept.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

_OPEN, _STRICT, _MICROSOFT = (
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/office/",
)
_PREFIXES = {
    **{f"{_OPEN}{name}/2006/main": prefix for name, prefix in (("wordprocessingml", "w"), ("presentationml", "p"))},
    **{f"{_STRICT}{name}/main": prefix for name, prefix in (("wordprocessingml", "w"), ("presentationml", "p"))},
    **{
        f"{base}{name}": prefix
        for base, middle in ((_OPEN, "/2006"), (_STRICT, ""))
        for name, prefix in (
            (f"drawingml{middle}/main", "a"),
            (f"drawingml{middle}/chart", "c"),
            (f"drawingml{middle}/diagram", "dgm"),
            (f"drawingml{middle}/wordprocessingDrawing", "wp"),
            (f"drawingml{middle}/picture", "pic"),
            (f"officeDocument{middle}/math", "m"),
            (f"officeDocument{middle}/relationships", "r"),
        )
    },
    f"{_OPEN}markup-compatibility/2006": "mc",
    f"{_MICROSOFT}word/2010/wordml": "w14",
    f"{_MICROSOFT}word/2010/wordprocessingShape": "wps",
    f"{_MICROSOFT}drawing/2014/chartex": "cx",
    f"{_MICROSOFT}drawing/2010/main": "a14",
    f"{_MICROSOFT}powerpoint/2018/8/main": "p188",
    **{
        f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0": name
        for name in "office text table draw style form presentation chart".split()
    },
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
_TRUE = frozenset({"1", "true", "on"})
_MOST_DIGITS = 10


def shortened(root: Element) -> Element:
    """The tree with its names shortened and its alternatives decided, changed in place."""
    known: dict[str, str] = {}

    def short(name: str) -> str:
        if name not in known:
            space, _, local = name.rpartition("}")
            known[name] = f"{prefix}:{local}" if (prefix := _PREFIXES.get(space[1:])) else local
        return known[name]

    for element in root.iter():
        element.tag = short(element.tag)
        if element.attrib:
            element.attrib = {short(key): value for key, value in element.attrib.items()}
    for parent in [parent for parent in root.iter() if parent.find("mc:AlternateContent") is not None]:
        parent[:] = [child for each in parent for child in _chosen(each)]
    return root


def _chosen(element: Element) -> Iterator[Element]:
    if element.tag != "mc:AlternateContent":
        yield element
        return
    for child in next((choice for choice in element if len(choice)), ()):
        yield from _chosen(child)


def down(element: Element | None, path: str) -> Element | None:
    """The first element at `path`, names with `/` between them (`find` takes a short name for one with a prefix)."""
    for name in path.split("/"):
        element = None if element is None else element.find(name)
    return element


def is_on(element: Element | None, path: str) -> bool:
    """Whether a property such as `<w:vanish/>` is set at `path`."""
    found = down(element, path)
    return found is not None and found.get(f"{found.tag.partition(':')[0]}:val", "1") in _TRUE


def value(element: Element | None, path: str, default: str = "", attribute: str = "w:val") -> str:
    """The attribute of what lies at `path`, `default` where there is none."""
    found = down(element, path)
    return default if found is None else found.get(attribute, default)


def number(text: str, default: int = 0) -> int:
    """A whole number of a file, `default` for what is none."""
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < _MOST_DIGITS else default
