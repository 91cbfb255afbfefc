"""JSON as people write it: with comments, commas too many, the same key twice, control characters in texts. Pure."""

import json
import re
from dataclasses import dataclass
from typing import Any

from index.errors import LoadError

_COMMENT = re.compile(r'("(?:\\.|[^"\\])*(?:"|\\?\Z))|(//[^\n]*|/\*.*?(?:\*/|\Z))', re.DOTALL)
_COMMA = re.compile(r'("(?:\\.|[^"\\])*(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)
_BEFORE = re.compile(r"(?:\s|//[^\n]*|/\*.*?(?:\*/|\Z))*", re.DOTALL)
_LEADING = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_MOST_BROKEN = 1000  # lines more than sound ones: it is something else
_MARKS = re.compile(r"^\s*(?://+|/?\*+/?)|\*/\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value; `heading` are the comments before it, `comments` how many others there are."""

    value: Any
    heading: str = ""
    comments: int = 0


def parsed(text: str) -> Parsed:
    """A value of JSON, its numbers as they are written. Raises `LoadError` with the place and the reason.

    >>> parsed('// Pumps\\n{"limit": 1.50, /* litres */ "on": true,}')
    Parsed(value={'limit': '1.50', 'on': True}, heading='Pumps', comments=1)
    """
    try:
        return Parsed(value_of(text))
    except json.JSONDecodeError as error:
        comments: list[str] = []

        def noted(match: re.Match[str]) -> str:
            if match[2]:
                comments.append(_MARKS.sub("", match[2]).strip())
            return match[1] or " "

        uncommented = _COMMENT.sub(noted, text)
        try:
            value = value_of(_COMMA.sub(lambda match: match[1] or " ", uncommented))
        except json.JSONDecodeError:
            raise LoadError(f"it is not valid JSON: {error.msg}, in line {error.lineno}; correct it") from error
        before = _BEFORE.match(text)
        leading = len(_LEADING.findall(before[0])) if before else 0
        return Parsed(value, "\n".join(comments[:leading]), len(comments) - leading)


def parsed_lines(text: str) -> tuple[list[Any], list[int]]:
    """The values of lines of JSON, and the numbers of the lines that hold none; no values where most are broken.

    >>> parsed_lines('{"a": 1}\\n\\n{"a": \\n')
    ([{'a': '1'}], [3])
    """
    values, broken = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values.append(value_of(line))
            except json.JSONDecodeError:
                broken.append(number)
                if len(broken) > len(values) + _MOST_BROKEN:
                    return [], broken
    return values, broken


def value_of(text: str) -> Any:
    """Strict JSON, except that texts may hold control characters."""
    return json.loads(
        text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_together, strict=False
    )


def _together(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; the values of a key that stands in it more than once are a list."""
    if len(together := dict(pairs)) == len(pairs):
        return together
    listed: dict[str, list[Any]] = {}
    for key, value in pairs:
        listed.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in listed.items()}
