"""The questions: of every kind by its share, in wordings of their own, none with an answer that is empty by accident."""

from collections import Counter
from random import Random

from eval.making.whole.asking.kinds import KINDS
from eval.making.whole.asking.mentions import mistyped
from eval.making.whole.words import words
from tests.eval.making.whole.conftest import QUESTIONS, Written

MAY_BE_EMPTY = {
    "value",
    "unit",
    "overruled",
    "later",
    "changed",
    "added",
    "removed",
    "titled",
    "rows",
    "certain",
    "none",
}
"""What says something by being empty: no figure, no unit, nothing before or after, no change of that sort."""


def test_every_kind_has_its_share_and_ordinary_ones_a_seventh(written: Written) -> None:
    number = Counter(record["kind"] for record in written.records)
    assert sum(number.values()) == len({record["id"] for record in written.records}) == int(QUESTIONS)
    assert {*number} == {*KINDS}
    assert number["ordinary"] + number["trap"] >= 0.14 * int(QUESTIONS)
    weight = sum(share for share, _ in KINDS.values())
    for kind in ("mention_count", "mention_list", "validity", "filtered", "trap"):
        assert number[kind] >= int(int(QUESTIONS) * KINDS[kind][0] / weight), kind


def test_every_form_has_wordings_and_five_at_least() -> None:
    for kind, forms in words("wordings").items():
        assert kind in KINDS
        for form, templates in forms.items():
            assert len({*templates}) == len(templates) >= 5, (kind, form)
    for fact in words("facts")["fact"]:
        assert len({*fact["wordings"]}) == len(fact["wordings"]) >= 5, fact["sentence"]


def test_no_wording_asks_two_things(written: Written) -> None:
    asked = Counter(
        (wording, *(turn["content"] for turn in record["history"]))
        for record in written.records
        for wording in [record["question"], *record["wordings"]]
    )
    twice = {wording for (wording, *_), number in asked.items() if number > 1}
    by_answer = {
        wording: {
            str(record["answer"]) for record in written.records if wording in [record["question"], *record["wordings"]]
        }
        for wording in twice
    }
    assert not {wording for wording, answers in by_answer.items() if len(answers) > 1}
    assert all(len(record["wordings"]) >= 4 for record in written.records)
    assert not [wording for wording, *_ in asked if "{" in wording or "}" in wording]


def test_no_answer_is_empty_by_accident(written: Written) -> None:
    for record in written.records:
        answer = record["answer"]
        empty = {name for name, value in answer.items() if not value} - MAY_BE_EMPTY
        assert not empty or answer.get("none"), record
        assert answer.get("changed", True) or answer["added"] or answer["removed"]
    for record in written.of("ambiguous_column", "column_missing", "mixed_currency"):
        assert record["answer"]["value"] is None


def test_documents_that_answers_name_are_there(written: Written) -> None:
    texts = written.texts
    for record in written.records:
        answer = record["answer"]
        named = [*answer.get("documents", []), *filter(None, [answer.get("document")])]
        assert {*named} <= {*texts}, record["id"]
        assert answer.get("count", len(named)) == len(named) or record["kind"] in (
            "table_filter",
            "corpus",
            "occurrences",
        )
        if "sentence" in answer:
            assert answer["sentence"] in " ".join(texts[answer["document"]].split())
            assert (
                f"{answer['value']:,}" in answer["sentence"]
                if isinstance(answer["value"], int)
                else answer["value"] in answer["sentence"]
            )


def test_a_typo_is_never_a_word_that_is_there() -> None:
    chance = Random(1)
    typos = {mistyped(chance, "Oakmere", frozenset({"oamkere"})) for _ in range(200)}
    assert len(typos) > 3 and not typos & {"Oakmere", "Oamkere"}
    assert mistyped(chance, "Drylo", frozenset()) == ""
