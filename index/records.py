"""The values that travel from a file to a hit. Text is stored once, in `Document`; the rest are offsets."""

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus.

    `source` is its POSIX path relative to the corpus root and `text` its content as it was read: every offset in
    citeseed counts characters of this string. `title` and `date` (ISO 8601, of a day or of a month) are None where the
    file states none; `dated_by` names what of it states the date. `page_starts` are the offsets at which pages begin,
    empty without pages. `language` is an ISO 639-1 code. `omissions` say what of the file is not in the text, and
    where: such a document is partly read. `recognised` are the pages whose text, or some of it, was read by text
    recognition (OCR), each with how sure that is, 0 to 1. `copies` are the paths of other files with the same content.
    """

    source: str
    text: str = field(repr=False)
    title: str | None
    date: str | None
    sha256: str
    page_starts: tuple[int, ...] = ()
    language: str = "en"
    omissions: tuple[str, ...] = ()
    dated_by: str = ""
    copies: tuple[str, ...] = ()
    recognised: tuple[tuple[int, float], ...] = ()

    def sure(self, offset: int) -> float | None:
        """How sure text recognition is of the page that holds `offset`; None where the file holds text itself."""
        return dict(self.recognised).get(self.page(offset) or 0)

    def page(self, offset: int) -> int | None:
        """The 1-based page that holds `offset`, or None in a document without pages."""
        return bisect_right(self.page_starts, offset) or None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences: `document.text[start:end]`.

    `heading` are the headings that it stands under, widest first, with " > " between, but for the title and one that it
    begins with; `lead_in` is what leads in to the list that it begins within. "" for none.
    """

    document: Document
    start: int
    end: int
    heading: str = field(default="", compare=False)
    lead_in: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved chunk. In all three scores larger is better.

    `score` is the fused one, 0 to 1 within its query; `dense` is the cosine of query and chunk;
    `lexical` is the BM25 score.
    """

    chunk: Chunk
    score: float
    dense: float
    lexical: float
