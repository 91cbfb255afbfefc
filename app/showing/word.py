"""A chat as a Word document, with a footnote for each source. Pure.

python-docx (MIT) writes the document; footnotes, which it does not know, are a part of their own (ECMA-376, 17.11).
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.records import AnswerRecord, StatementRecord
from app.showing.text import (
    dated,
    doubt_line,
    missing_lines,
    offered_line,
    only_line,
    quoted,
    refusal_lines,
    refused_draft,
    runs,
    status_line,
    understood_line,
    unmet_line,
)
from app.showing.whole import below, choice_lines, notice_above
from app.showing.written import alone, heading, outcome_line, unfound, unfound_line
from index.language.tidy import one_line
from index.language.wording import say

_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))  # that Word expects before the first footnote


def chat_word(title: str, records: Sequence[AnswerRecord]) -> bytes:
    """Questions and answers; each source is a footnote of the words that it stands for: where it is, and the quote."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = one_line(title), "citeseed"
    document.add_heading(one_line(title), 0)
    notes = _Footnotes()
    for record in records:
        document.add_heading(one_line(record["question"]), 1)
        _answer(document, record, notes)
    notes.attach(document.part)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _answer(document: Any, record: AnswerRecord, notes: "_Footnotes") -> None:
    def line(text: str, style: str | None = None, *, italic: bool = False) -> None:
        document.add_paragraph(style=style).add_run(one_line(text)).italic = italic

    numbers: dict[int, int] = {}  # footnotes of this answer, by the number of the citation
    above = (understood_line(record), only_line(record), notice_above(record), doubt_line(record))
    for text in filter(None, above):
        line(text, italic=True)
    if record["headline"]:
        _say(document.add_paragraph(), record, record["headline"], notes, numbers, bold=True)
    _list(document, record, notes, numbers)
    for text in _after(record):
        line(text)
    for text in choice_lines(record):
        line(text, "List Bullet")
    for text in filter(None, (*below(record), status_line(record))):
        line(text, italic=True)
    if written := record["written"]:
        language = record["language"]
        if head := heading(written, language):
            line(f"{head}:", italic=True)
            _list(document, alone(record), notes, numbers)
        for text in filter(None, (unfound_line(written, language), *unfound(written), outcome_line(written, language))):
            line(text, italic=True)
    if record["related"]:
        line(offered_line(record))
    for citation in record["related"]:
        line(quoted(citation, record["language"]), "List Bullet")
    head, draft = refused_draft(record)
    for text in [f"{head}:", *draft] if draft else []:
        line(text, italic=True)


def _list(document: Any, record: AnswerRecord, notes: "_Footnotes", numbers: dict[int, int]) -> None:
    """The statements, each as a paragraph."""
    for item, run in runs(record):
        for statement in run:
            paragraph = document.add_paragraph(style="List Bullet" if item and not statement["mark"] else None)
            _say(paragraph, record, statement, notes, numbers)


def _after(record: AnswerRecord) -> Iterator[str]:
    """What stands below the statements, in the place of an answer or beside it."""
    yield from filter(None, (unmet_line(record), " ".join(refusal_lines(record))))
    yield from missing_lines(record)


def _say(
    paragraph: Any,
    record: AnswerRecord,
    statement: StatementRecord,
    notes: "_Footnotes",
    numbers: dict[int, int],
    *,
    bold: bool = False,
) -> None:
    if date := dated(record, statement):
        paragraph.add_run(f"{date}: ")
    paragraph.add_run(one_line(f"{statement['mark']} {statement['text']}")).bold = bold
    if not statement["supported"]:
        paragraph.add_run(f" ({say(record['language'], 'doubted')})").italic = True
    for number in statement["citations"]:
        if number in numbers:  # the same words once more
            paragraph.add_run(f" {numbers[number]}").font.superscript = True
        else:
            citation = next(citation for citation in record["citations"] if citation["number"] == number)
            numbers[number] = notes.add(paragraph, quoted(citation, record["language"]))


class _Footnotes:
    """The footnotes of a document, numbered from 1."""

    def __init__(self) -> None:
        self._root = OxmlElement("w:footnotes")
        for kind, number in _SEPARATORS:
            self._note(number, kind).append(_run(OxmlElement(f"w:{kind}")))

    def add(self, paragraph: Any, text: str) -> int:
        """Puts a reference at the end of the paragraph; returns its number."""
        number = len(self._root) - len(_SEPARATORS) + 1
        reference = OxmlElement("w:footnoteReference", {qn("w:id"): str(number)})
        paragraph._p.append(_run(reference, raised=True))
        words = OxmlElement("w:t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        words.text = f" {text}"
        note = self._note(number)
        note.append(_run(OxmlElement("w:footnoteRef"), raised=True))
        note.append(_run(words))
        return number

    def attach(self, part: Any) -> None:
        """Makes them a part of the document whose main part this is."""
        name = PackURI("/word/footnotes.xml")
        notes = Part(name, CONTENT_TYPE.WML_FOOTNOTES, serialize_part_xml(self._root), part.package)
        part.relate_to(notes, RELATIONSHIP_TYPE.FOOTNOTES)

    def _note(self, number: int, kind: str = "") -> Any:
        """The paragraph of a new footnote."""
        note, paragraph = OxmlElement("w:footnote", {qn("w:id"): str(number)}), OxmlElement("w:p")
        if kind:
            note.set(qn("w:type"), kind)
        note.append(paragraph)
        self._root.append(note)
        return paragraph


def _run(content: Any, *, raised: bool = False) -> Any:
    run = OxmlElement("w:r")
    if raised:
        properties = OxmlElement("w:rPr")
        properties.append(OxmlElement("w:vertAlign", {qn("w:val"): "superscript"}))
        run.append(properties)
    run.append(content)
    return run
