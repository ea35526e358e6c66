"""The roster of one to six weeks: who works which shift, when, for which queue, with its bound.

Belongs here: shift library and working-time rules, the models, the independent check. Stays out:
how many agents are needed (scheduling.requirement), pay, files and clocks.
"""

from scheduling.roster.build import build_roster
from scheduling.roster.checker import check_roster
from scheduling.roster.hardness import read_working_time
from scheduling.roster.not_found import NoRosterFound, proof_without_roster
from scheduling.roster.precheck import Finding
from scheduling.roster.requests import Preferences, read_preferences
from scheduling.roster.result import Roster
from scheduling.roster.seats import SeatRules, read_seats
from scheduling.roster.sessions import SessionPlan, read_sessions
from scheduling.roster.shift_library import ShiftLibrary, read_shift_library
from scheduling.roster.week import precheck
from scheduling.roster.working_time import WorkingTimeRules

__all__ = [
    "Finding",
    "NoRosterFound",
    "Preferences",
    "Roster",
    "SeatRules",
    "SessionPlan",
    "ShiftLibrary",
    "WorkingTimeRules",
    "build_roster",
    "check_roster",
    "precheck",
    "proof_without_roster",
    "read_preferences",
    "read_seats",
    "read_sessions",
    "read_shift_library",
    "read_working_time",
]
