"""What a question is taken for, over phrases as people type them and over every question of the eval set."""

import pytest

from app.asking.intent import EVERYTHING, THIS, read, wants_list, wants_several
from eval.case import Case, read_cases
from index import ROOT

CASES = read_cases(ROOT / "eval" / "cases.jsonl")

TALK = """
    hi|hello|Hello!|hey there!!|HEY|heyyy|helo|hola|hola que tal|¡Hola! ¿Qué tal?|Buenos días|buenas tardes|good morning
    Good evening, everyone|howdy|thanks|Thanks!|thx|thank you so much|Thank you very much for your help|thnks|gracias
    muchas gracias|gracais|ok thanks|great, thank you!|bye|goodbye|see you later|adios|hasta luego|good night
    who are you|Who are you?|what are you|what can you do|What can you do for me?|help|help me please|how do you work
    what can i ask you|what should I ask?|¿Quién eres?|¿qué puedes hacer?|ayuda|how are you|How are you doing today?
    what's up|test|testing|test test|testing 1 2 3|prueba|is this thing on?|are you a bot?|are you ChatGPT?|ping
    you are useless|you're stupid|this is useless|You suck!|eres inútil|stupid bot|ok|cool|nice|that's great|lol|yes|no
    👋|Hi! How are you?|hello, who are you?|how does this work?|what is this?|hi test|thanks a lot, bye
"""
CORPUS = """
    what documents do you have?|what documents do you have|which files are indexed|how many documents are there
    what can you tell me about?|what topics do you cover|list the documents|what do you know|¿qué documentos tienes?
    Which documents do you have access to?|list all documents|show me your sources|how many files do you have?
    What files are in the folder?|please list all the files|what is in the documents?|what do the documents contain
    What do you know about?|can you list the documents please|hi, what documents do you have?|how many docs
    which reports are available|what have you read?|do you have any documents?|¿Cuántos documentos hay?
    lista los documentos|¿qué sabes?|what kind of documents do you have|what topics are covered in the documents?
    give me a list of all documents|what information do you have|What docuemnts do you have?|what's in the corpus|what's in here?|whats in here
    which period do the documents cover?|how many documents are in the index?|thanks, which files do you have?
"""
SUMMARIES = {
    "What is this document about": THIS,
    "what's this document about?": THIS,
    "what is this about?": THIS,
    "Summarise it": THIS,
    "summarize": THIS,
    "sumarize this please": THIS,
    "give me a summary": THIS,
    "tl;dr": THIS,
    "can you summarise this document for me?": THIS,
    "what does this document say?": THIS,
    "¿De qué trata este documento?": THIS,
    "Summarise everything": EVERYTHING,
    "summarise the documents": EVERYTHING,
    "Summarize all the documents, please.": EVERYTHING,
    "give me an overview of all documents": EVERYTHING,
    "what are the documents about?": EVERYTHING,
    "resume todos los documentos": EVERYTHING,
    "Give me an overview of the Fentanyl meeting": "the Fentanyl meeting",
    "tl;dr of 004": "004",
    "TLDR 004_e7a5ba97154b9940.txt": "004_e7a5ba97154b9940.txt",
    "summarise Secretary of Homeland Security visit to Mexico": "Secretary of Homeland Security visit to Mexico",
    "hi, summarise the lunch meeting of August 2021 in three sentences": "the lunch meeting of August 2021",
    "resume el documento sobre la visita de Mayorkas": "la visita de Mayorkas",
    "hazme un resumen de la reunión": "la reunión",
    "please give me a short summary of the document about trade": "trade",
    "what does document 004 say": None,
    "What is “Harbor visit” about?": "Harbor visit",
}
QUESTIONS = """
    Who hosted Alicia Bárcena?|What can you tell me about Mayorkas?|help for migrants
    which files must I sign?
    What did Ebrard say about the documents?|who are they|who are you meeting?
    how are migrants treated?|what do you know about Guatemala|tell me about the lunch|What is the test for asylum?
    Was the test successful?|thanks to whom did the border reopen?|What topics did they discuss?|hello kitty
    what questions did they raise|which topics were discussed at the meeting|who thanked Mayorkas?
    What is Title 42 about?|what was said about it|summarise what Ebrard said about guns|what is the weather
    list the members of the delegation|name the documents signed in Lima|goodbye party costs
    what is in the agreement?|what are the topics of the meeting|How many files did the court seize?|Good Friday agreement
    what reports did the ministry publish|Who is the bot maker?|is the bridge useless|why?|and the Mexican side?
    What do the documents say about Ebrard?|what can you tell me about the meeting|How does this policy work?
    who wrote the summary|what is a summary judgment?|What does the report say about trade?|test results of 2021
    ¿Quién recibió a Bárcena?|¿Qué dijo Ebrard?|qué documentos firmaron
"""

ABOUT_ALL = {
    "how many documents mention Mayorkas": ("count", "", "Mayorkas"),
    "What documents mention Guatemala?": ("list", "", "Guatemala"),
    "Which documents are about trade?": ("list", "", "trade"),
    "hi, which documents do you have about Mayorkas?": ("list", "", "Mayorkas"),
    "how many reports were published in 2021": ("count", "reports", ""),
    "how many docuements mention Mayorkas": ("count", "", "Mayorkas"),
    "list the countries": ("list", "countries", ""),
}


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize("text", phrases(TALK))
def test_small_talk(text: str) -> None:
    assert read(text).kind == "talk"


@pytest.mark.parametrize("text", phrases(CORPUS))
def test_questions_about_the_corpus(text: str) -> None:
    assert read(text).kind == "corpus"


