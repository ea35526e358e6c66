"""Erlang B, C and A against published tables and 50-digit arithmetic."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.erlang import (
    Targets,
    agents_for_blocking,
    blocking_probability,
    erlang_a,
    erlang_c,
    fractional_agents,
    largest_load,
    required_agents,
    scheduled_for_shrinkage,
    waiting_probability,
)

LOADS = (0.01, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6)
WIDTHS = (-3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 2.0, 4.0, 6.0)


def exact_blocking(load: float, agents: int) -> mpmath.mpf:
    with mpmath.workdps(50):
        a = mpmath.mpf(load)
        return mpmath.exp(agents * mpmath.log(a) - a) / mpmath.gammainc(agents + 1, a)


def exact_erlang_a(load: float, n: int, aht: float, patience: float, wait: float) -> dict:
    """Stationary distribution by products of rates; service level by incomplete gammas.

    With s = exp(-theta t) the density of the wait integrates to a difference of two incomplete
    gamma functions; 120 digits leave enough where that difference is tiny.
    """
    with mpmath.workdps(120):
        lam, mu, theta = (mpmath.mpf(load) / aht, 1 / mpmath.mpf(aht), 1 / mpmath.mpf(patience))
        below = mpmath.mpf(1)
        term = mpmath.mpf(1)
        for k in range(n, 0, -1):
            term = term * k * mu / lam
            below += term
        beyond, length, term, j = mpmath.mpf(0), mpmath.mpf(0), mpmath.mpf(1), 0
        while True:
            j += 1
            term = term * lam / (n * mu + j * theta)
            beyond, length = beyond + term, length + j * term
            if term < mpmath.mpf(10) ** -45 * (1 + length):
                break
        taken = 1 / (below + beyond)
        x, y = n * mu / theta, lam / theta
        gammas = mpmath.gammainc(x + 1, y * mpmath.exp(-theta * wait), y)
        late = x * taken * mpmath.exp(y) * y ** (-x - 1) * gammas
        delayed = taken * (1 + beyond)
        return {
            "waiting_probability": delayed,
            "abandon_rate": theta * length * taken / lam,
            "service_level": taken * (below - 1) + late,
            "occupancy": load * (1 - theta * length * taken / lam) / n,
            "wait_s": length * taken / lam,
        }


def integrated_erlang_a(load: float, n: int, aht: float, patience: float, wait: float) -> dict:
    """Waiting probability and service level by integrating the density of the wait, any load."""
    with mpmath.workdps(40):
        x, y = mpmath.mpf(n) * patience / aht, mpmath.mpf(load) * patience / aht
        peak = max(mpmath.log(y / (x + 1)), 0)
        marks = [peak + k / mpmath.sqrt(y) for k in (-30, -8, 0, 8, 30)]

        def integral(end, power):
            places = sorted({mpmath.mpf(0), end, *(min(max(m, 0), end) for m in marks)})
            return mpmath.quad(
                lambda u: mpmath.exp(y * (1 - mpmath.exp(-u)) - (x + power) * u), places
            )

        weight = x * integral(peak + 200 / mpmath.sqrt(y), 0)
        free = 1 / exact_blocking(load, n) - 1
        taken = 1 / (free + weight)
        late = x * taken * integral(mpmath.mpf(wait) / patience, 1)
        return {"waiting_probability": taken * weight, "service_level": taken * free + late}


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


@settings(max_examples=60)
@given(st.floats(0.01, 400), st.floats(30, 900), st.floats(0.5, 0.95), st.integers(0, 60))
def test_required_agents_are_the_smallest_number(load, aht, level, wait) -> None:
    for patience in (None, 150.0):
        targets = Targets(level, wait, maximum_occupancy=0.92)
        n = int(required_agents(load, aht_s=aht, targets=targets, patience_s=patience))
        for agents, expected in ((n, True), (n - 1, False)):
            if agents < 1:
                continue
            if patience is None:
                found = erlang_c(load, agents, aht_s=aht, target_wait_s=wait)
            else:
                found = erlang_a(load, agents, aht_s=aht, patience_s=patience, target_wait_s=wait)
            holds = found.service_level >= level and found.occupancy <= 0.92
            assert bool(holds) is expected


def test_the_search_does_not_start_from_a_rounded_load() -> None:
    """At 50 % in 60 s, starting from round(load + 1) over-staffs loads like 3.55."""
    load = 3.55
    n = int(required_agents(load, aht_s=60, targets=Targets(0.5, 60)))
    assert n == 4 < round(load + 1)


def test_asa_and_abandonment_targets() -> None:
    n = int(required_agents(20, aht_s=240, targets=Targets(asa_s=15)))
    asa = erlang_c(20, [n - 1, n], aht_s=240, target_wait_s=0).asa_s
    assert asa[1] <= 15 < asa[0]
    n = int(required_agents(20, aht_s=240, targets=Targets(abandon_rate=0.03), patience_s=90))
    lost = erlang_a(20, [n - 1, n], aht_s=240, patience_s=90, target_wait_s=0).abandon_rate
    assert lost[1] <= 0.03 < lost[0]


def test_lines_for_blocking() -> None:
    assert agents_for_blocking([8.108, 0.0], 0.01).tolist() == [15, 0]


@given(st.integers(0, 100_000), st.integers(0, 999))
def test_shrinkage_is_exact(agents: int, permille: int) -> None:
    scheduled = scheduled_for_shrinkage(agents, Decimal(permille) / 1000)
    kept = 1 - Fraction(permille, 1000)
    assert scheduled * kept >= agents > (scheduled - 1) * kept


def test_shrinkage_where_floats_add_an_agent() -> None:
    assert scheduled_for_shrinkage(21, Decimal("0.30")) == 30
    assert math.ceil(21 / (1 - 0.3)) == 31


@pytest.mark.parametrize("bad", [1, Decimal("1.2"), Decimal("-0.1")])
def test_impossible_shrinkage_is_refused(bad) -> None:
    with pytest.raises(ValueError, match="shrinkage"):
        scheduled_for_shrinkage(10, bad)


def test_impossible_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        blocking_probability(-1, 3)
    with pytest.raises(ValueError, match="at least one agent"):
        erlang_a(5, 0, aht_s=60, patience_s=60, target_wait_s=20)
    with pytest.raises(ValueError, match="positive"):
        erlang_a(5, 5, aht_s=60, patience_s=0, target_wait_s=20)
    with pytest.raises(ValueError, match="patience"):
        required_agents(5, aht_s=60, targets=Targets(abandon_rate=0.05))
    with pytest.raises(ValueError, match="service_level"):
        required_agents(5, aht_s=60, targets=Targets(1.0))


def smallest_by_counting(load, aht, targets, patience) -> int:
    """One agent more at a time, by the measures alone."""
    wait = targets.target_wait_s
    n = 1 if patience else math.floor(load) + 1
    while True:
        if patience:
            found = erlang_a(load, n, aht_s=aht, patience_s=patience, target_wait_s=wait)
        else:
            found = erlang_c(load, n, aht_s=aht, target_wait_s=wait)
        limits = [(found.asa_s, targets.asa_s), (found.occupancy, targets.maximum_occupancy)]
        if patience:
            limits.append((found.abandon_rate, targets.abandon_rate))
        held = all(limit is None or value <= limit for value, limit in limits)
        if held and (targets.service_level is None or found.service_level >= targets.service_level):
            return n
        n += 1


ALL_TARGETS = st.builds(
    Targets,
    st.none() | st.floats(0, 0.99),
    st.sampled_from([0.0, 10.0, 20.0, 60.0]),
    st.none() | st.floats(0.5, 120),
    st.none() | st.floats(0.3, 1),
    st.none() | st.floats(0.005, 0.3),
)


@settings(max_examples=25, deadline=None)
@given(ALL_TARGETS, st.floats(0, 60), st.floats(30, 900), st.none() | st.floats(20, 900))
def test_the_staircase_agrees_with_counting(targets, top, aht, patience) -> None:
    """400 loads under shared targets are looked up; a few of them are counted one by one."""
    if patience is None:
        targets = replace(targets, abandon_rate=None)
    loads = np.linspace(0, top + 1.0, 400)
    found = required_agents(loads, aht_s=aht, targets=targets, patience_s=patience)
    assert (np.diff(found) >= 0).all()
    for place in (1, 37, 200, 399):
        counted = smallest_by_counting(loads[place], aht, targets, patience)
        assert found[place] == counted


@settings(max_examples=25, deadline=None)
@given(ALL_TARGETS, st.floats(30, 900), st.none() | st.floats(20, 900), st.integers(0, 2**32))
def test_own_handle_times_are_staffed_like_shared_ones(targets, aht, patience, seed) -> None:
    if patience is None:
        targets = replace(targets, abandon_rate=None)
    loads = np.random.default_rng(seed).uniform(0, 80, 400)
    together = required_agents(loads, aht_s=aht, targets=targets, patience_s=patience)
    own = np.append(np.full(400, aht), aht + 1.0)
    apart = required_agents(np.append(loads, 1.0), aht_s=own, targets=targets, patience_s=patience)
    assert apart[:400].tolist() == together.tolist()


def test_a_load_on_the_edge_of_the_staircase_is_decided_by_the_measures() -> None:
    """Occupancy 0.85 is met exactly by 8.5 Erlang on 10 agents, not by the next float above."""
    ties = np.concatenate([np.nextafter(8.5, [0, 9]), [8.5], np.linspace(0.1, 30, 400)])
    targets = Targets(maximum_occupancy=0.85)
    assert required_agents(ties, aht_s=60, targets=targets)[:3].tolist() == [10, 11, 10]


def test_agents_under_one_target_of_a_large_centre() -> None:
    for load in (1e4, 1e6):
        n = int(required_agents(load, aht_s=240, targets=Targets(0.8, 20)))
        levels = erlang_c(load, [n - 1, n], aht_s=240, target_wait_s=20).service_level
        assert levels[0] < 0.8 <= levels[1]


def test_fractional_agents_are_the_published_ones_of_abstractmicro() -> None:
    """ErlcNsrvFromFractionOk5: 936 contacts in 30 minutes, 180 s, 90 % and 95 % in 10 s."""
    found = fractional_agents(93.6, aht_s=180, targets=Targets([0.9, 0.95], 10))
    assert found.round(3).tolist() == [104.679, 107.502]


@settings(max_examples=15, deadline=None)
@given(ALL_TARGETS, st.floats(0.05, 40), st.floats(120, 900), st.none() | st.floats(20, 300))
def test_fractional_agents_and_the_load_they_carry(targets, load, aht, patience) -> None:
    if patience is None:
        targets = replace(targets, abandon_rate=None)
    asked = {"aht_s": aht, "targets": targets, "patience_s": patience}
    real = float(fractional_agents(load, **asked))
    whole = int(required_agents(load, **asked))
    assert whole - 1 - 1e-7 <= real <= whole * (1 + 1e-9)
    if whole > 1:
        most, fewer = largest_load([whole, whole - 1], **asked)
        assert most >= load * (1 - 1e-9) and fewer <= load * (1 + 1e-9)


def test_the_largest_load_without_a_target_that_binds_is_infinite() -> None:
    carried = largest_load([3, 9], aht_s=60, targets=Targets(0.0), patience_s=60)
    assert carried.tolist() == [math.inf, math.inf]


def test_a_published_load_for_fifteen_lines_is_between_their_neighbours() -> None:
    assert agents_for_blocking([8.107, 8.109], 0.01).tolist() == [15, 16]
