"""Rosters of any size by best response: one person's exact best line, again and again.

Belongs here: the problem of one to six weeks as dataclasses and arrays, the exact search for a
line, prices, sweeps and the Lagrangian bound. Stays out: the small week's class model, the check
of a finished roster.
"""

from scheduling.roster.response.problem import Limit, LineRules, Pin, RosterProblem, Wish, Worker
from scheduling.roster.response.solve import Duty, NoLine, Response, Start, best_response

__all__ = [
    "Duty",
    "Limit",
    "LineRules",
    "NoLine",
    "Pin",
    "Response",
    "RosterProblem",
    "Start",
    "Wish",
    "Worker",
    "best_response",
]
