"""Documents to choose from: found by words, few at a time, however many there are."""

import time

from app.web.views.lists import choice_list
from index.records import Document


def document(source: str, title: str = "") -> Document:
    return Document(source, "text", title or None, None, "0" * 64)


def test_documents_are_found_by_the_words_of_title_and_file() -> None:
    documents = [document("hr/leave.md", "Leave <2024>"), document("hr/pay.md", "Pay"), document('it/"key".txt')]
    assert choice_list(documents, "HR leave").count("<li>") == 1
    assert "Leave &lt;2024&gt;" in choice_list(documents, "leave")
    assert 'value="it/&quot;key&quot;.txt"' in choice_list(documents, "key")
    assert 'value="two&#10;lines&#13;.txt"' in choice_list([document("two\nlines\r.txt")], "")
    assert choice_list(documents, " ").count("<li>") == 3
    assert "<li>" not in choice_list(documents, "leave pay")


def test_of_20_000_documents_a_few_are_shown_soon() -> None:
    documents = [document(f"folder/{number:05}.md", f"Report {number}") for number in range(20_000)]
    begun = time.thread_time()
    shown = choice_list(documents, "")
    assert time.thread_time() - begun < 0.5
    assert shown.count("<li>") == 20 and len(shown) < 5_000 and "20 of 20,000" in shown
    assert choice_list(documents, "19999").count("<li>") == 1
