"""The values that travel from a file to a hit. Text is stored once, in `Document`; the rest are offsets."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Concatenate, ParamSpec, Protocol, TypeVar

_Other = ParamSpec("_Other")
_Told = TypeVar("_Told")


class Held(Protocol):
    """A text that is kept elsewhere and read when it is wanted. Two are equal if they are of the same content, which
    is that of their `key`."""

    @property
    def key(self) -> Hashable: ...
    def __call__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus.

    `source` is its POSIX path relative to the corpus root and `text` its content as it was read, given as it is or held
    elsewhere: every offset in citeseed counts characters of this string. `title` and `date` (ISO 8601, of a day or of
    a month) are None where the file states none; `dated_by` names what of it states the date. `page_starts` are the
    offsets at which pages begin, empty without pages. `language` is an ISO 639-1 code. `omissions` say what of the file
    is not in the text, and where: such a document is partly read. `recognised` are the pages whose text, or some of it,
    was read by text recognition (OCR), each with how sure that is, 0 to 1. `copies` are the paths of other files with
    the same content.
    """

    source: str
    body: str | Held = field(repr=False)
    title: str | None
    date: str | None
    sha256: str
    page_starts: tuple[int, ...] = ()
    language: str = "en"
    omissions: tuple[str, ...] = ()
    dated_by: str = ""
    copies: tuple[str, ...] = ()
    recognised: tuple[tuple[int, float], ...] = ()

    @property
    def text(self) -> str:
        body = self.body
        return body if isinstance(body, str) else body()

    @property
    def key(self) -> Hashable:
        """Equal for equal documents, without the text where that is held elsewhere."""
        body = self.body if isinstance(self.body, str) else self.body.key
        return self.source, self.title, self.date, self.sha256, self.language, body

    def sure(self, offset: int) -> float | None:
        """How sure text recognition is of the page that holds `offset`; None where the file holds text itself."""
        return dict(self.recognised).get(self.page(offset) or 0)

    def page(self, offset: int) -> int | None:
        """The 1-based page that holds `offset`, or None in a document without pages."""
        return bisect_right(self.page_starts, offset) or None


_Tell = Callable[Concatenate[Document, _Other], _Told]


def told_once(most: int) -> Callable[[_Tell[_Other, _Told]], _Tell[_Other, _Told]]:
    """Keeps what a function tells of a document, as `lru_cache` does, and not the document: what its text is read from
    may be closed."""

    def decorated(tell: _Tell[_Other, _Told]) -> _Tell[_Other, _Told]:
        known: OrderedDict[Hashable, _Told] = OrderedDict()
        lock = Lock()

        def told(document: Document, /, *args: _Other.args, **kwargs: _Other.kwargs) -> _Told:
            key = (document.key, *args, *kwargs.items())
            with lock:
                if key in known:
                    known.move_to_end(key)
                    return known[key]
            value = tell(document, *args, **kwargs)
            with lock:
                known[key] = value
                if len(known) > most:
                    known.popitem(last=False)
            return value

        told.__doc__ = tell.__doc__
        return told

    return decorated


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

    `score` is the fused one, 0 to 1 within its query; `dense` is the nearness of query and chunk, 0 for unrelated
    texts and 1 for the same;
    `lexical` is the BM25 score.
    """

    chunk: Chunk
    score: float
    dense: float
    lexical: float
