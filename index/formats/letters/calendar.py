"""Calendars (iCalendar) and address cards (vCard): each event, task or person as one row with its fields in words."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.errors import LoadError
from index.formats.text import decode, decoded
from index.formats.writer import Content, Writer, counted
from index.language.dates import spelt
from index.language.tidy import one_line

_ENTRIES = {"VEVENT": "Event", "VTODO": "Task", "VJOURNAL": "Note"}
_FIELDS = {  # of a calendar's entries, in the order in which they are read
    "SUMMARY": "",
    "STATUS": "Status",
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "DURATION": "Duration",
    "RRULE": "Repeats",
    "EXDATE": "Except",
    "LOCATION": "Location",
    "ORGANIZER": "Organizer",
    "ATTENDEE": "Attendees",
    "CONTACT": "Contact",
    "CATEGORIES": "Categories",
    "URL": "Address",
    "COMMENT": "Comment",
}
_CARD = {
    "FN": "Name",
    "NICKNAME": "Nickname",
    "ORG": "Organization",
    "TITLE": "Title",
    "ROLE": "Role",
    "TEL": "Phone",
    "EMAIL": "E-mail",
    "ADR": "Address",
    "BDAY": "Birthday",
    "URL": "Web",
    "NOTE": "Note",
}
_MOST_HEAD = 2000  # characters before the value of a line
_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(?:\d\d)?(Z?))?")
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?")


@dataclass(frozen=True, slots=True)
class _Line:
    """A property with its parameters; names are in capitals, the value as it is written."""

    name: str
    parameters: dict[str, str]
    value: str


def read_calendar(data: bytes) -> Content:
    """The title is the calendar's name. Descriptions follow their entries."""
    text, damage = decoded(data)
    writer = Writer()
    writer.omit(damage)
    if not write_calendar(writer, text):
        raise LoadError("it holds no calendar; export it again as iCalendar (.ics)")
    name = next((_words(line) for line in _lines(text) if line.name == "X-WR-CALNAME"), None)
    return writer.content(name)


def write_calendar(writer: Writer, text: str) -> bool:
    """Writes the entries of a calendar; False if it is none."""
    open_parts: list[str] = []
    fields: dict[str, list[_Line]] = {}
    is_calendar = is_cancelled = False
    for line in _lines(text):
        if line.name == "BEGIN":
            open_parts.append(line.value.upper())
            is_calendar |= open_parts[0] == "VCALENDAR"
            fields = {} if open_parts[-1] in _ENTRIES else fields
        elif line.name == "END" and open_parts:
            if (part := open_parts.pop()) in _ENTRIES:
                _write_entry(writer, _ENTRIES[part], fields, is_cancelled)
        elif line.name == "METHOD":
            is_cancelled = line.value.upper() == "CANCEL"
        elif open_parts and open_parts[-1] in _ENTRIES:
            fields.setdefault(line.name, []).append(line)
    return is_calendar


def read_cards(data: bytes) -> Content:
    """Each person or firm is a row."""
    writer, pictures, is_card = Writer(), 0, False
    cells: list[str] = []
    name = ""  # in parts, for a card that doesn't say it in one
    text, damage = decoded(data)
    writer.omit(damage)
    for line in _lines(text):
        if line.name == "BEGIN":
            is_card, cells, name = True, [], ""
        elif line.name == "END":
            is_named = not name or any(cell.startswith(f"{_CARD['FN']}: ") for cell in cells)
            writer.table([cells if is_named else [f"{_CARD['FN']}: {name}", *cells]])
        elif line.name == "N":
            family, *given = re.split(r"(?<!\\);", _value(line))
            name = one_line(" ".join(map(_unescaped, [*given[2:3], *given[:2], family, *given[3:]])))
        elif line.name == "PHOTO":
            pictures += 1
        elif line.name in _CARD and (said := _card_field(line)):
            cells.append(f"{_CARD[line.name]}: {said}")
    if not is_card:
        raise LoadError("it holds no address card; export it again as vCard (.vcf)")
    writer.omit(counted(pictures, "picture"))
    return writer.content()


def _write_entry(writer: Writer, kind: str, fields: dict[str, list[_Line]], is_cancelled: bool) -> None:
    cells = []
    for name, label in _FIELDS.items():
        if said := ", ".join(dict.fromkeys(filter(None, map(_field, fields.get(name, []))))):
            cells.append(f"{label or kind}: {said}")
    if is_cancelled and "STATUS" not in fields:
        cells.append("Status: cancelled")
    writer.table([cells])
    for line in fields.get("DESCRIPTION", []):
        writer.paragraph(_words(line))
    writer.omit(counted(len(fields.get("ATTACH", [])), "attachment of an entry", "attachments of entries"))


