"""A finished roster, asked about one person: their best line while everybody else's stays.

The others fixed, coverage cost is a sum over half-hours in each of which the person counts at most
once, so the best line is exact (response/sweeps.py) and so is the price of any demand on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scheduling.roster.response.arrays import NEVER, Flags, Floats, Lines, People, no_lines
from scheduling.roster.response.counters import make_room
from scheduling.roster.response.coverage import coverage_cost, marginal_gains, put
from scheduling.roster.response.encoding import SLOTS, Encoded, encoded, line_cost, line_costs
from scheduling.roster.response.line import best_line
from scheduling.roster.response.problem import RosterProblem, Wish
from scheduling.roster.response.solve import Duty
from scheduling.roster.response.sweeps import gains_of_shifts, make_desk, value_kinds, write_line


@dataclass(frozen=True)
class Alternative:
    """A person's other line: its duties, and how the roster's figures change with it.

    `coverage_cost` and `line_cost` are parts of the objective, `short` and `over` half-hours of
    one person, `shorter[queue, half-hour]` where shortage grows.
    """

    duties: tuple[Duty, ...]
    coverage_cost: float
    line_cost: float
    short: float
    over: float
    shorter: Floats

    @property
    def cost(self) -> float:
        """By how much the objective rises."""
        return self.coverage_cost + self.line_cost


class FinishedRoster:
    """The duties of a problem's people as arrays, with the cover they give."""

    def __init__(self, problem: RosterProblem, duties: Sequence[Duty]) -> None:
        self.problem, self.given = problem, encoded(problem)
        self.place = {worker.agent_id: i for i, worker in enumerate(problem.people)}
        self.worked = {(duty.worker.agent_id, duty.day): duty for duty in duties}
        self.lines = _lines(self.given, duties, self.place)
        horizon = problem.days * SLOTS
        self.cover: Floats = np.zeros((len(problem.queues), horizon + self.given.spill))
        self.cover[:, :horizon] = self.given.demand.given
        for i in range(len(problem.people)):
            put(i, 1.0, self.lines, self.cover, self.given.shifts)

    def granting(self, agent_id: str, wish: Wish) -> Alternative | None:
        """The person's best line that grants the wish; None where no line does."""
        return self.best(agent_id, (wish,))

    def best(self, agent_id: str, demanded: Sequence[Wish] = ()) -> Alternative | None:
        """The person's best line that keeps every demand; None where there is none."""
        given, i = self.given, self.place[agent_id]
        person = demanding(one_person(given.people, i), demanded, self.problem)
        others = self.cover.copy()
        put(i, -1.0, self.lines, others, given.shifts)
        line = _best_line(given, person, others)
        return None if line is None else self._alternative(i, line, others)

    def take(self, agent_id: str, duties: Sequence[Duty]) -> None:
        """Give a person other duties."""
        i = self.place[agent_id]
        put(i, -1.0, self.lines, self.cover, self.given.shifts)
        for part, mine in zip(self.lines, _lines(self.given, duties, self.place), strict=True):
            part[i] = mine[i]
        put(i, 1.0, self.lines, self.cover, self.given.shifts)
        kept = {key: duty for key, duty in self.worked.items() if key[0] != agent_id}
        self.worked = kept | {(agent_id, duty.day): duty for duty in duties}

    def line(self, agent_id: str) -> list[Duty]:
        """A person's duties as they are now."""
        return [duty for (other, _), duty in self.worked.items() if other == agent_id]

    @property
    def duties(self) -> list[Duty]:
        """Everybody's duties as they are now."""
        return list(self.worked.values())

    @property
    def line_cost(self) -> float:
        """Weights of the wishes refused and of the soft rules broken."""
        option = self.lines.option
        return line_costs(self.given, np.arange(len(option)), option)

    def legal(self) -> Flags:
        """Whose line keeps every hard rule: the search finds a line where only that one is open."""
        people, options = self.given.people, np.arange(len(self.problem.options))
        legal = np.zeros(len(self.lines.option), np.bool_)
        for i, line in enumerate(self.lines.option):
            person = one_person(people, i)
            penalty = np.where(line[:, None] == options, person.penalty, NEVER)
            off = np.where(line < 0, person.off_penalty, NEVER)
            legal[i] = has_line(self.given, person._replace(penalty=penalty, off_penalty=off))
        return legal

    def _alternative(self, i: int, line: Lines, others: Floats) -> Alternative:
        given, demand = self.given, self.given.demand
        changed = others.copy()
        put(0, 1.0, line, changed, given.shifts)
        horizon = demand.required.shape[1]
        before, after = (demand.required - one[:, :horizon] for one in (self.cover, changed))
        shorter = np.maximum(after, 0.0) - np.maximum(before, 0.0)
        over = np.maximum(-after, 0.0) - np.maximum(-before, 0.0)
        return Alternative(
            duties=duties_of(given, i, line),
            coverage_cost=coverage_cost(changed, demand) - coverage_cost(self.cover, demand),
            line_cost=line_cost(given, i, line.option[0])
            - line_cost(given, i, self.lines.option[i]),
            short=float(shorter.sum()),
            over=float(over.sum()),
            shorter=shorter,
        )


