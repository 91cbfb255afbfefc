"""Answers about the whole, from the question to what is told and cited, over a small folder."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.asking.intake import Turn
from app.asking.whole import Wish
from app.bot import Bot
from app.records import WHOLE, Answer
from app.whole.operations import answer as whole
from app.whole.telling import MOST
from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.records import Document
from index.storing.snapshot import open_snapshot
from tests.app.whole.test_mentions import folder

FILES = {
    "contracts/oakmere.md": "# Contract with Oakmere\n\nDate: 3 March 2021\n\n"
    "Disputes go to arbitration. The arbitration is held in Leeds.\n",
    "contracts/dunmore.md": "# Contract with Dunmore\n\nDate: 5 May 2022\n\n"
    "Disputes go to court in Leeds. The tenant pays the rent.\n",
    "contracts/ferris.txt": "Contract with Ferris\n\nDate: 7 July 2023\n\nThe arbitrator decides. Rent is due in May.\n",
    "letters/a.txt": "Date: 1 June 2022\n\nDear Ada,\n\nThe arbitrations ended. No pets are allowed.\n\n"
    "Yours sincerely,\n\nBo Li\n",
    "letters/b.txt": "Date: 1 June 2022\n\nDear Bo,\n\nThe boiler is broken.\n\nKind regards,\nAda Smith\n",
    "minutes/board-1.md": "# Board meeting\n\nDate: 2 February 2022\n\nPresent: Ada Smith, Bo Li (chair)\n"
    "Apologies: Cy Dunn\n\nThe rent was discussed.\n\n## Asbestos\n\nRemove it soon.\n",
    "minutes/board-2.md": "# Board meeting\n\nDate: 2 March 2022\n\nPresent:\n\n- Ada Smith\n- Cy Dunn\n\nAgreed.\n",
    "notes.txt": 'Nothing here has a date. He said "no pets" to me.\n',
    "copy-of-notes.txt": 'Nothing here has a date. He said "no pets" to me.\n',
    "empty.txt": "",
    "broken.pdf": "%PDF-1.4 nonsense",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    docs, index = tmp_path_factory.mktemp("docs"), tmp_path_factory.mktemp("index")
    for name, text in FILES.items():
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    embedder = HashingEmbedder()
    build(docs, index, embedder)
    return Bot.over(open_snapshot(index, embedder), embedder)


def told(bot: Bot, question: str, history: Sequence[Turn] = ()) -> tuple[str, list[str], Answer]:
    """The headline, what is cited, by file, and the answer."""
    answer = bot.answerer(question, history)
    assert answer.shape in WHOLE
    assert answer.headline
    for citation in answer.citations:
        assert citation.document.text[citation.start : citation.end] == citation.quote
    return answer.headline.text, [citation.document.source for citation in answer.citations], answer


LETTERS = ["letters/a.txt", "letters/b.txt"]
CONTRACTS = ["contracts/dunmore.md", "contracts/ferris.txt", "contracts/oakmere.md"]
QUESTIONS: dict[str, tuple[str, list[str]]] = {
    "How many documents mention arbitration?": (
        "2 of 8 documents mention “arbitration”.",
        ["contracts/oakmere.md", "letters/a.txt"],
    ),
    "how many docuemnts mention abitration": (
        "2 of 8 documents mention “arbitration”.",
        ["contracts/oakmere.md", "letters/a.txt"],
    ),
    "how many contracts mention arbitration": ("1 of 3 contracts mentions “arbitration”.", ["contracts/oakmere.md"]),
    "which documents mention asbestos": ("1 of 8 documents mentions “asbestos”.", ["minutes/board-1.md"]),
    "how many documents mention unicorns": ("None of 8 documents mentions “unicorns”.", []),
    "which contracts do not mention arbitration": (
        "2 of 3 contracts do not mention “arbitration”.",
        ["contracts/dunmore.md", "contracts/ferris.txt"],
    ),
    "which contracts do not mention rent": ("1 of 3 contracts does not mention “rent”.", ["contracts/oakmere.md"]),
    'how many documents say "said “no” and left"': ("None of 8 documents mentions “said “no” and left”.", []),
    'how many documents mention "he said "no pets" to me"': (
        '1 of 8 documents mentions “he said "no pets" to me”.',
        ["copy-of-notes.txt"],
    ),
    'how many documents say "no pets"': (
        "2 of 8 documents mention “no pets”.",
        ["copy-of-notes.txt", "letters/a.txt"],
    ),
    "how often does arbitration occur in the documents": (
        "“arbitration” occurs 3 times, in 2 of 8 documents.",
        ["contracts/oakmere.md", "contracts/oakmere.md", "letters/a.txt"],
    ),
    "number of mentions of boiler and arbitration": (
        "“boiler” and “arbitration” occur 4 times, in 3 of 8 documents.",
        ["contracts/oakmere.md", "contracts/oakmere.md", "letters/a.txt", "letters/b.txt"],
    ),
    "which document mentions arbitration most often": (
        "“Contract with Oakmere (March 3, 2021)” mentions “arbitration” most, 2 times.",
        ["contracts/oakmere.md", "letters/a.txt"],
    ),
    "which contract mentions rent most often": (
        "“Contract with Dunmore (May 5, 2022)” and “Contract with Ferris (July 7, 2023)” mention “rent” most, 1 time.",
        ["contracts/dunmore.md", "contracts/ferris.txt"],
    ),
    "newest contract": (
        "“Contract with Ferris (July 7, 2023)” is the newest of 3 contracts with a date.",
        ["contracts/ferris.txt"],
    ),
    "the 2 oldest contracts": (
        "The 2 oldest of 3 contracts with a date:",
        ["contracts/dunmore.md", "contracts/oakmere.md"],
    ),
    "latest letter": ("2 of 2 letters with a date are of the same, the newest:", LETTERS),
    "the 3 oldest documents": (
        "The 3 oldest of 7 documents with a date:",
        ["contracts/oakmere.md", "minutes/board-1.md", "minutes/board-2.md"],
    ),
    "the 2 newest documents": (
        "The 2 newest of 7 documents with a date; 1 more is of the same date as the last of them:",
        ["contracts/ferris.txt", *LETTERS],
    ),
    "documents titled Oakmere": ("1 of 8 documents has “Oakmere” in the title.", ["contracts/oakmere.md"]),
    "how many documents mention rent or boiler": (
        "4 of 8 documents mention “rent” or “boiler”.",
        ["contracts/dunmore.md", "contracts/ferris.txt", "letters/b.txt", "minutes/board-1.md"],
    ),
    "how many documents mention both rent and Leeds": (
        "1 of 8 documents mentions “rent” and “Leeds”.",
        ["contracts/dunmore.md"],
    ),
    'how many documents mention "rent" and "discussed"': (
        "1 of 8 documents mentions “rent” and “discussed”.",
        ["minutes/board-1.md"],
    ),
    'how many documents mention "the rent" or boiler': (
        "3 of 8 documents mention “the rent” or “boiler”.",
        ["contracts/dunmore.md", "letters/b.txt", "minutes/board-1.md"],
    ),
    "the newest document about rent": (
        "“Contract with Ferris (July 7, 2023)” is the newest of 3 documents about “rent” with a date.",
        ["contracts/ferris.txt"],
    ),
    'the newest document about "the rent"': (
        "“Contract with Dunmore (May 5, 2022)” is the newest of 2 documents about “the rent” with a date.",
        ["contracts/dunmore.md"],
    ),
    "the newest Dunmore contract": (
        "“Contract with Dunmore (May 5, 2022)” is the newest of 1 contract about “dunmore” with a date.",
        ["contracts/dunmore.md"],
    ),
    "how many documents since 2022 mention rent": (
        "3 of 6 documents since 2022 mention “rent”.",
        ["contracts/dunmore.md", "contracts/ferris.txt", "minutes/board-1.md"],
    ),
    "how many contracts were signed before 2023": (
        "2 contracts before 2023.",
        ["contracts/dunmore.md", "contracts/oakmere.md"],
    ),
    "list the contracts": ("3 contracts.", CONTRACTS),
    "how many letters has Bo Li sent": ("1 letter by Bo Li.", ["letters/a.txt"]),
    "how many contracts in the letters folder": ("No contracts in the letters folder.", []),
    "who wrote these documents": ("2 people are named as who wrote 2 documents; 6 don't say.", LETTERS),
    "how many people attended the board meetings": (
        "3 people, by 2 documents that name who was there.",
        ["minutes/board-1.md", "minutes/board-2.md"],
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_figures_are_told_and_rest_on_what_is_cited(bot: Bot, question: str) -> None:
    headline, cited, answer = told(bot, question)
    assert (headline, sorted(cited)) == QUESTIONS[question]
    assert "2 could not be read" in answer.notice
    assert answer.shape == ("count" if question.startswith(("how", "How", "number")) else "listing")


@pytest.mark.parametrize(
    "question",
    [
        "how many unicorns mention rent",
        "how many documents in the unicorn folder mention rent",
        "how many letters has Zed Zimmer sent",
        "which memos mention rent",
        "the newest memo",
        "who attended the wedding",
        "who attended both meetings",
        "who attended all meetings",
        'who attended the "board" meetings',
    ],
)
def test_what_the_folder_does_not_know_is_an_ordinary_question(bot: Bot, question: str) -> None:
    assert bot.answerer.of_the_whole(question) is None
    assert bot.answerer(question).shape not in WHOLE


def test_files_that_could_not_be_read_are_named_with_why(bot: Bot) -> None:
    headline, cited, answer = told(bot, "which files could not be read")
    assert (headline, cited) == ("2 files could not be read.", [])
    assert [statement.text.partition(":")[0] for statement in answer.statements] == ["broken.pdf", "empty.txt"]


def test_what_has_a_related_word_is_named_apart_and_not_counted(bot: Bot) -> None:
    _, cited, answer = told(bot, "How many documents mention arbitration?")
    assert "contracts/ferris.txt" not in cited
    assert (
        "Not counted: 1 more may be about it or have a related word (arbitrator): “Contract with Ferris"
        in answer.notice
    )


def test_the_same_without_the_filter_is_one_choice_away(bot: Bot) -> None:
    _, _, answer = told(bot, "how many documents since 2022 mention rent?")
    (refinement,) = answer.refinements
    assert (refinement.label, refinement.question) == ("since 2022", "how many documents mention rent?")
    assert told(bot, refinement.question)[0] == "3 of 8 documents mention “rent”."
    assert "1 without a date was left out" in answer.notice


def test_a_question_goes_on_from_those_before_it(bot: Bot) -> None:
    history: list[Turn] = [("user", "How many contracts mention arbitration?"), ("assistant", "1 of 3.")]
    assert told(bot, "and in 2022?", history)[0] == "None of 1 contracts in 2022 mentions “arbitration”."
    history += [("user", "and in 2021?"), ("assistant", "1 of 1.")]
    headline, cited, answer = told(bot, "which ones?", history)
    assert headline == "1 of 1 contracts in 2021 mentions “arbitration”."
    assert (cited, answer.shape) == (["contracts/oakmere.md"], "listing")


def test_who_wrote_them_is_asked_of_what_was_found(bot: Bot) -> None:
    asked: list[Turn] = [("user", "which letters mention the boiler?"), ("assistant", "1 of 2.")]
    headline, cited, _ = told(bot, "who wrote them?", asked)
    assert (headline, cited) == ("1 person is named as who wrote 1 document; 0 don't say.", ["letters/b.txt"])
    nothing: list[Turn] = [("user", "which letters mention unicorns?"), ("assistant", "None of 2.")]
    assert bot.answerer.of_the_whole("who wrote them?", nothing) is None


def letters(count: int) -> list[Document]:
    return [
        Document(f"letters/{n}.txt", f"Letter {n}. The rent is due.\n\nYours sincerely,\nAda {chr(65 + n % 26)}. Smith", None,
                 f"20{n % 20:02}-01-01", str(n))
        for n in range(count)
    ]  # fmt: skip


def test_of_more_than_can_be_shown_all_are_counted_and_the_rest_is_told() -> None:
    many = folder(letters(1500))
    found = whole("q", "q", Wish("count", "letters", "rent", counted=True), many)
    assert found
    assert found.headline
    assert found.headline.text == "1,500 of 1,500 letters mention “rent”."
    assert len(found.statements) == MOST
    assert "The first 1,000 of 1,500 are shown." in found.notice


def test_what_was_found_before_is_all_of_it_and_not_only_what_was_shown() -> None:
    many = folder(letters(1500))
    wrote = Wish("authors", within=Wish("list", "letters", "rent"))
    found = whole("q", "q", wrote, many)
    assert found
    assert found.headline
    assert found.headline.text == "26 people are named as who wrote 1,500 documents; 0 don't say."


def test_what_is_joined_by_or_is_never_one_thing(tmp_path: Path) -> None:
    docs, index, embedder = tmp_path / "docs", tmp_path / "index", HashingEmbedder()
    docs.mkdir()
    for name, text in {
        "a": "Lead and asbestos.",
        "b": "Lead or asbestos.",
        "c": "Asbestos. No lead.",
        "d": "Lead.",
    }.items():
        (docs / f"{name}.txt").write_text(text, encoding="utf-8")
    build(docs, index, embedder)
    of = Bot.over(open_snapshot(index, embedder), embedder)
    assert (
        told(of, "how many documents mention lead or asbestos")[0] == "4 of 4 documents mention “lead” or “asbestos”."
    )
    both = told(of, "how many documents mention both lead and asbestos")[0]
    assert both == "3 of 4 documents mention “lead” and “asbestos”."
    as_one = told(of, "how many documents mention lead and asbestos")[0]
    assert as_one == "1 of 4 documents mentions “lead and asbestos”."
