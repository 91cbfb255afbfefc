"""Plain text: every encoding that people have, what is damaged said, nothing else changed and nothing lost."""

import array
import gzip
import random
import time
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import LoadError
from index.formats.encodings import encoding_of
from index.formats.registry import parse
from index.formats.text import decoded, is_binary

_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffd") | st.sampled_from("\r\n\t")
)


class Sample(NamedTuple):
    text: str
    encodings: str


_SAMPLES = {
    "French": Sample(
        "La directrice du musée, Hélène Château, a été nommée en août à Orléans.\nL'entrée coûte cinq francs, ou même plus, à côté.\n",
        "cp1252 mac_roman cp850",
    ),
    "German": Sample(
        "Der Bürgermeister Jörg Müller wohnt in der Straße am Hof.\nDas Gebäude wurde „schön“ und größer.\n",
        "cp1252 mac_roman",
    ),
    "Spanish": Sample(
        "El señor Núñez señaló que los niños podrán estudiar mañana.\n¿Cuánto cuesta la excursión? ¡Quince!\n",
        "cp1252 latin-1 mac_roman cp850",
    ),
    "Portuguese": Sample(
        "A reunião da câmara não começou às três horas; o vereador João já tinha saído.\n", "cp1252 mac_roman"
    ),
    "Norwegian": Sample(
        "Bøen ligger på Hardangervidda, og hytta ble bygd i år. Kjøkkenet er lite.\n", "cp1252 mac_roman"
    ),
    "Swedish": Sample(
        "Hästen står på ängen vid sjön. Åsa Lindström är ordförande för föreningen.\n", "cp1252 mac_roman"
    ),
    "Czech": Sample("Ředitelkou knihovny je Žofie Šťastná. Čtenáři mají knihu rádi.\n", "cp1250 iso8859-2 cp852"),
    "Polish": Sample("Dyrektorem szkoły jest Łukasz Żółkiewski. Książka została wydana.\n", "cp1250 iso8859-2 cp852"),
    "Hungarian": Sample("A könyvtár igazgatója Szűcs Erzsébet. Az őszi kiállítás ingyenes.\n", "cp1250 iso8859-2"),
    "Croatian": Sample("Ravnatelj škole je Željko Šarić. Djeca će ići u školu sljedeći tjedan.\n", "cp1250"),
    "Turkish": Sample("Kütüphanenin müdürü Ayşe Yılmaz. Kitap geçen yıl yayımlandı, çok beğenildi.\n", "cp1254"),
    "English": Sample(
        "He said: “We’re partners” – and paid £5 at the café.\n", "cp1252 mac_roman utf-16-le utf-16-be utf-32-le"
    ),
    "Russian": Sample(
        "Директором библиотеки является Софья Петрова. Читатели её любят.\n", "cp1251 koi8-r cp866 utf-16-le utf-16-be"
    ),
    "Greek": Sample("Διευθύντρια της βιβλιοθήκης είναι η Ελένη Παπαδοπούλου. Το βιβλίο εκδόθηκε πέρυσι.\n", "cp1253"),
    "Hebrew": Sample("מנהלת הספרייה היא שרה כהן. הספר יצא לאור בשנה שעברה.\n", "cp1255"),
    "Japanese": Sample(
        "図書館の館長は佐藤健一です。本は昨年出版されました。\n", "shift_jis euc_jp iso2022_jp utf-16-le"
    ),
    "Chinese": Sample("图书馆馆长是李明华。这本书是去年出版的，读者都很喜欢。\n", "gb18030 utf-16-le utf-16-be"),
    "Taiwanese": Sample("圖書館館長是李明華。這本書是去年出版的，讀者都很喜歡。\n", "big5"),
    "Korean": Sample("도서관 관장은 김민수입니다. 책은 작년에 출판되었습니다.\n", "euc_kr"),
}
_PLAIN = "".join(f"This is line {number}, which says nothing of the encoding.\n" for number in range(4000))


@given(_TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
@example("\r\nKept: \r\n\rand 🙂 e\u0301 \u2028\x85", "utf-8")
def test_text_is_exactly_what_was_encoded_but_for_lone_carriage_returns(text: str, encoding: str) -> None:
    expected = text if "\n" in text else text.replace("\r", "\n")
    assert parse("a.txt", text.encode(encoding)).text == expected


@pytest.mark.parametrize(
    ("name", "encoding"),
    [(name, encoding) for name, sample in _SAMPLES.items() for encoding in sample.encodings.split()],
)
@pytest.mark.parametrize("before", ["", _PLAIN], ids=["alone", "after much English"])
def test_the_encoding_is_told_by_the_lines_that_show_it(name: str, encoding: str, before: str) -> None:
    text = before + _SAMPLES[name].text * 3
    assert decoded(text.encode(encoding)) == (text, "")


@pytest.mark.parametrize("name", _SAMPLES)
def test_damaged_bytes_leave_utf_8_what_it_is_and_are_noted(name: str) -> None:
    text = _SAMPLES[name].text * 20
    document = parse("a.txt", text.encode() + b"Cut \xff here\nand \xc3")
    assert document.text == f"{text}Cut \ufffd here\nand \ufffd"
    line = text.count("\n") + 1
    assert document.omissions == (f"2 damaged characters (lines {line}-{line + 1})",)


def test_a_table_notes_damaged_bytes_too() -> None:
    document = parse("a.csv", "Name,Città\nAda,Forlì\nBo,Cantù\n".encode() + b"Cy,\xff\n")
    assert document.omissions == ("1 damaged character (line 4)",)


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        ("a.json", '{"a": "', '"}'),
        ("a.jsonl", '{"a": "', '"}'),
        ("a.ipynb", '{"cells": [{"source": "', '"}]}'),
        ("a.html", "<p>", "</p>"),
        ("a.eml", "Subject: Greetings\nContent-Type: text/plain; charset=utf-8\n\n", ""),
        ("a.eml", "Subject: Greetings\nContent-Type: text/html; charset=utf-8\n\n<p>", ""),
        ("a.mhtml", "Content-Type: text/html; charset=utf-8\n\n<p>", ""),
        ("a.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:", "\nEND:VEVENT\n"),
        ("a.vcf", "BEGIN:VCARD\nFN:", "\nEND:VCARD\n"),
    ],
)
def test_damaged_bytes_are_noted_whatever_holds_the_text(source: str, before: str, after: str) -> None:
    document = parse(source, before.encode() + "Grüße aus Köln, é".encode() + b"\xff." + after.encode())
    assert "Grüße aus Köln, é\ufffd." in document.text
    assert document.omissions[0].startswith("1 damaged character (line ")


