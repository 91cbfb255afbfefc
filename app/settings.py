"""What can be set of the chat from outside, beside what can be set of the index."""

import os
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from index.errors import CiteseedError
from index.settings import Settings, listed, passwords, variable

_NAME = re.compile(r"[^\W_][\w -]{0,39}")


class NamedFolder(NamedTuple):
    """A folder of documents, and what it is called."""

    name: str
    folder: Path


def named_folder(text: str) -> NamedFolder:
    """What is written as `NAME=FOLDER`."""
    name, equals, folder = text.partition("=")
    if not equals or not folder.strip():
        raise CiteseedError(
            f"{text} names no folder. Write NAME=FOLDER, as in handbook=docs/handbook (--collection or "
            "CITESEED_COLLECTIONS)."
        )
    return NamedFolder(collection_name(name), Path(folder.strip()).expanduser())


def collection_name(text: str) -> str:
    """The name of a collection, without the spaces around it."""
    name = unicodedata.normalize("NFC", text).strip()
    if _NAME.fullmatch(name):
        return name
    raise CiteseedError(
        f"“{name}” can't be the name of a collection. Take up to 40 letters, digits, spaces, - and _, a letter or a "
        "digit first."
    )


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
class ChatSettings(Settings):
    """`CITESEED_PORT`: the chat page's port on 127.0.0.1. `CITESEED_LLM`: the path of a GGUF file, None for none.
    `CITESEED_LLM_URL`, `CITESEED_LLM_MODEL` (names, with commas between), `CITESEED_LLM_API_KEY`: an OpenAI-compatible
    server, "" for none, and its models, none named for all. `CITESEED_LLM_CONTEXT`: tokens that a prompt and its reply
    may have together. `CITESEED_COLLECTIONS`: folders of documents with their names, as name=folder, with commas
    between; none for the one of `CITESEED_DOCS`."""

    port: int = field(default_factory=lambda: port_number(variable("CITESEED_PORT", "7860")))
    llm_file: Path | None = field(default_factory=lambda: Path(name) if (name := variable("CITESEED_LLM")) else None)
    llm_url: str = field(default_factory=lambda: variable("CITESEED_LLM_URL"))
    llm_models: tuple[str, ...] = field(default_factory=lambda: listed(os.environ.get("CITESEED_LLM_MODEL")) or ())
    llm_key: str = field(default_factory=lambda: variable("CITESEED_LLM_API_KEY"), repr=False)
    llm_context: int = field(default_factory=lambda: token_count(variable("CITESEED_LLM_CONTEXT", "4096")))
    collections: tuple[NamedFolder, ...] = field(
        default_factory=lambda: tuple(map(named_folder, listed(os.environ.get("CITESEED_COLLECTIONS")) or ()))
    )

    @property
    def secrets(self) -> list[str]:
        """What is in no message: keys and passwords."""
        return [secret for secret in (self.llm_key, *passwords(self.store)) if secret]
