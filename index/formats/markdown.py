"""Markdown, through HTML: CommonMark with tables, struck text, footnotes, definition lists. Owns markdown_it, yaml.

What stands in front between `---` or `+++` lines is read as lines `key: value`.
"""

import re
import tomllib
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from index.formats.markup.html import write_html
from index.formats.structured.json_lines import write_object
from index.formats.text import decoded, read_text
from index.formats.writer import Content, Writer

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FRONT = re.compile(
    r"\A\s*^(?P<fence>---|\+\+\+)[^\S\n]*\n(?P<fields>.*?)^(?P=fence)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_MOST_FRONT = 50_000  # characters
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)([^<>=/]*)>", re.IGNORECASE)
_NEVER_CLOSED = frozenset(
    "br hr wbr p li dt dd tr td th thead tbody tfoot caption colgroup option rp rt html head body".split()
)
_DASHES = r"[^\S\n]*:?-+:?[^\S\n]*"
_TABLE = re.compile(rf"^[^\n]*\|[^\n]*\n[^\S\n]{{0,3}}\|?{_DASHES}(?:\|{_DASHES})+\|?[^\S\n]*$", re.MULTILINE)


def read_markdown(data: bytes) -> Content:
    """Line breaks stay. The title is that of the front matter, else the first heading."""
    text, omission = decoded(data)
    text = text.replace("\r\n", "\n")
    writer = Writer()
    writer.omit(omission)
    fields, text = front_matter(text)
    title = fields.pop("title", None)
    write_object(writer, fields, 2)
    closed = {name.lower() for slash, name, _ in _TAG.findall(text) if slash}
    write_html(writer, _markdown().render(text, {"elements": closed | _NEVER_CLOSED}))
    return writer.titled(title)


def read_plain(data: bytes) -> Content:
    """Plain text, and as Markdown what has a table that only Markdown draws."""
    return (
        read_markdown(data) if b"-|" in data.replace(b" ", b"") and holds_table(decoded(data).text) else read_text(data)
    )


def holds_table(text: str) -> bool:
    """Whether a text has a table as only Markdown draws it, with a line of dashes below the names of its columns."""
    return bool(_TABLE.search(text))


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields in front of a text, and the text after them; none where they can't be read, which leaves all as text.

    >>> front_matter("---\\ntitle: Huts\\n---\\nText")
    ({'title': 'Huts'}, 'Text')
    """
    front = _FRONT.match(text, 0, _MOST_FRONT)
    if not front:
        return {}, text
    try:
        fields = tomllib.loads(front["fields"]) if front["fence"] == "+++" else _yaml(front["fields"])
    except (ValueError, RecursionError):
        return {}, text
    return (fields, text[front.end() :]) if isinstance(fields, dict) else ({}, text)


def _yaml(text: str) -> Any:
    """A value in YAML; `ValueError` if it is none, or has aliases, by which a few lines could stand for gigabytes."""
    import yaml

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError
            return super().compose_node(parent, index)

    try:
        return yaml.load(text, Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise ValueError from error


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"])
    parser.add_render_rule("html_block", _html)
    parser.add_render_rule("html_inline", _html)
    return parser.use(footnote_plugin).use(deflist_plugin)


def _html(_: Any, tokens: Any, place: int, __: Any, env: Any) -> str:
    """HTML within Markdown, but `<your-name>`, which nothing closes and has no attributes, is a word and stays."""
    return _TAG.sub(
        lambda tag: tag[0] if tag[1] or tag[2].lower() in env["elements"] else escape(tag[0]),
        str(tokens[place].content),
    )
