"""Drafted cases: each rule by hand, then what holds of every draft of any folder."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.models.llm import ScriptedLLM
from eval.case import Case, parse_case, read_cases, write_cases
from eval.making.drafts import draft_cases
from eval.making.questions import Asker, DraftQuestion, by_llm, by_rule
from eval.measuring.metrics import normalise
from index.errors import CorpusError
from index.formats.registry import parse
from index.language.sentences import sentences
from index.reading.folder import read, scan
from index.reading.parser import InProcessParser

_fixed = settings(derandomize=True)
_SUBJECTS = [
    "Dr. Ann Lee", "The Secretary of State", "the Ministry of Health", "Nine ports", "On May 3, 2021, Bo", "1,420",
]  # fmt: skip
_VERBS = ["visited", "was", "met with", "will be", "opened", ", who spoke,", "also held", "has ‘’"]
_THINGS = [
    "nine old ports", "42 trees", "$4.5 million", "€30", "£1,", "12.5%", "63 percent", "%", "million", "of the", ",",
    "Dr. Ann Lee", "Ann", "Lima", "1999", "2021", ", which", "May", "fifty", "\n", "\u2028", "(", "“", "‘", "'", "-", "no.",
]  # fmt: skip
_ENDS = [
    "in Lima", "at the Hague", "in May", "in 1999", "on 3 May 2021", "June 14-15, 2021", "since early 2020", "by $30",
]  # fmt: skip
_SENTENCES = st.tuples(
    st.sampled_from(_SUBJECTS),
    st.sampled_from(_VERBS),
    st.lists(st.sampled_from(_THINGS), min_size=1, max_size=5).map(" ".join),
    st.sampled_from(_ENDS),
).map(lambda words: f"{' '.join(words)}.")
_TEXTS = _SENTENCES | st.text(max_size=80)


def _asked(sentence: str, kind: str) -> list[tuple[str, str]]:
    return [(question.text, question.answer) for question in by_rule(sentence) if question.type == kind]


def _folder(root: Path, **texts: str) -> Path:
    root.mkdir(exist_ok=True)
    for name, text in texts.items():
        (root / f"{name}.txt").write_text(text, encoding="utf-8")
    return root


def _asks_each(*kinds: str) -> Asker:
    """A fake that asks of every sentence one question of each kind, for its first word."""

    def ask(sentence: str) -> list[DraftQuestion]:
        return [DraftQuestion(f"What ({kind}) is said of {sentence!a}?", sentence.split()[0], kind) for kind in kinds]

    return ask


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("Dr. Ann Lee visited the old port of Lima.", "Who visited the old port of Lima?", "Dr. Ann Lee"),
        ("President Rosa Díaz signed the treaty in Geneva.", "Who signed the treaty in Geneva?", "President Rosa Díaz"),
        (
            "Secretary of State Antony J. Blinken hosted the foreign secretary.",
            "Who hosted the foreign secretary?",
            "Secretary of State Antony J. Blinken",
        ),
        ("Queen Ann and King Bo visited the old harbor.", "Who visited the old harbor?", "Queen Ann and King Bo"),
        ("However, Dr. Ann Lee visited the old harbor.", "Who visited the old harbor?", "Dr. Ann Lee"),
        ("Dr. Ann Lee, a geologist from Oslo, visited the old harbor.", "Who visited the old harbor?", "Dr. Ann Lee"),
        ("Dr. Ann Lee also visited the old harbor.", "Who visited the old harbor?", "Dr. Ann Lee"),
        ("Dr. Ann Lee visited the old harbor, which was closed.", "Who visited the old harbor?", "Dr. Ann Lee"),
        (
            "The Ministry of Health opened a clinic for sailors.",
            "Which organisation opened a clinic for sailors?",
            "The Ministry of Health",
        ),
        (
            "The University of Oslo bought the old mill.",
            "Which organisation bought the old mill?",
            "The University of Oslo",
        ),
    ],
)
def test_who(sentence: str, question: str, answer: str) -> None:
    assert _asked(sentence, "who") == [(question, answer)]


def test_what_is_neither_a_person_nor_an_organisation_is_no_who() -> None:
    assert _asked("The ferry carried forty drivers to the island.", "who") == []
    assert _asked("New York was left by all of them.", "who") == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "Mayor Jones opened the bridge in Lima on 3 May 2021.",
            "When was it that Mayor Jones opened the bridge in Lima?",
            "3 May 2021",
        ),
        (
            "On May 3, 2021, the clinic for sailors was opened.",
            "When was it that the clinic for sailors was opened?",
            "May 3, 2021",
        ),
        (
            "On March 14th, the delegation visited the old harbor.",
            "When was it that the delegation visited the old harbor?",
            "March 14th",
        ),
        (
            "In 1887 the museum was founded by two brothers.",
            "When was it that the museum was founded by two brothers?",
            "1887",
        ),
        (
            "The committee will meet in Geneva in July 2030.",
            "When is it that the committee will meet in Geneva?",
            "July 2030",
        ),
        (
            "The team has met there every spring since 1999.",
            "When was it that the team has met there every spring?",
            "1999",
        ),
    ],
)
def test_when(sentence: str, question: str, answer: str) -> None:
    assert _asked(sentence, "when") == [(question, answer)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The clinic for sailors was opened on June 14-15, 2021.",
        "The clinic for sailors was opened on June 14–15, 2021.",
        "On June 14-15, 2021, the delegation visited the old harbor.",
        "The clinic for sailors was opened in 2021/22.",
        "The war of the two towns lasted in 1914-18.",
        "The team of the town won in 1999, 2004 and 2008.",
        "The harvest of the valley ended in 20211.",
        "The commitments made on December 27 were kept by both.",
        "The clinic for sailors was opened in the year of the storm.",
    ],
)
def test_a_date_is_never_cut_in_half_nor_taken_from_the_middle(sentence: str) -> None:
    assert _asked(sentence, "when") == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "The ferry carried passengers to the island in Lake Garda.",
            "Where was it that the ferry carried passengers to the island?",
            "Lake Garda",
        ),
        (
            "Secretary Mayorkas met with DHS employees in Mexico City.",
            "Where was it that Secretary Mayorkas met with DHS employees?",
            "Mexico City",
        ),
        (
            "The delegates were received by Ann at the Hague.",
            "Where was it that the delegates were received by Ann?",
            "the Hague",
        ),
        ("The team will play its last match in Rome.", "Where is it that the team will play its last match?", "Rome"),
    ],
)
def test_where(sentence: str, question: str, answer: str) -> None:
    assert _asked(sentence, "where") == [(question, answer)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The team of sailors left the harbor in May.",
        "The harvest of the valley was over in September.",
        "The ferry to the old island carried passengers in vain.",
        "The plan was made known at the Ministry of Health.",
        "The two old ships met at noon.",
    ],
)
def test_a_month_a_body_or_a_common_word_is_no_place(sentence: str) -> None:
    assert _asked(sentence, "where") == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The orchard behind the mill was given 420 apple trees.",
         "The orchard behind the mill was given how many apple trees?", "420"),
        ("Dr. Ann Lee visited nine ports last year.", "Dr. Ann Lee visited how many ports last year?", "nine"),
        ("Dr. Ann Lee visited nine ports.", "Dr. Ann Lee visited how many ports?", "nine"),
        ("Forty old bolts were replaced by the engineers.", "How many old bolts were replaced by the engineers?", "Forty"),
        ("1,420 apple trees were planted near the mill.", "How many apple trees were planted near the mill?", "1,420"),
        ("In all, nine ports were closed by the storm.", "In all, how many ports were closed by the storm?", "nine"),
    ],
)  # fmt: skip
def test_how_many(sentence: str, question: str, answer: str) -> None:
    assert _asked(sentence, "how many") == [(question, answer)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The three old ports were closed by the storm.",
        "The ferry was closed for repairs in 2021.",
        "The company hired 30-40 engineers last spring.",
        "The toll was raised by $30 hours after the storm.",
        "The mayor planted on May 3 old apple trees.",
        "Nine is the number that was drawn by the boys.",
    ],
)
def test_a_number_that_counts_nothing_new_gives_no_how_many(sentence: str) -> None:
    assert _asked(sentence, "how many") == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "The council bought the old mill for $4.5 million.",
            "The council bought the old mill for how much money?",
            "$4.5 million",
        ),
        (
            "The bridge was repaired for $12,500 last winter.",
            "The bridge was repaired for how much money last winter?",
            "$12,500",
        ),
        ("The new bench was sold for €30 in all.", "The new bench was sold for how much money in all?", "€30"),
        ("The new harbor was built for £12bn.", "The new harbor was built for how much money?", "£12bn"),
        (
            "Turnout in the northern valley was 63 percent this year.",
            "Turnout in the northern valley was what percentage this year?",
            "63 percent",
        ),
        (
            "Turnout in the northern valley was 63% of all voters.",
            "Turnout in the northern valley was what percentage of all voters?",
            "63%",
        ),
        (
            "The toll was raised by 12.5 per cent in the valley.",
            "The toll was raised by what percentage in the valley?",
            "12.5 per cent",
        ),
    ],
)
def test_how_much_and_what_percentage(sentence: str, question: str, answer: str) -> None:
    assert _asked(sentence, "how much") == [(question, answer)]


@pytest.mark.parametrize("pronoun", ["He", "It", "This", "Their"])
def test_a_sentence_that_hangs_on_the_one_before_gives_nothing(pronoun: str) -> None:
    assert by_rule(f"{pronoun} visited Dr. Ann Lee of the Bank in Lima in 1999.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "“Dr. Ann Lee visited the old harbor in Lima,” said Bo.",
        'Dr. Ann Lee visited the "old harbor" in Lima.',
        "Dr. Ann Lee visited the harbor (in Lima) last year.",
        "Dr. Ann Lee visited Lima; Bo stayed in Oslo.",
        "Guests: Dr. Ann Lee was seen in Lima.",
        "# Dr. Ann Lee visited the harbor in Lima.",
        "Although Dr. Ann Lee visited the old harbor in Lima.",
        "While Dr. Ann Lee visited the old harbor in Lima.",
        "For example, Dr. Ann Lee visited the harbor in Lima.",
        "The old harbor of Lima, nine ports and a mill.",
        "Dr. Ann Lee of the harbor in Lima.",
        "Dr. Ann Lee visited the old harbor in Lima",
        "Has Dr. Ann Lee visited the old harbor in Lima?",
        "Dr. Ann Lee visited the harbor. The ferry was late.",
        "Dr. Ann Lee visited the old harbor\n\nand Lima.",
        "Dr. Lee visited Lima.",
        "Dr. Ann Lee visited " + "one port and " * 20 + "Lima.",
        "",
        ".",
    ],
)
def test_quotes_fragments_and_what_is_no_plain_statement_give_nothing(sentence: str) -> None:
    assert by_rule(sentence) == []


def test_a_hard_wrapped_sentence_is_read_as_one_line() -> None:
    assert _asked("Dr. Ann\nLee visited  nine\r\nports of Peru.", "who") == [
        ("Who visited nine ports of Peru?", "Dr. Ann Lee")
    ]


def test_a_question_with_too_few_words_to_search_for_is_not_asked() -> None:
    assert by_rule("Dr. Ann Lee visited all of it.") == []


def test_a_sentence_that_says_its_answer_twice_is_not_asked_for_it() -> None:
    assert _asked("Dr. Ann Lee was met by the twin of Dr. Ann Lee.", "who") == []


def _check(sentence: str, questions: list[DraftQuestion]) -> None:
    said = " ".join(sentence.split())
    for question in questions:
        assert question.answer and question.answer in said
        assert question.answer.lower() not in question.text.lower()
        assert normalise(question.answer) not in normalise(question.text)
        assert question.text.endswith("?")
        assert question.text.splitlines() == [question.text]
        line = json.dumps({"id": "a", "question": question.text, "answerable": False})
        assert parse_case(line).question == question.text, "the bot takes it"


def test_every_question_on_the_seeds_is_answered_by_its_sentence(seeds: Path) -> None:
    asked = 0
    for path in sorted(seeds.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for start, end in sentences(text, "en"):
            questions = by_rule(text[start:end])
            _check(text[start:end], questions)
            asked += len(questions)
    assert asked >= 10


@settings(_fixed, max_examples=300)
@given(_TEXTS)
@example("Dr. Ann Lee visited nine ports in the Hague.")
@example("Dr. Ann Lee visited the " + "x" * 3000 + " of Lima.")
@example("In 1999, the Dr.\u2028Ann Lee\x85visited $30 of 12% in Lima.")
def test_every_question_on_any_text_is_answered_by_it(text: str) -> None:
    _check(text, by_rule(text))


def _texts(folder: Path) -> dict[str, str]:
    return {source: parse(source, read(folder, source)).text for source in scan(folder) if source.endswith(".txt")}


def _check_drafts(cases: list[Case], folder: Path, number: int) -> None:
    texts = _texts(folder)
    assert 0 < len(cases) <= number
    assert all(case.draft for case in cases)
    assert len({case.id for case in cases}) == len(cases)
    for case in cases:
        if case.answerable:
            assert len(case.sources) == len(case.evidence) == 1 and not case.hidden
            assert case.evidence[0] in texts[case.sources[0]]
            assert case.answers[0][0] in " ".join(case.evidence[0].split())
        else:
            assert case.hidden and set(case.hidden) <= set(texts)
            assert not case.sources and not case.answers and not case.evidence


@pytest.mark.parametrize("number", [1, 5, 40])
def test_drafts_of_the_seeds_are_cases_that_can_be_measured(seeds: Path, tmp_path: Path, number: int) -> None:
    cases = draft_cases(seeds, number, by_rule, InProcessParser())
    _check_drafts(cases, seeds, number)
    assert draft_cases(seeds, number, by_rule, InProcessParser()) == cases
    write_cases(tmp_path / "cases.jsonl", cases)
    again = read_cases(tmp_path / "cases.jsonl", scan(seeds))
    assert [json.dumps(case.to_json()) for case in again] == [json.dumps(case.to_json()) for case in cases]
    assert number < 4 or 0.15 <= sum(not case.answerable for case in cases) / len(cases) <= 0.3


def test_as_many_drafts_as_asked_for_if_the_folder_has_them(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "docs", a=" ".join(f"Alpha{number} ran home." for number in range(99)))
    for number in (1, 4, 10, 40):
        cases = draft_cases(folder, number, _asks_each("x"), InProcessParser())
        assert len(cases) == number
        assert sum(not case.answerable for case in cases) == number // 4


def test_drafts_are_spread_over_the_documents(seeds: Path) -> None:
    cases = [case for case in draft_cases(seeds, 5, by_rule, InProcessParser()) if case.answerable]
    assert len({case.sources[0] for case in cases}) == len(cases) == 4


def test_drafts_are_spread_over_the_kinds_of_question(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "docs", **{f"{name}{name}": f"{name} ran. {name} sat. {name} left." for name in "ABCD"})
    kinds = Counter(
        case.type for case in draft_cases(folder, 9, _asks_each("x", "y", "z"), InProcessParser()) if case.answerable
    )
    assert set(kinds) == {"x", "y", "z"}
    assert max(kinds.values()) - min(kinds.values()) <= 1


def test_no_more_is_asked_than_wanted(tmp_path: Path) -> None:
    """A language model takes seconds a question."""
    folder = _folder(tmp_path / "docs", a="Ann ran home. " * 500, b="Bo ran home. " * 500)
    asked: list[str] = []

    def ask(sentence: str) -> list[DraftQuestion]:
        asked.append(sentence)
        return [DraftQuestion(f"What is said of {sentence}?", "Ann", "x")]

    assert len(draft_cases(folder, 8, ask, InProcessParser())) == 8
    assert len(asked) <= 16


def test_the_asker_given_takes_the_place_of_the_rules(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "docs", a="Fog again.", b="No rule asks about this!")

    def ask(sentence: str) -> list[DraftQuestion]:
        return [DraftQuestion("What came again?", "Fog", "own kind")] if "Fog" in sentence else []

    (case,) = draft_cases(folder, 3, ask, InProcessParser())
    assert (case.question, case.answers, case.sources) == ("What came again?", [["Fog"]], ["a.txt"])
    assert (case.evidence, case.type, case.answerable, case.draft) == (["Fog again."], "own kind", True, True)


def test_a_folder_of_one_document_is_enough(tmp_path: Path) -> None:
    text = "Dr. Ann Lee visited the old port. Bo Ray left.\n\nThe Bank of Spain raised the toll in 2022.\n"
    folder = _folder(tmp_path / "docs", only=text)
    cases = draft_cases(folder, 10, by_rule, InProcessParser())
    _check_drafts(cases, folder, 10)
    assert {case.evidence[0] for case in cases if case.answerable} == {
        "Dr. Ann Lee visited the old port.",
        "The Bank of Spain raised the toll in 2022.",
    }


def test_what_another_file_answers_too_is_not_drafted_as_unanswerable(tmp_path: Path) -> None:
    text = " ".join(f"Dr. Ann Lee visited the port of {place} twice." for place in ("Lima", "Oslo", "Rome", "Turin"))
    assert not all(
        case.answerable for case in draft_cases(_folder(tmp_path / "one", a=text), 4, by_rule, InProcessParser())
    )
    assert all(
        case.answerable
        for case in draft_cases(_folder(tmp_path / "two", a=text, b=text), 4, by_rule, InProcessParser())
    )


def test_files_that_can_not_be_read_are_passed_over(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "docs", good="Dr. Ann Lee visited the old port.", empty="", blank=" \n\n")
    (folder / "binary.txt").write_bytes(b"Dr. Ann Lee visited the old port.\0\1\2" * 20)
    (folder / "paper.pdf").write_bytes(b"%PDF-1.4")
    (folder / "link.txt").symlink_to(folder / "good.txt")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "gone.txt").symlink_to(tmp_path / "none")
    (case,) = draft_cases(folder, 1, by_rule, InProcessParser())
    assert (case.question, case.sources) == ("Who visited the old port?", ["good.txt"])


def test_windows_line_ends_stay_in_the_evidence(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_bytes("\ufeffDr. Ann Lee visited the port of the very old town\r\nof Lima.\r\n".encode())
    (case,) = draft_cases(folder, 1, by_rule, InProcessParser())
    assert case.evidence == ["Dr. Ann Lee visited the port of the very old town\r\nof Lima."]
    assert case.question == "Who visited the port of the very old town of Lima?"


@pytest.mark.parametrize(
    "files", [{}, {"a.txt": b""}, {"a.txt": b"He ran. Fog."}, {"a.pdf": b"%PDF-1.4"}, {"a.txt": b"\0\1\2" * 99}]
)
def test_a_folder_with_nothing_to_ask_about_is_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with pytest.raises(CorpusError, match=r"No sentence in .*docs was found to ask about\. Write cases by hand"):
        draft_cases(folder, 10, by_rule, InProcessParser())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"There is no folder .*none\. Name the folder"):
        draft_cases(tmp_path / "none", 10, by_rule, InProcessParser())


def test_of_a_large_folder_the_same_sample_is_read_each_time(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "docs", **{f"n{number:03}": f"Alpha{number} ran home." for number in range(520)})
    cases = draft_cases(folder, 10_000, _asks_each("x"), InProcessParser())
    sources = [case.sources[0] for case in cases if case.answerable]
    assert len(sources) == 500
    assert sources == sorted(set(sources))
    assert draft_cases(folder, 10_000, _asks_each("x"), InProcessParser()) == cases


SENTENCE = "Dr. Ann Lee visited nine ports\nof Peru."


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            'Sure:\n```json\n{"question": "Who went\\nto see ports?", "answer": "Dr. Ann Lee."}\n```',
            ("Who went to see ports?", "Dr. Ann Lee"),
        ),
        ('{"question": "In which country are the old ports that she visited?", "answer": "Chile"}', None),
        ('{"question": "Who visited nine ports of Peru", "answer": "Dr. Ann Lee"}', None),
        ('{"question": "Did Dr. Ann Lee visit nine ports?", "answer": "nine"}', None),
        ('{"question": "How many ports of Peru were visited?", "answer": ""}', None),
        ('{"question": "How many ports of Peru were visited?"}', None),
        ("} {", None),
    ],
)
def test_a_model_asks_only_what_the_sentence_answers(reply: str, expected: tuple[str, str] | None) -> None:
    questions = by_llm(ScriptedLLM(reply))(SENTENCE)
    assert [(question.text, question.answer) for question in questions] == ([expected] if expected else [])
    _check(SENTENCE, list(questions))


def test_a_model_is_not_asked_about_a_fragment_and_sees_one_line() -> None:
    llm = ScriptedLLM("no JSON")
    assert not by_llm(llm)("He ran.")
    assert llm.asked == []
    assert not by_llm(llm)(SENTENCE)
    assert [messages[-1] for messages in llm.asked] == [("user", "Dr. Ann Lee visited nine ports of Peru.")]
