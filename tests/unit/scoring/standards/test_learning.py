"""Wright's curve is found again in times made by it, and becomes a ramp."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.ramp import Ramp
from scoring.standards import LEARNING_CURVE, learning_curve, ramp_steps

SETTLED, WEEKS = 26, 13


def tenure_table(
    index_of: dict[int, float], contacts: int = 1000, mix: tuple[str, ...] = ("billing",)
) -> pa.Table:
    """Work of new agents at an index by week, and of settled agents at 300 s (sales 600 s)."""
    base = {"billing": 300, "sales": 600}
    rows = [
        {"tenure_week": week, "work_type": kind, "contacts": contacts,
         "handle_s": round(contacts * base[kind] * index)}
        for week, index in index_of.items() for kind in mix
    ]  # fmt: skip
    rows += [
        {"tenure_week": SETTLED + 4, "work_type": kind, "contacts": 5000, "handle_s": 5000 * mean}
        for kind, mean in base.items()
    ]
    return pa.Table.from_pylist(rows)


def wright(a: float, b: float) -> dict[int, float]:
    return {week: a * (week + 1) ** -b for week in range(WEEKS)}


def test_an_80_percent_curve_is_found_again() -> None:
    curve = learning_curve(tenure_table(wright(1.5, 0.321928)), settled_from_week=SETTLED,
                           weeks=WEEKS)  # fmt: skip
    assert curve is not None
    assert curve.learning_rate == pytest.approx(0.8, abs=1e-4)
    assert curve.a == pytest.approx(1.5, abs=1e-3)
    # settled ÷ fitted: 1 / 1.5, and 1 / (1.5 × 0.8) after one doubling
    assert curve.factors[:2] == (Decimal("0.67"), Decimal("0.83"))


def test_another_mix_of_work_is_not_learning() -> None:
    index = dict.fromkeys(range(WEEKS), 1.2)
    plain = tenure_table({week: index[week] for week in range(6)})
    hard = tenure_table({week: index[week] for week in range(6, WEEKS)}, mix=("sales",))
    curve = learning_curve(pa.concat_tables([plain, hard]), settled_from_week=SETTLED, weeks=WEEKS)
    assert curve is not None
    assert curve.b == pytest.approx(0, abs=1e-9)


@given(st.floats(0.8, 2.5), st.floats(-0.3, 0.6))
def test_a_factor_is_never_above_one_and_never_falls(a: float, b: float) -> None:
    curve = learning_curve(tenure_table(wright(a, b)), settled_from_week=SETTLED, weeks=WEEKS)
    assert curve is not None
    assert all(0 < factor <= 1 for factor in curve.factors)
    assert all(before <= after for before, after in pairwise(curve.factors))


def test_steps_are_a_ramp_that_ends_at_the_full_target() -> None:
    curve = learning_curve(tenure_table(wright(1.4, 0.2)), settled_from_week=SETTLED, weeks=WEEKS)
    assert curve is not None
    ramp = Ramp.model_validate({"steps": ramp_steps(curve)})
    assert ramp.steps[0].from_week == 0
    assert ramp.steps[-1].target_factor == 1


def test_the_table_has_a_row_for_every_week() -> None:
    curve = learning_curve(tenure_table({0: 1.5, 1: 1.4, 5: 1.2}), settled_from_week=SETTLED,
                           weeks=WEEKS)  # fmt: skip
    assert curve is not None
    table = curve.table(date(2026, 6, 30))
    assert table.schema == LEARNING_CURVE
    rows = table.to_pylist()
    assert [row["tenure_week"] for row in rows] == [*range(WEEKS)]
    assert (rows[2]["contacts"], rows[2]["observed_index"]) == (0, None)


def test_too_few_weeks_or_no_settled_agents_give_no_curve() -> None:
    few = tenure_table({0: 1.5, 1: 1.4})
    assert learning_curve(few, settled_from_week=SETTLED, weeks=WEEKS) is None
    alone = tenure_table(wright(1.4, 0.2))
    assert learning_curve(alone, settled_from_week=500, weeks=WEEKS) is None
