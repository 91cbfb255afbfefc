"""From a question to an answer over a small corpus, with the fake embedder."""

import contextlib
import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.answering.answerer import Answerer, decide, merge
from app.answering.evidence import Candidate, coverage
from app.answering.gate import Gate
from app.answering.said import main_statement, unsaid_first
from app.asking.conversation import parts, standalone
from app.asking.intake import MAX_QUESTION, Turn, parse_history
from app.asking.leaning import leans
from app.asking.spelling import Speller
from app.bot import Bot, LiveBot, answerer_over
from app.errors import QuestionError
from app.reader.multilingual import MultilingualReader
from app.reader.passage import Passage
from app.reader.reader import Read, WordReader
from app.records import STATUSES, Answer, quoting, to_json
from index.embedding.embedder import Embedder, HashingEmbedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import IndexUnusable
from index.language.wording import say
from index.language.words import terms
from index.records import Chunk, Document, Hit
from index.storing.generations import build_lock
from index.storing.snapshot import open_snapshot
from tests import in_process
from tests.in_process import build, rebuild

TEXT = (
    "The council met on May 5, 2020 in Lisbon. Mayor Ana Silva hosted the talks. They lasted three hours.\n\n"
    "The budget was 40 million euros. Bus fares were frozen until 2022."
)


def open_bot(index: Path, docs: Path, embedder: Embedder) -> Bot:
    return in_process.open_bot(index, docs, embedder, reader=WordReader())


@pytest.fixture(scope="module")
def odd_answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    docs = tmp_path_factory.mktemp("odd") / "docs"
    docs.mkdir()
    (docs / "council.txt").write_text(TEXT, encoding="utf-8")
    return answerer(docs, HashingEmbedder())


def document(text: str = TEXT, source: str = "council.txt") -> Document:
    return Document(source, text, title=None, date=None, sha256=source)


def whole(text: str) -> Hit:
    """A hit on a document of one chunk."""
    return Hit(Chunk(document(text), 0, len(text)), 1.0, 0.5, 2.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "council.txt").write_text(TEXT, encoding="utf-8")
    (docs / "zoo.txt").write_text("The zoo bought two elephants. Ñandú birds arrived in August.", encoding="utf-8")
    return docs


def answerer(folder: Path, embedder: HashingEmbedder) -> Answerer:
    """With a reader of words and a gate that passes whatever shares one and is never unsure, so that these tests see
    the sentence choice."""
    build(folder, folder.parent / "index", embedder)
    snapshot = open_snapshot(folder.parent / "index", embedder)
    gate = Gate({"intercept": 2.0, "reader": 1.0}, answered=0.5, unsure=0.5)
    speller = Speller(
        lambda: snapshot.lexical.words, lambda word: any(term in snapshot.lexical for term in terms(word))
    )
    return answerer_over(snapshot, embedder, WordReader(), speller=speller, gate=gate)


def test_answer_is_verbatim_and_cited_by_offsets(folder: Path, embedder: HashingEmbedder) -> None:
    answer = answerer(folder, embedder)("Who hosted the talks?")
    assert answer.status == "answered"
    first = answer.citations[0]
    assert first.quote == "Mayor Ana Silva hosted the talks."
    assert first.quote == TEXT[first.start : first.end]
    assert answer.statements[0].text == first.quote
    assert answer.headline and answer.headline.text == "Mayor Ana Silva"
    assert answer.text == "Mayor Ana Silva [1]\nMayor Ana Silva hosted the talks. [1]"


def test_refusal_cites_nothing(folder: Path, embedder: HashingEmbedder) -> None:
    answer = answerer(folder, embedder)("What is quantum chromodynamics?")
    assert (answer.status, answer.statements, answer.citations, answer.text) == ("refused", (), (), "")
    assert answer.hits
    assert 0 <= answer.confidence < 0.5


def test_a_double_question_is_answered_in_both_parts_or_said_to_be_partial(
    folder: Path, embedder: HashingEmbedder
) -> None:
    ask = answerer(folder, embedder)
    both = ask("Who hosted the talks, and how many elephants did the zoo buy?")
    assert both.status == "answered"
    assert {"council.txt", "zoo.txt"} == {citation.document.source for citation in both.citations[:2]}
    assert ask("Who hosted the talks, and what is quantum chromodynamics?").status == "partial"


