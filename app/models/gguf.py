"""A language model in a GGUF file, run in this process by llama.cpp. The only owner of xllamacpp (extra `gguf`)."""

import atexit
import os
import secrets
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.models.client import Patience
from app.models.openai_server import OpenAIServer
from index import ROOT
from index.errors import CiteseedError

_MAGIC = b"GGUF"
_TRIAL = 900  # seconds that loading a model may take
_PATIENCE = Patience(first=600.0, next=120.0, whole=1800.0)  # it can't be lost, only slow


class GGUF(OpenAIServer):
    """llama.cpp's own server within this process, asked by the same client as any other: it queues, streams and stops.

    It listens on a free port of the loopback address, and answers only who knows a key that was drawn for it.
    """

    def __init__(self, path: Path, context: int) -> None:
        key = secrets.token_urlsafe(32)
        self._server = _serve(path, context, key)
        super().__init__(
            f"{self._server.listening_address}/v1",
            path.stem,
            key,
            context,
            _PATIENCE,
            f"The language model {path.name}",
            thinking=0,  # the context has no room for it
        )
        atexit.register(self.close)  # what runs on while Python ends crashes it

    def close(self) -> None:
        """Ends the replies, then the server: it waits for them, and they for this thread."""
        atexit.unregister(self.close)
        self.stop()
        self._server = None


def open_gguf(path: Path, context: int) -> GGUF:
    """Loads the file, which takes seconds. Raises `CiteseedError` if that can't be done."""
    if not find_spec("xllamacpp"):
        raise CiteseedError(
            "To run a GGUF file, install the extra: pip install 'citeseed[gguf]', in a clone pip install -e '.[gguf]'."
        )
    try:
        with path.open("rb") as file:
            sound = file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise CiteseedError(
            f"The language model {path} can't be read ({error.strerror}). Give the path of a GGUF file with --llm "
            "(CITESEED_LLM)."
        ) from error
    if not sound:
        raise CiteseedError(f"{path} is no GGUF file. Get the model in this format, which llama.cpp reads.")
    _try(path, context)
    try:
        return GGUF(path, context)
    except RuntimeError as error:
        raise CiteseedError(_unusable(path)) from error


def _try(path: Path, context: int) -> None:
    """Loads the file in another process first: a damaged one may have llama.cpp abort the process that it is in."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.models.gguf", str(path), str(context)],
            env=os.environ | {"PYTHONPATH": str(ROOT), "GGML_NO_BACKTRACE": "1"},
            capture_output=True,
            timeout=_TRIAL,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CiteseedError(f"{path} was not loaded within {_TRIAL // 60} minutes. Take a smaller model.") from error
    if done.returncode:
        raise CiteseedError(_unusable(path))


def _unusable(path: Path) -> str:
    return (
        f"llama.cpp can't load {path}: it is damaged, of a kind it does not know, or too large for the memory here. "
        "Get it again, take a smaller model, or lower --llm-context (CITESEED_LLM_CONTEXT)."
    )


def _serve(path: Path, context: int, key: str) -> Any:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.ui = False
    parameters.verbosity = -1
    server = xllamacpp.Server(parameters)
    server.handle_completions({"prompt": "a", "max_tokens": 1})  # it runs from now on; to end it before would hang
    return server


if __name__ == "__main__":
    tried = _serve(Path(sys.argv[1]), int(sys.argv[2]), secrets.token_urlsafe(32))
    os._exit(0)
