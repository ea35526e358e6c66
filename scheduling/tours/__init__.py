"""Shift cover: how many people start which shift, with breaks that need no enumeration.

Belongs here: shift patterns with break windows, the implicit model of a day, its bound, the breaks
of each person afterwards, and the proposal of shifts for a centre's week. Stays out: named people
and their rules (scheduling.roster), the requirement itself (scheduling.requirement).
"""

from scheduling.tours.cover import Cover, cover_shifts
from scheduling.tours.from_library import period_requirement, shift_patterns
from scheduling.tours.pauses import Tour
from scheduling.tours.proposal import Proposal, QueueCover, propose_shifts
from scheduling.tours.proposal_rows import comparison_table, tour_table
from scheduling.tours.shift_pattern import CoverRules, Pause, ShiftPattern
from scheduling.tours.tour_rules import TourRules, read_tour_rules

__all__ = [
    "Cover",
    "CoverRules",
    "Pause",
    "Proposal",
    "QueueCover",
    "ShiftPattern",
    "Tour",
    "TourRules",
    "comparison_table",
    "cover_shifts",
    "period_requirement",
    "propose_shifts",
    "read_tour_rules",
    "shift_patterns",
    "tour_table",
]