def test_a_follow_up_is_searched_with_what_it_leans_on(folder: Path, embedder: HashingEmbedder) -> None:
    history = [("user", "How many elephants did the zoo buy?"), ("assistant", "The zoo bought two elephants.")]
    answer = answerer(folder, embedder)("And when did they arrive?", history)
    assert answer.standalone == "How many elephants did the zoo buy? And when did they arrive?"
    assert answer.citations[0].document.source == "zoo.txt"


@pytest.mark.parametrize("said", ["The documents don't say.", "I'm not sure. Closest passages:\nThe zoo bought two."])
def test_what_claims_nothing_is_not_searched_with(folder: Path, said: str) -> None:
    history = [("user", "How many elephants did the zoo buy?"), ("assistant", said)]
    forms = answerer(folder, HashingEmbedder()).forms("And when did they arrive?", history)
    assert not [form for form in forms if "documents" in form or "Closest" in form]


@pytest.mark.parametrize("question", ["", "   \n", "???", "___ \u00bf…", "x" * (MAX_QUESTION + 1), "word " * 4000])
def test_a_question_that_is_empty_huge_or_without_words_is_refused_with_a_remedy(
    folder: Path, embedder: HashingEmbedder, question: str
) -> None:
    with pytest.raises(QuestionError, match=r"Ask"):
        answerer(folder, embedder)(question)


def test_live_bot_changes_to_the_newest_generation(folder: Path, embedder: HashingEmbedder) -> None:
    index = folder.parent / "live"
    live = LiveBot(index, folder, embedder, rebuild=rebuild, reader=WordReader())
    assert live.bot.snapshot.generation == 1
    (folder / "new.txt").write_text("The harbour opened in March.", encoding="utf-8")
    build(folder, index, embedder)
    hits = live.ask("When did the harbour open?").hits
    assert live.bot.snapshot.generation == 2
    assert hits[0].chunk.document.source == "new.txt"
    build(folder, index, embedder)
    (index / "CURRENT").write_text("3 broken", encoding="utf-8")
    assert live.ask("When did the harbour open?").hits[0].chunk.document.source == "new.txt", "the old one answers on"
    with pytest.raises(IndexUnusable):
        LiveBot(index, folder, embedder, rebuild=rebuild, reader=WordReader())
    shutil.rmtree(index)
    assert live.ask("When did the harbour open?").hits
    (folder / "new.txt").write_text("The harbour opened in April.", encoding="utf-8")
    build(folder, index, embedder)
    assert live.ask("When did the harbour open?").hits[0].chunk.text == "The harbour opened in April."


def test_an_index_that_cannot_be_refreshed_answers_as_it_is(folder: Path, embedder: HashingEmbedder) -> None:
    index = folder.parent / "kept"
    build(folder, index, embedder)
    for path in folder.iterdir():
        path.unlink()
    assert open_bot(index, folder, embedder).answerer("Who hosted the talks?").hits
    (folder / "new.txt").write_text("The harbour opened in March.", encoding="utf-8")
    with build_lock(index):
        assert open_bot(index, folder, embedder).answerer("Who hosted the talks?").hits


@pytest.mark.parametrize(
    "question", ["Which company makes violins?", "Why do violins purr?", "violins", "And violins?"]
)
def test_what_is_off_topic_stays_so_after_a_good_question(
    folder: Path, embedder: HashingEmbedder, question: str
) -> None:
    answer = answerer(folder, embedder)(question, [("user", "Who hosted the talks?"), ("assistant", "Ana Silva.")])
    assert answer.status == "refused"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80) | st.sampled_from(["Who \ud800 hosted?", "ﾞﾞﾞﾞ", "[/b] ¿?", "\x00\x1b"]), st.text(max_size=20))
def test_any_text_is_answered_refused_or_turned_down(odd_answerer: Answerer, question: str, before: str) -> None:
    history = parse_history([{"role": "user", "content": before}])
    with contextlib.suppress(QuestionError):
        assert odd_answerer(question, history).status in STATUSES


def test_the_standalone_form_is_shown_only_if_it_differs(folder: Path, embedder: HashingEmbedder) -> None:
    answer = answerer(folder, embedder)("Who  hosted the talks?\n")
    assert answer.standalone == answer.question


def test_a_question_embeds_nothing_but_its_forms(folder: Path, embedder: HashingEmbedder) -> None:
    ask = answerer(folder, embedder)
    embedder.embedded.clear()
    assert ask("Who hosted the talks?").status == "answered"
    assert embedder.embedded == []


def test_coverage_weighs_by_rarity() -> None:
    assert coverage({"rare": 3.0, "common": 1.0}, ["rare"]) == 0.75
    assert coverage({}, ["rare"]) == 0.0


