"""The Documents tab as it is said in another language: words, numbers and dates, while names of files stay."""

import re
from html import unescape

from app.documents.fragments import lines_html, list_html, step_html
from app.documents.listing import Wanted, listed
from app.documents.looking import Contents, Row
from app.documents.rebuild import Step
from app.documents.words import added_said, kinds_said, report_said, size_said, state_said
from app.words.catalogue import told
from index.building.progress import BuildProgress
from index.building.report import Report
from index.records import Document

LAMP = Document("lamp <1>.md", "Text.", "Lamp: a report", "2022-05-24", "0" * 64)


def words(fragment: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^<>]*>", " ", fragment))).strip()


def test_the_list_is_in_the_language_of_whoever_looks() -> None:
    rows = [
        Row("lamp <1>.md", "indexed", state_said(None, "changed", None)[1], LAMP, 1_234_567),
        Row("new/", "new", state_said(None, "new", None)[1], None, 900),
    ]
    contents = Contents(rows, left_out=kinds_said({"pictures": 1, "videos": 1_200}))
    page = listed(rows, Wanted())
    html = list_html(
        contents, page, Wanted(), "papers", "2026-11-27T20:00", read_only=False, looking=False, language="de"
    )
    shown = words(html)
    assert "1 Dokument in papers/, zuletzt gelesen 27.11.2026 20:00 UTC. · 1 nicht gelesen" in shown
    assert "Ausgelassen, da keine Dokumente: 1.200 Videos, 1 Bild." in shown
    assert "Lamp: a report lamp <1>.md 24.05.2022 MD 1,2 MB Seit dem Einlesen geändert" in shown
    assert "Ordner 900 Byte Noch nicht gelesen" in shown
    assert "Die Datei lamp <1>.md löschen? Endgültig löschen Behalten" in shown
    assert 'aria-label="Zu Lamp&#58; a report fragen"' in html
    assert shown.endswith("2 Dateien")


def test_builds_and_uploads_are_told_in_it() -> None:
    at = Step(BuildProgress("a.txt", 1_000, 2_000, 9, 5, 10, 90.0), 90)
    assert words(step_html(at, "de")).startswith(
        "Der Ordner wird eingelesen. 50 %: 1.000 von 2.000 Dateien, noch etwa 2 min"
    )
    report = Report(files_added=2, files_removed=1, seconds=0.25, empty=["a.txt"])
    line, _ = report_said(report)
    assert line == "Read 2 new documents, removed 1 document in 0.2 s. 1 could not be read: a.txt: holds no text."
    assert told(line, "de") == (
        "2 neue Dokumente gelesen, 1 Dokument entfernt in 0,2 s. 1 war nicht lesbar: a.txt: enthält keinen Text."
    )
    assert words(lines_html(*added_said(["a.txt"], {})[0], "fr")) == "a.txt est dans le dossier. Pas encore lu."
    assert told(size_said(43_210), "fr") == "43 ko"
