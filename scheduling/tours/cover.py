"""The cover of several days: day by day, its bound, and what it costs in truth.

Days that share no period are models of their own; the sum of their bounds is a bound of the whole.
Where shifts pass midnight the days are fixed in turn, each with the next day relaxed (relax and
fix), and the bound is the linear relaxation of all days together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduling.roster.solver import Answer, Stopwatch, relative_gap
from scheduling.tours.fixed_shifts import cover_with_fixed_shifts, has_fixed_pauses
from scheduling.tours.implicit_model import ImplicitModel
from scheduling.tours.pauses import Tour, dealt
from scheduling.tours.shift_pattern import CoverRules, ShiftPattern

_SHARE_OF_THE_BOUND = 0.3


@dataclass(frozen=True)
class Cover:
    """The tours of all people and what was proved. `objective` is recomputed from the tours.

    `short` and `over` are person-periods; `bound_of` says which relaxation gave the bound.
    """

    tours: tuple[Tour, ...]
    objective: float
    bound: float
    bound_of: str
    paid: int
    short: float
    over: float
    time_s: float
    seed: int

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|, metric M074."""
        return relative_gap(self.objective, self.bound)


class NoCover(ValueError):
    """No cover was found: of which day, and how the solver ended."""


def cover_shifts(
    required: Sequence[Sequence[float]],
    shifts: Sequence[ShiftPattern],
    rules: CoverRules | None = None,
    *,
    time_limit_s: float = 15.0,
    seed: int = 20260401,
    gap: float = 0.001,
    carried_in: Mapping[int, float] | None = None,
) -> Cover:
    """The cheapest people per shift that cover `required`, days of equally many periods.

    `carried_in` are people per period of the first day who came the evening before; what passes
    the last day's midnight is not needed. Each day ends at the relative `gap` or its share of the
    time. Raises NoCover where a day has no solution or none was found in time.
    """
    rules = rules or CoverRules()
    problem = _Problem(required, shifts, rules, dict(carried_in or {}), seed, gap)
    watch = Stopwatch(time_limit_s)
    if has_fixed_pauses(shifts):
        found = cover_with_fixed_shifts(required, shifts, rules, problem.carried_in)
        if found is not None:
            return _cover(problem, dealt(found[0], shifts), found[1], "the whole model", watch)
    coupled = any(shift.end > problem.per_day for shift in shifts) and len(required) > 1
    bound = problem.relaxed(watch) if coupled else None
    tours, bounds = problem.day_by_day(watch, coupled)
    if bound is None:
        return _cover(problem, tours, sum(bounds), "sum of the days", watch)
    return _cover(problem, tours, bound, "linear relaxation of all days", watch)


@dataclass(frozen=True)
class _Problem:
    required: Sequence[Sequence[float]]
    shifts: Sequence[ShiftPattern]
    rules: CoverRules
    carried_in: dict[int, float]
    seed: int
    gap: float

    @property
    def per_day(self) -> int:
        return len(self.required[0])

    def relaxed(self, watch: Stopwatch) -> float:
        days = range(len(self.required))
        model = self._model([*days], [], self.carried_in)
        answer, _ = model.relaxation(time_limit_s=watch.part(_SHARE_OF_THE_BOUND), seed=self.seed)
        watch.took(answer)
        return answer.bound

    def day_by_day(self, watch: Stopwatch, coupled: bool) -> tuple[list[Tour], list[float]]:
        given, tours, bounds = defaultdict(float, self.carried_in), list[Tour](), list[float]()
        for day in range(len(self.required)):
            next_day = [day + 1] if coupled and day + 1 < len(self.required) else []
            answer, some = self._day(day, next_day, given, watch)
            bounds.append(answer.bound)
            tours += some
            for tour in some:
                for period in tour.periods_at_work(self.per_day):
                    given[period] += tour.people
        return tours, bounds

    def _day(
        self, day: int, next_day: list[int], given: Mapping[int, float], watch: Stopwatch
    ) -> tuple[Answer, list[Tour]]:
        model = self._model([day], next_day, given)
        limit = watch.part(1.0) / (len(self.required) - day)
        answer, counts = model.solved(time_limit_s=limit, seed=self.seed, gap=self.gap)
        watch.took(answer)
        if counts is None:
            raise NoCover(f"day {day} has no cover: {answer.status}")
        return answer, dealt(counts, self.shifts)

    def _model(
        self, days: list[int], relaxed: list[int], given: Mapping[int, float]
    ) -> ImplicitModel:
        return ImplicitModel(days, relaxed, self.shifts, self.required, self.rules, given)


def _cover(
    problem: _Problem, tours: Sequence[Tour], bound: float, bound_of: str, watch: Stopwatch
) -> Cover:
    rules = problem.rules
    short, over = _differences(tours, problem)
    paid_cost = sum(tour.people * tour.shift.price for tour in tours)
    return Cover(
        tours=tuple(tours),
        objective=paid_cost + (rules.short or 0.0) * short + rules.over * over,
        bound=bound,
        bound_of=bound_of,
        paid=sum(tour.people * tour.shift.paid for tour in tours),
        short=short,
        over=over,
        time_s=watch.seconds,
        seed=problem.seed,
    )


def _differences(tours: Sequence[Tour], problem: _Problem) -> tuple[float, float]:
    """Person-periods short and over, counted from the tours."""
    missing = [need for day in problem.required for need in day]
    for period, people in problem.carried_in.items():
        missing[period] -= people
    for tour in tours:
        for period in tour.periods_at_work(problem.per_day):
            if period < len(missing):
                missing[period] -= tour.people
    return sum([m for m in missing if m > 0]), -sum([m for m in missing if m < 0])
