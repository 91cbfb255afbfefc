"""Answers about whole documents, lists, several sources, contradictions and refusals, over small folders of files."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.answering.about_corpus import corpus, label, small_talk
from app.answering.conflict import different
from app.answering.evidence import Candidate, Evidence
from app.answering.gate import Gate
from app.answering.listing import listing, mark_at
from app.answering.naming import named
from app.answering.ranking import choose
from app.answering.shape import shaped
from app.answering.summarising import lead, prose, summarise
from app.asking.asked import Question
from app.bot import Bot
from app.records import Answer, quoting
from eval.case import Case
from index.embedding.embedder import HashingEmbedder
from index.formats.registry import parse
from index.language.shown import shown
from index.records import Document
from tests.eval.in_process import run
from tests.eval.measuring.test_run import answer_of
from tests.in_process import open_bot

FILES = {
    "council-2020.txt": (
        "Council of Lima\n\nLIMA, (May 6, 2020).- The council met in Lima on May 5, 2020 to speak of water. "
        "Mayor Ana Silva hosted the council and its guests from Cusco.\n\n"
        "The old bridge cost 3 million pesos in the end. The council thanked the engineers for all their work.\n\n"
        "The members of the council are:\n\n- Ana Silva, mayor\n- Bo Lind, clerk of\n  the court\n- Cy Young\n\n"
        "The doors will open again after the rains in the town hall. Contact: press@lima.example\n"
    ),
    "council-2021.txt": (
        "Council of Quito\n\nQUITO, (June 8, 2021).- The council met in Quito on June 7, 2021 to speak of roads. "
        "Governor Di Moss hosted the council and its guests from Puno.\n\n"
        "The old bridge cost 5 million pesos in the end. Nobody spoke of the ferry to the island.\n"
    ),
    "004_ferry.md": (
        "# Ferry rules\n\nThe ferry to the island leaves at noon on every day of the week.\n\n"
        "## How to board the ferry\n\n1. Buy a ticket at the gate.\n2. Show it to the guard.\n3. Take a seat.\n\n"
        "## Prices\n\nA ticket for the ferry costs four pesos, and children travel free of charge.\n"
    ),
}
DOCUMENTS = [parse(source, text.encode()) for source, text in FILES.items()]


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    docs = tmp_path / "docs"
    docs.mkdir()
    for source, text in FILES.items():
        (docs / source).write_text(text, encoding="utf-8")
    return open_bot(tmp_path / "index", docs, HashingEmbedder(dimension=512))


def checked(answer: Answer) -> Answer:
    """The answer, each of whose cited statements is word for word in its document, but for marks of layout."""
    for statement in answer.statements:
        for citation in statement.citations:
            assert statement.text.strip("… ") in (shown(citation.quote).text, " ".join(citation.quote.split()))
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    return answer


@pytest.mark.parametrize(
    "text", ["hi", "thank you!", "hola", "who are you?", "you are useless", "test", "bye", "👋", "ok"]
)
def test_small_talk_gets_a_friendly_line(bot: Bot, text: str) -> None:
    answer, found = bot.answerer.answer_with_evidence(text)
    assert (answer.status, answer.shape, answer.confidence) == ("answered", "smalltalk", 1.0)
    assert (answer.hits, answer.citations, found, bot.answerer.forms(text)) == ((), (), [], [])
    assert "Council of Lima" in answer.text


def test_small_talk_names_the_number_of_documents_and_some_titles() -> None:
    many = [Document(f"{n}.txt", "x", f"Title {n}", None, str(n)) for n in range(1200)]
    assert (
        "1,200 documents, such as “Title 0”, “Title 1” or “Title 10”." in small_talk("hi", "greeting", "en", many).text
    )
    assert small_talk("hola", "greeting", "es", many).text.startswith("¡Hola! Pregunta")
    assert "no documents yet" in small_talk("hi", "greeting", "en", []).text


def test_a_question_behind_a_greeting_is_answered(bot: Bot) -> None:
    polite, plain = (
        bot.answerer("Hello there, who hosted the council in Quito?"),
        bot.answerer("who hosted the council in Quito?"),
    )
    assert polite.statements == plain.statements
    assert "Di Moss" in polite.statements[0].text
    assert polite.question.startswith("Hello")


def test_small_talk_is_no_part_of_the_conversation(bot: Bot) -> None:
    history = [
        ("user", "Who hosted the council in Quito?"),
        ("assistant", "Governor Di Moss."),
        ("user", "thanks"),
        ("assistant", "Hi!"),
    ]
    assert (
        bot.answerer("And when did they meet?", history).standalone
        == "Who hosted the council in Quito? And when did they meet?"
    )


def test_the_documents_are_listed_oldest_first_with_their_titles(bot: Bot) -> None:
    answer = checked(bot.answerer("what documents do you have?"))
    assert answer.shape == "corpus"
    assert [statement.text for statement in answer.statements] == [
        "3 documents, dated May 2020 to June 2021, 1 of them without a date:",
        "Council of Lima", "Council of Quito", "Ferry rules",
    ]  # fmt: skip
    assert answer.text.count("\n• ") == 3


def test_many_documents_are_cut_and_counted() -> None:
    many = [
        Document(f"{n:02}.txt", f"The ship number {n} left the harbour at night.", None, None, str(n))
        for n in range(25)
    ]
    answer = checked(corpus("?", many))
    assert answer.statements[0].text == "25 documents:"
    assert answer.statements[1].text == "The ship number 0 left the harbour at night."
    assert (len(answer.statements), answer.statements[-1].text) == (22, "and 5 more.")
    assert corpus("?", []).text == "No documents are indexed yet."
    assert corpus("?", many, "de").statements[-1].text == "und 5 weitere."
    assert corpus("?", DOCUMENTS[:1]).statements[0].text == "1 document, dated May 6, 2020:"


def test_documents_of_a_month_without_a_day_are_dated_too() -> None:
    months = [replace(DOCUMENTS[0], date=day) for day in ("2024-11", "2023-02-03", "2024-12")]
    assert corpus("?", months).statements[0].text == "3 documents, dated February 2023 to December 2024:"
    assert corpus("?", months[:1]).statements[0].text == "1 document, dated November 2024:"
    assert (
        corpus("?", months, "pt").statements[0].text == "3 documentos, datas: de fevereiro de 2023 a dezembro de 2024:"
    )


@pytest.mark.parametrize(
    ("topic", "source"),
    [
        ("004", "004_ferry.md"), ("document 4", "004_ferry.md"), ("004_ferry.md", "004_ferry.md"), ("council-2021", "council-2021.txt"),
        ("Ferry rules", "004_ferry.md"), ("the council of Quito", "council-2021.txt"), ("the council", None), ("trees", None),
        ("2021", None), ("the price of gold in 2021", None), ("el documento 004", "004_ferry.md"), ("del 004", "004_ferry.md"),
    ],
)  # fmt: skip
def test_a_document_is_named_by_file_number_or_title(topic: str, source: str | None) -> None:
    rarity = {"council": 0.2}
    found = named(DOCUMENTS, topic, lambda term: rarity.get(term, 1.0))
    assert (found.source if found else None) == source


def test_a_summary_is_of_one_document_in_its_order(bot: Bot) -> None:
    answer = checked(bot.answerer("Summarise the Council of Lima"))
    assert answer.shape == "summary"
    assert {citation.document.source for citation in answer.citations} == {"council-2020.txt"}
    assert 3 <= len(answer.statements) <= 5
    assert [citation.start for citation in answer.citations] == sorted(citation.start for citation in answer.citations)
    assert answer.statements[0].text.startswith("The council met in Lima")
    assert "press@" not in answer.text


@pytest.mark.parametrize(
    "question", ["tl;dr of 004", "What is “Ferry rules” about?", "give me an overview of the ferry ticket prices"]
)
def test_the_document_meant_is_summarised(bot: Bot, question: str) -> None:
    answer = checked(bot.answerer(question))
    assert answer.shape == "summary"
    assert {citation.document.source for citation in answer.citations} == {"004_ferry.md"}


def test_this_document_is_the_one_quoted_last(bot: Bot) -> None:
    history = [
        ("user", "Who hosted the council in Quito?"),
        ("assistant", bot.answerer("Who hosted the council in Quito?").text),
    ]
    answer = bot.answerer("What is this document about?", history)
    assert {citation.document.source for citation in answer.citations} == {"council-2021.txt"}


def test_everything_is_summarised_by_first_sentences_oldest_first(bot: Bot) -> None:
    for question in ("Summarise everything", "what is this document about?"):
        answer = checked(bot.answerer(question))
        assert [citation.document.source for citation in answer.citations] == list(FILES)


def test_what_is_not_in_the_documents_is_not_summarised(bot: Bot) -> None:
    answer = bot.answerer("Summarise the Tokyo Olympics")
    assert (answer.status, answer.citations) == ("refused", ())


def test_what_names_no_document_is_a_question() -> None:
    assert named(DOCUMENTS, "the meaning of life", lambda term: 1.0) is None


def test_real_sentences_leave_out_what_is_none() -> None:
    text = (
        "Annual report\n\nLIMA, May 5, 2020.- \n\nThe council met on a rainy day in Lima.\n\nTel: +51 1 555 1234\n\nToo short.\n\n"
        "Read more at https://lima.example\n\n(Visited 1 times, 1 visits today)\n\nand so this fragment begins in lower case."
    )
    assert [text[slice(*span)] for span in prose(text, "en")] == ["The council met on a rainy day in Lima."]
    assert lead(Document("x", "Nothing", None, None, "x")) is None
    assert summarise(Document("x", "Nothing", None, None, "x"), HashingEmbedder().documents) == []


def test_a_long_document_is_summarised_from_all_of_it_with_few_vectors() -> None:
    text = "\n\n".join(
        f"In chapter {n} of the long book the ship number {n} sails to another island far away." for n in range(9000)
    )
    embedder = HashingEmbedder()
    spans = summarise(Document("book", text, None, None, "book"), embedder.documents)
    assert len(embedder.embedded) <= 120
    assert len(spans) == 5
    assert spans[0][0] == 0
    assert spans[-1][0] > 0.75 * len(text)


def test_a_list_is_given_as_its_lead_in_and_its_items(bot: Bot) -> None:
    answer = checked(bot.answerer("Who are the members of the council?"))
    assert answer.shape == "bullets"
    assert [statement.text for statement in answer.statements] == [
        "The members of the council are:", "Ana Silva, mayor", "Bo Lind, clerk of the court", "Cy Young",
    ]  # fmt: skip
    assert answer.text.splitlines()[1] == "• Ana Silva, mayor [2]"


@pytest.mark.parametrize(
    ("text", "sentence", "expected"),
    [
        ("Steps:\n1. Cut.\n2. Glue it.\n\nDone.", "Steps:", ["Steps:", "1. Cut.", "2. Glue it."]),
        ("## Steps\n\n* Cut\n* Glue", "* Glue", ["Steps", "Cut", "Glue"]),
        ("We saw:\n\nAnn Lee\nBob Ray\n\nThen we left.", "We saw:", ["We saw:", "Ann Lee", "Bob Ray"]),
        ("Three came\n- Ann\n\n- Bob\n- Cy\n", "Ann", ["Three came", "Ann", "Bob", "Cy"]),
        (
            "We saw:\n\nA long line of prose follows here that is no item of any list at all. It goes on.\n",
            "We saw:",
            None,
        ),
        ("We saw one: Ann.\nThen we left.", "We saw one: Ann.", None),
        ("- Ann\n- Bob", "Ann", None),
        ("Only one:\n- Ann\n\nBye.", "Only one:", None),
        ("Ann left.", "Ann left.", None),
    ],
)
def test_listing(text: str, sentence: str, expected: list[str] | None) -> None:
    start = text.index(sentence)
    found = listing(text, start, start + len(sentence))
    assert ([text[slice(*span)] for span in (found.lead, *found.items)] if found else None) == expected


@pytest.mark.parametrize(
    ("text", "item", "mark"),
    [
        ("Steps:\n1. Cut.\n2. Glue it.", "Glue", "2."),
        ("Steps:\n1. Cut.\n2. Glue it.", "2. Glue", "2."),
        ("Steps:\n(1) Cut.\n(2) Glue it.", "Glue", "(2)"),
        ("1. Cut.\n   - with care\n2. Glue it. Wait.", "Glue", "2."),
        ("1. Cut.\n   - with care\n2. Glue it. Wait.", "Wait", ""),
        ("1. Cut.\n   - with care\n2. Glue it. Wait.", "with", ""),
        ("24. Dezember 2023 war es.\n25. Dezember 2023 auch.", "24.", ""),
        ("3. Rent is due.\n\nNothing else.", "Rent", ""),
        ("Rent is due.", "Rent", ""),
    ],
)
def test_a_step_keeps_its_number(text: str, item: str, mark: str) -> None:
    assert mark_at(text, text.index(item)) == mark


def test_steps_that_all_have_the_same_number_are_counted_as_markdown_does() -> None:
    found = listing("Steps:\n1. Cut.\n1. Glue.\n1. Wait.", 0, 6)
    assert found and found.marks == ["1.", "2.", "3."]


def test_a_question_over_documents_gets_a_statement_a_source_oldest_first(bot: Bot) -> None:
    answer = checked(bot.answerer("In which years did the council meet?"))
    assert answer.shape == "several"
    assert [citation.document.source for citation in answer.citations] == ["council-2020.txt", "council-2021.txt"]
    keys = [statement.text[slice(*statement.key or (0, 0))] for statement in answer.statements]
    for key, date in zip(keys, ["May 5, 2020", "June 7, 2021"], strict=True):
        assert key in date and key[-4:] == date[-4:], "the year, or the date that it is of"


def test_of_documents_that_differ_both_are_shown_the_newer_first(bot: Bot) -> None:
    answer = checked(bot.answerer("How much did the old bridge cost?"))
    assert [citation.document.source for citation in answer.citations] == ["council-2021.txt", "council-2020.txt"]
    assert answer.notice == (
        "“5 million pesos” (Council of Quito, 2021-06-08); before: “3 million pesos” (Council of Lima, 2020-05-06)."
    )
    assert bot.answerer("When did the council meet?").notice == ""


def test_what_is_missing_of_a_double_question_is_named(bot: Bot) -> None:
    answer = bot.answerer("Who hosted the council in Quito, and what is quantum chromodynamics?")
    assert (answer.status, answer.missing, answer.related) == ("partial", ("what is quantum chromodynamics?",), ())


def test_what_merely_comes_near_is_shown_and_said_to_be_no_more(bot: Bot) -> None:
    bot.answerer.gate = Gate({"intercept": 0.0}, 0.9, 0.1)
    answer = checked(bot.answerer("Why did Governor Di Moss resign from the council?"))
    assert (answer.status, answer.shape, answer.missing, answer.related) == ("unsure", "closest", (), ())
    assert 1 <= len(answer.statements) <= 3
    twice = bot.answerer("Who hosted the council in Quito, and what is quantum chromodynamics?")
    assert (twice.status, len(twice.statements)) == ("unsure", 3)


def test_nothing_is_shown_where_nothing_is_near(bot: Bot) -> None:
    answer = bot.answerer("xylophone zeppelins?")
    assert (answer.status, answer.citations, answer.statements, answer.related) == ("refused", (), (), ())


def test_the_eval_goes_the_same_way(bot: Bot) -> None:
    asked = {
        "talk": "hi",
        "corpus": "what documents do you have?",
        "named": "summarise 004",
        "plain": "Who hosted the council?",
    }
    cases = [
        Case(
            id=id,
            question=question,
            history=[],
            answers=[],
            sources=["004_ferry.md"],
            answerable=True,
            type="x",
            evidence=[],
        )
        for id, question in asked.items()
    ]
    outcomes = {outcome["id"]: outcome for outcome in run(bot, cases)}
    assert not any("error" in outcome for outcome in outcomes.values())
    assert [len(outcomes[id]["gate"]) for id in asked] == [0, 0, 0, 1]
    assert outcomes["talk"]["scores"]["support_recall"] is None
    assert outcomes["corpus"]["scores"]["support_recall"] == 1
    assert outcomes["named"]["ranked_sources"][0] == "004_ferry.md"
    for id, question in asked.items():
        assert answer_of(outcomes[id])["text"] == bot.answerer(question).text


def test_a_label_is_short() -> None:
    assert len(label(Document("x.txt", "", "word " * 60, None, "x"))) <= 80


def test_a_label_can_be_printed_on_a_line() -> None:
    assert label(Document("x.txt", "", "The\u202e\x07 harbor\nby  night", None, "x")) == "The harbor by night"


@pytest.mark.parametrize(
    ("asked", "texts", "notice"),
    [
        (
            "How many people were hurt?",
            ["[31] people were hurt.", "[At least 12] people were hurt."],
            "The documents give different figures: “31” (0.txt); “At least 12” (1.txt).",
        ),
        ("How many people were hurt?", ["[31] people were hurt.", "[Thirty-one] people were hurt."], ""),
        (
            "How much does parking cost?",
            ["Parking costs [£4 per day].", "You pay [6 pounds per day] here."],
            "The documents give different figures: “£4” (0.txt); “6 pounds” (1.txt).",
        ),
        ("How many people were hurt?", ["[31] people were hurt.", "Nobody knows."], ""),
        ("When did they meet?", ["They met on [May 5, 2020].", "They met on [May 9, 2021]."], ""),
    ],
)
def test_figures_that_differ_are_pointed_out_without_taking_sides(asked: str, texts: list[str], notice: str) -> None:
    """The words in brackets are the answer proper."""
    statements = []
    for number, marked in enumerate(texts):
        text = marked.replace("[", "").replace("]", "")
        document = Document(f"{number}.txt", text, None, None, sha256=str(number))
        (statement,) = quoting([(document, 0, len(text))])
        key = (marked.index("["), marked.index("]") - 1) if "[" in marked else None
        statements.append(replace(statement, key=key))
    assert different(Question.of(asked), statements) == notice
    assert different(Question.of(asked), statements, "fr").startswith("Les documents donnent ") == bool(notice)


def test_yes_or_no_stands_above_the_sentence_that_says_it_only() -> None:
    text = "(3) Dogs are not allowed inside. Guide dogs sleep in the yard."
    part = evidence("Are dogs allowed inside?", text, (text, 5.0))
    whole = shaped([part])
    assert whole.headline and whole.headline.text == "No"
    assert [shaped([part], language).headline.text for language in ("de", "pt")] == ["Nein", "Não"]  # type: ignore[union-attr]
    seen = replace(part.ranked[0], span=(text.index("Guide"), len(text)))
    made = shaped([replace(part, ranked=[seen], chosen=[seen])])
    assert (made.statements[0].text, made.headline) == ("Guide dogs sleep in the yard.", None)


def evidence(question: str, text: str, *scored: tuple[str, float]) -> Evidence:
    """What was found: sentences of a document with their scores, the first the best, in which no key was seen."""
    document = Document("a.md", text, None, None, "a")
    ranked = [
        Candidate(document, text.index(words), text.index(words) + len(words), {}, score) for words, score in scored
    ]
    return Evidence(Question.of(question), [], ranked, {}, 0.9, "answered", choose(ranked), {})


@pytest.mark.parametrize(
    ("question", "text", "scored", "shown_lines"),
    [
        (
            "when is bingo",
            "Bingo is on Monday. Bridge is on Friday.",
            [("Bingo is on Monday.", 5.0), ("Bridge is on Friday.", 2.0)],
            ["Bingo is on Monday."],
        ),
        (
            "when is bingo",
            "Bingo is on Monday. In May bingo is on Friday.",
            [("Bingo is on Monday.", 5.0), ("In May bingo is on Friday.", 4.0)],
            ["Bingo is on Monday.", "In May bingo is on Friday."],
        ),
        ("are pets let in", "# Pets\n\nDogs are let in.", [("# Pets", 5.0)], ["Dogs are let in."]),
        ("when does it shut", "The pool is old. It shuts at 9.", [("It shuts at 9.", 5.0)], ["The pool is old. It shuts at 9."]),
        (
            "what do i need for the hike",
            "For the hike you need:\n\n- a hat\n- a map\n",
            [("For the hike you need:", 5.0)],
            ["For the hike you need:", "a hat", "a map"],
        ),
        (
            "which documents do i bring",
            "Minutes of May\n\n1. The roof leaks.\n2. Members bring documents to the desk.\n",
            [("Members bring documents to the desk.", 5.0)],
            ["2. Members bring documents to the desk."],
        ),
        (
            "what are the steps of boarding",
            "## Boarding\n\n1. Buy a ticket.\n2. Show it.\n",
            [("Buy a ticket.", 5.0)],
            ["Boarding", "1. Buy a ticket.", "2. Show it."],
        ),
        (
            "how long do i pull the lever",
            "To open:\n\n2. Turn the key.\n3. Pull the lever for ten seconds.\n",
            [("Pull the lever for ten seconds.", 5.0)],
            ["3. Pull the lever for ten seconds."],
        ),
    ],
)  # fmt: skip
def test_statements_have_the_size_of_an_answer(
    question: str, text: str, scored: list[tuple[str, float]], shown_lines: list[str]
) -> None:
    made = shaped([evidence(question, text, *scored)])
    assert [f"{own.mark} {own.text}".strip() for own in made.statements] == shown_lines
    for statement in made.statements:
        (cited,) = statement.citations
        assert statement.text in (shown(cited.quote).text, " ".join(cited.quote.split()))


def test_days_that_begin_the_items_of_a_list_are_said_once() -> None:
    text = "Closed on:\n24. Dezember: all day\n25. Dezember: all day"
    found = listing(text, 0, 10)
    assert found and found.marks == [] and text[slice(*found.items[0])] == "24. Dezember: all day"
