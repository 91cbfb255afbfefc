"""OpenDocument texts and presentations: whatever a document can hold is in the text or in a note."""

import pytest

from index.errors import LoadError
from index.formats.registry import parse
from tests.samples import OPEN_DOCUMENT, odt


def _p(inside: str) -> str:
    return f"<text:p>{inside}</text:p>"


def _frame(inside: str, more: str = "") -> str:
    return f"<draw:frame {more}>{inside}</draw:frame>"


def _style(name: str, kind: str, attribute: str) -> str:
    return f'<style:style style:name="{name}"><style:{kind}-properties {attribute}/></style:style>'


def _part(inside: str) -> str:
    return f"<office:document {OPEN_DOCUMENT}>{inside}</office:document>"


_STYLES = (
    _style("hide", "text", 'text:display="none"')
    + _style("up", "text", 'style:text-position="super 58%"')
    + _style("off", "drawing-page", 'presentation:visibility="hidden"')
)
_OBJECT = _frame('<draw:object xlink:href="./Object 1"/><draw:image/>')
_CHART = _part(
    "<chart:chart><chart:title><text:p>TITLE</text:p></chart:title><table:table><table:table-row><table:table-cell/>"
    "<table:table-cell><text:p>Visitors</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>"
    "<text:p>May</text:p></table:table-cell><table:table-cell><text:p>120</text:p></table:table-cell></table:table-row>"
    "</table:table></chart:chart>"
)
_MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi>Q</mi><annotation>Q = P over H</annotation></semantics></math>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (_p("x" + _frame(f"<draw:text-box>{_p('PLANTED')}</draw:text-box>")), "x\n\nPLANTED"),
        (_p(f"x<draw:custom-shape>{_p('PLANTED')}</draw:custom-shape>"), "x\n\nPLANTED"),
        (_p(f"x<draw:g><draw:rect>{_p('PLANTED')}</draw:rect></draw:g>"), "x\n\nPLANTED"),
        (_p("x" + _frame("<draw:image/><svg:desc>PLANTED</svg:desc>")), "x\n\nPicture: PLANTED"),
        (_p("x" + _frame("<draw:image/>")), "x!1 picture"),
        (_p("x" + _frame("<draw:object-ole/>")), "x!1 embedded object not read"),
        (_p("x.<text:note><text:note-citation>iv</text:note-citation><text:note-body><text:p>PLANTED</text:p></text:note-body></text:note> y"), "xⁱᵛ. y\n\nⁱᵛ PLANTED"),
        (_p("x<office:annotation><dc:creator>Kari</dc:creator><text:p>PLANTED</text:p></office:annotation>"), "x\n\nComment (Kari): PLANTED"),
        (_p("<text:ruby><text:ruby-base>港長</text:ruby-base><text:ruby-text>こうちょう</text:ruby-text></text:ruby>は"), "港長は\n\n港長(こうちょう)"),
        (_p('10<text:span text:style-name="up">6</text:span> l'), "10⁶ l"),
        (_p('x<text:span text:style-name="hide">two words</text:span>'), "x!2 hidden words"),
        (_p("x<text:hidden-text>PLANTED</text:hidden-text>"), "x!1 hidden word"),
        (f'{_p("x")}<text:section text:display="none">{_p("PLANTED")}</text:section>', "x!1 hidden word"),
        (f"<text:tracked-changes><text:changed-region><text:deletion>{_p('PLANTED')}</text:deletion></text:changed-region></text:tracked-changes>{_p('x')}", "x!1 deletion (tracked changes)"),
        (f"<text:table-of-content><text:index-body>{_p('Harbor 3')}</text:index-body></text:table-of-content>{_p('x')}", "x"),
        (f"<text:bibliography><text:index-body>{_p('PLANTED')}</text:index-body></text:bibliography>", "PLANTED"),
        ('<office:forms><form:form><form:checkbox form:id="c" form:label="yes" form:current-state="checked"/></form:form></office:forms>' + _p('Open?<draw:control draw:control="c"/>'), "Open?\n\n☒ yes"),
        ("<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>Week</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned='2'><text:p>x</text:p></table:table-cell><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>", "Week: x; Week: 1.\nWeek: x; Week: 2."),
    ],
)  # fmt: skip
def test_nothing_is_lost_silently(body: str, expected: str) -> None:
    document = parse("a.odt", odt(body, styles=_STYLES))
    assert "!".join((document.text, *document.omissions)) == expected


