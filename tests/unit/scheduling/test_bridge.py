"""The service-level bridge: exact sums, fair parts, brute force over all orders."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scheduling import StaffingTargets, requirement
from scheduling.bridge import FACTORS, bridge, bridge_totals, rebuilt_plan, shapley_parts
from scheduling.erlang import erlang_a

PARTS = ("offered_part", "aht_part", "scheduled_part", "shrinkage_part", "adherence_part")


def half_hour(place: int = 0, **changed: Any) -> dict[str, Any]:
    """A half-hour that went as planned: 40 contacts of 300 s for 10 scheduled agents."""
    return {
        "queue_id": "voice",
        "interval_start_at": datetime(2026, 6, 1) + timedelta(minutes=30 * place),
        "business_date": date(2026, 6, 1 + place // 4),
        "planned_offered": 40.0, "offered": 40.0, "planned_aht_s": 300.0, "aht_s": 300.0,
        "planned_scheduled": 10.0, "scheduled": 10.0, "planned_shrinkage": 0.1, "shrinkage": 0.1,
        "planned_adherence": 1.0, "adherence": 1.0, "counted": 40, "met": 32,
        "target_level": 0.8, "patience_s": 180.0, "target_wait_s": 20.0,
    } | changed  # fmt: skip


def bridged(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return bridge(pa.Table.from_pylist(list(rows))).to_pylist()


@settings(max_examples=40, deadline=None)
@given(arrays(float, (16, 3), elements=st.floats(-1, 1)))
def test_parts_are_the_means_over_all_orders_of_joining(values: np.ndarray) -> None:
    gained = np.zeros((4, 3))
    for order in permutations(range(4)):
        joined = 0
        for player in order:
            gained[player] += values[joined | 1 << player] - values[joined]
            joined |= 1 << player
    assert np.allclose(shapley_parts(values), gained / 24, atol=1e-12)


def test_coalitions_that_are_no_power_of_two_are_refused() -> None:
    with pytest.raises(ValueError, match="12 coalitions"):
        shapley_parts(np.zeros((12, 1)))


figures = st.fixed_dictionaries(
    {
        "offered": st.floats(0, 120), "planned_offered": st.floats(0, 120),
        "aht_s": st.floats(60, 900), "planned_aht_s": st.floats(60, 900),
        "scheduled": st.floats(0, 30), "planned_scheduled": st.floats(0, 30),
        "shrinkage": st.floats(0, 0.9), "planned_shrinkage": st.floats(0, 0.9),
        "adherence": st.floats(0, 1.5), "met": st.integers(0, 40),
    }
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(figures, min_size=1, max_size=6))
def test_six_parts_add_up_to_the_miss_in_half_hours_and_days(rows: list[dict[str, Any]]) -> None:
    made = [half_hour(place, **row) for place, row in enumerate(rows)]
    split = bridge(pa.Table.from_pylist(made))
    days = bridge_totals(split, ("business_date",))
    for row in (*split.to_pylist(), *days.to_pylist()):
        parts = [row[part] for part in (*PARTS, "rest_part")]
        assert sum(parts) == pytest.approx(row["actual_level"] - row["planned_level"], abs=1e-12)


def test_what_went_as_planned_has_no_part() -> None:
    changed = half_hour(offered=55.0)
    (row,) = bridged(changed)
    assert row["offered_part"] < -0.1
    assert [row[part] for part in PARTS[1:]] == pytest.approx([0.0] * 4, abs=1e-15)
    assert row["rest_part"] == pytest.approx(0.8 - row["modelled_level"])


def test_planned_level_is_erlang_a_of_the_agents_left_after_shrinkage() -> None:
    (row,) = bridged(half_hour())
    expected = erlang_a(40 * 300 / 1800, 9.0, aht_s=300, patience_s=180, target_wait_s=20)
    assert row["planned_level"] == pytest.approx(float(expected.service_level))


def test_equal_causes_have_equal_parts() -> None:
    """A tenth fewer scheduled and a tenth less adherence do the same to the agents."""
    (row,) = bridged(half_hour(scheduled=9.0, adherence=0.9))
    assert row["scheduled_part"] == pytest.approx(row["adherence_part"])
    assert row["scheduled_part"] < 0


def test_nobody_there_answers_nobody_and_unjudged_half_hours_are_left_out() -> None:
    rows = bridged(half_hour(scheduled=0.0, met=0), half_hour(1, offered=0.0, counted=0, met=0))
    assert len(rows) == 1
    assert rows[0]["modelled_level"] == 0.0
    assert rows[0]["scheduled_part"] == pytest.approx(-rows[0]["planned_level"])


def test_a_half_hour_without_an_answered_contact_keeps_the_planned_handle_time() -> None:
    row, _ = bridged(half_hour(aht_s=None, met=0), half_hour(1))
    assert (row["aht_s"], row["aht_part"]) == (None, pytest.approx(0.0, abs=1e-15))


def test_totals_weigh_by_judged_contacts() -> None:
    split = bridge(
        pa.Table.from_pylist([half_hour(0, counted=30, met=30), half_hour(1, counted=10, met=0)])
    )
    (day,) = bridge_totals(split, ("business_date",)).to_pylist()
    assert (day["actual_level"], day["counted"], day["offered"]) == (0.75, 40, 80.0)


def test_every_factor_has_a_part() -> None:
    assert len(PARTS) == len(FACTORS)


def test_a_rebuilt_plan_asks_for_the_agents_of_the_requirement() -> None:
    targets = StaffingTargets(
        Decimal("0.80"), 20, Decimal("0.85"), Decimal("0.06"), patience_s=180, minimum_agents=2
    )
    forecast = pa.Table.from_pylist(
        [
            {"plan_week": date(2026, 6, 1), "queue_id": "voice", "business_date": date(2026, 6, 1),
             "interval_start_at": datetime(2026, 6, 1, 1 + place), "offered": offered,
             "aht_s": 300.0, "model": model}
            for place, (offered, model) in enumerate([(40.0, "m"), (0.5, "m"), (0.0, "closed")])
        ]
    )  # fmt: skip
    rebuilt = rebuilt_plan(forecast, lambda queue, day: targets)
    required = requirement(forecast, lambda queue, day: targets)
    assert rebuilt["agents"].to_pylist() == required["agents"].to_pylist() == [9, 2, 0]
    assert rebuilt["shrinkage"].to_pylist() == [0.06] * 3
