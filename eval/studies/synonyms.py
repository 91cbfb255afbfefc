"""Honest synonyms, read from WordNet's files (Miller 1995). Verbs are left out: one can seldom stand for another."""

import re
from collections import Counter
from pathlib import Path

from index.errors import CiteseedError

_PARTS = ((1, "noun"), (3, "adj"), (4, "adv"))  # of speech, with their numbers in sense keys
_OFTEN = 3  # times that a word must stand in the texts which WordNet counted


class WordNetError(CiteseedError):
    """WordNet's files can't be read; the message says what to install."""


def read_synonyms(folder: Path) -> dict[str, str]:
    """The synonym of each noun, adjective and adverb that has one in WordNet's files (`dict` of release 3).

    It is that of the word's most frequent sense, which must be the synonym's own, too, and of words that are not rare:
    else it would be no honest one. Raises `WordNetError`.
    """
    counts: Counter[str] = Counter()
    for line in _lines(folder / "cntlist.rev"):
        key, _, count = line.split()
        counts[key.split(":")[0]] += int(count)
    synonyms: dict[str, str] = {}
    for number, name in _PARTS:
        data = {line[:8]: line.split() for line in _lines(folder / f"data.{name}")}
        first = {fields[0]: fields[-int(fields[2])] for fields in map(str.split, _lines(folder / f"index.{name}"))}
        for word, sense in first.items():
            size = int(data[sense][3], 16)
            members = [re.sub(r"\(\w+\)$", "", member) for member in data[sense][4 : 4 + 2 * size : 2]]
            same = [member for member in members if member != word and first.get(member) == sense and member.isalpha()]
            often = {member: counts[f"{member}%{number}"] for member in (word, *same)}
            best = max(same, key=often.__getitem__, default=word)
            if best != word and min(often[best], often[word]) >= _OFTEN:
                synonyms.setdefault(word, best)
    return synonyms


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise WordNetError(
            f"{path} is no file of WordNet's: {error}. Install WordNet 3 (Debian's package wordnet-base puts it into "
            "/usr/share/wordnet) and give its folder by --wordnet."
        ) from error
    return [line for line in text.splitlines() if not line.startswith(" ")]
