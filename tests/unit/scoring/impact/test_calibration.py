"""Draws spread by how earlier months ended hold the share of ends that they say they hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from scoring.columns import Ints
from scoring.impact import Projection, calibration, spread, spread_factors
from scoring.impact.projection import FIGURES, Outcome
from scoring.inputs import People, read_people
from scoring.period import Period

DRAWS, PEOPLE, MIDDLE, WIDTH = 200, 150, 80_000_000, 2_000_000


@pytest.fixture(scope="module")
def people(small: Any) -> People:
    persons = [{"agent_id": f"A{number:03d}", "role": "agent"} for number in range(PEOPLE)]
    return read_people(small.month(persons, {}, {}).people, Period.of("2026-06"))


def projection(people: People, column: Ints) -> Projection:
    """One whose figures all end so: scenarios × persons, the first as the month stands."""
    figures = dict.fromkeys(FIGURES, column.astype(np.int64))
    ends = Outcome(figures, np.ones(column.shape, dtype=bool), [None] * PEOPLE, {})
    left = np.ones(PEOPLE, dtype=np.int64)
    return Projection.of("2026-06", date(2026, 6, 20), people, left, [ends])


def month(people: People, seed: int, drift: float) -> tuple[Projection, Projection]:
    """A month as projected, and as it ended: `drift` of its own moves every person, in widths of
    a draw, and no day so far tells of it."""
    rng = np.random.default_rng(seed)
    middle = MIDDLE + rng.normal(0, 10 * WIDTH, PEOPLE)
    drawn = middle + rng.normal(0, WIDTH, (DRAWS + 1, PEOPLE))
    end = middle + rng.normal(0, WIDTH, PEOPLE) + rng.normal(0, drift * WIDTH, PEOPLE)
    return projection(people, drawn), projection(people, end[None, :])


def held(projected: Projection, ended: Projection) -> float:
    """The share of ends between P10 and P90."""
    ends = ended.ends.figures["score"][0]
    low, high = np.quantile(projected.ends.figures["score"][1:], (0.1, 0.9), axis=0)
    return float(np.mean((low <= ends) & (ends <= high)))


@pytest.mark.parametrize(("drift", "at_most"), [(0.0, 0.90), (0.7, 0.76), (1.2, 0.66)])
def test_spread_draws_hold_four_fifths_of_another_month(
    people: People, drift: float, at_most: float
) -> None:
    judged, (projected, ended) = month(people, 1, drift), month(people, 2, drift)
    factors = spread_factors([judged])
    assert held(projected, ended) < at_most
    assert 0.74 <= held(spread(projected, factors), ended) <= 0.90


def test_the_factor_is_the_distance_that_four_fifths_do_not_exceed(people: People) -> None:
    """Draws of −10 … +10 around 100: P10 is 92 and P90 is 108 by nearest rank. The ends lie
    1, 2, … 150 eighths of that width away; ⌈0.8 · 151⌉ = 121 of them count."""
    drawn = np.repeat(np.arange(90, 111)[:, None], PEOPLE, axis=1)
    drawn = np.concatenate([drawn[:1], drawn])
    found = [np.quantile(drawn[1:, 0], q, method="inverted_cdf") for q in (0.1, 0.5, 0.9)]
    assert found == [92, 100, 108]
    near = projection(people, 100 + np.arange(PEOPLE)[None, :] // 15)
    assert spread_factors([(projection(people, drawn), near)])["score"] == Decimal("1.000000")
    far = projection(people, 100 + np.arange(1, PEOPLE + 1)[None, :] // 10)
    factors = spread_factors([(projection(people, drawn), far)])
    assert factors["score"] == Decimal("1.500000")  # 12 ÷ 8
    moved = spread(projection(people, drawn), factors)
    assert moved.ends.figures["points"][1:, 0].tolist() == [
        100 + (abs(3 * step) + 1) // 2 * (1 if step > 0 else -1) for step in range(-10, 11)
    ]
    assert moved.ends.figures["score"].max() == 110  # nobody was drawn higher
    assert (moved.ends.figures["score"][0] == drawn[0]).all()
    assert set(moved.table()["spread_factor"].to_pylist()) == {Decimal("1.5")}


def test_few_people_and_finished_months_change_nothing(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    projected, ended = month(people, 3, 1.0)
    assert spread_factors([]) == {}
    assert spread(ended, spread_factors([(projected, ended)])) is ended
    monkeypatch.setattr(calibration, "LEAST_PEOPLE", PEOPLE + 1)
    assert spread_factors([(projected, ended)]) == {}
    assert set(spread_factors([(projected, ended)] * 2)) == set(FIGURES)
