"""The agents that a past plan would have asked for, by formula alone and not judged further."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from scheduling.half_hours import HALF_HOUR_S
from scheduling.requirement.formulas import formula_agents
from scheduling.targets import StaffingTargets, TargetsOn


def rebuilt_plan(forecast: pa.Table, targets_on: TargetsOn) -> pa.Table:
    """Rows of outputs/forecast with `agents` on the queue and the `shrinkage` planned for.

    Agents as in `scheduling.requirement`, which besides simulates every number: a plan that is
    only looked back on does without. The rows are of queues in which people wait: no e-mail.
    """
    loads = _column(forecast, "offered") * _column(forecast, "aht_s") / HALF_HOUR_S
    aht_s = np.maximum(_column(forecast, "aht_s"), 1.0)
    is_open = np.array([model != "closed" for model in forecast["model"].to_pylist()], bool)
    agents = np.zeros(forecast.num_rows, dtype=np.int64)
    shrinkage = np.zeros(forecast.num_rows)
    for held, places in _by_targets(forecast, targets_on).items():
        found = formula_agents(loads[places], aht_s[places], held)
        agents[places] = np.where(is_open[places], np.maximum(found, held.minimum_agents), 0)
        shrinkage[places] = float(held.shrinkage)
    planned = forecast.append_column("agents", pa.array(agents))
    return planned.append_column("shrinkage", pa.array(shrinkage))


def _by_targets(forecast: pa.Table, targets_on: TargetsOn) -> dict[StaffingTargets, list[int]]:
    """The rows under each set of targets."""
    days: dict[tuple[str, date], list[int]] = {}
    pairs = zip(
        forecast["queue_id"].to_pylist(), forecast["business_date"].to_pylist(), strict=True
    )
    for place, pair in enumerate(pairs):
        days.setdefault(pair, []).append(place)
    found: dict[StaffingTargets, list[int]] = {}
    for (queue_id, day), places in days.items():
        found.setdefault(targets_on(queue_id, day), []).extend(places)
    return found


def _column(table: pa.Table, name: str) -> np.ndarray:
    return table[name].to_numpy().astype(float)
