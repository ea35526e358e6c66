"""The requirement of every row of a forecast, each by the rules of its queue's channel."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from scheduling.requirement.deadlines import kept_deadlines
from scheduling.requirement.waiting import served_in_time
from scheduling.tables import REQUIREMENT, table
from scheduling.targets import StaffingTargets, TargetsOn


def requirement(forecast: pa.Table, targets_on: TargetsOn) -> pa.Table:
    """Rows of outputs/requirement, one per row of outputs/forecast, in its order.

    `targets_on(queue_id, local date)` gives the targets in force and raises Refusal where there
    are none. A half-hour that is closed needs nobody; one that is open without volume needs the
    minimum. `binding` names what decided; on a tie the promise to the customer.
    """
    rows = forecast.to_pylist()
    held = [targets_on(row["queue_id"], row["business_date"]) for row in rows]
    made: list[dict[str, Any]] = [{} for _ in rows]
    waiting: dict[StaffingTargets, list[int]] = {}
    by_deadline: dict[str, list[int]] = {}
    for place, (row, one) in enumerate(zip(rows, held, strict=True)):
        if one.deadline is None:
            waiting.setdefault(one, []).append(place)
        else:
            by_deadline.setdefault(row["queue_id"], []).append(place)
    parts = [
        (places, served_in_time([rows[p] for p in places], one)) for one, places in waiting.items()
    ] + [
        (places, kept_deadlines([rows[p] for p in places], [held[p] for p in places]))
        for places in by_deadline.values()
    ]
    for places, part in parts:
        for place, row in zip(places, part, strict=True):
            made[place] = row
    return table(made, REQUIREMENT)
