"""The whole made-up folder: its documents and tables, what is true by them, copies, and files that can't be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath
from random import Random

from eval.making.whole.documents.contracts import Agreement, agreements
from eval.making.whole.documents.letters import letters, mails, memos
from eval.making.whole.documents.minutes import Meeting, meetings
from eval.making.whole.documents.naming import Names
from eval.making.whole.documents.releases import releases
from eval.making.whole.documents.staff import Fact, guides, profiles
from eval.making.whole.documents.terms import Term
from eval.making.whole.documents.yearly import Edition, most, policies, price_lists
from eval.making.whole.files.office import docx
from eval.making.whole.files.record import File
from eval.making.whole.files.render import rendered
from eval.making.whole.tables.awkward import budget, deliveries, equipment, travel
from eval.making.whole.tables.large import MOST, employees, expenses, orders
from eval.making.whole.tables.table import Table
from eval.making.whole.words import words
from eval.making.whole.world import World, draw_world
from index.errors import CiteseedError

FEWEST = 60
"""Files that a folder needs to hold some of every kind."""
_COPIES = 0.03  # of the files
_AT_LEAST = {"policy": 4, "prices": 3, "release": 4, "contract": 5, "minutes": 8, "profile": 5, "guide": 5}
_UNREADABLE = ("letters/scan-0417.pdf", "contracts/old-lease.docx", "minutes/notes.txt")
_SHARED = "shared"  # a folder that comes after those of the originals


class TooSmall(CiteseedError):
    """The folder asked for can't hold some of every kind."""


@dataclass(frozen=True, slots=True)
class Folder:
    """All of it. `copies` give the source of which a file is a copy; `damaged` are the files that hold no text."""

    world: World
    files: tuple[File, ...]
    tables: tuple[Table, ...]
    agreements: tuple[Agreement, ...]
    meetings: tuple[Meeting, ...]
    policies: tuple[tuple[Edition, dict[str, Term]], ...]
    prices: tuple[Edition, ...]
    releases: tuple[Edition, ...]
    facts: tuple[Fact, ...]
    copies: dict[str, str]
    damaged: dict[str, bytes]

    def of_kind(self, kind: str) -> list[File]:
        """The documents of a kind, copies left out."""
        return [file for file in self.files if file.kind == kind]

    def table(self, stem: str) -> Table:
        """The table whose file has that name."""
        return next(table for table in self.tables if PurePosixPath(table.source).stem == stem)

    def texts(self) -> dict[str, str]:
        """What every document and table says, by source, copies left out."""
        return {file.source: file.text for file in self.files} | {table.source: table.text for table in self.tables}

    def contents(self) -> dict[str, bytes]:
        """The bytes of every file there is."""
        data = {file.source: rendered(file) for file in self.files} | {
            table.source: table.data for table in self.tables
        }
        return data | {copy: data[source] for copy, source in self.copies.items()} | self.damaged


def draw_folder(seed: int, files: int) -> Folder:
    """The folder of a seed, of exactly so many files. Raises `TooSmall` for fewer than `FEWEST`."""
    if files < FEWEST:
        raise TooSmall(f"{files} files are too few to hold some of every kind. Ask for {FEWEST} or more.")
    copies = max(2, round(files * _COPIES))
    tables = 7
    number = _numbers(files - copies - tables - len(_UNREADABLE))
    world, names = draw_world(seed, number["profile"]), Names()
    agreed = tuple(agreements(world, names, number["contract"]))
    held = tuple(meetings(world, names, number["minutes"]))
    rules = tuple(policies(world, names, number["policy"]))
    prices = tuple(price_lists(world, names, number["prices"]))
    versions = tuple(releases(world, names, number["release"]))
    pages = [*profiles(world, names, number["profile"]), *guides(world, names, number["guide"])]
    documents = [
        *letters(world, names, number["letter"]),
        *mails(world, names, number["mail"]),
        *memos(world, names, number["memo"]),
        *chain.from_iterable(one.files for one in agreed),
        *(meeting.file for meeting in held),
        *(edition.file for edition, _ in rules),
        *(edition.file for edition in (*prices, *versions)),
        *(facts[0].file for facts in pages),
    ]
    rows = min(MOST, 5 * files)
    sheets = (expenses(world, rows), employees(world, rows * 3 // 5), orders(world, rows * 4 // 5))
    return Folder(
        world,
        tuple(sorted(documents, key=lambda file: file.source)),
        (*sheets, travel(world), deliveries(world), budget(world), equipment(world)),
        agreed,
        held,
        rules,
        prices,
        versions,
        tuple(chain.from_iterable(pages)),
        _copies(world.random("copies"), documents, copies),
        _damaged(documents),
    )


def _numbers(total: int) -> dict[str, int]:
    """How many documents of each kind; letters make up what is missing."""
    kinds = words("kinds")
    number = {kind: max(_AT_LEAST.get(kind, 4), round(total * about["share"] / 1000)) for kind, about in kinds.items()}
    for kind, limit in (("policy", most("policy")), ("prices", most("prices")), ("release", 72), ("guide", 40)):
        number[kind] = min(number[kind], limit)
    number["letter"] = total - sum(many for kind, many in number.items() if kind != "letter")
    return number


def _copies(chance: Random, files: list[File], number: int) -> dict[str, str]:
    """Copies beside their originals, and in another folder. Either way the original comes first by name."""
    dated = [file.source for file in files if file.day]
    copies: dict[str, str] = {}
    for source in chance.sample(dated, number):
        path = PurePosixPath(source)
        beside = path.with_name(f"{path.stem}_copy{path.suffix}")
        copies[str(beside if chance.random() < 0.5 else PurePosixPath(_SHARED, path.name))] = source
    return copies


def _damaged(files: Iterable[File]) -> dict[str, bytes]:
    """A PDF and a Word document cut off in the middle, and an empty text."""
    word = docx(next(iter(files)))
    pdf, cut, empty = _UNREADABLE
    return {
        pdf: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Ty",
        cut: word[:400],
        empty: b"",
    }
