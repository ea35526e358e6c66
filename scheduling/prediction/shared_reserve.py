"""A reserve that several queues share: agents on call who go where the day lacks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.prediction.plan import QueuePlan
from scheduling.prediction.reserve import ReservePrices, size_reserve

Array = NDArray[np.float64]

SHARED = pa.schema(
    [
        ("group_id", pa.string()),
        ("business_date", pa.date32()),
        ("window", pa.string()),
        ("added_agents", pa.int64()),
        ("on_call_agents", pa.int64()),
        *(
            (name, pa.float64())
            for name in (
                "call_probability", "called_agents", "short_h", "short_h_left",
                "cost_as_planned_amount", "cost_added_only_amount", "cost_two_stage_amount",
                "cost_if_known_amount", "value_of_flexibility_amount", "cost_alone_amount",
                "value_of_sharing_amount",
            )
        ),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class SharedReserve:
    """Agents who serve any of these queues; an hour of theirs costs `cost` × the price."""

    group_id: str
    queue_ids: frozenset[str]
    cost: float = 1.0

    def prices(self, prices: ReservePrices) -> ReservePrices:
        """What they cost; a short hour costs what it did."""
        return ReservePrices(
            short_amount=prices.short_amount,
            added_amount=prices.added_amount * self.cost,
            retainer_amount=prices.retainer_amount * self.cost,
            call_amount=prices.call_amount * self.cost,
        )


def shared_reserves(
    queues: Sequence[QueuePlan],
    lacking: Sequence[Array],
    alone: Sequence[Mapping[str, Any]],
    groups: Sequence[SharedReserve],
    prices: ReservePrices,
) -> pa.Table:
    """The reserve of each group, day and window, in the same scenarios as the queues' own (S2-21).

    `lacking` is (scenarios, half-hours) by queue; `alone` has the rows of the queues' own reserves.
    In a half-hour the group's agents cover what all its queues lack together. `cost_alone_amount`
    is what the queues' own two-stage reserves cost; less the shared one it is the value of sharing,
    never negative where sharing agents cost no more. Groups that share a queue are alternatives.
    """
    own = {
        (row["queue_id"], row["business_date"], row["window"]): row["cost_two_stage_amount"]
        for row in alone
    }
    spans = dict.fromkeys((day, window) for _, day, window in own)
    rows = []
    for group in groups:
        members = [
            (queue, lack)
            for queue, lack in zip(queues, lacking, strict=True)
            if queue.queue_id in group.queue_ids
        ]
        for day, window in spans if len(members) > 1 else ():
            together = _together(members, day, window)
            best = size_reserve(together, group.prices(prices))
            apart = sum(own.get((queue.queue_id, day, window), 0.0) for queue, _ in members)
            keys = {"group_id": group.group_id, "business_date": day, "window": window}
            worth = {
                "cost_alone_amount": apart,
                "value_of_sharing_amount": apart - best.cost_two_stage,
            }
            rows.append(keys | best.columns() | worth)
    return pa.Table.from_pylist(rows, SHARED)


def _together(members: Sequence[tuple[QueuePlan, Array]], day: Any, window: str) -> Array:
    """Agents that the queues lack together in the window, (scenarios, half-hours)."""
    parts = []
    for queue, lack in members:
        named = np.array([name == window for name in queue.rows["window"].to_pylist()])
        inside = named & (queue.day == np.datetime64(day))
        parts.append((queue.starts[inside], lack[:, inside]))
    starts = np.unique(np.concatenate([at for at, _ in parts]))
    total = np.zeros((parts[0][1].shape[0], starts.size))
    for at, lack in parts:
        total[:, np.searchsorted(starts, at)] += lack
    return total
