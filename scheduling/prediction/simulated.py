"""The same prediction by simulated days, which know what the formula does not.

A day's level also scatters by chance, waits carry over into the next half-hour, and a queue does
not settle within it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.prediction.correlation import ErrorCorrelation
from scheduling.prediction.errors import ForecastErrors
from scheduling.prediction.joint import draw_rates
from scheduling.prediction.plan import QueuePlan, queue_plans

if TYPE_CHECKING:
    from scheduling.simulation import Simulated

Array = NDArray[np.float64]

SIMULATED_DAYS = pa.schema(
    [
        ("queue_id", pa.string()),
        ("business_date", pa.date32()),
        ("draws", pa.int64()),
        ("service_level", pa.float64()),
        ("service_level_error", pa.float64()),
        ("service_level_p10", pa.float64()),
        ("service_level_p50", pa.float64()),
        ("service_level_p90", pa.float64()),
        ("target_probability", pa.float64()),
        ("asa_s", pa.float64()),
        ("abandon_rate", pa.float64()),
        ("occupancy", pa.float64()),
    ]
)


def simulate_plan(
    plan: pa.Table,
    errors: Mapping[str, ForecastErrors],
    correlation: ErrorCorrelation | None = None,
    *,
    draws: int,
    seed: int,
) -> pa.Table:
    """One row per queue and day of the plan of `predict`, each simulated `draws` times.

    Volumes are drawn from the forecast's errors; a fraction of an agent is there in that share of
    the draws, half-hour by half-hour. Days without contacts are left out.
    """
    queues = queue_plans(plan)
    rates = draw_rates(queues, errors, correlation, draws=draws, seed=seed)
    rows = [
        row
        for number, (queue, drawn) in enumerate(zip(queues, rates, strict=True))
        for row in _days(queue, drawn, seed + number)
    ]
    return pa.Table.from_pylist(rows, SIMULATED_DAYS)


def _days(queue: QueuePlan, rates: Array, seed: int) -> list[dict[str, Any]]:
    from scheduling.simulation import Queue, draw_contacts, simulate  # numba
    from scheduling.staffing.queue_team import queue_team

    draws = rates.shape[0]
    rng = np.random.default_rng(seed)
    agents = np.floor(queue.agents + rng.random(rates.shape)).astype(np.int64)
    rows = []
    for day in np.unique(queue.day):
        own = queue.day == day
        if not rates[:, own].any():
            continue
        first = int(np.argmax(own))
        arrivals = Queue(
            queue.queue_id, rates[:, own], queue.aht_s[own],
            float(queue.target_wait_s[first]), float(queue.patience_s[first]),
        )  # fmt: skip
        contacts = draw_contacts([arrivals], days=draws, seed=seed + int(day.astype(int)))
        group = queue_team(queue.queue_id, agents[:, own], queue.stretch[first])
        made = simulate(contacts, [group])
        rows.append(
            {"queue_id": queue.queue_id, "business_date": day.item(), "draws": draws}
            | _measures(made, float(queue.target_level[first]))
        )
    return rows


def _measures(made: Simulated, target: float) -> dict[str, float]:
    levels = made.day_service_level[:, 0]
    known = levels[np.isfinite(levels)]
    offered, answered = int(made.offered.sum()), int(made.answered.sum())
    places_s = float((made.staffed_s * made.at_once[:, None]).sum())
    p10, p50, p90 = np.quantile(known, [0.1, 0.5, 0.9])
    return {
        "service_level": float(made.answered_within_target.sum() / offered),
        "service_level_error": float(known.std(ddof=1) / np.sqrt(known.size)),
        "service_level_p10": float(p10),
        "service_level_p50": float(p50),
        "service_level_p90": float(p90),
        "target_probability": float((known >= target).mean()),
        "asa_s": float(made.wait_of_answered_s.sum() / max(answered, 1)),
        "abandon_rate": float(made.abandoned.sum() / offered),
        "occupancy": float(made.served_s.sum() / max(places_s, 1.0)),
    }
