"""Files that nobody ever finds half of."""

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Writes a file of UTF-8 text, lines ended as they are in `text`; what stood there before stays if that fails."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
