"""The figures of one case: against hand-worked values, ir-measures, scikit-learn, and SQuAD's and ALCE's own rules."""

import math
import re
import string
from collections import Counter
from collections.abc import Sequence

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.measuring.metrics import (
    correct,
    normalise,
    places,
    precision_recall,
    ranking_figures,
    sentence_f1,
    support,
    token_f1,
)

WORDS = st.sampled_from("ann bo cy the a harbor May 1999 three boats".split())
CONTENT_WORDS = WORDS.filter(lambda word: word not in ("a", "the"))
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
SENTENCES = st.sampled_from(
    ["Ann sold boats.", "Bo bought three.", "Rain fell in May.", "Cy left early.", "Nobody saw it."]
)
SOURCES = [f"{letter}.txt" for letter in string.ascii_lowercase[:14]]
RANKING_NAMES = ["hit@1", "recall@4", "recall@5", "recall@10", "mrr@10", "ndcg@10", "all_evidence@4"]


# normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Bárcena’s “A”\n answer!", "barcena s answer"),
        ("An   apple,a pear", "apple pear"),
        ("Theatre and anthem", "theatre and anthem"),
        ("A", "a"),
        ("The a!", "the a"),
        ("“!?”", ""),
        ("", ""),
    ],
)
def test_normalise_drops_case_accents_marks_and_articles(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_underscores_do_not_keep_articles() -> None:
    """Markdown writes emphasis as _The Hague_."""
    assert normalise("in _The Hague_") == normalise("in The Hague") == "in hague"


@given(st.one_of(st.text("aAnthe .’-_", max_size=12), st.text(st.characters(codec="latin-1"))))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.characters(codec="latin-1")))
def test_normalised_text_is_lower_case_words_with_single_spaces(text: str) -> None:
    found = normalise(text)
    assert found == " ".join(found.split()) == found.lower()
    assert not set(found) & set(string.punctuation)


# correct


def test_correct_needs_an_alternative_of_every_group_as_whole_words() -> None:
    assert correct("It was Anna, in 1999.", [["Ann", "Anna"], ["1999"]])
    assert not correct("It was Annabel in 1999.", [["Ann", "Anna"]]), "alternatives are whole words"
    assert not correct("It was Ann.", [["Ann"], ["1999"]]), "every group must appear"
    assert correct("on the 27th of December", [["27th of DECEMBER!"]]), "case and marks do not count"
    assert not correct("", [["Ann"]])


def test_an_answer_without_words_is_not_found_in_a_refusal() -> None:
    """A refusal says nothing: no alternative can stand in it, not even one that is all marks."""
    assert not correct("", [["$"]])
    assert not correct("", [[""]])


@settings(max_examples=50)
@given(TEXTS, st.lists(CONTENT_WORDS, min_size=1, max_size=4), TEXTS)
def test_an_answer_is_found_wherever_it_stands(before: str, answer: list[str], after: str) -> None:
    wanted = " ".join(answer)
    assert correct(f"{before} “{wanted.upper()}”, {after}", [["elsewhere", wanted]])
    assert not correct(f"{before} x{wanted}x, {after}", [["elsewhere", f"x{wanted}"]])


@settings(max_examples=50)
@given(TEXTS, st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=3), st.data())
def test_the_order_of_groups_and_alternatives_does_not_count(
    text: str, answers: list[list[str]], data: st.DataObject
) -> None:
    shuffled = [data.draw(st.permutations(group)) for group in data.draw(st.permutations(answers))]
    assert correct(text, shuffled) == correct(text, answers)


@settings(max_examples=50)
@given(TEXTS, st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=3), WORDS)
def test_alternatives_make_it_easier_and_groups_harder(text: str, answers: list[list[str]], word: str) -> None:
    easier = [[*group, word] for group in answers]
    assert correct(text, answers) <= correct(text, easier)
    assert correct(text, [*answers, [word]]) <= correct(text, answers)


# token F1


def squad_f1(prediction: str, truths: Sequence[str]) -> float:
    """SQuAD 1.1's evaluate script, `metric_max_over_ground_truths(f1_score, ...)`, written anew from its definition."""

    def tokens(text: str) -> list[str]:
        unmarked = "".join(letter for letter in text.lower() if letter not in string.punctuation)
        return re.sub(r"\b(a|an|the)\b", " ", unmarked).split()

    def one(truth: str) -> float:
        common = sum((Counter(tokens(prediction)) & Counter(tokens(truth))).values())
        if common == 0:
            return 0.0
        precision, recall = common / len(tokens(prediction)), common / len(tokens(truth))
        return 2 * precision * recall / (precision + recall)

    return max(one(truth) for truth in truths)


