"""JSON of any shape: objects, records, chats, notebooks, and what is broken in them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from index.formats.registry import parse
from index.language.tidy import one_line

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


def _text(source: str, data: str | bytes) -> str:
    return parse(source, data.encode() if isinstance(data, str) else data).text


def test_json_worked_by_hand() -> None:
    data = {
        "title": "Fleet",
        "home_port": {"city": "Bergen", "depth": 12.50, "flags": ["a", "b"], "none": None},
        "active": True,
        "about": "word " * 50,
        "boats": [{"name": "Sun", "size": {"length": 3}}, {"name": "Moon"}],
    }
    document = parse("a.json", json.dumps(data).encode())
    assert document.title == "Fleet"
    assert document.text == (
        "title: Fleet.\nactive: yes.\n\n## home port\n\ncity: Bergen.\ndepth: 12.5.\nflags: a, b.\n\n## about\n\n"
        + ("word " * 50).strip()
        + "\n\n## boats\n\nname: Sun; size length: 3.\nname: Moon."
    )
    assert _text("a.json", '[{"a": 1.10}]') == "a: 1.10."
    assert _text("a.json", '"\\ud800 half"') == "\ufffd half"
    assert _text("a.jsonl", '{"a": 1}\n\n{"a": 2, "b": "x"}\n') == "a: 1.\na: 2; b: x."


@given(_JSON)
def test_all_texts_of_json_are_read(value: object) -> None:
    text = one_line(_text("a.json", json.dumps(value)))
    leaves = [value]
    while leaves:
        leaf = leaves.pop()
        if isinstance(leaf, dict):
            leaves += leaf.values()
        elif isinstance(leaf, list):
            leaves += leaf
        elif isinstance(leaf, str):
            assert one_line(leaf) in text
