"""Which figures differ between two wordings."""

import pytest

from app.whole.figures import differing


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Notice is 30 days.", "Notice is 45 days.", [("30 days", "45 days")]),
        ("Notice is 14 days.", "The notice is two weeks.", []),
        ("Rent: £1,200", "Rent: £1200.00", []),
        ("Due on 5 May 2024.", "It is due on May 5, 2024.", []),
        ("Due on 5 May 2024.", "Due on 6 May 2024.", [("5 May 2024", "6 May 2024")]),
        ("Pay 5% or 30 euros.", "Pay 30 euros, or 7%.", [("5%", "7%")]),
        ("Use form A4 at 10:30.", "Use form A5 at 11:00.", [("A4", "A5"), ("10:30", "11:00")]),
        ("Version 4.1", "Version 4.10", [("Version 4.1", "Version 4.10")]),
        ("At -5 degrees.", "At 5 degrees.", [("-5", "5")]),
        ("One of the tenants pays.", "A tenant pays.", []),
        ("Pay at once.", "Pay within 30 days.", [("", "30 days")]),
        ("Pay £30 within 30 days.", "Pay soon.", [("£30", ""), ("30 days", "")]),
        ("No more than 31 guests.", "No more than 55 guests.", [("31", "55")]),
        ("Wir zahlen 1.200,50 Euro.", "Wir zahlen 1.300,50 Euro.", [("1.200,50 Euro", "1.300,50 Euro")]),
    ],
)
def test_figures_are_compared_by_what_they_mean(old: str, new: str, told: list[tuple[str, str]]) -> None:
    language = "de" if old.startswith("Wir") else "en"
    assert [(one.old, one.new) for one in differing(old, new, language)] == told
    assert [(one.new, one.old) for one in differing(new, old, language)] == told


def test_what_is_aligned_is_compared_place_by_place() -> None:
    told = differing("From 5 to 7.", "From 7 to 5.", "en", aligned=True)
    assert [(one.old, one.new) for one in told] == [("5", "7"), ("7", "5")]
    assert not differing("From 5 to 7.", "From 7 to 5.", "en")
