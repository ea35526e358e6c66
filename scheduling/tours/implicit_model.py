"""The implicit model of one or more days: starts per shift, pauses per shift, window and place.

T. Aykin (1996), "Optimal shift scheduling with multiple break windows", Management Science 42:
with x people on a shift, the counts u of a pause over its places sum to x. One variable per place
replaces one shift per combination of places (S. Bechtold and L. Jacobs, Management Science 36,
1990). The counts may be fractional in the search and are made whole in a second solve. The rows go
to HiGHS directly: days are small, and writing them down through PuLP took two fifths of the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduling.roster.solver import Answer
from scheduling.roster.sparse_program import NO_LIMIT, SparseProgram
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
        self.program = SparseProgram()
        self.starts: dict[Key, int] = {}
        self.places: dict[PlaceKey, int] = {}
        self.at_work: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for day in (*days, *relaxed):
            for number, shift in enumerate(shifts):
                self._add_shift(day, number, shift)
        for day in (*days, *relaxed):
            for period in range(day * self.per_day, (day + 1) * self.per_day):
                self._cover(period, given)

    def solved(self, *, time_limit_s: float, seed: int, gap: float) -> tuple[Answer, Counts | None]:
        """Whole starts with fractional pauses, then whole pauses with no start taken away.

        The first solve is a relaxation, so its bound is valid. Where whole pauses cost more than
        `gap` above it, all is made whole together in the time that is left.
        """
        first, values = self.program.minimised(time_limit_s=0.8 * time_limit_s, seed=seed, gap=gap)
        if not first.solved:
            return first, None
        self._keep_starts(values)
        second, values = self.program.minimised(
            time_limit_s=0.2 * time_limit_s, seed=seed, gap=gap / 4
        )
        counts = self._counts(values) if second.solved else None
        spent_s = first.time_s + second.time_s
        both = Answer(first.status, second.objective, first.bound, second.solved, spent_s)
        if both.gap is not None and both.gap <= gap:
            return both, counts
        self._free_starts()
        third, values = self.program.minimised(
            time_limit_s=time_limit_s - spent_s, seed=seed, gap=gap
        )
        return _joined(both, third), self._counts(values) if _is_better(third, both) else counts

    def _keep_starts(self, values: Sequence[float]) -> None:
        for (day, _), x in self.starts.items():
            if day in self.whole:
                self.program.least[x] = round(values[x])
        self.program.whole |= {u for key, u in self.places.items() if key[0] in self.whole}

    def _free_starts(self) -> None:
        for x in self.starts.values():
            self.program.least[x] = 0.0

    def relaxation(self, *, time_limit_s: float, seed: int) -> tuple[Answer, dict[int, float]]:
        """The linear relaxation, with its people by number of the shift."""
        self.program.whole.clear()
        answer, values = self.program.minimised(time_limit_s=time_limit_s, seed=seed)
        people: dict[int, float] = defaultdict(float)
        for (_, number), x in self.starts.items() if answer.solved else ():
            people[number] += values[x]
        return answer, people

    def _add_shift(self, day: int, number: int, shift: ShiftPattern) -> None:
        x = self.program.add_column(shift.price, NO_LIMIT if shift.most is None else shift.most)
        if day in self.whole:
            self.program.whole.add(x)
        self.starts[day, number] = x
        first = day * self.per_day + shift.start
        for period in range(first, first + shift.length):
            self.at_work[period][x] += 1.0
        for k, pause in enumerate(shift.pauses):
            if pause.earliest == pause.latest:
                self._lose(x, first + pause.earliest, pause.length)
                continue
            places = range(pause.earliest, pause.latest + 1)
            columns = [self.program.add_column(0.0) for _ in places]
            for at, u in zip(places, columns, strict=True):
                self.places[day, number, k, at] = u
                self._lose(u, first + at, pause.length)
            self.program.add_row([x, *columns], [-1.0, *[1.0] * len(columns)], 0.0, 0.0)

    def _lose(self, column: int, first: int, length: int) -> None:
        for period in range(first, first + length):
            self.at_work[period][column] -= 1.0

    def _cover(self, period: int, given: Mapping[int, float]) -> None:
        rules, program = self.rules, self.program
        there = {column: one for column, one in self.at_work[period].items() if one}
        columns, ones = list(there), list(there.values())
        missing = self.required[period] - given.get(period, 0.0)
        if rules.seats is not None:
            program.add_row(columns, ones, -NO_LIMIT, rules.seats - given.get(period, 0.0))
        if rules.short is None and not rules.over:
            program.add_row(columns, ones, missing, NO_LIMIT)
            return
        short = program.add_column(rules.short or 0.0, 0.0 if rules.short is None else NO_LIMIT)
        over = program.add_column(rules.over)
        program.add_row([*columns, short, over], [*ones, 1.0, -1.0], missing, missing)

    def _counts(self, values: Sequence[float]) -> Counts:
        starts = {key: round(values[x]) for key, x in self.starts.items() if key[0] in self.whole}
        pauses = {key: round(values[u]) for key, u in self.places.items() if key[0] in self.whole}
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
