"""Mails in all their shapes: bodies, quotes, attachments, invitations, boxes of mails."""

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LoadError
from index.formats.letters.quotes import told_apart
from index.formats.registry import parse
from tests.compound import Folder, compound, properties
from tests.samples import GOOD


def _text(source: str, data: str | bytes) -> str:
    return parse(source, data.encode() if isinstance(data, str) else data).text


def test_mail_has_its_headers_its_date_and_the_names_of_attachments() -> None:
    document = parse("a.eml", GOOD["windmill.eml"][0]())
    assert (document.title, document.date) == ("Repair of the windmill", "2024-05-01")
    assert document.text == (
        "From: Zoë Lindqvist <zoe@example.org>\n\nTo: crew@example.org\n\nDate: May 1, 2024, 10:30\n\n"
        "Subject: Repair of the windmill\n\nAttachments: bill.pdf\n\n"
        "The windmill sails were replaced by Gustavo Pérez on Friday."
    )


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ("Subject: =?utf-8?b?w4k=?=\n\nx", "Subject: É\n\nx"),
        ("Subject: A\nContent-Type: text/html\n\n<p>x <b>y</b></p><script>z</script>", "Subject: A\n\nx y"),
        ("Subject: A\nContent-Type: text/plain; charset=martian\n\nx", "Subject: A\n\nx"),
        ("From: a@b.c\nDate: not a day\n\nx", "From: a@b.c\n\nx"),
        (
            "Subject: A\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\n"
            "Content-Type: text/html\n\n<p>x</p>\n--b--",
            "Subject: A\n\nx",
        ),
        (
            "Subject: A\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/rfc822\n\n"
            "Subject: Old\n\ny\n--b--",
            "Subject: A\n\nAttachments: the message “Old”\n\nx\n\n## Message: Old\n\nSubject: Old\n\ny",
        ),
    ],
)
def test_mail_worked_by_hand(mail: str, expected: str) -> None:
    assert _text("a.eml", mail) == expected


def _multipart(kind: str, *parts: str, headers: str = "Subject: A") -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return f"{headers}\nContent-Type: multipart/{kind}; boundary=b\n\n{body}--b--\n".encode()


def _part(kind: str, text: str, *headers: str) -> str:
    return "\n".join([f"Content-Type: {kind}", *headers]) + f"\n\n{text}"


def _encoded(data: bytes, name: str, kind: str = "application/octet-stream") -> str:
    return _part(
        kind,
        base64.encodebytes(data).decode(),
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
    )


@pytest.mark.parametrize(
    ("text", "own", "quoted"),
    [
        ("Ja.\n\nAm 10.03.2024 um 20:11 schrieb Nils Lund <n@x.de>:\n> Kommst du?", "Ja.", [("Quoted from Nils Lund", "Kommst du?")]),
        ("Oui.\n\nLe dim. 10 mars 2024 à 20:11, Nils Lund <n@x.fr> a écrit :\n> Tu viens ?", "Oui.", [("Quoted from Nils Lund", "Tu viens ?")]),
        ("Yes.\n\nOn Sun, Mar 10, 2024 at 8:11 PM Nils Lund <nils@a.example>\nwrote:\n\n> Shall we?\n>> Me too.\n\nEva", "Yes.\n\nEva",
         [("Quoted from Nils Lund", "Shall we?"), ("Quoted message", "Me too.")]),
        ("Agreed\nOn Sun, 10 Mar 2024, Nils Lund wrote:\n> x", "Agreed", [("Quoted from Nils Lund", "x")]),
        ("Hi\n\n> one?\nYes.\n> two?\nNo.", "Hi\n\n> one?\n\nYes.\n\n> two?\n\nNo.", []),
        ("> Q\n\nA", "A", [("Quoted message", "Q")]),
        ("Fine.\n\n-----Original Message-----\nFrom: Bob <b@x.y>\nSent: Friday, May 3, 2024 9:12 AM\nTo: Al\nSubject: RE: x\n\nBody.\n\n"
         "Von: Cy\nGesendet: Montag\nAn: D\nBetreff: x\n\nErstes.", "Fine.",
         [("Quoted from Bob, Friday, May 3, 2024 9:12 AM", "Body."), ("Quoted from Cy, Montag", "Erstes.")]),
        ("FYI\n\n---------- Forwarded message ---------\nFrom: Roofer <r@x.y>\nDate: Fri, 1 Mar 2024\nSubject: Offer\n\n9 crowns.", "FYI",
         [("Forwarded from Roofer, Fri, 1 Mar 2024", "9 crowns.")]),
        ("Begin forwarded message:\n\n> From: Roofer <r@x.y>\n> Date: 1 March\n> Subject: Offer\n> \n> We offer.", "", [("Quoted from Roofer, 1 March", "We offer.")]),
        ("From: my heart\nI say 3 things: a\nThe prices of 2024:\nfree", "From: my heart\nI say 3 things: a\nThe prices of 2024:\nfree", []),
    ],
)  # fmt: skip
def test_quotes_are_told_from_a_mails_own_words(text: str, own: str, quoted: list[tuple[str, str]]) -> None:
    found, quotes = told_apart(text)
    assert (found, [(quote.title, quote.text) for quote in quotes]) == (own, quoted)


