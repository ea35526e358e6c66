"""The implicit model of one or more days: starts per shift, pauses per shift, window and place.

T. Aykin (1996), "Optimal shift scheduling with multiple break windows", Management Science 42:
with x people on a shift, the counts u of a pause over its places sum to x. One variable per place
replaces one shift per combination of places (S. Bechtold and L. Jacobs, Management Science 36,
1990). The counts may be fractional in the search and are made whole in a second solve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulp

from scheduling.roster.linear import Terms, add_row, value
from scheduling.roster.solver import Answer, minimise
from scheduling.tours.shift_pattern import CoverRules, ShiftPattern

Key = tuple[int, int]
"""Day, number of the shift pattern."""
PlaceKey = tuple[int, int, int, int]
"""Day, number of the shift pattern, number of the pause, period after the start."""


@dataclass(frozen=True)
class Counts:
    """People per start and per place of a pause."""

    starts: Mapping[Key, int]
    pauses: Mapping[PlaceKey, int]


class ImplicitModel:
    """The model of `days` against the flat requirement, `given` people being there already.

    Days in `relaxed` take part with fractional counts, so that the last whole day does not leave
    the night to them blindly.
    """

    def __init__(
        self,
        days: Sequence[int],
        relaxed: Sequence[int],
        shifts: Sequence[ShiftPattern],
        required: Sequence[Sequence[float]],
        rules: CoverRules,
        given: Mapping[int, float],
    ) -> None:
        self.rules, self.shifts, self.whole = rules, shifts, set(days)
        self.per_day = len(required[0])
        self.required = [need for day in required for need in day]
        self.model = pulp.LpProblem(f"cover_{days[0]}", pulp.LpMinimize)
        self.starts: dict[Key, pulp.LpVariable] = {}
        self.places: dict[PlaceKey, pulp.LpVariable] = {}
        self.at_work: dict[int, Terms] = defaultdict(list)
        for day in (*days, *relaxed):
            for number, shift in enumerate(shifts):
                self._add_shift(day, number, shift)
        paid: Terms = [(x, shifts[number].price) for (_, number), x in self.starts.items()]
        periods = [day * self.per_day + p for day in (*days, *relaxed) for p in range(self.per_day)]
        slack = [term for period in periods for term in self._cover(period, given)]
        self.model.setObjective(pulp.LpAffineExpression(paid + slack))

    def solved(self, *, time_limit_s: float, seed: int, gap: float) -> tuple[Answer, Counts | None]:
        """Whole starts with fractional pauses, then whole pauses with no start taken away.

        The first solve is a relaxation, so its bound is valid. Where whole pauses cost more than
        `gap` above it, all is made whole together in the time that is left.
        """
        first = minimise(self.model, time_limit_s=0.8 * time_limit_s, seed=seed, gap=gap)
        if not first.solved:
            return first, None
        self._keep_starts()
        second = minimise(self.model, time_limit_s=0.2 * time_limit_s, seed=seed, gap=gap / 4)
        counts = self._counts() if second.solved else None
        spent_s = first.time_s + second.time_s
        both = Answer(first.status, second.objective, first.bound, second.solved, spent_s)
        if both.gap is not None and both.gap <= gap:
            return both, counts
        third = self._all_whole(time_limit_s=time_limit_s - spent_s, seed=seed, gap=gap)
        return _joined(both, third), self._counts() if _is_better(third, both) else counts

    def _keep_starts(self) -> None:
        for (day, _), x in self.starts.items():
            if day in self.whole:
                x.lowBound = value(x)
        for key, u in self.places.items():
            u.cat = pulp.LpInteger if key[0] in self.whole else u.cat

    def _all_whole(self, *, time_limit_s: float, seed: int, gap: float) -> Answer:
        for x in self.starts.values():
            x.lowBound = 0
        return minimise(self.model, time_limit_s=time_limit_s, seed=seed, gap=gap)

    def relaxation(self, *, time_limit_s: float, seed: int) -> Answer:
        """The linear relaxation."""
        for variable in self.model.variables():
            variable.cat = pulp.LpContinuous
        return minimise(self.model, time_limit_s=time_limit_s, seed=seed)

    def _add_shift(self, day: int, number: int, shift: ShiftPattern) -> None:
        cat = pulp.LpInteger if day in self.whole else pulp.LpContinuous
        x = pulp.LpVariable(f"x_{day}_{number}", 0, shift.most, cat)
        self.starts[day, number] = x
        first = day * self.per_day + shift.start
        for period in range(first, first + shift.length):
            self.at_work[period].append((x, 1.0))
        for k, pause in enumerate(shift.pauses):
            if pause.earliest == pause.latest:
                self._lose(x, first + pause.earliest, pause.length)
                continue
            row: Terms = [(x, -1.0)]
            for at in range(pause.earliest, pause.latest + 1):
                u = pulp.LpVariable(f"u_{day}_{number}_{k}_{at}", 0)
                self.places[day, number, k, at] = u
                row.append((u, 1.0))
                self._lose(u, first + at, pause.length)
            add_row(self.model, f"all_{day}_{number}_{k}", row, "==", 0)

    def _lose(self, variable: pulp.LpVariable, first: int, length: int) -> None:
        for period in range(first, first + length):
            self.at_work[period].append((variable, -1.0))

    def _cover(self, period: int, given: Mapping[int, float]) -> Terms:
        rules = self.rules
        terms = _summed(self.at_work[period])
        missing = self.required[period] - given.get(period, 0.0)
        if rules.seats is not None:
            room = rules.seats - given.get(period, 0.0)
            add_row(self.model, f"seats_{period}", terms, "<=", room)
        short, over = pulp.LpVariable(f"short_{period}", 0), pulp.LpVariable(f"over_{period}", 0)
        if rules.short is None and not rules.over:
            add_row(self.model, f"cover_{period}", terms, ">=", missing)
            return []
        if rules.short is None:
            short.upBound = 0
        row = [*terms, (short, 1.0), (over, -1.0)]
        add_row(self.model, f"cover_{period}", row, "==", missing)
        return [(short, rules.short or 0.0), (over, rules.over)]

    def _counts(self) -> Counts:
        starts = {key: value(x) for key, x in self.starts.items() if key[0] in self.whole}
        pauses = {key: value(u) for key, u in self.places.items() if key[0] in self.whole}
        return Counts(
            {key: n for key, n in starts.items() if n}, {key: n for key, n in pauses.items() if n}
        )


def _is_better(answer: Answer, known: Answer) -> bool:
    if answer.objective is None:
        return False
    return known.objective is None or answer.objective < known.objective


def _joined(known: Answer, later: Answer) -> Answer:
    """The better solution of two solves of one problem, and the higher bound."""
    best = later if _is_better(later, known) else known
    return Answer(
        later.status, best.objective, max(known.bound, later.bound), best.solved,
        known.time_s + later.time_s,
    )  # fmt: skip


def _summed(terms: Terms) -> Terms:
    """One coefficient per variable: a shift with a fixed pause counts 1 - 1."""
    total: dict[pulp.LpVariable, float] = defaultdict(float)
    for variable, factor in terms:
        total[variable] += factor
    return [(variable, factor) for variable, factor in total.items() if factor]
