"""Shift cover: how many people start which shift, with breaks that need no enumeration.

Belongs here: shift patterns with break windows, the implicit model of a day, its bound, and the
breaks of each person afterwards. Stays out: named people and their rules (scheduling.roster), the
requirement itself (scheduling.requirement).
"""

from scheduling.tours.cover import Cover, cover_shifts
from scheduling.tours.from_library import period_requirement, shift_patterns
from scheduling.tours.pauses import Tour
from scheduling.tours.shift_pattern import CoverRules, Pause, ShiftPattern

__all__ = [
    "Cover",
    "CoverRules",
    "Pause",
    "ShiftPattern",
    "Tour",
    "cover_shifts",
    "period_requirement",
    "shift_patterns",
]
