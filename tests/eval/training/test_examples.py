"""What the reader learns from is read as it was written."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reader.passage import Passage
from eval.training.examples import Claim, Group, Shown, read_claims, read_groups, write

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_SPANS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3).map(tuple)
_NUMBERS = st.lists(st.integers(0, 9), max_size=3).map(tuple)
_SHOWN = st.builds(Shown, st.builds(Passage, _TEXT, _SPANS), _NUMBERS, _SPANS, st.booleans())
_GROUPS = st.builds(
    Group, _TEXT, _TEXT, st.lists(_TEXT, max_size=2).map(tuple), st.booleans(), st.lists(_SHOWN, max_size=3).map(tuple)
)


@settings(max_examples=30)
@given(st.lists(_GROUPS, max_size=4), st.lists(st.builds(Claim, _TEXT, _TEXT, _TEXT, st.booleans()), max_size=4))
def test_records_are_read_as_they_were_written(groups: list[Group], claims: list[Claim]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "not yet there"
        assert write(folder / "a.groups.xz", groups) == len(groups)
        assert write(folder / "a.claims.xz", claims) == len(claims)
        assert list(read_groups(folder / "a.groups.xz")) == groups
        assert list(read_claims(folder / "a.claims.xz")) == claims