@given(
    st.lists(
        st.sampled_from(["> a", ">> b", "c", "", "On 1 May 2024 Ann wrote:", "From: x", "Sent: y", "To: z", "-- "])
    )
)
def test_no_line_of_a_mail_is_lost_among_quotes(lines: list[str]) -> None:
    own, quotes = told_apart("\n".join(lines))
    said = "\n".join([own, *(f"{quote.lead}\n{quote.text}" for quote in quotes)])
    for line in lines:
        assert said.count(line.lstrip("> ").strip()) >= 1


def test_what_a_reply_quotes_stands_below_it_with_its_author() -> None:
    html = (
        "<p>Agreed, the 10:40.</p><div class=gmail_quote>On Sun, 10 Mar 2024 at 20:11, Nils Lund &lt;n@x.y&gt; wrote:<br>"
        "<blockquote><p>The 09:15 is full.</p><blockquote>Which one?</blockquote></blockquote></div>"
    )
    text = _text("a.eml", f"Subject: A\nContent-Type: text/html\n\n{html}")
    assert text == (
        "Subject: A\n\nAgreed, the 10:40.\n\n## Quoted from Nils Lund\n\nOn Sun, 10 Mar 2024 at 20:11, Nils Lund wrote:\n"
        "The 09:15 is full.\n\n## Quoted message\n\nWhich one?"
    )


@pytest.mark.parametrize(
    ("plain", "html", "expected"),
    [
        ("This message is HTML.", "<p>The mill grinds oats in May, barley in June and nothing in July.</p>", "The mill grinds oats in May, barley in June and nothing in July."),
        ("The mill grinds oats.", "<p>The mill <b>grinds</b> oats.</p>", "The mill grinds oats."),
        ("", "<div style='display:none;max-height:0'>Preview of it</div><p>Oats.</p>", "Oats."),
    ],
)  # fmt: skip
def test_the_fuller_of_two_bodies_is_read(plain: str, html: str, expected: str) -> None:
    mail = _multipart("alternative", _part("text/plain", plain), _part("text/html", html))
    assert parse("a.eml", mail).text == f"Subject: A\n\n{expected}"


