"""The months that a quarter or a year names, and the month after a month."""

from __future__ import annotations

import re
from datetime import timedelta

from data_contracts.refusal import Place, Refusal
from scoring.period import Period


def following(month: str) -> str:
    """The month after `month`, both as 2026-06."""
    return (Period.of(month).last + timedelta(days=1)).isoformat()[:7]


def months_of(span: str) -> tuple[str, ...]:
    """The months of a quarter (2026-Q2) or of a year (2026). Raises Refusal for other spans."""
    found = re.fullmatch(r"(\d{4})(?:-Q([1-4]))?", span)
    if found is None:
        raise Refusal(
            "this is neither a quarter nor a year",
            place=Place("span"),
            value=span,
            next_step="write it as 2026-Q2 or 2026",
        )
    first, count = (3 * int(found[2]) - 2, 3) if found[2] else (1, 12)
    return tuple(f"{found[1]}-{month:02d}" for month in range(first, first + count))
