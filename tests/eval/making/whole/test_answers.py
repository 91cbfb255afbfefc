"""The answers, worked out another way: from what the product's readers and spreadsheet libraries read in the files,
for what the first wording of each form asks."""

import csv
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from eval.making.whole.words import words
from tests.eval.making.whole.conftest import Written

KINDS = {about["plural"]: kind for kind, about in words("kinds").items()}
TOPICS = {form: topic["forms"] for topic in words("topics")["topic"] for form in topic["forms"]}
NUMBERS = {word: int(number) for number, word in words("names")["numbers"].items()}
LOOKS = {"when": r"(?:in|from|dated|since|before|until|between) .*", "verb": ".+ we pay"}
"""What is filled in, where that can't be told from what follows it."""
FIGURES: dict[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "mean": statistics.mean,
    "median": statistics.median,
    "min": min,
    "max": max,
}


def slots(record: dict[str, Any]) -> dict[str, str]:
    """What is filled into the first wording of a form."""
    template = words("wordings")[record["kind"]][record["form"]][0]
    pattern = re.sub(r"\\\{(\w+)\\\}", lambda name: f"(?P<{name[1]}>{LOOKS.get(name[1], '.+?')})", re.escape(template))
    matches = (re.fullmatch(pattern, wording) for wording in [record["question"], *record["wordings"]])
    return next(match.groupdict() for match in matches if match)


def in_words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()


def often(text: str, term: str) -> int:
    """How often a term, or any form of it, stands in a text word for word."""
    said = in_words(text)
    forms = [in_words(form) for form in TOPICS.get(term, [term])]
    return sum(said[place : place + len(form)] == form for form in forms for place in range(len(said)))


def mentioning(written: Written, term: str, kinds: str = "") -> list[str]:
    folder = kinds.replace(" ", "-")
    return [source for source, text in sorted(written.texts.items()) if source.startswith(folder) and often(text, term)]


