"""One contract for the fake and the real embedder, and the real one against its reference on torch."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.embedder import Embedder, HashingEmbedder, Vectors
from index.errors import EmbedderError
from index.openvino_embedder import OpenVINOEmbedder, bundled_model, cache_folder

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
    from index.torch_embedder import TorchEmbedder

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
