"""A week that repeats itself: its cover, and the linear relaxation that bounds it.

Hours after midnight that only the evening before can reach belong to that evening. Those of Monday
are therefore planned behind Sunday, as if the next week were like this one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduling.roster.solver import Stopwatch
from scheduling.tours.cover import Cover, cover_shifts
from scheduling.tours.implicit_model import ImplicitModel
from scheduling.tours.shift_pattern import CoverRules, ShiftPattern

Days = Sequence[Sequence[float]]
MET = CoverRules()
"""The requirement must be met."""


@dataclass(frozen=True)
class RelaxedWeek:
    """The linear relaxation: its cost bounds every cover, its `people` are fractions per shift."""

    bound: float
    people: Mapping[ShiftPattern, float]
    time_s: float


def cover_week(
    days: Days, shifts: Sequence[ShiftPattern], *, time_limit_s: float, seed: int, gap: float
) -> Cover:
    """The cheapest people per shift who meet `days`, a week. Raises NoCover."""
    horizon = _repeating(days, shifts)
    return cover_shifts(horizon, shifts, MET, time_limit_s=time_limit_s, seed=seed, gap=gap)


def relaxed_week(
    days: Days, shifts: Sequence[ShiftPattern], *, time_limit_s: float, seed: int
) -> RelaxedWeek:
    """The relaxation day by day, or of all days where shifts pass midnight."""
    horizon, watch = _repeating(days, shifts), Stopwatch(time_limit_s)
    numbers = list(range(len(horizon)))
    parts = [numbers] if _at_night(days, shifts) else [[day] for day in numbers]
    people: dict[ShiftPattern, float] = defaultdict(float)
    bound = 0.0
    for part in parts:
        model = ImplicitModel(part, [], shifts, horizon, MET, {})
        answer, starting = model.relaxation(time_limit_s=watch.part(1.0), seed=seed)
        watch.took(answer)
        bound += answer.bound
        for number, fraction in starting.items():
            people[shifts[number]] += fraction
    return RelaxedWeek(bound, people, watch.seconds)


def reached(shift: ShiftPattern, per_day: int) -> set[int]:
    """Periods of the day in which somebody on the shift can be at work: those that some place of
    every pause leaves free."""
    away = {
        step
        for pause in shift.pauses
        for step in range(pause.latest, pause.earliest + pause.length)
    }
    return {(shift.start + step) % per_day for step in range(shift.length) if step not in away}


def _at_night(days: Days, shifts: Sequence[ShiftPattern]) -> bool:
    return any(shift.end > len(days[0]) for shift in shifts)


def _repeating(days: Days, shifts: Sequence[ShiftPattern]) -> list[Sequence[float]]:
    """The days, Monday's early hours moved behind Sunday where shifts pass midnight."""
    if not _at_night(days, shifts):
        return list(days)
    first = min(shift.start for shift in shifts)
    monday, rest = days[0], [0.0] * (len(days[0]) - first)
    late, early = [0.0] * first + list(monday[first:]), [*monday[:first], *rest]
    return [late, *days[1:], early]
