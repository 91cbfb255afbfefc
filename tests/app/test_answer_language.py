"""What an answer says itself is in the language of whoever asks, from the question to everything that is shown of it."""

import ast
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answering.answerer import decide
from app.answering.gate import Gate
from app.asking.comparing import Sides
from app.asking.intake import Turn
from app.bot import Bot
from app.models.llm import LLM, ScriptedLLM
from app.reader.reader import WordReader
from app.records import Answer, AnswerRecord, from_json, to_json
from app.showing.cards import turn_html
from app.showing.export import chat_markdown
from app.showing.html import answer_html
from app.showing.printed import printed_answer
from app.showing.text import answer_text
from app.showing.word import chat_word
from app.web.openai_api import Request, completion
from app.whole.differences import compared
from index import ROOT
from index.embedding.embedder import HashingEmbedder
from index.language.cldr import spelt_day
from index.language.vocabulary import LANGUAGES, own_table
from index.language.wording import doubt, refusal, say
from index.records import Document
from index.storing.snapshot import open_snapshot
from tests.app.test_records import answers
from tests.in_process import build

OTHERS = [language for language in LANGUAGES if language != "en"]


@dataclass(frozen=True)
class Asked:
    """A question, the sentence that answers it, one that nothing answers, and a name alone."""

    question: str
    sentence: str
    unsaid: str
    alone: str


ASKED = {
    "de": Asked("Wer hat die Brücke in Ostheim gebaut?", "Die Brücke in Ostheim hat Ida Baum gebaut.", "Wann wird der Papst gekrönt?", "Ostheim"),
    "es": Asked("¿Quién construyó el puente de Ostia?", "El puente de Ostia lo construyó Ida Baum.", "¿Cuándo coronan al papa?", "Ostia"),
    "fr": Asked("Qui a construit le pont de Nevers ?", "Le pont de Nevers a été construit par Ida Baum.", "Quand est-ce que le pape est couronné ?", "Nevers"),
    "it": Asked("Chi ha costruito il ponte di Ostia?", "Il ponte di Ostia lo ha costruito Ida Baum.", "Quando è stato incoronato il papa?", "Ostia"),
    "nl": Asked("Wie heeft de brug bij Oosthuizen gebouwd?", "De brug bij Oosthuizen heeft Ida Baum gebouwd.", "Wanneer wordt de paus gekroond?", "Oosthuizen"),
    "pt": Asked("Quem construiu a ponte de Óstia?", "A ponte de Óstia, que não é muito comprida, foi construída por Ida Baum.", "Quando é que o papa foi coroado?", "Óstia"),
}  # fmt: skip
ANSWERS, UNSURE = Gate({"intercept": 2.0, "reader": 1.0}, 0.5, 0.5), Gate({"intercept": 0.0}, 0.9, 0.1)
HALF = Gate({"intercept": 0.3}, 0.5)  # answers whatever is found, and is not sure of it
Made = Callable[[str], Bot]


