"""Day-level rosters: everybody's whole line over weeks, by column generation, with a bound.

Belongs here: the problem of people, days, shifts and cover, its exact pricing, the search, the
independent evaluation, and why no roster exists. Stays out: half-hours, breaks and skills
(scheduling.tours), where problems come from and who reads the answer, files and clocks: a clock
is an argument.
"""

from scheduling.lines.conflict import Conflict, NoRoster, conflict, precheck
from scheduling.lines.evaluate import Evaluation, Penalty, Violation, evaluate
from scheduling.lines.problem import Contract, Cover, LineProblem, Person, Request, Roster, Shift
from scheduling.lines.progress import Progress
from scheduling.lines.refusals import Refusal, refusals
from scheduling.lines.solve import LineSolution, solve_lines

__all__ = [
    "Conflict",
    "Contract",
    "Cover",
    "Evaluation",
    "LineProblem",
    "LineSolution",
    "NoRoster",
    "Penalty",
    "Person",
    "Progress",
    "Refusal",
    "Request",
    "Roster",
    "Shift",
    "Violation",
    "conflict",
    "evaluate",
    "precheck",
    "refusals",
    "solve_lines",
]
