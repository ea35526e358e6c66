"""The service-level bridge: why a half-hour's level differs from the plan's, in parts that add up.

Belongs here: the split of actual − planned service level over volume, handle time, schedule,
shrinkage, adherence and the rest, by Shapley value over a staffing model, and its sums over days.
Stays out: where planned and actual figures come from, and what to do about them.
"""

from scheduling.bridge.factors import FACTORS, REST, Factors
from scheduling.bridge.rebuilt import rebuilt_plan
from scheduling.bridge.shapley import shapley_parts
from scheduling.bridge.splitting import bridge, bridge_totals

__all__ = ["FACTORS", "REST", "Factors", "bridge", "bridge_totals", "rebuilt_plan", "shapley_parts"]
