"""Measures the check of what a language model writes on statements that are known to be stated by a quote, or not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from app.checking.support import STATED, scores
from app.reader.reader import Reader
from eval.case import CaseError
from index.language.words import likely_language


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that cites a quote, and whether the quote states it."""

    statement: str
    quote: str
    supported: bool


class ClaimFigures(TypedDict):
    """Shares of the true and of the false statements that are accepted, and of the true ones where .05 and .10 of the
    false ones are; None without statements of a kind."""

    true: int
    false: int
    true_accepted: float | None
    false_accepted: float | None
    true_at_05: float | None
    true_at_10: float | None


def read_claims(path: Path) -> list[Claim]:
    """A claim a line: `statement`, `quote`, `supported`. Raises `CaseError` with the line that is none."""
    claims = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path} can't be read: {error}. Give a file of JSON lines.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            claim = Claim(record["statement"], record["quote"], record["supported"])
        except (ValueError, KeyError, TypeError) as error:
            raise CaseError(
                f"{path}, line {number}: {error!r}. A line is "
                '{"statement": "...", "quote": "...", "supported": true or false}.'
            ) from error
        texts = isinstance(claim.statement, str) and isinstance(claim.quote, str)
        if not (texts and isinstance(claim.supported, bool)):
            raise CaseError(f"{path}, line {number}: statement and quote must be text, supported true or false.")
        claims.append(claim)
    if not claims:
        raise CaseError(f"{path} holds no statement.")
    return claims


def claim_figures(claims: Sequence[Claim], reader: Reader) -> ClaimFigures:
    """How the check judges each statement by the quote that it cites."""
    judged = np.array([score for claim in claims for score in _judged(claim, reader)])
    supported = np.array([claim.supported for claim in claims])
    true, false = judged[supported], judged[~supported]

    def accepted(of: NDArray[np.float64], threshold: float = STATED) -> float | None:
        return float(np.mean(of >= threshold)) if len(of) else None

    def true_at(share: float) -> float | None:
        """Of the true ones those above what no more than that share of the false ones reaches."""
        if not len(false) or not len(true):
            return None
        limit = np.sort(false)[::-1][int(share * len(false))]
        return float(np.mean(true > limit))

    return {
        "true": len(true),
        "false": len(false),
        "true_accepted": accepted(true),
        "false_accepted": accepted(false),
        "true_at_05": true_at(0.05),
        "true_at_10": true_at(0.10),
    }


def _judged(claim: Claim, reader: Reader) -> list[float]:
    return scores(claim.statement, [[claim.quote]], reader, likely_language(claim.quote))