def test_follow_ups() -> None:
    history = [("user", "Who is Ana Silva?"), ("assistant", "The mayor.")]
    assert standalone("Where was she born?", history) == "Who is Ana Silva? Where was she born?"
    assert standalone("Which river runs through Lisbon today?", []) == "Which river runs through Lisbon today?"
    assert standalone("Name the river through central Lisbon", history) == "Name the river through central Lisbon"
    assert leans("why?")
    long = [("user", f"Who is number {n}?") for n in range(50)]
    assert len(standalone("and him?", long)) < 100


def test_parts() -> None:
    assert parts("Who met Ana, and where did they meet?") == ["Who met Ana", "where did they meet?"]
    assert parts("What did Ana say and do?") == ["What did Ana say and do?"]
    assert parts("To end the queue, what did Ana propose?") == ["To end the queue, what did Ana propose?"]
    assert parts("Who came and why?") == ["Who came and why?"]


@pytest.mark.parametrize("value", [{}, "x", [1], [{"role": "user"}], [{"role": "king", "content": "x"}], [{}] * 999])
def test_a_bad_history_is_refused(value: object) -> None:
    with pytest.raises(QuestionError):
        parse_history(value)


def scored(text: str, score: float) -> Candidate:
    return Candidate(document(text), 0, len(text), {}, score)


def test_what_led_the_answer_before_comes_behind_its_equals_and_before_what_is_worse() -> None:
    said, equal, worse = scored("Ana hosted.", 3.0), scored("Bo hosted.", 2.5), scored("Rain fell.", 0.5)
    lead = main_statement("Ana hosted. [1] Bo hosted. [2]")
    assert lead == main_statement("No [1]\nAna hosted. [1]")
    assert lead == main_statement("Ana [1]\nAna hosted. [1]") == main_statement("Ana hosted. [1]\nBo hosted. [2]")
    assert unsaid_first([said, equal, worse], [lead]) == [equal, said, worse]
    assert unsaid_first([said, worse], [lead]) == [said, worse]
    assert unsaid_first([said, equal], ["Bo hosted."]) == [said, equal]
    assert unsaid_first([said, equal], [lead[:3]]) == [said, equal], "what was said beside it counts for nothing"


def test_why_is_answered_from_the_sentence_that_was_shown(folder: Path) -> None:
    said = "Mayor Ana Silva hosted the talks."
    turns = [("user", "Who hosted the talks?"), ("assistant", f"{said} [1]")]
    [part] = answerer(folder, HashingEmbedder()).evidence("Why her?", turns)
    assert part.question.follows
    assert said in [candidate.text for candidate in part.ranked]


@pytest.mark.parametrize(
    ("wish", "statements"), [("shorter please", 1), ("Say that again", 2), ("just the number", 1), ("as a list", 2)]
)
def test_a_wish_reshapes_the_last_answer(folder: Path, wish: str, statements: int) -> None:
    ask = answerer(folder, HashingEmbedder())
    question = "Who hosted the talks, and how many elephants did the zoo buy?"
    whole = ask(question)
    turns = [("user", question), ("assistant", whole.text), ("user", "shorter"), ("assistant", "Ana Silva. [1]")]
    answer = ask(wish, turns)
    assert (answer.status, answer.question) == ("answered", wish)
    assert [one.citations for one in answer.statements] == [one.citations for one in whole.statements][:statements]
    assert ask.forms(wish, turns) == ask.forms(question)


def test_a_wish_for_more_gives_more_and_one_for_english_says_that_documents_are_quoted(folder: Path) -> None:
    ask = answerer(folder, HashingEmbedder())
    turns = [("user", "Council talks in Lisbon?"), ("assistant", "It met. [1]")]
    short, longer = ask("in one sentence", turns), ask("tell me more", turns)
    assert len(longer.statements) > len(short.statements) == 1
    assert ask("in English please", turns).notice == say("en", "own_words")
    german = [("user", "Wo war die Sitzung in Lisbon?"), ("assistant", "It met. [1]")]
    assert ask("translate", german).language == ask("shorter", german).language == "de"


def test_a_wish_after_an_empty_message_reshapes_the_answer_before(folder: Path) -> None:
    ask = answerer(folder, HashingEmbedder())
    turns: list[Turn] = [("user", "Who hosted the talks?"), ("assistant", "Ana. [1]"), ("user", " "), ("user", "??")]
    assert ask("shorter", turns).statements == ask("shorter", turns[:2]).statements != ()
    assert ask.search("shorter", turns) == ask.search("Who hosted the talks?")


