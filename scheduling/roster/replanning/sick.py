"""Somebody calls in sick: who can cover, changing as little as possible, the past untouched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduling.roster.replanning.approval import Approval
from scheduling.roster.replanning.offers import extra_shift
from scheduling.roster.replanning.proposal import Duties, Proposal, proposal
from scheduling.roster.replanning.published import Published
from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response.problem import Pin, Wish, Worker
from scheduling.roster.response.solve import Duty

_EPS = 1e-6


def cover_for_sick(
    published: Published,
    agent_id: str,
    day: int,
    *,
    change_price: float = 20.0,
    at_most: int = 5,
    approval: Approval | None = None,
) -> list[Proposal]:
    """The best single-person covers for a duty that falls out on `day` (0 to 6), best first.

    Each colleague's best line, days before `day` pinned and every changed day at `change_price`
    of the objective, against the roster with the hole. Nobody who would not gain more than the
    changes cost is proposed; hours stay those of the contract, so what comes is a moved shift or
    a moved day off. Effects are those against the roster with the hole.
    """
    published.worker(agent_id)
    hole = {key: duty for key, duty in published.duties.items() if key != (agent_id, day)}
    people = [
        one if one.agent_id == agent_id else _steady(published, one, day, change_price)
        for one in published.problem.people
    ]
    finished = FinishedRoster(replace(published.problem, people=people), list(hole.values()))
    found: list[tuple[float, str, dict[tuple[str, int], Duty]]] = []
    for one in people:
        other = None if one.agent_id == agent_id else finished.best(one.agent_id)
        if other is not None and other.cost < -_EPS:
            after = _with_line(published, hole, one.agent_id, other.duties)
            if after != hole:
                found.append((other.cost, one.agent_id, after))
    likely = sorted(found, key=lambda one: one[:2])[: 2 * at_most]
    rules = approval or Approval()
    made = [proposal("sick_cover", published, hole, after, rules) for _, _, after in likely]
    worth = [one for one in made if _worth(one, change_price) < -_EPS]
    return sorted(worth, key=lambda one: _worth(one, change_price))[:at_most]


def overtime_for_sick(
    published: Published,
    agent_id: str,
    day: int,
    *,
    at_most: int = 5,
    approval: Approval | None = None,
) -> list[Proposal]:
    """Who may take the sick person's very shift as an extra one, best for coverage first.

    Colleagues who are off on `day` and serve one of its queues; nobody whom a rule forbids it.
    """
    published.worker(agent_id)
    duty = published.duties.get((agent_id, day))
    if duty is None:
        return []
    hole = {key: one for key, one in published.duties.items() if key != (agent_id, day)}
    without = replace(published, duties=hole)
    made = [
        extra_shift(without, one.agent_id, day, duty.option.code, duty.option.start_min, approval)
        for one in published.problem.people
        if one.agent_id != agent_id
        and (one.agent_id, day) not in hole
        and one.free[day]
        and duty.queue in one.skills[day]
    ]
    legal = [one for one in made if one.verdict != "refused"]
    return sorted(legal, key=lambda one: (one.cost, one.changes[0].agent_id))[:at_most]


def _worth(made: Proposal, change_price: float) -> float:
    return made.cost + change_price * len(made.changes)


def _with_line(
    published: Published, hole: Duties, helper: str, line: Sequence[Duty]
) -> dict[tuple[str, int], Duty]:
    """The roster with the helper's other line; a shift that stays keeps its pauses."""
    after = {key: duty for key, duty in hole.items() if key[0] != helper}
    for one in line:
        old = hole.get((helper, one.day))
        same = old is not None and (old.option, old.queue) == (one.option, one.queue)
        moved = replace(one, worker=published.worker(helper))
        after[helper, one.day] = old if old is not None and same else moved
    return after


def _steady(published: Published, worker: Worker, day: int, price: float) -> Worker:
    """The person with the past pinned and a wish to keep every other day as it is."""
    pins: dict[int, Pin] = {}
    wishes: list[Wish] = []
    for n in range(published.problem.days):
        duty = published.duties.get((worker.agent_id, n))
        if n < day:
            pins[n] = Pin(duty.option, duty.queue) if duty else Pin(None)
        elif duty is None:
            wishes.append(Wish("off", price, n))
        else:
            start = duty.option.start_min
            wishes.append(Wish("work", price, n))
            wishes.append(Wish("shift", price, n, frozenset({duty.option.code}), start, start))
    return replace(worker, pins=pins, wishes=tuple(wishes))
