"""What the answers themselves say where they are no quotes, in a language: a catalogue each, the table `wording`.

Words of documents and people are put in as they are: whoever shows a line escapes it.
"""

import re
from collections.abc import Sequence

from index.language.cldr import called, number
from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, own_table, vocabulary

_PUT_IN = re.compile(r"\\\{\w+\\\}")  # as it is escaped
_BLANK = re.compile(r"\\?\s")
_TABLES = [table for language in LANGUAGES if (table := own_table(language, "wording"))]


def say(language: str, key: str, count: int | None = None, **words: str) -> str:
    """The line of that key, "a.b" for one of a table within, with the words put in; English's if the language has none.

    Of a line in two forms the first is for a `count` of one, the second for more; {count} is that as it is written.

    >>> say("de", "more", 1200), say("en", "more_items", 1)
    ('und 1.200 weitere', 'The list has 1 more item in the document.')
    """
    language = language if language in LANGUAGES else ENGLISH
    table, _, name = f"wording.{key}".rpartition(".")
    forms = vocabulary(language, table)[name]
    form = forms if isinstance(forms, str) else forms[count != 1]
    return str(form.format(count="" if count is None else number(count, language), **words))


def refusal(language: str, chosen: int = 0) -> str:
    """Said in the place of an answer; `chosen` is how many documents it was asked of, 0 for all.

    >>> refusal("es"), refusal("en", 1)
    ('Los documentos no lo dicen.', 'Not in the 1 document chosen.')
    """
    return say(language, "refusal_chosen", chosen) if chosen else say(language, "refusal")


def advice(language: str, chosen: int = 0) -> str:
    """What can be done after a refusal; `chosen` as there."""
    return say(language, "advice_chosen" if chosen else "advice")


def doubt(language: str, shown: int, unmet: Sequence[str] = (), written: bool = False) -> str:
    """Stands above so many passages that come near, of which none mentions the words `unmet`, or above what a language
    model has `written`; "" above nothing.

    >>> doubt("en", 2, ["2023"])
    "I'm not sure. The closest passages don't mention “2023”:"
    """
    if written or not shown:
        return say(language, "written") if shown else ""
    line = say(language, "closest_unmet" if unmet else "closest", shown, words=_listed(language, unmet))
    return f"{say(language, 'unsure')} {line}"


def written_unmet(language: str, unmet: Sequence[str]) -> str:
    """Which words of the question are not in what was written; "" if there are none."""
    return say(language, "written_unmet", words=_listed(language, unmet)) if unmet else ""


def quoted(language: str, words: str) -> str:
    """Words in the quotation marks of the language."""
    return say(language, "quoted", word=words)


def unread(language: str, other: str, command: str) -> str:
    """Told in a language where the embedder does not know an `other`, with the command that gets one that does."""
    return say(language, "unread", name=called(other, language), command=command)


def claims_nothing(text: str) -> str:
    """What says that nothing is claimed, if a line of the text is a refusal or what `doubt` puts above passages;
    else "".

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


def in_any(*keys: str) -> str:
    """A pattern of the lines of these keys in every language, whatever is put in; any blank stands for theirs."""
    values = [table[key] for table in _TABLES for key in keys]
    lines = {line for value in values for line in ([value] if isinstance(value, str) else value)}
    return "|".join(_PUT_IN.sub("[^\n]+", _BLANK.sub(r"\\s", re.escape(line))) for line in sorted(lines))


def _listed(language: str, unmet: Sequence[str]) -> str:
    marked = [quoted(language, word) for word in unmet]
    return f" {say(language, 'or')} ".join(filter(None, [", ".join(marked[:-1]), *marked[-1:]]))


def _no_claims() -> re.Pattern[str]:
    """Every line that claims nothing, what a refusal or a doubt begins with as a group."""
    unsures, advices = in_any("unsure"), in_any("advice", "advice_chosen")
    refusals, forms = in_any("refusal", "refusal_chosen"), in_any("closest", "closest_unmet")
    return re.compile(rf"^(?:({unsures}) (?:{forms})|({refusals})(?: (?:{advices}))?)$", re.MULTILINE)


_CLAIMS_NOTHING = _no_claims()
