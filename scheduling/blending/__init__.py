"""Outbound work and call-backs in the slack of inbound queues, within a bound on the risk.

Belongs here: the agents that inbound can spare although its forecast may miss, outbound contacts
filled into them, and call-back times that are only offered there. Stays out: who is called and
why, forecasts, rosters.
"""

from scheduling.blending.callbacks import CallbackRequest, offer_callbacks
from scheduling.blending.rules import BlendingRules, read_blending
from scheduling.blending.slack import filled_outbound, spare_agents
from scheduling.blending.week import BlendedWeek, blended_week

__all__ = [
    "BlendedWeek",
    "BlendingRules",
    "CallbackRequest",
    "blended_week",
    "filled_outbound",
    "offer_callbacks",
    "read_blending",
    "spare_agents",
]