def one_person(people: People, i: int) -> People:
    """The arrays of a single person."""
    parts: Any = [part[i : i + 1] for part in people]
    return People(*parts)


def demanding(person: People, demanded: Sequence[Wish], problem: RosterProblem) -> People:
    """A single person for whom refusing a wish is forbidden."""
    penalty, off = person.penalty.copy(), person.off_penalty.copy()
    for wish in demanded:
        for day in range(problem.days) if wish.day is None else [wish.day]:
            if wish.refused_by(day, None):
                off[0, day] = NEVER
            refused = [wish.refused_by(day, option) for option in problem.options]
            penalty[0, day, np.array(refused)] = NEVER
    return person._replace(penalty=penalty, off_penalty=off)


def has_line(given: Encoded, person: People) -> bool:
    """Whether any line keeps all of a single person's rules."""
    queues, spill = len(given.problem.queues), given.spill
    nobody: Floats = np.zeros((queues, given.problem.days * SLOTS + spill))
    return _best_line(given, person, nobody) is not None


def _best_line(given: Encoded, person: People, others: Floats) -> Lines | None:
    """The best line of a single person, in row 0, beside the others' cover."""
    problem, shifts, kinds = given.problem, given.shifts, given.kinds
    desk = make_desk(
        len(problem.queues), problem.days, given.spill, len(problem.options), kinds.units.size
    )
    marginal_gains(others, given.demand, desk.whole, desk.half)
    gains_of_shifts(person.serves[0], shifts, desk)
    value_kinds(0, person, shifts, desk)
    value = best_line(
        0, desk.kind_value, desk.off_value, person, kinds, make_room(person, kinds),
        desk.kind_of_day,
    )  # fmt: skip
    if value == -np.inf:
        return None
    line = no_lines(1, problem.days, max((len(one) for one in given.minutes), default=0))
    write_line(0, line, shifts, desk)
    return line


def duties_of(given: Encoded, i: int, line: Lines) -> tuple[Duty, ...]:
    """The duties of a single line, which is person i's."""
    problem, found = given.problem, list[Duty]()
    for day in np.flatnonzero(line.option[0] >= 0).tolist():
        o, k = int(line.option[0, day]), int(line.queue[0, day])
        pauses = [
            _minute(given, o, n, int(line.place[0, day, n]), i)
            for n in range(len(given.minutes[o]))
        ]
        worker, option = problem.people[i], problem.options[o]
        found.append(Duty(worker, day, option, problem.queues[k], tuple(pauses)))
    return tuple(found)


def _minute(given: Encoded, o: int, n: int, place: int, i: int) -> int:
    starts = given.minutes[o][n][place - _first_place(given, o, n)]
    return starts[i % len(starts)]


def _first_place(given: Encoded, o: int, n: int) -> int:
    return int(given.shifts.place_at[given.shifts.pause_at[o] + n])


def _lines(given: Encoded, duties: Sequence[Duty], place: dict[str, int]) -> Lines:
    problem = given.problem
    options = {option: o for o, option in enumerate(problem.options)}
    pauses = max((len(one) for one in given.minutes), default=0)
    lines = no_lines(len(problem.people), problem.days, pauses)
    for duty in duties:
        i, o = place[duty.worker.agent_id], options[duty.option]
        lines.option[i, duty.day] = o
        lines.queue[i, duty.day] = problem.queues.index(duty.queue)
        for n, minute in enumerate(duty.pauses):
            at = next(p for p, starts in enumerate(given.minutes[o][n]) if minute in starts)
            lines.place[i, duty.day, n] = _first_place(given, o, n) + at
    return lines
