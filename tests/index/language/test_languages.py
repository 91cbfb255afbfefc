"""Languages: which one a text is in, and documents of several found in one folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import ROOT
from index.embedding.embedder import HashingEmbedder
from index.formats.registry import parse
from index.language.identify import ENGLISH, language
from index.search import Searcher
from index.storing.snapshot import Snapshot, open_snapshot
from tests.in_process import build

TEXTS = {
    "en": "The council met in the town hall on Tuesday to discuss the budget for the coming year.",
    "es": "Los funcionarios mexicanos se reunieron en la capital para hablar de la educación de las niñas.",
    "de": "Der Außenminister traf gestern in München die Bürgermeister der größeren Städte.",
    "fr": "Le ministre des Affaires étrangères a reçu hier à Paris son homologue.",
    "pt": "O conselho reuniu-se na terça-feira para discutir o orçamento do próximo ano.",
    "it": "Il consiglio si è riunito martedì per discutere il bilancio dell'anno prossimo.",
    "nl": "De gemeenteraad kwam dinsdag bijeen om de begroting voor volgend jaar te bespreken.",
    "ru": "Совет собрался во вторник, чтобы обсудить бюджет на следующий год.",
    "el": "Το συμβούλιο συνεδρίασε την Τρίτη για να συζητήσει τον προϋπολογισμό.",
    "tr": "Belediye meclisi gelecek yılın bütçesini görüşmek üzere salı günü toplandı.",
    "ar": "اجتمع المجلس يوم الثلاثاء لمناقشة ميزانية العام المقبل.",
    "hi": "भारत के प्रधानमंत्री ने आज नई दिल्ली में एक बैठक की। इस बैठक में कई मंत्री शामिल हुए।",
    "ko": "위원회는 화요일에 모여 내년 예산을 논의했다.",
    "ja": "委員会は火曜日に会議を開き、来年の予算について話し合いました。",
    "zh": "委员会于星期二开会，讨论明年的预算和新的港口项目。",
    "th": "คณะกรรมการประชุมเมื่อวันอังคารเพื่อหารือเกี่ยวกับงบประมาณปีหน้า",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items(), ids=list(TEXTS))
def test_a_sentence_is_enough_to_tell_its_language(code: str, text: str) -> None:
    assert language(text) == code
    assert language(f"\ufeff\n\n  {text}\r\n" * 300) == code


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " \n\t",
            "...",
            "12345",
            "1,000.50 €; 20 %",
            "🙂🙂",
            "\0\0",
            "\ud800",
            "\u0301",
            "x" * 5000,
            "OK",
            "Menu",
        ),
        *("Ana Silva", "La Paz", "Los Angeles", "Angela Merkel", "Total 45 EUR", "JFK LHR CDG 2021-05-06", "a;b;c"),
        *("http://example.org/c?d=e", "def f(x): return x + 1", "SELECT * FROM t", "- milk\n- eggs\n- butter", "Hola"),
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_what_is_too_short_or_no_prose_counts_as_english(text: str) -> None:
    assert language(text) == ENGLISH


@given(st.text(max_size=200) | st.lists(st.sampled_from(list(TEXTS.values())), max_size=3).map("".join))
@example("\ud800\udfff\0")
def test_any_text_has_a_language(text: str) -> None:
    code = language(text)
    assert len(code) == 2 and code.isalpha() and code.islower()
    assert language(text) == code


def test_the_beginning_of_a_long_text_tells() -> None:
    assert language(TEXTS["es"] * 50 + TEXTS["en"] * 500) == "es"


def test_the_seeds_are_english_and_a_spanish_press_release_is_spanish(seeds: Path, spanish: str) -> None:
    assert {parse(path.name, path.read_bytes()).language for path in seeds.iterdir()} == {"en"}
    for encoding in ("utf-8", "utf-16", "cp1252"):
        assert parse("comunicado.txt", spanish.encode(encoding)).language == "es"


def test_nothing_is_unpickled_or_fetched_and_the_model_is_loaded_only_when_needed() -> None:
    program = """
import sys
from index.formats import registry as formats
from index.language.own_date import find_dateline

find_dateline("")  # the names of months are data of Babel's own, in its own form
assert "py3langid" not in sys.modules, "questions are answered without it"
events = set()
sys.addaudithook(lambda event, _: events.add(event))
assert formats.parse("a.txt", "El perro negro come la comida de los niños.".encode()).language == "es"
print(sorted(events & {"pickle.find_class", "socket.connect", "socket.getaddrinfo"}))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


_FOLDER = {code: TEXTS[code] for code in ("en", "es", "de", "zh", "th")}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A folder of documents in five languages, as it opens again."""
    docs, index_dir = tmp_path_factory.mktemp("mixed"), tmp_path_factory.mktemp("index")
    for code, text in _FOLDER.items():
        (docs / f"{code}.txt").write_text(text, encoding="utf-8")
    build(docs, index_dir, HashingEmbedder())
    return open_snapshot(index_dir, HashingEmbedder())


def test_an_index_remembers_the_languages_of_its_documents(mixed: Snapshot) -> None:
    assert {document.source: document.language for document in mixed.documents} == {
        f"{code}.txt": code for code in _FOLDER
    }
    assert set(mixed.lexical.languages) == set(_FOLDER)
    assert set(mixed.without(["es.txt", "th.txt"]).lexical.languages) == set(_FOLDER) - {"es", "th"}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("When did the councils meet?", "en"),
        ("¿Qué funcionario mexicano se reunió?", "es"),
        ("educacion de la nina", "es"),
        ("Welcher AUSSENMINISTER war in Munchen?", "de"),
        ("große Stadt", "de"),
        ("港口项目什么时候开始？", "zh"),
        ("งบประมาณปีหน้าเป็นเท่าไร", "th"),
    ],
)
def test_a_document_is_found_by_other_forms_of_its_words_and_without_accents(
    mixed: Snapshot, question: str, code: str
) -> None:
    embedder = HashingEmbedder()
    embedder.languages = frozenset({"en"})
    assert Searcher(mixed, embedder)({question: 1.0})[0].chunk.document.source == f"{code}.txt"


def test_a_renamed_document_keeps_its_language(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text(TEXTS["de"], encoding="utf-8")
    embedder = HashingEmbedder()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "docs" / "a.txt").rename(tmp_path / "docs" / name)
        build(tmp_path / "docs", tmp_path / "index", embedder)
        [document] = open_snapshot(tmp_path / "index", embedder).documents
        assert (document.source, document.language) == (name, "de")
    assert len(embedder.embedded) == 1, "nothing is embedded again"