def test_without_an_answer_a_wish_is_a_question(folder: Path) -> None:
    assert answerer(folder, HashingEmbedder())("in one sentence").status == "refused"


def test_numbers_follow_first_use_per_span() -> None:
    doc = document()
    statements = quoting([(doc, 43, 76), (doc, 0, 42), (doc, 43, 76)])
    assert [[citation.number for citation in s.citations] for s in statements] == [[1], [2], [1]]


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), max_size=5))
def test_the_record_is_plain_json_and_its_quotes_are_the_document(spans: list[tuple[int, int]]) -> None:
    doc = document()
    chosen = [(doc, min(span), max(span)) for span in spans]
    answer = Answer("q", "q", "answered", 0.5, quoting(chosen), (), "extract", {"total": 0.1})
    record = to_json(answer)
    assert set(record) == {
        "question", "standalone", "status", "confidence", "text", "statements", "citations", "hits", "answered_by", "timings",
        "shape", "notice", "missing", "related", "usage", "headline", "unmet",
            "plan", "refinements", "only", "written", "language",
    }  # fmt: skip
    assert [citation["number"] for citation in record["citations"]] == list(range(1, len(set(chosen)) + 1))
    for citation in record["citations"]:
        assert citation["quote"] == TEXT[citation["start"] : citation["end"]]


def test_the_gate_is_a_logistic_function_of_named_features() -> None:
    gate = Gate({"intercept": 1.0, "a": 2.0}, 0.5)
    assert gate({"a": -0.5}) == 0.5
    assert gate({"a": 10.0}) > 0.99
    with pytest.raises(KeyError):
        gate({"b": 1.0})


def test_merge_keeps_each_chunk_once_best_first() -> None:
    one, two = (Hit(Chunk(document(), 0, end), score, 0.1, 0.1) for end, score in ((5, 0.4), (9, 0.8)))
    assert merge([[one], [two, dataclasses.replace(one, score=0.9)]]) == [dataclasses.replace(one, score=0.9), two]


def test_decide_counts_time_over_the_parts(folder: Path, embedder: HashingEmbedder) -> None:
    question = "Who hosted the talks, and how many elephants did the zoo buy?"
    found = answerer(folder, embedder).evidence(question)
    answer = decide(question, found)
    assert len(found) == 2
    assert answer.timings["total"] == pytest.approx(sum(evidence.timings["total"] for evidence in found))


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("Who hosted the talks?", []),
        ("  Who hosted\n the talks? ", []),
        ("Who hosted the tlaks in May 2020?", []),
        ("And when did they arrive?", [("user", "How many elephants are there?"), ("assistant", "Two elephants.")]),
        ("Why do violins purr?", [("user", "How many elephants are there?"), ("assistant", "Two elephants.")]),
        ("And?", [("user", "Who hosted the talks?"), ("assistant", "")]),
    ],
)
def test_the_forms_of_a_question_are_what_is_embedded_to_answer_it(
    folder: Path, question: str, history: list[Turn]
) -> None:
    embedder = HashingEmbedder()
    asking = answerer(folder, embedder)
    embedder.asked.clear()
    forms = asking.forms(question, history)
    assert embedder.asked == []
    asking(question, history)
    assert set(embedder.asked) == set(forms)
    assert len(forms) == len(set(forms))


def test_the_forms_are_those_of_the_first_part(folder: Path, embedder: HashingEmbedder) -> None:
    asking = answerer(folder, embedder)
    both = "Who hosted the talks, and how many elephants did the zoo buy?"
    assert asking.forms(both) == asking.forms("Who hosted the talks")
    with pytest.raises(QuestionError, match="Ask"):
        asking.forms(" ")


def test_forms_embedded_beforehand_are_not_embedded_again(folder: Path) -> None:
    embedder = HashingEmbedder()
    remembering = RememberingEmbedder(embedder)
    bot = Bot.over(open_bot(folder.parent / "index", folder, embedder).snapshot, remembering, WordReader())
    questions = ["Who hosted the talks?", "How many elephants did the zoo buy in August 2020?"]
    before = [dataclasses.replace(bot.answerer(question), timings={}) for question in questions]
    fresh = Bot.over(bot.snapshot, RememberingEmbedder(embedder), WordReader())
    fresh.embedder.queries([form for question in questions for form in fresh.answerer.forms(question)])
    embedder.asked.clear()
    assert [dataclasses.replace(fresh.answerer(question), timings={}) for question in questions] == before
    assert embedder.asked == []


