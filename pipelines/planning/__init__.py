"""The coming weeks as a run stores them: forecast, requirement, roster.

Belongs here: fetching what the engines of `scheduling` read, storing what they return, and
knowing when a stored plan still holds. Must stay out: any forecasting, queueing or rostering of
its own, and Dagster.
"""

from pipelines.planning.forecast import store_forecast
from pipelines.planning.requirement import store_requirement
from pipelines.planning.roster import StoredRoster, roster_violations, store_roster
from pipelines.planning.targets import Planning
from pipelines.planning.weeks import WEEKS_FORECAST, forecast_weeks

__all__ = [
    "WEEKS_FORECAST",
    "Planning",
    "StoredRoster",
    "forecast_weeks",
    "roster_violations",
    "store_forecast",
    "store_requirement",
    "store_roster",
]
