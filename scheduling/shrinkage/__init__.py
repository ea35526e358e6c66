"""Scheduled time that is lost to the queue: planned against actual, and what to plan next.

Belongs here: shares by category and the recency-weighted estimate that the next plan may use.
Stays out: which states and absences belong to a category, and deciding for a centre.
"""

from scheduling.shrinkage.categories import by_category
from scheduling.shrinkage.estimate import ShrinkageEstimate, estimate_shrinkage

__all__ = ["ShrinkageEstimate", "by_category", "estimate_shrinkage"]
