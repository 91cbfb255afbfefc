"""PowerPoint presentations: whatever a slide can hold is in the text of its page or in a note."""

import io
import zipfile

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from index.formats.registry import parse
from index.records import Document
from tests.index.formats.test_word import DIAGRAM
from tests.samples import OOXML

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMPTY = "<p:spTree><p:nvGrpSpPr/><p:grpSpPr/></p:spTree>"


def _saved(deck: object) -> bytes:
    file = io.BytesIO()
    deck.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def _slide(shapes: str, show: str = "") -> str:
    return f"<p:sld {OOXML} {show}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def _sp(text: str, place: str = "", hidden: str = "", properties: str = "") -> str:
    paragraphs = "".join(f"<a:p>{properties}<a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    holder = f'<p:ph type="{place}"/>' if place else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="n" {hidden}/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr>'
        f"<p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp>"
    )


def _frame(inside: str, alt: str = "", tag: str = "p:graphicFrame", media: str = "") -> str:
    return (
        f'<{tag}><p:nvPicPr><p:cNvPr id="1" name="n" descr="{alt}"/><p:nvPr>{media}</p:nvPr></p:nvPicPr>'
        f"<a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></{tag}>"
    )


def _deck(*slides: str, parts: dict[str, str] | None = None, kinds: tuple[str, ...] = ()) -> Document:
    """A presentation of slides in XML; each refers to all of `parts` by `n0`, `n1`..., as what `kinds` say."""
    file = io.BytesIO()
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"

    def relations(*entries: tuple[str, str, str]) -> str:
        each = "".join(
            f'<Relationship Id="{key}" Type="{_REL}/{kind}" Target="/{name}"/>' for key, kind, name in entries
        )
        return f'<Relationships xmlns="{rels}">{each}</Relationships>'

    own = [(f"n{at}", kind, name) for at, (name, kind) in enumerate(zip(parts or {}, kinds, strict=True))]
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("_rels/.rels", relations(("r1", "officeDocument", "ppt/presentation.xml")))
        listed = "".join(f'<p:sldId r:id="s{at}"/>' for at in range(len(slides)))
        package.writestr(
            "ppt/presentation.xml", f"<p:presentation {OOXML}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"
        )
        names = [(f"s{at}", "slide", f"ppt/slides/slide{at}.xml") for at in range(len(slides))]
        package.writestr("ppt/_rels/presentation.xml.rels", relations(*names))
        for slide, (_, _, name) in zip(slides, names, strict=True):
            package.writestr(name, slide)
            package.writestr(name.replace("slides/", "slides/_rels/") + ".rels", relations(*own))
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return parse("a.pptx", file.getvalue())


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (_sp("PLANTED"), "PLANTED"),
        (_sp("PLANTED", "title"), "# PLANTED"),
        (_sp("PLANTED\nmore", "body"), "- PLANTED\n- more"),
        (_sp("PLANTED", "ftr"), "PLANTED"),
        (f"<p:grpSp><p:nvGrpSpPr/>{_sp('PLANTED')}</p:grpSp>", "PLANTED"),
        (_sp("PLANTED\ntwo", properties='<a:pPr><a:buAutoNum type="arabicParenR" startAt="3"/></a:pPr>'), "3) PLANTED\n4) two"),
        (_sp("PLANTED", hidden='hidden="1"'), "!1 hidden shape"),
        (_frame("<pic:pic/>", "PLANTED", "p:pic"), "Picture: PLANTED"),
        (_frame("", tag="p:pic"), "!1 picture"),
        (_frame("", tag="p:pic", media='<a:videoFile r:link="n9"/>'), "!1 video"),
        (_frame('<p:oleObj progId="Word.Document.12"/>'), "!1 embedded document not read"),
        (_frame('<dgm:relIds r:dm="n0"/>'), "- Head\n  - Deputy"),
        (
            _frame(
                "<a:tbl><a:tr><a:tc rowSpan='2'><a:txBody><a:p><a:r><a:t>Bread</a:t></a:r></a:p></a:txBody></a:tc><a:tc gridSpan='2'>"
                "<a:txBody><a:p><a:r><a:t>Price</a:t></a:r></a:p></a:txBody></a:tc><a:tc hMerge='1'/></a:tr><a:tr><a:tc vMerge='1'/>"
                + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>" for text in ("Old", "New"))
                + "</a:tr><a:tr>"
                + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>" for text in ("Rye", "3", "4"))
                + "</a:tr></a:tbl>"
            ),
            "Bread: Rye; Price Old: 3; Price New: 4.",
        ),
    ],
)  # fmt: skip
def test_nothing_is_lost_silently(shape: str, expected: str) -> None:
    document = _deck(_slide(_sp("Words.") + shape), parts={"ppt/diagrams/data1.xml": DIAGRAM}, kinds=("diagramData",))
    if expected.startswith("!"):
        assert document.omissions == (expected[1:],)
    else:
        assert expected in document.text
        assert document.omissions == ()


def test_masters_notes_and_comments_are_read() -> None:
    parts = {
        "ppt/slideLayouts/l.xml": _slide(_sp("On all slides.") + _sp("Click to edit", "title")),
        "ppt/notesSlides/n.xml": _slide(_sp("Say this.", "body") + _sp("4", "sldNum")),
        "ppt/comments/c.xml": f'<p:cmLst {OOXML}><p:cm authorId="0"><p:text>Too long.</p:text></p:cm></p:cmLst>',
    }
    document = _deck(_slide(_sp("One", "title")), _slide(_sp("Two", "title")), parts=parts, kinds=("slideLayout", "notesSlide", "comments"))  # fmt: skip
    tail = "Notes: Say this.\n\nComment: Too long."
    assert document.text == f"# One\n\nOn all slides.\n\n{tail}\n\n# Two\n\n{tail}"


def test_hidden_slides_are_noted_and_count_as_pages() -> None:
    document = _deck(_slide(_sp("One")), _slide(_sp("HIDDEN"), 'show="0"'), _slide(_sp("Three")), "<cut")
    assert document.text == "One\n\nThree"
    assert document.omissions == ("1 hidden slide (slide 2)", "a damaged part (ppt/slides/slide3.xml)")
    assert [document.page(document.text.index(word)) for word in ("One", "Three")] == [1, 3]


@pytest.mark.parametrize(
    "kind", [XL_CHART_TYPE.THREE_D_COLUMN, XL_CHART_TYPE.PIE, XL_CHART_TYPE.LINE, XL_CHART_TYPE.DOUGHNUT]
)
def test_charts_of_every_kind_are_tables_and_pies_have_their_shares(kind: XL_CHART_TYPE) -> None:
    deck, data = Presentation(), CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Hydro", "Oil"]
    data.add_series("Energy", (30, 10))  # type: ignore[no-untyped-call]
    drawn = XL_CHART_TYPE.COLUMN_CLUSTERED if kind is XL_CHART_TYPE.THREE_D_COLUMN else kind
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_chart(drawn, 0, 0, Inches(4), Inches(3), data)
    saved = _saved(deck)
    if drawn is not kind:
        saved = _replaced(saved, b"c:barChart", b"c:bar3DChart")
    is_pie = kind in (XL_CHART_TYPE.PIE, XL_CHART_TYPE.DOUGHNUT)
    first, second = ("30 (75%)", "10 (25%)") if is_pie else ("30", "10")
    assert f"Hydro; Energy: {first}.\nOil; Energy: {second}." in parse("a.pptx", saved).text


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))
    return file.getvalue()
