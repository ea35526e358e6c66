"""Queues of a plan, and their service as distributions by half-hour and by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.half_hours import HALF_HOUR_S
from scheduling.staffed_queue import Expected, Stretch, expected_measures, stretch_of

Array = NDArray[np.float64]

_NUMBERS = ("offered", "aht_s", "agents", "patience_s", "target_wait_s", "target_level")
_QUANTILES = {"p05": 0.05, "p10": 0.10, "p50": 0.50, "p90": 0.90, "p95": 0.95}


@dataclass(frozen=True)
class QueuePlan:
    """The half-hours of one queue that have contacts or agents, as arrays; times in seconds.

    `stretch` says per half-hour how contacts in one agent's hands slow each other down.
    """

    rows: pa.Table
    offered: Array
    aht_s: Array
    agents: Array
    patience_s: Array
    target_wait_s: Array
    target_level: Array
    day: NDArray[Any]
    stretch: tuple[Stretch, ...]

    def measures(self, offered: Array, agents: Array) -> Expected:
        """What other volumes and agents give, which broadcast with the half-hours."""
        return expected_measures(
            offered, self.aht_s, agents, self.patience_s, self.target_wait_s, self.stretch
        )

    @property
    def queue_id(self) -> str:
        """The queue of all its rows."""
        return self.rows["queue_id"][0].as_py()

    @property
    def starts(self) -> NDArray[np.datetime64]:
        """Start of each half-hour, UTC."""
        return self.rows["interval_start_at"].to_numpy()

    @property
    def day_starts(self) -> NDArray[np.intp]:
        """The place of each day's first half-hour."""
        return np.unique(self.day, return_index=True)[1]

    def day_sums(self, values: Array) -> Array:
        """(draws, half-hours) summed to (draws, days)."""
        return np.add.reduceat(values, self.day_starts, axis=1)


def queue_plans(plan: pa.Table) -> list[QueuePlan]:
    """The plan's queues, each with its half-hours in time order; closed ones are left out."""
    found = []
    for queue in sorted(set(plan["queue_id"].to_pylist())):
        rows = plan.filter(_equal(plan, "queue_id", queue)).sort_by("interval_start_at")
        staffed = (_floats(rows, "offered") > 0) | (_floats(rows, "agents") > 0)
        rows = rows.filter(pa.array(staffed))
        if rows.num_rows:
            day = np.array(rows["business_date"].to_pylist(), dtype="datetime64[D]")
            numbers = {name: _floats(rows, name) for name in _NUMBERS}
            found.append(QueuePlan(rows, day=day, stretch=stretch_of(rows), **numbers))
    return found


def half_hour_table(queue: QueuePlan, rates: Array, now: Expected) -> pa.Table:
    """One row per half-hour: measures as distributions over draws, and the worth of ±1 agent."""
    level = now.service_level
    answered = rates * (1.0 - now.abandon_rate)

    def more_in_time(change: float) -> Array:
        changed = queue.measures(rates, np.maximum(queue.agents + change, 0.0))
        return np.mean((changed.service_level - level) * rates, axis=0)

    kept = queue.rows.select(
        ["queue_id", "interval_start_at", "business_date", "offered", "aht_s", "agents"]
    )
    added = {
        "service_level": _ratio(level * rates, rates),
        **level_quantiles(level),
        "asa_s": _ratio(now.asa_s * answered, answered),
        "abandon_rate": _ratio(now.abandon_rate * rates, rates),
        "occupancy": now.occupancy.mean(axis=0),
        "one_more": more_in_time(1.0),
        "one_less": more_in_time(-1.0),
    }  # fmt: skip
    return _with(kept, added)


def day_table(queue: QueuePlan, rates: Array, now: Expected, agents: Array) -> pa.Table:
    """One row per day: measures as distributions over draws; `agents` broadcast with the draws."""
    contacts = queue.day_sums(rates)
    level = day_levels(queue, rates, now)
    answered = rates * (1.0 - now.abandon_rate)
    staffed = np.broadcast_to(agents, rates.shape)
    busy = queue.day_sums(now.occupancy * staffed)
    first = queue.day_starts
    target = queue.target_level[first]
    made = {
        "target_level": target,
        "offered": contacts.mean(axis=0),
        "agent_h": queue.day_sums(staffed).mean(axis=0) * HALF_HOUR_S / 3600.0,
        "service_level": level.mean(axis=0),
        **level_quantiles(level),
        "target_probability": (level >= target).mean(axis=0),
        "asa_s": _ratio(queue.day_sums(now.asa_s * answered), queue.day_sums(answered)),
        "abandon_rate": _ratio(queue.day_sums(now.abandon_rate * rates), contacts),
        "occupancy": _ratio(busy, queue.day_sums(staffed)),
    }  # fmt: skip
    return _with(queue.rows.select(["queue_id", "business_date"]).take(pa.array(first)), made)


def day_levels(queue: QueuePlan, rates: Array, now: Expected) -> Array:
    """The day's service level in each draw: contacts answered in time ÷ contacts."""
    contacts = queue.day_sums(rates)
    met = queue.day_sums(now.service_level * rates)
    return np.divide(met, contacts, out=np.ones_like(met), where=contacts > 0)


def level_quantiles(level: Array) -> dict[str, Array]:
    """P05 to P95 of a service level over the draws, by column name."""
    found = np.quantile(level, list(_QUANTILES.values()), axis=0)
    return {f"service_level_{name}": found[place] for place, name in enumerate(_QUANTILES)}


def _ratio(part: Array, whole: Array) -> Array:
    """Σ over draws ÷ Σ over draws; no value where the whole is 0."""
    total = whole.sum(axis=0)
    return np.divide(part.sum(axis=0), total, out=np.full(total.shape, np.nan), where=total > 0)


def _with(table: pa.Table, columns: Mapping[str, Array]) -> pa.Table:
    for name, values in columns.items():
        table = table.append_column(name, pa.array(values, from_pandas=True))
    return table


def _floats(table: pa.Table, name: str) -> Array:
    return table[name].to_numpy().astype(float)


def _equal(table: pa.Table, name: str, value: str) -> pa.Array:
    return pa.array([own == value for own in table[name].to_pylist()])
