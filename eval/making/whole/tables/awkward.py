"""Small tables that can't be worked with as they look: two currencies, two ways to write dates, a merged header, an
empty column."""

from datetime import date

from eval.making.whole.files.office import Cell
from eval.making.whole.tables.table import Table
from eval.making.whole.words import words
from eval.making.whole.world import World, a_day

DAY_FIRST, MONTH_FIRST = "%d/%m/%Y", "%m/%d/%Y"
"""The two ways in which the deliveries write dates."""


def travel(world: World) -> Table:
    """Amounts in two currencies, said in the cell."""
    chance, teams = world.random("travel"), words("names")["teams"]
    cells = tuple(
        (
            f"T-{number}",
            chance.choice(teams),
            f"{chance.choice(('GBP', 'GBP', 'EUR'))} {chance.randint(2000, 90000) / 100:.2f}",
        )
        for number in range(1, 41)
    )
    names = ("the travel claims", "travel-claims.csv", "the travel claims table")
    return Table("tables/travel-claims.csv", names, "claims", ("Claim", "Team", "Amount"), cells, {})


def deliveries(world: World) -> Table:
    """Some dates have the day first, some the month: of the third of April or the fourth of March nobody can tell."""
    chance, wares = world.random("deliveries"), words("names")["wares"]
    days = [a_day(chance, date(2025, 1, 1), date(2025, 12, 31)) for _ in range(36)]
    cells = tuple(
        (f"D-{number}", f"{day:{chance.choice((DAY_FIRST, MONTH_FIRST))}}", chance.choice(wares), chance.randint(1, 90))
        for number, day in enumerate(days, 1)
    )
    names = ("the deliveries table", "deliveries.csv", "the list of deliveries")
    return Table("tables/deliveries.csv", names, "deliveries", ("Delivery", "Date", "Item", "Boxes"), cells, {})


def budget(world: World) -> Table:
    """Two lines of header, of which the upper one has cells that are one over two columns."""
    chance = world.random("budget")
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (site, *(100 * chance.randint(30, 900) for _ in range(4))) for site in world.sites
    )
    return Table(
        "tables/budget.xlsx",
        ("the budget table", "budget.xlsx", "the budget by site"),
        "sites",
        ("Site", "2025 Planned", "2025 Spent", "2026 Planned", "2026 Spent"),
        cells,
        {},
        header=((None, "2025", None, "2026", None), ("Site", "Planned", "Spent", "Planned", "Spent")),
        merged=("B1:C1", "D1:E1"),
    )


def equipment(world: World) -> Table:
    """A column that nobody ever filled in."""
    chance, names = world.random("equipment"), words("names")
    cells = tuple(
        (f"Q-{number}", chance.choice(names["wares"]), chance.choice(world.sites), None, chance.randint(5, 900))
        for number in range(1, 31)
    )
    columns = ("Tag", "Item", "Site", "Residual value", "Weight")
    called = ("the equipment table", "equipment.csv", "the list of equipment")
    return Table("tables/equipment.csv", called, "entries", columns, cells, {"Weight": "kg"})
