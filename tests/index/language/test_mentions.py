"""What a text mentions: kinds, values and places, in any script, whatever the sentence."""

import gc
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.dates import Day, times
from index.language.mentions import Mention, mentions, names, seconds
from index.language.words import fold


def told(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(mention.kind, text[mention.start : mention.end]) for mention in mentions(text, language)]


def only(text: str, language: str = "en") -> Mention:
    (mention,) = mentions(text, language)
    return mention


@pytest.mark.parametrize(
    ("language", "text", "names_in_it"),
    [
        ("en", "In Łódź, Çelik met Ann Lee of the Bank of England’s board.", ["Łódź", "Çelik", "Ann Lee of the Bank of England"]),
        ("de", "Wir fuhren nach Österreich zu Özlem Şahin.", ["Österreich", "Özlem Şahin"]),
        ("en", "He spoke with Владимир Иванов in Αθήνα.", ["Владимир Иванов", "Αθήνα"]),
        ("es", "El canciller viajó a Ávila con Íñigo de la Peña.", ["Ávila", "Íñigo de la Peña"]),
        ("en", "What did Alejandro N. Mayorkas say to NATO?", ["Alejandro N. Mayorkas", "NATO"]),
        ("en", "On Monday in May they slept.", []),
    ],
)  # fmt: skip
def test_names_are_words_with_a_capital_of_any_script(language: str, text: str, names_in_it: list[str]) -> None:
    assert [text[name.start : name.end] for name in names(text, language) if not name.first] == names_in_it


def test_the_first_word_of_a_sentence_is_marked_since_any_has_a_capital_there() -> None:
    assert [(name.value, name.first) for name in names("Rain fell. Ann ran. “Snow” fell on Bo.", "en")] == [
        ("rain", True), ("ann", True), ("snow", True), ("bo", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("about $1.2bn", "money", 1.2e9, "USD"),
        ("40 million pesos", "money", 4e7, "MXN"),
        ("5 €", "money", 5, "EUR"),
        ("two hundred and five days", "duration", 205, "day"),
        ("an hour", "duration", 1, "hour"),
        ("several weeks", "duration", None, "week"),
        ("42 years old", "age", 42, "year"),
        ("a 12-year-old", "age", 12, "year"),
        ("3.5 %", "percent", 3.5, "percent"),
        ("fifty per cent", "percent", 50, "percent"),
        ("12 km", "number", 12, "kilometer"),
        ("2000 dollars", "money", 2000, "USD"),
        ("15:00", "time", 900, ""),
        ("3 p.m.", "time", 900, ""),
        ("noon", "time", 720, ""),
        ("May 5, 2020", "date", Day(2020, 5, 5), ""),
        ("INV-2231", "identifier", "inv-2231", ""),
        ("Title 42", "identifier", "title 42", ""),
    ],
)
def test_each_kind_has_its_value_and_unit(text: str, kind: str, value: object, unit: str) -> None:
    mention = only(text)
    assert (mention.kind, mention.value, mention.unit) == (kind, value, unit)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("about 40", "en"),
        ("more than 40", "en"),
        ("several hours", "en"),
        ("early 2020", "en"),
        ("several hundred", "en"),
        ("few hundred", "en"),
        ("couple of million dollars", "en"),
        ("many thousands", "en"),
        ("dozens", "en"),
        ("millions of dollars", "en"),
        ("más de 40", "es"),
        ("varios días", "es"),
        ("miles", "es"),
        ("millones de pesos", "es"),
    ],
)
def test_what_is_not_exact_is_vague(text: str, language: str) -> None:
    assert only(text, language).vague
    assert (only(text, language).start, only(text, language).end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("5 dólares", "money", 5, "USD"),
        ("5 millones de pesos", "money", 5e6, "MXN"),
        ("3 años", "duration", 3, "year"),
        ("3 anos", "duration", 3, "year"),
        ("una década", "duration", 1, "decade"),
        ("5 horas", "duration", 5, "hour"),
        ("100 kilómetros", "number", 100, "kilometer"),
        ("35 años de edad", "age", 35, "year"),
        ("3 de la mañana", "time", 180, ""),
        ("próximo martes", "date", Day(), ""),
        ("Artículo 5", "identifier", "articulo 5", ""),
    ],
)
def test_words_are_known_with_and_without_accents(text: str, kind: str, value: object, unit: str) -> None:
    mention = only(text, "es")
    assert (mention.kind, mention.value, mention.unit, mention.end) == (kind, value, unit, len(text))
    assert not mention.vague


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyzáéíóúñçüöä")
def test_letters_that_a_pattern_takes_for_another_fold_to_the_same(letter: str) -> None:
    pattern = re.compile(letter, re.IGNORECASE)
    assert {fold(char) for char in map(chr, range(0x3000)) if pattern.fullmatch(char)} == {fold(letter)}


