"""Cuts a document into chunks, runs of whole sentences that the embedder reads to their end. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from index.errors import EmbedderError
from index.language.dates import spelt
from index.language.layout import HEADING, JOINT, Outline, outline
from index.language.sentences import Span, iter_sentences, sentences, trim
from index.language.tokens import tokens
from index.records import Chunk, Document

CountTokens = Callable[[Sequence[str]], list[int]]

CHUNK_TOKENS = 200  # of cl100k_base
OVERLAP = 1  # sentences, 0 or 1
CHUNKER = f"sentences:{CHUNK_TOKENS}:overlap={OVERLAP}:v5"  # of the index's identity: a change has it rebuilt
_TITLE_BYTES = 160  # of UTF-8, with the headings: bounds their tokens in every script
_HEADING_BYTES = 80
_LEAD_BYTES = 80
_LEAST_ROOM = 16  # of the embedder's tokens
_COUNTED = 2000  # sentences whose tokens are counted together
_PIECE_LENGTH = 800  # characters: what no sentence needs, but a line without punctuation may exceed


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is too long, with its sizes in both tokenizers."""

    start: int
    end: int
    tokens: int
    word_pieces: int


def header(document: Document, heading: str = "") -> str:
    """The line embedded before each chunk's text, so that a chunk says what it is from. Not part of the text.

    The date is spelt out, as questions spell it: "the meeting of May 2022". Headings follow; of a long title and
    headings together no more is taken than of a long title alone, of headings the nearest.
    """
    title = _bounded(document.title or "", _TITLE_BYTES)
    line = " ".join(part for part in (title, f"({spelt(document.date)})" if document.date else "") if part)
    room = min(_HEADING_BYTES, _TITLE_BYTES - len(title.encode()))
    while JOINT in heading and len(heading.encode()) > room:
        heading = heading.partition(JOINT)[2]
    return ": ".join(part for part in (line, _bounded(heading, room)) if part)


def _bounded(text: str, most: int) -> str:
    return " ".join(text.split()).encode()[:most].decode(errors="ignore")


def embedding_text(chunk: Chunk) -> str:
    """What the embedder and BM25 read of a chunk: its header, what leads in to the list that it begins in, its text."""
    head = _head(chunk.document, chunk.heading, chunk.lead_in)
    return f"{head}\n{chunk.text}" if head else chunk.text


def _head(document: Document, heading: str, lead_in: str) -> str:
    parts = (header(document, heading), _bounded(lead_in[-_LEAD_BYTES:], _LEAD_BYTES))
    return "\n".join(part for part in parts if part)


def chunk_sentences(chunk: Chunk) -> list[Span]:
    """The sentences of a chunk as spans of its text, cut as they are within its document."""
    line = chunk.document.text.rfind("\n", 0, chunk.start) + 1
    before = chunk.document.text[line : chunk.start]
    if before.strip():  # a chunk that begins within a line begins with a sentence
        line = chunk.start
    shift = chunk.start - line
    spans = sentences(chunk.document.text[line : chunk.end], chunk.document.language)
    return [(start - shift, end - shift) for start, end in spans]


def chunk_document(
    document: Document, count_tokens: CountTokens, max_tokens: int, most: int = CHUNK_TOKENS, overlap: int = OVERLAP
) -> list[Chunk]:
    """Chunks that cover every sentence, in order, each at most `most` tokens of cl100k_base long.

    `count_tokens` is the embedder's own count, special tokens included; with its header no chunk exceeds
    `max_tokens` of them. With `overlap` a chunk begins with the last sentence of the one before it, if
    that leaves room. Raises `EmbedderError` if a header leaves no room for text.
    """
    return list(iter_chunks(document, count_tokens, max_tokens, most, overlap))


def iter_chunks(
    document: Document, count_tokens: CountTokens, max_tokens: int, most: int = CHUNK_TOKENS, overlap: int = OVERLAP
) -> Iterator[Chunk]:
    """`chunk_document` one chunk after the other, as they are asked for."""
    above = outline(document.text)
    rooms = _rooms(document, above, count_tokens, max_tokens)
    least = min(rooms.values())
    if least < _LEAST_ROOM:
        raise EmbedderError(f"The embedder reads only {max_tokens} tokens. Choose one that reads 256 or more.")
    whole = iter_sentences(document.text, document.language)
    parts = (part for span in whole for part in _split(document.text, span, _PIECE_LENGTH))
    pieces = _Pieces(
        _pieces(document.text, run, count_tokens, least, most)
        for run in iter(lambda: list(islice(parts, _COUNTED)), [])
    )
    first = covered = 0
    while pieces.holds(covered):
        start = pieces[first].start
        place = _place(document, above, start)
        room = rooms[place]
        last = covered
        while pieces.holds(last + 1) and _fits(document, pieces.run(first, last + 2), room, most):
            last += 1
        chunk = Chunk(document, start, pieces[last].end, *place)
        while last > covered and not _within(chunk.text, count_tokens, room, most):
            last -= 1
            chunk = Chunk(document, start, pieces[last].end, *place)
        if not _within(chunk.text, count_tokens, room, most):  # the overlap was too much
            first = covered
            continue
        yield chunk
        covered = last + 1
        overlaps = overlap and pieces.holds(covered) and _fits(document, pieces.run(last, last + 2), room, most)
        first = last if overlaps else covered


class _Pieces:
    """A list of pieces that are counted, a few at a time, when they are reached."""

    def __init__(self, runs: Iterator[list[_Piece]]) -> None:
        self._runs = runs
        self._reached: list[_Piece] = []

    def holds(self, number: int) -> bool:
        """Whether there are more than so many."""
        while len(self._reached) <= number and (run := next(self._runs, None)):
            self._reached += run
        return number < len(self._reached)

    def __getitem__(self, number: int) -> _Piece:
        return self._reached[number]

    def run(self, start: int, end: int) -> list[_Piece]:
        return self._reached[start:end]


def _place(document: Document, above: Outline, offset: int) -> tuple[str, str]:
    """What a chunk that begins at an offset stands under, as `Chunk.heading` and `Chunk.lead_in` have it."""
    path = above.path(offset)
    return _named(document, path[:-1] if HEADING.match(document.text, offset) else path), above.lead_in(offset)


def _named(document: Document, path: Sequence[str]) -> str:
    return JOINT.join(path[path[:1] == (document.title,) :])


def _rooms(
    document: Document, above: Outline, count_tokens: CountTokens, max_tokens: int
) -> dict[tuple[str, str], int]:
    """How many of the embedder's tokens each place leaves for a chunk's text."""
    offsets = {0, *(start for start, _ in (*above.sections, *above.leads))}
    places = sorted(
        {
            (_named(document, path), above.lead_in(offset))
            for offset in offsets
            for path in (above.path(offset), above.path(offset)[:-1])
        }
    )
    counts = count_tokens([_head(document, *place) for place in places])
    return {place: max_tokens - count for place, count in zip(places, counts, strict=True)}


def _fits(document: Document, run: Sequence[_Piece], room: int, most: int) -> bool:
    """Whether a run is one section and, by the sum of its pieces, short enough."""
    if any(HEADING.match(document.text, piece.start) for piece in run[1:]):
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
