r"""Rich text (RTF), through the parser of old Office files.

That parser shows deleted and hidden text and drops headers, footers and comments: so the source is sorted first, group
by group, into what is read and what isn't. Groups are `{...}`, and what a group is for is told by its first word.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from index.errors import LoadError
from index.formats.office.anydoc_model import parsed, write
from index.formats.office.equations import superscript
from index.formats.office.graphics import program
from index.formats.office.word_text import PAGE_NUMBER, TABULATOR
from index.formats.writer import Content, Writer, counted
from index.language.tidy import one_line

_PIECE = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,10})?\ ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[^\\{}]+", re.DOTALL)
_HEADERS = frozenset("header headerl headerr headerf".split())
_FOOTERS = frozenset("footer footerl footerr footerf".split())
_TABLES = frozenset("fonttbl colortbl stylesheet listtable listoverridetable".split())  # what parts of a text need
_TWICE = frozenset("shprslt nonshppict objdata datafield".split())  # what is there once more, for older programs
_TOLD_APART = _HEADERS | _FOOTERS | _TABLES | {"annotation", "atnauthor", "ffl", "objclass"}
_PAGES = re.compile(r"\b(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
_BOX = re.compile(r"\bFORM(?:CHECKBOX|DROPDOWN)\b")
_DEEPEST = 1_000  # groups
_AUTO = 25  # the state of a form field that is left at its default
_TITLE = re.compile(r"\{\\title\s+((?:\\.|[^{}\\])*)\}", re.DOTALL)
_TAB = re.compile(r"\\tab(?![a-z]) ?")
_PAGE = f"\\u{ord(PAGE_NUMBER) - 0x10000}?"


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for the text of a group and of the groups within."""

    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    dropped: bool = False
    is_code: bool = False


@dataclass(slots=True)
class _Group:
    state: _State
    out: list[str]
    kind: str = ""
    code: str = ""  # of a field
    data: dict[str, int] = field(default_factory=dict)  # of a form field
    choices: list[str] = field(default_factory=list)


def read_rtf(data: bytes) -> Content:
    """Headings are those that the styles mark; by its look alone none is told."""
    if not data.strip():
        return Content("")
    if not data.lstrip().startswith(b"{\\rtf"):
        raise LoadError("it is not a rich text file; if it is plain text, rename it to .txt")
    if data.rstrip(b"\0\r\n\t ")[-1:] != b"}":
        raise LoadError("it is damaged: its end is missing; get it or save it again")
    source = data.decode("latin-1")  # a format of ASCII, in which other characters are escaped
    sorter = _Sorter()
    sorter.sort(source)
    writer = Writer()
    for text in dict.fromkeys(map(sorter.apart, sorter.heads)):
        writer.paragraph(text)
    start = writer.length
    write(writer, parsed("".join(sorter.main).encode("latin-1"), "rtf"), knows_heads="\\trhdr" in source)
    for author, content in sorter.comments:
        name = one_line(sorter.apart(author))
        writer.paragraph(f"Comment ({name}): {sorter.apart(content)}" if name else f"Comment: {sorter.apart(content)}")
    for text in dict.fromkeys(map(sorter.apart, sorter.feet)):
        writer.paragraph(text)
    writer.omit(counted(sorter.omitted.pop("deletion", 0), "deletion (tracked changes)", "deletions (tracked changes)"))
    for what, count in sorter.omitted.items():
        writer.omit(counted(count, what))
    title = _TITLE.search(source)
    return writer.titled(sorter.apart(title.group(1)) if title else None, start=start)


