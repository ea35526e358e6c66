"""Impact: what a number is due to, and what a change would do.

Belongs here: driver analysis (`drivers`), which splits the gap of a score to the last period
or to peers exactly over items, effects, atoms and segments; the preview of a rule change on
months that are known (`preview`, `cliffs`, `packs`); what a better metric would pay
(`counterfactual`); next month's pay as a distribution (`draws`, `pay_forecast`); the end of a
month that is not over (`projecting`, `urn`); and the price of a point against its budget
(`price_sheet`).
Must stay out: the clock, the disk, databases, and a second way to score or pay: every figure
comes from the engine of scoring.calculation, on other inputs or rules.
"""

from scoring.impact.accruals import accruals
from scoring.impact.calibration import spread, spread_factors
from scoring.impact.cliffs import Cliff, Distances, cliffs_of, near_cliffs, rule_cliffs
from scoring.impact.counterfactual import counterfactuals, counterfactuals_of
from scoring.impact.draws import DrawModel, Volume
from scoring.impact.forecasting import forecast_pay
from scoring.impact.months import Month
from scoring.impact.packs import pack_comparison
from scoring.impact.pay_forecast import Budget, PayForecast
from scoring.impact.preview import Preview, preview, preview_rules
from scoring.impact.price_sheet import price_sheet
from scoring.impact.projecting import KnownDays, ProjectionModel, project_month
from scoring.impact.projection import Band, Projection
from scoring.impact.projection_rules import ProjectionPlan, ProjectionRules

__all__ = [
    "Band",
    "Budget",
    "Cliff",
    "Distances",
    "DrawModel",
    "KnownDays",
    "Month",
    "PayForecast",
    "Preview",
    "Projection",
    "ProjectionModel",
    "ProjectionPlan",
    "ProjectionRules",
    "Volume",
    "accruals",
    "cliffs_of",
    "counterfactuals",
    "counterfactuals_of",
    "forecast_pay",
    "near_cliffs",
    "pack_comparison",
    "preview",
    "preview_rules",
    "price_sheet",
    "project_month",
    "rule_cliffs",
    "spread",
    "spread_factors",
]
