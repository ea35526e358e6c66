"""What granting each refused request would cost, or which rules forbid it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.lines.automaton import line_automaton
from scheduling.lines.conflict import Conflict, conflict
from scheduling.lines.maxima import Automata
from scheduling.lines.pricing import Costs, cheapest_through
from scheduling.lines.problem import LineProblem, Request, Roster
from scheduling.lines.space import whole_space


@dataclass(frozen=True)
class Refusal:
    """A refused request. `price` is how much dearer the best line is that grants it.

    The others' lines stay as they are. None: `conflict` names the rules that forbid it.
    """

    request: Request
    price: float | None
    conflict: Conflict | None


def refusals(problem: LineProblem, roster: Roster) -> list[Refusal]:
    """Every request that the roster refuses, in the order of the problem."""
    staff = {person.code: person for person in problem.staff}
    dearer, found = dict[str, Costs](), list[Refusal]()
    for one in problem.requests:
        if (roster[one.person][one.day] == one.shift) == one.wanted:
            continue
        if one.person not in dearer:
            dearer[one.person] = _dearer(problem, roster, one.person)
        price = _price(problem, one, dearer[one.person])
        why = None if price is not None else conflict(problem, staff[one.person], one)
        found.append(Refusal(one, price, why))
    return found


def _price(problem: LineProblem, one: Request, dearer: Costs) -> float | None:
    is_shift = np.arange(dearer.shape[1]) == problem.choice_of[one.shift]
    price = float(dearer[one.day, is_shift == one.wanted].min())
    return price if np.isfinite(price) else None


def _dearer(problem: LineProblem, roster: Roster, who: str) -> Costs:
    """For every day and choice, what the best line that has it costs more than the roster's."""
    place = {one.code: k for k, one in enumerate(problem.staff)}
    person = place[who]
    everybody = whole_space(problem, Automata(problem), [person])
    lines = {place[code]: problem.line(line) for code, line in roster.items()}
    alone = everybody.without(
        everybody.column(other, line) for other, line in lines.items() if other != person
    )
    ((_, cost),) = alone.costs(alone.worth(np.zeros(len(problem.cover))), [person])
    now = float(cost[np.arange(problem.days), lines[person]].sum())
    automaton = line_automaton(problem, problem.staff[person].contract)
    return cheapest_through(automaton, cost) - now
