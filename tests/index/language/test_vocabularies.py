"""The data files of all languages: the same keys as English has, patterns that compile and take little time."""

import re
import time
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.asking import comparing, intent
from app.asking.conversation import parts, plain, standalone
from app.asking.focus import focused
from app.asking.intake import MAX_QUESTION
from index import ROOT
from index.language.vocabulary import LANGUAGES, own_table, pattern
from index.language.words import fold

OTHERS = [language for language in LANGUAGES if language != "en"]
FREE = (
    "words.irregular",
    "numbers.more",
    "numbers.scales",
    "numbers.scales_of_money",
    "dates.more_months",
    "names.aliases",
)
"""Tables whose keys are words of the language."""
PATTERNS = {
    "questions": ("first", "plural"),
    "conversation": (
        *(
            "more",
            "about",
            "next_part",
            "corrects",
            "lead",
            "behind",
            "not_but",
            "but_not",
            "clause",
            "helped",
            "what_is",
        ),
        *("period", "points_back", "it"),
    ),
    "corpus": ("docs", "lead", "asks"),
    "summaries": ("polite", "size", "noun", "wishes", "named", "one", "this", "everything", "aside", "asks", "about"),
    "small_talk": ("filler", "opening", "question"),
    "listing": ("several_things", "events", "several_documents", "one_document"),
    "politeness": ("address", "before", "behind", "oaths", "what", "asks", "tells", "opening", "documents", "says"),
    "boilerplate": ("begins", "holds"),
    "replies": ("subject", "verb", "sorry", "but", "denies", "yes"),
    "keys.asks": ("verdict", "person", "place", "reason"),
    "links": ("pointing",),
}
FOLDED = (
    "words",
    "numbers",
    "dates",
    "times",
    "ages",
    "identifiers",
    "answers",
    "verdicts",
    "check",
    "keys",
    "versions",
)
"""Tables of which all lists are of folded words."""


UNFOLDED = ("marks", "spellings", "ordinals", "firsts", "beginnings", "participles")


def tables(language: str) -> Mapping[str, Any]:
    return tomllib.loads((ROOT / f"index/language/data/{language}.toml").read_text(encoding="utf-8"))


def keys(table: Mapping[str, Any], within: str = "") -> Iterator[str]:
    for name, value in table.items():
        yield within + name
        if isinstance(value, Mapping) and within + name not in FREE:
            yield from keys(value, f"{within}{name}.")


@pytest.mark.parametrize("language", OTHERS)
def test_every_key_of_a_language_is_one_of_english(language: str) -> None:
    own = ("words.elided", "units.real")  # what English writes otherwise
    looked_up = ("words.accents", "words.beginnings", "words.participles", "words.compounds")  # where others need it
    assert not {
        key for key in {*keys(tables(language))} - {*keys(tables("en"))} if not key.startswith((*own, *looked_up))
    }


@pytest.mark.parametrize("language", ["de", "nl"])
def test_these_know_all_that_english_knows_but_what_is_asked_of_the_whole_and_of_tables(language: str) -> None:
    english_only = (
        "words.",
        "alterations",
        "drafts",
        "titles",
        "forms",
        "whole",
        "proposals",
        "listing.plural",
        "tables.",
    )
    spellings = ("questions.contractions", "questions.sounds", "names.peoples", "own_date.done", "dates.firsts")
    parts_of_others = ("corpus.store", "corpus.in_store", "corpus.tail", "corpus.have")
    nowhere = (
        "numbers.either_groups",
        *("numbers.blank_groups", "conversation.anyone", "check.opens", "check.others", "verdicts.concord"),
        *("times.hours", "times.before", "times.to", "times.at", "times.next"),
        "conversation.polite",
        "sentences.endings",
        "sentences.streets",
        "sentences.ordinals",
    )
    of_nouns = (
        "names.particles",
        "names.nouns",
        "names.titles",
        "names.common",
        "names.noun",
        "names.inflected",
        "names.place",
        "names.plural",
        "names.places",
    )
    left_out = (*english_only, *spellings, *parts_of_others, *nowhere, *of_nouns, *FREE)
    missing = {*keys(tables("en"))} - {*keys(tables(language))}
    assert not {key for key in missing if not key.startswith(left_out)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_compiles_and_those_of_small_talk_and_questions_need_words(language: str) -> None:
    for concept, names in PATTERNS.items():
        for name in {*names} & {*own_table(language, concept)}:
            for one in pattern(language, concept, name, "\n").split("\n"):
                re.compile(one)
    for name in own_table(language, "small_talk.kinds"):
        assert not re.compile(pattern(language, "small_talk.kinds", name)).fullmatch("")
    for kinds in own_table(language, "questions.asks").values():
        assert not any(re.compile(asks).match("") for asks in kinds)


@pytest.mark.parametrize("language", ["en", "de", "nl"])
def test_words_are_folded_as_the_text_they_are_looked_for_in(language: str) -> None:
    for concept in FOLDED:
        for name, value in own_table(language, concept).items():
            words = (
                [word for one in value for word in ([one] if isinstance(one, str) else one)]
                if isinstance(value, list)
                else []
            )
            unfolded = [word for word in words if isinstance(word, str) and fold(word) != word]
            assert not unfolded or name in UNFOLDED, (concept, name)


@pytest.mark.parametrize("language", OTHERS)
def test_units_are_called_as_in_english(language: str) -> None:
    english = own_table("en", "units")
    for name, unit in own_table(language, "units").items():
        if name not in english:
            continue  # a currency of its own
        assert unit.get("seconds") == english[name].get("seconds") and unit.get("currency") == english[name].get(
            "currency"
        )


@pytest.mark.parametrize(
    "words",
    [
        "wie viel ", "und bitte ", "es ", "das nicht, ", "Fasse ", "kannst du mir ", "welche Halle ", "alle Dokumente ", "nein, ",
        "hoeveel ", "en graag ", "het ", "vat ", "kun je me ", "welke zaal ", "alle documenten ", "Bo van der ", "ja nein ",
        "danke ", "tot ziens ", "im Mai 2023 ", "nicht dies, sondern ", "3. ", "wie hoch ist die ", "aan wie ", "in drei Sätzen ",
    ],
)  # fmt: skip
def test_long_questions_take_little_time(words: str) -> None:
    long = (words * MAX_QUESTION)[:MAX_QUESTION].strip()
    began = time.perf_counter()
    asked = plain(focused(long), lambda text: False)
    standalone(long, [("user", long)])
    parts(long)
    intent.read(asked)
    intent.read(asked, opening=False)
    comparing.read(asked)
    intent.wants_list(asked)
    intent.wants_several(asked)
    assert time.perf_counter() - began < 5
