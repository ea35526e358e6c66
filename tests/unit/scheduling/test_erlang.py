"""Erlang B, C and A against published tables and 50-digit arithmetic."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.erlang import (
    Targets,
    blocking_probability,
    erlang_a,
    erlang_c,
    required_agents,
    waiting_probability,
)
from tests.oracles.erlang import exact_blocking, exact_erlang_a, integrated_erlang_a

LOADS = (0.01, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6)
WIDTHS = (-3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 2.0, 4.0, 6.0)


@pytest.mark.parametrize("load", LOADS)
def test_b_and_c_are_exact_to_1e_12(load: float) -> None:
    for width in WIDTHS:
        n = round(load + width * math.sqrt(load))
        if n < 1:
            continue
        blocked = exact_blocking(load, n)
        assert abs(float(blocking_probability(load, n)) / blocked - 1) < 1e-12
        if n > load:
            waits = n * blocked / (n - mpmath.mpf(load) * (1 - blocked))
            assert abs(float(waiting_probability(load, n)) / waits - 1) < 1e-12


@pytest.mark.parametrize(
    ("load", "n"),
    [(0.1, 1), (1.0, 1), (1.0, 3), (10.0, 8), (10.0, 14), (100.0, 90), (100.0, 115), (2e3, 2010)],
)
@pytest.mark.parametrize("patience", [20.0, 120.0, 900.0])
def test_a_is_exact_to_1e_10(load: float, n: int, patience: float) -> None:
    expected = exact_erlang_a(load, n, 180.0, patience, 20.0)
    found = erlang_a(load, n, aht_s=180.0, patience_s=patience, target_wait_s=20.0)
    for name, value in expected.items():
        assert abs(float(getattr(found, name)) / value - 1) < 1e-11, name


@pytest.mark.parametrize(
    ("load", "n", "patience", "magnitude"),
    [(448.0, 385, 900.0, -7), (10.0, 1, 900.0, -13), (100.0, 70, 7200.0, -67)],
)
def test_a_keeps_its_digits_where_hardly_anybody_is_answered(load, n, patience, magnitude) -> None:
    level = exact_erlang_a(load, n, 240.0, patience, 20.0)["service_level"]
    found = erlang_a(load, n, aht_s=240.0, patience_s=patience, target_wait_s=20.0)
    assert mpmath.floor(mpmath.log10(level)) == magnitude
    assert abs(float(found.service_level) / level - 1) < 1e-11


@pytest.mark.parametrize("load", [1e4, 1e6])
@pytest.mark.parametrize("width", [-3.0, 0.0, 1.0])
def test_a_is_exact_for_large_centres(load: float, width: float) -> None:
    n = round(load + width * math.sqrt(load))
    expected = integrated_erlang_a(load, n, 240.0, 240.0, 20.0)
    found = erlang_a(load, n, aht_s=240.0, patience_s=240.0, target_wait_s=20.0)
    for name, value in expected.items():
        assert abs(float(getattr(found, name)) / value - 1) < 1e-10, name


def test_asa_and_waits_within_are_integrals_of_the_density() -> None:
    load, n, aht, patience, wait = 20.0, 18, 240.0, 90.0, 30.0
    found = erlang_a(load, n, aht_s=aht, patience_s=patience, target_wait_s=wait)
    with mpmath.workdps(30):
        x, y = mpmath.mpf(n) * patience / aht, mpmath.mpf(load) * patience / aht
        weight = mpmath.hyp1f1(1, x + 1, y)
        taken = 1 / (1 / exact_blocking(load, n) - 1 + weight)

        def density(u):
            return x * taken * mpmath.exp(y * (1 - mpmath.exp(-u)) - x * u)

        answered = mpmath.quad(lambda u: u * patience * density(u) * mpmath.exp(-u), [0, 1, 5, 40])
        asa = answered / (1 - mpmath.mpf(float(found.abandon_rate)))
        beyond = mpmath.quad(density, [mpmath.mpf(wait) / patience, 1, 5, 40])
        within = 1 - beyond * mpmath.exp(-mpmath.mpf(wait) / patience)
    assert float(found.asa_s) == pytest.approx(float(asa), rel=1e-10)
    assert float(found.wait_within_target) == pytest.approx(float(within), rel=1e-10)


@pytest.mark.parametrize(
    ("load", "n", "waits", "abandons", "level"),
    [
        (10, 10, 0.619655, 0.103913, 0.674209),
        (100, 100, 0.596703, 0.0330302, 0.955739),
        (100, 90, 0.937677, 0.103364, 0.720589),
    ],
)
def test_a_gives_the_50_digit_reference_values(load, n, waits, abandons, level) -> None:
    found = erlang_a(load, n, aht_s=60, patience_s=120, target_wait_s=20)
    assert found.waiting_probability == pytest.approx(waits, rel=1e-5)
    assert found.abandon_rate == pytest.approx(abandons, rel=1e-5)
    assert found.service_level == pytest.approx(level, rel=1e-5)


def test_c_gives_the_published_readme_example_of_cran_erlangc() -> None:
    found = erlang_c(10, 14, aht_s=180, target_wait_s=20)
    assert float(found.waiting_probability) == pytest.approx(0.1741319, abs=5e-8)
    assert float(found.service_level) == pytest.approx(0.88835, abs=5e-6)


def test_c_lies_around_the_published_fractional_agents_of_abstractmicro() -> None:
    levels = erlang_c(93.6, [104, 105, 107, 108], aht_s=180, target_wait_s=10).service_level
    assert levels.round(4).tolist() == [0.8827, 0.9074, 0.9432, 0.9560]


def test_b_gives_printed_tables() -> None:
    assert float(blocking_probability(8.108, 15)) == pytest.approx(0.01, abs=1e-6)
    assert float(blocking_probability(8, 10)) == pytest.approx(0.121661, abs=5e-7)
    assert float(blocking_probability(18, 22)) == pytest.approx(0.065451, abs=5e-7)


def test_garnett_mandelbaum_reiman_example() -> None:
    assert float(erlang_c(48, 50, aht_s=60, target_wait_s=20).asa_s) == pytest.approx(
        20.83, abs=0.01
    )
    patient = erlang_a(48, 50, aht_s=60, patience_s=120, target_wait_s=20)
    assert float(patient.abandon_rate) == pytest.approx(0.0309, abs=1e-4)
    assert float(patient.wait_s) == pytest.approx(3.709, abs=1e-3)


@given(st.floats(0.01, 500), st.integers(1, 600))
def test_b_follows_its_recursion(load: float, n: int) -> None:
    before, after = blocking_probability(load, [n - 1, n])
    if after > 1e-250:
        assert after == pytest.approx(load * before / (n + load * before), rel=1e-11)


@settings(max_examples=50)
@given(st.floats(0.05, 300), st.floats(20, 900), st.floats(5, 2000), st.floats(0, 120))
def test_more_agents_never_hurt(load: float, aht: float, patience: float, wait: float) -> None:
    n = np.arange(max(1, int(load * 0.7)), int(load * 1.3) + 12)
    a = erlang_a(load, n, aht_s=aht, patience_s=patience, target_wait_s=wait)
    c = erlang_c(load, n, aht_s=aht, target_wait_s=wait)
    assert (np.diff(a.service_level) >= -1e-12).all()
    assert (np.diff(a.abandon_rate) <= 1e-12).all()
    assert (np.diff(a.wait_s) <= 1e-9).all()
    assert (np.diff(c.service_level) >= -1e-12).all()
    assert (np.diff(c.occupancy) <= 0).all()


@settings(max_examples=25)
@given(st.floats(0.5, 80), st.integers(1, 10))
def test_a_becomes_c_as_patience_grows(load: float, spare: int) -> None:
    n = math.floor(load) + spare + 1
    c = erlang_c(load, n, aht_s=200, target_wait_s=20)
    a = erlang_a(load, n, aht_s=200, patience_s=1e9, target_wait_s=20)
    assert float(a.service_level) == pytest.approx(float(c.service_level), abs=2e-4)
    assert float(a.waiting_probability) == pytest.approx(float(c.waiting_probability), abs=2e-4)


def test_a_survives_overload_and_a_million_erlang() -> None:
    found = erlang_a([2000.0, 1e6], [100, 1_000_500], aht_s=300, patience_s=60, target_wait_s=20)
    assert float(found.abandon_rate[0]) == pytest.approx(0.95, rel=1e-9)
    assert 0 < float(found.waiting_probability[1]) < 0.5
    for values in vars(found).values():
        assert np.isfinite(values).all()


def test_nobody_calls() -> None:
    idle = erlang_c(0, 3, aht_s=200, target_wait_s=20)
    assert (float(idle.service_level), float(idle.asa_s), float(idle.occupancy)) == (1, 0, 0)
    assert required_agents([0.0], aht_s=200, targets=Targets(0.8, 20)).tolist() == [0]
