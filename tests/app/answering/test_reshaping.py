from dataclasses import replace

from app.answering.reshaping import reshaped
from app.records import Answer, quoting
from index.records import Document

SONGS = Document("songs.txt", "Nobody sang in May. It sold 412 copies.", None, None, "0" * 64)


def test_the_number_of_passages_that_are_merely_near_is_merely_near() -> None:
    first, second = (replace(one, item=True) for one in quoting([(SONGS, 0, 19), (SONGS, 20, 39)]))
    near = Answer("q", "q", "unsure", 0.3, (first, replace(second, key=(8, 11))), (), "extract", shape="closest")
    number = reshaped(near, "number")
    assert [one.text for one in number.statements] == ["It sold 412 copies."]
    assert (number.status, number.shape) == ("unsure", "closest")
