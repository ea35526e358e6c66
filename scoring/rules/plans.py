"""Everything in force in one month: what the engine calculates with."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.rules.pay_plans import PayPlanInForce
from scoring.rules.points_plans import PointsPlan
from scoring.rules.scorecard_plans import ScorecardPlan


@dataclass(frozen=True)
class MonthPlan:
    """The scorecards, tariffs and pay plans of a month."""

    scorecards: tuple[ScorecardPlan, ...]
    points: tuple[PointsPlan, ...]
    pay: tuple[PayPlanInForce, ...]
