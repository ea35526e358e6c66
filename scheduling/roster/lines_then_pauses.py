"""Whole lines first, then their pauses at the true prices: a week's duties by scheduling.lines."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scheduling.lines import LineSolution, solve_lines
from scheduling.lines import Progress as LineProgress
from scheduling.lines.progress import Clock
from scheduling.roster.by_lines import WeekAsLines
from scheduling.roster.progress import Progress, tell
from scheduling.roster.requests import FinishedRoster
from scheduling.roster.response import Duty, RosterProblem, Worker
from scheduling.roster.response.encoding import Encoded, encoded

MOST_SWEEPS = 5
ROUNDS_WITHOUT_CLOCK = 4
_EPS = 1e-6


@dataclass(frozen=True)
class LinesRoster:
    """Duties with pauses, and what was proved of the lines before pauses were placed."""

    duties: list[Duty]
    lines: LineSolution


def lines_then_pauses(
    problem: RosterProblem, *, time_limit_s: float, seed: int, clock: Clock | None
) -> LinesRoster:
    """The lines of a one-week problem, then everybody's best response to the true prices.

    Without a clock the search has a fixed number of rounds. Responses move pauses, and shifts
    where that is worth more. Raises scheduling.lines.NoRoster where somebody has no line.
    """
    week = WeekAsLines(problem)
    solution = solve_lines(
        week.lines,
        seed=seed,
        clock=clock,
        time_limit_s=time_limit_s if clock else math.inf,
        rounds=ROUNDS_WITHOUT_CLOCK if clock is None else 10**9,
        on_progress=_tell,
    )
    given = encoded(problem)
    duties = [duty for worker in problem.people for duty in _duties(week, given, solution, worker)]
    return LinesRoster(_settled(FinishedRoster(problem, duties)), solution)


def _tell(progress: LineProgress) -> None:
    bound = progress.bound if math.isfinite(progress.bound) else None
    tell(Progress("lines", progress.objective, bound))


def _duties(
    week: WeekAsLines, given: Encoded, solution: LineSolution, worker: Worker
) -> list[Duty]:
    """A person's duties with every pause in the middle of its places."""
    found: list[Duty] = []
    for day, code in enumerate(solution.roster[worker.agent_id][week.lead :]):
        if code is not None:
            kind = week.kind_of[code]
            places = given.minutes[week.problem.options.index(kind.option)]
            pauses = tuple(starts[len(starts) // 2][0] for starts in places)
            found.append(Duty(worker, day, kind.option, kind.queue, pauses))
    return found


def _settled(finished: FinishedRoster) -> list[Duty]:
    """Best responses until nobody improves; a line that a weekly rule forbids is always left."""
    for sweep in range(MOST_SWEEPS):
        moved = False
        for worker in finished.problem.people:
            other = finished.best(worker.agent_id)
            legal = sweep > 0 or len(finished.line(worker.agent_id)) <= worker.most_days[0]
            if other is not None and (other.cost < -_EPS or not legal):
                finished.take(worker.agent_id, other.duties)
                moved = True
        if not moved:
            break
    return finished.duties
