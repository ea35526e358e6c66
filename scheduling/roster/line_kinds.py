"""The kinds of shift of a line problem: a shift of the library on one queue, at one site.

A line problem only forbids one kind to follow another; it has no price for it. So a shift that may
follow yesterday's against a soft rule is a kind once more, which may follow more and carries the
price: the cheapest kind that may follow is the one worked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.lines import Shift
from scheduling.roster.response.problem import LineRules, RosterProblem
from scheduling.roster.shift_library import ShiftOption


@dataclass(frozen=True)
class Kind:
    """A shift of the library on one queue for the people of one site.

    `breach` is what it costs, and what following yesterday's shift may cost at most.
    """

    option: ShiftOption
    queue: str
    site: str
    breach: int

    @property
    def code(self) -> str:
        """Its name in the line problem."""
        option = self.option
        shift = f"{option.code} {option.start_min} {option.length_min}"
        return f"{shift} {self.queue} {self.site} {self.breach}"


def kinds_of(problem: RosterProblem) -> list[Kind]:
    """Every kind that the skills and sites of somebody make."""
    served = sorted(
        {(worker.site, queue) for worker in problem.people for on in worker.skills for queue in on}
    )
    return [
        Kind(option, queue, site, breach)
        for option in problem.options
        for breach in _breaches(option, problem)
        for site, queue in served
    ]


def line_shifts(kinds: Sequence[Kind], rules: LineRules) -> list[Shift]:
    """The kinds as shifts, each with those that may not follow it on the next day."""
    options = list(dict.fromkeys(kind.option for kind in kinds))
    barred: dict[ShiftOption, frozenset[str]] = {}
    for before in options:
        cost = {after: rules.follow_cost(before, after) for after in options}
        late = [kind.code for kind in kinds if _price(cost[kind.option]) > kind.breach]
        barred[before] = frozenset(late)
    return [Shift(kind.code, kind.option.paid_s // 60, barred[kind.option]) for kind in kinds]


def _breaches(option: ShiftOption, problem: RosterProblem) -> list[int]:
    """What following a shift of the day before can cost."""
    found = {problem.rules.follow_cost(before, option) for before in problem.options}
    return sorted({0, *(round(cost) for cost in found if math.isfinite(cost))})


def _price(cost: float) -> float:
    return round(cost) if math.isfinite(cost) else cost