@pytest.mark.parametrize(("part", "expected"), [(_CHART, "TITLE\n\nMay; Visitors: 120."), (_MATH, "Q = P over H")])
def test_charts_and_equations_are_read(part: str, expected: str) -> None:
    assert parse("a.odt", odt(_p(_OBJECT), parts={"Object 1/content.xml": part})).text == expected


def test_headers_and_footers_are_read_once_without_page_numbers() -> None:
    pages = "".join(
        f"<style:master-page><style:header>{_p('Letterhead')}</style:header><style:footer><text:p>Bank 1207<text:tab/>"
        "Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>"
        for _ in range(2)
    )
    document = parse("a.odt", odt(_p("Rules") + _p("No smoking."), parts={"styles.xml": _part(pages)}))
    assert (document.text, document.title) == ("Letterhead\n\nRules\n\nNo smoking.\n\nBank 1207", "Rules")
    document = parse("a.odt", odt(_p("Rules"), parts={"styles.xml": "<cut"}))
    assert document.omissions == ("a damaged part (styles.xml)",)


def test_lists_and_headings_have_the_numbers_that_a_reader_sees() -> None:
    level = '<text:list-level-style-number text:level="{}" style:num-format="{}" style:num-suffix="{}" text:display-levels="{}"/>'
    styles = f'<text:list-style style:name="L">{level.format(1, "1", ".", 1)}{level.format(2, "1", ".", 2)}</text:list-style>'
    outline = f"<text:outline-style>{level.replace('list-level-style-number', 'outline-level-style').format(1, 'I', '.', 1)}</text:outline-style>"

    def item(text: str, more: str = "") -> str:
        return f"<text:list-item>{_p(text)}{more}</text:list-item>"

    deep = f"<text:list>{item('Deep')}{item('Deeper')}</text:list>"
    body = (
        '<text:h text:outline-level="1">Name</text:h>'
        + f'<text:list text:style-name="L">{item("One")}{item("Two", deep)}</text:list>'
        + _p("Meanwhile.")
        + f'<text:list text:style-name="L" text:continue-numbering="true">{item("Three")}</text:list>'
        + f'<text:list text:style-name="L"><text:list-item text:start-value="7">{_p("Seven")}</text:list-item></text:list>'
        + '<text:h text:outline-level="1">Members</text:h>'
    )
    assert parse("a.odt", odt(body, styles=styles, parts={"styles.xml": _part(outline)})).text == (
        "# I. Name\n\n1. One\n2. Two\n  2.1 Deep\n  2.2 Deeper\n\nMeanwhile.\n\n3. Three\n\n7. Seven\n\n# II. Members"
    )


def _box(inside: str, more: str = "") -> str:
    return _frame(f"<draw:text-box>{inside}</draw:text-box>", more)


def test_slides_are_pages_with_notes_and_hidden_ones_noted() -> None:
    said = _box(_p("Say this."), 'presentation:class="notes"')
    notes = f"<presentation:notes>{said}</presentation:notes>"
    title = _box(_p("Plans"), 'presentation:class="title"')
    bullets = _box(f"<text:list><text:list-item>{_p('Open daily')}</text:list-item></text:list>")
    body = (
        "<presentation:footer-decl>Orchard day</presentation:footer-decl>"
        + f"<draw:page>{bullets}{title}{notes}</draw:page>"
        + f'<draw:page draw:style-name="off">{bullets}</draw:page>'
        + f"<draw:page>{_box(_p('End'))}</draw:page>"
    )
    document = parse("a.odp", odt(body, styles=_STYLES, kind="presentation"))
    assert document.text == "# Plans\n\n- Open daily\n\nNotes: Say this.\n\nOrchard day\n\nEnd"
    assert document.omissions == ("1 hidden slide (slide 2)",)
    assert document.page(document.text.index("End")) == 3


def test_a_spreadsheet_under_the_name_of_a_text_is_refused() -> None:
    with pytest.raises(LoadError, match="not a text document"):
        parse("a.odt", odt("", kind="spreadsheet"))
