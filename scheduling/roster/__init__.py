"""The weekly roster: who works which shift, when, for which queue, with its bound.

Belongs here: shift library and working-time rules, the models, the independent check. Stays out:
how many agents are needed (scheduling.requirement), pay, files and clocks.
"""

from scheduling.roster.checker import check_roster
from scheduling.roster.precheck import Finding
from scheduling.roster.shift_library import ShiftLibrary, read_shift_library
from scheduling.roster.week import precheck
from scheduling.roster.weekly import Roster, build_roster
from scheduling.roster.working_time import WorkingTimeRules, read_working_time

__all__ = [
    "Finding",
    "Roster",
    "ShiftLibrary",
    "WorkingTimeRules",
    "build_roster",
    "check_roster",
    "precheck",
    "read_shift_library",
    "read_working_time",
]
