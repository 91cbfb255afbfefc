"""What the answers themselves say where they are no quotes, in the language of the question as far as it can be told.

Words of documents and people are put in as they are: whoever shows a line escapes it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from index.language.cldr import called
from index.language.vocabulary import LANGUAGES, own_table, vocabulary
from index.language.words import likely_language

_PUT_IN = re.compile(r"\\\{\w+\\\}")  # as it is escaped
_TABLES = [table for language in LANGUAGES if (table := own_table(language, "wording"))]


def refusal(question: str, chosen: int = 0) -> str:
    """Said in the place of an answer; `chosen` is how many documents it was asked of, 0 for all.

    >>> refusal("¿Quién lo firmó?")
    'Los documentos no lo dicen.'
    >>> refusal("Who signed it?", 1)
    'Not in the 1 document chosen.'
    """
    words = _words(question)
    return str(words["refusal_chosen"][chosen > 1].format(count=f"{chosen:,}") if chosen else words["refusal"])


def advice(question: str, chosen: int = 0) -> str:
    """What can be done after a refusal; `chosen` as there."""
    return str(_words(question)["advice_chosen" if chosen else "advice"])


def unsure(question: str) -> str:
    """All that is claimed where the closest passages are shown."""
    return str(_words(question)["unsure"])


def doubt(question: str, shown: int, unmet: Sequence[str] = (), written: bool = False) -> str:
    """Stands above so many passages that come near, of which none mentions the words `unmet`, or above what a language
    model has `written`; "" above nothing.

    >>> doubt("Who sang in 2023?", 2, ["2023"])
    "I'm not sure. The closest passages don't mention “2023”:"
    """
    words = _words(question)
    if written or not shown:
        return str(words["written"]) if shown else ""
    line = words["closest_unmet" if unmet else "closest"][shown > 1]
    return f"{words['unsure']} {line.format(words=_listed(words, unmet))}"


def written_unmet(question: str, unmet: Sequence[str]) -> str:
    """Which words of the question are not in what was written; "" if there are none."""
    words = _words(question)
    return str(words["written_unmet"].format(words=_listed(words, unmet))) if unmet else ""


def unread(language: str, other: str, command: str) -> str:
    """Told in a language where the embedder does not know an `other`, with the command that gets one that does."""
    return str(vocabulary(language, "wording")["unread"].format(language=called(other, language), command=command))


def claims_nothing(text: str) -> str:
    """What `refusal` or `unsure` says, if a line of the text is a refusal or what `doubt` puts above passages; else "".

    >>> claims_nothing("It rained.\\n\\nI'm not sure. Closest passages:\\n\\n- [1] It snowed.")
    "I'm not sure."
    """
    found = _CLAIMS_NOTHING.search(text)
    return "".join(filter(None, found.groups())) if found else ""


def claimed(text: str) -> str:
    """The text without the lines by which `claims_nothing` knows one.

    >>> claimed("The documents don't say."), claimed("I'm not sure. Closest passage:\\n[1] It snowed.")
    ('', '[1] It snowed.')
    """
    return _CLAIMS_NOTHING.sub("", text).strip()


def _words(question: str) -> Mapping[str, Any]:
    return vocabulary(likely_language(question), "wording")


def _listed(words: Mapping[str, Any], unmet: Sequence[str]) -> str:
    quoted = [words["quoted"].format(word=word) for word in unmet]
    return f" {words['or']} ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))


def _no_claims() -> re.Pattern[str]:
    """Every line that claims nothing, what `refusal` or `unsure` says as a group."""
    unsures, advices = (_either(*keys) for keys in (["unsure"], ["advice", "advice_chosen"]))
    refusals, forms = _either("refusal", "refusal_chosen"), _either("closest", "closest_unmet")
    return re.compile(rf"^(?:({unsures}) (?:{forms})|({refusals})(?: (?:{advices}))?)$", re.MULTILINE)


def _either(*keys: str) -> str:
    """A pattern of what stands under these keys in any language, whatever is put in."""
    values = [table[key] for table in _TABLES for key in keys]
    lines = [line for value in values for line in ([value] if isinstance(value, str) else value)]
    return "|".join(_PUT_IN.sub("[^\n]+", re.escape(line)) for line in lines)


_CLAIMS_NOTHING = _no_claims()
