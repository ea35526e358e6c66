"""The roster of a problem: prices, softened responses, exact responses, and the bound.

Order of calculation: dual prices of the weeks; the Lagrangian bound at them; everybody's best
lines at costs that harden from those prices to the true ones, while the prices learn from the
cover; best responses at the true cost until nobody moves; the same from a roster warmed up a
little, as long as there is effort left; steadier starts. Nothing depends on a clock, so the same
problem, seed and effort give the same roster on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scheduling.roster.progress import Progress, tell
from scheduling.roster.response.arrays import Flags, Floats, Lines, Whole, no_lines
from scheduling.roster.response.augmented import learn_prices, softened_sweep
from scheduling.roster.response.bound import price_everybody
from scheduling.roster.response.counters import make_room
from scheduling.roster.response.coverage import coverage_cost, put
from scheduling.roster.response.effort import softened_sweeps
from scheduling.roster.response.encoding import SLOTS, Encoded, encoded, line_costs
from scheduling.roster.response.prices import plan_prices
from scheduling.roster.response.problem import RosterProblem, Worker
from scheduling.roster.response.seat_prices import DEAREST, SeatPrices
from scheduling.roster.response.steady_starts import steady_starts
from scheduling.roster.response.sweeps import make_desk, sweep
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.solver import relative_gap

WIDEST, WIDE, NARROWEST = 100.0, 37.0, 0.4
MOST_COOLING = 200
"""Softened sweeps of the first search; what is left warms the roster up again and again."""
REHEATED = (1.0, 0.74, 0.54, 0.4)
LEARNED = 0.5
"""Share of the way that prices move, after a sweep, to those that the cover shows."""
MOST_EXACT_SWEEPS = 8
_EPS = 1e-6


@dataclass(frozen=True)
class Duty:
    """One person's shift: day of the horizon, queue, minutes after the start of each pause."""

    worker: Worker
    day: int
    option: ShiftOption
    queue: str
    pauses: tuple[int, ...]


@dataclass(frozen=True)
class Start:
    """A roster to begin with; `legal` says whose line keeps every hard rule, others are dropped."""

    lines: Lines
    legal: Flags


