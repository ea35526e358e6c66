"""Coaching: who needs it, who got it in time, and whether it worked (S1-13).

Belongs here: the coaching file (`rules`), needs and their follow-up (`cases`), and the effect by
matched comparison (`effect`). Must stay out: the clock, the disk, databases, and who is paid for
it. Effects are statistics: they are computed in floats and rounded once.
"""

from scoring.coaching.cases import coaching_cases
from scoring.coaching.effect import Matched, coaching_effects, matched_effect
from scoring.coaching.outcomes import Outcomes, read_outcomes
from scoring.coaching.rules import CoachingPlan, CoachingRules
from scoring.coaching.tables import COACHING_CASES, COACHING_EFFECTS

__all__ = [
    "COACHING_CASES",
    "COACHING_EFFECTS",
    "CoachingPlan",
    "CoachingRules",
    "Matched",
    "Outcomes",
    "coaching_cases",
    "coaching_effects",
    "matched_effect",
    "read_outcomes",
]