def test_token_f1_by_hand() -> None:
    # said: ann sold three boats (4); expected: three red boats (3); common: three, boats (2)
    # precision 2/4, recall 2/3: F1 = 2 * 1/2 * 2/3 / (1/2 + 2/3) = (2/3) / (7/6) = 4/7
    assert token_f1("Ann sold three boats.", [["three red boats"]]) == pytest.approx(4 / 7)


def test_token_f1_counts_a_repeated_word_as_often_as_both_have_it() -> None:
    # said: boats boats boats (3); expected: boats boats (2); common 2. precision 2/3, recall 1: F1 = 4/5
    assert token_f1("boats, boats, boats", [["boats boats"]]) == pytest.approx(4 / 5)


def test_token_f1_joins_the_best_alternative_of_each_group() -> None:
    # said: ann left in 1999 (4). Best of the groups: "ann" over "bo", "in 1999" over "1998"; joined: ann in 1999 (3)
    # common 3. precision 3/4, recall 3/3: F1 = 2 * 3/4 / (7/4) = 6/7
    assert token_f1("Ann left in 1999.", [["Bo", "Ann"], ["1998", "in 1999"]]) == pytest.approx(6 / 7)


def test_token_f1_of_nothing_said_is_zero() -> None:
    assert token_f1("", [["Ann"]]) == 0


@settings(max_examples=50)
@given(
    st.lists(CONTENT_WORDS, min_size=1, max_size=8),
    st.lists(TEXTS.map(lambda text: f"{text} Ann".strip()), min_size=1, max_size=3),
)
def test_token_f1_of_one_group_is_squads(words: list[str], truths: list[str]) -> None:
    text = " ".join(words) + "."
    assert token_f1(text, [truths]) == pytest.approx(squad_f1(text, truths))


