"""A question of a message, as one value: made once, read by ranker, gate and shape. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from app.asking import conversation
from app.asking.focus import focused
from app.asking.intake import Turn
from app.asking.intent import wants_list, wants_several
from app.asking.spoken import spoken_last
from app.asking.wanted import leading
from index.language.mentions import named_words

_OTHER = 0.5  # weight in the search
Plain = Callable[[str], str]
"""A question with its slips mended, without politeness."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, which may lean on a conversation.

    `text` is the question as asked, `core` without the phrase that says at which meeting or in which year, `full`
    standing alone, slips mended; `searched` are the forms to search with and their weights; `follows` says that it
    leans on the conversation. `leading` is the kind of answer that its first question word asks for; `names` are
    words of `full`. `listed` and `several` say that it asks for several things, or about several documents.
    """

    text: str
    core: str
    full: str
    searched: Mapping[str, float]
    follows: bool
    language: str
    leading: str | None
    names: tuple[str, ...]
    listed: bool
    several: bool

    @classmethod
    def of(cls, text: str, history: Sequence[Turn] = (), plain: Plain = str, others: Sequence[str] = ()) -> Self:
        """In its conversation, of which the turns of the user are made `plain` too. `others` are other ways to write
        it, which are searched for as well."""
        whole = plain(text)
        mended = focused(whole)
        turns = [(role, focused(plain(content)) if role == "user" else content) for role, content in history]
        language = spoken_last([*(content for role, content in turns if role == "user"), text])
        full, core = conversation.standalone(mended, turns), conversation.core(mended, language)
        return cls(
            text=text,
            core=core,
            full=full,
            searched={other: _OTHER for other in (*others, whole) if other != mended}
            | conversation.in_context(mended, turns),
            follows=full != mended,
            language=language,
            leading=leading(core, language),
            names=named_words(full, language),
            listed=wants_list(core),
            several=wants_several(core),
        )
