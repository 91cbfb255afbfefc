"""The answer that the page, the command line, the API and the eval share. Pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.language.identify import ENGLISH
from index.language.shown import shown
from index.language.wording import doubt, say
from index.records import Document, Hit

EXTRACT = "extract"
"""What answers with the documents' own words, where a language model may be named."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of a document: `document.text[start:end]`. `number` is what `[1]` in the answer refers to."""

    number: int
    document: Document
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer. `supported` says that its citations state it.

    `text[key[0]:key[1]]` is the answer proper, the date asked for or the number; None if it can't be told. Of what a
    language model wrote, `corrected` says that its citations are not those that the model gave, `item` that it stands
    in a list. `mark` is the number that it has in a list of its document, as it stands there: "3."; "" without one.
    `further` says that the statements before it answer without it.
    """

    text: str
    citations: tuple[Citation, ...]
    supported: bool = True
    key: tuple[int, int] | None = None
    corrected: bool = False
    item: bool = False
    mark: str = ""
    further: bool = False


WRITING = ("coming", "whole", "gave_up", "cut")


@dataclass(frozen=True, slots=True)
class Written:
    """What the language model `model` wrote to a question that was answered with quotes, each sentence checked.

    `state` is one of `WRITING`: coming while more may follow; gave_up if the model said too that the passages don't say
    it, or not all of it; cut if it failed or was stopped, and `notice` tells why.
    """

    model: str
    statements: tuple[Statement, ...] = ()
    state: str = "coming"
    notice: str = ""

    def text(self, language: str) -> str:
        """The statements with their markers, items on lines of their own; doubts in this language."""
        return _joined(self.statements, "written", language)


STATUSES = ("answered", "partial", "unsure", "refused")
WHOLE = ("count", "listing", "table", "comparison", "choices")
"""Shapes of answers to questions about all of it: worked out over all documents or rows, not found in some passages."""
SHAPES = ("sentence", "bullets", "several", "closest", "summary", "corpus", "smalltalk", "written", *WHOLE)
LISTED = ("bullets", "corpus")  # the first statement leads, the others are items
UNCITED = ("corpus", "smalltalk", *WHOLE)
"""Shapes in which a statement without a citation says something about the chat, the index or what was counted."""
REFINEMENTS = ("date", "folder", "type", "title", "person", "choice")


@dataclass(frozen=True, slots=True)
class Refinement:
    """Another way to put a question. `kind` is one of `REFINEMENTS`.

    A filter that was read out of the question is taken off by asking `question`; of a choice, `question` is what to ask
    to mean it.
    """

    kind: str
    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What citeseed says to a question.

    `status` is one of `STATUSES`; of an unsure one the statements are passages that come near, which claim nothing; a
    refused one cites nothing. `confidence`, 0 to 1, is the estimated probability that the documents answer the
    question. `timings` are in seconds. `shape` is one of `SHAPES`: bullets is a lead-in and its items, several a
    statement a source, closest the passages of an unsure answer. `headline` is the shortest true answer, words of the
    first statement, or Yes or No, with the citations that it rests on. `notice` says in plain words what to mind.
    `missing` are the parts of a double question that the documents don't answer; `unmet` are words of the question that
    pin down what is asked for and that nothing shown mentions. `written` is what a language model wrote
    below the quotes, with citations of the same numbering; then `usage` counts `tokens_in` and `tokens_out` (of
    cl100k_base), and `unknown_numbers`, which no passage had. `answered_by` is "extract". Of records that earlier
    versions made, shape written is an answer that the model `answered_by` wrote in place of quotes, and `related`,
    numbered on their own, are quotes beside one of which nothing was supported. `plan` says in words what
    was worked out of the whole, for the shapes of `WHOLE`: there the headline is the figure and the statements are all
    that it rests on; shape choices asks back, and claims nothing. `refinements` are the filters in force, or choices.
    `only` are the files that it was asked of, none if of all. `language`, ISO 639-1, is the one that the answer speaks
    where it is no quote.
    """

    question: str
    standalone: str
    status: str
    confidence: float
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    answered_by: str
    timings: Mapping[str, float] = field(default_factory=dict)
    shape: str = "sentence"
    notice: str = ""
    missing: tuple[str, ...] = ()
    related: tuple[Citation, ...] = ()
    usage: Mapping[str, int] = field(default_factory=dict)
    headline: Statement | None = None
    unmet: tuple[str, ...] = ()
    plan: str = ""
    refinements: tuple[Refinement, ...] = ()
    only: tuple[str, ...] = ()
    written: Written | None = None
    language: str = ENGLISH

    @property
    def text(self) -> str:
        """The headline on a line, then the statements with their markers, items on lines of their own; not what is
        `written`.

        Of an unsure answer it begins with saying so. Of a refused one it is empty: what that holds is no answer.
        """
        shown = self.statements if self.status != "refused" else ()
        unsure = self.status == "unsure" and self.shape != "choices"
        text = doubt(self.language, len(shown), self.unmet, self.shape == "written") if unsure else ""
        text = f"{text}\n{_marked(self.headline, self.language)}" if self.headline else text
        return f"{text}\n{_joined(shown, self.shape, self.language)}".strip()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each citation once, by number, those of what is `written` too."""
        said = (*self.statements, *(self.written.statements if self.written else ()))
        unique = {citation.number: citation for statement in said for citation in statement.citations}
        return tuple(unique[number] for number in sorted(unique))


def _joined(statements: Sequence[Statement], shape: str, language: str) -> str:
    """Statements as lines, those that follow each other as prose on one."""
    text, between, closest = "", "\n", shape == "closest"
    for place, statement in enumerate(statements):
        item = not closest and (statement.item or (place > 0 and shape in LISTED))
        bullet = "" if statement.mark else "• "
        marked = _marked(statement, language, first=closest)
        text += f"{between}{marked}" if not item else f"\n{bullet}{marked}"
        between = "\n" if item or closest else " "
    return text.strip()


def _marked(statement: Statement, language: str, first: bool = False) -> str:
    """With its markers behind it, or `first`, and a doubt if it is not supported."""
    markers = [f"[{one.number}]" for one in statement.citations]
    doubted = [] if statement.supported else [f"({say(language, 'doubted')})"]
    said = [*([statement.mark] if statement.mark else []), statement.text]
    return " ".join([*markers, *said, *doubted] if first else [*said, *markers, *doubted])


def quoting(spans: Sequence[tuple[Document, int, int]]) -> tuple[Statement, ...]:
    """Statements that repeat spans word for word, but for marks of layout, numbered from 1 in order of first use."""
    numbers: dict[tuple[str, int, int], int] = {}
    statements = []
    for document, start, end in spans:
        number = numbers.setdefault((document.source, start, end), len(numbers) + 1)
        citation = Citation(number, document, start, end)
        statements.append(Statement(shown(citation.quote).text, (citation,)))
    return tuple(statements)
