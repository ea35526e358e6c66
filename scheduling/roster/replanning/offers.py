"""Swaps, extra shifts and time off that somebody asks for, with their effect and verdict."""

from __future__ import annotations

from dataclasses import replace

from data_contracts.refusal import Place, Refusal
from scheduling.roster.replanning.approval import Approval
from scheduling.roster.replanning.proposal import Duties, Proposal, proposal
from scheduling.roster.replanning.published import Published
from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response.problem import Pin
from scheduling.roster.response.solve import Duty


def swap(
    published: Published, first: str, second: str, day: int, approval: Approval | None = None
) -> Proposal:
    """Two people exchange what they do on a day, shift, queue and pauses; one may be off."""
    workers = {agent_id: published.worker(agent_id) for agent_id in (first, second)}
    after = _without(published.duties, (first, day), (second, day))
    for giver, taker in ((first, second), (second, first)):
        duty = published.duties.get((giver, day))
        if duty is not None:
            after[taker, day] = replace(duty, worker=workers[taker])
    return proposal("swap", published, published.duties, after, approval or Approval())


def extra_shift(
    published: Published,
    agent_id: str,
    day: int,
    code: str,
    start_min: int,
    approval: Approval | None = None,
) -> Proposal:
    """One more shift for a person, on the queue and with the pauses that help most."""
    worker = published.worker(agent_id)
    if (agent_id, day) in published.duties:
        raise Refusal(
            "the person already has a shift on that day",
            place=Place("roster", key=f"{agent_id} {day}"),
            next_step="offer it to somebody who is off",
        )
    duty = _best_duty(published, agent_id, day, Pin(published.option(code, start_min)))
    after = {**published.duties, (agent_id, day): replace(duty, worker=worker)}
    return proposal("extra_shift", published, published.duties, after, approval or Approval())


def time_off(
    published: Published, agent_id: str, day: int, approval: Approval | None = None
) -> Proposal:
    """A person gives a shift back; hours below the contract are for the planner to allow."""
    published.worker(agent_id)
    after = _without(published.duties, (agent_id, day))
    return proposal("time_off", published, published.duties, after, approval or Approval())


def _without(duties: Duties, *keys: tuple[str, int]) -> dict[tuple[str, int], Duty]:
    return {key: duty for key, duty in duties.items() if key not in keys}


def _best_duty(published: Published, agent_id: str, day: int, pin: Pin) -> Duty:
    """The shift on its best queue with its best pauses, the person's other rules put aside."""
    problem, worker = published.problem, published.worker(agent_id)
    pins = {other: Pin(None) for other in range(problem.days)} | {day: pin}
    most = max(option.paid_s for option in problem.options)
    alone = replace(
        worker, pins=pins, free=(True,) * problem.days, away=(False,) * (problem.days + 1),
        week_paid_s=((0, most),), earliest_min=-(10**6), ready_min=-(10**6), carry_days=0,
    )  # fmt: skip
    people = [alone if one.agent_id == agent_id else one for one in problem.people]
    others = [duty for (other, _), duty in published.duties.items() if other != agent_id]
    found = FinishedRoster(replace(problem, people=people), others).best(agent_id)
    if found is None or not found.duties:
        raise Refusal(
            "the person serves no queue of the plan on that day",
            place=Place("roster", key=f"{agent_id} {day}"),
            next_step="offer it to somebody with a skill that is planned",
        )
    return found.duties[0]
