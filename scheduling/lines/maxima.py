"""Everybody's automaton, counting only those maxima of shifts that some line has broken.

Every counter multiplies the nodes, and few of them ever bind. So an automaton starts without; the
first line of a person that breaks a maximum has it counted from then on. Until then it accepts too
much, which only lowers the cheapest cost: a bound is valid all the same (decremental state-space
relaxation, Righini & Salani 2008). The lines that leave here break nothing.

Shifts that the rules cannot tell apart lead alike, so people who differ only in which of them they
may work have the same automaton with other choices open.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduling.lines.automaton import NOWHERE, Automaton, line_automaton
from scheduling.lines.pricing import Costs, cheapest_line
from scheduling.lines.problem import Contract, Line, LineProblem


class Automata:
    """Automata of a problem's people; those with the same counted rules share their nodes."""

    def __init__(self, problem: LineProblem) -> None:
        self._problem = problem
        self._built = dict[Contract, Automaton]()
        self._of = dict[int, Automaton]()
        self._alike = _alike(problem)
        self._counted = [_uncounted(one.contract) for one in problem.staff]

    def __getitem__(self, person: int) -> Automaton:
        """The automaton of a person by place in the staff."""
        if person not in self._of:
            self._of[person] = self._opened(self._counted[person])
        return self._of[person]

    def _opened(self, contract: Contract) -> Automaton:
        """The automaton of the contract's kinds of shift, with its own shifts open."""
        never = {code for code, most in contract.shift_maximum.items() if most <= 0}
        counted = {code: most for code, most in contract.shift_maximum.items() if most > 0}
        free = {k for code, k in self._alike.items() if code not in contract.shift_maximum}
        absent = {code: 0 for code, k in self._alike.items() if k not in free}
        shared = _with(contract, absent | counted)
        if shared not in self._built:
            self._built[shared] = line_automaton(self._problem, shared)
        built = self._built[shared]
        group = built.group.copy()
        group[[self._problem.choice_of[code] for code in never]] = NOWHERE
        return replace(built, group=group)

    def cheapest(self, person: int, cost: Costs) -> tuple[float, Line]:
        """Cost of the person's cheapest line at `cost` [day, choice], and the line.

        An infinite cost where the rules and costs leave no line.
        """
        value, line = cheapest_line(self[person], cost)
        while np.isfinite(value) and not self.allows(person, line):
            value, line = cheapest_line(self[person], cost)
        return value, line

    def allows(self, person: int, line: Line) -> bool:
        """Whether a line breaks no maximum; those that it breaks are counted from now on."""
        worked = np.bincount(line, minlength=len(self._problem.shifts) + 1)
        maximum = self._problem.staff[person].contract.shift_maximum
        broken = {
            shift.code: maximum[shift.code]
            for choice, shift in enumerate(self._problem.shifts, 1)
            if worked[choice] > maximum.get(shift.code, self._problem.days)
        }
        if broken:
            known = self._counted[person]
            self._counted[person] = _with(known, {**known.shift_maximum, **broken})
            self._of.pop(person, None)
        return not broken


def _alike(problem: LineProblem) -> dict[str, tuple[int, frozenset[str], frozenset[str]]]:
    """By shift what the rules see of it: minutes, and the shifts barred after and before it."""
    return {
        one.code: (
            one.minutes,
            one.not_followed_by,
            frozenset(other.code for other in problem.shifts if one.code in other.not_followed_by),
        )
        for one in problem.shifts
    }


def _uncounted(contract: Contract) -> Contract:
    """The contract without maxima, but for the shifts that are never worked."""
    return _with(contract, {code: 0 for code, most in contract.shift_maximum.items() if most <= 0})


def _with(contract: Contract, maxima: dict[str, int]) -> Contract:
    return replace(contract, shift_maximum=dict(sorted(maxima.items())))
