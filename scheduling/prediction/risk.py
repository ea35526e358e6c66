"""The risk of a plan: what scenarios of the forecast's error cost, with and without a reserve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.erlang import Targets
from scheduling.half_hours import HALF_HOUR_S
from scheduling.prediction.correlation import ErrorCorrelation
from scheduling.prediction.errors import ForecastErrors
from scheduling.prediction.joint import draw_rates
from scheduling.prediction.plan import QueuePlan, day_levels, day_table, queue_plans
from scheduling.prediction.reserve import ReservePrices, size_reserve
from scheduling.prediction.shared_reserve import SharedReserve, shared_reserves
from scheduling.staffed_queue import needed_agents

Array = NDArray[np.float64]

OPTIONS = ("as_planned", "added_only", "two_stage")
_BINS = np.linspace(0.0, 1.0, 21)


@dataclass(frozen=True)
class Risk:
    """`windows`: each queue's own reserve; `shared`: that of groups who serve several; `days`:
    service and cost of each option with the queues' own; `levels`: how often the day's level lies
    in each bin of 0.05, by queue and option."""

    windows: pa.Table
    shared: pa.Table
    days: pa.Table
    levels: pa.Table


@dataclass(frozen=True)
class _Options:
    """Agents (draws, half-hours) and expected cost per day of each option."""

    agents: dict[str, Array]
    costs: dict[str, Array]


def plan_risk(
    plan: pa.Table,
    errors: Mapping[str, ForecastErrors],
    prices: ReservePrices,
    correlation: ErrorCorrelation | None = None,
    shared: Sequence[SharedReserve] = (),
    *,
    draws: int,
    seed: int,
) -> Risk:
    """Scenarios of the error, the reserve that answers them, and what every option gives (S2-21).

    `plan` is that of `predict` with maximum_occupancy and `window` besides: the name of the span
    of the day in which called agents work, empty outside all spans. A scenario needs the agents
    that its volume takes to reach the target within the maximum occupancy.
    """
    windows, days, levels, lacks = [], [], [], []
    queues = queue_plans(plan)
    drawn = draw_rates(queues, errors, correlation, draws=draws, seed=seed)
    for queue, rates in zip(queues, drawn, strict=True):
        lacking = np.maximum(_needed(queue, rates) - queue.agents, 0.0)
        lacks.append(lacking)
        options, rows = _answered(queue, lacking, prices)
        windows += rows
        for option in OPTIONS:
            agents = options.agents[option]
            now = queue.measures(rates, agents)
            told = day_table(queue, rates, now, agents)
            told = told.append_column("option", pa.array([option] * told.num_rows))
            days.append(told.append_column("cost_amount", pa.array(options.costs[option])))
            levels += _shares(queue.queue_id, option, day_levels(queue, rates, now))
    return Risk(
        pa.Table.from_pylist(windows),
        shared_reserves(queues, lacks, windows, shared, prices),
        pa.concat_tables(days),
        pa.Table.from_pylist(levels),
    )


def _needed(queue: QueuePlan, rates: Array) -> Array:
    """Agents that each scenario takes, exactly as the requirement counts them."""
    targets = Targets(
        service_level=queue.target_level,
        target_wait_s=queue.target_wait_s,
        maximum_occupancy=_floats(queue.rows, "maximum_occupancy"),
    )
    return needed_agents(rates, queue.aht_s, queue.patience_s, targets, queue.stretch).astype(float)


def _answered(
    queue: QueuePlan, lacking: Array, prices: ReservePrices
) -> tuple[_Options, list[dict[str, Any]]]:
    """Each option's staffing and cost, and a row per day and window."""
    names = np.array([name or "" for name in queue.rows["window"].to_pylist()])
    agents = {option: np.tile(queue.agents, (lacking.shape[0], 1)) for option in OPTIONS}
    outside = prices.short_amount * HALF_HOUR_S / 3600.0 * lacking.mean(axis=0)
    base = np.add.reduceat(np.where(names == "", outside, 0.0), queue.day_starts)
    costs = {option: base.copy() for option in OPTIONS}
    rows = []
    for at, day in enumerate(np.unique(queue.day)):
        for name in dict.fromkeys(names[(names != "") & (queue.day == day)]):
            inside = (names == name) & (queue.day == day)
            best = size_reserve(lacking[:, inside], prices)
            agents["added_only"][:, inside] += best.added_without_call
            agents["two_stage"][:, inside] += (best.added_agents + best.called)[:, None]
            costs["as_planned"][at] += best.cost_as_planned
            costs["added_only"][at] += best.cost_added_only
            costs["two_stage"][at] += best.cost_two_stage
            keys = {"queue_id": queue.queue_id, "business_date": day.item(), "window": str(name)}
            rows.append(keys | best.columns())
    return _Options(agents, costs), rows


def _shares(queue_id: str, option: str, levels: Array) -> list[dict[str, Any]]:
    counted = np.histogram(levels, _BINS)[0] / levels.size
    return [
        {
            "queue_id": queue_id,
            "option": option,
            "level_from": float(_BINS[place]),
            "level_to": float(_BINS[place + 1]),
            "share_of_days": float(share),
        }
        for place, share in enumerate(counted)
    ]


def _floats(table: pa.Table, name: str) -> Array:
    return table[name].to_numpy().astype(float)