@settings(max_examples=50)
@given(TEXTS, st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_token_f1_is_a_share(text: str, answers: list[list[str]]) -> None:
    assert 0 <= token_f1(text, answers) <= 1


@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_the_same_words_in_any_order_are_a_perfect_token_f1(words: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(words))
    assert token_f1(" ".join(shuffled), [[" ".join(words)]]) == 1


# rankings


def test_ranking_figures_by_hand() -> None:
    figures = ranking_figures({"q": ["c", "a", "d", "b"]}, {"q": ["a", "b"]})["q"]
    # right ones at ranks 2 and 4 of 4; two are right
    # DCG = 1/log2(3) + 1/log2(5); the ideal has them at ranks 1 and 2: 1/log2(2) + 1/log2(3)
    ndcg = (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert figures == pytest.approx(
        {
            "hit@1": 0,
            "recall@4": 2 / 2,
            "recall@5": 2 / 2,
            "recall@10": 2 / 2,
            "mrr@10": 1 / 2,
            "ndcg@10": ndcg,
            "all_evidence@4": 1,
        }
    )


def test_ranking_figures_look_no_deeper_than_they_say() -> None:
    ranking = list("mnopaqrstbcd")  # a at rank 5, b at rank 10, c at rank 11; e is not found
    figures = ranking_figures({"q": ranking}, {"q": ["a", "b", "c", "e"]})["q"]
    # DCG@10 = 1/log2(6) + 1/log2(11); the ideal has four at ranks 1 to 4
    ideal = sum(1 / math.log2(rank + 1) for rank in (1, 2, 3, 4))
    assert figures == pytest.approx(
        {
            "hit@1": 0,
            "recall@4": 0,
            "recall@5": 1 / 4,
            "recall@10": 2 / 4,
            "mrr@10": 1 / 5,
            "ndcg@10": (1 / math.log2(6) + 1 / math.log2(11)) / ideal,
            "all_evidence@4": 0,
        }
    )
    late = ranking_figures({"q": ranking}, {"q": ["c"]})["q"]
    assert set(late.values()) == {0.0}, "rank 11 is too late for all of them"


def test_one_right_file_first_is_perfect_and_none_found_is_zero() -> None:
    rankings = {"good": ["a", "x"], "bad": ["x", "y"], "failed": list[str]()}
    figures = ranking_figures(rankings, {id: ["a"] for id in ("good", "bad", "failed", "unasked")})
    assert set(figures["good"].values()) == {1.0}
    assert set(figures["bad"].values()) == set(figures["failed"].values()) == set(figures["unasked"].values()) == {0.0}
    assert [list(own) for own in figures.values()] == [RANKING_NAMES] * 4


def test_all_evidence_needs_every_right_file_among_the_first_four() -> None:
    relevant = {"q": ["a", "b", "c"]}
    assert ranking_figures({"q": list("xabc")}, relevant)["q"]["all_evidence@4"] == 1
    assert ranking_figures({"q": list("axbyc")}, relevant)["q"]["all_evidence@4"] == 0


def test_cases_do_not_lend_each_other_right_files() -> None:
    figures = ranking_figures({"one": ["a"], "two": ["a"]}, {"one": ["a"], "two": ["b"]})
    assert (figures["one"]["hit@1"], figures["two"]["hit@1"]) == (1, 0)


def test_without_cases_there_are_no_ranking_figures() -> None:
    assert ranking_figures({}, {}) == {}
    assert ranking_figures({"unanswerable": ["a"]}, {}) == {}


def test_a_case_without_right_files_has_no_ranking_figures() -> None:
    """Nothing could be found: 0 would say that something was missed."""
    figures = ranking_figures({"q": ["a"]}, {"q": []})
    assert set(figures.get("q", {}).values()) <= {None}


SOME_RANKING = st.lists(st.sampled_from(SOURCES), unique=True, max_size=14)
SOME_RIGHT = st.lists(st.sampled_from(SOURCES), unique=True, min_size=1, max_size=5)


@settings(max_examples=50)
@given(st.lists(st.tuples(SOME_RANKING, SOME_RIGHT), min_size=1, max_size=4))
def test_means_over_cases_are_those_of_ir_measures(cases: list[tuple[list[str], list[str]]]) -> None:
    by_id = {f"case {number}": case for number, case in enumerate(cases)}
    figures = ranking_figures(
        {id: ranking for id, (ranking, _) in by_id.items()}, {id: right for id, (_, right) in by_id.items()}
    )
    measures = {
        name: ir_measures.parse_measure(text)
        for name, text in {
            "hit@1": "Success@1",
            "recall@4": "R@4",
            "recall@5": "R@5",
            "recall@10": "R@10",
            "mrr@10": "RR@10",
            "ndcg@10": "nDCG@10",
        }.items()
    }
    expected = ir_measures.calc_aggregate(
        list(measures.values()),
        {id: dict.fromkeys(right, 1) for id, (_, right) in by_id.items()},
        {id: {source: 1 / (n + 1) for n, source in enumerate(ranking)} for id, (ranking, _) in by_id.items()},
    )
    for name, measure in measures.items():
        assert np.mean([own[name] for own in figures.values()]) == pytest.approx(expected[measure]), name


@settings(max_examples=50)
@given(SOME_RANKING, SOME_RIGHT)
def test_ranking_figures_follow_their_definitions(ranking: list[str], relevant: list[str]) -> None:
    figures = ranking_figures({"q": ranking}, {"q": relevant})["q"]
    ranks = [rank for rank, source in enumerate(ranking, start=1) if source in relevant]
    for depth in (4, 5, 10):
        assert figures[f"recall@{depth}"] == pytest.approx(sum(rank <= depth for rank in ranks) / len(relevant))
    assert figures["hit@1"] == (1 in ranks)
    assert figures["mrr@10"] == pytest.approx(1 / ranks[0] if ranks and ranks[0] <= 10 else 0)
    assert figures["all_evidence@4"] == (set(relevant) <= set(ranking[:4]))


@settings(max_examples=50)
@given(SOME_RANKING, SOME_RIGHT)
def test_ndcg_is_that_of_scikit_learn(ranking: list[str], relevant: list[str]) -> None:
    from sklearn.metrics import ndcg_score  # takes a second to import

    missed = [source for source in relevant if source not in ranking]
    labels = [float(source in relevant) for source in ranking] + [0.0] * 10 + [1.0] * len(missed)
    expected = ndcg_score([labels], [-np.arange(len(labels), dtype=float)], k=10)
    assert ranking_figures({"q": ranking}, {"q": relevant})["q"]["ndcg@10"] == pytest.approx(expected)


@settings(max_examples=50)
@given(SOME_RANKING, SOME_RIGHT, st.data())
def test_ranking_figures_do_not_depend_on_the_order_of_right_files(
    ranking: list[str], relevant: list[str], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(relevant))
    assert ranking_figures({"q": ranking}, {"q": shuffled}) == ranking_figures({"q": ranking}, {"q": relevant})


@settings(max_examples=50)
@given(SOME_RANKING.filter(lambda ranking: len(ranking) > 1), SOME_RIGHT, st.data())
def test_a_right_file_that_moves_up_lowers_no_figure(
    ranking: list[str], relevant: list[str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(ranking) - 1))
    better = list(ranking)
    if ranking[place] in relevant and ranking[place - 1] not in relevant:
        better[place - 1], better[place] = better[place], better[place - 1]
    before, after = (ranking_figures({"q": own}, {"q": relevant})["q"] for own in (ranking, better))
    assert all(0 <= before[name] <= after[name] + 1e-12 <= 1 + 1e-9 for name in RANKING_NAMES)


# precision and recall of cited files


def test_precision_recall_by_hand() -> None:
    # found a, b, x; right a, b, c, d: two of three found are right, two of four right ones are found
    assert precision_recall(["a", "b", "x"], ["a", "b", "c", "d"]) == (2 / 3, 2 / 4)
    assert precision_recall(["a", "a", "x"], ["a"]) == (1 / 2, 1 / 1), "an item counts once"
    assert precision_recall(["x"], ["a"]) == (0, 0)


def test_precision_of_nothing_found_and_recall_of_nothing_right_are_none() -> None:
    assert precision_recall([], ["a"]) == (None, 0)
    assert precision_recall(["a"], []) == (0, None)
    assert precision_recall([], []) == (None, None)


@given(SOME_RANKING, SOME_RANKING)
def test_precision_one_way_is_recall_the_other(found: list[str], relevant: list[str]) -> None:
    precision, recall = precision_recall(found, relevant)
    assert precision_recall(relevant, found) == (recall, precision)
    assert all(share is None or 0 <= share <= 1 for share in (precision, recall))


# sentences


def test_sentence_f1_by_hand() -> None:
    quotes = ["Ann sold boats.", "Rain fell.", "Cy left."]
    # one of three quotes is a gold sentence, one of two gold sentences is quoted
    # F1 = 2 * 1/3 * 1/2 / (1/3 + 1/2) = (1/3) / (5/6) = 2/5
    assert sentence_f1(quotes, ["Ann sold boats.", "Bo bought three."]) == pytest.approx(2 / 5)


def test_a_sentence_matches_one_that_holds_it() -> None:
    """Tools cut sentences differently: one quote may hold two gold sentences, or a gold sentence two quotes."""
    assert sentence_f1(["The boats: Ann sold them. Bo bought them."], ["Ann sold them.", "Bo bought them."]) == 1
    assert sentence_f1(["Ann sold them.", "Bo bought them."], ["Ann sold them. Bo bought them."]) == 1
    assert sentence_f1(["ANN sold\n  the boats"], ["Ann sold boats."]) == 1, "case, marks and articles do not count"


def test_sentences_match_by_whole_words() -> None:
    assert sentence_f1(["She ran."], ["He ran."]) == 0, "'she ran' holds the letters of 'he ran', not its words"
    assert sentence_f1(["Ann met 12 men."], ["Joann met 12 men."]) == 0


def test_a_quote_without_words_matches_nothing() -> None:
    assert sentence_f1(["—"], ["Ann sold boats."]) == 0
    # of two quotes one is right, all gold sentences are found: F1 = 2 * 1/2 * 1 / (3/2) = 2/3
    assert sentence_f1(["Ann sold boats.", "***"], ["Ann sold boats."]) == pytest.approx(2 / 3)


def test_sentence_f1_is_none_without_evidence_and_zero_without_quotes() -> None:
    assert sentence_f1(["Ann sold boats."], []) is None
    assert sentence_f1([], []) is None
    assert sentence_f1([], ["Ann sold boats."]) == 0


@settings(max_examples=50)
@given(st.lists(SENTENCES, unique=True, min_size=1), st.lists(SENTENCES, unique=True, min_size=1), st.data())
def test_sentence_f1_is_the_f1_of_sets(quotes: list[str], evidence: list[str], data: st.DataObject) -> None:
    """Where no sentence holds another it is Dice's coefficient: twice the common ones, over those of both sides."""
    expected = 2 * len(set(quotes) & set(evidence)) / (len(quotes) + len(evidence))
    assert sentence_f1(quotes, evidence) == pytest.approx(expected)
    assert sentence_f1(evidence, quotes) == pytest.approx(expected)
    shuffled = data.draw(st.permutations(quotes)), data.draw(st.permutations(evidence))
    assert sentence_f1(*shuffled) == pytest.approx(expected)


# support of statements by their quotes


def holds(statement: str, quotes: Sequence[str]) -> bool:
    """The fake: a statement is a set of letters, each a fact, and is supported by quotes that together hold them."""
    return set(statement) <= set("".join(quotes))


def alce(statements: Sequence[tuple[str, Sequence[str]]]) -> tuple[float, float]:
    """Citation recall and precision as Gao et al. 2023, section 3.3, defines them, over `holds`."""
    recalled, precise, citations = 0, 0, 0
    for text, quotes in statements:
        citations += len(quotes)
        if not quotes or not holds(text, quotes):
            continue  # "citation precision is 1 only if the recall of its statement is 1 and it is not irrelevant"
        recalled += 1
        for place, quote in enumerate(quotes):
            others = [other for number, other in enumerate(quotes) if number != place]
            irrelevant = not holds(text, [quote]) and holds(text, others)
            precise += not irrelevant
    return recalled / len(statements), precise / citations if citations else math.nan


def test_support_by_hand() -> None:
    statements = [
        ("ab", ["a", "b", "c"]),  # supported: a and b are needed, c neither supports alone nor is needed: 2 of 3
        ("a", ["a", "ab"]),  # supported by either alone, so that neither is irrelevant: 2 of 2
        ("d", ["a"]),  # not supported, so its quote can't count: 0 of 1
        ("a", []),  # without a quote a statement is not supported, whatever it says: 0 of 0
    ]
    # recall: 2 of 4 statements; precision: 4 of 6 quotes
    assert support(statements, holds) == (2 / 4, 4 / 6)


def test_a_quote_that_supports_alone_counts_beside_one_that_does_not() -> None:
    # "ab" supports alone; without "a" the other still does, and "a" alone does not: irrelevant. 1 of 2
    assert support([("ab", ["ab", "a"])], holds) == (1, 1 / 2)


def test_the_same_quote_twice_is_not_needed_twice() -> None:
    # neither "a" supports "ab" alone and each can go; "b" is needed: 1 of 3
    assert support([("ab", ["a", "a", "b"])], holds) == (1, 1 / 3)


def test_support_is_none_without_statements_or_without_quotes() -> None:
    assert support([], holds) == (None, None)
    assert support([("a", [])], holds) == (0, None)


def test_what_is_always_or_never_supported_gets_all_or_nothing() -> None:
    statements = [("x", ["p", "q"]), ("y", ["r"])]
    assert support(statements, lambda statement, quotes: True) == (1, 1)
    assert support(statements, lambda statement, quotes: False) == (0, 0)


def test_a_statement_without_quotes_is_not_supported_even_if_it_says_nothing() -> None:
    assert support([("", [])], lambda statement, quotes: True) == (0, None)


FACTS = st.text("abc", min_size=1, max_size=3)
CITED = st.lists(st.tuples(FACTS, st.lists(FACTS, max_size=4)), min_size=1, max_size=4)


@settings(max_examples=50)
@given(CITED, st.data())
def test_support_is_alces_in_whatever_order(statements: list[tuple[str, list[str]]], data: st.DataObject) -> None:
    recall, precision = support(statements, holds)
    expected_recall, expected_precision = alce(statements)
    assert recall == pytest.approx(expected_recall)
    assert (math.nan if precision is None else precision) == pytest.approx(expected_precision, nan_ok=True)
    shuffled = [(text, data.draw(st.permutations(quotes))) for text, quotes in data.draw(st.permutations(statements))]
    assert support(shuffled, holds) == pytest.approx((recall, precision))


@given(CITED)
def test_a_quote_of_the_whole_statement_makes_recall_perfect(statements: list[tuple[str, list[str]]]) -> None:
    assert support([(text, [*quotes, text]) for text, quotes in statements], holds)[0] == 1


def test_acronyms_and_thousands_are_one_word() -> None:
    assert normalise("the U.S., U.S.A. and U.K.") == "us usa and uk"
    assert normalise("1,000 or 12,345,678, not 3.5 or 1,2") == "1000 or 12345678 not 3 5 or 1 2"
    assert correct("It cost $1,000 in the US.", [["1000"], ["U.S."]])
    assert normalise("It is J. Smith. He ran.") == "it is j smith he ran"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("The fee   is 350", ["The fee is 350"]),
        ("The **fee** is _350_", ["The fee is 350"]),
        ("See [the *minutes*](https://a.example/x)[^1] here", ["See the minutes here"]),
        ("| Morley | 41 |  | 39 |", ["Route: Morley; 2022: 41; Since: 7; 2023: 39."]),
        ("Morley 41 39", []),
        ("| 39 | 41 | Morley |", []),
        ("**fee** 12", []),
        ("", []),
    ],
)
def test_a_quote_from_markdown_is_found_where_its_marks_were_taken_off(quote: str, found: list[str]) -> None:
    text = "The fee is 350.\n\nSee the minutes here.\n\nRoute: Morley; 2022: 41; Since: 7; 2023: 39."
    assert [text[slice(*span)] for span in places(text, quote)] == found
