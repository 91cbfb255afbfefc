"""What can be set from outside. Every setting is an environment variable; the command line's options win over it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from index.embedding.embedder import BUNDLED
from index.errors import CiteseedError


def _variable(name: str, default: str) -> str:
    return os.environ.get(name) or default


def _patterns(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    return tuple(stripped for pattern in text.replace("\n", ",").split(",") if (stripped := pattern.strip()))


def port_number(text: str) -> int:
    """The number of a TCP port."""
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise CiteseedError(f"{text} is not a port. Give a number from 1 to 65535 (--port or CITESEED_PORT).")


def token_count(text: str) -> int:
    """How many tokens a language model's context has: with fewer than these there is no room for passages."""
    if text.isdecimal() and 2000 <= int(text) <= 10_000_000:
        return int(text)
    raise CiteseedError(
        f"{text} is no size of a context. Give tokens, from 2000 on (--llm-context or CITESEED_LLM_CONTEXT)."
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """`CITESEED_DOCS`: the folder of documents. `CITESEED_INDEX`: where the index lives. `CITESEED_EMBEDDER`: a
    sentence-transformers name or folder. `CITESEED_EXCLUDE`: patterns as in a .gitignore, with commas between, of what
    is not to be indexed; None for those of the build before. `CITESEED_PORT`: the chat page's port on 127.0.0.1.
    `CITESEED_LLM`: the path of a GGUF file, None for none. `CITESEED_LLM_URL`, `CITESEED_LLM_MODEL` (names, with commas
    between), `CITESEED_LLM_API_KEY`: an OpenAI-compatible server, "" for none, and its models, none named for all.
    `CITESEED_LLM_CONTEXT`: tokens that a prompt and its reply may have together."""

    docs: Path = field(default_factory=lambda: Path(_variable("CITESEED_DOCS", "seeds")))
    index_dir: Path = field(default_factory=lambda: Path(_variable("CITESEED_INDEX", ".citeseed")))
    embedder: str = field(default_factory=lambda: _variable("CITESEED_EMBEDDER", BUNDLED))
    exclude: tuple[str, ...] | None = field(default_factory=lambda: _patterns(os.environ.get("CITESEED_EXCLUDE")))
    port: int = field(default_factory=lambda: port_number(_variable("CITESEED_PORT", "7860")))
    llm_file: Path | None = field(
        default_factory=lambda: Path(name) if (name := _variable("CITESEED_LLM", "")) else None
    )
    llm_url: str = field(default_factory=lambda: _variable("CITESEED_LLM_URL", ""))
    llm_models: tuple[str, ...] = field(default_factory=lambda: _patterns(os.environ.get("CITESEED_LLM_MODEL")) or ())
    llm_key: str = field(default_factory=lambda: _variable("CITESEED_LLM_API_KEY", ""), repr=False)
    llm_context: int = field(default_factory=lambda: token_count(_variable("CITESEED_LLM_CONTEXT", "4096")))
