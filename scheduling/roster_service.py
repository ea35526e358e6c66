"""The service that a roster gives, half-hour by half-hour, by simulation of its days.

People who wait are simulated day by day, e-mail through the week, for it carries over. The forecast
is taken as it is: contacts come at random at its rates. What its error adds is
scheduling.prediction's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from scheduling.mail_service import mail_service
from scheduling.prediction.plan import QueuePlan, queue_plans
from scheduling.tables import ROSTER_SERVICE, table


def roster_service(plan: pa.Table, plan_week: date, *, days: int, seed: int) -> pa.Table:
    """outputs/roster_service: each day of the plan simulated `days` times, queue by queue.

    `plan` as scheduling.prediction.predict takes it, agents being those of the roster after
    shrinkage; a fraction of an agent is there on that share of the days. A half-hour in which
    nobody called has no service level. Rows with `answer_within` (open half-hours) are e-mail,
    whose level is the share answered by then; `opens_at` and `closes_at` say when it is worked on.
    """
    waiting, mail = _by_channel(plan)
    queues = queue_plans(waiting)
    rows = [row for n, queue in enumerate(queues) for row in _of_queue(queue, days, seed + n)]
    rows += mail_service(mail, days=days, seed=seed)
    return table(({"plan_week": plan_week} | row for row in rows), ROSTER_SERVICE)


def _by_channel(plan: pa.Table) -> tuple[pa.Table, list[dict[str, Any]]]:
    """Those who wait, and e-mail."""
    if "answer_within" not in plan.column_names:
        return plan, []
    is_mail = [within is not None for within in plan["answer_within"].to_pylist()]
    waiting = plan.filter(pa.array([not mail for mail in is_mail], pa.bool_()))
    return waiting, plan.filter(pa.array(is_mail, pa.bool_())).to_pylist()


def _of_queue(queue: QueuePlan, days: int, seed: int) -> list[dict[str, Any]]:
    from scheduling.simulation import Queue, draw_contacts, simulate  # numba
    from scheduling.staffing.queue_team import queue_team

    random = np.random.default_rng(seed)
    starts = queue.rows["interval_start_at"].to_pylist()
    rows: list[dict[str, Any]] = []
    for day in np.unique(queue.day):
        own = np.flatnonzero(queue.day == day)
        offered, agents = queue.offered[own], queue.agents[own]
        if not offered.any():
            continue
        there = np.floor(agents + random.random((days, own.size))).astype(np.int64)
        arrivals = Queue(
            queue.queue_id, np.tile(offered, (days, 1)), queue.aht_s[own],
            float(queue.target_wait_s[own[0]]), float(queue.patience_s[own[0]]),
        )  # fmt: skip
        contacts = draw_contacts([arrivals], days=days, seed=seed + int(day.astype(int)))
        made = simulate(contacts, [queue_team(queue.queue_id, there, queue.stretch[own[0]])])
        measures = {
            "service_level": made.service_level[0],
            "service_level_error": made.service_level_error[0],
            "asa_s": made.asa_s[0],
            "abandon_rate": made.abandon_rate[0],
            "occupancy": made.place_occupancy[0],
        }
        rows += [
            {
                "queue_group": queue.queue_id,
                "interval_start_at": starts[place],
                "business_date": day.item(),
                "offered": float(offered[at]),
                "days_simulated": days,
            }
            | {name: _known(values[at]) for name, values in measures.items()}
            for at, place in enumerate(own.tolist())
        ]
    return rows


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