def test_it_answers_shows_or_refuses_by_its_thresholds(folder: Path, embedder: HashingEmbedder) -> None:
    bot = open_bot(folder.parent / "index", folder, embedder)
    gate, shipped = bot.answerer.gate, Gate.load()
    assert (gate.answered, gate.unsure) == (shipped.answered, shipped.unsure)
    for question in ("Who hosted the talks?", "How many elephants did the zoo buy?", "What is quantum chromodynamics?"):
        confidence = bot.answerer(question).confidence
        for answered, unsure, status in ((0.0, 0.0, "answered"), (1.1, 0.0, "unsure"), (1.1, 1.1, "refused")):
            bot.answerer.gate = Gate(gate.coefficients, confidence + answered, confidence + unsure)
            assert bot.answerer(question).status == status
        bot.answerer.gate = gate


def test_an_unsure_answer_shows_the_closest_passages_as_items_that_are_cited(
    folder: Path, embedder: HashingEmbedder
) -> None:
    unsure = answerer(folder, embedder)
    unsure.gate = Gate({"intercept": 0.0}, 0.9, 0.1)
    answer = unsure("Who hosted the talks?")
    assert (answer.status, answer.shape, answer.missing, answer.headline) == ("unsure", "closest", (), None)
    assert 1 <= len(answer.statements) <= 3 and all(statement.item for statement in answer.statements)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.statements) + 1))
    assert "hosted the talks" in answer.statements[0].text


def test_words_are_unmet_only_if_no_passage_that_is_shown_has_them(folder: Path, embedder: HashingEmbedder) -> None:
    (folder / "show.txt").write_text("The show in May 2024 drew crowds.\n\nA show in June 2021 drew crowds.", "utf-8")
    unsure = answerer(folder, embedder)
    unsure.gate = Gate({"intercept": 0.0}, 0.9, 0.1)
    alone = unsure("Which crowds did the show in May 2023 draw?")
    assert {"The show in May 2024 drew crowds.", "A show in June 2021 drew crowds."} <= {
        one.text for one in alone.statements
    }
    assert alone.unmet == ("2023",)
    both = unsure("Who hosted the talks in May 2024, and what drew crowds in May 2024?")
    assert "May 2024" in " ".join(one.text for one in both.statements)
    assert both.unmet == ()


_QUESTIONS = (
    "How many apple trees does the orchard hold?",
    "Who toured the harbour on Tuesday?",
    "How many bolts did the enginers replace, and when did the harvest begin?",
    "Which volcano erupted in Iceland?",
)


def _answers(bot: Bot) -> list[Answer]:
    return [dataclasses.replace(bot.answerer(question), timings={}) for question in _QUESTIONS]


@pytest.mark.parametrize(
    "hidden", [["orchard.md"], ["harbor.txt", "notes/bridge.txt"], [], ["no such file.txt"]], ids=" ".join
)
def test_a_bot_without_files_is_that_of_a_folder_without_them(corpus: Path, tmp_path: Path, hidden: list[str]) -> None:
    """The same hits, scores, confidence and words."""
    whole = open_bot(tmp_path / "whole", corpus, HashingEmbedder())
    before = _answers(whole)
    blinded = whole.without(hidden)
    for source in hidden:
        (corpus / source).unlink(missing_ok=True)
    answers = _answers(blinded)
    assert answers == _answers(open_bot(tmp_path / "smaller", corpus, HashingEmbedder()))
    assert all(answer.hits for answer in answers)
    assert not {hit.chunk.document.source for answer in answers for hit in answer.hits} & set(hidden)
    assert _answers(whole) == before, "the bot itself still has all"


def test_a_bot_without_a_file_does_not_know_its_copies_either(corpus: Path, tmp_path: Path) -> None:
    smaller = _answers(open_bot(tmp_path / "index", corpus, HashingEmbedder()).without(["orchard.md"]))
    for copy in ("a.md", "zz.md"):
        shutil.copy(corpus / "orchard.md", corpus / copy)
    whole = open_bot(tmp_path / "index", corpus, HashingEmbedder())
    for name in ("orchard.md", "a.md", "zz.md"):
        assert _answers(whole.without([name])) == smaller, name


