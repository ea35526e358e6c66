"""Erlang B, C and A in the field's words, vectorised.

Belongs here: formulas of the stationary queues M/M/n/n (B), M/M/n (C) and M/M/n+M (A), their
measures, and the agents that meet targets. Stays out: forecasts, shrinkage policies of a centre,
rosters, anything that changes over the day.

Every function takes scalars or numpy arrays that broadcast, times in seconds, loads in Erlang,
ratios 0-1, and answers in the same shape.
"""

from scheduling.erlang.abandonment import ErlangA, erlang_a
from scheduling.erlang.delay import ErlangC, erlang_c, waiting_probability
from scheduling.erlang.limits import Targets
from scheduling.erlang.loss import blocking_probability
from scheduling.erlang.required import (
    agents_for_blocking,
    fractional_agents,
    largest_load,
    required_agents,
    scheduled_for_shrinkage,
)

__all__ = [
    "ErlangA",
    "ErlangC",
    "Targets",
    "agents_for_blocking",
    "blocking_probability",
    "erlang_a",
    "erlang_c",
    "fractional_agents",
    "largest_load",
    "required_agents",
    "scheduled_for_shrinkage",
    "waiting_probability",
]
