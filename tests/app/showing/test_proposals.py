"""Proposals as HTML: whatever they say, they are text."""

from app.showing.proposals import follow_ups_html, welcome_html

EVIL = "<img src=x onerror=alert(1)>"


def test_no_words_become_markup() -> None:
    for html in (welcome_html(EVIL, 3, [EVIL]), follow_ups_html([(EVIL, EVIL), ("Only", EVIL), (EVIL, "")])):
        assert "<img" not in html
        assert "&#60;img" in html


def test_what_can_be_asked_is_only_said_when_it_is_known() -> None:
    assert "For example" not in welcome_html("docs", 3, None)
    assert "pending" in welcome_html("docs", 3, None)
    assert "For example" not in welcome_html("docs", 3, [])
    assert "pending" not in welcome_html("docs", 3, [])


def test_an_empty_folder_asks_for_documents() -> None:
    assert "Add documents" in welcome_html("docs", 0, None)
    assert "pending" not in welcome_html("docs", 0, None)
    assert "<button" not in welcome_html("docs", 0, None, read_only=True)


def test_a_button_asks_what_it_says_or_more() -> None:
    html = follow_ups_html([("Why?", "Why?"), ("Only 2024", "Which are from 2024?"), ("Show all 9", "")])
    assert '<span class="asked">Why?</span>' in html
    assert '<span class="asked" hidden>Which are from 2024?</span>' in html
    assert 'class="unfold">Show all 9' in html
    assert follow_ups_html([]) == ""
