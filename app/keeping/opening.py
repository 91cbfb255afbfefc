"""Where chats and feedback are kept: beside the index, in files or in its database."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.keeping.chats import Chats
from app.keeping.feedback import Feedback
from app.keeping.files.chats import NAME as CHATS
from app.keeping.files.chats import FileChats
from app.keeping.files.feedback import NAME as FEEDBACK
from app.keeping.files.feedback import FileFeedback
from index.storing.opening import check_url, schema_of

if TYPE_CHECKING:
    from app.keeping.postgres.tables import KeptTables


def open_kept(index_dir: Path, url: str = "") -> tuple[Chats, Feedback]:
    """The chats and the feedback of a server whose index is in this folder, or in the database of that URL.

    `NotKept` for a file that can't be opened; a database is not asked yet.
    """
    if not url:
        return FileChats(index_dir / CHATS), feedback_of(index_dir)
    tables = _tables(index_dir, url)
    from app.keeping.postgres.chats import PostgresChats
    from app.keeping.postgres.feedback import PostgresFeedback

    return PostgresChats(tables), PostgresFeedback(tables)


def kept_schema(index_dir: Path) -> str:
    """The schema of a database that holds chats and feedback.

    >>> kept_schema(Path("here/.citeseed"))
    'chats_of_citeseed'
    """
    return f"chats_of_{schema_of(index_dir)}"


def feedback_of(index_dir: Path, url: str = "") -> Feedback:
    """The feedback alone."""
    if not url:
        return FileFeedback(index_dir / FEEDBACK)
    tables = _tables(index_dir, url)
    from app.keeping.postgres.feedback import PostgresFeedback

    return PostgresFeedback(tables)


def _tables(index_dir: Path, url: str) -> "KeptTables":
    check_url(url)
    from app.keeping.postgres.tables import KeptTables  # its libraries are an extra
    from index.storing.postgres.database import Database

    return KeptTables(Database(url, kept_schema(index_dir)))
