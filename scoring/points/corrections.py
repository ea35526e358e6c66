"""Corrections of a ledger already posted: a reversal and a new row, never an update (4.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_contracts.refusal import Place, Refusal
from scoring.exact import POINT_DIGITS, rounded
from scoring.inputs.tables import refused, require
from scoring.tables import POINT_LINES

EXPIRY = "expiry"
CORRECTED, EXPIRED = "corrected", "expired"


def reverse(ledger: pa.Table, corrections: pa.Table) -> pa.Table:
    """The ledger with `corrections` (point_id, quantity) posted to it.

    Each corrected row names its reversal in `reversed_by`; the reversal carries the opposite
    quantity and points, and the new row the right quantity at the same standard and
    coefficient. A quantity of 0 takes the row away without a new one. Raises Refusal for a
    ledger number that is unknown, already reversed, or corrected twice.
    """
    require(corrections, "corrections", ("point_id", "quantity"))
    rows = {row["point_id"]: row for row in ledger.to_pylist()}
    added: list[dict[str, Any]] = []
    for correction in corrections.to_pylist():
        row = _open(rows, correction["point_id"])
        reversal = _reversal(row)
        row["reversed_by"] = reversal["point_id"]
        added.append(reversal)
        if correction["quantity"]:
            added.append(_corrected(row, Decimal(correction["quantity"])))
    return pa.Table.from_pylist([*rows.values(), *added], POINT_LINES)


def _open(rows: dict[str, dict[str, Any]], point_id: str) -> dict[str, Any]:
    row = rows.get(point_id)
    if row is None:
        raise refused("corrections", "point_id", point_id, "the ledger has no row of this number")
    if row["reversed_by"] is not None:
        raise Refusal(
            "this ledger row is reversed already",
            place=Place("corrections", key="point_id"),
            value=point_id,
            next_step="correct the newest row of this work instead",
        )
    return row


def _reversal(row: dict[str, Any]) -> dict[str, Any]:
    opposite = {"quantity": -row["quantity"], "points": -row["points"]}
    told = {"reverses": row["point_id"], "reason": CORRECTED}
    return {**row, **opposite, **told, "point_id": f"{row['point_id']}/reversal"}


def _corrected(row: dict[str, Any], quantity: Decimal) -> dict[str, Any]:
    exact = Fraction(quantity) * Fraction(row["standard_points"]) * Fraction(row["coefficient"])
    points = rounded(exact, POINT_DIGITS)
    number = {"point_id": f"{row['point_id']}/corrected", "reversed_by": None, "reason": CORRECTED}
    return {**row, **number, "quantity": quantity, "points": points}


def expire(ledger: pa.Table, as_of: date, valid_days: int, period: str) -> pa.Table:
    """Rows that take the points off that are older than `valid_days` on `as_of`.

    One row of type `expiry` per ledger row that is still open, dated `as_of` and posted to
    `period`; a row that expired before is named by its expiry and left alone. `ledger` is
    everything posted so far. Points never expire without such a row (scoring.md 4.6).
    """
    require(ledger, "point_lines", POINT_LINES.names)
    old = pc.field("work_date") <= date.fromordinal(as_of.toordinal() - valid_days)
    gone = set(ledger.filter(pc.field("work_type") == EXPIRY)["point_id"].to_pylist())
    live = ledger.filter(old & pc.field("reversed_by").is_null()).to_pylist()
    rows = [
        _expired(row, as_of, period)
        for row in live
        if row["work_type"] != EXPIRY
        and row["reverses"] is None
        and row["points"]
        and _expiry_number(row) not in gone
    ]
    return pa.Table.from_pylist(rows, POINT_LINES)


def _expired(row: dict[str, Any], as_of: date, period: str) -> dict[str, Any]:
    return {
        **row,
        "point_id": _expiry_number(row),
        "period": period,
        "work_date": as_of,
        "work_type": EXPIRY,
        "quantity": Decimal(1),
        "standard_points": -row["points"],
        "coefficient": Decimal(1),
        "points": -row["points"],
        "reverses": row["point_id"],
        "reason": EXPIRED,
    }


def _expiry_number(row: dict[str, Any]) -> str:
    return f"{row['point_id']}/{EXPIRY}"
