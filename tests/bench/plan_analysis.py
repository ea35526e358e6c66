"""The bridge of many queues, and predicted days beside simulated ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

import numpy as np
import pyarrow as pa

from scheduling.bridge import FACTORS, bridge
from scheduling.prediction import ForecastErrors, predict, simulate_plan
from scheduling.staffed_queue import expected_measures
from tests.bench.clock import cpu_seconds
from tests.bench.figure import Figure, at_most
from tests.bench.place import Place

HALF_HOURS = 33_600
BY_ORDERS = 200
DAYS, DRAWS = 40, 400
LEVEL_GOAL_POINTS = 1.5


def bridge_speed(place: Place) -> Mapping[str, Figure]:
    """CPU seconds to split 100 queues × 12 days of half-hours; baseline: order by order, scaled."""
    rows = _half_hours(HALF_HOURS)
    few = rows.slice(0, BY_ORDERS)
    ours = cpu_seconds(lambda: bridge(rows), repetitions=1)
    orders = cpu_seconds(lambda: _order_by_order(few), repetitions=1) * HALF_HOURS / BY_ORDERS
    return {"bridge_speed": Figure(ours, "CPU s", orders, at_most(orders))}


def _half_hours(count: int) -> pa.Table:
    rng = np.random.default_rng(7)
    columns: dict[str, Any] = {
        "offered": rng.uniform(5, 120, count), "aht_s": rng.uniform(200, 500, count),
        "shrinkage": rng.uniform(0, 0.2, count), "adherence": rng.uniform(0.8, 1.1, count),
        "patience_s": np.full(count, 180.0), "target_wait_s": np.full(count, 20.0),
        "counted": np.full(count, 40), "met": rng.integers(10, 41, count),
        "target_level": np.full(count, 0.8),
    }  # fmt: skip
    load = columns["offered"] * columns["aht_s"] / 1800.0
    columns["scheduled"] = load * rng.uniform(1.0, 1.4, count) + 1.0
    for name in FACTORS:
        columns[f"planned_{name}"] = columns[name] * rng.uniform(0.9, 1.1, count)
    return pa.table(columns)


def _order_by_order(rows: pa.Table) -> np.ndarray:
    """Shapley parts as the definition says: every order in which the factors may change."""
    columns = {name: rows[name].to_numpy().astype(float) for name in rows.column_names}
    parts = np.zeros((len(FACTORS), rows.num_rows))
    orders = list(permutations(range(len(FACTORS))))
    for order in orders:
        now = {name: columns[f"planned_{name}"] for name in FACTORS}
        level = _level(now, columns)
        for place in order:
            now[FACTORS[place]] = columns[FACTORS[place]]
            changed = _level(now, columns)
            parts[place] += changed - level
            level = changed
    return parts / len(orders)


def _level(now: Mapping[str, np.ndarray], columns: Mapping[str, np.ndarray]) -> np.ndarray:
    agents = now["scheduled"] * (1.0 - now["shrinkage"]) * now["adherence"]
    return expected_measures(
        now["offered"], now["aht_s"], agents, columns["patience_s"], columns["target_wait_s"]
    ).service_level


def predicted_level(place: Place) -> Mapping[str, Figure]:
    """Largest gap in points between the predicted and the simulated level of a day."""
    plan = _plan()
    errors = {"voice": ForecastErrors(0.08, 0.10)}
    formula = predict(plan, errors, draws=DRAWS, seed=1).days["service_level"].to_numpy()
    simulated = simulate_plan(plan, errors, draws=DRAWS, seed=1)["service_level"].to_numpy()
    gap = 100.0 * float(np.abs(formula - simulated).max())
    return {"predicted_level": Figure(gap, "points", None, at_most(LEVEL_GOAL_POINTS))}


def _plan() -> pa.Table:
    """Days of one queue with a morning peak, staffed to about 80 %."""
    shape = 30.0 + 40.0 * np.sin(np.linspace(0.3, 2.8, 28))
    rows = []
    for number in range(DAYS):
        day = date(2026, 1, 5) + timedelta(days=number)
        opens = datetime(day.year, day.month, day.day)
        for place, offered in enumerate(shape * (0.8 + 0.01 * number)):
            load = offered * 300.0 / 1800.0
            rows.append(
                {"queue_id": "voice", "interval_start_at": opens + timedelta(minutes=30 * place),
                 "business_date": day, "offered": float(offered), "aht_s": 300.0,
                 "agents": round(load + 0.45 * np.sqrt(load)), "patience_s": 180.0,
                 "target_wait_s": 20.0, "target_level": 0.8}
            )  # fmt: skip
    return pa.Table.from_pylist(rows)