class _Sorter:
    """One pass over the source. `main` is what is left of it, the rest is told apart."""

    def __init__(self) -> None:
        self.main: list[str] = []
        self.heads: list[str] = []
        self.feet: list[str] = []
        self.comments: list[tuple[str, str]] = []  # each with its author
        self.omitted: Counter[str] = Counter()
        self._prolog: list[str] = []
        self._author = ""
        self._groups: list[_Group] = []
        self._group = _Group(_State(), self.main)

    def apart(self, content: str) -> str:
        """The text of a part that was told apart."""
        writer = Writer()
        content = _TAB.sub(f"\\\\u{ord(TABULATOR) - 0x10000}?", content)
        source = f"{{\\rtf1\\ansi{''.join(self._prolog)}\\pard\\plain {content}\\par}}"
        write(writer, parsed(source.encode("latin-1"), "rtf"))
        return writer.content().text

    def sort(self, source: str) -> None:
        skipped = 0
        for match in _PIECE.finditer(source):
            if match.start() < skipped:
                continue
            piece, group = match.group(), self._group
            word = match.group(1)
            if piece == "{":
                self._groups.append(group)
                if len(self._groups) > _DEEPEST:
                    raise LoadError("it is damaged: its parts are nested too deeply; save it again")
                self._group = _Group(group.state, group.out)
                self._keep(piece)
            elif piece == "}":
                if self._groups:
                    self._end()
            elif word == "bin":
                skipped = match.end() + max(int(match.group(2) or 0), 0)
            elif word:
                self._word(word, int(match.group(2)) if match.group(2) else None, piece)
            else:
                self._text(piece)

    def _keep(self, piece: str) -> None:
        if not self._group.state.dropped:
            self._group.out.append(piece)

    def _word(self, word: str, number: int | None, piece: str) -> None:
        group, is_on = self._group, number != 0
        if not group.kind and word in _HEADERS | _FOOTERS | {"annotation", "atnauthor"}:
            self._begin(word, [])
        elif not group.kind and word in _TABLES:
            self._begin(word, [])
            group.out.append(f"{{\\{word}{'' if number is None else number}")
        elif not group.kind and word in _TWICE:
            self._drop(word)
        elif not group.kind and word == "pict":
            if not group.state.dropped:
                self.omitted["picture"] += 1
            self._drop(word)
        elif not group.kind and word in ("field", "fldinst", "fldrslt", "formfield", "ffl", "objclass"):
            self._special(word, piece)
        elif word in ("ffres", "ffdefres", "fftype") and number is not None:
            self._within("formfield").data[word] = number
        elif word == "v":
            group.state = replace(group.state, hidden=is_on)
        elif word == "deleted":
            self.omitted["deletion"] += is_on and not group.state.deleted
            group.state = replace(group.state, deleted=is_on)
        elif word in ("super", "nosupersub", "sub"):
            group.state = replace(group.state, raised=word == "super" and is_on)
        elif word == "chpgn":
            self._keep(_PAGE)
        elif word == "u" and (group.state.hidden or group.state.deleted):
            return
        else:
            if word == "plain":
                group.state = replace(group.state, hidden=False, raised=False, deleted=False)
            if len(self._groups) == 1 and word in ("ansicpg", "deff", "uc"):
                self._prolog.append(piece)
            self._keep(piece)

    def _begin(self, kind: str, out: list[str]) -> None:
        """What the group holds goes to `out`, and not where the group stands."""
        group = self._group
        if not group.state.dropped:
            while group.out and group.out[-1] != "{":  # the mark of a group that may be skipped
                group.out.pop()
            if group.out:
                group.out.pop()
            group.out.append("{}")  # or what stands before and behind it would be one word
        group.kind, group.out = kind, out

    def _drop(self, kind: str) -> None:
        self._begin(kind, [])
        self._group.state = replace(self._group.state, dropped=True)

    def _special(self, word: str, piece: str) -> None:
        self._group.kind = word
        if word == "fldrslt" and _PAGES.search(self._within("field").code):
            self._drop(word)
            self._groups[-1].out.append(_PAGE)
        elif word in ("formfield", "ffl", "objclass"):
            self._begin(word, [])
        else:
            self._group.state = replace(self._group.state, is_code=word == "fldinst")
            self._keep(piece)

    def _within(self, kind: str) -> _Group:
        """The nearest group of that kind around; one that nobody reads if there is none."""
        return next(
            (group for group in reversed([*self._groups, self._group]) if group.kind == kind), _Group(_State(), [])
        )

    def _text(self, piece: str) -> None:
        group = self._group
        if group.state.is_code:
            self._within("field").code += piece
        if group.state.hidden or group.state.deleted:
            if group.state.hidden and not group.state.dropped:
                self.omitted["hidden word"] += len(piece.split()) if piece[0] != "\\" else 0
            return
        if group.state.raised and piece[0] != "\\" and piece.strip():
            piece = "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in superscript(piece))
        self._keep(piece)

    def _end(self) -> None:
        group = self._group
        content = "".join(group.out) if group.kind in _TOLD_APART else ""
        self._group = outer = self._groups.pop()
        if group.kind in _HEADERS:
            self.heads.append(content)
        elif group.kind in _FOOTERS:
            self.feet.append(content)
        elif group.kind == "annotation":
            self.comments.append((self._author, content))
            self._author = ""
        elif group.kind == "atnauthor":
            self._author = content
        elif group.kind in _TABLES:
            self._prolog.append(f"{content}}}")
            outer.out.append(f"{content}}}")
        elif group.kind == "ffl":
            self._within("formfield").choices.append(content)
        elif group.kind == "formfield":
            around = self._within("field")
            around.data, around.choices = group.data, group.choices
        elif group.kind == "objclass":
            self.omitted[f"{program(content)} not read"] += 1
        elif not group.state.dropped:
            group.out.append("}")
            if group.kind == "field" and _BOX.search(group.code):
                self._keep(_shown(group))


def _shown(group: _Group) -> str:
    """What a form field shows."""
    state = group.data.get("ffres", _AUTO)
    state = group.data.get("ffdefres", 0) if state == _AUTO else state
    if group.choices:
        return group.choices[state] if state < len(group.choices) else ""
    return f"\\u{ord('☒' if state else '☐')}?"
