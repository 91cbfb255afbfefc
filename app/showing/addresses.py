"""What documents are called in addresses."""

from pathlib import PurePosixPath


def document_id(source: str, sha256: str) -> str:
    """What a document is called in addresses: its hash and the ending of its file, which says how it was read."""
    return sha256 + PurePosixPath(source).suffix.lower()
