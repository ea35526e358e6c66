"""Planned against actual shrinkage by category."""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def by_category(days: pa.Table, base_s: float) -> pa.Table:
    """One row per category and kind: seconds and shares, planned and actual, largest loss first.

    `days` has category, kind, planned_s and actual_s in any grain; `base_s` is the scheduled time
    that shares are of (features X02). Raises ValueError where nothing was scheduled.
    """
    if base_s <= 0:
        raise ValueError("no time was scheduled, so there is no share of it")
    sums = days.group_by(["category", "kind"]).aggregate(
        [("planned_s", "sum"), ("actual_s", "sum")]
    )
    planned, actual = (
        sums[f"{name}_s_sum"].to_numpy().astype(float) for name in ("planned", "actual")
    )
    made = pa.table(
        {
            "category": sums["category"],
            "kind": sums["kind"],
            "planned_s": planned,
            "actual_s": actual,
            "planned_share": planned / base_s,
            "actual_share": actual / base_s,
            "difference_share": (actual - planned) / base_s,
        }
    )
    order = np.lexsort((np.array(made["category"].to_pylist()), -actual))
    return made.take(pa.array(order))
