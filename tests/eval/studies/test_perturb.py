"""The alterations of gold sentences, their synonyms and the measure over them, on sentences and a WordNet by hand."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.reader.openvino_reader import READER
from app.reader.reader import Reader, WordReader
from eval.studies.alterations import Rule, falsehoods, names_in, paraphrases, variants
from eval.studies.perturb import (
    ELSEWHERE,
    UNCHANGED,
    Gold,
    Tally,
    judge,
    main,
    missed,
    read_gold,
    statements,
    table,
    trials,
)
from eval.studies.synonyms import WordNetError, read_synonyms
from index.embedding.embedder import HashingEmbedder
from index.errors import CiteseedError
from index.records import Document

SENTENCE = "In May 1999 the minister Ann Silva was hosted in Oslo by Bo Berg with 12 guests."
FILES = {  # as WordNet writes them: offsets count from the beginning of a line
    "cntlist.rev": "big%3:00:01:: 1 9\nlarge%3:00:01:: 1 8\nrare%3:00:00:: 1 1\n",
    "data.noun": "  1 a licence\n",
    "index.noun": "  1 a licence\n",
    "data.adj": "00000001 00 a 02 large 0 big(a) 0 000 | of size\n00000002 00 a 02 rare 0 scarce 0 000 | seldom\n",
    "index.adj": "big a 1 0 1 1 00000001\nlarge a 1 0 1 1 00000001\nrare a 1 0 1 0 00000002\nscarce a 1 0 1 0 00000002\n",
    "data.adv": "  1 a licence\n",
    "index.adv": "  1 a licence\n",
}


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    folder = tmp_path / "wordnet"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="ascii")
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text(f"Rain fell. {SENTENCE} Nobody slept.", encoding="utf-8")
    case = {
        "id": "1",
        "question": "Who?",
        "answers": [],
        "sources": ["a.txt"],
        "answerable": True,
        "evidence": [SENTENCE],
    }
    (tmp_path / "cases.jsonl").write_text(json.dumps(case) + "\n", encoding="utf-8")
    return tmp_path


def altered(rule: Rule, sentence: str) -> set[str | None]:
    return {rule(sentence, random.Random(seed)) for seed in range(40)}


def test_each_rule_makes_a_sentence_false_in_one_place() -> None:
    rules = falsehoods(["Cy Lee", "Lima"])
    for kind in ("number", "date", "name", "swap"):
        for other in altered(rules[kind], SENTENCE):
            assert other is not None and other != SENTENCE
    assert altered(rules["number"], SENTENCE) <= {SENTENCE.replace("12", f"{n}") for n in range(100)}
    assert altered(rules["negation"], SENTENCE) == {SENTENCE.replace("was", "was not")}
    assert altered(rules["negation"], "Bo is not here.") == {"Bo is here."}
    assert altered(rules["swap"], "Then Ann hosted Bo.") == {"Then Bo hosted Ann."}


@pytest.mark.parametrize("kind", ["number", "date", "name", "negation", "swap", *paraphrases({})])
def test_a_rule_that_does_not_fit_makes_nothing(kind: str) -> None:
    assert (falsehoods([]) | paraphrases({}))[kind]("rain fell", random.Random(0)) is None


@pytest.mark.parametrize(
    ("kind", "sentence", "said"),
    [
        ("active", "The bridge was built by Ann Lee in 1999.", "Ann Lee built the bridge in 1999."),
        ("passive", "Ann Lee built the bridge in 1999.", "The bridge was built by Ann Lee in 1999."),
        ("clauses", "In 1999, the bridge was closed.", "The bridge was closed in 1999."),
        ("clauses", "The bridge was closed in 1999.", "In 1999, the bridge was closed."),
        ("list", "There were Ann and Bo.", "There were Bo and Ann."),
        ("synonyms", "It has a large harbor.", "It has a big harbor."),
    ],
)
def test_paraphrases_say_the_same_in_other_words(kind: str, sentence: str, said: str) -> None:
    assert paraphrases({"large": "big"})[kind](sentence, random.Random(0)) == said


def test_variants_are_those_that_changed() -> None:
    assert not list(variants("rain fell", {"same": lambda sentence, chance: sentence}, random.Random(0)))
    assert names_in(["Then Ann Lee saw Bo. The Bo ran.", "In May it rained."]) == ["Ann Lee", "Bo"]


def test_synonyms_are_those_of_the_first_sense_that_are_not_rare(wordnet: Path) -> None:
    assert read_synonyms(wordnet) == {"big": "large", "large": "big"}


def test_a_folder_without_wordnet_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(WordNetError, match="wordnet-base"):
        read_synonyms(tmp_path)


def test_gold_sentences_are_those_that_stand_in_a_file(bench: Path) -> None:
    (gold,) = read_gold(bench)
    assert gold.text == SENTENCE and gold.document.source == "a.txt"
    (bench / "docs" / "a.txt").write_text("Rain fell.", encoding="utf-8")
    with pytest.raises(CiteseedError, match="names no evidence"):
        read_gold(bench)


@pytest.mark.parametrize(("reader", "beyond_rules"), [(WordReader(), ()), (READER, ("negation",))], ids=["fake", "own"])
def test_what_is_false_is_flagged_and_what_is_so_is_not(reader: Reader, beyond_rules: Sequence[str]) -> None:
    document = Document("a.txt", f"Rain fell. {SENTENCE} Nobody slept.", None, None, "0" * 64)
    stated = list(statements([Gold(SENTENCE, document)], {}))
    assert [kind for _, kind, _ in stated][:2] == [UNCHANGED, ELSEWHERE]
    tallies, seconds = judge(trials(stated, HashingEmbedder()), reader)
    assert len(seconds) == len(stated)
    assert tallies.pop(UNCHANGED) == Tally(1, 0, 0)
    for kind in ("number", "date", "swap", ELSEWHERE, *beyond_rules):
        assert tallies[kind].flagged == 1, kind


def test_the_table_sums_up_the_paraphrases() -> None:
    text = table(
        {UNCHANGED: Tally(10, 1, 0), "number": Tally(4, 3, 4), "active": Tally(1, 1, 0), "list": Tally(3, 0, 0)}
    )
    assert text.splitlines()[2:] == [
        "| number | 4 | 0.750 | >= 0.95 | 1.000 |",
        "| unchanged | 10 | 0.100 | <= 0.05 | 0.000 |",
        "| paraphrases | 4 | 0.250 | <= 0.15 | 0.000 |",
        "| active | 1 | 1.000 |  | 0.000 |",
        "| list | 3 | 0.000 |  | 0.000 |",
    ]


def test_a_share_that_is_not_what_is_asked_is_missed() -> None:
    met = {UNCHANGED: Tally(20, 1, 0), "number": Tally(20, 19, 0), "active": Tally(20, 3, 0)}
    assert missed(met) == []
    assert missed(met | {UNCHANGED: Tally(20, 2, 0)}) == [UNCHANGED]
    assert missed(met | {"number": Tally(20, 18, 20)}) == ["number"]
    assert missed(met | {"list": Tally(1, 1, 0)}) == ["paraphrases"]
    assert missed({}) == []


@pytest.mark.parametrize(("least", "code"), [(0.0, 0), (1.01, 2)])
def test_the_exit_code_tells_of_a_miss(bench: Path, wordnet: Path, least: float, code: int) -> None:
    words = [str(bench), "--wordnet", str(wordnet)]
    assert main(words, HashingEmbedder(), {"number": (least, 1.0)}) == code


def test_wrong_folders_end_with_a_message(bench: Path, wordnet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bench / "none"), "--wordnet", str(wordnet)]) == 1
    assert "cases.jsonl" in capsys.readouterr().err
    assert main([str(bench), "--wordnet", str(bench)]) == 1
    assert "wordnet-base" in capsys.readouterr().err
    assert main([str(bench)]) == 1
    assert "--wordnet" in capsys.readouterr().err
