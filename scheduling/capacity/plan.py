"""Months ahead: what is needed, who is there, whom to hire, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.capacity.hiring import Hiring, hire
from scheduling.capacity.people import practised, stays
from scheduling.capacity.rules import CapacityRules, Costs
from scheduling.capacity.workload import DailyWorkload, draw_workload

Array = NDArray[np.float64]

_QUANTILES = {"p10": 0.10, "p50": 0.50, "p90": 0.90}


@dataclass(frozen=True)
class CapacityPast:
    """What a capacity plan starts from.

    `staffed_h_per_workload_h` is how many agent hours on the queue an hour of workload takes at
    the centre's targets (≥ 1, from its requirement). `tenure_months` and `contract_share` (1 = full
    time) name one value per person employed at the start.
    """

    workload: DailyWorkload
    day_classes: Mapping[date, str]
    staffed_h_per_workload_h: float
    tenure_months: Sequence[int]
    contract_share: Array


def capacity_plan(
    past: CapacityPast, rules: CapacityRules, first_month: date, *, draws: int, seed: int
) -> pa.Table:
    """One row per month from `first_month` on: P10–P90 of need, people and gap (features X05).

    Needed full-time equivalents are workload × hours staffed per hour of workload ÷ paid hours
    left after shrinkage. People leave by tenure, hires train and learn; classes are the smallest
    that keep the probability of being understaffed within the rule's, each aimed at the first
    month in which it works. Amounts are those of the rules, means over the draws.
    """
    rng = np.random.default_rng(seed)
    months = _days_of_months(first_month, rules.horizon_months)
    workload = draw_workload(
        past.workload, months, past.day_classes, rules, draws=draws, rng=rng
    )  # fmt: skip
    worked = rules.paid_h_per_month * (1.0 - rules.shrinkage)
    needed = workload * past.staffed_h_per_workload_h / worked
    there = stays(past.tenure_months, len(months), rules, draws=draws, rng=rng)
    practice = practised(past.tenure_months, len(months), rules) * past.contract_share[:, None]
    present = np.einsum("dpm,pm->dm", there, practice)
    hiring = hire(needed - present, rules, rng)
    heads = there.sum(axis=1) + hiring.heads
    drawn = _Drawn(workload, needed, present, heads, hiring)
    return _table(months, drawn, len(past.tenure_months), rules.costs)


def _days_of_months(first: date, count: int) -> list[list[date]]:
    months: list[list[date]] = []
    day = first.replace(day=1)
    while len(months) < count:
        after = (day + timedelta(days=31)).replace(day=1)
        months.append([day + timedelta(days=n) for n in range((after - day).days)])
        day = after
    return months


@dataclass(frozen=True)
class _Drawn:
    """What the months bring, (draws, months) each but `started` per month."""

    workload: Array
    needed: Array
    present: Array
    heads: Array
    hiring: Hiring

    @property
    def supply(self) -> Array:
        return self.present + self.hiring.supply


def _table(months: Sequence[Sequence[date]], drawn: _Drawn, people: int, costs: Costs) -> pa.Table:
    spreads = {
        "workload_h": drawn.workload, "required_fte": drawn.needed, "supply_fte": drawn.supply,
        "heads": drawn.heads, "gap_fte": drawn.supply - drawn.needed,
    }  # fmt: skip
    started, heads = drawn.hiring.started, drawn.heads.mean(axis=0)
    before = np.concatenate([[people], heads[:-1]])
    hired_amount = started * (costs.recruitment_amount + costs.training_amount)
    found: dict[str, object] = {"month_start": pa.array([days[0] for days in months])}
    for name, values in spreads.items():
        spread = np.quantile(values, list(_QUANTILES.values()), axis=0)
        found |= {f"{name}_{suffix}": spread[at] for at, suffix in enumerate(_QUANTILES)}
    found |= {
        "hired": started,
        "in_training": drawn.hiring.training.mean(axis=0),
        "leavers": before + started - heads,
        "understaffed_probability": (drawn.supply < drawn.needed).mean(axis=0),
        "understaffed_without_hiring": (drawn.present < drawn.needed).mean(axis=0),
        "cost_amount": heads * costs.month_amount + hired_amount,
    }
    return pa.table(found)
