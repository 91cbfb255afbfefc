"""What is right of the sentences that were found: by the evidence or by the answers, in the order of any weights."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.answering.evidence import Candidate, Evidence
from app.asking.asked import Question
from app.bot import answerer_over
from app.reader.reader import WordReader
from eval.case import Case
from eval.studies.judged import Judged, first_right, judged
from index.embedding.embedder import HashingEmbedder
from index.records import Chunk, Document, Hit
from tests.in_process import open_bot

_TEXT = "Ann sold three\n boats in Lima. Bo slept. It rained in Lima."
_SPANS = ((0, 30), (31, 40), (41, 59))
_DOCUMENT = Document("a.txt", _TEXT, None, None, "aa", copies=("copy.txt",))


def _judged(case: Case, document: Document = _DOCUMENT) -> Judged:
    """Its sentences are ranked in the order of the text; `up` rises, `down` falls."""
    ranked = [
        Candidate(
            document, *span, {"reader": float(nth), "up": float(nth), "down": float(-nth), "passage": 0.0}, float(-nth)
        )
        for nth, span in enumerate(_SPANS)
    ]
    question = Question.of(case.question, [], lambda typed: typed)
    hits = [Hit(Chunk(document, 0, len(document.text)), 1.0, 0.5, 1.0)]
    evidence = Evidence(question, hits, ranked, {}, 0.5, "answered", [], {})
    return Judged(case, "genuine", evidence)


@pytest.mark.parametrize(
    ("case", "right"),
    [
        (Case("1", "Who?", sources=["a.txt"], evidence=["Ann sold three boats in Lima."]), [True, False, False]),
        (Case("2", "Who?", sources=["copy.txt"], evidence=["Bo slept."]), [False, True, False]),
        (Case("3", "Who?", sources=["a.txt"], evidence=["rained in"]), [False, False, True]),
        (Case("4", "Who?", sources=["a.txt"], evidence=["Lima. Bo"]), [True, False, False]),
        (Case("5", "Who?", sources=["a.txt"], evidence=["Bo slept. It rained in Lima."]), [False, True, True]),
        (Case("6", "Who?", sources=["other.txt"], evidence=["Bo slept."]), [False, False, False]),
        (Case("7", "Who?", answers=[["Lima"]]), [True, False, True]),
        (Case("8", "Who?", answers=[["Lima"], ["rained", "poured"]]), [False, False, True]),
        (Case("9", "Who?", sources=["a.txt"], evidence=["Nobody wrote this."], answers=[["Bo"]]), [False, True, False]),
        (Case("10", "Who?", answerable=False), [False, False, False]),
    ],
    ids=lambda value: value.id if isinstance(value, Case) else "",
)
def test_right_is_the_evidence_or_else_what_holds_the_answers(case: Case, right: list[bool]) -> None:
    assert _judged(case).right == right


def test_other_weights_order_the_sentences_anew_and_leave_the_rest() -> None:
    before = _judged(Case("1", "Who?", answers=[["slept"]]))
    after = before.ranked_by({"reader": 1.0, "up": 1.0, "down": 0.5})
    assert [one.text for one in after.evidence.ranked] == [one.text for one in before.evidence.ranked[::-1]]
    assert [one.score for one in after.evidence.ranked] == [3.0, 1.5, 0.0]
    assert (after.case, after.kind, after.answerable) == (before.case, before.kind, True)
    assert after.right == before.right == [False, True, False]
    assert before.rows.tolist() == [[0, 0, 0, 0], [1, 1, -1, 0], [2, 2, -2, 0]]


@pytest.mark.parametrize(
    ("answers", "span", "figures"),
    [
        ([["Lima"]], (25, 29), (True, 1.0)),
        ([["in Lima", "Lima."]], (25, 29), (True, 1.0)),
        ([["boats in Lima"]], (25, 29), (False, 0.5)),
        ([["Lima"]], None, (False, 0.0)),
        ([["slept"]], (25, 29), None),
        ([["Ann"], ["Lima"]], (25, 29), None),
        ([], (25, 29), None),
    ],
)
def test_the_answer_proper_is_measured_where_the_best_sentence_holds_it(
    answers: list[list[str]], span: tuple[int, int] | None, figures: tuple[bool, float] | None
) -> None:
    one = _judged(Case("1", "Where?", answers=answers))
    best, *others = one.evidence.ranked
    told = replace(one, evidence=replace(one.evidence, ranked=[replace(best, span=span), *others]))
    assert told.answer_proper == figures


def test_the_gate_sees_the_best_reading_and_whether_names_are_strange() -> None:
    known, strange = (_judged(Case("1", f"Who is {name}?")).features for name in ("Ann", "Zorro"))
    assert known == {"reader": 2.0, "unmet": 0.0}
    assert strange == {"reader": 2.0, "unmet": 1.0}


def test_the_share_of_questions_with_a_right_sentence_among_the_first() -> None:
    asked = [_judged(Case(word, "Who?", answers=[[word]])) for word in ("Ann", "slept", "rained", "nobody")]
    assert [first_right(asked, within) for within in (1, 2, 3)] == [0.25, 0.5, 0.75]
    unanswerable = _judged(Case("no", "Who?", answerable=False))
    assert first_right([*asked, unanswerable], 1) == 0.25
    assert first_right([unanswerable], 1) is None


def test_a_question_of_one_part_is_judged_and_one_of_several_or_without_a_sentence_is_not(
    corpus: Path, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    snapshot = open_bot(tmp_path / "index", corpus, embedder, reader=WordReader()).snapshot
    answerer = answerer_over(snapshot, embedder, WordReader())
    tour = Case("1", "Who toured the harbor on Tuesday?", answers=[["minister"]])
    found = judged(answerer, "genuine", tour)
    assert found and (found.case, found.kind) == (tour, "genuine")
    assert found.right[0] and found.answerable
    both = "How many apple trees does the orchard hold, and who toured the harbor on Tuesday?"
    assert judged(answerer, "genuine", Case("2", both, answers=[["420"]])) is None
    nothing = answerer_over(snapshot.without([file.source for file in snapshot.files]), embedder, WordReader())
    assert judged(nothing, "genuine", tour) is None
