"""What every channel's rows say alike: the contacts, and the agents to schedule for them."""

from __future__ import annotations

from typing import Any

from scheduling.erlang import scheduled_for_shrinkage
from scheduling.targets import StaffingTargets

KEPT = ("plan_week", "queue_id", "interval_start_at", "business_date", "offered", "aht_s")


def to_schedule(agents: int, held: StaffingTargets) -> dict[str, Any]:
    """Agents on the queue, and those on duty for them, as a team of this queue alone."""
    return {
        "channel": held.channel,
        "model": held.model,
        "agents": agents,
        "agents_alone": agents,
        "required_agents": scheduled_for_shrinkage(agents, held.shrinkage),
        "shrinkage": float(held.shrinkage),
    }
