"""Predictions under forecast error, and the two-stage reserve against brute force."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scheduling.erlang import erlang_a
from scheduling.prediction import (
    ForecastErrors,
    ReservePrices,
    draw_offered,
    forecast_errors,
    plan_risk,
    predict,
    simulate_plan,
    size_reserve,
)
from scheduling.prediction.plan import queue_plans
from scheduling.prediction.shared_reserve import SharedReserve, shared_reserves

NO_ERROR = ForecastErrors(0.0, 0.0)
PRICES = ReservePrices(short_amount=100, added_amount=40, retainer_amount=8, call_amount=50)


def plan(agents: float = 9.0, days: int = 2, **changed: Any) -> pa.Table:
    """Four half-hours a day, 40 contacts of 300 s each (6.7 Erlang)."""
    rows = [
        {
            "queue_id": "voice",
            "interval_start_at": datetime(2026, 7, 6 + day, 1) + timedelta(minutes=30 * place),
            "business_date": date(2026, 7, 6 + day), "offered": 40.0, "aht_s": 300.0,
            "agents": agents, "patience_s": 180.0, "target_wait_s": 20.0, "target_level": 0.8,
            "maximum_occupancy": 0.9, "window": "early" if place < 3 else None,
        } | changed
        for day in range(days)
        for place in range(4)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def test_errors_of_known_size_are_found_again() -> None:
    rng = np.random.default_rng(3)
    day = np.repeat(np.arange(1500), 12)
    forecast = np.tile(np.linspace(20, 60, 12), 1500)
    rates = draw_offered(forecast, day, ForecastErrors(0.15, 0.10), draws=1, seed=1)[0]
    found = forecast_errors(forecast, rng.poisson(rates), day)
    assert found.day == pytest.approx(0.15, abs=0.015)
    assert found.half_hour == pytest.approx(0.10, abs=0.015)


def test_poisson_noise_alone_is_no_error() -> None:
    rng = np.random.default_rng(4)
    forecast = np.full(4000, 30.0)
    found = forecast_errors(forecast, rng.poisson(forecast), np.repeat(np.arange(400), 10))
    assert found.day < 0.03 and found.half_hour < 0.05
    assert forecast_errors([0.0], [3], [1]) == NO_ERROR


def test_draws_keep_the_mean_and_the_days_error_is_shared() -> None:
    rates = draw_offered([50.0, 50.0, 50.0], [1, 1, 2], ForecastErrors(0.2, 0.0), draws=400, seed=5)
    assert rates.mean(axis=0) == pytest.approx([50.0] * 3, rel=0.01)
    assert np.array_equal(rates[:, 0], rates[:, 1])
    assert abs(np.corrcoef(rates[:, 0], rates[:, 2])[0, 1]) < 0.15


def test_without_error_a_prediction_is_erlang_a() -> None:
    found = predict(plan(), {"voice": NO_ERROR}, draws=3, seed=1)
    expected = erlang_a(40 * 300 / 1800, [8, 9, 10], aht_s=300, patience_s=180, target_wait_s=20)
    level = expected.service_level
    row = found.half_hours.to_pylist()[0]
    assert row["service_level"] == pytest.approx(level[1])
    assert row["one_more"] == pytest.approx(40 * (level[2] - level[1]))
    assert row["one_less"] == pytest.approx(40 * (level[0] - level[1]))
    day = found.days.to_pylist()[0]
    assert day["asa_s"] == pytest.approx(expected.asa_s[1])
    assert day["occupancy"] == pytest.approx(expected.occupancy[1])
    assert (day["target_probability"], day["offered"], day["agent_h"]) == (1.0, 160.0, 18.0)


def test_error_lowers_the_level_and_spreads_the_day() -> None:
    sure = predict(plan(), {"voice": NO_ERROR}, draws=200, seed=1).days.to_pylist()[0]
    unsure = predict(plan(), {"voice": ForecastErrors(0.2, 0.1)}, draws=200, seed=1)
    day = unsure.days.to_pylist()[0]
    assert day["service_level"] < sure["service_level"]
    assert day["service_level_p10"] < day["service_level_p50"] < day["service_level_p90"]
    assert 0.0 < day["target_probability"] < 1.0


def test_a_half_hour_without_anybody_answers_nobody() -> None:
    rows = predict(plan(agents=0.0, days=1), {"voice": NO_ERROR}, draws=2, seed=1).half_hours
    assert rows["service_level"].to_pylist() == [0.0] * 4
    assert rows["abandon_rate"].to_pylist() == [1.0] * 4


lacks = arrays(float, (3, 2), elements=st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]))


@settings(max_examples=60, deadline=None)
@given(
    lacks,
    st.tuples(st.floats(1, 200), st.floats(1, 100), st.floats(0, 30), st.floats(1, 120)),
)
def test_reserve_costs_what_the_best_of_all_plans_costs(
    lacking: np.ndarray, amounts: tuple[float, float, float, float]
) -> None:
    prices = ReservePrices(
        short_amount=amounts[0], added_amount=amounts[1], retainer_amount=amounts[2],
        call_amount=amounts[3],
    )  # fmt: skip

    def cost(added: int, held: int) -> float:
        """One hour's window: paid for good and on call, then the best call in each scenario."""
        by_scenario = [
            min(
                prices.call_amount * called
                + prices.short_amount * 0.5 * np.maximum(row - added - called, 0).sum()
                for called in range(held + 1)
            )
            for row in lacking
        ]
        return (
            prices.added_amount * added
            + prices.retainer_amount * held
            + float(np.mean(by_scenario))
        )

    found = size_reserve(lacking, prices)
    everything = [cost(added, held) for added, held in product(range(4), range(4))]
    assert found.cost_two_stage == pytest.approx(min(everything))
    assert cost(found.added_agents, found.on_call_agents) == pytest.approx(min(everything))
    assert found.cost_added_only == pytest.approx(min(cost(added, 0) for added in range(4)))
    assert found.cost_as_planned == pytest.approx(cost(0, 0))
    assert found.value_of_flexibility >= -1e-9
    assert found.cost_if_known <= found.cost_added_only + 1e-9


