"""Words in what Gradio makes once for all browsers: marks stand for them until the page is sent to one."""

import re
from typing import Any

from app.words.catalogue import said, told

_OPEN, _SHUT = "\ue000", "\ue001"  # for private use: no text of ours has them
_MARK = re.compile(f"{_OPEN}([^{_SHUT}]*){_SHUT}")


def mark(key: str) -> str:
    """Stands for words that need no values."""
    return f"{_OPEN}{key}{_SHUT}"


def put_in(made: Any, language: str) -> Any:
    """What Gradio made, with the words of a language in the place of marks; what was made stays as it is."""
    if isinstance(made, str):
        return _MARK.sub(lambda match: told(said(match[1]), language), made)
    if isinstance(made, dict):
        return {key: put_in(value, language) for key, value in made.items()}
    if isinstance(made, list | tuple):
        return type(made)([put_in(value, language) for value in made])
    return made
