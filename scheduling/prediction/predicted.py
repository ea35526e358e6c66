"""What a plan gives when forecasts miss as they have missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from scheduling.prediction.correlation import ErrorCorrelation
from scheduling.prediction.errors import ForecastErrors
from scheduling.prediction.joint import centre_days, draw_rates
from scheduling.prediction.plan import day_table, half_hour_table, queue_plans


@dataclass(frozen=True)
class Prediction:
    """`half_hours` in the plan's order; `days` by queue and date; `centre` by date."""

    half_hours: pa.Table
    days: pa.Table
    centre: pa.Table


def predict(
    plan: pa.Table,
    errors: Mapping[str, ForecastErrors],
    correlation: ErrorCorrelation | None = None,
    *,
    draws: int,
    seed: int,
) -> Prediction:
    """Service of the plan as distributions over draws of the error (features S2-18).

    `plan` has per queue and half-hour: queue_id, interval_start_at, business_date, offered,
    aht_s, agents (on the queue, after shrinkage, fractional), patience_s, target_wait_s,
    target_level (one per queue). Errors are drawn `draws` times, together where a correlation is
    given; each draw is judged by Erlang A, or where the plan has a `stretch` of
    several values by the chain of chats. `one_more` and `one_less` say how many contacts more
    (fewer) are answered in time in that half-hour with one agent more (fewer).
    """
    queues = queue_plans(plan)
    rates = draw_rates(queues, errors, correlation, draws=draws, seed=seed)
    half_hours, days = [], []
    for queue, drawn in zip(queues, rates, strict=True):
        now = queue.measures(drawn, queue.agents)
        half_hours.append(half_hour_table(queue, drawn, now))
        days.append(day_table(queue, drawn, now, queue.agents))
    return Prediction(
        pa.concat_tables(half_hours), pa.concat_tables(days), centre_days(queues, rates)
    )