def test_risk_shows_service_and_cost_of_every_option() -> None:
    found = plan_risk(plan(), {"voice": ForecastErrors(0.3, 0.1)}, PRICES, draws=100, seed=2)
    windows, days = found.windows.to_pylist(), found.days.to_pylist()
    assert [row["window"] for row in windows] == ["early", "early"]
    assert all(
        row["on_call_agents"] > 0 and row["value_of_flexibility_amount"] > 0 for row in windows
    )
    by = {row["option"]: row for row in days if row["business_date"] == date(2026, 7, 6)}
    assert by["two_stage"]["cost_amount"] < by["added_only"]["cost_amount"]
    assert by["added_only"]["cost_amount"] <= by["as_planned"]["cost_amount"]
    assert by["two_stage"]["service_level"] > by["as_planned"]["service_level"]
    shares = found.levels.to_pylist()
    assert sum(row["share_of_days"] for row in shares) == pytest.approx(3.0)


def test_a_shared_reserve_answers_the_queue_that_lacks() -> None:
    """By hand: one lacks an agent when the other does not, so that one on call does for both."""
    two = pa.concat_tables(
        [plan(days=1, window="early", queue_id=queue) for queue in ("voice", "sales")]
    )
    queues = queue_plans(two)
    first, second = np.zeros((2, 4)), np.zeros((2, 4))
    first[0, :3], second[1, :3] = 1.0, 1.0
    by_name = {"voice": first, "sales": second}
    alone = plan_rows(queues, by_name)
    groups = [SharedReserve("both", frozenset(by_name)), SharedReserve("one", frozenset(["voice"]))]
    [shared] = shared_reserves(
        queues, [by_name[queue.queue_id] for queue in queues], alone, groups, PRICES
    ).to_pylist()
    # One added agent is busy in both scenarios: 40 an hour of 2 h; alone 100 × 1.5 h ÷ 2 each.
    assert (shared["added_agents"], shared["cost_two_stage_amount"]) == (1, 80.0)
    assert shared["cost_alone_amount"] == sum(row["cost_two_stage_amount"] for row in alone)
    assert shared["value_of_sharing_amount"] == shared["cost_alone_amount"] - 80.0 > 0
    dear = SharedReserve("both", frozenset(by_name), cost=4.0)
    [row] = shared_reserves(
        queues, [by_name[queue.queue_id] for queue in queues], alone, [dear], PRICES
    ).to_pylist()
    assert (row["added_agents"], row["on_call_agents"]) == (0, 0)
    assert row["cost_two_stage_amount"] == row["cost_as_planned_amount"] == 150.0


def plan_rows(queues: list[Any], lacking: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """Each queue's own reserve of the only day and span."""
    return [
        {"queue_id": queue.queue_id, "business_date": date(2026, 7, 6), "window": "early"}
        | size_reserve(lacking[queue.queue_id], PRICES).columns()
        for queue in queues
    ]


@settings(max_examples=30, deadline=None)
@given(lacks, lacks)
def test_sharing_never_costs_more_where_agents_cost_the_same(
    first: np.ndarray, second: np.ndarray
) -> None:
    apart = [size_reserve(lacking, PRICES).cost_two_stage for lacking in (first, second)]
    assert size_reserve(first + second, PRICES).cost_two_stage <= sum(apart) + 1e-9


def test_simulated_days_agree_with_the_formula_where_it_holds() -> None:
    """Level demand, short contacts: a queue that settles; the day's scatter comes on top."""
    settled = plan(agents=5.0, days=1, aht_s=150.0)
    formula = predict(settled, {"voice": NO_ERROR}, draws=1, seed=1).days.to_pylist()[0]
    (day,) = simulate_plan(settled, {"voice": NO_ERROR}, draws=300, seed=1).to_pylist()
    assert day["service_level"] == pytest.approx(formula["service_level"], abs=0.02)
    assert day["occupancy"] == pytest.approx(formula["occupancy"], abs=0.02)
    assert day["service_level_p10"] < day["service_level_p90"]
    assert day["draws"] == 300


def test_half_an_agent_is_there_half_the_time() -> None:
    between = simulate_plan(plan(agents=8.5, days=1), {"voice": NO_ERROR}, draws=200, seed=2)
    fewer, more = (
        simulate_plan(plan(agents=whole, days=1), {"voice": NO_ERROR}, draws=200, seed=2)
        for whole in (8.0, 9.0)
    )
    level = [table["service_level"][0].as_py() for table in (fewer, between, more)]
    assert level[0] < level[1] < level[2]
