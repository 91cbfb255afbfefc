"""Which questions are about all of it, as strangers type them, and what they ask for."""

from datetime import date
from typing import Any

import pytest

from app.asking.intent import read
from app.asking.whole import Wish, follows, wishes

TODAY = date(2026, 3, 15)

COUNTS = {
    "how many contracts mention arbitration": ("contracts", "arbitration"),
    "How many of our contracts mention arbitration?": ("contracts", "arbitration"),
    "pls how many docs mention asbestos": ("", "asbestos"),
    "how mny documents mention the boiler": ("", "the boiler"),
    "number of documents mentioning penalty clauses": ("", "penalty clauses"),
    "count all files containing the word indemnity": ("", "indemnity"),
    "in how many contracts does arbitration come up?": ("contracts", "arbitration"),
    "HOW MANY CONTRACTS MENTION ARBITRATION???": ("contracts", "ARBITRATION"),
    "how many docuemnts mention asbestos": ("", "asbestos"),
    "could you tell me how many invoices there are?": ("invoices", ""),
    "How many invoices are there": ("invoices", ""),
    "how many pdfs do we have?": ("pdfs", ""),
    "how many emails": ("emails", ""),
    "how many documents mention terms and conditions": ("", "terms and conditions"),
    "how many documents mention term sheets": ("", "term sheets"),
    "how many documents mention the term lead": ("", "lead"),
    "how many memos mention the 2008 crisis": ("memos", "the 2008 crisis"),
    "how many documents mention 31 December 2021": ("", "31 December 2021"),
}
LISTS = {
    "which documents mention Leeds?": ("", "Leeds"),
    "wich documents mention asbestos": ("", "asbestos"),
    "whihc contracts mention rent": ("contracts", "rent"),
    "Can you please list every memo which refers to asbestos?": ("memo", "asbestos"),
    "any memos about asbestos?": ("memos", "asbestos"),
    "do we have anything about asbestos": ("", "asbestos"),
    "is there anything on asbestos in here": ("", "asbestos"),
    "what do we have on asbestos": ("", "asbestos"),
    "asbestos in which documents": ("", "asbestos"),
    "arbitration: which documents?": ("", "arbitration"),
    "where is asbestos mentioned?": ("", "asbestos"),
    "documents about asbestos": ("", "asbestos"),
    "documents about the Act of 1998": ("", "the Act of 1998"),
    "memos that mention 1984": ("memos", "1984"),
    "give me a list of all contracts with an arbitration clause": ("contracts", "an arbitration clause"),
    "I need all memos on asbestos": ("memos", "asbestos"),
    "in which documents does the word asbestos appear?": ("", "asbestos"),
    "every document that cites Smith v Jones": ("", "Smith v Jones"),
    "list contracts mentioning Müller GmbH": ("contracts", "Müller GmbH"),
    "list the memos": ("memos", ""),
}
OTHERS: dict[str, Wish] = {
    "how many times does the word arbitration appear": Wish("occurrences", matter="arbitration", counted=True),
    "how often is Oakmere mentioned?": Wish("occurrences", matter="Oakmere", counted=True),
    "how often does flooding occur in the documents": Wish("occurrences", matter="flooding", counted=True),
    "how many times does arbitration appear": Wish("occurrences", matter="arbitration", counted=True),
    "mentions of asbestos": Wish("occurrences", matter="asbestos", counted=True),
    "asbestos - how often": Wish("occurrences", matter="asbestos", counted=True),
    "how often does “time is money” occur": Wish("occurrences", phrases=("time is money",), counted=True),
    'how many documents say "no pets"': Wish("count", phrases=("no pets",), counted=True),
    'How many documents mention “he said "no" to me”?': Wish("count", phrases=('he said "no" to me',), counted=True),
    'how many documents mention "no pets" and "rent"': Wish("count", phrases=("no pets", "rent"), counted=True),
    'documents that mention both "no pets", "rent" and lead': Wish("list", matter="lead", phrases=("no pets", "rent")),
    'documents that mention lead or "no pets"': Wish("list", matter="lead", phrases=("no pets",), either=True),
    "documents without the word warranty": Wish("list", matter="warranty", absent=True),
    "which contracts do not mention arbitration": Wish("list", "contracts", "arbitration", absent=True),
    "contracts that dont mention arbitration": Wish("list", "contracts", "arbitration", absent=True),
    "documents titled Harbour": Wish("list", matter="Harbour", titled=True),
    "how many reports have harbour in the title": Wish("count", "reports", "harbour", titled=True, counted=True),
    "which reports mention harbour in their titles": Wish("list", "reports", "harbour", titled=True),
    "which document mentions asbestos most often": Wish("most", matter="asbestos"),
    "which contract has the most mentions of rent": Wish("most", "contract", "rent"),
    "whats the latest memo": Wish("newest", "memo", limit=1),
    "the 3 newest contracts": Wish("newest", "contracts", limit=3),
    "3 latest memos": Wish("newest", "memos", limit=3),
    "three oldest letters": Wish("oldest", "letters", limit=3),
    "who attended the board meeting": Wish("people", matter="board"),
    "list of attendees": Wish("people"),
    "how many people attended the meetings": Wish("people", counted=True),
    "who attended the meetings": Wish("people", matter="meetings"),
    "who wrote these documents": Wish("authors"),
    "which files could not be read": Wish("unread"),
    "any unreadable files?": Wish("unread"),
}
FILTERED = {
    "show me all invoices from 2023": ("list", "invoices", "", ["from 2023"]),
    "how many 2023 contracts mention arbitration": ("count", "contracts", "arbitration", ["2023"]),
    "how many contracts since 2021 mention arbitration": ("count", "contracts", "arbitration", ["since 2021"]),
    "contracts from 2023 that mention arbitration": ("list", "contracts", "arbitration", ["from 2023"]),
    "how many memos mention lead in 2021": ("count", "memos", "lead", ["in 2021"]),
    "list memos about lead 2021": ("list", "memos", "lead", ["2021"]),
    "memos in 2021 that mention the 2019 flood": ("list", "memos", "the 2019 flood", ["in 2021"]),
    "How many invoices were issued in 2023": ("count", "invoices", "", ["issued in 2023"]),
    "list memos from last month": ("list", "memos", "", ["from last month"]),
    "all letters from Ada Smith": ("list", "letters", "", ["from Ada Smith"]),
    "which letters were written by Ada Smith": ("list", "letters", "", ["written by Ada Smith"]),
    "what reports did Bo Li write": ("list", "reports", "", ["did Bo Li write"]),
    "oldest memo in the archive folder": ("oldest", "memo", "", ["in the archive folder"]),
    "the newest 2023 contract": ("newest", "contract", "", ["2023"]),
}
ORDINARY = """
    how many days of leave|how many days of leave do I get|what documents do I need to apply for a visa|where is the boiler
    which documents are required for registration|how many people work in Leeds|which papers must be signed|stuff|why|any news
    how many employees have access to the vault|how many pages can I print|how many cranes were new?|what can't be read by the scanner
    how many apple trees does the orchard hold|who is the author of the harbour report|who wrote the harbour report|something
    who signed the treaty|where was the treaty signed|what is the latest on the merger|what was the last name of the driver
    what is the oldest bridge in Europe?|which company has the most employees|which policy covers dogs|what does the contract say about rent
    what policy covers water damage|which form do I use for expenses|which forms do I need|how many times can I retake the exam
    how often is the boiler inspected|how often are tenants charged|how often does the bus come|how often do they meet
    how often does flooding occur|how often is bleach used|how often is asbestos found in old houses|how often does the ferry turn up
    how many hours a week may students work|how many copies should I submit|list the steps to reset a password|show me how to log in
    list the members of the committee|what did Ada Smith write about the bridge|does the contract mention arbitration|which animals are mentioned in the poem
    is arbitration mentioned in the lease|do we have a policy on dogs|what are all the fees|which rooms have a projector
    every tenant has to pay a deposit|documents must be signed in ink|which cranes were used|which rooms have windows|who mentions asbestos
    which employees have keys|which countries are mentioned as members|which tenants have pets|how many rooms have a projector
    how many tenants were late in 2023|which cases were decided in 2020|who sent the letter|what was sent by Ada Smith
    how much did we spend in 2023|what files does the program read|what files are needed for the build|what uses does lead have
    which letters are silent in French|what letters do I need for the visa|what papers do I have to bring|what rules apply to pets since 2020
    how many words are in the English language|how many letters are in the alphabet|count on me|number of documents required for a visa
    how many documents do I need|how many files can I upload|what notes did the musician play|name all ministers who resigned
    authors of the report|who are the authors of the harbour report|how many times was the treaty amended|does anything contain gluten
    how many times was Lincoln elected|where is asbestos found|where are penguins found|is there a fee for late returns
    is there anything I should know about pets|is there something about the fee that I should know|how many languages does the minister speak
    when is the latest I can hand in the form|how many memos mention lead in 2020 or in 2021|contracts before the merger
    which memos mention lead in early 2021|memos of 2021 that mention the 2019 flood|list memos that mention lead but not in 2021|which memos mention lead except those of 2021
    which memos mention lead and not asbestos|which memos mention neither lead nor asbestos|how many memos mention lead twice
    how many memos mention more than one tenant|which memos mention lead or asbestos and rent|how many documents mention ""
    how many documents mention 🎉|how many documents mention €|newest document about €
"""


