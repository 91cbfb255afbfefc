"""Mentions, against a full scan that is written another way: word by word, and not by patterns or postings."""

import re
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.whole.folder import Folder
from app.whole.mentions import Matter, Mention, documents_with
from index.records import Chunk, Document
from index.storing.memory import snapshot_of

FORMS = {
    "arbitration": {"arbitration", "arbitrations"},
    "clause": {"clause", "clauses"},
    "penalty": {"penalty", "penalties"},
    "colour": {"colour", "colours", "color", "colored"},
    "bus": {"bus", "buses"},
    "boiler": {"boiler", "boilers"},
    "left": {"left"},
    "email": {"email", "emails"},
}
OTHERS = [
    "arbitrator",
    "arbitrary",
    "boil",
    "business",
    "column",
    "penal",
    "clausal",
    "the",
    "of",
    "and",
    "7",
    "is",
    "12",
]
WORDS = sorted({*OTHERS, *chain(*FORMS.values())})
GAPS = [" ", "\n", ", ", "-", " (", ") ", ". ", ": ", "\n\n", "\n- ", "; ", "/", "’s ", "_"]
APART = (".", ":", ";", "\n\n", "\n- ", "_", "s")  # between words that do not belong together
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), min_size=1, max_size=25)


def document(source: str, text: str, title: str | None = None, language: str = "en") -> Document:
    return Document(source, text, title, None, source, language=language)


def folder(documents: Sequence[Document], size: int = 1000) -> Folder:
    """In passages of at least so many characters, cut where no word and no phrase is."""
    chunks = []
    for one in documents:
        cuts = [match.end() for match in re.finditer(r"\. |\n\n", one.text)]
        starts = list(accumulate(cuts, lambda last, cut: cut if cut - last >= size else last, initial=0))
        bounds = sorted({*starts, len(one.text)})
        chunks += [Chunk(one, start, end) for start, end in pairwise(bounds)] or [Chunk(one, 0, 0)]
    snapshot = snapshot_of(chunks, np.zeros((len(chunks), 1), dtype=np.float32), documents=documents)
    return Folder(snapshot, lambda forms: [], lambda text: text)


def spans(mentions: Sequence[Mention]) -> list[tuple[str, int, int]]:
    return [(mention.document.source, mention.start, mention.end) for mention in mentions]


def scanned(documents: Sequence[Document], words: Sequence[str]) -> list[tuple[str, int, int]]:
    """Where the words stand one behind the other, each in one of its forms."""
    found = []
    for one in documents:
        tokens = [(match.start(), match.end()) for match in re.finditer(r"\w+", one.text)]
        at = 0
        while at <= len(tokens) - len(words):
            here = tokens[at : at + len(words)]
            said = [one.text[start:end].casefold() for start, end in here]
            gaps = [one.text[a:b] for (_, a), (b, _) in pairwise(here)]
            together = all(word in FORMS[base] for word, base in zip(said, words, strict=True))
            if together and not any(mark in gap for gap in gaps for mark in APART):
                found.append((one.source, here[0][0], here[-1][1]))
                at += len(words)
            else:
                at += 1
    return found


@given(
    st.lists(TEXTS, min_size=1, max_size=4),
    st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=2),
    st.sampled_from([1, 40, 1000]),
    st.booleans(),
)
def test_mentions_are_those_that_a_full_scan_finds(
    texts: list[list[tuple[str, str]]], words: list[str], size: int, shouted: bool
) -> None:
    documents = [
        document(f"{number}.txt", "".join(chain(*text)).upper() if shouted else "".join(chain(*text)))
        for number, text in enumerate(texts)
    ]
    found = list(Matter(" ".join(words), folder(documents, size)).mentions())
    assert spans(found) == scanned(documents, words)
    firsts = [places[0] for places in documents_with(found).values()]
    assert list(Matter(" ".join(words), folder(documents, size)).mentions(once=True)) == firsts


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from([1, 1000]), st.data())
def test_a_phrase_is_found_where_it_stands_and_nowhere_else(
    texts: list[list[tuple[str, str]]], size: int, data: st.DataObject
) -> None:
    """Also over the ends of lines and of passages."""
    documents = [document(f"{number}.txt", "".join(chain(*text))) for number, text in enumerate(texts)]
    pieces = data.draw(st.sampled_from(documents)).text.split()
    first = data.draw(st.integers(0, len(pieces) - 1))
    phrase = " ".join(pieces[first : first + data.draw(st.integers(1, 4))])
    if not any(map(str.isalnum, phrase)):
        return
    found = spans(list(Matter(phrase, folder(documents, size), exact=True).mentions()))
    expected = []
    for one in documents:
        flat, places = flattened(one.text)
        at = flat.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            whole = not (joined(flat[at - 1 : at] + phrase[0]) or joined(phrase[-1] + flat[end : end + 1]))
            number = (phrase[0].isdigit() and re.search(r"\d[.,]$", flat[:at])) or (
                phrase[-1].isdigit() and re.match(r"[.,]\d", flat[end:])
            )
            if whole and not number:
                expected.append((one.source, places[at], places[end - 1] + 1))
            at = flat.find(phrase, end if whole and not number else at + 1)
    assert found == expected


