"""Which shifts would cover a week's requirement with the fewest paid hours, queue by queue.

Asked twice: of the shift library, and of the library with new shifts beside it. The second answer
uses few different shifts, those that the linear relaxation of all queues uses most; its bound is
that relaxation's, so its gap also counts what the choice of few costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Literal

from scheduling.half_hours import SLOTS_PER_DAY
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.solver import relative_gap
from scheduling.tours.cover import NoCover
from scheduling.tours.from_library import period_requirement, shift_patterns
from scheduling.tours.pauses import Tour
from scheduling.tours.repeating_week import (
    Days,
    RelaxedWeek,
    cover_week,
    reached,
    relaxed_week,
)
from scheduling.tours.shift_pattern import ShiftPattern
from scheduling.tours.tour_rules import TourRules

ShiftSet = Literal["library", "proposed"]
PERIOD_MIN = 15
PER_HOUR = 60 // PERIOD_MIN
PER_DAY = SLOTS_PER_DAY * 30 // PERIOD_MIN
DAYS = 7


@dataclass(frozen=True)
class QueueCover:
    """How one queue's week is covered by a set of shifts; no tours and no figures where it is not,
    and `bound_of` says why. `cost_h` are paid hours and premiums; `short_h` also counts half-hours
    out of reach."""

    shift_set: ShiftSet
    queue_id: str
    required_h: float
    bound_of: str
    tours: tuple[Tour, ...] = ()
    at_work_h: float | None = None
    short_h: float | None = None
    over_h: float | None = None
    paid_h: float | None = None
    cost_h: float | None = None
    bound_h: float | None = None
    time_s: float = 0.0

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost, metric M074; None where one of them is not known."""
        return None if self.bound_h is None else relative_gap(self.cost_h, self.bound_h)


@dataclass(frozen=True)
class Proposal:
    """Covers of every queue by both sets; `options` are the shifts by the names of patterns."""

    covers: tuple[QueueCover, ...]
    options: Mapping[str, ShiftOption]
    new_codes: frozenset[str]


def propose_shifts(
    required: Mapping[str, Sequence[float]],
    library: Sequence[ShiftOption],
    rules: TourRules,
    *,
    seed: int,
) -> Proposal:
    """Covers of `required` (agents per half-hour of a local week, by queue).

    The week repeats itself: hours of Monday that only Sunday's nights reach are theirs.
    """
    offered = (*library, *rules.new_shifts)
    patterns = priced_patterns(offered, rules.premium_h)
    weeks = {queue: period_requirement(needs) for queue, needs in required.items() if any(needs)}
    search = _Search(rules, seed)
    today = [search.covered("library", patterns[: len(library)], queue, weeks[queue])
             for queue in weeks]  # fmt: skip
    relaxed = {queue: search.relaxed(patterns, week) for queue, week in weeks.items()}
    few = most_used(relaxed.values(), weeks.values(), rules.different_shifts)
    proposed = [
        search.covered("proposed", few, queue, week, relaxed[queue])
        for queue, week in weeks.items()
    ]
    named = {pattern.name: option for pattern, option in zip(patterns, offered, strict=True)}
    new_codes = frozenset(option.code for option in rules.new_shifts)
    return Proposal((*today, *proposed), named, new_codes)


def priced_patterns(
    options: Sequence[ShiftOption], premium_h: Mapping[str, float]
) -> list[ShiftPattern]:
    """The options on quarters of an hour; a start costs its paid time and its premium."""
    patterns = shift_patterns(options, period_min=PERIOD_MIN)
    return [
        replace(pattern, cost=pattern.paid + PER_HOUR * premium_h.get(option.code, 0.0))
        for pattern, option in zip(patterns, options, strict=True)
    ]


