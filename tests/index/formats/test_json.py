"""JSON of any shape: objects, records, chats, notebooks, and what is broken in them."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LoadError
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


@pytest.mark.parametrize(
    ("data", "expected", "omissions"),
    [
        ('// Pumps\n/* of Nes */\n{"limit": 1.50, // litres\n "on": true,}\n', "Pumps\nof Nes\n\nlimit: 1.50.\non: yes.", ("1 comment",)),
        ('{"a": "// no comment, ] no end", "b": [1, 2,],}', "a: // no comment, ] no end.\nb: 1, 2.", ()),
        ('{"a": 1, "a": 2, "b": NaN}', "a: 1, 2.\nb: NaN.", ()),
        ('{"a": "tab\there"}', "a: tab here.", ()),
        ('{"a": 12345678901234567890.12345678901234567890}', "a: 12345678901234567890.12345678901234567890.", ()),
        ('{"a": 1}\n{"a": 2}\n', "a: 1.\na: 2.", ()),
    ],
)  # fmt: skip
def test_json_as_people_write_it(data: str, expected: str, omissions: tuple[str, ...]) -> None:
    document = parse("a.json", data.encode())
    assert (document.text, document.omissions) == (expected, omissions)


def test_a_broken_line_is_noted_and_the_others_are_read() -> None:
    document = parse("a.jsonl", b'{"a": 1}\n{"a": \n\n{"a": 3}\nx\n{"a": 4}\n{"a": 5}')
    assert document.text == "a: 1.\na: 3.\na: 4.\na: 5."
    assert document.omissions == ("lines 2, 5, which are not valid JSON",)
    assert parse("a.jsonl", b'{\n"a": 1,\n"b": 2\n}').text == "a: 1.\nb: 2."
    with pytest.raises(LoadError, match="not valid JSON: Expecting value, in line 2; correct it"):
        parse("a.json", b'{"a": 1,\n "b": }')


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"rooms": {"R-101": {"name": "Fjell", "seats": 12}, "R-102": {"name": "Skog"}}}, "## rooms\n\nid: R-101; name: Fjell; seats: 12.\nid: R-102; name: Skog."),
        ({"7": {"id": "7", "name": "A"}, "8": {"id": "x", "name": "B"}}, "id: 7; name: A.\nkey: 8; id: x; name: B."),
        ({"port": {"city": "Gol"}, "owner": {"name": "Ann"}}, "## port\n\ncity: Gol.\n\n## owner\n\nname: Ann."),
        ({"created_at": 1709629200, "updatedAt": 1709629200123, "phone": 1709629200, "time": 90}, "created at: March 5, 2024, 09:00 UTC.\nupdatedAt: March 5, 2024, 09:00 UTC.\nphone: 1709629200.\ntime: 90."),
        (
            {"type": "FeatureCollection", "features": [
                {"type": "Feature", "properties": {"name": "Top"}, "geometry": {"type": "Point", "coordinates": [7.5, 61]}},
                {"type": "Feature", "properties": {"name": "Lake"}, "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}]},
            "type: FeatureCollection.\n\n## features\n\nname: Top; latitude: 61; longitude: 7.5.\nname: Lake; shape: Polygon.",
        ),
    ],
)  # fmt: skip
def test_what_values_mean_is_read(data: object, expected: str) -> None:
    assert _text("a.json", json.dumps(data)) == expected


_SLACK = [
    {"type": "message", "user": "U1", "text": "It moves to <#C7|ops> &amp; on", "ts": "1709629200.000100", "user_profile": {"real_name": "Ravi Menon"}, "team": "T", "blocks": [{"x": 1}]},
    {"type": "message", "user": "U2", "text": "Ok <@U1>, see <https://w.example/b|the page>", "ts": "1709629260.0", "reactions": [{"name": "+1", "count": 1}], "files": [{"id": "F", "name": "plan.pdf", "url_private": "u"}]},
    {"type": "message", "subtype": "channel_join", "user": "U3", "text": "<@U3> has joined", "ts": "1709629260.0"},
]  # fmt: skip
_TREE = {
    "title": "Bread",
    "mapping": {
        "c": {"message": {"author": {"role": "assistant"}, "content": {"parts": ["Eleven grams.", {"content_type": "image_asset_pointer"}]}}, "parent": "b", "children": []},
        "b": {"message": {"author": {"role": "user"}, "create_time": 1709629200.1, "content": {"parts": ["How much salt?"]}}, "parent": "a", "children": ["c", "a"]},
        "a": {"message": None, "children": ["b"]},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            _SLACK,
            "Ravi Menon, March 5, 2024, 09:00 UTC: It moves to #ops & on\n\nU2, March 5, 2024, 09:01 UTC: Ok @Ravi Menon, see "
            "the page (https://w.example/b) (reactions: +1; files: plan.pdf)\n\nU3, March 5, 2024, 09:01 UTC: @U3 has joined",
        ),
        (_TREE, "title: Bread.\n\nuser, March 5, 2024, 09:00 UTC: How much salt?\n\nassistant: Eleven grams.(image asset pointer)"),
        ([_TREE], "## Bread\n\ntitle: Bread.\n\nuser, March 5, 2024, 09:00 UTC: How much salt?\n\nassistant: Eleven grams.(image asset pointer)"),
        (
            {"name": "Boats", "messages": [{"id": 1, "type": "message", "date": "2024-03-05T09:00:00", "from": "Ann", "text": ["See ", {"type": "bold", "text": "this"}]}]},
            "name: Boats.\n\n## messages\n\nAnn, 2024-03-05T09:00:00: See this",
        ),
        ([{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": "Hello"}], "user: Hi\n\nassistant: Hello"),
        ([{"author": "Ann", "date": "2024-01-02", "text": "Great", "rating": 5}], "Ann, 2024-01-02: Great (rating: 5)"),
        ([{"name": "Sun", "text": "A boat"}], "name: Sun; text: A boat."),
        ([{"from": "Oslo", "to": "Bergen", "message": "late"}], "from: Oslo; to: Bergen; message: late."),
    ],
)  # fmt: skip
def test_chats_say_who_said_what_and_when(data: object, expected: str) -> None:
    assert _text("a.json", json.dumps(data)) == expected


def test_notebooks_are_read_with_what_their_code_wrote() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Gauge\n", "\n", "Set by Aud."], "attachments": {"a.png": {}}},
        {"cell_type": "code", "source": "print(4.7)", "outputs": [
            {"output_type": "stream", "text": ["4.7\n"]},
            {"output_type": "execute_result", "data": {"text/html": "<table><tr><th>A<th>B<tr><td>1<td>2</table>", "text/plain": ["A B"]}},
            {"output_type": "display_data", "data": {"image/png": "iVBOR", "text/plain": "<Figure>"}},
            {"output_type": "error", "ename": "ValueError", "evalue": "no tide", "traceback": ["\x1b[31mx"]},
            {"output_type": "stream", "text": "9" * 30_000},
        ]},
        {"cell_type": "raw", "source": "Raw words."},
    ]  # fmt: skip
    document = parse("a.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode())
    assert document.title == "Gauge"
    assert document.text.replace("9" * 20_000, "9s") == (
        "# Gauge\n\nSet by Aud.\n\nprint(4.7)\n\n4.7\n\nA: 1; B: 2.\n\n<Figure>\n\nValueError: no tide\n\n9s\n\nRaw words."
    )
    assert document.omissions == ("2 pictures", "1 end of a long output")
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"], "outputs": []}]}]}
    assert _text("a.ipynb", json.dumps(old)) == "x = 1"


@given(_JSON)
def test_nothing_that_looks_like_a_chat_or_a_place_is_lost(value: object) -> None:
    for shape in (
        [{"role": "user", "text": "said", "more": value}],
        {"type": "Feature", "geometry": None, "properties": {"more": value}},
    ):
        text = one_line(_text("a.json", json.dumps(shape)))
        leaves = [value]
        while leaves:
            leaf = leaves.pop()
            leaves += leaf.values() if isinstance(leaf, dict) else leaf if isinstance(leaf, list) else []
            assert not isinstance(leaf, str) or one_line(leaf) in text


@pytest.mark.parametrize("part", ["/*", '"', "//\n", ",", '{"a":', "[1,", "[{", '"\\'])
def test_broken_json_is_refused_in_time(part: str) -> None:
    started = time.perf_counter()
    with pytest.raises(LoadError):
        parse("a.json", ("[" + part * 300_000).encode())
    assert time.perf_counter() - started < 5


def test_tickets_are_no_chat_and_keep_their_ids_and_states() -> None:
    tickets = [
        {"id": 17, "status": "open", "author": "Ann", "body": "It broke.", "date": "2024-01-01", "type": "bug"},
        {"id": 18, "status": "closed", "author": "Bob", "body": "It works.", "date": "2024-01-02", "type": "wish"},
    ]
    text = _text("a.json", json.dumps(tickets))
    assert "id: 17; status: open; author: Ann" in text and "type: wish" in text
