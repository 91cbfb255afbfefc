"""One contract for the fake and the real embedder, and the real one against its reference on torch."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import ROOT
from index.chunks import embedding_text, embedding_units, units
from index.embedding.embedder import Embedder, HashingEmbedder, Vectors, span_vectors
from index.embedding.openvino_model import OpenVINOEmbedder, bundled_model, cache_folder
from index.embedding.remembering import RememberingEmbedder
from index.errors import EmbedderError
from index.language.sentences import Span
from index.records import Chunk, Document

_TEXTS = [
    "Who met the minister?",
    "x",
    "",
    "El canciller agradeció la disposición de México.",
    "日本語の文章です。",
    "👩‍👩‍👧 🙂",
    "Title 42 ends on May 23, 2022; 1,234.56 dollars.",
    "<|endoftext|> [SEP] [CLS]",
    "UPPER lower MiXeD",
    "a\n\nb\tc",
    "naïve café Zürich",
    "https://example.org/path?query=1#top",
    "U.S. Customs and Border Protection",
    "!!! ??? ...",
    "The delegations met in the capital on Tuesday and spoke of trade. " * 2,
    "Migration, border security, and economic development. " * 3,
    "word " * 30,
    "The treaty was signed. " * 20,
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "Header (May 24, 2022)\nThe text of the chunk.",
]


@pytest.fixture(params=["embedder", "real_embedder"])
def any_embedder(request: pytest.FixtureRequest) -> Embedder:
    found: Embedder = request.getfixturevalue(request.param)
    return found


def test_rows_are_float32_of_length_one_for_each_text(any_embedder: Embedder) -> None:
    for vectors in (any_embedder.documents(_TEXTS), any_embedder.queries(_TEXTS)):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(_TEXTS), any_embedder.dimension)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(any_embedder: Embedder) -> None:
    assert any_embedder.documents([]).shape == any_embedder.queries([]).shape == (0, any_embedder.dimension)
    assert any_embedder.count_tokens([]) == []


def test_neither_order_nor_batching_matters(any_embedder: Embedder) -> None:
    together = any_embedder.documents(_TEXTS)
    order = np.random.default_rng(0).permutation(len(_TEXTS))
    np.testing.assert_allclose(any_embedder.documents([_TEXTS[row] for row in order]), together[order], atol=1e-5)
    for row, text in enumerate(_TEXTS):
        np.testing.assert_allclose(any_embedder.documents([text])[0], together[row], atol=1e-5)


def test_threads_get_their_own_rows(any_embedder: Embedder) -> None:
    texts = [text for text in _TEXTS if len(text) < 100]
    alone = any_embedder.queries(texts)
    with ThreadPoolExecutor(4) as threads:
        rows = list(threads.map(lambda text: any_embedder.queries([text])[0], texts * 3))
    np.testing.assert_allclose(np.array(rows), np.tile(alone, (3, 1)), atol=1e-5)


def _spans(texts: Sequence[str]) -> list[list[Span]]:
    """Of each text its units, the whole of it, its first and its last character, and a blank at its end."""
    return [
        [
            *units(Chunk(Document("x", text, None, None, "x"), 0, len(text))),
            (0, len(text)),
            (0, 1),
            (len(text) - 1, len(text)),
            (len(text), len(text)),
        ]
        for text in texts
    ]


def test_passages_are_documents_and_a_unit_row_for_each_span(any_embedder: Embedder) -> None:
    spans = _spans(_TEXTS)
    own, of_spans = any_embedder.passages(_TEXTS, spans)
    np.testing.assert_array_equal(own, any_embedder.documents(_TEXTS))
    assert of_spans.dtype == np.float32
    assert of_spans.shape == (sum(map(len, spans)), any_embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(of_spans, axis=1), 1, atol=1e-5)
    ends = np.cumsum([len(of_text) for of_text in spans])
    np.testing.assert_array_equal(of_spans[ends - 1], own, "without a token it is the text's own")


def test_no_spans_give_no_rows(any_embedder: Embedder) -> None:
    for texts in ([], ["Rain fell."]):
        own, of_spans = any_embedder.passages(texts, [[] for _ in texts])
        assert own.shape == (len(texts), any_embedder.dimension)
        assert of_spans.shape == (0, any_embedder.dimension)


def test_a_span_is_near_what_shares_its_words(any_embedder: Embedder) -> None:
    text = "Harbor (May 24, 2022)\nThe minister toured the harbor. Frost killed nine apple trees."
    own, of_spans = any_embedder.passages([text], [[(22, 53), (54, len(text))]])
    asked = any_embedder.queries(["Who toured the harbor?", "How many apple trees did frost kill?"])
    assert (of_spans @ asked.T).argmax(axis=1).tolist() == [0, 1]
    assert (of_spans @ own[0] > 0.3).all(), "in its context"


def test_tokens_are_counted_beyond_what_is_read(any_embedder: Embedder) -> None:
    assert any_embedder.count_tokens(["", "word", "word " * 1000]) == [2, 3, 1002]


def test_a_long_query_is_read_up_to_the_limit(any_embedder: Embedder) -> None:
    same = "minister " * any_embedder.max_tokens
    first, second, other = any_embedder.queries([same + "cranes " * 900, same + "apples " * 900, "apples " * 900])
    np.testing.assert_allclose(first, second, atol=1e-5)
    assert first @ other < 0.9


def test_texts_that_share_words_are_near(any_embedder: Embedder) -> None:
    near, far = any_embedder.documents(["The minister toured the harbor.", "Frost killed nine apple trees."])
    question = any_embedder.queries(["Which minister toured the harbor?"])[0]
    assert question @ near > question @ far


def test_the_fake_tells_what_it_embedded(embedder: HashingEmbedder) -> None:
    embedder.documents(["one", "two"])
    embedder.queries(["three"])
    assert embedder.embedded == ["one", "two"]


@pytest.fixture(scope="module")
def torch_embedder() -> Embedder:
    from index.embedding.torch_model import TorchEmbedder

    return TorchEmbedder(str(bundled_model()))


@pytest.mark.filterwarnings("ignore")
def test_openvino_gives_the_vectors_of_torch(real_embedder: Embedder, torch_embedder: Embedder) -> None:
    assert (real_embedder.dimension, real_embedder.max_tokens) == (torch_embedder.dimension, torch_embedder.max_tokens)
    assert real_embedder.count_tokens(_TEXTS) == torch_embedder.count_tokens(_TEXTS)
    assert _cosines(real_embedder.documents(_TEXTS), torch_embedder.documents(_TEXTS)).min() >= 0.9999


@pytest.mark.filterwarnings("ignore")
def test_openvino_cuts_a_long_query_as_torch_does(real_embedder: Embedder, torch_embedder: Embedder) -> None:
    query = ["Who met the minister of the interior on Tuesday, and what did they say of trade? " * 30]
    assert _cosines(real_embedder.queries(query), torch_embedder.queries(query)).min() >= 0.9999


def _imported_after(code: str) -> set[str]:
    """The modules that a Python has which ran `code` alone."""
    script = f"{code}\nimport json, sys\nprint(json.dumps([name for name, found in sys.modules.items() if found]))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(json.loads(done.stdout))


def test_what_is_slow_to_import_is_imported_when_a_text_is_embedded() -> None:
    code = "from index.embedding.opening import *\nimport index.language.words\nembedder = open_embedder('all-MiniLM-L6-v2')\n"
    idle = _imported_after(code + "embedder.fingerprint, embedder.dimension, embedder.max_tokens, embedder.languages")
    assert not {"openvino", "tokenizers", "torch", "transformers", "bm25s"} & idle
    assert "openvino" in _imported_after(code + "embedder.queries(['Who?'])")


def test_openvino_reports_nothing_to_its_makers() -> None:
    loaded = _imported_after("from index.embedding.openvino_model import _openvino\n_openvino()")
    assert "openvino.tools.ovc.telemetry_stub" in loaded
    assert not {name for name in loaded if name.startswith("openvino_telemetry")}


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(bundled_model(), model, ignore=shutil.ignore_patterns("*.safetensors"))
    (model / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(EmbedderError, match=r"model\.safetensors is not the published .* Reinstall the package"):
        OpenVINOEmbedder(model, cache=tmp_path / "cache").queries(["Who?"])


def test_a_damaged_conversion_says_what_to_delete(real_embedder: Embedder, tmp_path: Path) -> None:
    real_embedder.queries(["Who?"])  # converts the model, if no one has yet
    for folder in cache_folder().iterdir():
        (tmp_path / folder.name).mkdir()
        (tmp_path / folder.name / "model.xml").write_bytes(b"<net")
    with pytest.raises(EmbedderError, match=rf"in {tmp_path}.* is damaged\. Delete it and try again"):
        OpenVINOEmbedder(cache=tmp_path).queries(["Who?"])


def _cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray(np.sum(one * other, axis=1), dtype=np.float32)


def test_a_vector_is_the_same_to_the_last_bit_whatever_is_embedded_with_it(any_embedder: Embedder) -> None:
    """Alone, shuffled, in batches of every size, and beside texts of the same length in tokens."""
    texts = [*_TEXTS, *("word " * length for length in range(1, 60)), *(f"Item {number}." for number in range(20))]
    for embed in (any_embedder.documents, any_embedder.queries):
        together = embed(texts)
        order = np.random.default_rng(0).permutation(len(texts))
        np.testing.assert_array_equal(embed([texts[row] for row in order]), together[order])
        for row in range(0, len(texts), 5):
            np.testing.assert_array_equal(embed([texts[row]])[0], together[row])
        items = [row for row, text in enumerate(texts) if text.startswith("Item")]
        for size in (1, 2, 7, 8, 9, 17):
            np.testing.assert_array_equal(embed([texts[row] for row in items[:size]]), together[items[:size]])


def test_a_span_has_the_same_vector_to_the_last_bit_whatever_is_embedded_with_it(any_embedder: Embedder) -> None:
    texts = [*_TEXTS, *(f"Item {number}. It is one; it is of {number}." for number in range(20))]
    spans = _spans(texts)
    together = _by_text(any_embedder, texts, spans)
    order = np.random.default_rng(0).permutation(len(texts)).tolist()
    shuffled = _by_text(any_embedder, [texts[row] for row in order], [spans[row] for row in order])
    for place, row in enumerate(order):
        np.testing.assert_array_equal(shuffled[place], together[row])
        np.testing.assert_array_equal(_by_text(any_embedder, [texts[row]], [spans[row]])[0], together[row])
        others = [[span] for span in spans[row]]
        alone = [_by_text(any_embedder, [texts[row]], [other])[0][0] for other in others[:2]]
        np.testing.assert_array_equal(alone, together[row][:2])


def _by_text(embedder: Embedder, texts: list[str], spans: list[list[Span]]) -> list[Vectors]:
    ends = np.cumsum([0, *(len(of_text) for of_text in spans)])
    _, of_spans = embedder.passages(texts, spans)
    return [of_spans[start:end] for start, end in pairwise(ends.tolist())]


_PROSE = [
    "The minister toured the harbor on Tuesday.",
    "Title 42 ends on May 23, 2022; 1,234.56 dollars were spent.",
    "El canciller agradeció la disposición de México.",
    "“Ha sido un éxito; la relación avanza muy bien”, explicó el señor Núñez.",
    "They met again.",
    "¿Quién asistió?",
    "They named " + "; ".join(f"delegate Núñez of town {number}, who came by the river" for number in range(5)) + ".",
    "Cafe\u0301 Zu\u0308rich, U.S. Customs.",
]
States = Callable[[str, list[Span]], Vectors]


@pytest.fixture(scope="module")
def token_means() -> States:
    """The mean of the token states over each span, from transformers alone and character by character."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(bundled_model()), AutoModel.from_pretrained(bundled_model())

    def means(text: str, spans: list[Span]) -> Vectors:
        tokens = tokenizer(text, return_tensors="pt", truncation=False)
        with torch.inference_mode():
            states = model(**tokens).last_hidden_state[0].numpy()
        held = [sorted({tokens.char_to_token(place) for place in range(*span)} - {None}) for span in spans]
        found = np.stack([states[of_span].mean(axis=0) for of_span in held])
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)

    return means


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=25)
@given(st.lists(st.sampled_from(_PROSE), min_size=1, max_size=5), st.sampled_from([" ", "\n\n"]), st.booleans())
def test_units_have_the_means_of_torchs_token_states(
    real_embedder: Embedder, token_means: States, prose: list[str], between: str, headed: bool
) -> None:
    document = Document("a.txt", between.join(prose), "Visita a México" if headed else None, "2022-05-24", "")
    chunk = Chunk(document, 0, len(document.text))
    text, spans = embedding_text(chunk), embedding_units(chunk)
    _, found = real_embedder.passages([text], [spans])
    assert _cosines(found, token_means(text, spans)).min() > 0.9999


