"""Queues whose forecasts miss together: the correlation is found again, and drawn again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from scheduling.prediction import ForecastErrors, error_correlation, forecast_errors, predict
from scheduling.prediction.correlation import ErrorCorrelation
from scheduling.prediction.joint import draw_rates
from scheduling.prediction.plan import queue_plans

QUEUES = ("billing", "sales")
ERRORS: Mapping[str, ForecastErrors] = dict.fromkeys(QUEUES, ForecastErrors(0.15, 0.10))
FIRST = datetime(2026, 1, 1)


def plan(days: int, half_hours: int, queues: tuple[str, ...] = QUEUES) -> pa.Table:
    rows = [
        {
            "queue_id": queue,
            "interval_start_at": FIRST + timedelta(days=day, minutes=30 * place),
            "business_date": date(2026, 1, 1) + timedelta(days=day), "offered": 40.0 + 5 * place,
            "aht_s": 300.0, "agents": 11.0, "patience_s": 180.0, "target_wait_s": 20.0,
            "target_level": 0.8,
        }
        for queue in queues
        for day in range(days)
        for place in range(half_hours)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def correlated(day: float, half_hour: float) -> ErrorCorrelation:
    of_day, of_half_hour = (np.array([[1.0, rho], [rho, 1.0]]) for rho in (day, half_hour))
    return ErrorCorrelation(QUEUES, of_day, of_half_hour, of_day, of_half_hour)


def history(days: int, truth: ErrorCorrelation | None, seed: int = 1) -> pa.Table:
    """What came in after forecasts that missed by ERRORS, together as `truth` says."""
    rates = draw_rates(queue_plans(plan(1, 10)), ERRORS, truth, draws=days, seed=seed)
    came = np.random.default_rng(seed).poisson(np.concatenate([rate.ravel() for rate in rates]))
    planned = plan(days, 10).rename_columns({"offered": "planned_offered"})
    keys = ["queue_id", "interval_start_at", "business_date", "planned_offered"]
    return planned.select(keys).append_column("offered", pa.array(came.astype(float)))


def found_in(past: pa.Table) -> ErrorCorrelation:
    errors = {}
    for queue in QUEUES:
        own = past.filter(pa.array([one == queue for one in past["queue_id"].to_pylist()]))
        errors[queue] = forecast_errors(
            own["planned_offered"], own["offered"], own["business_date"].to_numpy()
        )
    found = error_correlation(past, errors)
    assert found is not None
    return found


def test_a_planted_correlation_is_found_through_the_noise_of_poisson() -> None:
    found = found_in(history(500, correlated(0.8, -0.5)))
    assert found.day[0, 1] == pytest.approx(0.8, abs=0.08)
    assert found.half_hour[0, 1] == pytest.approx(-0.5, abs=0.08)


def test_the_same_past_is_shrunk_the_more_the_shorter_it_is() -> None:
    long, short = (found_in(history(days, correlated(0.6, 0.0), seed=3)) for days in (600, 14))
    kept = [one.day[0, 1] / one.day_seen[0, 1] for one in (long, short)]
    assert 0.95 < kept[0] <= 1.0
    assert 0.0 <= kept[1] < kept[0]


def test_queues_that_err_alone_are_drawn_nearly_alone() -> None:
    found = found_in(history(90, None, seed=5))
    assert abs(found.day[0, 1]) < 0.15
    assert abs(found.half_hour[0, 1]) < 0.1


def test_draws_have_the_correlation_and_keep_their_spread() -> None:
    queues = queue_plans(plan(1, 6))
    rates = draw_rates(queues, ERRORS, correlated(0.8, 0.3), draws=4000, seed=2)
    totals = np.log([rate.sum(axis=1) for rate in rates])
    alone = draw_rates(queues, ERRORS, None, draws=4000, seed=2)
    assert np.corrcoef(totals)[0, 1] == pytest.approx(0.77, abs=0.03)  # half-hours dilute it
    assert np.corrcoef(np.log(rates[0]).T)[0, 1] == pytest.approx(
        np.corrcoef(np.log(alone[0]).T)[0, 1], abs=0.03
    )
    for together, single in zip(rates, alone, strict=True):
        assert together.mean() == pytest.approx(single.mean(), rel=0.01)
        assert together.sum(axis=1).std() == pytest.approx(single.sum(axis=1).std(), rel=0.03)


def test_unknown_correlation_is_independence_and_a_new_queue_errs_alone() -> None:
    queues = queue_plans(plan(2, 4, (*QUEUES, "young")))
    errors = {**ERRORS, "young": ForecastErrors(0.1, 0.1)}
    nothing = correlated(0.0, 0.0)
    alone = draw_rates(queues, errors, None, draws=20, seed=7)
    for one, other in zip(
        alone, draw_rates(queues, errors, nothing, draws=20, seed=7), strict=True
    ):
        assert one == pytest.approx(other)
    linked = draw_rates(queues, errors, correlated(0.9, 0.9), draws=20, seed=7)
    assert linked[2] == pytest.approx(alone[2])


def test_shared_errors_make_good_and_bad_days_of_the_centre_more_likely() -> None:
    planned = plan(1, 6)
    together = predict(planned, ERRORS, correlated(0.95, 0.0), draws=500, seed=1)
    alone = predict(planned, ERRORS, draws=500, seed=1)
    wide, narrow = (made.centre.to_pylist()[0] for made in (together, alone))
    assert wide["all_targets_probability"] > wide["independent_probability"] + 0.05
    assert narrow["all_targets_probability"] == pytest.approx(
        narrow["independent_probability"], abs=0.05
    )
    assert wide["service_level_p90"] - wide["service_level_p10"] > 1.2 * (
        narrow["service_level_p90"] - narrow["service_level_p10"]
    )


def test_no_past_gives_no_correlation_and_one_day_gives_independence() -> None:
    assert error_correlation(history(1, None).slice(0, 0), {}) is None
    assert found_in(history(1, None)).day == pytest.approx(np.eye(2))
