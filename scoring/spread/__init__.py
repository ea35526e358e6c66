"""How a month's scores spread, and what moved them: mix, rate or rule (S0-18).

Belongs here: the spread of totals over groups of people with the share that each way of grouping
explains (`groups`), and the gap to the month before as rule, mix and rate (`variance`), from the
exact parts of `scoring.impact.drivers`. Must stay out: who is in which group, the clock, the disk.
"""

from scoring.spread.groups import score_spread
from scoring.spread.tables import SCORE_SPREAD, SCORE_VARIANCE
from scoring.spread.variance import score_variance

__all__ = ["SCORE_SPREAD", "SCORE_VARIANCE", "score_spread", "score_variance"]