def most_used(
    relaxed: Iterable[RelaxedWeek], weeks: Iterable[Days], most: int
) -> list[ShiftPattern]:
    """At most `most` shifts, by the paid time that relaxations give them.

    First as many as it takes to reach every half-hour that some shift can reach, even if they are
    more than `most`.
    """
    used: dict[ShiftPattern, float] = defaultdict(float)
    for one in relaxed:
        for shift, people in one.people.items():
            used[shift] += people * shift.paid
    ranked = sorted(used, key=lambda shift: (-used[shift], shift.start, shift.name))
    reach = {shift: reached(shift, PER_DAY) for shift in ranked}
    open_ = {p for days in weeks for day in days for p, need in enumerate(day) if need > 0}
    chosen: list[ShiftPattern] = []
    while useful := [shift for shift in ranked if reach[shift] & open_]:
        chosen.append(useful[0])
        open_ -= reach[useful[0]]
    chosen += [shift for shift in ranked if shift not in chosen][: max(0, most - len(chosen))]
    return chosen


@dataclass(frozen=True)
class _Search:
    rules: TourRules
    seed: int

    def relaxed(self, patterns: Sequence[ShiftPattern], week: Days) -> RelaxedWeek:
        useful, wanted = _within_reach(patterns, week)
        return relaxed_week(
            wanted, useful, time_limit_s=self.rules.time_limit_s, seed=self.seed
        )  # fmt: skip

    def covered(
        self,
        shift_set: ShiftSet,
        patterns: Sequence[ShiftPattern],
        queue: str,
        week: Days,
        relaxed: RelaxedWeek | None = None,
    ) -> QueueCover:
        """The queue's week by these patterns; `relaxed` bounds what more patterns could do."""
        useful, wanted = _within_reach(patterns, week)
        required_h = sum(sum(day) for day in week) / PER_HOUR
        if not useful:
            return QueueCover(shift_set, queue, required_h, "no shift reaches any half-hour")
        try:
            made = cover_week(
                wanted, useful, time_limit_s=self.rules.time_limit_s, seed=self.seed,
                gap=self.rules.gap,
            )  # fmt: skip
        except NoCover as found:
            return QueueCover(shift_set, queue, required_h, str(found))
        there = _at_work(made.tours)
        short_h, over_h = _differences(week, there)
        return QueueCover(
            shift_set=shift_set,
            queue_id=queue,
            tours=made.tours,
            required_h=required_h,
            at_work_h=sum(there) / PER_HOUR,
            short_h=short_h,
            over_h=over_h,
            paid_h=made.paid / PER_HOUR,
            cost_h=made.objective / PER_HOUR,
            bound_h=_hours(made.bound if relaxed is None else relaxed.bound),
            bound_of=made.bound_of if relaxed is None else "linear relaxation of all shifts",
            time_s=made.time_s + (0.0 if relaxed is None else relaxed.time_s),
        )


def _within_reach(
    patterns: Sequence[ShiftPattern], week: Days
) -> tuple[list[ShiftPattern], list[list[float]]]:
    """Patterns that meet some requirement, and the requirement that some of them can meet."""
    wanted = {period for day in week for period, need in enumerate(day) if need > 0}
    reach = {pattern: reached(pattern, PER_DAY) for pattern in patterns}
    useful = [pattern for pattern in patterns if reach[pattern] & wanted]
    met = set[int]().union(*(reach[pattern] for pattern in useful))
    return useful, [[need if p in met else 0.0 for p, need in enumerate(day)] for day in week]


def _hours(bound: float) -> float | None:
    return bound / PER_HOUR if isfinite(bound) else None


def _at_work(tours: Iterable[Tour]) -> list[int]:
    """People by period of the week; a night of Sunday ends on the Monday of the same week."""
    there = [0] * (DAYS * PER_DAY)
    for tour in tours:
        for period in tour.periods_at_work(PER_DAY):
            there[period % len(there)] += tour.people
    return there


def _differences(week: Days, there: Sequence[int]) -> tuple[float, float]:
    """Agent hours short and over, by half-hours as coverage counts them."""
    each, wanted = 30 // PERIOD_MIN, [need for day in week for need in day]
    missing = [wanted[at] - sum(there[at : at + each]) / each for at in range(0, len(wanted), each)]
    return sum(max(0.0, m) for m in missing) / 2, sum(max(0.0, -m) for m in missing) / 2
