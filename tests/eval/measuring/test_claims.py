"""The measure of the check of statements: figures worked by hand with a fake reader, bad files, the command."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from app.reader.reader import WordReader
from eval.case import CaseError
from eval.measuring.claims import Claim, claim_figures, read_claims
from tests.eval.in_process import main

_KEYS = ["true", "false", "true_accepted", "false_accepted", "true_at_05", "true_at_10"]


class _Planned(WordReader):
    """Knows the log-odds of each statement."""

    def __init__(self, odds: Mapping[str, float]) -> None:
        super().__init__()
        self._odds = odds

    def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
        return [self._odds[statement] for statement in statements]


def _claims(odds: Sequence[float], supported: bool) -> dict[Claim, float]:
    """Claims that no rule decides, each with its log-odds."""
    kind = "true" if supported else "false"
    made = [Claim(f"the {kind} rain fell {'so ' * nth}", "water came down", supported) for nth in range(len(odds))]
    return dict(zip(made, odds, strict=True))


def _reader(known: Mapping[Claim, float]) -> _Planned:
    return _Planned({" ".join(claim.statement.split()): odds for claim, odds in known.items()})


def test_figures_worked_by_hand() -> None:
    known = _claims([4, 2, 1, -1], supported=True) | _claims([3, 1.8, 0.5, *[-2.0] * 17], supported=False)
    assert claim_figures(list(known), _reader(known)) == {
        "true": 4,
        "false": 20,
        "true_accepted": 0.75,  # from 0.75 on
        "false_accepted": 0.1,
        "true_at_05": 0.5,  # above 1.8, over which one of 20 false ones lies
        "true_at_10": 0.75,  # above 0.5
    }


def test_of_few_false_statements_none_may_pass() -> None:
    known = _claims([4, 2, -1, -1], supported=True) | _claims([3, -2], supported=False)
    figures = claim_figures(list(known), _reader(known))
    assert figures["true_at_05"] == figures["true_at_10"] == 0.25


def test_a_true_statement_that_scores_as_a_false_one_is_not_told_from_it() -> None:
    known = _claims([2, 2], supported=True) | _claims([2], supported=False)
    assert claim_figures(list(known), _reader(known))["true_at_05"] == 0


@pytest.mark.parametrize("supported", [True, False])
def test_without_statements_of_a_kind_there_is_no_share_of_it(supported: bool) -> None:
    known = _claims([2, -1], supported)
    figures = claim_figures(list(known), _reader(known))
    present, absent = ("true", "false") if supported else ("false", "true")
    assert (figures["true"], figures["false"]) == ((2, 0) if supported else (0, 2))
    assert dict(figures)[f"{present}_accepted"] == 0.5
    assert dict(figures)[f"{absent}_accepted"] is figures["true_at_05"] is figures["true_at_10"] is None


def test_rules_decide_before_the_reader() -> None:
    """Words as they stand are stated, another number is not: the reader that would raise is asked neither."""
    quote = "In May 12 boats were sold."
    claims = [Claim(quote, quote, supported=True), Claim("In May 13 boats were sold.", quote, supported=False)]
    figures = claim_figures(claims, _Planned({}))
    assert (figures["true_accepted"], figures["false_accepted"]) == (1, 0)
    assert (figures["true_at_05"], figures["true_at_10"]) == (1, 1)


def _write(path: Path, *records: object) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def test_claims_are_read_a_line_each_and_blank_lines_are_none(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(
        '\n{"statement": "Rain fell.", "quote": "It rained.", "supported": true, "id": "1"}\n \n'
        '{"statement": "Núñez ran.", "quote": "Núñez sat.", "supported": false}',
        encoding="utf-8",
    )
    assert read_claims(path) == [Claim("Rain fell.", "It rained.", True), Claim("Núñez ran.", "Núñez sat.", False)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"statement": "a", "quote": "b"', "line 2: JSONDecodeError"),
        ('{"statement": "a", "quote": "b"}', "line 2: KeyError.'supported'"),
        ('["a", "b", true]', "line 2: TypeError"),
        ('{"statement": "a", "quote": 7, "supported": true}', "line 2: statement and quote must be text"),
        ('{"statement": "a", "quote": "b", "supported": 1}', "line 2: .* supported true or false"),
    ],
)
def test_a_line_that_is_no_claim_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = _write(tmp_path / "claims.jsonl", {"statement": "a", "quote": "b", "supported": True})
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    with pytest.raises(CaseError, match=said):
        read_claims(path)


@pytest.mark.parametrize(
    ("data", "said"), [(None, "can't be read"), (b"\xff\xfe\x00", "can't be read"), (b"\n\n", "holds no statement")]
)
def test_a_file_without_claims_is_refused(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "claims.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CaseError, match=said):
        read_claims(path)


def test_the_command_prints_the_figures_and_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quote = "In May 12 boats were sold."
    file = _write(
        tmp_path / "claims.jsonl",
        {"statement": quote, "quote": quote, "supported": True},
        {"statement": "In May 13 boats were sold.", "quote": quote, "supported": False},
    )
    out = tmp_path / "out.json"
    assert main(["claims", str(file), "--json", str(out)]) == 0
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert list(figures) == _KEYS
    assert [*figures.values()] == [1, 1, 1.0, 0.0, 1.0, 1.0]
    said = " ".join(capsys.readouterr().out.split())
    assert "1 true and 1 false statements" in said
    assert "Accepted: 1.000 of the true, 0.000 of the false." in said


@pytest.mark.parametrize("wrong", ["no file", "no folder for the figures"])
def test_the_command_ends_with_a_message(tmp_path: Path, wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "claims.jsonl"
    if wrong != "no file":
        _write(file, {"statement": "a", "quote": "b", "supported": True})
    assert (
        main(["claims", str(file), "--json", str(tmp_path / "none" / "out.json")][: 2 if wrong == "no file" else 4])
        == 1
    )
    assert str(file if wrong == "no file" else tmp_path / "none") in " ".join(capsys.readouterr().err.split())
