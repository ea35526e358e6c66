"""A week's roster as whole lines, by branch and price (scheduling.lines), pauses placed afterwards.

The line problem knows no half-hours: a kind of shift is a shift of the library on one queue
(line_kinds.py), a cover row a half-hour that several shifts cover, or a site's seats there
(line_cover.py). Weights are rounded, weekly days off forgotten, each kind of night is limited
alone and free of charge as long as one is left, and a weekend beyond a soft limit costs half its
weight on either day. So its bound is that problem's, not the roster's. Shifts and their pauses then
respond to the true prices and rules (response/solve.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from scheduling.lines import Contract, LineProblem, Person, Request, Shift
from scheduling.roster.line_cover import coverage_rows, seat_rows
from scheduling.roster.line_kinds import kinds_of, line_shifts
from scheduling.roster.response.arrays import NEVER, Floats
from scheduling.roster.response.encoding import encoded
from scheduling.roster.response.problem import WEEK, Limit, RosterProblem, Worker
from scheduling.roster.shift_library import ShiftOption

BEFORE = "before"
"""A shift of one minute, on the days before the week, for those who come out of a run of days."""
_SATURDAY = 5
FORBIDDEN = 100_000
"""Price of what must not be."""


class WeekAsLines:
    """The line problem of one week's roster problem; `lead` days before it hold the runs."""

    def __init__(self, problem: RosterProblem) -> None:
        if problem.weeks != 1:
            raise ValueError("a line problem holds one week")
        self.problem, self.given = problem, encoded(problem)
        self.kinds = kinds_of(problem)
        self.option = [problem.options.index(kind.option) for kind in self.kinds]
        self.queue = [problem.queues.index(kind.queue) for kind in self.kinds]
        self.night = [kind.option.end_min > problem.rules.night_min for kind in self.kinds]
        self.lead = max((self._run_before(worker) for worker in problem.people), default=0)

    def worked(self, code: str) -> tuple[ShiftOption, str, tuple[int, ...]]:
        """The shift and queue of a kind by its name, with every pause in the middle of its
        places."""
        k = self._place[code]
        places = self.given.minutes[self.option[k]]
        pauses = tuple(starts[len(starts) // 2][0] for starts in places)
        return self.kinds[k].option, self.kinds[k].queue, pauses

    @cached_property
    def _place(self) -> dict[str, int]:
        return {kind.code: k for k, kind in enumerate(self.kinds)}

    @cached_property
    def lines(self) -> LineProblem:
        """The whole question, as scheduling.lines takes it."""
        problem, prices = self.problem, [self._prices(i) for i in range(len(self.problem.people))]
        priced = list(zip(problem.people, prices, strict=True))
        return LineProblem(
            days=self.lead + WEEK,
            shifts=(*line_shifts(self.kinds, problem.rules), Shift(BEFORE, 1)),
            staff=tuple(self._person(worker, price) for worker, price in priced),
            requests=tuple(one for pair in priced for one in self._asked(*pair))
            + tuple(one for i in range(len(priced)) for one in self._asked_off(i)),
            cover=(
                *coverage_rows(problem, self.kinds, self.lead),
                *seat_rows(problem, self.kinds, self.lead),
            ),
            weekends=((self.lead + 5, self.lead + 6),),
        )

    def _prices(self, i: int) -> Floats:
        """What every kind costs a person on every day; NEVER where it may not be worked."""
        people, worker = self.given.people, self.problem.people[i]
        mine = np.array([kind.site == worker.site for kind in self.kinds])
        breach = np.array([kind.breach for kind in self.kinds])
        prices = people.penalty[i][:, self.option] + breach
        prices[:, self.night] += _beyond(worker.night_limits)
        prices[_SATURDAY:] += _beyond(worker.weekend_limits) / 2
        return np.where(people.serves[i][:, self.queue] & mine, prices, NEVER)

    def _run_before(self, worker: Worker) -> int:
        """Days of the run before the week; one that is too long already ends with it."""
        return min(worker.carry_days, self.problem.rules.longest_run)

    def _person(self, worker: Worker, prices: Floats) -> Person:
        (low, high), before = worker.week_paid_s[0], self._run_before(worker)
        off = set(range(self.lead - before))
        off |= {self.lead + int(day) for day in np.flatnonzero(np.isinf(prices).all(axis=1))}
        return Person(
            worker.agent_id,
            Contract(
                minimum_minutes=math.ceil(low / 60) + before,
                maximum_minutes=high // 60 + before,
                minimum_run=1,
                maximum_run=self.problem.rules.longest_run,
                minimum_rest=1,
                maximum_weekends=_most(worker.weekend_limits),
                shift_maximum=self._shift_maximum(worker, prices) | {BEFORE: before},
            ),
            frozenset(off),
        )

    def _shift_maximum(self, worker: Worker, prices: Floats) -> dict[str, int]:
        """How often at most a person may work a kind: never, or as often as nights are left."""
        nights = _most(worker.night_limits)
        never = set(np.flatnonzero(np.isinf(prices).all(axis=0)).tolist())
        return {
            kind.code: 0 if k in never else nights
            for k, kind in enumerate(self.kinds)
            if k in never or (self.night[k] and nights < WEEK)
        }

    def _asked(self, worker: Worker, prices: Floats) -> Iterator[Request]:
        """The run before the week, and what working a kind on a day costs."""
        for day in range(self.lead - self._run_before(worker), self.lead):
            yield Request(worker.agent_id, day, BEFORE, True, FORBIDDEN)
        may = np.isfinite(prices)
        possible = may.any(axis=0) & may.any(axis=1, keepdims=True)
        for day, k in np.argwhere(possible & (prices > 0)).tolist():
            weight = _weight(prices[day, k])
            yield Request(worker.agent_id, self.lead + day, self.kinds[k].code, False, weight)

    def _asked_off(self, i: int) -> Iterator[Request]:
        """What being off on a day costs."""
        for day, price in enumerate(self.given.people.off_penalty[i].tolist()):
            if price:
                agent_id = self.problem.people[i].agent_id
                yield Request(agent_id, self.lead + day, None, False, _weight(price))


def _most(limits: Sequence[Limit]) -> int:
    """Nights, or weekends, that hard limits leave in the week."""
    return min((one.left[0] for one in limits if math.isinf(one.weight[0])), default=WEEK)


def _beyond(limits: Sequence[Limit]) -> float:
    """What one costs where soft limits leave none."""
    return sum(one.weight[0] for one in limits if not one.left[0] and math.isfinite(one.weight[0]))


def _weight(price: float) -> int:
    return round(min(price, FORBIDDEN))
