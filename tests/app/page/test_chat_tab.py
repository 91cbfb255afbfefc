"""What the chat takes from the page's hidden boxes."""

import pytest

from app.errors import QuestionError
from app.page.chat_tab import chosen


def test_the_documents_chosen_are_a_list_of_texts_in_json() -> None:
    assert chosen("") == chosen("[]") == []
    assert chosen('["a.md", "b/\\u00e9.md"]') == ["a.md", "b/é.md"]


@pytest.mark.parametrize("only", ["a.md", '{"a": 1}', "[1]", '"a.md"', "null", "[" * 100_000])
def test_anything_else_is_told(only: str) -> None:
    with pytest.raises(QuestionError, match="Choose them again"):
        chosen(only)
