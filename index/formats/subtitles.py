"""Subtitles and transcripts of recordings (.srt, .vtt): what is said in paragraphs, each under the time it begins at.

A sentence runs on over several cues, so they are joined until the speaker changes, there is a pause, or a sentence
ends after a while. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from index.formats.text import decoded
from index.formats.writer import Content, Writer, counted
from index.language.tidy import one_line

_TIME = r"(?:(\d+):)?(\d\d?):(\d\d)[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_MARKUP = re.compile(r"</?[a-zA-Z][^>]{0,200}>|<\d[\d:.]+>|\{\\[^}]{0,200}\}")
_COMMENTS = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_ENDS = (".", "!", "?", "…", "。", "！", "？", '."', ".”", "?”", "!”")
_PAUSE = 4.0  # seconds
_LONG = 30.0  # seconds, after which a paragraph ends with the sentence


class _Cue(NamedTuple):
    start: float
    end: float
    speaker: str
    text: str


def read_subtitles(data: bytes) -> Content:
    """Paragraphs as `[1:05] Ada: What is said.`; the numbers of cues and their markup are dropped."""
    text, omission = decoded(data)
    writer = Writer()
    writer.omit(omission)
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    writer.omit(counted(sum(block.startswith("NOTE") for block in blocks), "comment"))
    for paragraph in _paragraphs(_cues(block for block in blocks if not _COMMENTS.match(block))):
        first = paragraph[0]
        said = " ".join(cue.text for cue in paragraph)
        speaker = f"{first.speaker}: " if first.speaker else ""
        writer.paragraph(f"[{_clock(first.start)}] {speaker}{said}")
    return writer.content()


def _cues(blocks: Iterable[str]) -> Iterator[_Cue]:
    """What is said, a cue at a time. Text without a time goes on from the cue before, as it may hold empty lines."""
    last = _Cue(0.0, 0.0, "", "")
    for block in blocks:
        lines = block.split("\n")
        at = next((number for number, line in enumerate(lines[:2]) if _TIMES.match(line)), -1)
        if at >= 0 and (times := _TIMES.match(lines[at])):
            last = _Cue(_seconds(*times.groups()[:4]), _seconds(*times.groups()[4:]), "", "")
        elif block.startswith("WEBVTT"):
            continue
        said = "\n".join(lines[at + 1 :])
        voice = _VOICE.search(said)
        line = one_line(unescape(_MARKUP.sub("", said)))
        if line:
            yield last._replace(speaker=one_line(voice.group(1)) if voice else last.speaker, text=line)


def _paragraphs(cues: Iterator[_Cue]) -> Iterator[list[_Cue]]:
    paragraph: list[_Cue] = []
    for cue in cues:
        if paragraph:
            first, last = paragraph[0], paragraph[-1]
            whole = last.text.endswith(_ENDS)
            pause = cue.start - last.end > _PAUSE
            if cue.speaker != first.speaker or pause or (whole and cue.start - first.start > _LONG):
                yield paragraph
                paragraph = []
            elif cue.text == last.text:  # shown again, with the next line below it
                continue
        paragraph.append(cue)
    if paragraph:
        yield paragraph


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
