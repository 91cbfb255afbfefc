"""Slips in a question are mended towards the words of the documents, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.spelling import Speller, with_apostrophes

WORDS = ["hosted", "alicia", "barcena", "migration", "prince"]
SPELLER = Speller(lambda: WORDS, lambda word: word == "price")


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("who hsoted alicia barcena", "who hosted alicia barcena"),
        ("who hosted Alicia Bárcena?", "who hosted Alicia Bárcena?"),
        ("wher is migrasion?", "where is migration?"),
        ("wher is mgrshn?", "where is mgrshn?"),
        ("immigration", "immigration"),
        ("what is the price", "what is the price"),
        ("Title 42 hst 2021", "Title 42 hst 2021"),
    ],
)
def test_mends_slips_only(question: str, mended: str) -> None:
    assert SPELLER(question) == mended


@given(st.sampled_from(WORDS), st.data())
def test_any_two_neighbours_swapped_are_put_back(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 2))
    slip = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert SPELLER(slip) == word


@given(st.text(max_size=40))
def test_what_is_not_a_word_stays(text: str) -> None:
    assert Speller(list, lambda word: True)(text) == text


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("who wins the prise", "who wins the prize"),
        ("the prices for part-timers", "the prices for part-timers"),
        ("riscv support", "riscv support"),
        ("Where is Jonsen?", "Where is Jensen?"),
        ("cuanto cuesta el premio de la carrera", "cuanto cuesta el premio de la carrera"),
        ("see times.example/tims and v2tims", "see times.example/tims and v2tims"),
    ],
)
def test_the_word_that_sounds_alike_is_meant_and_what_is_no_word_is_left(question: str, mended: str) -> None:
    words = ["price", "prices", "prize", "risc", "v", "part", "times", "jensen", "support", "cuesta", "premium"]
    assert Speller(lambda: words, lambda word: False)(question) == mended


def test_a_question_can_be_read_in_several_ways() -> None:
    speller = Speller(lambda: ["risc", "v", "board"], lambda word: False)
    assert speller.ways("riscv bord") == ["riscv board", "riscv bord", "risc v board"]
    assert speller.ways("risc board") == ["risc board"]


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("whats it cost if it doesnt fit", "what's it cost if it doesn't fit"),
        ("DONT", "DON'T"),
        ("its don't", "its don't"),
        ("Wie hoch war die Miete im Mai?", "Wie hoch war die Miete im Mai?"),
    ],
)
def test_small_words_get_their_apostrophe(typed: str, spelt: str) -> None:
    assert with_apostrophes(typed) == spelt


def test_the_words_of_the_documents_are_asked_for_once_and_not_before_one_may_be_misspelt() -> None:
    asked: list[int] = []

    def words() -> list[str]:
        asked.append(1)
        return ["migration", "harbor"]

    speller = Speller(words, lambda word: word in ("migration", "where"))
    assert speller.ways("Where is the migration?") == ["Where is the migration?"]
    assert not asked
    assert speller("the migrasion of the habror") == "the migration of the harbor"
    assert len(asked) == 1


def no_word(word: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("Wie viele Bäume kamen in die Erde?", "Wie viele Bäume kamen in die Erde?"),
        ("An wen wende ich mich wegen der Mahnungg?", "An wen wende ich mich wegen der Mahnung?"),
        ("Quem é o tesoreiro da associação?", "Quem é o tesoureiro da associação?"),
        ("Como bloqueio os botões?", "Como bloqueio os botões?"),
        ("Quanti DVD si posono prendere alla volta?", "Quanti DVD si possono prendere alla volta?"),
        ("Combien d'ouvrages ont échappé au feu ?", "Combien d'ouvrages ont échappé au feu ?"),
        ("In welke wagens mag je een hond meenemen?", "In welke wagens mag je een hond meenemen?"),
        ("Хто продаэ будинок?", "Хто продаэ будинок?"),
    ],
)
def test_words_of_the_questions_own_language_are_no_slips(question: str, mended: str) -> None:
    words = "ende werde mahnung tesoureiro bloquear possono ouvres wegen meegeven продає".split()
    speller = Speller(lambda: words, no_word, ["de", "pt", "it", "fr", "nl", "uk"])
    assert speller(question) == mended


@pytest.mark.parametrize(
    ("question", "languages", "mended"),
    [
        ("What are the dues of the fryer?", "en fr pt", "What are the dues of the fryer?"),
        ("What are the dues of the fryer?", "fr pt", "What are the dues of the fryer?"),
        ("Is the foyr open?", "en", "Is the foyer open?"),
        ("Is the foyr open?", "en fr", "Is the foyer open?"),
        ("Erde im Garten", "en de", "Erde im Garten"),
        ("Mietvertag", "de", "mietvertrag"),
        ("Mietvertag", "en de", "mietvertrag"),
        ("Mietvertag", "en de fr it pt", "Mietvertag"),
        ("Why mustn't it be beaten?", "en", "Why mustn't it be beaten?"),
    ],
)
def test_words_are_those_of_the_languages_that_a_question_may_be_in(question: str, languages: str, mended: str) -> None:
    words = ["foyer", "duas", "must", "ende", "mietvertrag"]
    assert Speller(lambda: words, no_word, languages.split())(question) == mended
