"""Word documents: whatever a document can hold is in the text or in a note, and reads as on the page."""

import pytest

from index.errors import LoadError
from index.formats.registry import parse
from index.records import Document
from tests.samples import OOXML, docx, paragraph

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def _r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _in_run(xml: str) -> str:
    return f"<w:r>{xml}</w:r>"


def _field(code: str, result: str = "", data: str = "") -> str:
    marks = [
        f'<w:r><w:fldChar w:fldCharType="{kind}">{data if kind == "begin" else ""}</w:fldChar></w:r>'
        for kind in ("begin", "separate", "end")
    ]
    return f"{marks[0]}<w:r><w:instrText> {code} </w:instrText></w:r>{marks[1]}{result}{marks[2]}"


def _table(*rows: tuple[str, ...], heads: int = 0) -> str:
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    return f"<w:tbl>{''.join(f'<w:tr>{head if at < heads else str()}{chr(10).join(row)}</w:tr>' for at, row in enumerate(rows))}</w:tbl>"


def _tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else _p(_r(content))}</w:tc>"


def _box(text: str, tag: str = "wps:txbx") -> str:
    return f"<{tag}><w:txbxContent>{_p(_r(text))}</w:txbxContent></{tag}>"


def _drawing(inside: str, alt: str = "") -> str:
    return _in_run(
        f'<w:drawing><wp:inline><wp:docPr id="1" name="n" descr="{alt}"/><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></wp:inline></w:drawing>'
    )


def _part(tag: str, content: str) -> str:
    return f"<{tag} {OOXML}>{content}</{tag}>"


def _read(body: str, parts: dict[str, str | bytes] | None = None) -> Document:
    """The document of a body; `parts` by name: each is one that the body may refer to by its number, `n0`, `n1`..."""
    kinds = {name: name.rpartition("/")[2].rstrip("0123456789.xml") for name in parts or {}}
    refers = "".join(
        f'<Relationship Id="n{at}" Type="{_REL}/{kind}" Target="/{name}"/>'
        for at, (name, kind) in enumerate(kinds.items())
    )
    return parse("a.docx", docx(body, parts or {}, refers=refers))