def test_attachments_are_read_under_their_names_and_others_are_noted() -> None:
    mail = _multipart(
        "mixed",
        _part("text/plain", "See below."),
        _encoded(b"Item,Fee\nLate book,25\n", "fees.csv"),
        _encoded("Der Schlüssel liegt unter der Matte.".encode("cp1252"), "note", "text/plain"),
        _encoded(b"AC1027", "plan.dwg"),
        _encoded(b"%PDF-broken", "bill.pdf"),
        _encoded(b"x", "winmail.dat"),
        _encoded(b"x", "smime.p7m", "application/pkcs7-mime"),
        _part("image/png", "x", "Content-ID: <logo>"),
        _part("text/plain", "And after the picture."),
    )
    document = parse("a.eml", mail)
    assert document.text == (
        "Subject: A\n\nAttachments: fees.csv, note, plan.dwg, bill.pdf, winmail.dat, smime.p7m\n\nSee below.\n\n"
        "And after the picture.\n\n## Attachment: fees.csv\n\nItem: Late book; Fee: 25.\n\n## Attachment: note\n\n"
        "Der Schlüssel liegt unter der Matte."
    )
    assert [note.split(":")[0].split(",")[0] for note in document.omissions] == [
        "attachment plan.dwg",
        "attachment bill.pdf",
        "attachment winmail.dat",
        "what is encrypted or sealed in smime.p7m; open the mail in its program and save it as PDF",
        "1 picture",
    ]


def test_no_more_than_thirty_attachments_are_read() -> None:
    mail = _multipart("mixed", *(_encoded(b"Words of it.", f"{number}.txt") for number in range(33)))
    document = parse("a.eml", mail)
    assert document.text.count("Words of it.") == 30
    assert document.omissions[0] == "attachment 30.txt, as there are more than 30; save it as a file of its own"


def test_forwarded_messages_keep_who_wrote_them_and_when_to_a_depth() -> None:
    mail = b"Subject: 9\nFrom: nine@x.y\n\nThe innermost."
    for number in range(8, 0, -1):
        mail = (
            _multipart(
                "mixed",
                _part("text/plain", f"Text {number}."),
                "Content-Type: message/rfc822\n\n" + mail.decode(),
                headers=f"Subject: {number}\nFrom: {number}@x.y",
            )
            .replace(b"=b\n", b"=b%d\n" % number)
            .replace(b"--b\n", b"--b%d\n" % number)
            .replace(b"--b--", b"--b%d--" % number)
        )
    document = parse("a.eml", mail)
    assert "## Message: 2\n\nFrom: 2@x.y\n\nSubject: 2" in document.text and "Text 6." in document.text
    assert "Text 7." not in document.text
    assert document.omissions == ("a message within 5 others; save it as a file of its own",)


_EVENT = """BEGIN:VCALENDAR
X-WR-CALNAME:Harbor
BEGIN:VTIMEZONE
TZID:Europe/Oslo
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Europe/Oslo:20240402T130000
DTEND;TZID=Europe/Oslo:20240402T143000
SUMMARY:Kiln review\\, second
  part
LOCATION:Room Granit
ORGANIZER;CN="Dahl, Ida":mailto:ida@x.example
ATTENDEE;PARTSTAT=ACCEPTED;CN=Per:mailto:per@x.example
ATTENDEE:mailto:ole@x.example
RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20240630
DESCRIPTION:Bring the plans.\\nThe red ones.
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
BEGIN:VTODO
SUMMARY:Fetch clay
DUE;VALUE=DATE:20240501
ATTACH:https://x.example/a.pdf
END:VTODO
END:VCALENDAR
"""
_EVENT_TEXT = (
    "Event: Kiln review, second part; Start: April 2, 2024, 13:00 (Europe/Oslo); End: April 2, 2024, 14:30 (Europe/Oslo); "
    "Repeats: weekly, by day TU, until June 30, 2024; Location: Room Granit; Organizer: Dahl, Ida <ida@x.example>; "
    "Attendees: Per <per@x.example> (accepted), ole@x.example.\n\nBring the plans.\nThe red ones.\n\n"
    "Task: Fetch clay; Due: May 1, 2024."
)


