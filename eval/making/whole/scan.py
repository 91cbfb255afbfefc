"""What is mentioned where, by a scan of everything. It shares nothing with the product that it is the judge of."""

import re
from collections.abc import Iterable
from functools import cache


def occurrences(text: str, forms: Iterable[str]) -> int:
    """How often any of the forms stands in a text: as whole words, in any case, over the ends of lines.

    >>> occurrences("Oakmere's and OAKMERE, not Oakmerton", ("Oakmere",))
    2
    """
    return len(_whole(tuple(forms)).findall(text))


def holds(text: str, phrase: str) -> bool:
    """Whether a text holds a quoted phrase: white space and case folded, nothing else.

    >>> holds("Sent Without\\n prejudice.", "without prejudice"), holds("without any prejudice", "without prejudice")
    (True, False)
    """
    return folded(phrase) in folded(text)


def folded(text: str) -> str:
    """A text with its white space and case folded."""
    return " ".join(text.split()).casefold()


@cache
def _whole(forms: tuple[str, ...]) -> re.Pattern[str]:
    any_form = "|".join(r"\s+".join(map(re.escape, form.split())) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{any_form})(?!\w)", re.IGNORECASE)