@dataclass(frozen=True)
class Response:
    """The roster found. No roster of the problem costs less than `bound`.

    `without_seat`: people on shift beyond the seats, summed over half-hours.
    """

    duties: tuple[Duty, ...]
    coverage_cost: float
    line_cost: float
    bound: float
    sweeps: int
    seed: int
    without_seat: float = 0.0

    @property
    def objective(self) -> float:
        """Coverage cost, weights of refused wishes and of soft rules broken."""
        return self.coverage_cost + self.line_cost

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|, metric M074."""
        return relative_gap(self.objective, self.bound)


class NoLine(ValueError):
    """People for whom no line keeps all rules."""

    def __init__(self, people: list[Worker]) -> None:
        self.people = people
        named = ", ".join(worker.agent_id for worker in people[:5])
        more = "" if len(people) <= 5 else f" and {len(people) - 5} more"
        super().__init__(f"no line keeps all rules of {named}{more}")


def best_response(
    problem: RosterProblem,
    *,
    time_limit_s: float = 60.0,
    seed: int = 20260401,
    start: Start | None = None,
) -> Response:
    """A roster and its bound; `time_limit_s` sets the effort, no clock ends it (effort.py).

    With a `start` that roster is settled and warmed up, instead of one made from nobody at work.
    Whoever listens (scheduling.roster.progress) hears of the bound and of every sweep. Raises
    NoLine where somebody has no legal line at all.
    """
    search = _Search(encoded(problem), seed)
    prices = plan_prices(search.given)
    search.bound = search.bound_at(prices)
    if start is None:
        search.cool(prices, time_limit_s)
    else:
        search.begin(start, prices, time_limit_s)
    if problem.start_change_price:
        steady_starts(search.given, search.lines, search.random)
    return search.response()


class _Search:
    """The arrays of a search and the lines found so far."""

    def __init__(self, given: Encoded, seed: int) -> None:
        self.given, self.seed = given, seed
        problem, people = given.problem, given.people
        self.random = np.random.default_rng(seed)
        self.size = len(problem.people)
        self.horizon = problem.days * SLOTS
        queues, options = len(problem.queues), len(problem.options)
        self.cover: Floats = np.zeros((queues, self.horizon + given.spill))
        self.cover[:, : self.horizon] = given.demand.given
        self.desk = make_desk(queues, problem.days, given.spill, options, given.kinds.units.size)
        self.room = make_room(people, given.kinds)
        self.lines = self._no_lines()
        self.known = np.zeros(self.size, np.bool_)
        self.sweeps = 0
        self.bound = 0.0  # costs are never negative
        self.kept = np.inf
        self.seats = SeatPrices(given)

    def bound_at(self, prices: Floats) -> float:
        """The Lagrangian bound at the prices. Raises NoLine."""
        given, best = self.given, self._no_lines()
        legal = np.zeros(self.size, np.bool_)
        bound = price_everybody(
            prices, given.demand, given.people, given.shifts, given.kinds, best, legal,
            given.served, self.desk, self.room,
        )  # fmt: skip
        if not legal.all():
            raise NoLine([self.given.problem.people[i] for i in np.flatnonzero(~legal).tolist()])
        tell(Progress("best_response", None, bound))
        return bound

    def cool(self, prices: Floats, time_limit_s: float) -> None:
        """Costs that harden from `prices` to the true ones; sweeps left over look for better."""
        learned = prices.copy()
        self.soften(learned, [WIDEST])
        self.room.steps[0] = 0
        self.soften(learned, [WIDE])
        sweeps = softened_sweeps(self.given, time_limit_s, int(self.room.steps[0]))
        cooling = min(sweeps, MOST_COOLING)
        self.soften(learned, np.geomspace(WIDE, NARROWEST, cooling - 1).tolist()[1:])
        self.settle()
        self._reheat(learned, sweeps - cooling)

    def begin(self, start: Start, prices: Floats, time_limit_s: float) -> None:
        """Take the legal lines of a roster, let it settle and look for better from there."""
        for i in np.flatnonzero(start.legal).tolist():
            for part, mine in zip(self.lines, start.lines, strict=True):
                part[i] = mine[i]
            put(i, 1.0, self.lines, self.cover, self.given.shifts)
        self.known[:] = start.legal
        self.settle()
        self.room.steps[0] = 0
        self.settle()
        sweeps = softened_sweeps(self.given, time_limit_s, int(self.room.steps[0]))
        self._reheat(prices.copy(), sweeps)

    def _reheat(self, learned: Floats, sweeps: int) -> None:
        """Soften the best roster a little and let it settle, until the sweeps are used up."""
        until = self.sweeps + sweeps
        while self.sweeps < until:
            self.kept, kept = self._worth(), _copied(learned, self.cover, *self.lines)
            self.soften(learned, REHEATED)
            self.settle()
            if self._worth() > self.kept - _EPS:
                for part, old in zip((learned, self.cover, *self.lines), kept, strict=True):
                    part[:] = old
                self.seats.count(self.lines)

    def soften(self, learned: Floats, widths: Sequence[float]) -> None:
        """A sweep at costs of each width, and the prices that it teaches, into `learned`."""
        given = self.given
        for width in widths:

            def respond(order: Whole, width: float = width) -> None:
                softened_sweep(
                    order, learned, width, self.cover, given.demand, self.seats.people,
                    given.shifts, given.kinds, self.lines, self.known, self.desk, self.room,
                )  # fmt: skip

            self._everybody(respond, width)
            learn_prices(self.cover, given.demand, learned, width, LEARNED)
            self._swept()

    def settle(self) -> None:
        """Best responses at the true cost until nobody moves."""
        given = self.given
        for _ in range(MOST_EXACT_SWEEPS):
            gains: list[float] = []

            def respond(order: Whole, gains: list[float] = gains) -> None:
                gained = sweep(
                    order, self.cover, given.demand, self.seats.people, given.shifts,
                    given.kinds, self.lines, self.known, self.desk, self.room,
                )  # fmt: skip
                gains.append(gained)

            self._everybody(respond, 0.0)
            self._swept()
            if not any(gains):
                return

    def _everybody(self, respond: Callable[[Whole], None], width: float) -> None:
        """Everybody responds once; one by one where a site comes near its seats."""
        order, seats = self.random.permutation(self.size), self.seats
        if not seats.count(self.lines):
            respond(order)
            return
        for i in order:
            seats.leave(i, self.lines.option[i], width)
            respond(np.array([i]))
            seats.join(i, self.lines.option[i])
        if width:
            seats.learn(width)

    def response(self) -> Response:
        """The lines as duties."""
        cover, wishes = self._costs()
        return Response(
            tuple(self._duties()), cover, wishes, self.bound, self.sweeps, self.seed,
            self.seats.missing(),
        )  # fmt: skip

    def _duties(self) -> list[Duty]:
        problem, lines = self.given.problem, self.lines
        found: list[Duty] = []
        for i, day in np.argwhere(lines.option >= 0).tolist():
            o = int(lines.option[i, day])
            found.append(
                Duty(
                    problem.people[i],
                    day,
                    problem.options[o],
                    problem.queues[lines.queue[i, day]],
                    tuple(self._pause(i, day, o, n) for n in range(len(self.given.minutes[o]))),
                )
            )
        return found

    def _pause(self, i: int, day: int, o: int, n: int) -> int:
        """Minutes after the start; people alternate between the quarters of a half-hour."""
        shifts = self.given.shifts
        place = self.lines.place[i, day, n] - shifts.place_at[shifts.pause_at[o] + n]
        minutes = self.given.minutes[o][n][place]
        return minutes[i % len(minutes)]

    def _costs(self) -> tuple[float, float]:
        lines = line_costs(self.given, np.arange(self.size), self.lines.option)
        return coverage_cost(self.cover, self.given.demand), lines

    def _worth(self) -> float:
        """The objective, and the price of people without a seat."""
        return sum(self._costs()) + DEAREST * self.seats.missing()

    def _swept(self) -> None:
        self.sweeps += 1
        tell(Progress("best_response", min(self.kept, self._worth()), self.bound))

    def _no_lines(self) -> Lines:
        pauses = max((len(one) for one in self.given.minutes), default=0)
        return no_lines(self.size, self.given.problem.days, pauses)


def _copied(*arrays: Any) -> list[Any]:
    return [one.copy() for one in arrays]
