"""Documents as the bytes of a file: Markdown, wrapped text, HTML, Word, mail. Which one, the source's ending says."""

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import PurePosixPath

from eval.making.whole.files.office import docx
from eval.making.whole.files.record import Bullets, File, Grid, Heading, Paragraph, slug

_WIDTH = 76  # characters of a line of text: phrases are broken over two lines as in real files


def rendered(file: File) -> bytes:
    """The bytes of a document."""
    match PurePosixPath(file.source).suffix:
        case ".md":
            return "\n\n".join(_markdown(file)).encode() + b"\n"
        case ".txt":
            return "\n\n".join(_plain(file)).encode() + b"\n"
        case ".html":
            return "\n".join(_html(file)).encode() + b"\n"
        case ".docx":
            return docx(file)
        case ".eml":
            return _mail(file)
        case ending:
            raise ValueError(f"{file.source}: no document is written as {ending}. Give it another ending.")


def _markdown(file: File) -> Iterator[str]:
    yield f"# {file.title}"
    yield from file.head
    for block in file.blocks:
        match block:
            case Heading():
                yield f"## {block.text}"
            case Paragraph():
                yield block.text
            case Bullets():
                yield "\n".join(f"- {item}" for item in block.items)
            case Grid():
                header, *rows = (f"| {' | '.join(row)} |" for row in block.rows)
                yield "\n".join([header, "|" + " --- |" * len(block.rows[0]), *rows])


def _plain(file: File) -> Iterator[str]:
    yield file.title
    yield "\n".join(file.head)
    for block in file.blocks:
        match block:
            case Bullets():
                yield "\n".join(f"- {item}" for item in block.items)
            case Heading():
                yield block.text
            case Paragraph():
                yield textwrap.fill(block.text, _WIDTH, break_long_words=False, break_on_hyphens=False)
            case Grid():
                raise ValueError(f"{file.source}: plain text holds no tables. Give it another ending.")


def _html(file: File) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    yield f"<title>{escape(file.title)}</title></head><body>"
    yield f"<h1>{escape(file.title)}</h1>"
    yield from (f"<p>{escape(line)}</p>" for line in file.head)
    for block in file.blocks:
        match block:
            case Heading():
                yield f"<h2>{escape(block.text)}</h2>"
            case Paragraph():
                yield f"<p>{escape(block.text)}</p>"
            case Bullets():
                yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"
            case Grid():
                rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
                yield f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    yield "</body></html>"


def _mail(file: File) -> bytes:
    """`head` gives the headers: From and To with names alone, to which addresses are added."""
    if file.day is None:
        raise ValueError(f"{file.source}: a mail without a date. Give it a day.")
    message = EmailMessage(SMTP)
    for line in file.head:
        name, _, value = line.partition(": ")
        message[name] = f'"{value}" <{slug(value)}@tarrow-vale.example>'
    message["Subject"] = file.title
    message["Date"] = format_datetime(datetime.combine(file.day, time(9, 30), UTC))
    message.set_content("\n\n".join(block.text for block in file.blocks if isinstance(block, Paragraph)), cte="8bit")
    return message.as_bytes()
