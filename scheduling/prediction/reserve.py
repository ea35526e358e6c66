"""An on-call reserve by its second-stage cost: how many to put on call, whom to add for good.

Two stages: before the day, agents are added to the roster (paid whatever comes) or put on call
(paid a retainer); on the day, when the volume is known, some of the reserve are called in (paid
for their hours). Every hour that still lacks an agent costs the price of a short hour. The k-th
agent of a window saves less than the (k-1)-th in every scenario, so counting levels one by one
finds the optimum exactly; no solver is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_contracts.dated import Rule

Array = NDArray[np.float64]

_HALF_HOUR_H = 0.5


class ReservePrices(Rule):
    """Prices per agent hour: of lacking an agent, of adding one, of holding and calling one."""

    short_amount: float
    added_amount: float
    retainer_amount: float
    call_amount: float


@dataclass(frozen=True)
class WindowReserve:
    """The best reserve of one window, and what it and its alternatives cost on average.

    `called` is the number called in each scenario. Costs count short hours and everything paid on
    top of the plan: for the plan as it is, with the best number added and nobody on call, for the
    best two-stage plan, and if the volume were known beforehand.
    """

    added_agents: int
    on_call_agents: int
    added_without_call: int
    called: NDArray[np.int64]
    short_h: float
    short_h_left: float
    cost_as_planned: float
    cost_added_only: float
    cost_two_stage: float
    cost_if_known: float

    @property
    def value_of_flexibility(self) -> float:
        """What deciding on the day saves against the best plan that decides before."""
        return self.cost_added_only - self.cost_two_stage

    def columns(self) -> dict[str, float]:
        """What a table tells of it; amounts in the currency of the prices."""
        return {
            "added_agents": self.added_agents,
            "on_call_agents": self.on_call_agents,
            "call_probability": float((self.called > 0).mean()),
            "called_agents": float(self.called.mean()),
            "short_h": self.short_h,
            "short_h_left": self.short_h_left,
            "cost_as_planned_amount": self.cost_as_planned,
            "cost_added_only_amount": self.cost_added_only,
            "cost_two_stage_amount": self.cost_two_stage,
            "cost_if_known_amount": self.cost_if_known,
            "value_of_flexibility_amount": self.value_of_flexibility,
        }


def size_reserve(lacking: Array, prices: ReservePrices) -> WindowReserve:
    """The best reserve for `lacking` agents, (scenarios, half-hours of the window), none below 0.

    Called agents work the whole window. Exact: see the module's note.
    """
    hours = lacking.shape[1] * _HALF_HOUR_H
    covered = _covered_h(lacking)
    saved = prices.short_amount * covered
    by_adding = saved.mean(axis=1) - prices.added_amount * hours
    by_call = np.maximum(saved - prices.call_amount * hours, 0.0)
    by_holding = by_call.mean(axis=1) - prices.retainer_amount * hours
    added, held = _best_mixture(by_adding, by_holding)
    added_only = int((by_adding > 0).sum())
    calls = (by_call[added : added + held] > 0).sum(axis=0)
    worth = by_adding[:added].sum() + by_holding[added : added + held].sum()
    short_h = float(lacking.sum(axis=1).mean()) * _HALF_HOUR_H
    cost = prices.short_amount * short_h
    left = np.maximum(lacking - (added + calls)[:, None], 0.0)
    known = np.maximum(saved - prices.added_amount * hours, 0.0)
    return WindowReserve(
        added_agents=added,
        on_call_agents=held,
        added_without_call=added_only,
        called=calls,
        short_h=short_h,
        short_h_left=float(left.sum(axis=1).mean()) * _HALF_HOUR_H,
        cost_as_planned=cost,
        cost_added_only=cost - float(by_adding[:added_only].sum()),
        cost_two_stage=cost - float(worth),
        cost_if_known=cost - float(known.sum(axis=0).mean()),
    )


def _covered_h(lacking: Array) -> Array:
    """Hours that the k-th agent more would cover, (k, scenarios); falls with k."""
    most = int(np.ceil(lacking.max(initial=0.0)))
    levels = np.arange(most)[:, None, None]
    return np.clip(lacking[None] - levels, 0.0, 1.0).sum(axis=2) * _HALF_HOUR_H


def _best_mixture(by_adding: Array, by_holding: Array) -> tuple[int, int]:
    """How many levels to add for good, and how many to hold above them."""
    best, found = 0.0, (0, 0)
    for added in range(by_adding.size + 1):
        held = int((by_holding[added:] > 0).sum())
        worth = by_adding[:added].sum() + by_holding[added : added + held].sum()
        if worth > best + 1e-9:
            best, found = float(worth), (added, held)
    return found