def test_utf_16_cut_within_a_character_is_read_up_to_there() -> None:
    document = parse("a.txt", "Words of a cut file".encode("utf-16")[:-1])
    assert document.text == "Words of a cut fil\ufffd"
    assert document.omissions == ("1 damaged character (line 1)",)


@pytest.mark.parametrize(
    ("mistaken", "meant"),
    [
        ("Der Hausmeister heiÃŸt JÃ¶rg.", "Der Hausmeister heißt Jörg."),
        ("He said â€œdonâ€™tâ€\x9d.", "He said “don’t”."),
        ("Ð¡Ð¾Ñ„ÑŒÑ", "Ð¡Ð¾Ñ„ÑŒÑ"),  # a byte was lost on the way: not certain
        ("« Ã quoi ? »", "« Ã quoi ? »"),
        ("dit-il à\xa0«\xa0oui\xa0»", "dit-il à\xa0«\xa0oui\xa0»"),
        ("The page shows Ã© in place of é.", "The page shows Ã© in place of é."),
    ],
)
def test_utf_8_taken_for_another_encoding_is_undone_where_that_is_certain(mistaken: str, meant: str) -> None:
    assert parse("a.txt", f"Plain.\n{mistaken}\n".encode()).text == f"Plain.\n{meant}\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x1b[32mINFO\x1b[0m started\n\x1b[1;31mERROR\x1b[m stopped\n", "INFO started\nERROR stopped\n"),
        (b"Stopped at noon.\n" * 9 + b"\0" * 9000 + b"Started.\n", "Stopped at noon.\n" * 9 + "Started.\n"),
        (b"one\0\ntwo\0\n", "one\ntwo\n"),
        (b"N\x08NA\x08A\n\n  ls", "NA\n\n  ls"),
        (b"Old Mac.\rTwo lines.\r", "Old Mac.\nTwo lines.\n"),
        (b"Page one.\x0cPage two.\r\n\tTab.\n", "Page one.\x0cPage two.\r\n\tTab.\n"),
    ],
    ids=["terminal colours", "zeros of a crash", "lone zeros", "struck over", "carriage returns", "kept"],
)
def test_what_cannot_be_seen_is_left_out_and_refuses_no_text(data: bytes, text: str) -> None:
    assert not is_binary(data)
    assert parse("a.txt", data).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a" + bytes(range(256)),
        b"plain words" * 10 + b"\0\x01\x02" * 9,
        bytes(range(128, 256)) * 4,
        random.Random(1).randbytes(100),
        array.array("h", [random.Random(number).randrange(-300, 300) for number in range(5000)]).tobytes(),
        array.array("i", range(5000)).tobytes(),
        array.array("d", [number / 7 for number in range(5000)]).tobytes(),
        gzip.compress(random.Random(1).randbytes(3000), mtime=0),
    ],
    ids=["gif", "control characters", "every byte", "few bytes", "sound", "numbers", "fractions", "compressed"],
)
def test_bytes_that_are_not_text_are_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(LoadError, match=r"binary file, not text|not recognised; save it as UTF-8|its name is wrong"):
        parse("a.dat.txt", data)


def test_any_bytes_are_decoded_or_refused() -> None:
    chance = random.Random(7)
    for _ in range(300):
        data = chance.choice([b"", b"\xff\xfe", b"\x1b$B", b"\x1b$)C"]) + bytes(
            chance.choices(chance.choice([range(256), range(9, 200), (0, 65, 200)]), k=chance.randrange(60))
        )
        try:
            assert isinstance(decoded(data).text, str)
        except LoadError as error:
            assert str(error)


@pytest.mark.parametrize(
    "data", [b"a" * 9_000_000 + b"\xe9", b"\xe9" * 3_000_000, "Ã¶\n".encode() * 500_000, b"\xc3\n" * 2_000_000]
)
def test_long_and_odd_text_takes_no_longer_than_its_length(data: bytes) -> None:
    started = time.perf_counter()
    encoding_of(data)
    decoded(data)
    assert time.perf_counter() - started < 10
