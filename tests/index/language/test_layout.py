"""What a place in a text hangs on: its headings, and what leads in to its list."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.layout import CODE, outline

TEXT = f"""# Trips

We go in May. You must bring:

- a hat
  and a scarf
- wool:
  - two shirts
  - socks

Meals are shared.

1. Light the fire.
2. Boil water.

## Booking ##

Run this:

{CODE}# not a heading
{CODE}- not an item

Then wait
for a letter and keep:

(a) its number

   ### Fees

Plain words.
"""


@pytest.mark.parametrize(
    ("words", "path", "lead"),
    [
        ("We go", ["Trips"], ""),
        ("a hat", ["Trips"], "You must bring:"),
        ("and a scarf", ["Trips"], "You must bring:"),
        ("two shirts", ["Trips"], "You must bring: wool:"),
        ("socks", ["Trips"], "You must bring: wool:"),
        ("Meals", ["Trips"], ""),
        ("Boil", ["Trips"], ""),
        ("Run this", ["Trips", "Booking"], ""),
        ("not a heading", ["Trips", "Booking"], "Run this:"),
        ("not an item", ["Trips", "Booking"], "Run this:"),
        ("Then wait", ["Trips", "Booking"], ""),
        ("its number", ["Trips", "Booking"], "Then wait for a letter and keep:"),
        ("Plain", ["Trips", "Booking", "Fees"], ""),
    ],
)
def test_a_place_hangs_on_its_headings_and_its_lead_in(words: str, path: list[str], lead: str) -> None:
    offset = TEXT.index(words)
    assert list(outline(TEXT).path(offset)) == path
    assert outline(TEXT).lead_in(offset) == lead


def test_a_line_that_leads_in_ends_the_list_above() -> None:
    made = outline(text := "Present:\n- Ann,\nas ever\nApologies:\n- Carl\n  and this:\n- Dora")
    leads = [made.lead_in(text.index(words)) for words in ("Ann", "as ever", "Apologies", "Carl", "Dora")]
    assert leads == ["Present:", "Present:", "", "Apologies:", "Apologies:"]


def test_what_leads_in_is_found_in_the_time_that_its_length_takes() -> None:
    began = time.process_time()
    outline(f"{'a' * 500}:\n- b\n\n" * 2000)
    assert time.process_time() - began < 1


def test_a_text_without_headings_has_none() -> None:
    assert outline("").path(0) == outline("Text.").path(3) == ()
    assert outline("").lead_in(0) == ""


@given(st.lists(st.sampled_from(["# A", "## B", "- c:", "  - d", "x:", "", "y", f"{CODE}# z", "1. e"]), max_size=30))
def test_what_holds_is_what_stands_above(lines: list[str]) -> None:
    text = "\n".join(lines)
    made = outline(text)
    for offset in range(len(text)):
        above = text[: text.find("\n", offset) if "\n" in text[offset:] else None]
        assert all(f"# {name}" in above for name in made.path(offset))
        assert all(part in " ".join(above.split()) for part in made.lead_in(offset).split(" ") if part)


def test_a_long_lead_in_is_cut() -> None:
    text = f"{'so much of it ' * 99}:\n\n- x"
    assert 0 < len(outline(text).lead_in(len(text) - 1)) <= 200