def test_invitations_and_calendars_are_read_in_words() -> None:
    mail = _multipart(
        "alternative", _part("text/plain", "You are invited."), _part("text/calendar; method=REQUEST", _EVENT)
    )
    assert _text("a.eml", mail) == f"Subject: A\n\nYou are invited.\n\n{_EVENT_TEXT}"
    document = parse("a.ics", _EVENT.replace("\n", "\r\n").encode())
    assert (document.title, document.text) == ("Harbor", _EVENT_TEXT)
    assert document.omissions == ("1 attachment of an entry",)
    with pytest.raises(LoadError, match="holds no calendar"):
        parse("a.ics", b"words")


def test_address_cards_are_rows() -> None:
    cards = (
        "BEGIN:VCARD\nVERSION:2.1\nFN:Odd Lie\nN:Lie;Odd\nORG:Gol Port;Sales\nTEL;TYPE=CELL:+47 51\nTEL;WORK:52\n"
        "NOTE;ENCODING=QUOTED-PRINTABLE:Speaks=\n Norw=65gian\nPHOTO;TYPE=JPEG:x\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Ann\nitem1.ADR;TYPE=home:;;Mill Lane 9;Sund;;4040;\nEND:VCARD\n"
    )
    document = parse("a.vcf", cards.encode())
    assert document.text == (
        "Name: Odd Lie; Organization: Gol Port, Sales; Phone: +47 51 (cell); Phone: 52 (work); Note: Speaks Norwegian.\n"
        "Name: Ann; Address: Mill Lane 9, Sund, 4040 (home)."
    )
    assert document.omissions == ("1 picture",)


def test_a_box_of_mails_has_a_section_for_each() -> None:
    box = (
        "From a@x.y Mon Mar 11 08:30:00 2024\nFrom: a@x.y\nSubject: Hay\n\nThe hay is in.\n>From the field.\n\n"
        "From b@x.y Tue Mar 12 08:30:00 2024\nFrom: b@x.y\n\nIt is late.\nFrom 2024 on it is not.\n"
    )
    assert _text("a.mbox", box) == (
        "# Hay\n\nFrom: a@x.y\n\nSubject: Hay\n\nThe hay is in.\nFrom the field.\n\n"
        "# No subject\n\nFrom: b@x.y\n\nIt is late.\nFrom 2024 on it is not."
    )
    with pytest.raises(LoadError, match="not a box of mails"):
        parse("a.mbox", b"words")


def test_a_large_box_is_read_in_time() -> None:
    mail = (
        b"From a@x.y Mon Mar 11 08:30:00 2024\nFrom: a@x.y\nSubject: Hay\n\n" + b"> The hay is in.\nYes.\n" * 20 + b"\n"
    )
    started = time.perf_counter()
    assert _text("a.mbox", mail * 300).count("# Hay") == 300
    assert time.perf_counter() - started < 10


def test_a_saved_page_is_read_with_its_address() -> None:
    page = _multipart(
        "related",
        _part("text/html; charset=utf-8", "<p>The plan is <a href=3D'plan.pdf'>here</a>=\n.</p>", "Content-Transfer-Encoding: quoted-printable", "Content-Location: https://x.example/a/"),
        _part("text/html", "<p>An advertisement</p>"),
    )  # fmt: skip
    document = parse("a.mht", page)
    assert document.text == "The plan is here (https://x.example/a/plan.pdf)."
    assert document.omissions == ("1 page within the page",)
    with pytest.raises(LoadError, match="holds no web page"):
        parse("a.mhtml", b"Subject: x\n\nwords")


