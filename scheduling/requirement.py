"""From a forecast to agents: Erlang C or A, occupancy, minimum staffing, shrinkage.

Stationary, independent half-hours (SIPP): each is taken as a queue in equilibrium, which errs
where handle times are long against the half-hour (docs/planning.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from scheduling.erlang import Targets, erlang_a, erlang_c, required_agents, scheduled_for_shrinkage
from scheduling.tables import REQUIREMENT, table


@dataclass(frozen=True)
class StaffingTargets:
    """What a queue must reach on a day. Patience None means Erlang C: nobody abandons.

    `minimum_agents` is who is there at least while the queue is open. `shrinkage` is the share of
    scheduled time lost to what the roster does not plan (unplanned absence, coaching); meals,
    breaks and approved leave are planned in the roster and must not be counted in it.
    """

    service_level: Decimal
    target_wait_s: int
    maximum_occupancy: Decimal
    shrinkage: Decimal
    patience_s: int | None = None
    minimum_agents: int = 1


TargetsOn = Callable[[str, date], StaffingTargets]


def requirement(forecast: pa.Table, targets_on: TargetsOn) -> pa.Table:
    """Rows of outputs/requirement, one per row of outputs/forecast, in its order.

    `targets_on(queue_id, local date)` gives the targets in force and raises Refusal where there
    are none. A half-hour whose forecast model is 'closed' needs nobody; one that is open without
    volume needs the minimum. `binding` names what decided; on a tie the service level.
    """
    rows = forecast.to_pylist()
    by_targets: dict[StaffingTargets, list[int]] = {}
    for place, row in enumerate(rows):
        held = targets_on(row["queue_id"], row["business_date"])
        by_targets.setdefault(held, []).append(place)
    made: list[dict[str, Any]] = [{} for _ in rows]
    for held, places in by_targets.items():
        part = [rows[place] for place in places]
        for place, row in zip(places, _staffed(part, held), strict=True):
            made[place] = row
    return table(made, REQUIREMENT)


def _staffed(rows: list[dict[str, Any]], held: StaffingTargets) -> list[dict[str, Any]]:
    offered = np.array([row["offered"] for row in rows], float)
    aht = np.array([row["aht_s"] for row in rows], float)
    load = offered * aht / 1800.0
    timed = np.where(aht > 0, aht, 1.0)
    by_level = _needed(load, timed, held, service_level=True)
    by_occupancy = _needed(load, timed, held, service_level=False)
    agents = np.maximum(np.maximum(by_level, by_occupancy), held.minimum_agents)
    agents = np.where([row["model"] == "closed" for row in rows], 0, agents)
    expected = _expected(load, np.maximum(agents, 1), timed, held)
    return [
        {
            **{key: row[key] for key in _KEPT},
            "offered_load_erlang": float(load[i]),
            "model": "erlang_c" if held.patience_s is None else "erlang_a",
            "agents": int(agents[i]),
            "required_agents": scheduled_for_shrinkage(int(agents[i]), held.shrinkage),
            "shrinkage": float(held.shrinkage),
            "binding": _binding(agents[i], by_level[i], by_occupancy[i], row["model"]),
            **{name: _figure(values[i], agents[i]) for name, values in expected.items()},
        }
        for i, row in enumerate(rows)
    ]


_KEPT = ("plan_week", "queue_id", "interval_start_at", "business_date", "offered", "aht_s")


def _needed(
    load: np.ndarray, aht: np.ndarray, held: StaffingTargets, *, service_level: bool
) -> np.ndarray:
    if service_level:
        targets = Targets(float(held.service_level), held.target_wait_s)
    else:
        targets = Targets(maximum_occupancy=float(held.maximum_occupancy))
    return required_agents(load, aht_s=aht, targets=targets, patience_s=held.patience_s)


def _expected(
    load: np.ndarray, agents: np.ndarray, aht: np.ndarray, held: StaffingTargets
) -> dict[str, np.ndarray]:
    if held.patience_s is None:
        c = erlang_c(load, agents, aht_s=aht, target_wait_s=held.target_wait_s)
        return {
            "service_level": c.service_level,
            "asa_s": c.asa_s,
            "abandon_rate": np.full(load.shape, np.nan),
            "occupancy": c.occupancy,
        }
    a = erlang_a(
        load, agents, aht_s=aht, patience_s=held.patience_s, target_wait_s=held.target_wait_s
    )
    return {
        "service_level": a.service_level,
        "asa_s": a.asa_s,
        "abandon_rate": a.abandon_rate,
        "occupancy": a.occupancy,
    }


def _figure(value: float, agents: int) -> float | None:
    return float(value) if agents > 0 and np.isfinite(value) else None


def _binding(agents: int, by_level: int, by_occupancy: int, model: str) -> str:
    if model == "closed":
        return "closed"
    if agents > max(by_level, by_occupancy):
        return "minimum"
    return "service_level" if by_level >= by_occupancy else "occupancy"
