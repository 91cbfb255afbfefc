"""The figures of one case. Pure functions; None where a figure does not apply, never 0. Owns ir_measures."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG

from eval.measuring.statistics import mean
from index.language.words import fold, joined

Supports = Callable[[str, Sequence[str]], bool]
"""Whether the quotes state what the statement says."""

_ARTICLES = frozenset({"a", "an", "the"})
_MARK = re.compile(r"[^\w\s]|_")
_RANKING = {
    Success @ 1: "hit@1",
    R @ 4: "recall@4",
    R @ 5: "recall@5",
    R @ 10: "recall@10",
    RR @ 10: "mrr@10",
    nDCG @ 10: "ndcg@10",
}


def normalise(text: str) -> str:
    """Lower case, no punctuation, articles or accents: after SQuAD's rule (Rajpurkar et al. 2016), but a mark parts two
    words, save in U.S. and 1,000. A text of nothing but articles keeps them.

    >>> normalise("The U.S. answer!"), normalise("first-rate"), normalise("A")
    ('us answer', 'first rate', 'a')
    """
    words = _MARK.sub(" ", joined(fold(text))).split()
    return " ".join([word for word in words if word not in _ARTICLES] or words)


def holds(text: str, words: str) -> bool:
    """Whether normalised `words` stand in normalised `text` as whole words; no words stand nowhere."""
    return bool(words) and f" {words} " in f" {text} "


_MARKDOWN = re.compile(r"\]\([^()\s]*\)|\[\^\w+\]|<[^<>]*>")  # where a link leads, a note's mark, a tag
_LEAST_WORDS = 3  # of a quote that is looked for by its words


def correct(text: str, answers: Sequence[Sequence[str]]) -> bool:
    """Whether of every group at least one alternative stands in `text`, as whole words, after `normalise`."""
    words = normalise(text)
    return all(any(holds(words, normalise(alternative)) for alternative in group) for group in answers)


def places(text: str, quote: str) -> list[tuple[int, int]]:
    """Where a quote stands in a text; the spaces between its words may differ.

    A quote from Markdown is found where it was read without its marks, and a row of a table where it names its columns.
    """
    if not quote.split():
        return []
    if spans := _spans(r"\s+".join(map(re.escape, quote.split())), text):
        return spans
    words = re.findall(r"[^\W_]+", _MARKDOWN.sub(" ", quote))
    if len(words) < _LEAST_WORDS:
        return []
    if spans := _spans(r"[\W_]+".join(map(re.escape, words)), text):
        return spans
    return (
        [line.span() for line in re.finditer(r"\S[^\n]*", text) if _hold_in_order(line[0], words)]
        if "|" in quote
        else []
    )


def _spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(pattern, text)]


def _hold_in_order(line: str, words: Sequence[str]) -> bool:
    held = iter(re.findall(r"[^\W_]+", line))
    return all(word in held for word in words)


def token_f1(text: str, answers: Sequence[Sequence[str]]) -> float:
    """Harmonic mean of token precision and recall, as SQuAD's (Rajpurkar et al. 2016), after `normalise`.

    Of each group the alternative that fits best is taken; those of all groups together are the expected tokens.
    """
    tokens = normalise(text).split()
    expected = [
        max(group, key=lambda alternative: _overlap_f1(tokens, normalise(alternative).split())) for group in answers
    ]
    return _overlap_f1(tokens, [token for alternative in expected for token in normalise(alternative).split()])


def ranking_figures(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, Collection[str]]
) -> dict[str, dict[str, float]]:
    """hit@1, recall@4/5/10, MRR@10, nDCG@10 and all-evidence@4 by case id, each 0 to 1.

    `rankings` are sources best first, `relevant` the right ones, both by case id. Through ir-measures (MacAvaney,
    Macdonald, Ounis 2022), whose definitions are trec_eval's; relevance is binary. all-evidence@4: every right source
    is among the first four, which a question over several files needs (as in MultiHop-RAG, Tang and Yang 2024).
    """
    names = [*_RANKING.values(), "all_evidence@4"]
    figures = {case: dict.fromkeys(names, 0.0) for case, sources in relevant.items() if sources}
    qrels = [ir_measures.Qrel(case, source, 1) for case, sources in relevant.items() for source in sources]
    run = [
        ir_measures.ScoredDoc(case, source, -float(rank))
        for case in figures
        for rank, source in enumerate(rankings.get(case, []))
    ]
    for metric in ir_measures.iter_calc(list(_RANKING), qrels, run):
        figures[metric.query_id][_RANKING[metric.measure]] = float(metric.value)
    for of_case in figures.values():
        of_case["all_evidence@4"] = float(of_case["recall@4"] == 1)
    return figures


def precision_recall(items: Collection[str], relevant: Collection[str]) -> tuple[float | None, float | None]:
    """Share of the items that are relevant, and of the relevant ones that are among them; None of an empty set."""
    return mean(item in relevant for item in set(items)), mean(item in items for item in set(relevant))


def sentence_f1(quotes: Sequence[str], evidence: Sequence[str]) -> float | None:
    """F1 of the cited sentences against the gold ones, as HotpotQA's supporting facts (Yang et al. 2018).

    Two match if one holds the other after `normalise`: sentence boundaries differ between tools. None without evidence.
    """
    if not evidence:
        return None
    cited, gold = [normalise(quote) for quote in quotes], [normalise(sentence) for sentence in evidence]

    def matched(sentence: str, among: Sequence[str]) -> bool:
        return any(holds(sentence, candidate) or holds(candidate, sentence) for candidate in among)

    right = sum(matched(quote, gold) for quote in cited)
    recalled = sum(matched(sentence, cited) for sentence in gold)
    return _f1(right / len(cited), recalled / len(gold)) if cited else 0.0


def support(statements: Sequence[tuple[str, Sequence[str]]], supports: Supports) -> tuple[float | None, float | None]:
    """ALCE's citation recall and precision (Gao et al. 2023), with `supports` in place of its language model.

    `statements` are texts with the quotes that they cite. Recall: the share of statements that their quotes together
    support. Precision: the share of quotes that count, which a quote does if its statement is supported and it either
    supports it alone or is needed for that. None without statements, or without quotes.
    """
    supported = [bool(quotes) and supports(text, quotes) for text, quotes in statements]
    counting = [
        whole and (supports(text, [quote]) or not supports(text, [*quotes[:place], *quotes[place + 1 :]]))
        for (text, quotes), whole in zip(statements, supported, strict=True)
        for place, quote in enumerate(quotes)
    ]
    return mean(supported), mean(counting)


def _overlap_f1(tokens: Sequence[str], expected: Sequence[str]) -> float:
    both = sum((Counter(tokens) & Counter(expected)).values())
    return _f1(both / len(tokens), both / len(expected)) if both else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
