"""Words put into what Gradio makes once for all, and that what is sent holds no marks."""

from app.page.marks import mark, put_in
from app.page.page import Page
from app.words.catalogue import READ_IN


def test_words_are_put_in_wherever_a_mark_is_and_the_rest_is_as_it_was() -> None:
    made = {"label": mark("page.ask"), "value": [f"<b>{mark('page.stop')}</b>", 1, None, ("x", mark("page.send"))]}
    assert put_in(made, "en") == {"label": "Ask", "value": ["<b>Stop</b>", 1, None, ("x", "Send")]}
    assert put_in(made, "de") == {"label": "Fragen", "value": ["<b>Anhalten</b>", 1, None, ("x", "Senden")]}
    assert made["label"] == mark("page.ask")


def test_the_page_is_made_once_and_sent_in_the_language_of_the_request() -> None:
    page = Page.__new__(Page)  # without the loop and the queue of a page that is served
    page.config = {"components": [{"value": mark("page.ask")}]}
    assert "Ask" in str(page.config["components"])
    noted = READ_IN.set("fr")
    try:
        assert "Demander" in str(page.config["components"]) and "\ue000" not in str(page.config)
    finally:
        READ_IN.reset(noted)
    assert "Demander" not in str(page.config)