@pytest.mark.parametrize("text", ["35 mınutes", "35 MİNUTES", "several mınutes", "5 ſeconds"])
def test_units_in_letters_of_other_scripts_and_times_are_units(text: str) -> None:
    plain = fold(text)
    assert [(m.kind, m.value, m.unit) for m in mentions(text, "en")] == [
        (m.kind, m.value, m.unit) for m in mentions(plain, "en")
    ]


def test_an_age_has_its_word_before_it() -> None:
    age = mentions("a la edad de 35 años", "es")[0]
    assert (age.kind, age.value) == ("age", 35)


def test_dates_of_other_languages_are_read_by_their_own_months() -> None:
    assert only("11 de agosto de 2021", "es").value == Day(2021, 8, 11)
    assert only("5. Mai 2022", "de").value == Day(2022, 5, 5)
    assert only("24.05.2022", "de").value == Day(2022, 5, 24)
    assert only("1 août 2020", "fr").value == Day(2020, 8, 1)


def test_month_and_day_in_figures_alone_are_read_only_where_their_order_is_sure() -> None:
    assert only("05/24/2022").value == only("24/05/2022").value == Day(2022, 5, 24)
    assert only("05/06/2022").value == Day(2022)


def test_one_that_counts_nothing_is_no_number() -> None:
    assert told("no one saw that one") == []
    assert told("vio unos barcos", "es") == []


def test_units_of_time_can_be_compared() -> None:
    assert seconds("day") == 24 * seconds("hour")
    assert seconds("kilometer") == 0


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_the_same_in_both_ways_of_writing_it(hour: int, minute: int) -> None:
    half = "a.m." if hour < 12 else "p.m."
    for text in (f"{hour}:{minute:02}", f"{hour % 12 or 12}:{minute:02} {half}"):
        assert [time.value for time in times(text, "en")] == [60 * hour + minute]


@given(st.text(max_size=120), st.sampled_from(["en", "es", "de", "fr", "zh", "ar"]))
def test_any_text_has_mentions_that_do_not_overlap(text: str, language: str) -> None:
    end = 0
    for mention in mentions(text, language):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


@pytest.mark.parametrize(
    "text", ["May 35, 2022", "31/02/2022", "2022-02-31", "June 31", "0/0/2022", "They march 5 miles"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    stated = [mention.value for mention in mentions(text, "en") if isinstance(mention.value, Day)]
    assert all(day.day is None for day in stated)


def test_a_time_behind_a_date_leaves_it_whole() -> None:
    assert mentions("2022-05-03T10:00Z", "en")[0].value == Day(2022, 5, 3)


def test_names_may_begin_small_and_headings_are_none() -> None:
    assert [name.value for name in names("He sold an iPhone on eBay.", "en")] == ["iphone", "ebay"]
    assert names("ABOUT THIS MEETING AND ITS AGENDA", "en") == ()
    assert [name.value for name in names("So said JOHN SMITH.", "en")] == ["john smith"]


@pytest.mark.parametrize(
    "filler", ["1", "A", "a ", "中", ".", "A.", "1 ", "$5 ", "Ann ", "a@", "\u00a0", "“", "May 5 "]
)
def test_the_time_that_mentions_take_grows_with_the_text_alone(filler: str) -> None:
    def seconds_for(size: int) -> float:
        text, started = filler * (size // len(filler)), time.process_time()
        gc.disable()  # what other tests have left is none of its time
        mentions.__wrapped__(text, "en")
        gc.enable()
        return time.process_time() - started

    seconds_for(1_000)
    assert seconds_for(32_000) < 16 * max(seconds_for(8_000), 0.002)
