"""The three large tables: expenses with rows of subtotals, employees as a workbook, orders with two kinds of amount."""

from itertools import groupby, product
from random import Random

from eval.making.whole.tables.table import Table
from eval.making.whole.words import words
from eval.making.whole.world import NOW, World, a_day

_PAYEES = 3  # of the companies that letters name are paid too
MOST = 5000
"""Rows of the largest."""


def expenses(world: World, rows: int) -> Table:
    """By team, a subtotal under each and the total at the end."""
    chance, names = world.random("expenses"), words("names")
    payees = [*names["suppliers"], *world.companies[:_PAYEES]]
    drawn = sorted(
        (
            (
                chance.choice(names["teams"]),
                a_day(chance, NOW.replace(year=2023, month=10, day=1)),
                chance.choice(names["categories"]),
                _amount(chance, 8, 2400),
                chance.choice(payees),
            )
            for _ in range(rows)
        ),
        key=lambda row: row[:2],
    )
    cells: list[tuple[object, ...]] = []
    totals: set[int] = set()
    for _, of_team in groupby(drawn, key=lambda row: row[0]):
        entries = list(of_team)
        cells += [(day, team, category, payee, amount) for team, day, category, amount, payee in entries]
        totals.add(len(cells))
        cells.append((None, "Subtotal", None, None, summed([amount for *_, amount, _ in entries])))
    totals.add(len(cells))
    cells.append((None, "Total", None, None, summed([row[3] for row in drawn])))
    return Table(
        "tables/expenses.csv",
        ("the expenses table", "expenses.csv", "the expenses file"),
        "expenses",
        ("Date", "Team", "Category", "Payee", "Amount"),
        tuple(cells),  # type: ignore[arg-type]
        {"Amount": "GBP"},
        frozenset(totals),
    )


def employees(world: World, rows: int) -> Table:
    """A workbook; nobody in it is named elsewhere."""
    chance, names = world.random("employees"), words("names")
    every = [f"{first} {head}{tail}" for first, head, tail in product(names["first"], names["heads"], names["tails"])]
    cells = tuple(
        (
            f"E-{1000 + number}",
            name,
            _uneven(chance, list(world.sites)),
            chance.choice(names["roles"]),
            a_day(chance, NOW.replace(year=2009)),
            25 * chance.randint(880, 3600),
            _uneven(chance, names["departments"]),
            chance.choice((40, 50, 60, 75, 80, 90, 100, 100, 100)),
        )
        for number, name in enumerate(chance.sample(every, rows))
    )
    return Table(
        "tables/employees.xlsx",
        ("the employees table", "employees.xlsx", "the list of employees"),
        "employees",
        ("Number", "Name", "Site", "Role", "Start", "Salary", "Department", "Percent"),
        cells,
        {"Salary": "GBP", "Percent": "%"},
    )


def orders(world: World, rows: int) -> Table:
    """Its gross and net amounts make "amount" ambiguous; the discount is written with a percent sign."""
    chance, names = world.random("orders"), words("names")
    cells = []
    for number in range(rows):
        quantity, price = chance.randint(1, 240), _amount(chance, 1, 90)
        discount = chance.choice((0, 0, 2, 5, 10, 15))
        net = round(quantity * round(price * 100) * (100 - discount) / 10000, 2)
        cells.append(
            (
                f"PO-{20000 + number}",
                a_day(chance, NOW.replace(year=2024, month=1, day=1)),
                _uneven(chance, names["wares"]),
                _uneven(chance, names["suppliers"]),
                quantity,
                price,
                f"{discount}%",
                net,
                round(round(net * 100) * 1.2 / 100, 2),
                chance.choice(names["statuses"]),
            )
        )
    return Table(
        "tables/orders.csv",
        ("the orders table", "orders.csv", "the list of orders"),
        "orders",
        (
            "Order", "Date", "Item", "Supplier", "Quantity", "Unit price", "Discount", "Net amount", "Gross amount",
            "Status",
        ),
        tuple(cells),
        {"Unit price": "GBP", "Net amount": "GBP", "Gross amount": "GBP", "Discount": "%"},
    )  # fmt: skip


def summed(amounts: list[float]) -> float:
    """A sum of amounts to the penny, whatever their order."""
    return sum(round(amount * 100) for amount in amounts) / 100


def _amount(chance: Random, low: int, high: int) -> float:
    return chance.randint(low * 100, high * 100) / 100


def _uneven(chance: Random, ones: list[str]) -> str:
    """One of them, the last ones more seldom, so that one has the most and one the fewest."""
    return ones[int(len(ones) * chance.random() ** 1.3)]
