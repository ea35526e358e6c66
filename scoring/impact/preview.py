"""Who moves by how much if the rules change: locked months under old and new rules (N6, X17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from scoring.impact.cliffs import Cliff, Distances, near_cliffs, rule_cliffs
from scoring.impact.compared import Compared
from scoring.impact.impact_tables import (
    RULE_PREVIEW_CLIFFS,
    RULE_PREVIEW_MOVERS,
    RULE_PREVIEW_SUMMARY,
)
from scoring.impact.months import Month
from scoring.impact.preview_summary import summary_rows
from scoring.result import Scoring
from scoring.rules.compiled import Rules
from scoring.run import Run
from scoring.tables import table_of


@dataclass(frozen=True)
class Preview:
    """`movers`: agent × component whose amount, score or rank changes. `summary`: a row per
    period and scope, and over all periods. `cliffs`: of the rules, and of people near one."""

    movers: pa.Table
    summary: pa.Table
    cliffs: pa.Table


def preview_rules(
    old: Rules, new: Rules, months: Sequence[Month], distances: Distances | None = None
) -> Preview:
    """Every month of `months` under both rules. Raises Refusal as scoring.calculate does."""
    pairs = [(month.under(old), month.under(new)) for month in months]
    return preview(pairs, distances)


def preview(
    pairs: Sequence[tuple[Scoring, Scoring]], distances: Distances | None = None
) -> Preview:
    """The same from results that are known: (before, after) of each month, of the same people.

    `distances` says how near to a cliff is near; one point of score where left out.
    """
    near = distances or Distances()
    compared = [Compared.of(before.run, after.run) for before, after in pairs]
    movers = [row for one in compared for row in one.movers()]
    cliffs = [row for before, after in pairs for row in _cliffs(before.run, after.run, near)]
    return Preview(
        table_of(movers, RULE_PREVIEW_MOVERS),
        table_of(list(summary_rows(compared)), RULE_PREVIEW_SUMMARY),
        table_of(cliffs, RULE_PREVIEW_CLIFFS),
    )


def _cliffs(before: Run, after: Run, distances: Distances) -> Iterator[dict[str, Any]]:
    for side, run in (("before", before), ("after", after)):
        for cliff in rule_cliffs(run.plan.pay):
            yield _cliff_row(run.period.label, side, cliff, "", None, None)
        for near in near_cliffs(run, distances):
            yield _cliff_row(
                run.period.label, side, near.cliff, near.agent_id, near.value, near.distance
            )


def _cliff_row(
    period: str,
    side: str,
    cliff: Cliff,
    agent_id: str,
    value: Decimal | None,
    distance: Decimal | None,
) -> dict[str, Any]:
    return {
        "period": period,
        "side": side,
        "component": cliff.component,
        "quantity": cliff.quantity,
        "edge": cliff.edge,
        "agent_id": agent_id,
        "value": value,
        "distance": distance,
        "below_amount": cliff.below,
        "above_amount": cliff.above,
        "jump_amount": cliff.jump,
    }
