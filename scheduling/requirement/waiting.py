"""Agents for people who wait: voice and chats.

The formulas take each half-hour as a queue in equilibrium (SIPP), which errs where handle times are
long against it. So every number is also put through simulated days, and a queue may be staffed by
them altogether.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduling.half_hours import HALF_HOUR_S
from scheduling.requirement.formulas import EXPECTED, formula_agents, formula_measures
from scheduling.requirement.scheduled import KEPT, to_schedule
from scheduling.targets import StaffingTargets

_SIMULATED = "simulated_service_level"


def served_in_time(rows: list[dict[str, Any]], held: StaffingTargets) -> list[dict[str, Any]]:
    """Requirement rows of forecast rows under one set of targets."""
    from scheduling.simulated_requirement import judged_rows, tuned_rows  # numba: slow to import

    load, aht = _load_and_aht(rows)
    is_open = np.array([row["model"] != "closed" for row in rows])
    by_occupancy = formula_agents(load, aht, held, "maximum_occupancy")
    least = np.where(is_open, np.maximum(by_occupancy, held.minimum_agents), 0)
    if held.model == "simulation":
        tuned = tuned_rows(rows, held, least)
        by_level = np.where(tuned.agents > least, tuned.agents, 0)
        expected = {name: getattr(tuned, name) for name in EXPECTED}
    else:
        by_level = formula_agents(load, aht, held, "service_level")
        expected = {}
    agents = np.where(is_open, np.maximum(by_level, least), 0)
    expected = expected or formula_measures(load, np.maximum(agents, 1), aht, held)
    judged = judged_rows(rows, held, agents)
    expected |= judged | {"model_error": expected["service_level"] - judged[_SIMULATED]}
    return [
        {
            **{key: row[key] for key in KEPT},
            "offered_load_erlang": float(load[i]),
            **to_schedule(int(agents[i]), held),
            "binding": _binding(agents[i], by_level[i], by_occupancy[i], row["model"]),
            **{name: _figure(values[i], agents[i]) for name, values in expected.items()},
        }
        for i, row in enumerate(rows)
    ]


def _load_and_aht(rows: list[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    """Offered load in Erlang, and handle times, 1 s where there is none."""
    aht = np.array([row["aht_s"] for row in rows], float)
    load = np.array([row["offered"] for row in rows], float) * aht / HALF_HOUR_S
    return load, np.where(aht > 0, aht, 1.0)


def _figure(value: float, agents: int) -> float | None:
    return float(value) if agents > 0 and np.isfinite(value) else None


def _binding(agents: int, by_level: int, by_occupancy: int, model: str) -> str:
    if model == "closed":
        return "closed"
    if agents > max(by_level, by_occupancy):
        return "minimum"
    return "service_level" if by_level >= by_occupancy else "occupancy"
