"""Whose wishes weigh more: everybody's alike, the longest serving, or who was refused the most."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any, Literal

import pyarrow as pa

Order = Literal["weights", "seniority", "rotation"]


def standings(
    order: Order | None, people: pa.Table | None, ledger: pa.Table | None
) -> dict[str, float]:
    """What to multiply each person's weights by: 1 for the last in the order, 2 for the first.

    In between it is 1 plus the share of the others who come after the person. "weights" (or None)
    leaves everybody at 1. "seniority" goes by hired_on of `people`; "rotation" by the weight of
    requests refused so far, in the `ledger`.
    """
    if order == "seniority" and people is not None:
        hired = {row["agent_id"]: row["hired_on"] for row in people.to_pylist()}
        return _spread({who: -day.toordinal() for who, day in hired.items() if day is not None})
    if order == "rotation" and ledger is not None:
        return _spread({row["agent_id"]: _refused(row) for row in ledger.to_pylist()})
    return {}


def _spread(merit: Mapping[str, float]) -> dict[str, float]:
    """1 plus the share of the others with less merit."""
    ordered, others = sorted(merit.values()), max(1, len(merit) - 1)
    return {who: 1 + bisect_left(ordered, one) / others for who, one in merit.items()}


def _refused(row: Mapping[str, Any]) -> float:
    return row["requested_weight"] - row["granted_weight"]