@pytest.fixture(scope="module")
def bots(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A bot over a folder that speaks one language and English."""
    made: dict[str, Bot] = {}

    def bot(language: str) -> Bot:
        if language not in made:
            folder = tmp_path_factory.mktemp(language)
            (folder / "docs").mkdir()
            for number, text in enumerate((ASKED[language].sentence, "A harbour is what ships stay in.")):
                (folder / "docs" / f"{number}.txt").write_text(f"{text} 12345.\n", encoding="utf-8")
            embedder = HashingEmbedder()
            build(folder / "docs", folder / "index", embedder)
            made[language] = Bot.over(open_snapshot(folder / "index", embedder), embedder, WordReader("fr"), ANSWERS)
        return made[language]

    return bot


def ask(bot: Bot, question: str, gate: Gate = ANSWERS, history: Sequence[Turn] = (), llm: LLM | None = None) -> Answer:
    return list(bot.gated(gate).stream(question, history, llm))[-1]


def shown(record: AnswerRecord) -> str:
    """All that is shown of an answer anywhere, as text."""
    word = docx.Document(BytesIO(chat_word("Chat", [record])))
    pages = (turn_html(record), turn_html(record, growing=True), answer_html(record), printed_answer(record))
    return "\n".join(
        [
            answer_text(record),
            chat_markdown("Chat", [record]).replace("\\", ""),
            completion(record, Request("?"), "c", 1)["choices"][0]["message"]["content"].replace("\\", ""),
            *(paragraph.text for paragraph in word.paragraphs),
            *(html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page)) for page in pages),
            *re.findall(r'title="([^"]*)"', pages[0]),
            record["notice"],
            record["text"],
        ]
    )


def english(language: str) -> re.Pattern[str]:
    """Any English line of three words or more, whatever is put in; the shorter ones are alike in some languages."""
    own = {*_lines(language)}
    lines = [line for line in _lines("en") if line not in own and len(re.findall(r"[^\W\d_]{2,}", line)) > 2]
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".*?", re.escape(line)) for line in lines))


def _lines(language: str) -> list[str]:
    values = [*own_table(language, "wording").values(), *own_table(language, "wording.compare").values()]
    return [
        line
        for value in values
        if not isinstance(value, dict)
        for line in ([value] if isinstance(value, str) else value)
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_a_refusal_speaks_the_language(bots: Made, language: str) -> None:
    answer = ask(bots(language), ASKED[language].unsaid, Gate({"intercept": -9.0}, 0.9, 0.5))
    assert (answer.status, answer.language) == ("refused", language)
    assert answer_text(to_json(answer)).startswith(f"{refusal(language)} ")
    assert not english(language).search(shown(to_json(answer)))


@pytest.mark.parametrize("language", OTHERS)
def test_closest_passages_speak_the_language(bots: Made, language: str) -> None:
    answer = ask(bots(language), ASKED[language].question, UNSURE)
    assert (answer.status, answer.language) == ("unsure", language)
    assert doubt(language, len(answer.statements), answer.unmet) in answer.text
    assert not english(language).search(shown(to_json(answer)))


@pytest.mark.parametrize("language", OTHERS)
def test_an_answer_speaks_the_language_around_its_quotes(bots: Made, language: str) -> None:
    answer = ask(bots(language), ASKED[language].question, HALF)
    assert (answer.status, answer.language) == ("answered", language)
    text = shown(to_json(answer))
    assert ASKED[language].sentence in text
    count = len({citation.document.source for citation in answer.citations})
    quoted_from = say(language, "quoted_from", count)
    assert quoted_from[1:] in text and say(language, "no_date") in text and say(language, "open_document") in text
    assert not english(language).search(text)


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_model_writes_is_told_in_the_language(bots: Made, language: str) -> None:
    asked = ASKED[language]
    llm = ScriptedLLM(f"{asked.sentence} [1]\nIda Baum 98765.\n")
    record = to_json(ask(bots(language), asked.question, ANSWERS, llm=llm))
    assert (
        [one["supported"] for one in record["written"]["statements"]] == [True, False] if record["written"] else False
    )
    text = shown(record)
    assert say(language, "checked", model="scripted") in text and say(language, "doubted") in text
    assert not english(language).search(text)


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_model_does_not_finish_is_told_in_the_language(bots: Made, language: str) -> None:
    llm = ScriptedLLM(f"{ASKED[language].sentence} [1]\nIda {ScriptedLLM.BREAK}")
    record = to_json(ask(bots(language), ASKED[language].question, ANSWERS, llm=llm))
    assert record["written"] and record["written"]["state"] == "cut"
    assert record["written"]["notice"] == f"{say(language, 'cut', model='scripted')} The script broke off."


@pytest.mark.parametrize("language", OTHERS)
def test_a_name_alone_is_told_in_the_language_of_the_conversation_or_of_what_is_found(
    bots: Made, language: str
) -> None:
    bot, name = bots(language), ASKED[language].alone
    assert ask(bot, name).language == language  # of the document
    assert ask(bot, "Zanzibar").language == "en"
    assert ask(bot, "Zanzibar", history=[("user", ASKED[language].question)]).language == language
    assert ask(bot, name, history=[("user", "Who built the bridge?"), ("assistant", "Ida.")]).language == "en"
    assert ask(bot, f"Who built the bridge of {name}?").language == "en"


@pytest.mark.parametrize("language", OTHERS)
def test_each_part_that_is_not_answered_is_named_in_the_language(bots: Made, language: str) -> None:
    asked, bot = ASKED[language], bots(language)
    (found,) = bot.gated(HALF).answerer.evidence(asked.question)
    (lacking,) = bot.gated(Gate({"intercept": -9.0}, 0.9, 0.5)).answerer.evidence(asked.unsaid)
    answer = decide(asked.question, [found, lacking], language)
    text = shown(to_json(replace(answer, only=("a.txt", "b.txt", "c.txt", "d.txt"))))
    assert answer.status == "partial"
    assert say(language, "missing", part=asked.unsaid) in text
    assert say(language, "partly")[1:] in text
    assert say(language, "only", files=f"a.txt, b.txt, c.txt, {say(language, 'more_files', 1)}")[1:] in text
    assert not english(language).search(text)


@pytest.mark.parametrize("language", OTHERS)
def test_two_documents_are_compared_in_the_language(language: str) -> None:
    sides = [
        Document(
            f"leave {year}.md", f"# Leave {year}\n\nStaff get {year - 2000} days.", f"Leave {year}", None, str(year)
        )
        for year in (2023, 2024)
    ]
    answer = compared("?", Sides("leave 2023", "leave 2024"), sides, language)
    assert answer and answer.headline
    assert answer.headline.text.startswith(f"{say(language, 'compare.changed_figures', 1)}: 23 days → 24 days")
    assert not english(language).search(shown(to_json(answer)))


@settings(max_examples=60, deadline=None)
@given(answers(), st.sampled_from(OTHERS))
def test_no_record_that_speaks_a_language_shows_a_line_of_english(
    made: tuple[Answer, list[Document]], language: str
) -> None:
    record = to_json(replace(made[0], language=language))
    assert not english(language).search(shown(record))


def test_a_chat_kept_before_answers_said_their_language_speaks_that_of_its_question() -> None:
    record = to_json(Answer("Wie hoch ist die Miete?", "", "refused", 0.1, (), (), "extract", language="de"))
    for unknown in ({}, {"language": "xx"}, {"language": ""}):
        kept = {**{key: value for key, value in record.items() if key != "language"}, **unknown}
        assert from_json(kept)["language"] == "de"


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [("en", "May 1, 2024", "May 2024"), ("de", "1. Mai 2024", "Mai 2024"), ("pt", "1 de maio de 2024", "maio de 2024")],
)
def test_dates_are_written_as_the_language_does(language: str, day: str, month: str) -> None:
    assert [spelt_day(stated, language) for stated in ("2024-05-01", "2024-05", "2024")] == [day, month, "2024"]


SPEAKING = [
    *(path for path in (ROOT / "app/showing").glob("*.py") if path.stem not in ("pages", "proposals")),  # of the page
    *(path for path in (ROOT / "app/answering").glob("*.py") if path.stem != "gate"),  # whose warnings go to the log
    *(ROOT / "app/records").glob("*.py"),
    *(ROOT / "app" / name for name in ("writing/writer.py", "writing/reply.py", "keeping/conversations.py")),
    *(ROOT / "app/whole" / f"{name}.py" for name in ("holding", "valid", "differences", "worked_out")),
]
NO_WORDS = {"headline long", "status growing", "text/html; charset=utf-8", "true or false", "a whole number"}


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_module_that_answers_has_a_sentence_of_its_own(path: Path) -> None:
    """What it says lies in the catalogues; but for docstrings, errors, tags, and what is searched for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aside = {part for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    aside |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in aside)
    texts = {str(node.value) for node in constants if isinstance(node.value, str)} - NO_WORDS
    words = [re.sub(r"<[^>]*>?|[\w-]+=\"[^\"]*\"?|; default-src.*|'; base-uri.*", "", text) for text in texts]
    sentences = [text for text in words if re.search(r"[A-Za-z’']{2,}[,.;:]? [a-z’']{2,}", text)]
    assert sentences == (["What is this about?"] if path.stem == "answerer" else [])
