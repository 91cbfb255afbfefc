"""Subtitles: sentences over cues are whole, times and speakers stay readable, and nothing that is said is lost."""

import pytest

from index.formats.registry import parse

_VTT = """WEBVTT - Meeting of the board

STYLE
::cue { color: red }

NOTE checked by Ann

intro
00:01.000 --> 00:04.000 align:start
<v Ada Lund>The weir was rebuilt, &amp; it was

00:04.000 --> 00:06.000
<v Ada Lund>paid for by the <b>town</b>.

2
01:00:05.000 --> 01:00:07.000
<v Bo>When?

3
01:00:07.500 --> 01:00:09.000
<v Ada Lund>In 1974.
"""


def _srt(*cues: tuple[int, str]) -> bytes:
    return "\n".join(
        f"{number}\n00:{start // 60:02}:{start % 60:02},000 --> 00:{start // 60:02}:{start % 60:02},900\n{text}\n"
        for number, (start, text) in enumerate(cues, 1)
    ).encode()


def test_a_transcript_names_its_speakers_and_times() -> None:
    document = parse("a.vtt", _VTT.encode())
    assert document.text == (
        "[0:01] Ada Lund: The weir was rebuilt, & it was paid for by the town.\n\n[1:00:05] Bo: When?\n\n"
        "[1:00:07] Ada Lund: In 1974."
    )
    assert document.omissions == ("1 comment",)


def test_cues_are_joined_to_sentences_and_pauses_part_them() -> None:
    data = _srt((1, "One"), (2, "two\nthree."), (3, "Four"), (9, "five.\n\nSix."), (10, "{\\an8}<i>Six.</i>"))
    assert parse("a.srt", data).text == "[0:01] One two three. Four\n\n[0:09] five. Six."
    long = [(second, f"Sentence {second}.") for second in range(50)]
    paragraphs = parse("a.srt", _srt(*long)).text.split("\n\n")
    assert [paragraph.split("]")[0] for paragraph in paragraphs] == ["[0:00", "[0:31"]
    assert " ".join(paragraphs).count("Sentence") == len(long)


@pytest.mark.parametrize("text", ["Only words.\n\nAnd more.", "1\n\n2\n\n", ""])
def test_what_has_no_times_is_read_all_the_same(text: str) -> None:
    assert all(word in parse("a.srt", text.encode()).text for word in text.split())