def read_as(question: str) -> Wish | None:
    """What is likeliest asked of the whole."""
    return next(iter(read(question, today=lambda: TODAY).wishes), None)


@pytest.mark.parametrize("question", COUNTS)
def test_what_is_counted_is_told_by_words(question: str) -> None:
    kind, matter = COUNTS[question]
    assert read_as(question) == Wish("count", kind, matter, counted=True)


@pytest.mark.parametrize("question", LISTS)
def test_what_is_listed_is_told_by_words(question: str) -> None:
    assert read_as(question) == Wish("list", *LISTS[question])


@pytest.mark.parametrize("question", OTHERS)
def test_other_things_are_asked_of_the_whole(question: str) -> None:
    assert read_as(question) == OTHERS[question]


@pytest.mark.parametrize("question", FILTERED)
def test_filters_stand_beside_what_is_asked(question: str) -> None:
    found = read_as(question)
    assert found
    assert (found.operation, found.kind, found.matter, [one.words for one in found.filters]) == FILTERED[question]


@pytest.mark.parametrize(
    "question", [" ".join(each.split()) for line in ORDINARY.split("\n") for each in line.split("|")]
)
def test_an_ordinary_question_asks_nothing_of_the_whole(question: str) -> None:
    assert question == "" or read_as(question) is None


