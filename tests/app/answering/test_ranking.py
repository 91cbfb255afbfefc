"""The ranking of sentences: its features worked by hand, with a reader of words or one that says what it is told to."""

import math
from collections.abc import Mapping, Sequence

import pytest

from app.answering.evidence import HITS, Candidate
from app.answering.ranking import MARGIN, STATEMENTS, SentenceRanker, choose, ranking_weights
from app.asking.asked import Question
from app.reader.multilingual import MultilingualReader
from app.reader.openvino_reader import READER
from app.reader.passage import Passage
from app.reader.reader import Read, Reader, WordReader
from index.embedding.embedder import HashingEmbedder
from index.records import Chunk, Document, Hit

FEATURES = {"reader", "passage", "coverage"}


class Told:
    """Reads a sentence as it is told to, by the words that the sentence begins with; any other is worth -9."""

    fingerprint = "told"

    def __init__(self, told: Mapping[str, float], languages: str = "en") -> None:
        self.told, self.languages = told, frozenset(languages.split())

    def wake(self) -> None: ...

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Read]]:
        return [[Read(self._worth(shown.text[slice(*unit)])) for unit in shown.units] for shown in passages]

    def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
        return [-math.inf] * len(texts)

    def _worth(self, text: str) -> float:
        return next((worth for words, worth in self.told.items() if text.startswith(words)), -9.0)


def document(text: str, source: str = "a.txt", title: str | None = None, language: str = "en") -> Document:
    return Document(source, text, title=title, date=None, sha256=source, language=language)


def hit(document: Document, start: int = 0, end: int | None = None, cosine: float = 0.5) -> Hit:
    return Hit(Chunk(document, start, len(document.text) if end is None else end), 1.0, cosine, 2.0)


def whole(text: str) -> Hit:
    return hit(document(text))


def ranker(reader: Reader, weights: Mapping[str, float] | None = None) -> SentenceRanker:
    return SentenceRanker(reader, lambda term: 3.0 if term == "silva" else 1.0, weights=weights or {"reader": 1.0})


def test_features_and_score_worked_by_hand() -> None:
    text = "Mayor Ana Silva hosted the talks. They left."
    weights = {"reader": 1.0, "passage": 10.0, "coverage": 100.0}
    reader = Told({"Mayor": 2.0, "They": -1.0})
    ranked = ranker(reader, weights)(Question.of("Did Silva sing?"), [hit(document(text))])
    assert [(own.text, own.features) for own in ranked] == [
        ("Mayor Ana Silva hosted the talks.", {"reader": 2.0, "passage": 0.5, "coverage": 0.75}),
        ("They left.", {"reader": -1.0, "passage": 0.5, "coverage": 0.0}),
    ]
    assert [own.score for own in ranked] == [2.0 + 5.0 + 75.0, -1.0 + 5.0]


def test_the_fitted_weights_are_of_the_features_that_there_are() -> None:
    assert ranking_weights().keys() == FEATURES
    assert all(weight >= 0 for weight in ranking_weights().values()), "each speaks for a sentence"
    assert ranking_weights()["reader"] > 0


def test_sentences_and_spans_are_of_the_document_whatever_stands_above_the_chunk() -> None:
    text = "# Harbour\n\nIt rained.\n\n## Cranes\n\nThe harbour has 14 cranes. Ships came."
    chunk = hit(document(text, title="Ports"), start=text.index("The harbour"))
    ranked = ranker(WordReader())(Question.of("The harbour has how many cranes?"), [chunk])
    assert [own.text for own in ranked] == ["The harbour has 14 cranes.", "Ships came."]
    assert ranked[0].span and text[slice(*ranked[0].span)] == "14"


def test_chunks_overlap_and_a_sentence_counts_once_where_it_is_worth_most() -> None:
    own = document("Ann won. Bo ran. Cy fell.")
    hits = [hit(own, 0, 16, 0.2), hit(own, 9, cosine=0.9)]
    ranked = ranker(WordReader(), {"reader": 1.0, "passage": 1.0})(Question.of("Who ran?"), hits)
    assert sorted(own.text for own in ranked) == ["Ann won.", "Bo ran.", "Cy fell."]
    assert ranked[0].text == "Bo ran." and ranked[0].features["passage"] == 0.9


@pytest.mark.parametrize("passages", [8, 4, 99])
def test_as_many_of_the_first_hits_are_read_as_the_reader_has_time_for(passages: int) -> None:
    reader = WordReader(passages=passages)
    hits = [hit(document(f"Number{n} ran.", f"{n}.txt")) for n in range(20)]
    ranked = ranker(reader)(Question.of("Who ran?"), hits)
    assert sorted(own.document.source for own in ranked) == [f"{n}.txt" for n in range(min(passages, HITS))]


def test_what_could_not_be_read_is_left_out() -> None:
    reader = Told({"Ann": 1.0, "Bo": -math.inf})
    assert [own.text for own in ranker(reader)(Question.of("Who?"), [whole("Ann won. Bo ran.")])] == ["Ann won."]
    assert ranker(Told({"Bo": -math.inf}))(Question.of("Who?"), [whole("Bo ran.")]) == []
    assert ranker(reader)(Question.of("Who?"), []) == []