@pytest.mark.parametrize("chosen", [["orchard.md"], ["harbor.txt", "notes/bridge.txt", "no such file.txt"]])
def test_a_bot_over_some_files_is_that_of_a_folder_of_them(corpus: Path, tmp_path: Path, chosen: list[str]) -> None:
    only = open_bot(tmp_path / "whole", corpus, HashingEmbedder()).only(chosen)
    for path in corpus.rglob("*.*"):
        if path.relative_to(corpus).as_posix() not in chosen:
            path.unlink()
    assert _answers(only) == _answers(open_bot(tmp_path / "smaller", corpus, HashingEmbedder()))


def test_a_copy_that_is_chosen_stands_for_its_content(corpus: Path, tmp_path: Path) -> None:
    shutil.copy(corpus / "orchard.md", corpus / "zz.md")
    whole = open_bot(tmp_path / "index", corpus, HashingEmbedder())
    assert [own.source for own in whole.only(["zz.md"]).snapshot.documents] == ["orchard.md"]
    with pytest.raises(QuestionError, match="None of the chosen documents"):
        whole.only(["gone.md"])
    with pytest.raises(QuestionError, match=r"At most 1,000 documents"):
        whole.only([f"{number}.md" for number in range(1001)])


def test_live_bot_answers_from_chosen_files_of_the_newest_generation(folder: Path, embedder: HashingEmbedder) -> None:
    index = folder.parent / "chosen"
    live = LiveBot(index, folder, embedder, rebuild=rebuild, reader=WordReader())
    chosen = min(file.name for file in folder.iterdir())
    for _ in range(2):  # the second time it is kept ready
        answer = live.ask("Who hosted the talks?", [], [chosen, "gone.txt", chosen])
        assert answer.only == (chosen,)
        assert {hit.chunk.document.source for hit in answer.hits} == {chosen}
    assert live.ask("Who hosted the talks?").only == ()
    (folder / chosen).write_text("The talks were hosted by nobody.", encoding="utf-8")
    build(folder, index, embedder)
    assert live.ask("Who hosted the talks?", [], [chosen]).hits[0].chunk.text == "The talks were hosted by nobody."


def test_live_bot_says_why_it_does_not_take_up_an_index(folder: Path, embedder: HashingEmbedder) -> None:
    index = folder.parent / "problem"
    live = LiveBot(index, folder, embedder, rebuild=rebuild, reader=WordReader())
    assert not live.problem
    (index / "CURRENT").write_text("7 broken", encoding="utf-8")
    assert live.ask("Who hosted the talks?").hits
    assert "damaged" in live.problem


def test_a_bot_without_any_file_refuses(corpus: Path, tmp_path: Path) -> None:
    whole = open_bot(tmp_path / "index", corpus, HashingEmbedder())
    for answer in _answers(whole.without([document.source for document in whole.snapshot.documents])):
        assert (answer.status, answer.confidence, answer.hits, answer.citations) == ("refused", 0, (), ())


def test_the_real_models_without_a_file_is_that_of_a_folder_without_it(
    corpus: Path, tmp_path: Path, real_embedder: Embedder
) -> None:
    blinded = in_process.open_bot(tmp_path / "whole", corpus, real_embedder).without(["harbor.txt"])
    (corpus / "harbor.txt").unlink()
    assert _answers(blinded) == _answers(in_process.open_bot(tmp_path / "smaller", corpus, real_embedder))


class _Zoo(WordReader):
    """To it a passage about a zoo is worth what it is told, another one nothing."""

    worth = 0.0

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Read]]:
        return [[Read(self.worth * ("zoo" in shown.text))] * len(shown.units) for shown in passages]


def test_passages_in_another_language_are_shown_by_their_best_sentences(
    folder: Path, embedder: HashingEmbedder
) -> None:
    ask, zoo, question = answerer(folder, embedder), _Zoo(), "Wie heißt die Bürgermeisterin, und wer kam im August?"
    known = ask.evidence(question)[0].hits
    zoo.languages = frozenset({"de", "en"})
    ranker = dataclasses.replace(ask.ranker, other=MultilingualReader(zoo, embedder), weights={"reader": 1.0})
    ask = dataclasses.replace(ask, ranker=ranker)
    for first, worth in (("zoo.txt", 90.0), ("council.txt", -90.0)):
        zoo.worth = worth
        hits = ask.evidence(question)[0].hits
        assert hits[0].chunk.document.source == first == ask(question).hits[0].chunk.document.source
        assert {hit.chunk for hit in hits} == {hit.chunk for hit in known}
        assert [hit.score for hit in hits] == [hit.score for hit in known], "in order"
