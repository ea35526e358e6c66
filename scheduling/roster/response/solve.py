"""The roster of a problem: prices, softened responses, exact responses, and the bound.

Order of calculation: dual prices of the weeks; the Lagrangian bound at them; everybody's best
lines at costs that harden from those prices to the true ones, while the prices learn from the
cover; best responses at the true cost until nobody moves. Nothing depends on a clock, so the same
problem, seed and effort give the same roster on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.roster.progress import Progress, tell
from scheduling.roster.response.arrays import Floats, Lines, no_lines
from scheduling.roster.response.augmented import learn_prices, softened_sweep
from scheduling.roster.response.bound import price_everybody
from scheduling.roster.response.counters import make_room
from scheduling.roster.response.coverage import coverage_cost
from scheduling.roster.response.effort import softened_sweeps
from scheduling.roster.response.encoding import SLOTS, Encoded, encoded
from scheduling.roster.response.prices import plan_prices
from scheduling.roster.response.problem import RosterProblem, Worker
from scheduling.roster.response.sweeps import make_desk, sweep
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.solver import relative_gap

WIDEST, WIDE, NARROWEST = 100.0, 37.0, 0.4
LEARNED = 0.5
"""Share of the way that prices move, after a sweep, to those that the cover shows."""
MOST_EXACT_SWEEPS = 8


@dataclass(frozen=True)
class Duty:
    """One person's shift: day of the horizon, queue, minutes after the start of each pause."""

    worker: Worker
    day: int
    option: ShiftOption
    queue: str
    pauses: tuple[int, ...]


@dataclass(frozen=True)
class Response:
    """The roster found. No roster of the problem costs less than `bound`."""

    duties: tuple[Duty, ...]
    coverage_cost: float
    wish_cost: float
    bound: float
    sweeps: int
    seed: int

    @property
    def objective(self) -> float:
        """Coverage cost and weights of refused wishes."""
        return self.coverage_cost + self.wish_cost

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
) -> Response:
    """A roster and its bound; `time_limit_s` sets the effort, no clock ends it (effort.py).

    Whoever listens (scheduling.roster.progress) hears of the bound and of every sweep. Raises
    NoLine where somebody has no legal line at all.
    """
    search = _Search(encoded(problem), seed)
    prices = plan_prices(search.given)
    search.bound = search.bound_at(prices)
    search.soften(prices, softened_sweeps(search.given, time_limit_s))
    search.settle()
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

    def soften(self, prices: Floats, sweeps: int) -> None:
        """Sweeps at costs that harden from `prices` to the true ones, and the prices they teach."""
        given, learned = self.given, prices.copy()
        for width in [WIDEST, *np.geomspace(WIDE, NARROWEST, sweeps - 1).tolist()]:
            softened_sweep(
                self.random.permutation(self.size), learned, width, self.cover,
                given.demand, given.people, given.shifts, given.kinds, self.lines, self.known,
                self.desk, self.room,
            )  # fmt: skip
            learn_prices(self.cover, given.demand, learned, width, LEARNED)
            self._swept()

    def settle(self) -> None:
        """Best responses at the true cost until nobody moves."""
        given = self.given
        for _ in range(MOST_EXACT_SWEEPS):
            gained = sweep(
                self.random.permutation(self.size), self.cover, given.demand, given.people,
                given.shifts, given.kinds, self.lines, self.known, self.desk, self.room,
            )  # fmt: skip
            self._swept()
            if not gained:
                return

    def response(self) -> Response:
        """The lines as duties."""
        cover, wishes = self._costs()
        return Response(tuple(self._duties()), cover, wishes, self.bound, self.sweeps, self.seed)

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
        people, option = self.given.people, self.lines.option
        who, when = np.indices(option.shape)
        refused = np.where(option < 0, people.off_penalty, people.penalty[who, when, option])
        return coverage_cost(self.cover, self.given.demand), float(refused.sum())

    def _swept(self) -> None:
        self.sweeps += 1
        tell(Progress("best_response", sum(self._costs()), self.bound))

    def _no_lines(self) -> Lines:
        pauses = max((len(one) for one in self.given.minutes), default=0)
        return no_lines(self.size, self.given.problem.days, pauses)
