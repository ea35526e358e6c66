"""The bands that turn a total score into performance pay, as a table for people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa

from scoring.functions.bands import Bands
from scoring.rules.compiled import Rules
from scoring.rules.pay_plans import PerformancePlan
from scoring.rules.scorecard_plans import ScorecardPlan
from scoring.rules.who import Roles, covers

SCORE_BANDS = pa.schema(
    [
        ("scorecard_id", pa.string()),
        ("grade_zh", pa.string()),
        ("grade_en", pa.string()),
        ("score_from", pa.decimal128(18, 6)),
        ("score_to", pa.decimal128(18, 6)),
        ("coefficient", pa.decimal128(18, 6)),
    ]
)


def score_bands(rules: Rules, period: str) -> pa.Table:
    """One row per scorecard and band of the P2 coefficient in force in `period`.

    Columns: scorecard_id, grade_zh, grade_en, score_from (0 where unbounded), score_to (empty
    where unbounded) and coefficient. A scorecard whose people have no P2 by bands has no rows.
    """
    month = rules.in_month(period)
    rows: list[dict[str, Any]] = []
    for card in month.scorecards:
        for plan in month.pay:
            for component in plan.components:
                if isinstance(component, PerformancePlan) and _meet(card, component):
                    rows += _rows(card.id, component)
    return pa.Table.from_pylist(rows, SCORE_BANDS)


def _meet(card: ScorecardPlan, component: PerformancePlan) -> bool:
    if not isinstance(card.applies_to, Roles):
        return True
    return any(covers(component.applies_to, role) for role in card.applies_to.role)


def _rows(scorecard_id: str, component: PerformancePlan) -> list[dict[str, Any]]:
    if not isinstance(component.coefficient, Bands):
        return []
    return [
        {
            "scorecard_id": scorecard_id,
            "grade_zh": f"{band.range} 系数 {band.score}",
            "grade_en": f"{band.range} coefficient {band.score}",
            "score_from": Decimal(0) if band.from_.is_infinite() else band.from_,
            "score_to": None if band.to.is_infinite() else band.to,
            "coefficient": band.score,
        }
        for band in component.coefficient.bands
    ]