def table(written: Written, source: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a table with their lines, those of subtotals left out."""
    path = written.root / "docs" / source
    if source.endswith(".xlsx"):
        header, *rows = load_workbook(path).active.iter_rows(values_only=True)
    else:
        header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    for line, row in enumerate(rows, 2):
        cells = dict(zip(header, row, strict=True))
        if cells.get("Team") not in ("Subtotal", "Total"):
            yield line, cells


def number(typed: str) -> int:
    return NUMBERS.get(typed) or int(typed)


def months(when: str) -> tuple[str, str]:
    """The first and the last month, as 2024-05, that a stretch of time holds, whatever comes between them."""
    first, last = "0000-00", "9999-99"
    if year := re.fullmatch(r"(?:in|from|dated) (\d{4})", when):
        return f"{year[1]}-01", f"{year[1]}-12"
    named = [f"{datetime.strptime(name, '%B %Y'):%Y-%m}" for name in re.findall(r"[A-Z]\w+ \d{4}", when)]
    if when.startswith("until"):
        return first, named[0]
    if when.startswith("before"):
        year_before, month = divmod(int(named[0][:4]) * 12 + int(named[0][5:]) - 2, 12)
        return first, f"{year_before}-{month + 1:02}"
    return (named[0], named[1]) if len(named) == 2 else (named[0], last) if named else (first, last)


def figure(cell: Any) -> float:
    return float(str(cell).rstrip("%"))


def test_counts_and_lists_of_mentions(written: Written) -> None:
    for record in written.of("mention_count", "mention_list"):
        asked = slots(record)
        found = mentioning(written, asked["term"], asked.get("kinds", ""))
        assert record["answer"] == {"count": len(found), "documents": found}, record["question"]


def test_counts_of_terms_typed_wrong(written: Written) -> None:
    for record in written.of("typo_count"):
        asked, meant = slots(record), record["answer"]["meant"]
        assert asked["typo"] != meant and not mentioning(written, asked["typo"])
        assert record["answer"]["documents"] == mentioning(written, meant, asked.get("kinds", ""))


def test_occurrences(written: Written) -> None:
    for record in written.of("occurrences"):
        asked = slots(record)
        found = mentioning(written, asked["reference"], asked.get("kinds", ""))
        counts = {source: often(written.texts[source], asked["reference"]) for source in found}
        assert record["answer"] == {"count": sum(counts.values()), "by_document": counts, "documents": found}


def test_phrases(written: Written) -> None:
    for record in written.of("phrase"):
        phrase = slots(record)["phrase"].casefold()
        texts = {source: " ".join(text.casefold().split()) for source, text in written.texts.items()}
        assert record["answer"]["documents"] == sorted(source for source, text in texts.items() if phrase in text)


def test_people_at_meetings(written: Written) -> None:
    for record in written.of("people_list"):
        present: set[str] = set()
        for source in record["answer"]["documents"]:
            listed = re.search(r"Present: (.*?)\.(?:\s|$)", written.documents[source].text, re.DOTALL)
            assert listed
            present |= {
                " ".join(name.split()) for name in listed[1].replace(" (chair)", "").replace("\n(chair)", "").split(",")
            }
        assert record["answer"]["people"] == sorted(present)
        if record["form"] == "all":
            first, last = months(slots(record)["when"])
            held = {
                source
                for source in written.texts
                if source.startswith("minutes/") and slots(record)["body"] in (written.documents[source].title or "")
            }
            dated = {source for source in held if first <= (written.documents[source].date or "")[:7] <= last}
            assert dated == {*record["answer"]["documents"]}
        if record["form"] == "meeting":
            (source,) = record["answer"]["documents"]
            assert slots(record)["body"] in (written.documents[source].title or "")


@pytest.mark.parametrize("kind", FIGURES)
def test_figures_of_tables(written: Written, kind: str) -> None:
    for record in written.of(f"table_{kind}"):
        answer, asked = record["answer"], slots(record)
        if answer["document"].endswith("budget.xlsx"):
            continue
        first, last = months(asked.get("when", ""))
        rows = [
            (line, figure(cells[asked["column"]]))
            for line, cells in table(written, answer["document"])
            if ("value" not in asked or asked["value"] in cells.values())
            and ("when" not in asked or first <= cells["Date"][:7] <= last)
        ]
        value = FIGURES[kind]([number for _, number in rows])
        assert answer["value"] == pytest.approx(value, abs=0.0051), record["question"]
        wanted = [line for line, number in rows if kind not in ("min", "max") or number == value]
        assert answer["rows"] == wanted


def test_sums_under_a_header_of_two_lines(written: Written) -> None:
    sheet = load_workbook(written.root / "docs" / "tables" / "budget.xlsx").active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    sums = {
        name: sum(row[place] for row in rows)
        for place, name in enumerate(("2025 Planned", "2025 Spent", "2026 Planned", "2026 Spent"), 1)
    }
    records = [record for record in written.of("table_sum") if record["answer"]["document"].endswith("budget.xlsx")]
    assert records
    for record in records:
        assert record["answer"]["value"] == sums[slots(record)["column"]]
        assert record["answer"]["rows"] == [*range(3, 3 + len(rows))]
    assert [str(cells) for cells in sheet.merged_cells.ranges] == ["B1:C1", "D1:E1"]


def test_counts_of_rows(written: Written) -> None:
    for record in written.of("table_count", "table_filter"):
        answer, asked = record["answer"], slots(record)
        rows = list(table(written, answer["document"]))
        if record["form"] == "distinct":
            assert answer["values"] == sorted({cells[asked["key"]] for _, cells in rows})
            continue
        limit = float(asked["limit"]) if "limit" in asked else None
        lines = [
            line
            for line, cells in rows
            if ("value" not in asked or cells[asked["key"]] == asked["value"])
            and (limit is None or figure(cells[asked["column"]]) > limit)
        ]
        assert answer["rows"] == lines and answer.get("value", answer.get("count")) == len(lines), record["question"]


def test_rows_with_the_highest_and_lowest_figures(written: Written) -> None:
    for record in written.of("table_top"):
        answer, asked = record["answer"], slots(record)
        numbers = {line: figure(cells[asked["column"]]) for line, cells in table(written, answer["document"])}
        ordered = sorted(numbers, key=lambda line: numbers[line], reverse=record["form"] == "highest")
        assert answer["rows"] == ordered[: number(asked["number"])]
        assert answer["values"] == [numbers[line] for line in answer["rows"]]


def test_groups_and_the_largest_of_them(written: Written) -> None:
    for record in written.of("table_group", "most_least"):
        answer, asked = record["answer"], slots(record)
        if "document" not in answer:
            continue
        groups: Counter[str] = Counter()
        for _, cells in table(written, answer["document"]):
            key = next(cells[name] for name in cells if name.lower() == asked["key"].lower())
            groups[key] += round(figure(cells[asked["column"]]) * 100) if "column" in asked else 100
        sums = {name: hundredths / 100 for name, hundredths in groups.items()}
        if record["kind"] == "table_group":
            assert answer["groups"] == sums
        else:
            best = min(sums.values()) if record["form"] == "rows_least" else max(sums.values())
            assert (answer["value"], answer["winners"]) == (best, sorted(name for name in sums if sums[name] == best))


def test_single_cells(written: Written) -> None:
    for record in written.of("table_lookup"):
        answer, asked = record["answer"], slots(record)
        if record["form"] == "price":
            said = written.documents[answer["document"]].text
            assert re.search(rf"{asked['item']}\W+(?:Price: )?{answer['value']:.2f} {answer['unit']}", said)
            assert asked["year"] in answer["document"]
            continue
        (line,) = answer["rows"]
        cells = dict(table(written, answer["document"]))[line]
        assert asked["value"] in cells.values() and figures_or_same(cells[asked["column"]]) == figures_or_same(
            answer["value"]
        )


def figures_or_same(cell: Any) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell


def test_currencies_are_summed_apart(written: Written) -> None:
    for record in written.of("mixed_currency"):
        asked, totals = slots(record), Counter[str]()
        for _, cells in table(written, "tables/travel-claims.csv"):
            if asked.get("value") in (None, cells["Team"]):
                currency, amount = cells["Amount"].split()
                totals[currency] += round(float(amount) * 100)
        assert record["answer"]["totals"] == {currency: total / 100 for currency, total in totals.items()}


def test_dates_that_can_be_read_in_two_ways_are_told_from_those_that_cannot(written: Written) -> None:
    records = [record for record in written.of("ambiguous_column") if record["form"] == "dates"]
    assert records
    for record in records:
        month = datetime.strptime(slots(record)["month"], "%B %Y").month
        certain: list[int] = []
        unsure: list[int] = []
        for line, cells in table(written, "tables/deliveries.csv"):
            one, two, _ = map(int, cells["Date"].split("/"))
            readings = {number for number, other in ((one, two), (two, one)) if number <= 12 and other <= 31}
            if month in readings:
                (certain if len(readings) == 1 else unsure).append(line)
        assert (record["answer"]["rows"], record["answer"]["uncertain"]) == (certain, unsure)


def test_fees_in_force(written: Written) -> None:
    """Read from the sentences of the contracts alone: the one with the last start before the day."""
    records = [record for record in written.of("validity") if record["form"] in ("now", "then")]
    assert records
    for record in records:
        asked = slots(record)
        about = f"{asked['company']} on the {asked['subject']} in {asked['site']}"
        day = datetime.strptime(asked.get("month", "October 2026"), "%B %Y")
        stated = []
        for source, document in written.documents.items():
            if (document.title or "").endswith(about) and source in written.texts:
                text = " ".join(document.text.split())
                for start, value in re.findall(r"From (\d+ \w+ \d{4}) the [^.]*? is ([\d,]+) GBP", text):
                    stated.append((datetime.strptime(start, "%d %B %Y"), int(value.replace(",", "")), source))
        begun = sorted(one for one in stated if one[0] <= day)
        answer = record["answer"]
        assert (answer["value"], answer["document"]) == begun[-1][1:]
        assert [(one["value"], one["document"]) for one in answer["overruled"]] == [one[1:] for one in begun[:-1]]
        assert len(answer["later"]) == len(stated) - len(begun)


def test_changes_between_two_editions(written: Written) -> None:
    for record in written.of("compare"):
        answer = record["answer"]
        old, new = (written.documents[source].text for source in answer["documents"])
        for before, now, what in answer["changed"]:
            if record["form"] != "policy":
                assert re.search(rf"{what}\W+(?:Price: )?{re.escape(before)}\b", old) and re.search(
                    rf"{what}\W+(?:Price: )?{re.escape(now)}\b", new
                )
            else:
                assert re.search(rf"\b{before}\b", old) and re.search(rf"\b{now}\b", new)
        for item in answer["added"]:
            assert re.search(rf"\b{item}\b", new) and not re.search(rf"\b{item}\b", old)
        for item in answer["removed"]:
            assert re.search(rf"\b{item}\b", old) and not re.search(rf"\b{item}\b", new)


def test_the_newest_come_first(written: Written) -> None:
    for record in written.of("latest"):
        asked, sources = slots(record), record["answer"]["documents"]
        name = asked.get("body") or asked.get("product") or asked.get("company") or asked.get("policy") or "Minutes"
        days = {
            source: document.date or ""
            for source, document in written.documents.items()
            if name.lower() in (document.title or "").lower()
            and source.split("/")[0] == sources[0].split("/")[0]
            and source in written.texts
        }
        if record["form"] == "first":
            assert days[sources[0]] == min(days.values())
        else:
            assert [days[source] for source in sources] == sorted(days.values(), reverse=True)[: len(sources)]


def test_conditions_on_documents(written: Written) -> None:
    for record in written.of("filtered", "documents_filtered"):
        asked, sources = slots(record), record["answer"].get("documents")
        if sources is None:
            continue
        read = written.documents
        assert all(asked.get("kinds", "").replace(" ", "-") in source for source in sources)
        assert all(source.startswith(asked.get("folder", "")) for source in sources)
        first, last = months(asked.get("when", ""))
        if "when" in asked:
            assert all(first <= (read[source].date or "")[:7] <= last for source in sources)
        if term := asked.get("term"):
            assert all(often(f"{read[source].title}\n{read[source].text}", term) for source in sources)
        if person := asked.get("person"):
            assert all(re.search(rf"From: {person}\b", read[source].text) for source in sources)
        if record["form"] in ("count", "about"):
            dated = [
                source for source in mentioning(written, asked["term"], asked.get("kinds", "")) if read[source].date
            ]
            assert sources == [source for source in dated if first <= (read[source].date or "")[:7] <= last]
        if record["form"] == "title":
            assert sources == [
                source for source in sorted(written.texts) if often(read[source].title or "", asked["term"])
            ]
        if record["form"] == "folder" and record["kind"] == "documents_filtered":
            assert sources == [source for source in sorted(written.texts) if source.startswith(f"{asked['folder']}/")]


def test_what_the_folder_holds(written: Written) -> None:
    by_form = {record["form"]: record["answer"] for record in written.of("corpus")}
    assert {*by_form["unreadable"]["unreadable"]} == written.unread
    assert by_form["unreadable"]["empty"] == [
        source for source, read in sorted(written.documents.items()) if not read.text
    ]
    assert by_form["number"]["count"] == len(written.texts)
    assert by_form["number"]["files"] == len(written.documents) + len(written.unread)
    for record in written.of("corpus"):
        if record["form"] == "year":
            dated = [
                source
                for source in sorted(written.texts)
                if (written.documents[source].date or "").startswith(slots(record)["year"])
            ]
            assert record["answer"]["documents"] == dated and record["answer"]["none"] is (not dated)
