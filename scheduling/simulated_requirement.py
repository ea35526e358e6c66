"""What simulated days say of a requirement: agents tuned by them, and how far a formula is off.

Rows are those of outputs/forecast, in any order; those of one queue and local date make a day,
which begins empty at its first half-hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from scheduling.half_hours import HALF_HOUR_S
from scheduling.simulation import Queue, Simulated
from scheduling.simulation.contacts import Integers
from scheduling.simulation.shapes import Array
from scheduling.staffing import (
    JudgedStaffing,
    judged_agents,
    judged_chats,
    queue_team,
    skilled_agents,
    tuned_agents,
)
from scheduling.targets import StaffingTargets

_CONTACTS_TO_TUNE, _CONTACTS_TO_JUDGE = 300_000, 60_000
_CHATS_TO_TUNE, _CHATS_TO_JUDGE = 60_000, 20_000  # event by event, which takes longer
_FEWEST_DAYS, _MOST_DAYS = 20, 400
_TUNING_SEED, _JUDGING_SEED = 1, 2
_JUDGED = (
    "simulated_service_level",
    "simulated_error",
    "service_level_one_less",
    "service_level_one_more",
)


@dataclass(frozen=True)
class Staffed:
    """Agents per row and what they give; NaN where nobody is expected."""

    agents: Integers
    service_level: Array
    asa_s: Array
    abandon_rate: Array
    occupancy: Array
    person_occupancy: Array


def tuned_rows(rows: Sequence[dict[str, Any]], held: StaffingTargets, least: Integers) -> Staffed:
    """The fewest agents per row, at least `least`, with which each half-hour keeps its level."""
    found = Staffed(least.copy(), *(np.full(least.size, np.nan) for _ in range(5)))
    for day in _days(rows, held):
        if not day.queue_offers:
            continue
        agents, seen = _tuned(day, held, day.spread(least))
        found.agents[day.places] = agents[day.half_hours]
        for kept, values in (
            (found.service_level, seen.service_level),
            (found.asa_s, seen.asa_s),
            (found.abandon_rate, seen.abandon_rate),
            (found.occupancy, seen.place_occupancy),
            (found.person_occupancy, seen.occupancy),
        ):
            kept[day.places] = values[0][day.half_hours]
    return found


def judged_rows(
    rows: Sequence[dict[str, Any]], held: StaffingTargets, agents: Integers
) -> dict[str, Array]:
    """Columns of the requirement that come from simulated days; NaN where nobody is expected."""
    found = {name: np.full(agents.size, np.nan) for name in _JUDGED}
    for day in _days(rows, held):
        if not day.queue_offers:
            continue
        judged = _judged(day, held, day.spread(agents))
        measured = (
            judged.service_level, judged.service_level_error, judged.one_less, judged.one_more,
        )  # fmt: skip
        for name, values in zip(_JUDGED, measured, strict=True):
            found[name][day.places] = values[day.half_hours]
    return found


def _tuned(day: _Day, held: StaffingTargets, least: Integers) -> tuple[Integers, Simulated]:
    """The day's agents, and the simulated days that tuned them."""
    level = float(held.service_level)
    if held.channel == "chat":
        shared = skilled_agents(
            [day.queue],
            [queue_team(day.queue.queue_id, least, held.stretch)],
            service_level={day.queue.queue_id: level},
            days=day.simulated(_CHATS_TO_TUNE),
            seed=_TUNING_SEED,
        )
        return np.asarray(shared.groups[0].agents), shared.simulated
    tuned = tuned_agents(
        day.queue,
        service_level=level,
        minimum_agents=least,
        days=day.simulated(_CONTACTS_TO_TUNE),
        seed=_TUNING_SEED,
    )
    return tuned.agents, tuned.simulated


def _judged(day: _Day, held: StaffingTargets, agents: Integers) -> JudgedStaffing:
    if held.channel == "chat":
        days = day.simulated(_CHATS_TO_JUDGE)
        return judged_chats(day.queue, agents, held.stretch, days=days, seed=_JUDGING_SEED)
    days = day.simulated(_CONTACTS_TO_JUDGE)
    return judged_agents(day.queue, agents, days=days, seed=_JUDGING_SEED)


@dataclass(frozen=True)
class _Day:
    """One queue and date: `half_hours` are the rows' own, counted from the first of the day."""

    places: Integers
    half_hours: Integers
    queue: Queue

    @property
    def queue_offers(self) -> bool:
        return bool(np.sum(self.queue.offered) > 0)

    def spread(self, values: Integers) -> Integers:
        """Values of all rows, as the day's half-hours; 0 where it has no row."""
        spread = np.zeros(self.queue.half_hours, np.int64)
        spread[self.half_hours] = values[self.places]
        return spread

    def simulated(self, contacts: int) -> int:
        """Days that come to about so many contacts."""
        return int(np.clip(contacts / np.sum(self.queue.offered), _FEWEST_DAYS, _MOST_DAYS))


def _days(rows: Sequence[dict[str, Any]], held: StaffingTargets) -> Iterator[_Day]:
    places: dict[tuple[Any, Any], list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault((row["queue_id"], row["business_date"]), []).append(place)
    for (queue_id, _), own in places.items():
        starts = [rows[place]["interval_start_at"] for place in own]
        first = min(starts)
        half_hours = np.array([int((at - first).total_seconds()) // HALF_HOUR_S for at in starts])
        figures = np.zeros((2, int(half_hours.max()) + 1))
        figures[:, half_hours] = [[rows[p][key] for p in own] for key in ("offered", "aht_s")]
        patience = held.patience_s or inf
        queue = Queue(queue_id, figures[0], figures[1], held.target_wait_s, patience)
        yield _Day(np.array(own), half_hours, queue)
