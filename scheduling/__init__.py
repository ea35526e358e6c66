"""Planning engines: forecast -> Erlang -> requirement -> weekly roster.

Belongs here: pure functions from tables and rules to tables. `forecast` and `backtest` say what
will come, `requirement` how many agents it takes, `build_roster` who works when, `check_roster`
whether a roster keeps the rules. Stays out: clock, disk, database, orchestrator, pay, and how
people see it; "as of" is always an argument.
"""

from scheduling.forecast import backtest, forecast
from scheduling.requirement import requirement
from scheduling.roster import (
    Roster,
    build_roster,
    check_roster,
    precheck,
    read_shift_library,
    read_working_time,
)
from scheduling.targets import ChosenModel, StaffingModel, StaffingTargets

__all__ = [
    "ChosenModel",
    "Roster",
    "StaffingModel",
    "StaffingTargets",
    "backtest",
    "build_roster",
    "check_roster",
    "forecast",
    "precheck",
    "read_shift_library",
    "read_working_time",
    "requirement",
]