def _field(line: _Line) -> str:
    if line.name in ("DTSTART", "DTEND", "DUE"):
        return _moment(line)
    if line.name == "EXDATE":
        return ", ".join(_moment(_Line(line.name, line.parameters, day)) for day in line.value.split(","))
    if line.name in ("ORGANIZER", "ATTENDEE"):
        name, address = line.parameters.get("CN", ""), re.sub("(?i)^mailto:", "", line.value)
        answer = line.parameters.get("PARTSTAT", "NEEDS-ACTION").replace("-", " ").lower()
        said = one_line(f"{name} <{address}>" if name and name != address else address)
        return said if answer == "needs action" else f"{said} ({answer})"
    if line.name == "STATUS":
        return line.value.replace("-", " ").lower()
    if line.name == "RRULE":
        return _rule(line.value)
    if line.name == "DURATION":
        return _duration(line.value)
    return one_line(_words(line))


def _moment(line: _Line) -> str:
    """A day, or a time with its zone. The end of whole days is the day before the one that is written."""
    if (match := _MOMENT.match(line.value)) is None:
        return one_line(line.value)
    year, month, day, hour, minute, utc = match.groups()
    try:
        stated = date(int(year), int(month), int(day))
    except ValueError:
        return one_line(line.value)
    if hour is None:
        return spelt((stated - timedelta(days=line.name == "DTEND")).isoformat())
    zone = " UTC" if utc else f" ({line.parameters['TZID']})" if "TZID" in line.parameters else ""
    return f"{spelt(stated.isoformat())}, {hour}:{minute}{zone}"


def _rule(value: str) -> str:
    """How something repeats: `weekly, by day MO, WE, until June 30, 2024`."""
    parts = dict(part.partition("=")[::2] for part in value.split(";") if "=" in part)
    said = [parts.pop("FREQ", "").lower()]
    for name, text in parts.items():
        if name == "UNTIL":
            text = _moment(_Line("UNTIL", {}, text))
        if name != "WKST":
            said.append(f"{re.sub('^by(?=[a-z])', 'by ', name.lower())} {text.replace(',', ', ')}")
    return ", ".join(filter(None, said))


def _duration(value: str) -> str:
    match = _DURATION.fullmatch(value)
    if match is None:
        return one_line(value)
    units = zip(match.groups()[1:], ("week", "day", "hour", "minute"), strict=True)
    return ", ".join(counted(int(amount), unit) for amount, unit in units if amount)


def _card_field(line: _Line) -> str:
    if line.name in ("ADR", "ORG"):
        parts = re.split(r"(?<!\\);", _value(line))
        said = ", ".join(filter(None, map(_unescaped, parts)))
    else:
        said = re.sub(r"(?i)^(?:tel|mailto):", "", _words(line))
    kinds = [
        kind for kind in line.parameters.get("TYPE", "").lower().split(",") if kind in ("home", "work", "cell", "fax")
    ]
    said = one_line(said)
    return f"{said} ({', '.join(kinds)})" if said and kinds else said


def _lines(text: str) -> Iterator[_Line]:
    """The properties of a file, whose long lines are folded."""
    text = re.sub(r"\r\n?", "\n", text)
    text = re.sub(r"(?i)^[^:\n]{0,200}quoted-printable[^:\n]{0,200}:.*(?:=\n.*)+", _joined, text, flags=re.MULTILINE)
    for line in re.sub(r"\n[ \t]", "", text).split("\n"):
        head, colon, value = _divided(line)
        if not colon:
            continue
        name, *rest = re.findall(r'(?:[^;"]|"[^"]*"?)+', head[:_MOST_HEAD]) or [""]
        parameters: dict[str, str] = {}
        for part in rest:
            key, equals, stated = part.partition("=")
            key, stated = (key.upper(), stated.strip('"')) if equals else ("TYPE", key)
            parameters[key] = f"{parameters[key]},{stated}" if key in parameters else stated
        yield _Line(name.rpartition(".")[2].strip().upper(), parameters, value.strip())


def _divided(line: str) -> tuple[str, str, str]:
    """A line at the first colon that is not within quotation marks."""
    if '"' not in line.partition(":")[0]:
        return line.partition(":")
    match = re.match(r'((?:"[^"]*"|[^":])*)(:)(.*)', line)
    return (match[1], match[2], match[3]) if match else line.partition(":")


def _joined(match: re.Match[str]) -> str:
    return match.group().replace("=\n", "")


def _words(line: _Line) -> str:
    return _unescaped(_value(line))


def _value(line: _Line) -> str:
    if "QUOTED-PRINTABLE" in line.parameters.get("ENCODING", line.parameters.get("TYPE", "")).upper():
        return decode(quopri.decodestring(line.value.encode()))
    return line.value


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)
