"""One contract for the fake and the real embedder, and the real one against its reference on torch."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ROOT
from index.embedding.embedder import Embedder, HashingEmbedder, Vectors
from index.embedding.openvino_model import OpenVINOEmbedder, bundled, bundled_model
from index.embedding.remembering import RememberingEmbedder
from index.errors import EmbedderError

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
    loaded = _imported_after("from index.embedding.bert import openvino\nopenvino()")
    assert "openvino.tools.ovc.telemetry_stub" in loaded
    assert not {name for name in loaded if name.startswith("openvino_telemetry")}


def test_weights_that_are_missing_or_not_the_published_ones_are_refused(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(bundled_model(), model, ignore=shutil.ignore_patterns("*.safetensors"))
    (model / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(EmbedderError, match=r"model\.safetensors is not the published .* Reinstall the package"):
        OpenVINOEmbedder(replace(bundled(), folder=model)).queries(["Who?"])
    (model / "model.safetensors").unlink()
    with pytest.raises(EmbedderError, match=r"model\.safetensors .* Reinstall the package"):
        OpenVINOEmbedder(replace(bundled(), folder=model)).queries(["Who?"])


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


def test_one_that_remembers_keeps_the_contract(embedder: HashingEmbedder) -> None:
    remembering: Embedder = RememberingEmbedder(embedder)
    assert (remembering.name, remembering.fingerprint) == (embedder.name, embedder.fingerprint)
    assert (remembering.dimension, remembering.max_tokens) == (embedder.dimension, embedder.max_tokens)
    assert remembering.count_tokens(_TEXTS) == embedder.count_tokens(_TEXTS)
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
