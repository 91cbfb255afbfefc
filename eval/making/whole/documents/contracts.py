"""Contracts, and amendments of them that replace a figure from a day on. An amendment is a contract too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from random import Random
from typing import Any

from eval.making.whole.documents.naming import Names, ending
from eval.making.whole.documents.terms import Term
from eval.making.whole.files.record import File, Heading, Paragraph, said
from eval.making.whole.prose import paragraph
from eval.making.whole.words import words
from eval.making.whole.world import NOW, World, a_day

_SIGNED_BY = date(2023, 12, 31)  # leaves time for amendments
_NOT_YET = date(2027, 1, 1)  # the start of what is agreed and not in force
_PENDING = 0.25  # of the amended contracts have such an amendment
_RENAMED = 0.2  # of the amendments change the notice and leave the fee
_MONTHS = 36  # that a contract runs before it can be renewed


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract with a company about something in a site, with what it asks for a month over time.

    `words` are what its fee is called. `notice` and `total` are sentences of the contract that no amendment touches,
    None where one does or where it states no total.
    """

    company: str
    site: str
    words: dict[str, str]
    fees: tuple[Term, ...]
    notice: Term | None
    total: Term | None
    files: tuple[File, ...]

    @property
    def slots(self) -> dict[str, str]:
        """What questions call it."""
        return {**self.words, "company": self.company, "site": self.site}


def agreements(world: World, names: Names, number: int) -> Iterator[Agreement]:
    """Agreements of so many files together."""
    chance = world.random("contracts")
    every = list(product(world.companies, words("dealings")["contract"], world.sites))
    for company, about, site in chance.sample(every, len(every)):
        if number <= 0:
            return
        agreement = _agreement(
            chance, world, names, company, about, site, min(chance.choice((0, 1, 1, 2, 3)), number - 1)
        )
        number -= len(agreement.files)
        yield agreement


def _agreement(
    chance: Random, world: World, names: Names, company: str, about: dict[str, Any], site: str, amendments: int
) -> Agreement:
    subject, fee_name = f"{about['subject']} in {site}", about["fee"]
    form = chance.choice(words("names")["forms"])
    day = a_day(chance, last=_SIGNED_BY)
    fee, days = 50 * chance.randint(8, 160), 15 * chance.randint(2, 12)
    start = _next_month(day)
    states = f"From {said(start)} the {fee_name} is {fee:,} GBP."
    notice = f"Either side can end this contract with {days} days of notice."
    whole = f"Over the term of {_MONTHS} months the {about['total']} is {fee * _MONTHS:,} GBP."
    has_total = not amendments
    title = f"Contract with {company} on the {subject}"
    source = names.source("contract", day, f"{company} {about['subject']} {site}", ending(chance))
    parties = f"This contract is made between {words('names')['organisation']} and {company} {form}."
    blocks = (
        Paragraph((parties, f"It is about the {subject}.")),
        Heading("1 Payment"),
        Paragraph((states, *([whole] if has_total else []), "It is paid by the fifth day of each month.")),
        Heading("2 End"),
        Paragraph((notice,)),
        Heading("3 Other matters"),
        paragraph(chance, world),
    )
    files = [File(source, "contract", title, day, blocks, (f"Date: {said(day)}",))]
    fees, noticed = [Term(start, fee, source, states)], True
    for number, from_day in enumerate(_starts(chance, start, amendments), 1):
        signed = a_day(chance, last=min(from_day, NOW), first=max(files[-1].day or day, date(from_day.year - 1, 1, 1)))
        source = names.source("contract", signed, f"{company} amendment {number} {site}", ending(chance))
        if chance.random() < _RENAMED:
            before, days = days, 15 * (days // 15 % 12 + 1)
            states = f"From {said(from_day)} the contract can be ended with {days} instead of {before} days of notice."
            noticed = False
        else:
            before, fee = fee, fee + 25 * chance.choice((-3, -1, 2, 4, 7, 9))
            states = f"From {said(from_day)} the {fee_name} is {fee:,} GBP instead of {before:,} GBP."
            fees.append(Term(from_day, fee, source, states))
        changes = f"This amends the contract between {words('names')['organisation']} and {company} {form}"
        body = (Paragraph((f"{changes} on the {subject}.", states, "All else stays as it was.")),)
        amendment = f"Amendment {number} to the contract with {company} on the {subject}"
        files.append(File(source, "contract", amendment, signed, body, (f"Date: {said(signed)}",)))
    first = files[0].source
    return Agreement(
        company,
        site,
        {key: about[key] for key in ("subject", "fee", "verb", "total")},
        tuple(fees),
        Term(start, days, first, notice) if noticed else None,
        Term(start, fee * _MONTHS, first, whole) if has_total else None,
        tuple(files),
    )


def _starts(chance: Random, start: date, number: int) -> list[date]:
    """First days of months on which amendments take effect, in order; the last one may not have come yet."""
    months = range(start.year * 12 + start.month, NOW.year * 12 + NOW.month - 1)
    drawn = sorted(chance.sample(months, number))
    days = [date(month // 12, month % 12 + 1, 1) for month in drawn]
    return [*days[:-1], _NOT_YET] if days and chance.random() < _PENDING else days


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
