"""The fewest agents for a target: against counting up one by one, and published examples."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
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
)


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
@example(Targets(None, 0.0, None, 1.0), 30.0, 20.0, 0)
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
@example(Targets(None, 0.0), 1.9999999999999432, 120.0, None)
@given(ALL_TARGETS, st.floats(0.05, 40), st.floats(120, 900), st.none() | st.floats(20, 300))
def test_fractional_agents_and_the_load_they_carry(targets, load, aht, patience) -> None:
    if patience is None:
        targets = replace(targets, abandon_rate=None)
    asked = {"aht_s": aht, "targets": targets, "patience_s": patience}
    real = float(fractional_agents(load, **asked))
    whole = int(required_agents(load, **asked))
    assert whole - 1 - 1e-7 <= real <= whole
    if whole > 1:
        most, fewer = largest_load([whole, whole - 1], **asked)
        assert most >= load * (1 - 1e-6) and fewer <= load * (1 + 1e-6)


def test_the_largest_load_without_a_target_that_binds_is_infinite() -> None:
    carried = largest_load([3, 9], aht_s=60, targets=Targets(0.0), patience_s=60)
    assert carried.tolist() == [math.inf, math.inf]


def test_a_published_load_for_fifteen_lines_is_between_their_neighbours() -> None:
    assert agents_for_blocking([8.107, 8.109], 0.01).tolist() == [15, 16]