@pytest.mark.parametrize(
    ("headers", "body", "encoding"),
    [
        ("Subject: 会议时间", "会议在周五下午三点举行，地点是二楼会议室。", "gb18030"),
        ("Subject: =?gb2312?B?u+HS6cqxvOQ=?=", "会议在周五下午三点举行，地点是二楼会议室。", "gb18030"),
        (
            "Subject: x\nContent-Type: text/plain; charset=gb2312",
            "会议在周五下午三点举行，地点是二楼会议室。",
            "gb18030",
        ),
        ("Subject: =?shift_jis?B?ic4=?=", "会議は金曜日の午後三時から、二階の会議室で行います。", "cp932"),
        ("Subject: Émile\nContent-Type: text/plain; charset=us-ascii", "Le café est à côté de l'église.", "utf-8"),
        ("Subject: x\nContent-Type: text/plain; charset=iso-8859-1", "Le café coûte 3 €.", "utf-8"),
        ("Subject: x\nContent-Type: text/plain; charset=iso-8859-1", "Le café coûte 3 €.", "cp1252"),
    ],
)
def test_bytes_of_any_encoding_are_read(headers: str, body: str, encoding: str) -> None:
    text = _text("a.eml", f"{headers}\n\n{body}".encode(encoding))
    assert body in text
    assert "会议" in text or "会" not in headers
    assert "\ufffd" not in text


def test_broken_mails_are_read_as_far_as_they_go() -> None:
    assert "Half a sent" in _text(
        "a.eml", "Subject: A\nContent-Transfer-Encoding: quoted-printable\n\nHalf a sent=Z=\n"
    )
    assert _text("a.eml", 'Subject: A\nFrom: "Ann <a@b.c>, <<>>\nDate: 99\n\nx').endswith("x")
    assert _text("a.eml", "Subject: A\nContent-Type: multipart/mixed\n\nNo boundary.").endswith("No boundary.")


def test_mails_of_outlook_are_read_with_what_is_within_them() -> None:
    old = properties(24, {0x0037: "Old offer", 0x0C1A: "Roofer", 0x1000: "We ask 318,000 crowns."}, {}, {})
    mail: Folder = {
        **properties(32, {0x0037: "Repair", 0x0C1A: "Zoë Lind", 0x1000: "The sails were replaced.\r\n"}, {}, {}),
        "__recip_version1.0_#00000000": properties(8, {0x3001: "Crew", 0x39FE: "crew@x.y"}, {}, {}),
        "__attach_version1.0_#00000000": properties(
            8, {0x3707: "note.txt"}, {0x3701: b"The key is under the mat.".ljust(4096)}, {0x3705: 1}
        ),
        "__attach_version1.0_#00000001": {
            **properties(8, {}, {}, {0x3705: 5}),
            "__substg1.0_3701000D": old,
        },
        "__attach_version1.0_#00000002": properties(8, {0x3707: "plan.dwg"}, {0x3701: b"AC".ljust(4096)}, {0x3705: 1}),
    }
    document = parse("a.msg", compound(mail))
    assert document.title == "Repair"
    assert document.text == (
        "From: Zoë Lind\n\nTo: Crew <crew@x.y>\n\nSubject: Repair\n\nAttachments: note.txt, plan.dwg, the message “Old offer”\n\n"
        "The sails were replaced.\n\n## Message: Old offer\n\nFrom: Roofer\n\nSubject: Old offer\n\nWe ask 318,000 crowns.\n\n"
        "## Attachment: note.txt\n\nThe key is under the mat."
    )
    assert document.omissions == ("attachment plan.dwg: it is a drawing or model of a thing, not a document",)
    assert parse("a.msg", b"words").text == "words", "it is text, whatever its name says"


def test_a_card_without_a_full_name_has_the_parts_of_one() -> None:
    card = b"BEGIN:VCARD\nN:Doe;Jane;Mary;Dr.;\nTEL:123\nEND:VCARD\nBEGIN:VCARD\nN:Ray;Bo\nFN:Bo Ray\nEND:VCARD\n"
    assert parse("a.vcf", card).text == "Name: Dr. Jane Mary Doe; Phone: 123.\nName: Bo Ray."


def test_the_days_on_which_an_event_is_left_out_are_read() -> None:
    event = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Choir\nRRULE:FREQ=DAILY\nEXDATE:20240201,20240203\nEND:VEVENT\n"
    assert "Except: February 1, 2024, February 3, 2024" in parse("a.ics", event).text