CHART = _part(
    "c:chartSpace",
    "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>TITLE</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:bar3DChart>"
    "<c:ser><c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>SERIES</c:v></c:pt></c:strCache></c:strRef></c:tx>"
    "<c:cat><c:strRef><c:strCache><c:pt idx='0'><c:v>May</c:v></c:pt><c:pt idx='1'><c:v>June</c:v></c:pt></c:strCache></c:strRef></c:cat>"
    "<c:val><c:numRef><c:numCache><c:formatCode>0%</c:formatCode><c:pt idx='0'><c:v>0.25</c:v></c:pt><c:pt idx='1'><c:v>0.5</c:v>"
    "</c:pt></c:numCache></c:numRef></c:val></c:ser></c:bar3DChart><c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>AXIS</a:t></a:r>"
    "</a:p></c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart>",
)
DIAGRAM = _part(
    "dgm:dataModel",
    "<dgm:ptLst><dgm:pt modelId='0' type='doc'/>"
    + "".join(f"<dgm:pt modelId='{at}'><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for at, text in ((2, "Deputy"), (1, "Head")))
    + "</dgm:ptLst><dgm:cxnLst><dgm:cxn srcId='0' destId='1' srcOrd='0'/><dgm:cxn srcId='1' destId='2' srcOrd='0'/></dgm:cxnLst>",
)  # fmt: skip
_SECTION = '<w:sectPr><w:headerReference w:type="default" r:id="n0"/><w:footerReference w:type="default" r:id="n1"/></w:sectPr>'

PLACES: dict[str, tuple[str, dict[str, str | bytes], str]] = {
    "a text box": (_p(_drawing(_box("PLANTED"))), {}, "PLANTED"),
    "an old text box": (_p(_in_run(f"<w:pict><v:shape>{_box('PLANTED', 'v:textbox')}</v:shape></w:pict>")), {}, "PLANTED"),
    "a newer and an older form": (
        _p(_in_run(f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{_box('PLANTED')}</w:drawing></mc:Choice><mc:Fallback><w:pict>{_box('OLD', 'v:textbox')}</w:pict></mc:Fallback></mc:AlternateContent>")),
        {}, "PLANTED",
    ),
    "a box in a box": (_p(_drawing(f"<wps:txbx><w:txbxContent>{_p(_drawing(_box('PLANTED')))}</w:txbxContent></wps:txbx>")), {}, "PLANTED"),
    "word art": (_p(_in_run('<w:pict><v:shape><v:textpath string="PLANTED"/></v:shape></w:pict>')), {}, "PLANTED"),
    "a content control": (f"<w:sdt><w:sdtContent>{_p(_r('PLANTED'))}</w:sdtContent></w:sdt>", {}, "PLANTED"),
    "a control in a line": (_p("<w:sdt><w:sdtContent>", _r("PLANTED"), "</w:sdtContent></w:sdt>"), {}, "PLANTED"),
    "a control around rows": (_table((_tc("Item"), _tc("Cost"))).replace("</w:tbl>", f"<w:sdt><w:sdtContent><w:tr>{_tc('PLANTED')}{_tc('9')}</w:tr></w:sdtContent></w:sdt></w:tbl>"), {}, "Item: PLANTED; Cost: 9."),
    "a control around a cell": (_table((_tc("a"), f"<w:sdt><w:sdtContent>{_tc('PLANTED')}</w:sdtContent></w:sdt>")), {}, "PLANTED"),
    "an empty control": (_p("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>", _r("Click here."), "</w:sdtContent></w:sdt>"), {}, "[Click here.]"),
    "a smart tag": (_p(_r("nine "), f"<w:smartTag>{_r('PLANTED')}</w:smartTag>"), {}, "nine PLANTED"),
    "an insertion": (_p(f"<w:ins>{_r('PLANTED')}</w:ins>"), {}, "PLANTED"),
    "a deletion": (_p(_r("x"), "<w:del><w:r><w:delText>PLANTED</w:delText></w:r></w:del>"), {}, "!1 deletion (tracked changes)"),
    "a deleted row": (_table((_tc("a"), _tc("b"))).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>") + _p(_r("x")), {}, "!1 deletion (tracked changes)"),
    "hidden text": (_p(_r("x"), _r("two words", "<w:vanish/>")), {}, "!2 hidden words"),
    "a nested table": (_table((_tc("a"), _tc(_table((_tc("PLANTED"), _tc("c"))) + _p()))), {}, "PLANTED"),
    "a reference": (_p(_r("See "), _field("REF x", _r("PLANTED"))), {}, "See PLANTED"),
    "a simple field": (_p(f"<w:fldSimple w:instr='MERGEFIELD x'>{_r('PLANTED')}</w:fldSimple>"), {}, "PLANTED"),
    "a header": (_p(_r("x")) + _SECTION, {"word/header1.xml": _part("w:hdr", _p(_r("PLANTED"))), "word/footer1.xml": _part("w:ftr", "")}, "PLANTED"),
    "a footer": (_p(_r("x")) + _SECTION, {"word/header1.xml": _part("w:hdr", ""), "word/footer1.xml": _part("w:ftr", _p(_r("PLANTED")))}, "PLANTED"),
    "an endnote": (_p(_r("x"), _in_run('<w:endnoteReference w:id="3"/>')), {"word/endnotes.xml": _part("w:endnotes", f"<w:endnote w:id='3'>{_p(_r('PLANTED'))}</w:endnote>")}, "¹ PLANTED"),
    "a comment": (_p(_r("x"), _in_run('<w:commentReference w:id="4"/>')), {"word/comments.xml": _part("w:comments", f"<w:comment w:id='4' w:author='Kari'>{_p(_r('PLANTED'))}</w:comment>")}, "Comment (Kari): PLANTED"),
    "a chart": (_p(_drawing('<c:chart r:id="n0"/>')), {"word/charts/chart1.xml": CHART}, "TITLE\n\nMay; SERIES (AXIS): 25%.\nJune; SERIES (AXIS): 50%."),
    "an empty chart": (_p(_r("x"), _drawing('<c:chart r:id="n9"/>')), {}, "!1 chart without saved values"),
    "a diagram": (_p(_drawing('<dgm:relIds r:dm="n0"/>')), {"word/diagrams/data1.xml": DIAGRAM}, "- Head\n  - Deputy"),
    "a picture that is described": (_p(_drawing("<pic:pic/>", "PLANTED")), {}, "Picture: PLANTED"),
    "a picture": (_p(_r("x"), _drawing("<pic:pic/>")), {}, "!1 picture"),
    "an embedded workbook": (_p(_r("x"), _in_run('<w:object><v:shape/><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>')), {}, "!1 embedded workbook not read"),
    "an included file": (_p(_r("x")) + '<w:altChunk r:id="n0"/>', {}, "!1 included file"),
    "an equation": (_p("<m:oMath><m:r><m:t>PLANTED</m:t></m:r></m:oMath>"), {}, "PLANTED"),
    "a damaged part": (_p(_r("x"), _in_run('<w:endnoteReference w:id="3"/>')), {"word/endnotes.xml": "<cut"}, "!a damaged part (word/endnotes.xml)"),
}  # fmt: skip
"""By place: a body, parts, and what comes out of them; with "!" what is noted as not read."""


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_lost_silently(place: str) -> None:
    body, parts, expected = PLACES[place]
    document = _read(body, parts)
    if expected.startswith("!"):
        assert document.omissions == (expected[1:],)
    else:
        assert expected in document.text
        assert document.text.count("PLANTED") <= 1
        assert document.omissions == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (_p(_r("over 1,250"), _in_run('<w:footnoteReference w:id="2"/>'), _r(" tons")), "over 1,250¹ tons\n\n¹ Seen by the pilot."),
        (_p(_r("10"), _r("6", '<w:vertAlign w:val="superscript"/>'), _r(" l, H"), _r("2", '<w:vertAlign w:val="subscript"/>'), _r("O, 1"), _r("st", '<w:vertAlign w:val="superscript"/>')), "10⁶ l, H2O, 1st"),
        (_p(_in_run("<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t><w:br/><w:t>d</w:t>")), "a-bc\nd"),
        (_p(_in_run('<w:sym w:font="Wingdings" w:char="F0FE"/>'), _r(" yes")), "☑ yes"),
        (_p('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent/></w:sdt>', _r(" yes")), "☒ yes"),
        (_p(_field("FORMCHECKBOX", data='<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'), _r(" yes")), "☒ yes"),
        (_p(_field("FORMDROPDOWN", data='<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="no"/><w:listEntry w:val="yes"/></w:ddList></w:ffData>')), "yes"),
        (_p("".join(_in_run(f"<w:ruby><w:rt>{_r(top)}</w:rt><w:rubyBase>{_r(base)}</w:rubyBase></w:ruby>") for base, top in (("港", "こう"), ("長", "ちょう"))), _r("は")), "港長は\n\n港長(こうちょう)"),
        (_p(_in_run('<w:fldChar w:fldCharType="begin"/>'), _in_run(r"<w:instrText>EQ \* jc2 \o\ad(\s\up 9(ちょう),長)</w:instrText>"), _in_run('<w:fldChar w:fldCharType="end"/>')), "長\n\n長(ちょう)"),
        (_p(_r("T"), properties='<w:framePr w:dropCap="drop"/>') + _p(_r("he cap.")), "The cap."),
        (_p(_r("PLANTED"), properties='<w:outlineLvl w:val="2"/>'), "### PLANTED"),
        (_table((_tc("Name"), _tc("2024")), (_tc("Ada"), _tc("5")), heads=1), "Name: Ada; 2024: 5."),
        (_table((_tc("Cabin", "<w:vMerge w:val='restart'/>"), _tc("Summer", "<w:gridSpan w:val='2'/>")), (_tc("", "<w:vMerge/>"), _tc("Week"), _tc("Day")), (_tc("Loft"), _tc("9"), _tc("2"))), "Cabin: Loft; Summer Week: 9; Summer Day: 2."),
        (_table((_tc("Port"), _tc("Boat")), (_tc("Moss", "<w:vMerge w:val='restart'/>"), _tc("1")), (_tc("", "<w:vMerge/>"), _tc("2"))), "Port: Moss; Boat: 1.\nPort: Moss; Boat: 2."),
        (_table((_tc("Port"), _tc("Boat"), _tc("Sail")), (_tc("Moss"), _tc("1"), _tc("5")), ("<w:trPr><w:gridBefore w:val='2'/></w:trPr>", _tc("7"))), "Port: Moss; Boat: 1; Sail: 5.\nSail: 7."),
        (_table((_tc("Day"), _tc("Cooks", "<w:gridSpan w:val='2'/>")), (_tc("Mon"), _tc("Ada"), _tc("Bob")), (_tc("Tue"), _tc("Cy"), _tc("Ada"))), "Day; Cooks; Cooks.\nMon; Ada; Bob.\nTue; Cy; Ada."),
        (_p(_r("The price "), properties="<w:rPr><w:del/></w:rPr>") + _p(_r("is 5.")), "The price is 5."),
        (_p(_r("T"), properties='<w:framePr w:dropCap="drop"/>') + _table((_tc("A"), _tc("B")), (_tc("1"), _tc("2"))), "T\n\nA: 1; B: 2."),
        (_table((_tc("Only the"), ), (_tc("layout"), )), "Only the\n\nlayout"),
    ],
)  # fmt: skip
def test_word_worked_by_hand(body: str, expected: str) -> None:
    assert _read(body).text == expected


def _number(form: str, text: str, more: str = "") -> str:
    return f'<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}'


def test_clauses_and_lists_have_the_numbers_that_a_reader_sees() -> None:
    forms = [
        ("upperRoman", "Article %1"),
        ("decimal", "%1.%2.", "<w:isLgl/>"),
        ("lowerLetter", "(%3)"),
        ("bullet", "·"),
    ]
    levels = "".join(f'<w:lvl w:ilvl="{depth}">{_number(*form)}</w:lvl>' for depth, form in enumerate(forms))
    override = '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="3"/></w:lvlOverride>'
    numbering = _part("w:numbering", f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>' + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{more}</w:num>' for number, more in ((1, ""), (2, override))
    ))  # fmt: skip

    def item(text: str, depth: int, number: int = 1) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')

    body = (
        item("Name", 0)
        + item("Members", 0)
        + item("pay;", 1)
        + item("leave who", 1)
        + item("sing;", 2)
        + item("shout.", 2)
    )
    body += (
        paragraph("Meanwhile.")
        + item("go on.", 2)
        + item("begin anew.", 2, 2)
        + item("dot", 3)
        + item("End", 0)
        + item("last.", 1)
    )
    assert parse("a.docx", docx(body, {"word/numbering.xml": numbering})).text == (
        "Article I Name\nArticle II Members\n  2.1 pay;\n  2.2 leave who\n    (a) sing;\n    (b) shout.\n\nMeanwhile.\n\n"
        "    (c) go on.\n\n    (c) begin anew.\n\n      - dot\nArticle III End\n  3.1 last."
    )


def test_rows_keep_their_numbers_and_what_has_moved_away_counts_for_none() -> None:
    level = f'<w:lvl w:ilvl="0">{_number("decimal", "%1.")}</w:lvl>'
    numbering = _part(
        "w:numbering",
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    listed = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    gone = _p(f"<w:moveFrom>{_r('Two')}</w:moveFrom>", properties=f"{listed}<w:rPr><w:moveFrom/></w:rPr>")
    steps = [(_tc(_p(properties=listed)), _tc(text)) for text in ("Mix", "Bake")]
    body = _p(_r("One"), properties=listed) + gone + _table((_tc("Step"), _tc("Do")), *steps)
    document = parse("a.docx", docx(body, {"word/numbering.xml": numbering}))
    assert document.text == "1. One\n\nStep: 2; Do: Mix.\nStep: 3; Do: Bake."


def test_headers_and_footers_are_read_once_without_page_numbers_and_give_no_title() -> None:
    footer = _p(
        _r("Bank 1207"),
        _in_run("<w:tab/>"),
        _r("Page "),
        _field("PAGE", _r("1")),
        _r(" of "),
        _field("NUMPAGES", _r("9")),
    )
    parts: dict[str, str | bytes] = {
        "word/header1.xml": _part("w:hdr", _p(_r("Letterhead"))),
        "word/footer1.xml": _part("w:ftr", footer),
    }
    document = _read(_p(_r("Rules of the house"), properties=_SECTION) + _p(_r("No smoking.")) + _SECTION, parts)
    assert document.text == "Letterhead\n\nRules of the house\n\nNo smoking.\n\nBank 1207"
    assert document.title == "Rules of the house"


def test_the_strict_form_of_the_standard_is_read() -> None:
    body = _part("w:document", f"<w:body>{_p(_r('Harbor', '<w:vanish/>'))}{_p(_r('words'))}</w:body>")
    body = body.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    document = parse("a.docx", docx("", {"word/document.xml": body}))
    assert (document.text, document.omissions) == ("words", ("1 hidden word",))


def test_a_document_whose_text_is_damaged_is_refused_and_other_endings_are_read() -> None:
    with pytest.raises(LoadError, match="its main part can't be read; open it and save it again"):
        parse("a.docx", docx("<w:p>"))
    for ending in (".docm", ".dotx"):
        assert parse(f"a{ending}", docx(paragraph("words"))).text == "words"


def test_deep_and_wide_documents_are_bounded() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 3000 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 3000
    with pytest.raises(LoadError, match="nested too deeply"):
        parse("a.docx", docx(deep))
    wide = _table(*[(_tc("a", '<w:gridSpan w:val="999999999"/>'), _tc("b"))] * 50)
    assert len(parse("a.docx", docx(wide)).text) < 1_000
