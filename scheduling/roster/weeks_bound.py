"""A bound of several weeks from the counts of each: the model of shift_counts.py, week by week.

Each week's model forgets the weeks around it and who is who, so it is a relaxation of the plan's
part in that week, and the sum of the weeks' bounds is a bound of the plan. Whole numbers of people
make it tighter than a Lagrangian bound; its models are too large for large centres.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from scheduling.roster.person_classes import person_classes
from scheduling.roster.progress import Progress, heard_by, tell
from scheduling.roster.response.problem import WEEK, RosterProblem
from scheduling.roster.shift_counts import count_shifts
from scheduling.roster.week import Week

GAP = 0.005
_DAY_MIN = 1440


def counts_bound(
    weeks: Sequence[Week], problem: RosterProblem, *, time_limit_s: float, seed: int
) -> float:
    """No roster of the problem costs less; -inf where the counts cannot tell.

    They cannot where a night carries people into the next week's half-hours, or days are pinned,
    which no rule forbids. `time_limit_s` is for all weeks; a search that it ends leaves a lower
    bound that holds as well. Whoever listens hears the sum after each week: as no week costs less
    than nothing, it bounds the plan too.
    """
    overnight = any(option.end_min > _DAY_MIN for option in problem.options)
    if (len(weeks) > 1 and overnight) or any(worker.pins for worker in problem.people):
        return -math.inf
    limit_s, bound = time_limit_s / len(weeks), 0.0
    for n, week in enumerate(weeks):
        with heard_by(None):
            bound += _week_bound(week, problem, n, limit_s, seed)
        tell(Progress("shift_counts", None, bound))
    return bound


def _week_bound(week: Week, problem: RosterProblem, n: int, limit_s: float, seed: int) -> float:
    """The counts of people who may serve, all week, whatever they serve on any of its days."""
    days = slice(n * WEEK, (n + 1) * WEEK)
    skills = {
        worker.agent_id: tuple(sorted(frozenset[str]().union(*worker.skills[days])))
        for worker in problem.people
    }
    people = [replace(one, skills=skills.get(one.agent_id, ())) for one in week.people]
    classes = person_classes(people, list(week.required))
    counts = count_shifts(
        classes, week.required, week.limits, week.seats, week.sessions,
        time_limit_s=limit_s, seed=seed, gap=GAP,
    )  # fmt: skip
    return counts.answer.bound
