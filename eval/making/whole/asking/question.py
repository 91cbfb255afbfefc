"""A question in many wordings with its true answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from eval.making.whole.folder import Folder
from eval.making.whole.found import Found
from eval.making.whole.words import words

Answer = Mapping[str, Any]
Slots = Mapping[str, str | Sequence[str]]
"""What is filled into the wordings: a text, or several ways of saying it, of which each wording gets one."""

_SLOPPY = 0.4  # of the wordings in small letters write names in them too


@dataclass(frozen=True, slots=True)
class Question:
    """`form` is the list of wordings that it was made with; `history` holds the turns before it."""

    kind: str
    form: str
    wordings: tuple[str, ...]
    answer: Answer
    history: tuple[Mapping[str, str], ...] = ()

    def record(self, name: str) -> dict[str, Any]:
        """The line of the file."""
        first, *more = self.wordings
        return {
            "id": name,
            "kind": self.kind,
            "form": self.form,
            "question": first,
            "wordings": more,
            "history": list(self.history),
            "answer": self.answer,
        }


Maker = Callable[[Folder, Found, Random], Iterator[Question]]
"""Makes questions of one form, different ones in some order, until there are no more."""


def worded(
    chance: Random,
    kind: str,
    form: str,
    slots: Slots,
    answer: Answer,
    history: Sequence[Mapping[str, str]] = (),
) -> Question:
    """The question in all the wordings of its form, in some order."""
    templates = words("wordings")[kind][form]
    return asked(chance, kind, form, [_typed(chance, one, slots) for one in templates], answer, history)


def asked(
    chance: Random,
    kind: str,
    form: str,
    wordings: Sequence[str],
    answer: Answer,
    history: Sequence[Mapping[str, str]] = (),
) -> Question:
    """The question in wordings that are filled in already."""
    return Question(kind, form, tuple(chance.sample(wordings, len(wordings))), answer, tuple(history))


def in_figures_or_words(number: int) -> tuple[str, str]:
    """A small number as it may be typed."""
    return str(number), words("names")["numbers"][str(number)]


def _typed(chance: Random, template: str, slots: Slots) -> str:
    """A wording as it is typed: those that begin with a small letter at times have no others."""
    wording = filled(chance, template, slots)
    return wording.lower() if template[0].islower() and chance.random() < _SLOPPY else wording


def filled(chance: Random, template: str, slots: Slots) -> str:
    """A wording with its places filled.

    >>> filled(Random(1), "total {column} in {table}", {"column": "Amount", "table": ("orders.csv",)})
    'total Amount in orders.csv'
    """
    return template.format(
        **{name: value if isinstance(value, str) else chance.choice(value) for name, value in slots.items()}
    )


def shuffled(chance: Random, ones: Sequence[Any]) -> list[Any]:
    """All of them in some order."""
    return chance.sample(ones, len(ones))
