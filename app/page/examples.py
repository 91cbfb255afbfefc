"""Questions that the indexed documents can answer, proposed from the names and dates in them. Pure but for asking."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import zip_longest
from threading import Lock, Thread

from app.bot import Bot
from app.records import Answer
from index.language.dates import dates
from index.language.mentions import names
from index.records import Document

_DOCUMENTS = 500  # that are looked at
_HEAD = 4_000  # characters of each
_TRIED = 12
_ON = re.compile(r"\b[Oo]n (?=\S)")
_DAY = 40  # characters that a day may take
_WORDS = 6  # of a name


class Examples:
    """The questions for the bot that answers now; those for a newer index are found while the last ones are shown.

    No bot is kept.
    """

    def __init__(self, bot: Bot) -> None:
        self._generation = bot.snapshot.generation
        self._questions = example_questions(bot.snapshot.documents, bot.answerer)
        self._lock = Lock()

    def __call__(self, bot: Bot) -> list[str]:
        """Never waits."""
        with self._lock:
            if self._generation != bot.snapshot.generation:
                self._generation = bot.snapshot.generation
                Thread(target=self._find, args=[bot], name="examples", daemon=True).start()
            return self._questions

    def _find(self, bot: Bot) -> None:
        questions = example_questions(bot.snapshot.documents, bot.answerer)
        with self._lock:
            if self._generation == bot.snapshot.generation:
                self._questions = questions


def example_questions(documents: Sequence[Document], ask: Callable[[str], Answer], limit: int = 4) -> list[str]:
    """Up to `limit` questions, the surest first; only ones that `ask` answers."""
    documents = documents[:_DOCUMENTS]
    named = Counter(name for document in documents for name in _names(document))
    people = [f"What do the documents say about {name}?" for name, _ in named.most_common(_TRIED)]
    days = [f"What happened on {day}?" for day in filter(None, map(_day, documents))]
    titles = [
        f"What is “{document.title}” about?" for document in documents if document.title and len(document.title) < 80
    ][:1]  # each is sure to be answered, by a summary: they would leave no room for others
    tried = [question for row in zip_longest(days, people, titles) for question in row if question][:_TRIED]
    answers = {question: ask(question) for question in tried}
    sure = sorted((q for q in answers if answers[q].status == "answered"), key=lambda q: -answers[q].confidence)
    return sure[:limit]


def _names(document: Document) -> Collection[str]:
    """The names of several words in a document's head, each once."""
    head = document.text[:_HEAD]
    spelt = (head[name.start : name.end] for name in names(head, document.language))
    return dict.fromkeys(name for name in spelt if 1 < len(name.split(" ")) <= _WORDS and "\n" not in name)


def _day(document: Document) -> str:
    """The first day on which its head says that something happened, "" if there is none."""
    for on in _ON.finditer(document.text, 0, _HEAD):
        near = document.text[on.end() : on.end() + _DAY]
        for day in dates(near, document.language)[:1]:
            if day.start == 0 and day.value.day:
                return near[: day.end]
    return ""
