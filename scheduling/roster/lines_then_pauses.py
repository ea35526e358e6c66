"""Whole lines first, then pauses at the true prices: the duties of a plan by scheduling.lines.

A plan's weeks are rostered one after the other, each after what the weeks before it left: a line
problem limits the minutes of a whole line, not those of its weeks. Best response begins with them,
over all weeks (response/solve.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from scheduling.lines import LineSolution, solve_lines
from scheduling.lines import Progress as LineProgress
from scheduling.lines.progress import Clock
from scheduling.roster.by_lines import WeekAsLines
from scheduling.roster.progress import Progress, tell
from scheduling.roster.requests.finished import FinishedRoster, has_line, one_person
from scheduling.roster.response import (
    Duty,
    NoLine,
    Response,
    RosterProblem,
    Start,
    best_response,
)
from scheduling.roster.response.encoding import Encoded, encoded
from scheduling.roster.response.problem import WEEK
from scheduling.roster.solver import relative_gap
from scheduling.roster.week_of_plan import week_of_plan

ROUNDS_WITHOUT_CLOCK = 4


@dataclass(frozen=True)
class Effort:
    """Seconds of the clock for all weeks; without a clock a fixed number of rounds."""

    time_limit_s: float
    seed: int
    clock: Clock | None


@dataclass(frozen=True)
class LinesProof:
    """What was proved of the line problems of all weeks together."""

    objective: float
    bound: float

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|."""
        return relative_gap(self.objective, self.bound)


def lines_then_pauses(problem: RosterProblem, effort: Effort) -> tuple[Response, LinesProof]:
    """The lines of each week in half of the time, and from there responses over all weeks.

    Responses move pauses, and shifts where that is worth more. With it comes what was proved of
    the lines alone. Raises NoLine where somebody has no legal line.
    """
    given = encoded(problem)
    missing = [one for i, one in enumerate(problem.people) if not _has_line(given, i)]
    if missing:
        raise NoLine(missing)
    half = replace(effort, time_limit_s=effort.time_limit_s / 2)
    duties, proof = _week_by_week(problem, half)
    finished = FinishedRoster(problem, duties)
    response = best_response(
        problem,
        time_limit_s=half.time_limit_s,
        seed=effort.seed,
        start=Start(finished.lines, finished.legal()),
    )
    return response, proof


def _week_by_week(problem: RosterProblem, effort: Effort) -> tuple[list[Duty], LinesProof]:
    """Everybody's lines before they respond."""
    share = replace(effort, time_limit_s=effort.time_limit_s / problem.weeks)
    duties: list[Duty] = []
    objective = bound = 0.0
    for week in range(problem.weeks):
        alone = _with_lines(week_of_plan(problem, week, duties))
        if alone.people:
            lines = WeekAsLines(alone)
            solution = _solved(lines, share)
            objective, bound = objective + solution.objective, bound + solution.bound
            duties += _duties(problem, week, lines, solution)
    return duties, LinesProof(objective, bound)


def _with_lines(week: RosterProblem) -> RosterProblem:
    """The week for those who have a line after the weeks before; the others respond later."""
    given = encoded(week)
    people = [worker for i, worker in enumerate(week.people) if _has_line(given, i)]
    return replace(week, people=people)


def _has_line(given: Encoded, i: int) -> bool:
    return has_line(given, one_person(given.people, i))


def _solved(week: WeekAsLines, effort: Effort) -> LineSolution:
    return solve_lines(
        week.lines,
        seed=effort.seed,
        clock=effort.clock,
        time_limit_s=effort.time_limit_s if effort.clock else math.inf,
        rounds=ROUNDS_WITHOUT_CLOCK if effort.clock is None else 10**9,
        on_progress=_tell,
    )


def _tell(progress: LineProgress) -> None:
    bound = progress.bound if math.isfinite(progress.bound) else None
    tell(Progress("lines", progress.objective, bound))


def _duties(
    problem: RosterProblem, week: int, lines: WeekAsLines, solution: LineSolution
) -> list[Duty]:
    """The week's duties with every pause in the middle of its places, by day of the plan."""
    workers = {worker.agent_id: worker for worker in problem.people}
    return [
        Duty(workers[agent_id], week * WEEK + day, *lines.worked(code))
        for agent_id, line in solution.roster.items()
        for day, code in enumerate(line[lines.lead :])
        if code is not None
    ]
