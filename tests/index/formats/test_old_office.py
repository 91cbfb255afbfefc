"""Office files of before 2007 and rich text: what they hold is in the text or in a note."""

import pytest

from index.errors import LoadError
from index.formats.registry import parse
from tests import ole
from tests.samples import docx, paragraph


def _rtf(body: str) -> bytes:
    return rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0 Arial;}}}}\pard {body}}}".encode("latin-1")


def test_an_old_word_file_is_read_with_what_stands_beside_its_text() -> None:
    beside = {
        ole.HEADERS: "\r\r\x13 STYLEREF x \x14Letterhead\x15\tPage \x13 PAGE \x141\x15\rLetterhead\r\r",
        ole.COMMENTS: "\x05Is this so?\r",
        ole.BOXES: "In a box\r",
    }
    document = parse("a.doc", ole.doc("Harbor report\nThe lamp was mended by Ada.\n", beside=beside))
    assert document.text == (
        "Letterhead\n\nHarbor report\n\nThe lamp was mended by Ada.\n\nIn a box\n\nComment: Is this so?"
    )
    assert document.title == "Harbor report"


def test_an_old_presentation_is_read() -> None:
    document = parse("a.ppt", ole.ppt([["Plans", "Open daily\rRun by volunteers"], ["End", "Thanks."]]))
    assert document.text == "## Plans\n\nOpen daily\n\nRun by volunteers\n\n## End\n\nThanks."
    assert document.title == "Plans"


def test_a_file_with_the_ending_doc_is_read_as_what_it_is() -> None:
    assert parse("a.doc", docx(paragraph("words"))).text == "words"
    assert parse("a.dot", _rtf(r"words\par")).text == "words"
    assert parse("a.doc", b"<html><p>words").text == "words"
    old = ole.doc("x\n").replace(b"\xec\xa5\xc1\x00", b"\xec\xa5\x65\x00")
    with pytest.raises(LoadError, match=r"from before Word 97; save it as \.docx"):
        parse("a.doc", old)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"{\header Letterhead\par}{\footer Bank 1207\tab Page {\field{\*\fldinst PAGE}{\fldrslt 1}} of 2\par}Body\par", "Letterhead\n\nBody\n\nBank 1207"),
        (r"{\header Same\par}One\par\sect{\header Same\par}Two\par", "Same\n\nOne\n\nTwo"),
        (r"1,250{\super\chftn}{\footnote \chftn PLANTED} tons.{\super\chftn}{\footnote Two}\par", "1,250¹ tons².\n\n¹ PLANTED\n\n² Two"),
        (r"x{\*\atnid KM}{\*\atnauthor Kari}\chatn{\*\annotation PLANTED}\par", "x\n\nComment (Kari): PLANTED"),
        (r"10{\super 6} m\super 2\nosupersub , H{\sub 2}O", "10⁶ m², H2O"),
        (r"a{\shp{\*\shpinst{\shptxt PLANTED\par}}{\shprslt OLD}}b\par", "aPLANTED\n\nb"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt PLANTED}}\par", "PLANTED"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1}}}{\fldrslt}} yes\par", "☒ yes"),
        (r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl no}{\*\ffl yes}}}}{\fldrslt}}\par", "yes"),
        (r"{\listtext 2.1.\tab}\ls1 Members pay.\par{\pntext\'B7\tab}Dot\par", "2.1 Members pay.\n- Dot"),
        (r"\trowd\trhdr\cellx1\cellx2 Name\cell 2024\cell\row\trowd\cellx1\cellx2 Ada\cell 5\cell\row", "Name: Ada; 2024: 5."),
        (r"\trowd\clvmgf\cellx1\cellx2 Moss\cell 1\cell\row\trowd\clvmrg\cellx1\cellx2 \cell 2\cell\row", "Moss; 1.\nMoss; 2."),
        (r"see{\v two words}n\par", "seen!2 hidden words"),
        (r"a{\deleted PLANTED}{\revised b}\par", "ab!1 deletion (tracked changes)"),
        (r"a{\pict\pngblip 01ff}\par", "a!1 picture"),
        (r"a{\object\objemb{\*\objclass Excel.Sheet.8}{\*\objdata 01}}\par", "a!1 embedded workbook not read"),
        (r"a{\*\unknown \bin4 }{{}}b\par", "ab"),
    ],
)  # fmt: skip
def test_rich_text_worked_by_hand(body: str, expected: str) -> None:
    document = parse("a.rtf", _rtf(body))
    assert "!".join((document.text, *document.omissions)) == expected


def test_rich_text_nested_too_deeply_is_refused() -> None:
    with pytest.raises(LoadError, match="nested too deeply"):
        parse("a.rtf", _rtf("{" * 100_000 + "x" + "}" * 100_000))


def test_the_time_for_rich_text_grows_with_its_size_alone() -> None:
    body = ("{" * 500 + r"word\par" + "}" * 500) * 100  # quadratic, if each group copied what came before it
    assert parse("a.rtf", _rtf(body)).text.count("word") == 100
