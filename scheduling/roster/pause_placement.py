"""Meals and breaks of named duties: one small model per day and queue, coverage at its best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pulp

from scheduling.roster.assignment import Duty
from scheduling.roster.coverage_cost import priced_coverage
from scheduling.roster.linear import Terms, add_row, count, value
from scheduling.roster.pauses import WEEK_SLOTS, Shares, shift_slots
from scheduling.roster.sessions import Busy, Span, busy_slots, free_places
from scheduling.roster.shift_counts import Required
from scheduling.roster.shift_library import Pause, ShiftOption
from scheduling.roster.solver import minimise
from scheduling.roster.working_time import CoveragePrices


@dataclass(frozen=True)
class PlacedPause:
    """A pause of a duty, `start_min` after the shift's start."""

    pause: Pause
    start_min: int


Placed = dict[Duty, list[PlacedPause]]
_Alike = tuple[ShiftOption, tuple[Span, ...]]
"""Duties whose pauses may lie in the same places."""


def place_pauses(
    duties: Sequence[Duty],
    required: Required,
    prices: CoveragePrices,
    busy: Busy,
    *,
    time_limit_s: float,
    seed: int,
) -> Placed:
    """Pauses for every duty, in order of time, beside their sessions.

    `busy` are sessions that the duties suit; `time_limit_s` is for all days and queues.
    """
    parts: dict[tuple[int, str], list[Duty]] = defaultdict(list)
    for duty in duties:
        parts[duty.day, duty.queue].append(duty)
    over = _carried_over(duties)
    placed: Placed = {}
    for (day, queue), some in sorted(parts.items(), key=lambda part: part[0]):
        limit = time_limit_s / len(parts)
        model = _DayModel(day, queue, some, over.get((day, queue), {}), busy)
        placed |= model.solved(required[queue], prices, limit, seed)
    return placed


def _carried_over(duties: Sequence[Duty]) -> dict[tuple[int, str], dict[int, float]]:
    """People of the night before who still work after midnight, by day, queue and slot."""
    found: dict[tuple[int, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for duty in duties:
        for slot in shift_slots(duty.day, duty.option):
            if slot // 48 != duty.day:
                found[slot // 48, duty.queue][slot] += 1.0
    return found


class _DayModel:
    """The pauses of one day and queue as counts per shift and place."""

    def __init__(
        self,
        day: int,
        queue: str,
        duties: Sequence[Duty],
        over: dict[int, float],
        busy: Busy,
    ) -> None:
        self.day, self.over = day, over
        self.model = pulp.LpProblem(f"pauses_{day}_{queue}", pulp.LpMinimize)
        self.alike: dict[_Alike, list[Duty]] = defaultdict(list)
        for duty in duties:
            spans = busy.get((duty.person.agent_id, day), ())
            self.alike[duty.option, spans].append(duty)
        self.places: dict[tuple[_Alike, int], dict[Shares, list[int]]] = {}
        self.counts: dict[tuple[_Alike, int, Shares], pulp.LpVariable] = {}

    def solved(
        self, wanted: Sequence[float], prices: CoveragePrices, time_limit_s: float, seed: int
    ) -> Placed:
        """Solve and deal the places to the duties."""
        working: dict[int, float] = defaultdict(float, self.over)
        for (option, spans), duties in self.alike.items():
            for slot in shift_slots(self.day, option):
                working[slot] += len(duties)
            for slot in busy_slots(self.day, spans):
                working[slot] -= len(duties)
        lost = self._lost()
        cost: Terms = []
        for slot in sorted({*working, *lost}):
            terms = lost.get(slot, [])
            name = str(slot)
            cost += priced_coverage(
                self.model, name, wanted[slot], terms, prices, constant=working.get(slot, 0.0)
            )
        self.model.setObjective(pulp.LpAffineExpression(cost))
        answer = minimise(self.model, time_limit_s=time_limit_s, seed=seed, gap=1e-4)
        return self._dealt(answer.solved)

    def _lost(self) -> dict[int, Terms]:
        lost: dict[int, Terms] = defaultdict(list)
        for n, (alike, duties) in enumerate(self.alike.items()):
            option, spans = alike
            for p, pause in enumerate(option.pauses):
                places = free_places(self.day, option, pause, spans)
                self.places[alike, p] = places
                row: Terms = []
                for i, shares in enumerate(places):
                    here = count(f"pause_{n}_{p}_{i}", len(duties))
                    self.counts[alike, p, shares] = here
                    row.append((here, 1.0))
                    for slot, share in shares:
                        if slot < WEEK_SLOTS:
                            lost[slot].append((here, -share))
                add_row(self.model, f"all_{n}_{p}", row, "==", len(duties))
        return lost

    def _dealt(self, solved: bool) -> Placed:
        """Early places to the first people, in turn between the quarters of a half-hour."""
        placed: Placed = {duty: [] for duties in self.alike.values() for duty in duties}
        for (alike, p), places in self.places.items():
            duties = self.alike[alike]
            starts: list[int] = []
            for shares, minutes in places.items():
                here = value(self.counts[alike, p, shares]) if solved else 0
                starts += [minutes[n % len(minutes)] for n in range(here)]
            first = min(min(minutes) for minutes in places.values())
            starts += [first] * (len(duties) - len(starts))
            for duty, start in zip(duties, sorted(starts), strict=True):
                placed[duty].append(PlacedPause(alike[0].pauses[p], start))
        return placed
