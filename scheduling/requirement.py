"""From a forecast to agents: Erlang C, Erlang A or simulation, occupancy, minimum, shrinkage.

The formulas take each half-hour as a queue in equilibrium (SIPP), which errs where handle times are
long against it. So every number is also put through simulated days, and a queue may be staffed by
them altogether (docs/scheduling/staffing.md).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from scheduling.erlang import (
    ErlangA,
    ErlangC,
    Targets,
    erlang_a,
    erlang_c,
    required_agents,
    scheduled_for_shrinkage,
)
from scheduling.half_hours import HALF_HOUR_S
from scheduling.tables import REQUIREMENT, table
from scheduling.targets import StaffingTargets, TargetsOn


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
    from scheduling.simulated_requirement import judged_rows, tuned_rows  # numba: slow to import

    load, aht = _load_and_aht(rows)
    is_open = np.array([row["model"] != "closed" for row in rows])
    by_occupancy = _needed(load, aht, held, service_level=False)
    least = np.where(is_open, np.maximum(by_occupancy, held.minimum_agents), 0)
    if held.model == "simulation":
        tuned = tuned_rows(rows, held, least)
        by_level = np.where(tuned.agents > least, tuned.agents, 0)
        expected = {name: getattr(tuned, name) for name in _EXPECTED}
    else:
        by_level = _needed(load, aht, held, service_level=True)
        expected = {}
    agents = np.where(is_open, np.maximum(by_level, least), 0)
    expected = expected or _by_formula(load, np.maximum(agents, 1), aht, held)
    judged = judged_rows(rows, held, agents)
    expected |= judged | {"model_error": expected["service_level"] - judged[_SIMULATED]}
    return [
        {
            **{key: row[key] for key in _KEPT},
            "offered_load_erlang": float(load[i]),
            "model": held.model,
            "agents": int(agents[i]),
            "required_agents": scheduled_for_shrinkage(int(agents[i]), held.shrinkage),
            "shrinkage": float(held.shrinkage),
            "binding": _binding(agents[i], by_level[i], by_occupancy[i], row["model"]),
            **{name: _figure(values[i], agents[i]) for name, values in expected.items()},
        }
        for i, row in enumerate(rows)
    ]


_KEPT = ("plan_week", "queue_id", "interval_start_at", "business_date", "offered", "aht_s")
_EXPECTED = ("service_level", "asa_s", "abandon_rate", "occupancy")
_SIMULATED = "simulated_service_level"


def _load_and_aht(rows: list[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    """Offered load in Erlang, and handle times, 1 s where there is none."""
    aht = np.array([row["aht_s"] for row in rows], float)
    load = np.array([row["offered"] for row in rows], float) * aht / HALF_HOUR_S
    return load, np.where(aht > 0, aht, 1.0)


def _needed(
    load: np.ndarray, aht: np.ndarray, held: StaffingTargets, *, service_level: bool
) -> np.ndarray:
    if service_level:
        targets = Targets(float(held.service_level), held.target_wait_s)
    else:
        targets = Targets(maximum_occupancy=float(held.maximum_occupancy))
    return required_agents(load, aht_s=aht, targets=targets, patience_s=held.formula_patience_s)


def _by_formula(
    load: np.ndarray, agents: np.ndarray, aht: np.ndarray, held: StaffingTargets
) -> dict[str, np.ndarray]:
    asked = {"aht_s": aht, "target_wait_s": held.target_wait_s}
    if held.formula_patience_s is None:
        found: ErlangC | ErlangA = erlang_c(load, agents, **asked)
    else:
        found = erlang_a(load, agents, patience_s=held.formula_patience_s, **asked)
    return {name: getattr(found, name, np.full(load.shape, np.nan)) for name in _EXPECTED}


def _figure(value: float, agents: int) -> float | None:
    return float(value) if agents > 0 and np.isfinite(value) else None


def _binding(agents: int, by_level: int, by_occupancy: int, model: str) -> str:
    if model == "closed":
        return "closed"
    if agents > max(by_level, by_occupancy):
        return "minimum"
    return "service_level" if by_level >= by_occupancy else "occupancy"