@pytest.mark.parametrize(("text", "topic"), SUMMARIES.items())
def test_wishes_for_a_summary(text: str, topic: str | None) -> None:
    intent = read(text)
    assert intent.kind == "summary"
    assert topic is None or intent.topic == topic


@pytest.mark.parametrize(("text", "wished"), ABOUT_ALL.items())
def test_questions_about_all_of_it(text: str, wished: tuple[str, str, str]) -> None:
    wish = read(text).wishes[0]
    assert (wish.operation, wish.kind, wish.matter) == wished


@pytest.mark.parametrize("text", phrases(QUESTIONS))
def test_real_questions(text: str) -> None:
    intent = read(text)
    assert intent.kind == "question" or intent.only_named


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_question_of_the_eval_set_is_taken_for_anything_else(case: Case) -> None:
    question, history = case.question, case.history
    intent = read(question, opening=not history)
    assert intent.bare == question.removeprefix("thanks! ")
    assert intent.kind in ("question", "whole"), "what can't be told of all the documents is a question: see test_guard"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Hi, who hosted Bárcena?", "who hosted Bárcena?"),
        ("hello who hosted her", "who hosted her"),
        ("Hola, ¿quién recibió a Bárcena?", "¿quién recibió a Bárcena?"),
        ("Good morning! Bárcena's visit", "Bárcena's visit"),
        ("thanks! and when was that?", "and when was that?"),
        ("Great. So who joined?", "So who joined?"),
        ("Who hosted Bárcena? Thanks in advance!", "Who hosted Bárcena?"),
        ("You are useless. Who hosted Bárcena?", "Who hosted Bárcena?"),
        ("Hello Kitty was designed by whom?", "Hello Kitty was designed by whom?"),
        ("¿Qué hay que hacer para entrar?", "¿Qué hay que hacer para entrar?"),
        ("Who came, please?", "Who came, please?"),
        ("No. 5 of the list", "No. 5 of the list"),
        ("Good, bad and ugly: who said so?", "Good, bad and ugly: who said so?"),
    ],
)
def test_a_greeting_before_a_question_is_cut_off(text: str, bare: str) -> None:
    assert read(text).kind == "question"
    assert read(text).bare == bare


def test_a_word_of_the_documents_is_no_slip_of_small_talk() -> None:
    assert read("tanks?", known=lambda word: False).kind == "talk"
    assert read("tanks?", known=lambda word: word == "tanks").kind == "question"
    assert read("held", known=lambda word: word == "held").kind == "question"


def test_in_a_conversation_how_it_works_is_about_what_was_said() -> None:
    assert read("how does this work?", opening=True).kind == "talk"
    assert read("how does this work?", opening=False).kind == "question"


def test_spanish_small_talk_is_known_as_such() -> None:
    assert read("hola, ¿qué tal?").language == "es"
    assert read("hello").language == ""
    assert [read(text).language for text in ("Resume todo", "summarise everything")] == ["es", "en"]
    assert [read(text).language for text in ("lista documentos", "list documents")] == ["es", "en"]


@pytest.mark.parametrize(
    "text", ["ok thanks " * 30 + "x", "ha " * 400, "please " * 300, "hi, " * 400 + "what", "a" * 2000]
)
def test_long_texts_take_no_time(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    "question",
    [
        "Which officials attended?", "What are the steps?", "list the members", "Name the countries", "Who attended?",
        "who were the members of the delegation?", "What agencies were moved?", "How do I install it?", "¿Cuáles son los pasos?",
    ],
)  # fmt: skip
def test_questions_for_a_list(question: str) -> None:
    assert wants_list(question)


@pytest.mark.parametrize(
    "question",
    ["What was said?", "Who hosted her?", "What is this?", "When did they meet?", "What does he do?", "Which is it?"],
)
def test_questions_for_one_thing(question: str) -> None:
    assert not wants_list(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which meetings did Moctezuma join?", "In which years did they meet?", "What was said at each meeting?",
        "What do the different reports say about trade?", "Compare the two visits", "Did the budget change between 2020 and 2022?",
        "How has the policy changed over the years?", "What do both documents say?", "On which occasions did they meet?",
    ],
)  # fmt: skip
def test_questions_over_several_documents(question: str) -> None:
    assert wants_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who hosted Bárcena?", "why did both delegations think a regional approach important?", "Which meeting lasted longest?",
        "What measures did both governments agree on?", "how many months had the border been closed",
        "How many people visit each year?", "How populous is Lima compared to Quito?", "What did the lagoon change into?",
    ],
)  # fmt: skip
def test_questions_over_one_document(question: str) -> None:
    assert not wants_several(question)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        *(("shorter", "short"), ("Can you put that in one sentence?", "short"), ("just the number", "number")),
        *(("only the date please", "number"), ("say that again", "again"), ("as a list", "list")),
        *(("Thanks! Make it shorter.", "short"), ("Hi, as a list please", "list")),
        *(("more details please", "long"), ("in English please", "language"), ("más corto, por favor", "short")),
    ],
)
def test_a_wish_for_the_last_answer_in_another_shape(text: str, wish: str) -> None:
    asked = read(text, opening=False)
    assert (asked.kind, asked.topic) == ("reshape", wish)
    assert read(text).kind != "reshape", "there is none yet"


@pytest.mark.parametrize(
    "text",
    [
        "what is the number?",
        "in short, who pays?",
        "the shorter route?",
        "only the price of milk",
        "price",
        "in Germany?",
    ],
)
def test_a_question_is_no_such_wish(text: str) -> None:
    assert read(text, opening=False).kind == "question"