def flattened(text: str) -> tuple[str, list[int]]:
    """With single blanks, and where each character stood."""
    kept = [(char if not char.isspace() else " ", at) for at, char in enumerate(text)]
    kept = [pair for nth, pair in enumerate(kept) if pair[0] != " " or not nth or kept[nth - 1][0] != " "]
    return "".join(char for char, _ in kept), [at for _, at in kept]


def joined(two: str) -> bool:
    return bool(re.fullmatch(r"\w\w", two))


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from(sorted(FORMS)), st.data())
def test_mentions_within_some_documents_are_theirs_of_all(
    texts: list[list[tuple[str, str]]], word: str, data: st.DataObject
) -> None:
    documents = [document(f"{number}.txt", "".join(chain(*text))) for number, text in enumerate(texts)]
    chosen = data.draw(st.lists(st.sampled_from(documents), unique=True))
    matter = Matter(word, folder(documents))
    of_all = documents_with(matter.mentions())
    assert documents_with(matter.mentions(chosen)) == {
        one.source: of_all[one.source] for one in documents if one in chosen and one.source in of_all
    }


def count(words: str, text: str, title: str | None = None, language: str = "en", exact: bool = False) -> int:
    return len(list(Matter(words, folder([document("a", text, title, language)]), exact).mentions()))


@pytest.mark.parametrize(
    ("words", "text", "times"),
    [
        ("e-mail", "Send an e-mail. Emails are kept. An e‑mail; the mail.", 3),
        ("email", "Send an e-mail. Emails are kept.", 2),
        ("cooperation", "Co-operation and cooperation. The operation.", 2),
        ("policy holder", "Every policy-holder, each policy\nholder. Policy. Holder.", 2),
        ("the boiler", "The boiler. Boilers.", 2),
        ("penalty clause", "A penalty\n        clause. Penalty\n\nClause 4. - penalty\n- clause", 1),
        ("4.2", "Version 4.2 and 4.21, 14.2, 4.2.1 and 4. 2.", 2),
        ("Standard 900", "Standard 900 and Standard 9001; Standard 900.1.", 1),
        ("U.S. Embassy", "The U.S. Embassy moved.", 1),
        ("Smith v. Jones", "In Smith v. Jones and in Smith. Jones left.", 1),
        ("C++", "Written in C++ and not in C.", 1),
        ("20%", "Of 20% and 20 and 120%.", 1),
        ("$5", "For $5 or 5 dollars, $5.50 or $50.", 1),
        ("Müller", "Herr MÜLLER und Muller.", 2),
        ("landlord's duty", "The landlord’s duty; the landlord's duty.", 2),
        ("crises", "One crisis after the other.", 1),
        ("R&D", "The R&D team; R and D.", 1),
        ("time is of the essence", "Time is of\nthe essence.", 1),
    ],
)
def test_words_are_found_however_they_are_written(words: str, text: str, times: int) -> None:
    assert count(words, text) == times


@pytest.mark.parametrize(
    ("phrase", "text", "times"),
    [
        ("don't", "They don’t, and don't.", 2),
        ('he said "no" to me', "He said “no”\nto me.", 1),
        ("best endeavours", "Best endeavours. Best endeavour. The best endeavoursome.", 1),
        ("2020-2021", "In 2020–2021.", 1),
        ("(a) either", "Under (a) either side.", 1),
        ("the", "The other; the.", 2),
    ],
)
def test_a_phrase_is_found_however_its_marks_are_typed(phrase: str, text: str, times: int) -> None:
    assert count(phrase, text, exact=True) == times


@pytest.mark.parametrize(
    ("language", "words", "text", "times"),
    [
        ("es", "contrato", "El contrato y los contratos. Contra.", 2),
        ("es", "reunión", "Las REUNIONES y la reunion.", 2),
        ("de", "Vertrag", "Der Vertrag, des Vertrages, die Verträge.", 3),
        ("zh", "仲裁", "本合同约定仲裁。仲裁委员会在北京。", 2),
        ("zh", "法", "合同法", 1),
        ("ja", "契約", "この契約は契約書です。", 2),
    ],
)
def test_other_languages_have_inflections_or_no_blanks(language: str, words: str, text: str, times: int) -> None:
    assert count(words, text, language=language) == times


def test_a_title_that_is_not_in_the_text_is_at_no_place() -> None:
    documents = [document("a", "It was closed.", "Bridge report"), document("b", "Bridge\n\nClosed.", "Bridge")]
    found = list(Matter("bridges", folder(documents)).mentions())
    assert spans(found) == [("a", 0, 0), ("b", 0, 6)]


def test_what_no_text_has_is_nowhere() -> None:
    assert not count("arbitration", "The arbitrator was arbitrary.")
    assert not list(Matter("x", folder([])).mentions())
    assert Matter("arbitration", folder([document("a", "The arbitrator.")])).related == {"arbitrator"}
