"""The errors users can meet. Each message says what happened, to which file, and what to do."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class CiteseedError(Exception):
    """Base of every expected failure; command lines print it and exit with `exit_code`."""

    exit_code = 1


class LoadError(CiteseedError):
    """One file can't be read as text; the message is the reason shown in the build report."""


class ParserError(CiteseedError):
    """The process that parses files can't be started; no file is to blame."""


class NotADocument(LoadError):
    """What the folder holds there can't be a document: a link, a device, a file of a type that is not supported."""


class LeftOut(NotADocument):
    """What is there is nothing that people ask about; `kind` is its key in the table of kinds."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


class CorpusError(CiteseedError):
    """The folder of documents is missing, empty, or holds nothing that can be indexed."""


class IndexUnusable(CiteseedError):
    """The index is missing, damaged, or was made by another embedder or format version."""


class OtherEmbedder(IndexUnusable):
    """The index is sound, but was made by another embedder, which goes by this `name`."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class IndexWriteError(CiteseedError):
    """A build can't write, or go on from what is there: the disk is full or fails. The index stays as it was."""


class BuildStopped(CiteseedError):
    """A build was stopped, by Ctrl-C or by whoever started it: what was finished is kept for the next one."""

    exit_code = 130  # as shells count it


class StoreFault(CiteseedError):
    """A database fails. The message names its server, and is for whoever runs that."""


class StoreUnreachable(StoreFault, IndexUnusable):
    """The database that holds the index can't be reached now, or is too slow: it may be later."""


class StoreUnusable(StoreFault, IndexUnusable):
    """The index in a database can't be read as it is."""


class StoreWriteError(StoreFault, IndexWriteError):
    """A database can't be written to now."""


class StoreBusy(StoreWriteError):
    """Another session of a database keeps locked what is to be written."""


class GenerationGone(StoreUnreachable):
    """A generation that is there no more: it was tidied away, or all was put back as it was before."""

    def __init__(self) -> None:
        super().__init__("This state of the index is gone since a newer one was built. Ask again.")


class IndexLocked(CiteseedError):
    """Another process is building the same index."""

    exit_code = 3


class StoreLocked(StoreFault, IndexLocked):
    """Another process is building the same index in a database."""


class ClusterError(CiteseedError):
    """The Ray cluster that is to read and embed can't be reached or used."""


class EmbedderError(CiteseedError):
    """The embedding model can't be loaded."""


class ReaderError(CiteseedError):
    """The weights of the reader are missing, damaged, or of another version."""


@contextmanager
def disk_errors(path: Path, kind: type[Exception] = OSError) -> Iterator[None]:
    """Has a build's failures of the disk, which are of this `kind`, end as `IndexWriteError`."""
    try:
        yield
    except kind as error:
        raise IndexWriteError(
            f"{path} can't be read or written ({error}). Free some space, or check the disk and the permissions, and "
            "run the same command again: what is finished is kept."
        ) from error


def reported(command: Callable[[], int], as_json: bool = False) -> int:
    """Runs a command line; an expected failure becomes one message and an exit code, 1 for wrong usage too."""
    try:
        return command()
    except CiteseedError as error:
        message, code = str(error), error.exit_code
    except OSError as error:
        message, code = f"{error}. Check the path, its permissions and the free space.", 1
    except KeyboardInterrupt:
        message, code = "Stopped.", 130  # as shells count it
    except SystemExit as error:  # argparse has said what is wrong
        return 1 if error.code else 0
    if as_json:
        print(json.dumps({"error": message}, ensure_ascii=False))
    print(message, file=sys.stderr)
    return code
