"""Mails in all their shapes: bodies, quotes, attachments, invitations, boxes of mails."""

import pytest

from index.formats.registry import parse
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
            "Subject: A\n\nAttachments: the message “Old”\n\nx",
        ),
    ],
)
def test_mail_worked_by_hand(mail: str, expected: str) -> None:
    assert _text("a.eml", mail) == expected
