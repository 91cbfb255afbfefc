"""The file of tables: what is asked of it, what is taken over from the file before, and what is left out."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.errors import IndexUnusable
from index.reading.parser import InProcessParser
from index.storing.generations import altered, read_manifest
from index.storing.snapshot import TABLES, open_snapshot
from index.tables.kept import Tables
from index.tables.plans import NotComputable, Plan
from index.tables.store import write_tables
from tests.index.tables.sheets import document, kept, one, sheet

CREW = "Name|Team|Fee|From\nAda|North|€ 1,200.50|2024-05-01\nBob|South|€ 7|2024-06-01\nCafé Ltd.|north|€ 7|"
PORTS = "Port|Ships\nBergen|12\nLima|7\nTotal|19"


def test_tables_are_listed_with_their_columns(tmp_path: Path) -> None:
    tables = kept(tmp_path, document(sheet(CREW), "crew.csv"), document(sheet(PORTS), "in/ports.csv"))
    crew, ports = tables.listed()
    assert [(table.name, table.source, table.rows) for table in (crew, ports)] == [
        ("crew", "crew.csv", 3), ("ports", "in/ports.csv", 3),
    ]  # fmt: skip
    assert [(column.name, column.kind, column.units, column.filled) for column in crew.columns] == [
        ("Name", "text", (), 3), ("Team", "text", (), 3), ("Fee", "money", ("EUR",), 3), ("From", "date", (), 2),
    ]  # fmt: skip
    assert tables.table(ports.id) == ports
    with pytest.raises(NotComputable):
        tables.table(2)


def test_texts_are_found_in_columns_however_they_are_spelt(tmp_path: Path) -> None:
    tables, _, columns = one(tmp_path, CREW)
    found = tables.holding(["NORTH", "cafe ltd", "€7", "1200.5", "1 May 2024", "Nobody", ""])
    assert {text: [(column.name, cell) for column, cell in places] for text, places in found.items()} == {
        "NORTH": [("Team", "North"), ("Team", "north")],
        "cafe ltd": [("Name", "Café Ltd.")],
        "€7": [("Fee", "€ 7")],
        "1200.5": [("Fee", "€ 1,200.50")],
        "1 May 2024": [("From", "2024-05-01")],
        "Nobody": [],
    }
    assert tables.values(columns["Fee"], 1) == [("€ 7", 2)]


def test_rows_say_where_they_stand(tmp_path: Path) -> None:
    crew, ports = document(sheet(CREW), "crew.csv"), document(sheet(PORTS), "ports.csv")
    tables = kept(tmp_path, crew, ports)
    last, first = tables.rows([4, 0])
    assert (last.source, ports.text[last.start : last.end]) == ("ports.csv", "Port: Lima; Ships: 7.")
    assert [(column.name, cell) for column, cell in first.cells] == [
        ("Name", "Ada"), ("Team", "North"), ("Fee", "€ 1,200.50"), ("From", "2024-05-01"),
    ]  # fmt: skip


def test_documents_left_out_have_no_tables(tmp_path: Path) -> None:
    tables = kept(tmp_path, document(sheet(CREW), "crew.csv"), document(sheet(PORTS), "ports.csv"))
    crew, ports = tables.listed()
    narrowed = tables.without({crew.sha256})
    assert narrowed.listed() == [ports]
    assert narrowed.holding(["Ada", "Lima"])["Ada"] == []
    assert narrowed.rows([0, 3]) == tables.rows([3])
    with pytest.raises(NotComputable):
        narrowed.run(Plan(crew.id, "count"))
    assert tables.listed() == [crew, ports]


def test_a_column_of_another_table_is_refused(tmp_path: Path) -> None:
    tables = kept(tmp_path, document(sheet(CREW), "crew.csv"), document(sheet(PORTS), "ports.csv"))
    crew, ports = tables.listed()
    with pytest.raises(NotComputable, match="not in the table"):
        tables.run(Plan(crew.id, "sum", ports.columns[1]))


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [*database.iterdump()]


def test_what_is_copied_from_the_file_before_is_what_would_be_read(tmp_path: Path) -> None:
    crew, ports, more = (
        document(sheet(text), f"{name}.csv") for name, text in (("crew", CREW), ("ports", PORTS), ("more", PORTS))
    )
    nothing = document([["Just"], ["words"]], "plain.csv")
    write_tables(tmp_path / "before", [ports, crew, nothing])
    counts = write_tables(tmp_path / "copied", [nothing, more, crew, ports], tmp_path / "before")
    assert counts == write_tables(tmp_path / "read", [nothing, more, crew, ports]) == {"tables": 3, "rows": 9}
    assert _dump(tmp_path / "copied") == _dump(tmp_path / "read")


def test_tables_of_known_documents_are_not_read_again(tmp_path: Path) -> None:
    crew = document(sheet(CREW), "crew.csv")
    write_tables(tmp_path / "before", [crew])
    changed = document(sheet(PORTS), "crew.csv")  # the same name and hash, so it must come from the file before
    write_tables(tmp_path / "after", [changed], tmp_path / "before")
    assert [table.name for table in Tables(tmp_path / "after").listed()[:1]] == ["crew"]
    assert len(Tables(tmp_path / "after").listed()[0].columns) == 4


def test_a_build_keeps_tables_and_reads_those_of_changed_files_anew(tmp_path: Path, embedder: HashingEmbedder) -> None:
    root, index_dir = tmp_path / "docs", tmp_path / "index"
    root.mkdir()
    for name, text in (("crew", CREW), ("ports", PORTS)):
        (root / f"{name}.csv").write_text(text.replace(",", "").replace("|", ","), encoding="utf-8")
    build(root, index_dir, embedder, parser=InProcessParser())
    snapshot = open_snapshot(index_dir, embedder)
    assert snapshot.manifest["tables"] == {"tables": 2, "rows": 6}
    (root / "ports.csv").write_text("Port,Ships\nOslo,3\nRiga,4\n", encoding="utf-8")
    build(root, index_dir, embedder, parser=InProcessParser())
    tables = open_snapshot(index_dir, embedder).tables
    assert [table.rows for table in tables.listed()] == [3, 2]
    ports = tables.listed()[1]
    assert tables.run(Plan(ports.id, "sum", ports.columns[1])).groups[0].value == 7
    assert snapshot.tables.listed()[1].rows == 3  # who holds the generation before goes on with it
    assert [table.name for table in snapshot.without(["crew.csv"]).tables.listed()] == ["ports"]


def test_a_generation_shares_the_file_of_tables_with_the_one_before_unless_a_table_came_or_went(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    root, index_dir = tmp_path / "docs", tmp_path / "index"
    root.mkdir()
    (root / "crew.csv").write_text(CREW.replace(",", "").replace("|", ","), encoding="utf-8")
    (root / "ports.csv").write_text(PORTS.replace(",", "").replace("|", ","), encoding="utf-8")
    for number in range(40):  # so that one more or less is not a tenth
        (root / f"{number}.txt").write_text(f"The harbor {number} is open.", encoding="utf-8")

    def is_shared_after(change: Callable[[], object]) -> bool:
        before, _ = read_manifest(index_dir)
        change()
        build(root, index_dir, embedder, parser=InProcessParser())
        now, manifest = read_manifest(index_dir)
        assert now != before
        assert [*altered(index_dir, manifest, anew=True)] == []
        build(root, tmp_path / f"anew{now.name}", embedder, parser=InProcessParser())
        anew, told = read_manifest(tmp_path / f"anew{now.name}")
        assert manifest["tables"] == told["tables"]
        assert _dump(now / TABLES) == _dump(anew / TABLES)
        return (before / TABLES).samefile(now / TABLES)

    build(root, index_dir, embedder, parser=InProcessParser())
    assert is_shared_after(lambda: (root / "1.txt").write_text("The harbor 1 is closed."))
    assert is_shared_after(lambda: (root / "2.txt").unlink())
    assert is_shared_after(lambda: (root / "1.txt").rename(root / "one.txt"))
    assert not is_shared_after(lambda: (root / "more.csv").write_text("Port,Ships\nOslo,3\nRiga,4\n"))
    assert is_shared_after(lambda: (root / "3.txt").write_text("The harbor 3 is closed."))
    assert not is_shared_after(lambda: (root / "ports.csv").rename(root / "all.csv"))
    assert not is_shared_after(lambda: (root / "all.csv").write_text("Port,Ships\nOslo,3\nRiga,5\n"))
    assert not is_shared_after(lambda: (root / "all.csv").unlink())
    for number in range(4, 12):  # more than a tenth: all documents become one part again
        (root / f"{number}.txt").write_text(f"The harbor {number} is closed.", encoding="utf-8")
    assert is_shared_after(lambda: (root / "12.txt").write_text("The harbor 12 is closed."))


def test_a_file_that_is_no_file_of_tables_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "tables.sqlite").write_bytes(b"no database")
    with pytest.raises(IndexUnusable, match="--anew"):
        Tables(tmp_path / "tables.sqlite").listed()


def test_cells_are_found_by_their_first_and_last_words(tmp_path: Path) -> None:
    tables, _, columns = one(
        tmp_path, "Name | Site\nAda Smith | Leeds\nAdam Jones | Ada Street\nBo Smith | Leeds\nAda | Hull"
    )
    name, site = columns["Name"], columns["Site"]
    assert sorted(tables.beginning("ADA", 10), key=str) == sorted([(name, "Ada Smith"), (site, "Ada Street")], key=str)
    assert [cell for _, cell in tables.ending("smith", 10)] == ["Ada Smith", "Bo Smith"]
    assert len(tables.ending("smith", 1)) == 1


def test_a_column_is_unique_if_every_row_has_a_cell_of_its_own(tmp_path: Path) -> None:
    tables, _, columns = one(tmp_path, "Name | Site | Phone\nAda | Leeds | 1-2\nBo | Leeds | \nCara | York | 1-4")
    assert [tables.is_unique(columns[name]) for name in ("Name", "Site", "Phone")] == [True, False, False]
