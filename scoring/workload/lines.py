"""Points and standard time of each person by type of work, from the points ledger (S1-15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from data_contracts.located_yaml import LocatedYaml
from scoring.exact import SCORE_DIGITS, rounded
from scoring.rules.compiled import Rules
from scoring.rules.points import PointsTariff
from scoring.tables import table_of
from scoring.workload.tables import WORKLOAD_LINES

Tariff = tuple[PointsTariff, LocatedYaml]


@dataclass
class _Sum:
    days: set[date] = field(default_factory=set[date])
    quantity: Decimal = Decimal(0)
    seconds: Fraction = Fraction(0)
    standard: Fraction = Fraction(0)
    points: Decimal = Decimal(0)


def workload_lines(rules: Rules, period: str, point_lines: pa.Table) -> pa.Table:
    """Rows of outputs/workload_lines: one per person and type of work of the month.

    Standard time is quantity × standard points × the tariff's reference seconds on the day of the
    work; work that was taken back counts negative. Rows that limit points (caps, expiry) are no
    work. Off-phone work counts by the same standards as contacts.
    """
    tariffs = {document.file: (tariff, document) for tariff, document in rules.points}
    sums: dict[tuple[str, str], _Sum] = {}
    for row in point_lines.to_pylist():
        tariff = tariffs.get(str(row["rule_ref"]).partition("@")[0])
        if row["period"] == period and tariff and row["work_type"] in tariff[0].standard_s:
            _add(sums.setdefault((row["agent_id"], row["work_type"]), _Sum()), row, tariff)
    return table_of(
        [_row(period, key, sums[key]) for key in sorted(sums)],
        WORKLOAD_LINES,
    )


def _add(own: _Sum, row: dict[str, Any], tariff: Tariff) -> None:
    rule, document = tariff
    reference = rule.reference_s.on(row["work_date"], document.place(("reference_s",)))
    standard = Fraction(row["quantity"]) * Fraction(row["standard_points"])
    own.days.add(row["work_date"])
    own.quantity += row["quantity"]
    own.standard += standard
    own.seconds += standard * Fraction(reference)
    own.points += row["points"]


def _row(period: str, key: Sequence[str], own: _Sum) -> dict[str, Any]:
    coefficient = Fraction(own.points) / own.standard if own.standard else None
    return {
        "period": period,
        "agent_id": key[0],
        "work_type": key[1],
        "days": len(own.days),
        "quantity": own.quantity,
        "standard_s": rounded(own.seconds, SCORE_DIGITS),
        "standard_points": rounded(own.standard, SCORE_DIGITS),
        "coefficient": None if coefficient is None else rounded(coefficient, SCORE_DIGITS),
        "points": own.points,
    }