def test_a_question_as_long_as_a_page_is_none() -> None:
    assert wishes("how many memos mention lead " * 40, TODAY) == ()


BEFORE = "How many memos mention asbestos in 2021?"


@pytest.mark.parametrize(
    ("question", "alone", "changed"),
    [
        ("and in 2023?", "How many memos mention asbestos in 2023?", {"operation": "count"}),
        ("since 2020?", "How many memos mention asbestos since 2020?", {"operation": "count"}),
        ("ok and last year", "How many memos mention asbestos last year?", {"operation": "count"}),
        ("only in the legal folder", "How many memos mention asbestos in 2021 in the legal folder?", {}),
        ("only those from Ada Smith", "How many memos mention asbestos in 2021 from Ada Smith?", {}),
        ("which ones?", BEFORE, {"operation": "list", "counted": False}),
        ("list them", BEFORE, {"operation": "list", "counted": False}),
        ("show me those since 2020", "How many memos mention asbestos since 2020?", {"operation": "list"}),
        ("how many", BEFORE, {"operation": "count", "counted": True}),
    ],
)
def test_a_question_may_change_the_one_before(question: str, alone: str, changed: dict[str, Any]) -> None:
    (earlier, *_) = wishes(BEFORE, TODAY)
    said = follows(question, earlier, BEFORE, TODAY)
    assert said
    assert said[1] == alone
    assert (said[0].kind, said[0].matter) == ("memos", "asbestos")
    assert {name: getattr(said[0], name) for name in changed} == changed


def test_who_wrote_them_is_asked_of_what_was_found_before() -> None:
    (earlier, *_) = wishes(BEFORE, TODAY)
    said = follows("who wrote them?", earlier, BEFORE, TODAY)
    assert said
    assert (said[0].operation, said[0].within) == ("authors", earlier)


@pytest.mark.parametrize("question", ["and lead?", "thanks", "why", "what about the merger", "and the first of them?"])
def test_other_questions_leave_the_one_before_alone(question: str) -> None:
    (earlier, *_) = wishes(BEFORE, TODAY)
    assert follows(question, earlier, BEFORE, TODAY) is None


def test_who_wrote_may_be_named_in_small_letters() -> None:
    wish = read_as("number of memos by helen tamsett from january 2024 to march 2026")
    assert wish
    assert (wish.operation, wish.kind) == ("count", "memos")
    assert [one.value for one in wish.filters if one.kind == "person"] == ["helen tamsett"]
