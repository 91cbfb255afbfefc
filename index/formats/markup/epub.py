"""E-books: the chapters of an EPUB in reading order, each through `index.formats.markup.html`."""

from posixpath import dirname, join, normpath
from urllib.parse import unquote

from index.errors import LoadError
from index.formats.markup.html import decoded_html, write_html
from index.formats.writer import Content, Writer
from index.formats.zip import Container

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"


def read_epub(data: bytes) -> Content:
    """The book's own table of contents is left out. Raises `LoadError` for books with copy protection."""
    container = Container(data, ".epub")
    root = container.xml("META-INF/container.xml").find(f".//{_CONTAINER}rootfile")
    package = "" if root is None else root.get("full-path", "")
    if package not in container.names:
        raise LoadError("it is damaged: it doesn't say which chapters it has; get it or save it again")
    book = container.xml(package)
    items = {item.get("id"): item for item in book.iter(f"{_OPF}item")}
    listed = container.xml("META-INF/encryption.xml").iter(_ENCRYPTED)
    encrypted = {unquote(reference.get("URI", "")) for reference in listed}
    writer = Writer()
    for entry in book.iter(f"{_OPF}itemref"):
        item = items.get(entry.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        name = normpath(join(dirname(package), unquote(item.get("href", ""))))
        if name in encrypted:
            raise LoadError("it has copy protection (DRM), so it can't be read; get it without")
        if name not in container.names:
            writer.omit(f"the chapter {name}, which is missing")
            continue
        text, damage = decoded_html(container.read(name))
        writer.omit(damage)
        write_html(writer, text)
        writer.end_list()
    return writer.titled(container.title(package))
