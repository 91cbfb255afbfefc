"""Questions about rows, worded as people would, with what is answered; and those that are none."""

import pytest

from app.whole.folder import Folder
from tests.app.whole.tables.asking import PROSE, SHEETS, asked, folder, headline


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return folder(tmp_path_factory.mktemp("tables"), prose=PROSE)


ANSWERS = {
    # figures of all rows, and of some
    "What is the average salary?": "£37,700: mean of Salary (GBP), 5 rows of employees.",
    "median salary in York": "£39,500: median of Salary (GBP) where Site is York, 2 rows of employees.",
    "total amount of orders": "£1,920.50: sum of Amount, 5 rows of orders.",
    "how much did Acme spend?": "£200.50: sum of Amount where Customer is Acme Ltd, 2 rows of orders.",
    "how much did Brook & Co pay in 2025": (
        "£510.00: sum of Amount where Customer is Brook & Co and Order date is January 1, 2025 to December 31, 2025, "
        "1 row of orders."
    ),
    "How many orders are there?": "5 rows of orders.",
    "how many people work for us": "5 rows of employees.",
    "number of orders over £500": "3 rows of orders where Amount is over £500.",
    "how many orders between 100 and 600": "3 rows of orders where Amount is at least £100 and Amount is at most £600.",
    "how many employees are not in Leeds": "3 rows of employees where Site is not Leeds.",
    "how many employees in Leeds or York?": "4 rows of employees where Site is Leeds or York.",
    "how many engineers are in Leeds": "2 rows of employees where Role is Engineer and Site is Leeds.",
    "how many employees started before 2020": "2 rows of employees where Start date is up to December 31, 2019.",
    "how many different customers ordered in 2024": (
        "2 different values of Customer where Order date is January 1, 2024 to December 31, 2024, in 3 rows of orders."
    ),
    "how many claims were checked": "2 rows of claims where Checked is yes.",
    "total of 2024 in the budget": "33,000: sum of 2024, 2 rows of budget.",
    # groups
    "average salary by site": "Mean of Salary (GBP) by Site: Leeds £40,750; York £39,500; Hull £28,000.",
    "orders per customer": "Rows of orders by Customer: Acme Ltd 2 rows; Brook & Co 2 rows; Cedar GmbH 1 row; in all 5 rows.",
    "total amount of orders by year": "Sum of Amount by year: 2024 £900.50; 2025 £1,020.00; in all £1,920.50.",
    "which site has the most employees?": "Leeds 2 rows; York 2 rows: the most, rows of employees by Site. 2 are equal.",
    "which customer spent the most": "Brook & Co £1,210.00: the most, sum of Amount by Customer.",
    "which role has the highest average salary": "Engineer £44,166.67 (rounded): the most, mean of Salary (GBP) by Role.",
    # the most and the least
    "who earns the most?": "Eve Adams: £51,000: the highest Salary (GBP) of 5 rows of employees.",
    "who has the lowest salary": (
        "Bo Li: £28,000; Dan Brown: £28,000: the lowest Salary (GBP) of 5 rows of employees. 2 are equal."
    ),
    "the two largest orders": (
        "Order ID 1002, Brook & Co: £700.00; Order ID 1004, Cedar GmbH: £510.00; Order ID 1005, Brook & Co: £510.00: "
        "the highest Amount of 5 rows of orders. 1 row more is equal to the last."
    ),
    "cheapest part": "Part 4712, Washer: €0.05: the lowest Unit price of 3 rows of stock.",
    "newest order": "Order ID 1005, Brook & Co: 2025-03-30: the newest Order date of 5 rows of orders.",
    "which department had the highest budget in 2024": "Sales: 21000: the highest 2024 of 2 rows of budget.",
    # rows and cells
    "list all orders over 500": "3 rows of orders where Amount is over £500.",
    "which employees are in York": "2 rows of employees where Site is York.",
    "What's Bo's salary?": "£28,000 is the Salary (GBP) of Bo Li.",
    "price of washer": "€0.05 is the Unit price of Washer.",
    "how many in stock of part 4711": "120 is the In stock of Part 4711.",
    "what was the marketing budget in 2023": "10000 is the value in 2023 of Marketing.",
    "which site is Cara Jones in": "Leeds is the Site of Cara Jones.",
    # what has no one figure
    "total amount of claims": "€150; $200: sum of Amount, 3 rows of claims.",
    "average worth of assets": "No cell of Worth in assets has a value.",
    "total amount of orders in 1999": "No rows of orders where Order date is January 1, 1999 to December 31, 1999.",
}


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_about_rows_is_worked_out(tables: Folder, question: str) -> None:
    assert headline(question, tables) == ANSWERS[question]


NONE = [
    "how many days of leave do employees get",
    "how many members does the board have",
    "what is the total rent in the contract with Oak",
    "how many suppliers do we have",
    "average weight by team",
    "average salary by team",
    "what is the average order processing time",
    "how many orders were late",
    "which of the employees is the best",
    "who is the oldest employee",
    "why did Acme spend so much",
    "how much did Acme spend compared to Brook & Co",
    "how much would Acme spend",
    "what share of orders is over 500",
    "which customers have more than 1 order",
    "what is the salary of Eve Adams",  # the text says something else
    "what is the salary",
    "how much is it",
    "how many are there?",
    "how much did we spend in 2024",
    "total",
    "is the average salary over 30000",
    "how does the average salary compare with last year",
    "salary of Ada Smith after the raise",
    "orders not over 500",
    "sum of the salary and amount",
    "how many orders per customer on average",
    "total value of stock",
    "what did Acme order in January 2024",
    "orders from Acme or over 600",
    "is there an order over 600",
]


