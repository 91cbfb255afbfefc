"""Cuts a document into chunks, runs of whole sentences that the embedder reads to their end. Pure."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from index.errors import EmbedderError
from index.language.dates import spelt
from index.language.sentences import Span, sentences, trim
from index.language.tokens import tokens
from index.records import Chunk, Document

CountTokens = Callable[[Sequence[str]], list[int]]

CHUNK_TOKENS = 200  # of cl100k_base
OVERLAP = 1  # sentences, 0 or 1
CHUNKER = f"sentences:{CHUNK_TOKENS}:overlap={OVERLAP}:v4"  # of the index's identity: a change has it rebuilt
_TITLE_BYTES = 160  # of UTF-8, with the heading: bounds their tokens in every script
_HEADING_BYTES = 80
_LEAST_ROOM = 16  # of the embedder's tokens
_PIECE_LENGTH = 800  # characters: what no sentence needs, but a line without punctuation may exceed
_HEADING = re.compile(r"#{1,6}\s")
_HEADING_LINE = re.compile(r"^[^\S\n]*#{1,6}[^\S\n]+([^\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is too long, with its sizes in both tokenizers."""

    start: int
    end: int
    tokens: int
    word_pieces: int


def header(document: Document, heading: str = "") -> str:
    """The line embedded before each chunk's text, so that a chunk says what it is from. Not part of the text.

    The date is spelt out, as questions spell it: "the meeting of May 2022". The heading follows, unless it is the
    title; of a long title and heading together no more is taken than of a long title alone.
    """
    title = _bounded(document.title or "", _TITLE_BYTES)
    line = " ".join(part for part in (title, f"({spelt(document.date)})" if document.date else "") if part)
    heading = "" if heading == title else _bounded(heading, min(_HEADING_BYTES, _TITLE_BYTES - len(title.encode())))
    return ": ".join(part for part in (line, heading) if part)


def _bounded(text: str, most: int) -> str:
    return " ".join(text.split()).encode()[:most].decode(errors="ignore")


def embedding_text(chunk: Chunk) -> str:
    """What the embedder and BM25 read of a chunk: header and text. No heading that the text itself begins with."""
    head = header(chunk.document, "" if _HEADING.match(chunk.text) else chunk.heading)
    return f"{head}\n{chunk.text}" if head else chunk.text


def chunk_document(
    document: Document, count_tokens: CountTokens, max_tokens: int, most: int = CHUNK_TOKENS, overlap: int = OVERLAP
) -> list[Chunk]:
    """Chunks that cover every sentence, in order, each at most `most` tokens of cl100k_base long.

    `count_tokens` is the embedder's own count, special tokens included; with its header no chunk exceeds
    `max_tokens` of them. With `overlap` a chunk begins with the last sentence of the one before it, if
    that leaves room; its `heading` is the Markdown heading that it begins with or stands under. Raises `EmbedderError`
    if a header leaves no room for text.
    """
    headings = _headings(document.text)
    names = sorted({name for _, name in headings} | {""})
    heads = count_tokens([header(document, name) for name in names])
    rooms = {name: max_tokens - count for name, count in zip(names, heads, strict=True)}
    least = min(rooms.values())
    if least < _LEAST_ROOM:
        raise EmbedderError(f"The embedder reads only {max_tokens} tokens. Choose one that reads 256 or more.")
    whole = sentences(document.text, document.language)
    parts = [part for span in whole for part in _split(document.text, span, _PIECE_LENGTH)]
    pieces = _pieces(document.text, parts, count_tokens, least, most)
    chunks: list[Chunk] = []
    first = covered = 0
    while covered < len(pieces):
        start = pieces[first].start
        heading = headings[bisect_right(headings, start, key=itemgetter(0)) - 1][1]
        room = rooms[heading]
        last = covered
        while last + 1 < len(pieces) and _fits(document, pieces[first : last + 2], room, most):
            last += 1
        chunk = Chunk(document, start, pieces[last].end, heading)
        while last > covered and not _within(chunk.text, count_tokens, room, most):
            last -= 1
            chunk = Chunk(document, start, pieces[last].end, heading)
        if not _within(chunk.text, count_tokens, room, most):  # the overlap was too much
            first = covered
            continue
        chunks.append(chunk)
        covered = last + 1
        overlaps = overlap and covered < len(pieces) and _fits(document, pieces[last : last + 2], room, most)
        first = last if overlaps else covered
    return chunks


def _headings(text: str) -> list[tuple[int, str]]:
    """From where which heading holds; "" from the start. A `#` line in a fence of code is taken for one."""
    matches = _HEADING_LINE.finditer(text)
    return [(0, ""), *((match.start(), re.sub(r"\s+#+$", "", match[1].strip())) for match in matches)]


def _fits(document: Document, run: Sequence[_Piece], room: int, most: int) -> bool:
    """Whether a run is one section and, by the sum of its pieces, short enough."""
    if any(_HEADING.match(document.text, piece.start) for piece in run[1:]):
        return False
    return sum(p.tokens for p in run) <= most and sum(p.word_pieces for p in run) <= room


def _within(text: str, count_tokens: CountTokens, room: int, most: int) -> bool:
    return tokens(text) <= most and count_tokens([text])[0] <= room


def _pieces(text: str, spans: Sequence[Span], count_tokens: CountTokens, room: int, most: int) -> list[_Piece]:
    """The pieces of these spans; one that is short in characters and still too long in tokens, as rare scripts and
    emoji are, is halved until it is not."""
    pieces = []
    for (start, end), count in zip(spans, count_tokens([text[start:end] for start, end in spans]), strict=True):
        piece = _Piece(start, end, tokens(text[start:end]), count)
        if (piece.tokens <= most and count <= room) or end - start == 1:
            pieces.append(piece)
        else:
            pieces += _pieces(text, _split(text, (start, end), (end - start) // 2), count_tokens, room, most)
    return pieces


def _split(text: str, span: Span, length: int) -> list[Span]:
    """Parts of at most `length` characters, cut at a space where there is one in the second half of a part."""
    start, end = span
    cuts = [start]
    while end - cuts[-1] > length:
        least, most = cuts[-1] + length // 2, cuts[-1] + length
        space = max(text.rfind(blank, least, most) for blank in " \n")
        cuts.append(space if space > cuts[-1] else most)
    return [part for bounds in pairwise([*cuts, end]) if (part := trim(text, *bounds))]
