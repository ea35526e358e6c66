"""Everybody's automaton, counting only those maxima of shifts that some line has broken.

Every counter multiplies the nodes, and few of them ever bind. So an automaton starts without; the
first line of a person that breaks a maximum has it counted from then on. Until then it accepts too
much, which only lowers the cheapest cost: a bound is valid all the same (decremental state-space
relaxation, Righini & Salani 2008). The lines that leave here break nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduling.lines.automaton import Automaton, line_automaton
from scheduling.lines.pricing import Costs, cheapest_line
from scheduling.lines.problem import Contract, Line, LineProblem


class Automata:
    """Automata of a problem's people; those with the same counted rules share one."""

    def __init__(self, problem: LineProblem) -> None:
        self._problem = problem
        self._known = dict[Contract, Automaton]()
        self._relaxed = [_uncounted(one.contract) for one in problem.staff]

    def __getitem__(self, person: int) -> Automaton:
        """The automaton of a person by place in the staff."""
        contract = self._relaxed[person]
        if contract not in self._known:
            self._known[contract] = line_automaton(self._problem, contract)
        return self._known[contract]

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
            known = self._relaxed[person]
            self._relaxed[person] = _with(known, {**known.shift_maximum, **broken})
        return not broken


def _uncounted(contract: Contract) -> Contract:
    """The contract without maxima, but for the shifts that are never worked."""
    return _with(contract, {code: 0 for code, most in contract.shift_maximum.items() if most <= 0})


def _with(contract: Contract, maxima: dict[str, int]) -> Contract:
    return replace(contract, shift_maximum=dict(sorted(maxima.items())))
