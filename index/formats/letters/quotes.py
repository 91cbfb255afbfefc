"""A mail's own words told apart from those it quotes: lines with `>`, and the messages below a reply. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.language.vocabulary import LANGUAGES, any_of, own_table

_MOST_LEVELS = 50  # of quotes in quotes that are told apart
_MOST_HEAD = 8  # lines that the headers of a quoted message take
_MOST_LEAD = 300  # characters of the line that says who is quoted
_MOST_NAME = 5  # words
_ATTRIBUTES = re.compile(r"@|\d[:.h]\d\d\b")  # an address, a time of day
_ADDRESS = re.compile(r"\s*[<(\[](?:mailto:)?[^<>()\[\]\s]{1,200}@[^<>()\[\]\s]{1,200}[>)\]]")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of someone else: `title` says whose and when, as far as it is stated; `lead` is the line above them."""

    title: str
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of a mail: its own, or quoted ones with what stands above them. `whole`: a message to the end."""

    lines: tuple[str, ...]
    lead: str = ""
    title: str = ""
    is_quoted: bool = False
    whole: bool = False


def told_apart(text: str) -> tuple[str, list[Quote]]:
    """The own words of a mail, and what it quotes, the latest first.

    Answers between quoted lines stay between them. Quotes that a quote holds follow it.

    >>> told_apart("Yes.\\n\\nAda wrote:\\n> Shall we?")
    ('Yes.', [Quote(title='Quoted from Ada', lead='Ada wrote:', text='Shall we?')])
    """
    own, pending = _told_apart(text)
    quotes: list[Quote] = []
    while pending:
        block = pending.pop(0)
        inner = "\n".join(block.lines if block.whole else map(_unquoted, block.lines))
        if len(quotes) < _MOST_LEVELS:
            said, below = _told_apart(inner)
            pending = below + pending
        else:
            said = inner.strip()
        if said or block.lead:
            quotes.append(Quote(block.title or _whose(block.lead), block.lead, said))
    return own, quotes


def _told_apart(text: str) -> tuple[str, list[_Block]]:
    blocks = list(_blocks(text.split("\n")))
    own_places = [place for place, block in enumerate(blocks) if not block.is_quoted]
    quoted = [place for place, block in enumerate(blocks) if block.is_quoted]
    is_between = len(quoted) > 1 and any(quoted[0] < place < quoted[-1] for place in own_places)
    last = max(own_places, default=-1)
    moved = [place for place in quoted if place > last or not is_between]
    kept = []
    for place, block in enumerate(blocks):
        if place not in moved:
            kept.append("\n".join([block.lead, *block.lines] if block.lead else block.lines).strip("\n"))
    return "\n\n".join(kept).strip(), [blocks[place] for place in moved]


def _blocks(lines: list[str]) -> Iterator[_Block]:
    own: list[str] = []
    place = 0
    while place < len(lines):
        block, after = _quoted_at(lines, place)
        if block is None:
            own.append(lines[place])
            place += 1
            continue
        if any(map(str.strip, own)):
            yield _Block(tuple(own))
        own = []
        yield block
        place = after
    if any(map(str.strip, own)):
        yield _Block(tuple(own))


def _quoted_at(lines: list[str], place: int) -> tuple[_Block | None, int]:
    """What is quoted from this line on, with the line after it."""
    line = lines[place].strip()
    if not line:
        return None, place
    words = _words()
    if words.above.fullmatch(line):
        head, after = _head(lines, place + 1)
        is_forward = bool(words.forward.search(line))
        title = _title(head, "Forwarded" if is_forward else "Quoted")
        return _Block(tuple(lines[after:]), "\n".join(head), title, is_quoted=True, whole=True), len(lines)
    if words.sender.match(line):
        head, after = _head(lines, place)
        if len(head) > 2:
            lead = "\n".join(head)
            return _Block(tuple(lines[after:]), lead, _title(head, "Quoted"), is_quoted=True, whole=True), len(lines)
    if line.startswith(">"):
        end = _end_of_quote(lines, place)
        return _Block(tuple(lines[place:end]), is_quoted=True), end
    lead, after = _lead(lines, place)
    if lead:
        start = _next(lines, after)
        shown = _ADDRESS.sub("", lead)
        if start < len(lines) and lines[start].lstrip().startswith(">"):
            end = _end_of_quote(lines, start)
            return _Block(tuple(lines[start:end]), shown, is_quoted=True), end
        if words.wrote.search(lead) and re.search(r"\d", lead):
            return _Block(tuple(lines[start:]), shown, is_quoted=True, whole=True), len(lines)
    return None, place


def _lead(lines: list[str], place: int) -> tuple[str, int]:
    """The line that says who is quoted, which may be wrapped, and the line after it; "" if there is none here."""
    parts: list[str] = []
    for after, line in enumerate(lines[place : place + 3], place + 1):
        parts.append(line.strip())
        lead = " ".join(parts)
        if not parts[-1] or len(lead) > _MOST_LEAD or (after > place + 1 and not re.search(r"\d|@|,", parts[0])):
            break
        if lead.endswith(":"):
            stated = [text for text in (parts[-1], lead) if _ATTRIBUTES.search(text) or _words().wrote.search(text)]
            begins_here = len(parts) == 1 or not re.search(r"\d", parts[-1])
            return (lead, after) if stated and begins_here else ("", place)
        if lead.endswith((".", "!", "?")):
            break
    return "", place


def _next(lines: list[str], place: int) -> int:
    """The next line that is not empty."""
    while place < len(lines) and not lines[place].strip():
        place += 1
    return place


def _end_of_quote(lines: list[str], place: int) -> int:
    """The line after the last of a run of quoted lines; empty lines between them belong to it."""
    end = place
    while place < len(lines) and (lines[place].lstrip().startswith(">") or not lines[place].strip()):
        place += 1
        if lines[place - 1].strip():
            end = place
    return end


def _head(lines: list[str], start: int) -> tuple[list[str], int]:
    """The headers of a quoted message that begin there, of which one says who wrote it, and the line after them."""
    words = _words()
    found: list[str] = []
    after = start
    for place, line in enumerate(lines[start : start + 2 * _MOST_HEAD], start):
        if words.header.match(line.strip()):
            found.append(line.strip().replace("*", ""))
            after = place + 1
        elif line.strip():
            break
    if any(map(words.sender.match, found)) and (any(map(words.sent.match, found)) or len(found) > 2):
        return found, after
    return [], start


def _title(head: list[str], kind: str) -> str:
    """Whose message it is and of when, by its headers."""
    words = _words()
    sender, sent = (
        next((line.partition(":")[2].strip() for line in head if pattern.match(line)), "")
        for pattern in (words.sender, words.sent)
    )
    name = _ADDRESS.sub("", sender).strip(" \"'") or sender
    return f"{kind} from {', '.join(filter(None, (name, sent)))}" if name else f"{kind} message"


def _whose(lead: str) -> str:
    """Whose words they are, by the line above them: what is left of it without dates and the word for writing."""
    wrote = _words().wrote
    parts = [part for part in re.split(r"[,\d:]+(?:\s*[AP]\.?M\b\.?)?", lead) if any(map(str.isalpha, part))]
    part = next((part for part in parts if wrote.search(part)), parts[-1] if parts else "")
    name = wrote.sub("", part).strip(" .-–—")
    if not name and wrote.search(part) and len(parts) > 1:
        name = parts[parts.index(part) - 1].strip()
    is_name = 0 < len(name.split()) <= _MOST_NAME and not name[0].islower()
    return f"Quoted from {name}" if is_name else "Quoted message"


def _unquoted(line: str) -> str:
    return line.lstrip()[1:].removeprefix(" ") if line.lstrip().startswith(">") else line


@dataclass(frozen=True, slots=True)
class _Words:
    """What gives quotes away, in all languages."""

    above: re.Pattern[str]
    forward: re.Pattern[str]
    sender: re.Pattern[str]
    sent: re.Pattern[str]
    header: re.Pattern[str]
    wrote: re.Pattern[str]


@cache
def _words() -> _Words:
    def listed(*keys: str) -> str:
        return any_of(word for language in LANGUAGES for key in keys for word in own_table(language, "mail")[key])

    def header(*keys: str) -> re.Pattern[str]:
        return re.compile(rf"\*{{0,2}}(?:{listed(*keys)})\s?:\*{{0,2}}(?:\s|$)", re.IGNORECASE)

    return _Words(
        above=re.compile(rf"[-_=*\s]*(?:{listed('above', 'forwarded')})\s?:?[-_=*\s]*", re.IGNORECASE),
        forward=re.compile(listed("forwarded"), re.IGNORECASE),
        sender=header("from"),
        sent=header("sent"),
        header=header("from", "sent", "to", "copy", "subject"),
        wrote=re.compile(rf"\b(?:{listed('wrote')})\b", re.IGNORECASE),
    )
