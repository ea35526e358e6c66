"""Plans as a run stores them: forecast, requirement, roster, what they will give and came to.

Belongs here: fetching what the engines of `scheduling` read, storing what they return, and
knowing when a stored plan still holds. Must stay out: any forecasting, queueing or rostering of
its own, and Dagster.
"""

from pipelines.planning.capacity import CAPACITY_FILE
from pipelines.planning.fairness import store_fairness
from pipelines.planning.forecast import store_forecast
from pipelines.planning.mixed_work import mixed_tables, store_mixed
from pipelines.planning.prediction import (
    PREDICTION_TABLES,
    RESERVE_FILE,
    reserve_rules,
    store_prediction,
)
from pipelines.planning.requirement import store_requirement
from pipelines.planning.review import REVIEW_TABLES, parts_miss, store_review
from pipelines.planning.roster import (
    StoredRoster,
    roster_violations,
    store_roster,
    store_rule_checks,
)
from pipelines.planning.targets import Planning
from pipelines.planning.tours import TOUR_TABLES, TOURS_FILE, store_tours
from pipelines.planning.weeks import forecast_weeks

__all__ = [
    "CAPACITY_FILE",
    "PREDICTION_TABLES",
    "RESERVE_FILE",
    "REVIEW_TABLES",
    "TOURS_FILE",
    "TOUR_TABLES",
    "Planning",
    "StoredRoster",
    "forecast_weeks",
    "mixed_tables",
    "parts_miss",
    "reserve_rules",
    "roster_violations",
    "store_fairness",
    "store_forecast",
    "store_mixed",
    "store_prediction",
    "store_requirement",
    "store_review",
    "store_roster",
    "store_rule_checks",
    "store_tours",
]
