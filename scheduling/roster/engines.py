"""Whole lines or best responses: a roster problem in, its duties and bounds out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data_contracts.refusal import Place, Refusal
from scheduling.lines.progress import Clock
from scheduling.roster.lagrangian import lagrangian_bound
from scheduling.roster.lines_then_pauses import Effort, LinesProof, lines_then_pauses
from scheduling.roster.methods import FEW_PEOPLE, Method
from scheduling.roster.requests import clash
from scheduling.roster.response import NoLine, Response, RosterProblem, best_response
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
    lines: LinesProof | None = None
    busy: Busy = field(default_factory=dict[tuple[str, int], tuple[Span, ...]])
    counts_bound: float = -math.inf


@dataclass(frozen=True)
class Engine:
    """Lines or best response with their effort."""

    method: Method
    time_limit_s: float
    seed: int
    clock: Clock | None

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
        meeting, busy = with_meetings(problem, weeks)
        lines: LinesProof | None = None
        if self.method == "lines":
            effort = Effort(self.time_limit_s, self.seed, self.clock)
            response, lines = lines_then_pauses(meeting, effort)
        else:
            response = best_response(meeting, time_limit_s=self.time_limit_s, seed=self.seed)
        if busy:
            duties = tuple(beside_meetings(meeting, response.duties, busy))
            response = replace(response, duties=duties, bound=_with_any_places(problem, weeks))
        return Solved(meeting, response, lines, busy)

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
