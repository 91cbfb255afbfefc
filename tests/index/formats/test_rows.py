"""Rows as text: which names a table gives its columns, and that no cell is lost and no row divided."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.tabular.headers import kind
from index.formats.tabular.rows import label, readable
from index.language.sentences import sentences

TABLES = {
    "years over amounts": (
        "Crop|2021|2022|2023\nBarley|410|395|433\nOats|120|131|98",
        ["Crop: Barley; 2021: 410; 2022: 395; 2023: 433.", "Crop: Oats; 2021: 120; 2022: 131; 2023: 98."],
    ),
    "quarters and a year": (
        "Team|Q1|Q2|2024\nHawks|12|15|27\nOwls|9|11|20",
        ["Team: Hawks; Q1: 12; Q2: 15; 2024: 27.", "Team: Owls; Q1: 9; Q2: 11; 2024: 20."],
    ),
    "dates on top of a roster": (
        "|2024-05-01|2024-05-02|2024-05-03\nAda|x||x\nBob|x|x|",
        ["Ada; 2024-05-01: x; 2024-05-03: x.", "Bob; 2024-05-01: x; 2024-05-02: x."],
    ),
    "hours on top of a plan": (
        "Room|09:00|10:00|11:00\nBlue|Maths|Art|\nRed||French|Maths",
        ["Room: Blue; 09:00: Maths; 10:00: Art.", "Room: Red; 10:00: French; 11:00: Maths."],
    ),
    "opening hours without names": (
        "Monday|09:00|17:00\nTuesday|closed|\nSunday|closed|",
        ["Monday; 09:00; 17:00.", "Tuesday; closed.", "Sunday; closed."],
    ),
    "words in place of numbers": (
        "Item|Q1|Q2\nRent|1|2\nFood|TBC|TBC\nFuel|3|4\nGas|4|4",
        [
            "Item: Rent; Q1: 1; Q2: 2.",
            "Item: Food; Q1: TBC; Q2: TBC.",
            "Item: Fuel; Q1: 3; Q2: 4.",
            "Item: Gas; Q1: 4; Q2: 4.",
        ],
    ),
    "words in place of hours, without names": (
        "Moss|08:00|17:00\nOda|09:00|17:00\nRena|closed|closed\nOda|10:00|16:00",
        ["Moss; 08:00; 17:00.", "Oda; 09:00; 17:00.", "Rena; closed; closed.", "Oda; 10:00; 16:00."],
    ),
    "sums of an invoice": (
        "Pos|Item|Price|Sum\n1|Bolt|0.5|5\n2|Nut|0.25|5\n||Subtotal|10\n||VAT|2",
        [
            "Pos: 1; Item: Bolt; Price: 0.5; Sum: 5.",
            "Pos: 2; Item: Nut; Price: 0.25; Sum: 5.",
            "Subtotal; Sum: 10.",
            "VAT; Sum: 2.",
        ],
    ),
    "a balance below the last section": (
        "Item|Jan|Feb\nIncome\nPay|30|31\nGifts|5|5\nExpenses\nRent|10|11\nFood|3|4\n\nBalance|17|16",
        [
            "Income; Item: Pay; Jan: 30; Feb: 31.",
            "Income; Item: Gifts; Jan: 5; Feb: 5.",
            "Expenses; Item: Rent; Jan: 10; Feb: 11.",
            "Expenses; Item: Food; Jan: 3; Feb: 4.",
            "Item: Balance; Jan: 17; Feb: 16.",
        ],
    ),
    "labels with colons below": (
        "Name|Hours|Pay\nAda|4|40\nBob|5|50\n\nApproved by:|Eve\nDate:|2024-05-01",
        ["Name: Ada; Hours: 4; Pay: 40.", "Name: Bob; Hours: 5; Pay: 50.", "Approved by: Eve.", "Date: 2024-05-01."],
    ),
    "a source below": (
        "Name|City|Amount\nAda|Oslo|200\nBob|Rome|300\nSource: town hall||",
        ["Name: Ada; City: Oslo; Amount: 200.", "Name: Bob; City: Rome; Amount: 300.", "Source: town hall"],
    ),
    "names that span columns": (
        "Region|2022||2023|\n|Budget|Actual|Budget|Actual\nNorth|510|498|530|561\nSouth|300|322|310|287\nWest|300|322|310|287\nEast|300|322|310|287",
        [
            "Region: North; 2022 Budget: 510; 2022 Actual: 498; 2023 Budget: 530; 2023 Actual: 561.",
            "Region: South; 2022 Budget: 300; 2022 Actual: 322; 2023 Budget: 310; 2023 Actual: 287.",
            "Region: West; 2022 Budget: 300; 2022 Actual: 322; 2023 Budget: 310; 2023 Actual: 287.",
            "Region: East; 2022 Budget: 300; 2022 Actual: 322; 2023 Budget: 310; 2023 Actual: 287.",
        ],
    ),
    "titles above them": (
        "Spending of Oda\nin crowns\nRegion|2022||2023|\n|Budget|Actual|Budget|Actual\nNorth|510|498|530|561\nSouth|300|322|310|287",
        [
            "Spending of Oda",
            "in crowns",
            "Region: North; 2022 Budget: 510; 2022 Actual: 498; 2023 Budget: 530; 2023 Actual: 561.",
            "Region: South; 2022 Budget: 300; 2022 Actual: 322; 2023 Budget: 310; 2023 Actual: 287.",
        ],
    ),
    "spans that the reader has filled": (
        "Region|2022|2022|2023|2023\nRegion|Budget|Actual|Budget|Actual\nNorth|510|498|530|561\nSouth|300|322|310|287",
        [
            "Region: North; 2022 Budget: 510; 2022 Actual: 498; 2023 Budget: 530; 2023 Actual: 561.",
            "Region: South; 2022 Budget: 300; 2022 Actual: 322; 2023 Budget: 310; 2023 Actual: 287.",
        ],
    ),
    "a name over all columns but the first": (
        "|Scores||\nName|Math|Art|Music\nAda|5|4|3\nBo|3|2|1",
        [
            "Name: Ada; Scores Math: 5; Scores Art: 4; Scores Music: 3.",
            "Name: Bo; Scores Math: 3; Scores Art: 2; Scores Music: 1.",
        ],
    ),
    "names that span columns of texts": (
        "|Morning||Evening|\nDay|Cook|Guard|Cook|Guard\nMon|Ada|Bo|Cy|Di\nTue|Bo|Ada|Di|Cy",
        [
            "Day: Mon; Morning Cook: Ada; Morning Guard: Bo; Evening Cook: Cy; Evening Guard: Di.",
            "Day: Tue; Morning Cook: Bo; Morning Guard: Ada; Evening Cook: Di; Evening Guard: Cy.",
        ],
    ),
    "a row of units": (
        "Sensor|Temperature|Pressure\n|°C|hPa\nAlpha|11.5|1013\nBeta|9.25|998",
        [
            "Sensor: Alpha; Temperature: 11.5 °C; Pressure: 1013 hPa.",
            "Sensor: Beta; Temperature: 9.25 °C; Pressure: 998 hPa.",
        ],
    ),
    "units in brackets": (
        "Sensor|Temperature|Pressure\n|[°C]|(hPa)\nAlpha|11.5|1013\nBeta|n/a|998",
        [
            "Sensor: Alpha; Temperature: 11.5 °C; Pressure: 1013 hPa.",
            "Sensor: Beta; Temperature: n/a; Pressure: 998 hPa.",
        ],
    ),
    "side by side": (
        "Pool|Depth|||Coach|Sport\nMain|2.1|||Vera|Judo\nDiving|5|||Amir|Rowing",
        [
            "Pool: Main; Depth: 2.1.",
            "Pool: Diving; Depth: 5.",
            "Coach: Vera; Sport: Judo.",
            "Coach: Amir; Sport: Rowing.",
        ],
    ),
    "an empty column in one table": (
        "Name|Role||City|Land\nAda|Mate||Oslo|Norway\nBo|Cook||Oslo|Norway\nCy|Cook||Rome|Italy",
        [
            "Name: Ada; Role: Mate; City: Oslo; Land: Norway.",
            "Name: Bo; Role: Cook; City: Oslo; Land: Norway.",
            "Name: Cy; Role: Cook; City: Rome; Land: Italy.",
        ],
    ),
    "one below the other": (
        "Staff|\nName|Role\nHelga|Mate\nIdris|Engineer\nTimetable|\nDeparture|Pier\n07:10|North\n09:40|South",
        [
            "Staff",
            "Name: Helga; Role: Mate.",
            "Name: Idris; Role: Engineer.",
            "Timetable",
            "Departure: 07:10; Pier: North.",
            "Departure: 09:40; Pier: South.",
        ],
    ),
    "one below the other without a title": (
        "Item|Price|Stock\nOil|1.5|3\nSalt|2.0|5\nName|Age|Height\nAda|36|170\nBo|40|180",
        [
            "Item: Oil; Price: 1.5; Stock: 3.",
            "Item: Salt; Price: 2.0; Stock: 5.",
            "Name: Ada; Age: 36; Height: 170.",
            "Name: Bo; Age: 40; Height: 180.",
        ],
    ),
    "in doubt no names": (
        "Staff|\nName|Role\nHelga|Mate\n|\nTools|\nTool|Owner\nHammer|Ada\nSaw|Bo",
        ["Staff", "Name: Helga; Role: Mate.", "Tools", "Tool; Owner.", "Hammer; Ada.", "Saw; Bo."],
    ),
    "a header said twice": (
        "Item|Price\nOil|1.5\nItem|Price\nSalt|2.0",
        ["Item: Oil; Price: 1.5.", "Item: Salt; Price: 2.0."],
    ),
    "labels and values": (
        "Vessel|Nordstjernen\nBuilt|1956\nLength (m)|80.77\nCaptain|Sigrid Hovland\nLast docking|2023-09-14",
        [
            "Vessel: Nordstjernen.",
            "Built: 1956.",
            "Length (m): 80.77.",
            "Captain: Sigrid Hovland.",
            "Last docking: 2023-09-14.",
        ],
    ),
    "labels with colons": (
        "Name:|Ada\nTown:|Oslo\nOwner:|Bo",
        ["Name: Ada.", "Town: Oslo.", "Owner: Bo."],
    ),
    "two labels a row": (
        "Vessel|Gannet|Built|1956\nCaptain|Ada|Call sign|LK77\nFee|25.50|Docked|2023-09-14",
        ["Vessel: Gannet.", "Built: 1956.", "Captain: Ada.", "Call sign: LK77.", "Fee: 25.50.", "Docked: 2023-09-14."],
    ),
    "two columns of texts": (
        "Key|Holder\nRed|Marit\nBlue|Yusuf\nGreen|Marit",
        ["Key: Red; Holder: Marit.", "Key: Blue; Holder: Yusuf.", "Key: Green; Holder: Marit."],
    ),
    "labels and numbers": (
        "Barley|410\nOats|120\nRye|77",
        ["Barley: 410.", "Oats: 120.", "Rye: 77."],
    ),
    "rows of data alone": (
        "Ada|36|London\nBo|40|Paris\nCy|41|Rome",
        ["Ada; 36; London.", "Bo; 40; Paris.", "Cy; 41; Rome."],
    ),
    "names in the first column": (
        "Vessel|Gannet|Puffin\nBuilt|1956|1960\nLength (m)|80|75\nCaptain|Ada|Bo",
        [
            "Vessel: Gannet; Built: 1956; Length (m): 80; Captain: Ada.",
            "Vessel: Puffin; Built: 1960; Length (m): 75; Captain: Bo.",
        ],
    ),
    "questions": (
        "question|answer\nWhen does it open?|At seven.\nMay I?|Yes; but no balls.",
        ["question: When does it open?; answer: At seven.", "question: May I?; answer: Yes; but no balls."],
    ),
    "questions without names": (
        "When does it open?|At seven in the morning.\nMay I bring a float?|Yes, but no balls.\nWhat does it cost?|640 crowns.",
        [
            "When does it open?; At seven in the morning.",
            "May I bring a float?; Yes, but no balls.",
            "What does it cost?; 640 crowns.",
        ],
    ),
    "sections": (
        "Room|Beds|Floor\nMaternity||\nM1|4|1\nM2|3|1\nSurgery||\nS1|8|2\nS2|5|2\n* one bed is broken||",
        [
            "Maternity; Room: M1; Beds: 4; Floor: 1.",
            "Maternity; Room: M2; Beds: 3; Floor: 1.",
            "Surgery; Room: S1; Beds: 8; Floor: 2.",
            "Surgery; Room: S2; Beds: 5; Floor: 2.",
            "* one bed is broken",
        ],
    ),
    "sections after empty rows": (
        "Room|Beds|Floor\n||\nMaternity||\nM1|4|1\nM2|3|1\n||\nSurgery||\nS1|8|2\nS2|5|2",
        [
            "Maternity; Room: M1; Beds: 4; Floor: 1.",
            "Maternity; Room: M2; Beds: 3; Floor: 1.",
            "Surgery; Room: S1; Beds: 8; Floor: 2.",
            "Surgery; Room: S2; Beds: 5; Floor: 2.",
        ],
    ),
    "a first cell for several rows": (
        "Ward|Room|Beds\nMaternity|M1|4\n|M2|3\n|M3|6\nSurgery|S1|8\n|S2|5\nTotal||26",
        [
            "Ward: Maternity; Room: M1; Beds: 4.",
            "Ward: Maternity; Room: M2; Beds: 3.",
            "Ward: Maternity; Room: M3; Beds: 6.",
            "Ward: Surgery; Room: S1; Beds: 8.",
            "Ward: Surgery; Room: S2; Beds: 5.",
            "Ward: Total; Beds: 26.",
        ],
    ),
    "an incomplete row": (
        "Name|Age|City\nAda|36|London\nBob||\nCy|41|Rome",
        ["Name: Ada; Age: 36; City: London.", "Name: Bob.", "Name: Cy; Age: 41; City: Rome."],
    ),
    "what stands above": (
        "Prepared by|Ada||\nDate|2024-01-01||\nGroup|Children|Teacher|Room\nFoxes|18|Ragna|1\nHares|15|Omar|2",
        [
            "Prepared by: Ada.",
            "Date: 2024-01-01.",
            "Group: Foxes; Children: 18; Teacher: Ragna; Room: 1.",
            "Group: Hares; Children: 15; Teacher: Omar; Room: 2.",
        ],
    ),
    "title, total and remark": (
        "Skogen\nAttendance, as of 1 March\n\nGroup|Children|Teacher\nFoxes|18|Ragna\nHares|15|Omar\nTotal|33|\n\n* without the children on the list.",
        [
            "Skogen",
            "Attendance, as of 1 March",
            "Group: Foxes; Children: 18; Teacher: Ragna.",
            "Group: Hares; Children: 15; Teacher: Omar.",
            "Group: Total; Children: 33.",
            "* without the children on the list.",
        ],
    ),
    "a list": (
        "Names of pilots\nBerit\nEgil",
        ["Names of pilots: Berit.", "Names of pilots: Egil."],
    ),
    "numbers in turn": (
        "Shop|1|2|3|4\nA|5|6|7|8\nB|4|3|2|1",
        ["Shop: A; 1: 5; 2: 6; 3: 7; 4: 8.", "Shop: B; 1: 4; 2: 3; 3: 2; 4: 1."],
    ),
    "numbers not in turn": (
        "A|1|2|3\nB|4|5|6",
        ["A; 1; 2; 3.", "B; 4; 5; 6."],
    ),
    "signs": (
        "#|Name|%\n1|Ada|5\n2|Bo|6",
        ["#: 1; Name: Ada; %: 5.", "#: 2; Name: Bo; %: 6."],
    ),
    "dates over amounts": (
        "Branch|2024-01-01|2024-02-01\nA|5|6\nB|7|8",
        ["Branch: A; 2024-01-01: 5; 2024-02-01: 6.", "Branch: B; 2024-01-01: 7; 2024-02-01: 8."],
    ),
    "dates over dates": (
        "2024-01-01|5|6\n2024-01-02|7|8",
        ["2024-01-01; 5; 6.", "2024-01-02; 7; 8."],
    ),
    "errors": (
        "Month|Ratio\nMay|#N/A\nJune|#DIV/0!",
        ["Month: May; Ratio: #N/A.", "Month: June; Ratio: #DIV/0!"],
    ),
    "sizes over prices": (
        "Tea|100 g|250 g\nAssam|3.40|7.50\nDarjeeling|4.10|9.20",
        ["Tea: Assam; 100 g: 3.40; 250 g: 7.50.", "Tea: Darjeeling; 100 g: 4.10; 250 g: 9.20."],
    ),
    "an empty column": (
        "Name|Phone|Mail\nAda||a@b\nBo||c@d",
        ["Name: Ada; Mail: a@b.", "Name: Bo; Mail: c@d.", "Name; Phone; Mail."],
    ),
    "three rows of names": (
        "||2023||2024|\n||H1|H2|H1|H2\nRegion|Unit|kt|kt|kt|kt\nNorth|A|5|6|7|8\nSouth|B|5|6|7|8",
        [
            "Region: North; Unit: A; 2023 H1 kt: 5; 2023 H2 kt: 6; 2024 H1 kt: 7; 2024 H2 kt: 8.",
            "Region: South; Unit: B; 2023 H1 kt: 5; 2023 H2 kt: 6; 2024 H1 kt: 7; 2024 H2 kt: 8.",
        ],
    ),
    "opening hours": (
        "Opening hours|\nMonday|09:00-17:00\nTuesday|09:00-17:00\nSunday|closed",
        ["Opening hours", "Monday: 09:00-17:00.", "Tuesday: 09:00-17:00.", "Sunday: closed."],
    ),
    "a card above a table": (
        "Invoice no.|4711|Date|2024-05-01\nCustomer|Ada Li|Due|2024-06-01\nItem|Qty|Price|Sum\nBolt|5|2.00|10.00\nNut|6|1.00|6.00\nTotal|||16.00",
        [
            "Invoice no.: 4711.",
            "Date: 2024-05-01.",
            "Customer: Ada Li.",
            "Due: 2024-06-01.",
            "Item: Bolt; Qty: 5; Price: 2.00; Sum: 10.00.",
            "Item: Nut; Qty: 6; Price: 1.00; Sum: 6.00.",
            "Item: Total; Sum: 16.00.",
        ],
    ),
    "a word among numbers": (
        "Name|Age|City\nUnknown|unknown|Oslo\nAda|36|Rome\nBo|40|Paris",
        [
            "Name: Unknown; Age: unknown; City: Oslo.",
            "Name: Ada; Age: 36; City: Rome.",
            "Name: Bo; Age: 40; City: Paris.",
        ],
    ),
}
_CELL = st.sampled_from(
    [
        "",
        "",
        "",
        "Name",
        "Age",
        "2023",
        "2024",
        "5",
        "7.5",
        "Ada",
        "Bo Li",
        "x",
        "°C",
        "kg",
        "Total:",
        "a_b",
        "5 kg",
        "2024-01-01",
        "* note",
        "Who?",
        "09:40",
        "Maternity",
    ]
)
_ROWS = st.lists(st.lists(_CELL, min_size=1, max_size=6), max_size=9)


@pytest.mark.parametrize("what", TABLES)
def test_tables_are_read_as_people_read_them(what: str) -> None:
    table, expected = TABLES[what]
    assert _texts([row.split("|") for row in table.split("\n")]) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [["Name", "Age"], ["Ada", "36"], ["", "7"], ["", ""], ["Bob", ""]],
            ["Name: Ada; Age: 36.", "Age: 7.", "Name: Bob."],
        ),
        ([["2023", "2024"], ["5", "6"]], ["2023: 5; 2024: 6."]),
        ([["", "May"], ["Rain", "3"]], ["Rain; May: 3."]),
        (
            [["Budget", ""], ["", ""], ["first_year", "Sum:"], ["2023", "$5.00"]],
            ["Budget", "first year: 2023; Sum: $5.00."],
        ),
        ([["A", "B"], ["x", "1"], ["", ""], ["C", "D"], ["y", "2"]], ["A: x; B: 1.", "C: y; D: 2."]),
        ([["A", "B"], ["x", "y"], ["", ""], ["z", "u"], ["v", "w"]], ["A: x; B: y.", "A: z; B: u.", "A: v; B: w."]),
        ([["A"], ["x"], ["y"]], ["A: x.", "A: y."]),
        ([["A", "B"], ["x", "y", "z"]], ["A: x; B: y; z."]),
        ([["A", "B"], ["Why", "Who?"]], ["A: Why; B: Who?"]),
        ([["A", "B"]], ["A; B."]),
        ([["Total", "5"]], ["Total: 5."]),
        ([["* one"], ["* two"]], ["* one.", "* two."]),
        ([], []),
    ],
)
def test_small_tables(rows: list[list[str]], expected: list[str]) -> None:
    assert _texts(rows) == expected


def test_names_that_are_numbers_are_names_where_the_file_says_so() -> None:
    assert _texts([["Crop", "17"], ["Rye", "5"]]) == ["Crop: 17.", "Rye: 5."]
    assert _texts([["Crop", "17"], ["Rye", "5"]], headed=True) == ["Crop: Rye; 17: 5."]


@given(_ROWS, st.booleans())
def test_no_cell_is_lost(rows: list[list[str]], headed: bool) -> None:
    text = "\n".join(_texts(rows, headed))
    for row in rows:
        for cell in row:
            assert cell in text or label(cell) in text


@given(_ROWS, st.booleans())
def test_names_come_from_the_table_alone(rows: list[list[str]], headed: bool) -> None:
    words = {word for row in rows for cell in row for word in re.findall(r"\w+", cell.replace("_", " "))} | {"a_b"}
    assert set(re.findall(r"\w+", " ".join(_texts(rows, headed)))) <= words


@pytest.mark.parametrize("section", ["Maternity", "Dr. Aas' ward"])
def test_a_row_with_its_section_is_one_sentence(section: str) -> None:
    rows = [
        ["Room", "Asked?", "Answer"],
        [section],
        ["M1", "Is it open?", "Yes. By day"],
        ["M2", "Why?", "No beds. None"],
    ]
    text = "\n".join(_texts(rows))
    assert [text[start:end] for start, end in sentences(text, "en")] == [
        f"{section}; Room: M1; Asked?: Is it open?; Answer: Yes. By day.",
        f"{section}; Room: M2; Asked?: Why?; Answer: No beds. None.",
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,234.50", "number"),
        ("(77.25)", "number"),
        ("EUR 5", "number"),
        ("kr 5", "number"),
        ("12%", "number"),
        ("5 kg", "amount"),
        ("80 km/h", "amount"),
        ("1999", "year"),
        ("2023/24", "year"),
        ("Mar 2024", "year"),
        ("7.5.2024", "date"),
        ("2024-05-01 09:30", "date"),
        ("30:15", "time"),
        ("09:00-17:00", "time"),
        ("Q1", "code"),
        ("P-1", "code"),
        ("n/a", ""),
        ("#DIV/0!", ""),
        ("—", ""),
        ("Ada", "text"),
        ("3 beds free", "text"),
    ],
)
def test_kinds_of_cells(cell: str, expected: str) -> None:
    assert kind(cell) == expected


def _texts(rows: list[list[str]], headed: bool = False) -> list[str]:
    return [text for _, text in readable(rows, headed)]
