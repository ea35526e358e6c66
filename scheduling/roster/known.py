"""What a week's models, its checker and its replanning read alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NotRequired, TypedDict

import pyarrow as pa

from scheduling.roster.seats import SeatRules
from scheduling.roster.sessions import SessionPlan
from scheduling.roster.shift_library import ShiftLibrary
from scheduling.roster.working_time import WorkingTimeRules


class Known(TypedDict):
    """Tables and rules of a plan week, as `build_roster` describes them."""

    people: pa.Table
    skills: pa.Table
    leaves: pa.Table
    shift_library: ShiftLibrary
    working_time: WorkingTimeRules
    plan_week: date
    zone: str
    previous_shifts: NotRequired[pa.Table | None]
    fairness: NotRequired[Mapping[str, tuple[int, int]] | None]
    seats: NotRequired[SeatRules | None]
    sessions: NotRequired[SessionPlan | None]
