"""What a week's roster gives e-mail: answered by its deadline or not, by simulated weeks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from scheduling.backlog import InOrder
from scheduling.half_hours import HALF_HOUR_S
from scheduling.simulated_deadlines import simulated_in_time

_WEEKS = 3


def mail_service(rows: Sequence[dict[str, Any]], *, days: int, seed: int) -> list[dict[str, Any]]:
    """Rows of outputs/roster_service without their plan week, of the e-mail queues of a plan.

    A row has queue_id, interval_start_at, business_date, offered, aht_s, agents, `answer_within`
    (open half-hours) and the day's `opens_at` and `closes_at`. Its level is the share of what
    comes in it that is answered in time.
    """
    ordered = sorted(rows, key=lambda row: (row["queue_id"], row["interval_start_at"]))
    return [
        row
        for number, (_, own) in enumerate(groupby(ordered, key=lambda row: row["queue_id"]))
        for row in _of_queue(list(own), days, seed + number)
    ]


def _of_queue(rows: list[dict[str, Any]], days: int, seed: int) -> list[dict[str, Any]]:
    """A week between two that are like it: the one leaves it work, the other takes some."""
    is_open = np.array([_is_open(row) for row in rows])
    within = [row["answer_within"] for row in rows]
    weeks = InOrder.on(np.tile(is_open, _WEEKS), within * _WEEKS)
    offered, aht_s = (
        np.tile([float(row[name]) for row in rows], _WEEKS) for name in ("offered", "aht_s")
    )
    agents = np.array([float(row["agents"]) for row in rows])[is_open]
    always = np.tile(agents, _WEEKS)
    level, error = simulated_in_time(weeks, offered, aht_s, always, days=days, seed=seed)
    done = np.diff(weeks.done(offered * aht_s / HALF_HOUR_S, always), prepend=0.0)
    occupancy = np.full(len(rows), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        occupancy[is_open] = done[agents.size : 2 * agents.size] / agents
    inside = slice(len(rows), 2 * len(rows))
    columns = zip(rows, level[inside], error[inside], occupancy, strict=True)
    return [
        {
            "queue_group": row["queue_id"],
            "interval_start_at": row["interval_start_at"],
            "business_date": row["business_date"],
            "offered": float(row["offered"]),
            "days_simulated": days,
            "service_level": _known(its_level),
            "service_level_error": _known(its_error),
            "occupancy": _known(its_occupancy),
        }
        for row, its_level, its_error, its_occupancy in columns
    ]


def _is_open(row: dict[str, Any]) -> bool:
    opens_at = row["opens_at"]
    return opens_at is not None and opens_at <= row["interval_start_at"] < row["closes_at"]


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