@pytest.mark.filterwarnings("ignore")
def test_the_mean_over_all_tokens_is_the_texts_own_vector(real_embedder: Embedder) -> None:
    """But for [CLS] and [SEP], which belong to no span and weigh little in a long text."""
    text = " ".join(_PROSE)
    own, whole = real_embedder.passages([text], [[(0, len(text))]])
    assert 0.99 < own[0] @ whole[0] < 1


@pytest.mark.filterwarnings("ignore")
def test_torch_embeds_passages_as_openvino_does(real_embedder: Embedder, torch_embedder: Embedder) -> None:
    spans = _spans(_TEXTS)
    own, of_spans = torch_embedder.passages(_TEXTS, spans)
    np.testing.assert_array_equal(own, torch_embedder.documents(_TEXTS))
    assert _cosines(of_spans, real_embedder.passages(_TEXTS, spans)[1]).min() > 0.9999
    for texts in ([], ["Rain fell."]):
        own, of_spans = torch_embedder.passages(texts, [[] for _ in texts])
        assert (len(own), of_spans.shape) == (len(texts), (0, torch_embedder.dimension))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("altered", ["prompt", "pooling"])
def test_torch_reads_a_prompt_and_embeds_spans_alone_where_vectors_are_no_means(tmp_path: Path, altered: str) -> None:
    from index.embedding.torch_model import TorchEmbedder

    shutil.copytree(bundled_model(), tmp_path / "model")
    file = (
        tmp_path / "model" / ("1_Pooling/config.json" if altered == "pooling" else "config_sentence_transformers.json")
    )
    config = json.loads(file.read_text(encoding="utf-8"))
    if altered == "pooling":
        config |= {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    else:
        config["prompts"] = {"query": "question: ", "document": "passage of a text: "}
    file.write_text(json.dumps(config), encoding="utf-8")
    embedder = TorchEmbedder(str(tmp_path / "model"))
    text = "The minister toured the harbor. Frost killed nine apple trees. "
    spans = [(0, 31), (32, 62), (62, 63)]
    own, of_spans = embedder.passages([text], [spans])
    np.testing.assert_array_equal(own, embedder.documents([text]))
    np.testing.assert_array_equal(of_spans[2], own[0])
    if altered == "pooling":
        expected = embedder.documents([text[start:end] for start, end in spans[:2]])
    else:
        prompt = "passage of a text: "
        expected = OpenVINOEmbedder().passages(
            [prompt + text], [[(len(prompt) + start, len(prompt) + end) for start, end in spans[:2]]]
        )[1]
    assert _cosines(of_spans[:2], expected).min() > 0.9999


def test_a_span_is_the_mean_of_the_tokens_that_touch_it_worked_by_hand() -> None:
    states = np.array([[9, 9], [3, 0], [0, 3], [-4, 0], [9, 9]], dtype=np.float32)
    offsets = [(0, 0), (0, 2), (2, 4), (5, 9), (0, 0)]
    own = np.array([0.6, 0.8], dtype=np.float32)
    spans = [(0, 2), (0, 4), (1, 3), (4, 5), (6, 7), (3, 9)]
    half = 0.5**0.5
    expected = [[1, 0], [half, half], [half, half], [0.6, 0.8], [-1, 0], [-0.8, 0.6]]
    np.testing.assert_allclose(span_vectors(states, offsets, spans, own), expected, atol=1e-6)
    assert span_vectors(states, offsets, [], own).shape == (0, 2)


def test_one_that_remembers_keeps_the_contract(embedder: HashingEmbedder) -> None:
    remembering: Embedder = RememberingEmbedder(embedder)
    assert (remembering.name, remembering.fingerprint) == (embedder.name, embedder.fingerprint)
    assert (remembering.dimension, remembering.max_tokens) == (embedder.dimension, embedder.max_tokens)
    assert remembering.count_tokens(_TEXTS) == embedder.count_tokens(_TEXTS)
    for vectors, expected in zip(
        remembering.passages(_TEXTS, _spans(_TEXTS)), embedder.passages(_TEXTS, _spans(_TEXTS)), strict=True
    ):
        np.testing.assert_array_equal(vectors, expected)
    for vectors in (remembering.documents(_TEXTS), remembering.queries(_TEXTS)):
        assert vectors.dtype == np.float32
        np.testing.assert_array_equal(vectors, embedder.queries(_TEXTS))


@given(st.lists(st.lists(st.sampled_from(["a", "b c", "", "Ö", "d"]), max_size=6), max_size=6))
def test_each_text_is_embedded_once_and_its_vector_is_always_the_same(batches: list[list[str]]) -> None:
    embedder, plain = HashingEmbedder(), HashingEmbedder()
    remembering = RememberingEmbedder(embedder)
    for texts in batches:
        np.testing.assert_array_equal(remembering.documents(texts), plain.documents(texts))
    assert embedder.embedded == list(dict.fromkeys(text for texts in batches for text in texts))


class _Sided(HashingEmbedder):
    """Gives a text another vector as a query than as a document, as models with prompts do."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        return super().documents([f"passage {text}" for text in texts])


def test_a_text_is_remembered_apart_as_query_and_as_document() -> None:
    embedder = _Sided()
    remembering = RememberingEmbedder(embedder)
    for _ in range(2):
        np.testing.assert_array_equal(remembering.queries(["cranes"]), embedder.queries(["cranes"]))
        np.testing.assert_array_equal(remembering.documents(["cranes"]), _Sided().documents(["cranes"]))
    assert embedder.embedded == ["passage cranes"]


def test_who_alters_a_vector_alters_nothing_that_is_remembered(embedder: HashingEmbedder) -> None:
    remembering = RememberingEmbedder(embedder)
    for _ in range(2):
        vectors = remembering.documents(["cranes", "apples"])
        np.testing.assert_array_equal(vectors, embedder.queries(["cranes", "apples"]))
        vectors[:] = 0


def test_above_its_limit_it_forgets_and_goes_on() -> None:
    embedder = HashingEmbedder(dimension=4)
    remembering = RememberingEmbedder(embedder)
    remembering.documents(["kept"])
    for start in range(0, 21_000, 7_000):
        texts = [f"kept {number}" for number in range(start, start + 7_000)]
        np.testing.assert_array_equal(remembering.documents(["kept", *texts]), embedder.queries(["kept", *texts]))
    assert remembering.documents([f"one batch of {number}" for number in range(21_000)]).shape == (21_000, 4)
    before = len(embedder.embedded)
    np.testing.assert_array_equal(remembering.documents(["kept"]), embedder.queries(["kept"]))
    assert embedder.embedded[before:] == ["kept"], "it was forgotten, and is embedded again"


def test_threads_share_what_is_remembered_and_get_their_own_rows_while_it_is_forgotten() -> None:
    remembering, plain = RememberingEmbedder(HashingEmbedder(dimension=4)), HashingEmbedder(dimension=4)

    def embed(number: int) -> bool:
        texts = [f"text {(number * 611 + place) % 24_000}" for place in range(1_200)]
        return bool((remembering.queries(texts) == plain.queries(texts)).all())

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(embed, range(48)))
