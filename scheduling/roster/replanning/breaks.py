"""Meals and breaks alone, placed anew against the requirement of today; shifts stay."""

from __future__ import annotations

from scheduling.roster.assignment import Duty as WeekDuty
from scheduling.roster.pause_placement import place_pauses
from scheduling.roster.replanning.approval import Approval
from scheduling.roster.replanning.proposal import Proposal, proposal
from scheduling.roster.replanning.published import Published
from scheduling.roster.response.solve import Duty

_EPS = 1e-6


def better_breaks(
    published: Published,
    *,
    from_day: int = 0,
    time_limit_s: float = 10.0,
    seed: int = 20260401,
    approval: Approval | None = None,
) -> Proposal:
    """Pauses of the days from `from_day` (0 to 6) on at their best; the days before stay.

    A small model per day and queue. Where nothing is gained the roster stays as it is.
    """
    week, people = published.week, {one.agent_id: one for one in published.week.people}
    keys = {
        WeekDuty(people[agent_id], day, duty.option, duty.queue): (agent_id, day)
        for (agent_id, day), duty in published.duties.items()
        if day >= from_day - 1  # the night before may reach into the first day
    }
    placed = place_pauses(
        list(keys),
        week.required,
        week.limits.prices,
        published.busy,
        time_limit_s=time_limit_s,
        seed=seed,
    )
    after = dict(published.duties)
    for one, pauses in placed.items():
        if one.day >= from_day:
            old = published.duties[keys[one]]
            starts = tuple(pause.start_min for pause in pauses)
            after[keys[one]] = Duty(old.worker, old.day, old.option, old.queue, starts)
    rules = approval or Approval()
    made = proposal("breaks", published, published.duties, after, rules)
    if made.cost < -_EPS:
        return made
    return proposal("breaks", published, published.duties, published.duties, rules)