def test_the_heading_of_an_faq_is_no_answer_unless_there_is_nothing_else() -> None:
    reader = Told({"Who won": 5.0, "Ann won": 1.0})
    text = "Who won the cup?\n\nAnn won it."
    assert [own.text for own in ranker(reader)(Question.of("Who won?"), [whole(text)])] == ["Ann won it."]
    alone = ranker(reader)(Question.of("Who won?"), [whole("Who won the cup?")])
    assert [own.text for own in alone] == ["Who won the cup?"]


IN_GERMAN = "Wann ist das Bad geöffnet?"


def across(reader: Reader, other: Reader) -> SentenceRanker:
    """With another one that reads what the first does not know."""
    both = MultilingualReader(other, HashingEmbedder(512))
    return SentenceRanker(reader, lambda term: 1.0, both, {"reader": 1.0})


def test_what_the_first_reader_does_not_know_the_other_one_reads() -> None:
    first, other = (dict.fromkeys(("The", "Das", "La"), worth) for worth in (100.0, -100.0))
    both = across(Told(first), Told(other, "en de"))
    texts = {"en": "The bath opens at 9.", "de": "Das Bad öffnet um 9.", "es": "La piscina abre a las 9."}
    hits = [hit(document(text, f"{language}.txt", language=language)) for language, text in texts.items()]

    def by_first(question: str) -> set[str]:
        return {one.document.language for one in both(Question.of(question), hits) if one.score > 50}

    assert by_first("When is the bath open?") == {"en", "es"}, "nobody knows Spanish"
    assert by_first(IN_GERMAN) == {"es"}


def test_passages_in_another_language_than_the_question_come_by_their_best_sentences() -> None:
    both = across(Told({}), Told({"The bath": 90.0, "The lift": 60.0, "The cat": 30.0, "Das Bad": 99.0}, "en de"))
    texts = ["The cat sat.", "Das Bad öffnet um 9.", "The lift goes.", "The bath opens. The cat sat.", "The end."]
    hits = [hit(document(text, text, language="de" if "Das" in text else "en")) for text in texts]

    def order(question: str, hits: Sequence[Hit], ranker: SentenceRanker = both) -> list[int]:
        asked = Question.of(question)
        made = ranker.reordered(asked, hits, ranker(asked, hits))
        return [texts.index(one.chunk.document.source) for one in made]

    assert order(IN_GERMAN, hits) == [3, 1, 2, 0, 4], "the German one stays"
    assert order("When is the bath open?", hits[2:]) == [2, 3, 4]
    assert order(IN_GERMAN, hits, ranker(Told({"The bath": 5.0}))) == [0, 1, 2, 3, 4], "nobody reads across"


def test_of_foreign_passages_those_are_read_that_hold_a_near_sentence() -> None:
    other = WordReader("de", passages=2)
    other.languages = frozenset({"de", "en"})
    hits = [hit(document(f"{text} {n}.", f"{n}.txt")) for n, text in enumerate(["Ann", "Bad", "Bad geöffnet", "Wann"])]
    both = across(Told({}), other)
    read = both(Question.of(IN_GERMAN), hits)
    assert {one.document.source for one in read} == {"1.txt", "2.txt"}
    made = both.reordered(Question.of(IN_GERMAN), hits, read)
    assert [one.chunk.document.source for one in made] == ["2.txt", "1.txt", "0.txt", "3.txt"]


@pytest.mark.parametrize("question", ["ü", "Und wie?"])
def test_to_a_question_that_says_nothing_nothing_is_near(question: str) -> None:
    hits = [hit(document("Und das Bad wie ü.", language="de"))]
    (read,) = across(Told({}), Told({"Und": 1.0}, "en de"))(Question.of(question), hits)
    assert read.score == 1.0
    (read,) = across(Told({}), Told({"Und": 1.0}, "en de"))(Question.of("Wie ist das Bad?"), hits)
    assert read.score != 1.0


def test_texts_in_one_language_are_nearer_whatever_they_say() -> None:
    """Both sentences share the same words with the question, and the network says the same of both."""
    other = Told({"Bad": 1.0}, "en de")
    hits = [hit(document("Bad geöffnet", f"{language}.txt", language=language)) for language in ("de", "en")]
    read = across(Told({}), other)(Question.of(IN_GERMAN), hits)
    worth = {one.document.language: one.score for one in read}
    assert 2 < worth["en"] - worth["de"] < 4


def candidate(text: str, score: float) -> Candidate:
    return Candidate(document(text), 0, len(text), {}, score)


def test_choose_keeps_one_to_three_that_are_near_and_distinct() -> None:
    ranked = [candidate("Ann won.", 9.0), candidate("Ann won!", 8.9), candidate("Bob won.", 9.0 - MARGIN)]
    assert [own.text for own in choose(ranked)] == ["Ann won.", "Bob won."]
    assert [own.text for own in choose([*ranked, candidate("Cy won.", 8.9 - MARGIN)])] == ["Ann won.", "Bob won."]
    many = [candidate(f"Number{n} won.", 9.0) for n in range(9)]
    assert choose(many) == many[:STATEMENTS]
    assert choose([]) == []


@pytest.mark.parametrize("question", ["Which delegate came from Kiruna?", "Where is Zoe Quartz from?"])
def test_an_item_of_a_long_list_is_found(question: str) -> None:
    items = "; ".join(f"Delegate Number{n} of Place{n} and several other learned friends" for n in range(12))
    text = f"The list was long. It named {items}; Zoe Quartz of Kiruna. Friends of Place3 were learned delegates too."
    ranked = ranker(READER, ranking_weights())(Question.of(question), [whole(text)])
    assert "Zoe Quartz" in ranked[0].text
