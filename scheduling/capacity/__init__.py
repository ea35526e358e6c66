"""The capacity plan: workload, people and hiring classes of the coming months, as distributions.

Belongs here: drawing monthly workload from trend and season, who stays and how productive, the
smallest hiring classes that hold a risk, and what the months cost. Stays out: half-hours and
rosters, where the history comes from, and any centre's prices.
"""

from scheduling.capacity.plan import CapacityPast, capacity_plan
from scheduling.capacity.rules import CapacityRules, read_capacity

__all__ = ["CapacityPast", "CapacityRules", "capacity_plan", "read_capacity"]
