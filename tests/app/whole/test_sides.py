"""Which documents a wish to compare names."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.asking.comparing import read as asked
from app.whole.differences import differences
from app.whole.editions import is_older, of_one_family
from app.whole.sides import Pair, Unclear, sides
from index.records import Document
from index.storing.titles import Documents, TitlesOf


def document(source: str, title: str | None = None, date: str | None = None) -> Document:
    return Document(source, "x", title, date, source)


FOLDER = [
    document("policies/leave-2022.md", "Leave policy 2022", "2022-01-01"),
    document("policies/leave-2024.md", "Leave policy 2024", "2024-01-01"),
    document("policies/leave-2023.md", "Leave policy 2023", "2023-01-01"),
    document("policies/parental-2023.md", "Parental leave policy 2023"),
    document("policies/parental-2024.md", "Parental leave policy 2024"),
    document("releases/alpha-4.1.md", "Alpha 4.1 release notes", "2024-01-05"),
    document("releases/alpha-4.10.md", "Alpha 4.10 release notes", "2025-05-05"),
    document("releases/alpha-4.2.md", "Alpha 4.2 release notes", "2024-05-05"),
    document("contracts/oakmere.docx", "Contract with Oakmere Ltd", "2021-03-03"),
    document("contracts/oakmere-amendment-1.docx", "Amendment No. 1 to the contract with Oakmere Ltd", "2023-05-12"),
    document("contracts/dunmore.docx", "Contract with Dunmore Ltd", "2021-03-03"),
    document("hr/staff-handbook.md", "Staff handbook"),
    document("hr/intern-handbook.md", "Intern handbook"),
    document("prices/a.md", "Price list", "2024-01-01"),
    document("prices/b.md", "Price list", "2025-01-01"),
    document("legal/terms-2024.md", "Terms and Conditions 2024"),
    document("legal/terms-2023.md", "Terms and Conditions 2023"),
    document("guides/rent.md", "How rent works"),
]


def named(question: str, folder: list[Document] = FOLDER) -> Pair | Unclear | None:
    wanted = asked(question)
    return sides(wanted, folder) if wanted else None


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        ("what changed between 4.1 and 4.2", "alpha-4.1.md", "alpha-4.2.md"),
        ("what changed between 4.10 and 4.2", "alpha-4.2.md", "alpha-4.10.md"),
        ("what is new in version 4.10?", "alpha-4.2.md", "alpha-4.10.md"),
        ("what changed since version 4.1", "alpha-4.1.md", "alpha-4.10.md"),
        ("difference between the 2023 and 2024 leave policy", "leave-2023.md", "leave-2024.md"),
        ("differences between the leave policy of 2024 and that of 2022?", "leave-2022.md", "leave-2024.md"),
        ("what changed in the leave policy since 2022", "leave-2022.md", "leave-2024.md"),
        ("what changed in the leave policy", "leave-2023.md", "leave-2024.md"),
        ("compare the parental leave policy 2023 and 2024", "parental-2023.md", "parental-2024.md"),
        ("compare the current leave policy with the previous one", "leave-2023.md", "leave-2024.md"),
        ("compare the last two versions of the leave policy", "leave-2023.md", "leave-2024.md"),
        ("price list 2025 vs price list 2024", "a.md", "b.md"),
        ("compare prices/a.md and prices/b.md", "a.md", "b.md"),
        ("what's new in the 2025 price list", "a.md", "b.md"),
        ("what did the amendment change in the Oakmere contract", "oakmere.docx", "oakmere-amendment-1.docx"),
        ("compare the Oakmere contract and the Dunmore contract", "oakmere.docx", "dunmore.docx"),
        ("compare Terms and Conditions 2023 and Terms and Conditions 2024", "terms-2023.md", "terms-2024.md"),
        ("how does the staff handbook differ from the intern handbook?", "staff-handbook.md", "intern-handbook.md"),
    ],
)
def test_two_documents_are_named_by_title_file_version_year_or_date(question: str, old: str, new: str) -> None:
    pair = named(question)
    assert isinstance(pair, Pair)
    assert [pair.old.source.rpartition("/")[2], pair.new.source.rpartition("/")[2]] == [old, new]
    assert pair.are_editions == (not pair.amends and old.split("-")[0][:3] not in ("oak", "sta"))
    assert pair.amends == ("amendment" in question)
    assert not pair.topic


@pytest.mark.parametrize("question", ["difference between the 2023 and 2024 leave policy", "compare a.md and b.md"])
def test_of_many_documents_only_those_are_made_that_go_by_the_words(question: str) -> None:
    others = [document(f"letters/{number}.txt", f"Letter to Oakmere {number}") for number in range(500)]
    spanish = replace(document("rh/vacaciones.md", "Política de vacaciones"), language="es")
    every = [*FOLDER, *others, spanish]
    made: set[str] = set()
    reads = []

    def read(places: Sequence[int]) -> list[Document]:
        reads.append(places)
        made.update(every[place].source for place in places)
        return [every[place] for place in places]

    many = Documents(len(every), read, lambda one: one)
    many.titles, many.languages = TitlesOf(every), {"en", "es"}
    wanted = asked(question)
    assert wanted and sides(wanted, many) == sides(wanted, every) is not None
    assert len(made) < len(FOLDER)
    assert len(reads) < 10, "many at once"


def test_of_very_many_that_a_name_fits_none_is_meant() -> None:
    minutes = [
        document(f"minutes/{year}-{number}.md", f"Minutes of the board meeting {number}", f"{year}-01-01")
        for year in (2022, 2023)
        for number in range(300)
    ]
    assert named("what changed between the 2022 and 2023 minutes of the board meeting?", [*FOLDER, *minutes]) is None


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("compare the leave rules of interns and staff", "the leave rules"),
        ("compare the leave rules in the staff handbook and the intern handbook", "the leave rules"),
        ("compare versions 4.1 and 4.2 regarding the login page", "the login page"),
    ],
)
def test_a_topic_is_told_from_a_name(question: str, topic: str) -> None:
    pair = named(question)
    assert isinstance(pair, Pair)
    assert pair.topic == topic


@pytest.mark.parametrize(
    "question",
    [
        "what is the difference between gross and net rent",
        "difference between cats and dogs",
        "what changed between 2023 and 2024",
        "how does rent differ from a deposit",
        "what changed between 4.1 and 4.7",
        "what is new in the handbook",
        "what is new in version 4.1",
        "how has the travel policy changed from 2023 to 2024?",
        "compare the leave policy of 2019 and 2024",
        "compare the staff handbook and the staff handbook",
        "what changed in Oakmere",
        "what changed in alpha",
        "what is new in leave",
    ],
)
def test_what_names_no_two_documents_for_certain_stays_a_question(question: str) -> None:
    assert named(question) is None


def test_where_several_fit_it_is_asked_back() -> None:
    beta = [document(f"releases/beta-4.{minor}.md", f"Beta 4.{minor} release notes") for minor in (1, 2)]
    unclear = named("what changed between 4.1 and 4.2", [*FOLDER, *beta])
    assert isinstance(unclear, Unclear)
    assert {one.source for one in unclear.candidates} == {"releases/alpha-4.1.md", "releases/beta-4.1.md"}
    pair = named("what changed between beta 4.1 and 4.2", [*FOLDER, *beta])
    assert isinstance(pair, Pair)
    assert pair.new == beta[1]


def test_the_age_of_editions() -> None:
    folder = {one.source.rpartition("/")[2]: one for one in FOLDER}
    assert is_older(folder["alpha-4.2.md"], folder["alpha-4.10.md"]) is True
    assert is_older(folder["b.md"], folder["a.md"]) is False
    assert is_older(folder["staff-handbook.md"], folder["intern-handbook.md"]) is None
    assert of_one_family(folder["a.md"], folder["b.md"])
    assert not of_one_family(folder["oakmere.docx"], folder["staff-handbook.md"])


PLANS = Document(
    "plans.md",
    "# Plans\n\n## 1. Basic\n\nThe fee is 12 a month. Mail is answered.\n\n## 2. Pro\n\nThe fee is 30 a month.\n\n### 2.1 More\n\nMail is answered.\n\n## 3. Rent\n\nNone.\n",
    "Plans",
    None,
    "plans",
)


@pytest.mark.parametrize(
    "question",
    ["compare the Basic and the Pro section", "what is the difference between section 1 and section 2?", "compare section 1 and 2"],
)  # fmt: skip
def test_two_sections_of_one_document_are_named_if_they_are_called_sections(question: str) -> None:
    pair = named(question, [*FOLDER, PLANS])
    assert isinstance(pair, Pair)
    assert pair.parts
    assert [part.heading for part in pair.parts] == ["1. Basic", "2. Pro"]
    assert "More" in PLANS.text[pair.parts[1].start : pair.parts[1].end]
    assert PLANS.text[pair.parts[0].start : pair.parts[0].end].strip() == "The fee is 12 a month. Mail is answered."
    answer = differences(question, pair)
    assert answer
    assert answer.headline
    assert answer.headline.text.startswith("1 figure differs: 12 / 30")
    assert answer.plan == "“1. Basic” compared with “2. Pro”"


@pytest.mark.parametrize("question", ["compare Basic and Pro", "compare section 1 and section 9"])
def test_other_words_name_no_section(question: str) -> None:
    assert named(question, [*FOLDER, PLANS]) is None