@pytest.mark.parametrize("question", NONE)
def test_a_question_whose_words_do_not_all_fit_is_none_about_rows(tables: Folder, question: str) -> None:
    assert headline(question, tables) == ""


CHOICES = {
    "what is the total of invoices": ["How many invoices", "Sum of Net", "Sum of Gross"],
    "how many invoices over 150": ["Net", "Gross"],
    "total net of invoices in March 2024": ["Due date", "Paid on"],
    "total orders": ["How many orders", "Sum of Amount"],
}


@pytest.mark.parametrize("question", CHOICES)
def test_what_may_be_meant_in_two_ways_is_asked_back(tables: Folder, question: str) -> None:
    found = asked(question, tables)
    assert found
    assert (found.status, found.shape, found.statements) == ("unsure", "choices", ())
    assert [choice.label for choice in found.refinements][: len(CHOICES[question])] == CHOICES[question]


@pytest.mark.parametrize("question", CHOICES)
def test_each_choice_is_a_question_that_is_answered(tables: Folder, question: str) -> None:
    found = asked(question, tables)
    assert found
    for choice in found.refinements:
        chosen = asked(choice.question, tables)
        assert chosen, choice.question
        assert chosen.status == "answered", choice.question


def test_amounts_in_two_currencies_have_no_greatest(tables: Folder) -> None:
    found = asked("who claimed the most", tables)
    assert found
    assert found.status == "unsure"
    assert "EUR, USD" in (found.headline.text if found.headline else "")


def test_dates_of_two_readings_are_not_claimed(tables: Folder) -> None:
    found = asked("how many assets were bought in May 2024", tables)
    assert found
    assert found.status == "unsure"


def test_every_row_is_cited_and_the_cell_is_marked(tables: Folder) -> None:
    found = asked("total amount of orders over 500", tables)
    assert found
    quotes = [citation.quote for statement in found.statements for citation in statement.citations]
    assert [quote.split(";")[0] for quote in quotes] == ["Order ID: 1002", "Order ID: 1004", "Order ID: 1005"]
    keys = [statement.text[slice(*statement.key)] for statement in found.statements if statement.key]
    assert keys == ["£700.00", "£510.00", "£510.00"]


def test_the_plan_says_of_which_table_and_what_is_left_out(tables: Folder) -> None:
    found = asked("How many orders are there?", tables)
    assert found
    assert (
        found.plan == "Rows of orders, in the table “orders” of orders.csv, 6 rows. 1 row summing up others: left out."
    )


def test_two_tables_that_fit_are_asked_back_and_a_cell_of_them_is_not_certain(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    prices = {f"prices {year}.csv": f"Plan | Price\nBasic | £{year - 2000}\nTeam | £99" for year in (2024, 2025)}
    of = folder(tmp_path_factory.mktemp("prices"), prices)
    found = asked("average price by plan", of)
    assert found
    assert [choice.question for choice in found.refinements] == [
        "average price by plan in prices 2024.csv?", "average price by plan in prices 2025.csv?",
    ]  # fmt: skip
    assert headline(found.refinements[0].question, of) == "Mean of Price by Plan: Basic £24; Team £99."
    assert headline("what is the price of Basic", of) == ""
    assert headline("what is the price of Basic in 2025", of) == "£25 is the Price of Basic."


def test_a_folder_without_tables_has_no_answers(tmp_path_factory: pytest.TempPathFactory) -> None:
    of = folder(tmp_path_factory.mktemp("none"), {}, PROSE)
    assert not any(headline(question, of) for question in ANSWERS)


def test_all_tables_are_asked(tables: Folder) -> None:
    assert {table.source for table in tables.tables.listed()} == {*SHEETS}


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    rows = "Name | Unit | Salary | Growth\nAda | IT | £30 | 5%\nBo | Sales | €40 | 7\nCy | IT | n/a | 8"
    return folder(tmp_path_factory.mktemp("staff"), {"staff.csv": rows})


def test_a_cell_in_capitals_is_no_small_word(staff: Folder) -> None:
    assert headline("how many staff in IT", staff) == "2 rows of staff where Unit is IT."
    assert headline("HOW MANY STAFF IN SALES", staff) == "1 row of staff where Unit is Sales."


def test_amounts_without_a_unit_are_not_left_out_where_others_have_one(staff: Folder) -> None:
    found = asked("total growth", staff)
    assert found
    assert (found.status, found.headline and "no unit" in found.headline.text) == ("unsure", True)


def test_what_is_no_amount_is_told_of_sums_in_several_currencies(staff: Folder) -> None:
    found = asked("total salary", staff)
    assert found
    assert found.headline
    assert found.headline.text == "£30; €40: sum of Salary, 3 rows of staff."
    assert "1 row with nothing in the column: no part of the figure." in found.plan


def test_the_number_of_a_row_is_not_compared_and_an_ordinal_is_no_name(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = "Order | Customer | Amount\n1 | First Bank | 100.00\n2 | Will Day | 250.50\n3 | Bo Li | 300.00"
    of = folder(tmp_path_factory.mktemp("numbered"), {"orders.csv": rows})
    assert headline("orders over 100", of) == "2 rows of orders where Amount is over 100."
    assert headline("orders under £200", of) == ""
    assert headline("first order", of) == ""
    assert (
        headline("total amount of First", of) == "100.00: sum of Amount where Customer is First Bank, 1 row of orders."
    )
