"""What holds at the time asked for is told exactly, or nothing is claimed of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.answering.answerer import Answerer
from app.bot import answerer_over
from app.reader.reader import WordReader
from index.embedding.embedder import HashingEmbedder
from index.storing.snapshot import open_snapshot
from tests.in_process import build

FILES = {
    "hr/handbook-2022.md": (
        "# Employee handbook 2022\n\nValid from 1 February 2022.\n\n## Working time\n\nThe working week has 40 hours.\n\n"
        "Flexitime runs from 6 to 20 o'clock.\n\n## Probation\n\nThe probationary period lasts six months.\n"
    ),
    "hr/handbook-2024.md": (
        "# Employee handbook 2024\n\nValid from 1 February 2024.\n\n## Working time\n\nThe working week has 38 hours.\n\n"
        "## Probation\n\nThe probationary period lasts four months.\n"
    ),
    "flat/lease-12.txt": (
        "Lease of Flat 3, 12 Mill Lane\n\nDated 14 March 2019\n\nBetween Agnes Holt (landlord) and Tomas Berg (tenant).\n\n"
        "1. Rent. The rent is £780 a month, payable on the first of each month.\n\n"
        "2. Deposit. The tenant pays a deposit of £900.\n"
    ),
    "flat/letter-1.txt": (
        "Side letter no. 1 to the lease of Flat 3, 12 Mill Lane\n\n2 June 2021\n\n"
        "Agnes Holt and Tomas Berg agree: with effect from 1 July 2021 the rent is £820 a month.\n"
    ),
    "flat/letter-2.txt": (
        "Side letter no. 2 to the lease of Flat 3, 12 Mill Lane\n\n3 January 2025\n\n"
        "With effect from 1 February 2027 the rent is £865 a month.\n"
    ),
    "flat/lease-14.txt": (
        "Lease of Flat 1, 14 Mill Lane\n\nDated 9 May 2020\n\nBetween Agnes Holt (landlord) and Ines Faro (tenant).\n\n"
        "1. Rent. The rent is £700 a month.\n"
    ),
    "council/orders-2018.md": (
        "# Standing orders of Thornby Parish Council\n\nIn force from 7 May 2018.\n\nThe quorum of the council is five "
        "members.\n"
    ),
    "council/orders-2023.md": (
        "# Standing orders of Thornby Parish Council\n\nIn force from 15 May 2023.\n\nThe quorum of the council is four "
        "members.\n"
    ),
    "council/minutes-march.md": (
        "# Minutes of Thornby Parish Council\n\n12 March 2024\n\nSix members attended. It was agreed to spend £640 on a "
        "bench.\n"
    ),
    "club/rules.txt": "Rules of the Heron Club\n\nAdopted 3 April 2017\n\nThe annual subscription is 90 pounds.\n",
    "club/agm.txt": (
        "Amendment to the Rules of the Heron Club\n\nAdopted on 6 April 2020\n\nWith effect from 1 May 2020 the annual "
        "subscription is 110 pounds.\n"
    ),
    "support/v1.md": (
        "# Support policy v1\n\nEffective 1 January 2022\n\nEach major release is supported for 24 months.\n"
    ),
    "support/v2.md": (
        "# Support policy v2\n\nEffective 1 September 2024\n\nEach major release is supported for 36 months.\n"
    ),
    "terms/delivery-2023.md": (
        "# Terms of delivery 2023\n\nDelivery within the city costs 6 EUR. Delivery abroad costs 18 EUR.\n"
    ),
    "terms/delivery-2025.md": "# Terms of delivery 2025\n\nDelivery within the city costs 7 EUR.\n",
    "cleaning/contract.txt": (
        "Agreement with Bristow on the cleaning of the hall\n\nDate: 3 May 2021\n\nFrom 1 June 2021 the monthly fee is "
        "900 EUR.\n"
    ),
    "cleaning/amendment.txt": (
        "Amendment 1 to the agreement with Bristow on the cleaning of the hall\n\nDate: 3 May 2023\n\nThe amount payable "
        "each month rises to 980 EUR as of 1 June 2023.\n"
    ),
    "lifts/marsh.txt": (
        "Contract with Tiller on the upkeep of the lifts in Marsh\n\nDate: 1 May 2022\n\nFrom 1 June 2022 the monthly "
        "charge is 400 EUR.\n"
    ),
    "lifts/ford.txt": (
        "Contract with Tiller on the upkeep of the lifts in Ford\n\nDate: 1 May 2023\n\nFrom 1 June 2023 the monthly "
        "charge is 500 EUR.\n"
    ),
    "ferry/a.md": "# Tariff of the ferry\n\nValid from 1 April 2024\n\nA ride costs 12 EUR.\n",
    "ferry/b.md": "# Tariff of the ferry\n\nValid from 1 April 2024\n\nA ride costs 13 EUR.\n",
    "report.txt": "Annual report 2023 of the Heron Club\n\nIn 2023 the club had 212 members.\n",
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder: Path = tmp_path_factory.mktemp("validity")
    for name, text in FILES.items():
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    embedder = HashingEmbedder()
    build(folder / "docs", folder / "index", embedder)
    made = answerer_over(open_snapshot(folder / "index", embedder), embedder, WordReader())
    return replace(made, folder=replace(made.folder, today=lambda: date(2026, 6, 1)))


@pytest.mark.parametrize(
    ("question", "figure", "file"),
    [
        (
            "How many hours is the working week at present according to the employee handbook?",
            "38 hours",
            "handbook-2024",
        ),
        ("employee handbook 2022: probationary period", "six months", "handbook-2022"),
        (
            "How long did the probationary period last in May 2023, by the employee handbook?",
            "six months",
            "handbook-2022",
        ),
        ("What is the current rent of Flat 3, 12 Mill Lane?", "£820", "letter-1"),
        ("How much rent did Tomas Berg pay in March 2020 for Flat 3, 12 Mill Lane?", "£780", "lease-12"),
        ("rent of flat 3 at 12 Mill Lane as of September 2022", "£820", "letter-1"),
        ("What was the quorum of Thornby Parish Council in June 2020?", "five", "orders-2018"),
        ("What is the quorum of Thornby Parish Council today?", "four", "orders-2023"),
        ("What is the annual subscription of the Heron Club at the moment?", "110 pounds", "agm"),
        ("annual subscription Heron Club in June 2018", "90 pounds", "rules"),
        ("for how many months was a major release supported in 2023 under the support policy?", "24 months", "v1"),
        ("What does delivery within the city cost now under the terms of delivery?", "7 EUR", "delivery-2025"),
        ("monthly fee Bristow cleaning of the hall in 2022", "900 EUR", "contract"),
        ("monthly charge Tiller upkeep lifts Marsh today", "400 EUR", "marsh"),
    ],
)
def test_the_figure_of_the_time_asked_for_leads(answerer: Answerer, question: str, figure: str, file: str) -> None:
    answer = answerer(question)
    assert answer.headline and answer.headline.text == figure
    assert answer.headline.citations == answer.statements[0].citations
    assert f"/{file}." in answer.statements[0].citations[0].document.source
    assert (answer.status, answer.confidence) == ("answered", 1.0)
    assert answer.notice.startswith("In force since ")


def test_what_held_before_and_what_comes_later_is_told_with_its_day(answerer: Answerer) -> None:
    answer = answerer("What is the current rent of Flat 3, 12 Mill Lane?")
    assert answer.notice == (
        "In force since July 1, 2021; before: “£780” (flat/lease-12.txt, March 14, 2019); "
        "later: “£865” (flat/letter-2.txt, February 1, 2027)."
    )
    assert [one.citations[0].document.source for one in answer.statements] == [
        "flat/letter-1.txt", "flat/lease-12.txt", "flat/letter-2.txt",
    ]  # fmt: skip


def test_what_is_not_decided_is_shown_and_said(answerer: Answerer) -> None:
    answer = answerer("What does a ride on the ferry cost now?")
    assert answer.headline is None and len(answer.statements) == 2
    assert answer.notice.startswith("The documents do not say which of these holds: “12 EUR” (ferry/a.md, ")
    german, _ = answerer.answer_with_evidence("What does a ride on the ferry cost now?", language="de")
    assert german.notice.startswith("Die Dokumente sagen nicht, was davon gilt: „12 EUR“ (ferry/a.md, ")


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Until what time does flexitime run now according to the employee handbook?", "the newer edition is silent"),
        ("What does delivery abroad cost now according to the terms of delivery?", "the newer edition is silent"),
        (
            "What is the current monthly fee of Bristow for the cleaning of the hall?",
            "an amendment says it differently",
        ),
        ("What is the monthly charge for the upkeep of the lifts by Tiller now?", "there are two contracts"),
        ("What is the current rent?", "there are two leases"),
        ("How many members attended Thornby Parish Council in March 2024?", "minutes are no rules"),
        ("How many members did the Heron Club have in 2023?", "it tells of the time itself"),
        ("Who is the landlord of Flat 3, 12 Mill Lane now?", "no amount is asked for"),
        ("What is the current deposit and fee of the Heron Club?", "no statement says it all"),
        ("What was the rent of Flat 3, 12 Mill Lane in 2015?", "nothing held then"),
        ("What is the rent of Flat 3, 12 Mill Lane?", "no time is named"),
    ],
)
def test_what_is_not_certain_stays_an_ordinary_question(answerer: Answerer, question: str, why: str) -> None:
    assert answerer.of_the_whole(question) is None, why


def test_a_question_that_follows_on_is_understood(answerer: Answerer) -> None:
    history = [("user", "What is the current rent of Flat 3, 12 Mill Lane?"), ("assistant", "£820")]
    answer = answerer("And what was the rent of it in March 2020?", history)
    assert answer.headline is None or answer.headline.text == "£780"
