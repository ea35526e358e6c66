"""Agents for e-mail: each half-hour's contacts are answered by their deadline, in their order.

What comes in is work that may wait over half-hours, nights and days. The expected week is entered
with what a week like the first leaves and left for one like the last, so that neither edge of the
forecast is special. Agents work at the maximum occupancy on expected contacts; the rest of their
time is what chance may take (`simulated_service_level`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduling.backlog import InOrder, levelled_agents, whole_agents
from scheduling.half_hours import HALF_HOUR_S
from scheduling.requirement.scheduled import KEPT, to_schedule
from scheduling.simulated_deadlines import simulated_in_time
from scheduling.targets import Deadline, StaffingTargets

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

_WEEK = timedelta(weeks=1)
_TIMES, _SEED = 100, 3
_ROUNDING = 1e-9


def kept_deadlines(
    rows: Sequence[dict[str, Any]], held: Sequence[StaffingTargets]
) -> list[dict[str, Any]]:
    """Requirement rows of one queue's forecast rows, each with its targets, in their order."""
    order = sorted(range(len(rows)), key=lambda place: rows[place]["interval_start_at"])
    weeks = _Weeks.of([rows[place] for place in order], [held[place] for place in order])
    made: list[dict[str, Any]] = [{} for _ in rows]
    for place, row in zip(order, weeks.staffed(), strict=True):
        made[place] = row
    return made


@dataclass(frozen=True)
class _Weeks:
    """The rows in time order, with those of a week before and after, which `inside` leaves out.

    A unit of work is an agent's half-hour.
    """

    rows: Sequence[dict[str, Any]]
    held: Sequence[StaffingTargets]
    inside: slice

    @classmethod
    def of(cls, rows: Sequence[dict[str, Any]], held: Sequence[StaffingTargets]) -> _Weeks:
        first, last = rows[0]["interval_start_at"], rows[-1]["interval_start_at"]
        before = sum(row["interval_start_at"] < first + _WEEK for row in rows)
        after = sum(row["interval_start_at"] > last - _WEEK for row in rows)
        places = [*range(before), *range(len(rows)), *range(len(rows) - after, len(rows))]
        return cls(
            [rows[place] for place in places],
            [held[place] for place in places],
            slice(before, before + len(rows)),
        )

    def staffed(self) -> list[dict[str, Any]]:
        """The rows inside as requirement rows."""
        profile = levelled_agents(self._queue, self._work)
        agents = whole_agents(self._queue, self._work, profile, self._minimum)
        by_minimum = self._on_clock(agents > np.ceil(profile - _ROUNDING))
        on_clock = self._on_clock(agents)
        figures = self._expected(agents) | self._simulated(agents)
        return [
            {
                **{key: self.rows[place][key] for key in KEPT},
                "offered_load_erlang": float(self._load[place]),
                **to_schedule(int(on_clock[place]), self.held[place]),
                "binding": self._binding(place, by_minimum),
                **{name: _known(values[place]) for name, values in figures.items()},
            }
            for place in range(len(self.rows))[self.inside]
        ]

    def _binding(self, place: int, by_minimum: NDArray[np.bool_]) -> str:
        if not self._is_open[place]:
            return "closed"
        return "minimum" if by_minimum[place] else "deadline"

    def _expected(self, agents: Integers) -> dict[str, Array]:
        """Share in time, e-mails open at the end of the half-hour, share of the agents' time."""
        done = self._queue.done(self._work, agents)
        worked = np.diff(done, prepend=0.0) * self._occupancy[self._is_open]
        came = np.concatenate([[0.0], np.cumsum(self._offered)])
        work_came = np.concatenate([[0.0], np.cumsum(self._work)])
        work_done = np.concatenate([[0.0], done])[np.cumsum(self._is_open)]
        answered = np.interp(work_done, work_came, came)
        with np.errstate(divide="ignore", invalid="ignore"):
            occupancy = np.where(agents > 0, worked / agents, np.nan)
        return {
            "service_level": self._queue.in_time(self._work, done),
            "occupancy": self._on_clock(occupancy, np.nan),
            "person_occupancy": self._on_clock(occupancy, np.nan),
            "backlog": np.maximum(came[1:] - answered, 0.0),
        }

    def _simulated(self, agents: Integers) -> dict[str, Array]:
        level, error = simulated_in_time(
            self._queue, self._offered, self._aht_s, agents, days=_TIMES, seed=_SEED
        )
        return {"simulated_service_level": level, "simulated_error": error}

    def _on_clock(self, values: NDArray[Any], closed: float = 0) -> NDArray[Any]:
        """Values of the open half-hours among all of them."""
        found = np.full(len(self.rows), closed, values.dtype)
        found[self._is_open] = values
        return found

    @cached_property
    def _queue(self) -> InOrder:
        return InOrder.on(self._is_open, [_deadline(one).answer_within for one in self.held])

    @cached_property
    def _is_open(self) -> NDArray[np.bool_]:
        pairs = zip(self.rows, self.held, strict=True)
        return np.array([_deadline(one).is_open(row["interval_start_at"]) for row, one in pairs])

    @cached_property
    def _work(self) -> Array:
        return self._load / self._occupancy

    @property
    def _load(self) -> Array:
        return self._offered * self._aht_s / HALF_HOUR_S

    @property
    def _offered(self) -> Array:
        return np.array([row["offered"] for row in self.rows], float)

    @property
    def _aht_s(self) -> Array:
        return np.array([row["aht_s"] for row in self.rows], float)

    @property
    def _occupancy(self) -> Array:
        return np.array([float(one.maximum_occupancy) for one in self.held])

    @property
    def _minimum(self) -> Integers:
        """Agents who are there in each open half-hour, whatever comes."""
        return np.array([one.minimum_agents for one in self.held])[self._is_open]


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _deadline(held: StaffingTargets) -> Deadline:
    if held.deadline is None:
        raise ValueError("only e-mail is staffed by a deadline")
    return held.deadline
