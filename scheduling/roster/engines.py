"""Whole lines or best responses: a roster problem in, its duties and bounds out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data_contracts.refusal import Place, Refusal
from scheduling.lines import LineSolution
from scheduling.lines.progress import Clock
from scheduling.roster.lagrangian import lagrangian_bound
from scheduling.roster.lines_then_pauses import lines_then_pauses
from scheduling.roster.methods import FEW_PEOPLE, Method
from scheduling.roster.requests import FinishedRoster, clash
from scheduling.roster.response import NoLine, Response, RosterProblem, best_response
from scheduling.roster.response.coverage import coverage_cost
from scheduling.roster.response.horizon import with_tolerance
from scheduling.roster.response.meetings import beside_meetings, half_hours_met, with_meetings
from scheduling.roster.sessions import Busy, Span
from scheduling.roster.week import Week
from scheduling.roster.weeks_bound import counts_bound

MOST_NAMED = 5
"""People whose clashing rules are looked for."""


@dataclass(frozen=True)
class Solved:
    """The problem as it was solved, its duties with their bound, what lines proved, where people
    meet, and the bound of the weeks' counts (-inf: not known)."""

    problem: RosterProblem
    response: Response
    lines: LineSolution | None = None
    busy: Busy = field(default_factory=dict[tuple[str, int], tuple[Span, ...]])
    counts_bound: float = -math.inf


@dataclass(frozen=True)
class Engine:
    """Lines or best response with their effort."""

    method: Method
    time_limit_s: float
    seed: int
    clock: Clock | None

    def considered(self, weeks: Sequence[Week]) -> list[Week]:
        """The weeks as far as the method reads them: lines know no sessions."""
        if self.method == "lines":
            return [replace(week, sessions=()) for week in weeks]
        return list(weeks)

    def solved(self, weeks: Sequence[Week], problem: RosterProblem, place: Place) -> Solved:
        """The roster of the weeks.

        Somebody without a line may fall short of the contract within the tolerance; the counts,
        which know no tolerance, then bound nothing. Raises Refusal with the rules that clash where
        there is no line even so.
        """
        try:
            found = self._solved(weeks, problem)
        except NoLine as short:
            tolerant = with_tolerance(problem, short.people, weeks[0].limits.tolerance_s)
            return self._or_refusal(weeks, tolerant, place)
        return replace(found, counts_bound=self._counts_bound(weeks, problem))

    def _solved(self, weeks: Sequence[Week], problem: RosterProblem) -> Solved:
        if self.method == "lines":
            return self._by_lines(problem)
        meeting, busy = with_meetings(problem, weeks)
        response = best_response(meeting, time_limit_s=self.time_limit_s, seed=self.seed)
        if busy:
            duties = tuple(beside_meetings(meeting, response.duties, busy))
            response = replace(response, duties=duties, bound=_with_any_places(problem, weeks))
        return Solved(meeting, response, busy=busy)

    def _by_lines(self, problem: RosterProblem) -> Solved:
        bound = lagrangian_bound(problem)
        found = lines_then_pauses(
            problem, time_limit_s=self.time_limit_s, seed=self.seed, clock=self.clock
        )
        finished = FinishedRoster(problem, found.duties)
        cost = coverage_cost(finished.cover, finished.given.demand)
        response = Response(
            tuple(found.duties), cost, finished.line_cost, bound, sweeps=0, seed=self.seed
        )
        return Solved(problem, response, found.lines)

    def _counts_bound(self, weeks: Sequence[Week], problem: RosterProblem) -> float:
        """The bound of the weeks' counts, in as much time again; -inf for a large centre."""
        if len(problem.people) > FEW_PEOPLE:
            return -math.inf
        return counts_bound(weeks, problem, time_limit_s=self.time_limit_s, seed=self.seed)

    def _or_refusal(self, weeks: Sequence[Week], problem: RosterProblem, place: Place) -> Solved:
        try:
            return self._solved(weeks, problem)
        except NoLine as found:
            clashes = [clash(problem, worker) for worker in found.people[:MOST_NAMED]]
            why = "; ".join(f"{one.agent_id}: {one.text_en}" for one in clashes if one)
            raise Refusal(
                f"no roster can exist: {found}; these rules clash: {why}",
                place=place,
                next_step="look at these people's pins, leave, skills and hours",
            ) from found


def _with_any_places(problem: RosterProblem, weeks: Sequence[Week]) -> float:
    """A bound wherever the sessions are held.

    Whoever meets is not on a queue, which spares at most the price of being superfluous there.
    """
    return lagrangian_bound(problem) - problem.prices.over_beyond * half_hours_met(weeks)
