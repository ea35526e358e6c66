"""The capacity plan: attrition, ramp, smallest classes, trend; against closed forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scheduling.capacity import CapacityPast, CapacityRules, capacity_plan, read_capacity
from scheduling.capacity.hiring import hire
from scheduling.capacity.people import stays
from scheduling.capacity.rules import Growth
from scheduling.capacity.workload import DailyWorkload, fitted_trend

SAMPLE = Path(__file__).parents[3] / "centres" / "sample" / "capacity.yaml"
LAST = date(2026, 6, 30)


def rules(**changed: Any) -> CapacityRules:
    found = read_capacity(read_yaml(SAMPLE.read_text(encoding="utf-8"), "capacity.yaml"), LAST)
    return replace(found, **changed)


def past(people: int = 100, weeks: int = 13, growth_a_week: float = 0.0) -> CapacityPast:
    days = [LAST - timedelta(days=n) for n in reversed(range(7 * weeks))]
    hours = np.array([300 * (1 + growth_a_week) ** (n // 7) for n in range(len(days))])
    every = [days[0] + timedelta(days=n) for n in range(800)]
    classes = {day: "rest_day" if day.weekday() > 4 else "workday" for day in every}
    return CapacityPast(
        DailyWorkload(days, hours), classes, 1.3, tenure_months=[30] * people,
        contract_share=np.ones(people),
    )  # fmt: skip


def planned(given: CapacityPast, held: CapacityRules) -> list[dict[str, Any]]:
    return capacity_plan(given, held, date(2026, 7, 1), draws=300, seed=5).to_pylist()


def test_survivors_are_binomial_with_the_shares_of_their_tenure() -> None:
    there = stays([0] * 50, 14, rules(), draws=400, rng=np.random.default_rng(1))
    share = there.mean(axis=(0, 1))
    assert share[2] == pytest.approx(0.95**3, abs=0.01)
    assert share[13] == pytest.approx(0.95**3 * 0.97**9 * 0.985**2, abs=0.01)
    counted = there[:, :, 2].sum(axis=1)
    kept = 0.95**3
    assert counted.var() == pytest.approx(50 * kept * (1 - kept), rel=0.25)


def test_productivity_trains_learns_and_is_full() -> None:
    assert [rules().productivity(month) for month in range(6)] == [0.0, 0.6, 0.8, 0.9, 1.0, 1.0]


def test_without_uncertainty_the_requirement_is_arithmetic() -> None:
    held = rules(
        growth=Growth(annual_mean=0.0, annual_sd=1e-9), monthly_variation=0.0,
        season={month: 1.0 for month in range(1, 13)},
    )  # fmt: skip
    july = planned(past(), held)[0]
    expected = 31 * 300 * 1.3 / (174 * 0.78)
    assert july["required_fte_p10"] == pytest.approx(expected, rel=1e-6)
    assert july["required_fte_p90"] == pytest.approx(expected, rel=1e-6)


def test_classes_are_the_smallest_that_hold_the_risk() -> None:
    """Nobody leaves, everybody is productive at once: ten short means a class of ten, once."""
    held = rules(
        leaving=[rules().leaving[0].model_copy(update={"monthly_share": 0.0})],
        learning_curve=[], training_months=1, notice_months=1,
    )  # fmt: skip
    lacking = np.full((50, 6), 10.0)
    found = hire(lacking, held, np.random.default_rng(1))
    assert found.started.tolist() == [0, 10, 0, 0, 0, 0]
    assert found.supply[0].tolist() == [0, 0, 10, 10, 10, 10]
    assert found.training[0].tolist() == [0, 10, 0, 0, 0, 0]
    tolerated = np.concatenate([np.full((9, 6), 10.0), np.full((41, 6), 0.0)])
    assert hire(tolerated, held, np.random.default_rng(1)).started.sum() == 0


def test_a_class_is_never_smaller_than_allowed_nor_larger() -> None:
    few = hire(np.full((20, 4), 1.0), rules(), np.random.default_rng(1)).started
    many = hire(np.full((20, 4), 500.0), rules(), np.random.default_rng(1)).started
    assert few[1] == rules().class_size.least
    assert many.max() == rules().class_size.most


def test_hiring_lowers_the_risk_and_months_add_up() -> None:
    months = planned(past(people=95), rules())
    assert len(months) == 18
    for row in months[3:]:
        assert row["understaffed_probability"] <= 0.20 + 1e-9
        assert row["understaffed_without_hiring"] >= row["understaffed_probability"]
    for row in months:
        assert row["heads_p10"] <= row["heads_p50"] <= row["heads_p90"]
    total = sum(row["hired"] - row["leavers"] for row in months)
    assert 95 + total == pytest.approx(months[-1]["heads_p50"], abs=3)


def test_a_trend_is_found_where_there_are_enough_weeks() -> None:
    belief = Growth(annual_mean=0.0, annual_sd=0.05)
    grown = fitted_trend(past(weeks=52, growth_a_week=0.004).workload, belief)
    assert grown.annual_mean == pytest.approx(1.004 ** (365.25 / 7) - 1, rel=0.02)
    unknown = fitted_trend(past(weeks=3).workload, belief)
    assert (unknown.annual_mean, unknown.annual_sd) == (0.0, 0.05)


def test_a_season_without_every_month_is_refused() -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("12: 0.99", "13: 0.99")
    with pytest.raises(Refusal, match="index for each month"):
        read_capacity(read_yaml(text, "capacity.yaml"), LAST)
