"""How well scheduled agents fit required ones; under and over are added, never netted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from scheduling.schedule_quality import ScheduleQuality

_HALF_HOUR_H = 0.5
_CLOSE = 0.10
_SUMS = ("required_h", "scheduled_h", "under_h", "over_h", "close", "half_hours")


def schedule_efficiency(half_hours: pa.Table, by: Sequence[str]) -> pa.Table:
    """Fit of `scheduled_agents` to `required_agents` over the groups of `by` (metrics M070-M073).

    Gives hours required, scheduled, under and over, `coverage_fit` = 1 − Σ|difference| ÷ Σrequired
    and `close_share`, the share of half-hours within 10 % of what they require (features X04).
    Half-hours that need nobody and have nobody are left out; without required hours the ratios
    have no value.
    """
    required, scheduled = (
        half_hours[f"{name}_agents"].to_numpy().astype(float) for name in ("required", "scheduled")
    )
    gap = scheduled - required
    measured = {
        "required_h": required * _HALF_HOUR_H,
        "scheduled_h": scheduled * _HALF_HOUR_H,
        "under_h": np.maximum(-gap, 0.0) * _HALF_HOUR_H,
        "over_h": np.maximum(gap, 0.0) * _HALF_HOUR_H,
        "close": (np.abs(gap) <= _CLOSE * required + 1e-9).astype(float),
        "half_hours": np.ones(gap.size),
    }
    table = pa.table({name: half_hours[name] for name in by} | measured)
    used = table.filter(pa.array((required > 0) | (scheduled > 0)))
    sums = used.group_by(list(by)).aggregate([(name, "sum") for name in _SUMS])
    made = {name: sums[name] for name in by}
    total = {name: sums[f"{name}_sum"].to_numpy() for name in _SUMS}
    made |= {name: pa.array(total[name]) for name in _SUMS[:4]}
    needed = np.where(total["required_h"] > 0, total["required_h"], np.nan)
    fit = 1.0 - (total["under_h"] + total["over_h"]) / needed
    made["coverage_fit"] = pa.array(fit, from_pandas=True)
    made["close_share"] = pa.array(total["close"] / total["half_hours"])
    return pa.table(made).sort_by([(name, "ascending") for name in by])


def mismatch_cost(efficient: pa.Table, prices: ScheduleQuality | None, currency: str) -> pa.Table:
    """`schedule_efficiency` with what its hours under and over cost, never netted (X04).

    Without prices the amounts have no value.
    """
    for name in ("under", "over"):
        hours = efficient[f"{name}_h"].to_numpy()
        price = getattr(prices, f"{name}_hour_amount", np.nan)
        amounts = pa.array(hours * price, pa.float64(), from_pandas=True)
        efficient = efficient.append_column(f"{name}_amount", amounts)
    return efficient.append_column(
        "currency", pa.array([currency] * efficient.num_rows, pa.string())
    )
