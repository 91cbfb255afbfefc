"""The last answer in another shape, made of values alone."""

from dataclasses import replace

from app.answering.evidence import Candidate, Evidence
from app.answering.reshaping import longer, reshaped
from app.asking.asked import Question
from app.records import Answer, quoting
from index.records import Document

SONGS = Document("songs.txt", "Nobody sang in May. It sold 412 copies.", None, None, "0" * 64)


def test_the_number_of_passages_that_are_merely_near_is_merely_near() -> None:
    first, second = (replace(one, item=True) for one in quoting([(SONGS, 0, 19), (SONGS, 20, 39)]))
    near = Answer("q", "q", "unsure", 0.3, (first, replace(second, key=(8, 11))), (), "extract", shape="closest")
    number = reshaped(near, "number")
    assert [one.text for one in number.statements] == ["It sold 412 copies."]
    assert (number.status, number.shape) == ("unsure", "closest")


def test_what_a_longer_answer_mentions_is_not_said_to_be_missing() -> None:
    (first,) = quoting([(SONGS, 20, 39)])
    near = Answer("q", "q", "unsure", 0.3, (replace(first, item=True),), (), "extract", shape="closest")
    near = replace(near, unmet=("May", "June"))
    ranked = [Candidate(SONGS, 20, 39, {}, 2.0), Candidate(SONGS, 0, 19, {}, 1.0)]
    part = Evidence(Question.of("Who sang in May or June?"), [], ranked, {}, 0.3, "unsure", ranked[:1], {})
    more = longer(near, [part])
    assert [one.text for one in more.statements] == ["It sold 412 copies.", "Nobody sang in May."]
    assert all(one.item for one in more.statements)
    assert more.unmet == ("June",)
