"""The comparison with peers, against figures worked by hand and against chance."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, t

from scoring.gaming.peers import compare, critical_z, exact_tail, figure_at_z


def tally(rows: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["agent_id", "stratum", "cases", "exposure"])


def alike(agents: int, cases: int, exposure: int) -> list[tuple[str, str, int, int]]:
    return [(f"P{n:02d}", "s", cases, exposure) for n in range(agents)]


def of(standing: pd.DataFrame, agent: str) -> pd.Series:
    return standing.set_index("agent_id").loc[agent]


def test_one_agent_against_nine_alike_worked_by_hand() -> None:
    standing = compare(tally([("X", "s", 30, 100), *alike(9, 4, 100)]), "above",
                       min_exposure=1, min_peers=5)  # fmt: skip
    found = of(standing, "X")
    assert found["expected"] == pytest.approx(4)  # 100 × 36 / 900
    # the median effect is that of the nine: no spread beyond sampling, and X is out of their rate
    effect = 2 * (math.sqrt(30.375 / 100) - math.sqrt(4.375 / 100))
    assert found["z"] == pytest.approx(effect / math.sqrt(1 / 100))
    assert found["peer_figure"] == pytest.approx(0.04)
    assert of(standing, "P00")["z"] == pytest.approx(0)


def test_the_rate_of_honest_agents_is_not_that_of_the_outlier() -> None:
    standing = compare(tally([("X", "s", 90, 100), *alike(8, 2, 100)]), "above",
                       min_exposure=1, min_peers=5)  # fmt: skip
    assert of(standing, "P00")["expected"] == pytest.approx(2)  # X left the reference


def test_mix_explains_a_difference_that_is_only_mix() -> None:
    rows = [(f"P{n:02d}", "hard", 40, 100) for n in range(6)]
    rows += [(f"P{n:02d}", "easy", 2, 100) for n in range(6)]
    rows += [("X", "hard", 120, 300), ("X", "easy", 0, 0)]
    found = of(compare(tally(rows), "above", min_exposure=1, min_peers=5), "X")
    assert found["cases"] / found["exposure"] == pytest.approx(0.4)  # twice the raw share of peers
    assert found["z"] == pytest.approx(0, abs=1e-9)


def test_a_stratum_without_peers_is_left_out() -> None:
    rows = [*alike(8, 5, 100), ("X", "s", 5, 100), ("X", "own", 99, 100)]
    found = of(compare(tally(rows), "above", min_exposure=1, min_peers=5), "X")
    assert (found["cases"], found["exposure"]) == (5, 100)


def test_too_few_peers_or_too_little_work_are_not_compared() -> None:
    assert compare(tally(alike(8, 1, 100)), "above", min_exposure=1, min_peers=8).empty
    few = compare(tally([("X", "s", 9, 9), *alike(9, 1, 100)]), "above",
                  min_exposure=10, min_peers=8)  # fmt: skip
    assert "X" not in set(few["agent_id"])


def test_nobody_with_cases_means_nobody_stands_out() -> None:
    standing = compare(tally(alike(10, 0, 100)), "above", min_exposure=1, min_peers=5)
    assert standing["z"].abs().max() == 0
    assert (standing["peer_figure"] == 0).all()


def test_the_figure_at_a_z_is_where_that_z_is_reached() -> None:
    rng = np.random.default_rng(1)
    rows = [(f"P{n:02d}", "s", int(rng.binomial(200, 0.2)), 200) for n in range(20)]
    for side in ("above", "below"):
        standing = compare(tally(rows), side, min_exposure=1, min_peers=5)
        figures = figure_at_z(standing, side, standing["z"].to_numpy())
        assert figures == pytest.approx((standing["cases"] / 200).to_numpy(), abs=1e-9)


def test_critical_z_and_exact_tail_are_those_of_the_distributions() -> None:
    freedom = pd.Series([9.5, 100])
    assert critical_z(freedom, 0.001) == pytest.approx([t.isf(0.001, 9.5), t.isf(0.001, 100)])
    standing = pd.DataFrame({"cases": [12], "exposure": [100], "peer_figure": [0.05]})
    assert exact_tail(standing, "above") == pytest.approx(1 - binom.cdf(11, 100, 0.05))
    assert exact_tail(standing, "below") == pytest.approx(binom.cdf(12, 100, 0.05))


shares = st.lists(st.integers(0, 60), min_size=9, max_size=25)


@settings(max_examples=25, deadline=None)
@given(shares, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(cases: list[int], random: object) -> None:
    rows = [(f"P{n:02d}", "s", c, 100) for n, c in enumerate(cases)]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (
        compare(tally(r), "above", min_exposure=1, min_peers=5).set_index("agent_id")["z"]
        for r in (rows, shuffled)
    )
    assert one.to_dict() == pytest.approx(other.to_dict())


def test_peers_who_differ_widen_the_spread_and_leave_few_degrees_of_freedom() -> None:
    rows = [(f"P{n:02d}", "s", c, 1000) for n, c in enumerate((100, 400, 250, 150, 300, 200, 350))]
    wide = compare(tally(rows), "above", min_exposure=1, min_peers=5)
    close = compare(tally(alike(7, 200, 1000)), "above", min_exposure=1, min_peers=5)
    assert wide["spread"].min() > 3 * close["spread"].max()
    assert wide["freedom"].max() < 0.37 * 6 * 1.2  # nearly all of it is the MAD of six peers
    assert close["freedom"].min() > 1000  # sampling variance is known


@settings(max_examples=25, deadline=None)
@given(shares, st.integers(1, 30))
def test_more_cases_never_bring_a_person_closer_to_peers(cases: list[int], more: int) -> None:
    rows = [(f"P{n:02d}", "s", c, 100) for n, c in enumerate(cases)]
    worse = [("P00", "s", cases[0] + more, 100), *rows[1:]]
    before, after = (
        of(compare(tally(r), "above", min_exposure=1, min_peers=5), "P00") for r in (rows, worse)
    )
    assert (
        after["cases"] - after["peer_figure"] * 100
        >= before["cases"] - before["peer_figure"] * 100 - 1e-9
    )


def test_honest_people_are_flagged_no_more_often_than_declared() -> None:
    # 60 families of 3 detectors × 40 people who differ by nature (log-odds ± 0.3) and by chance;
    # 3 of them may show a flag; beyond the 99 % limit of that binomial is too many
    rng = np.random.default_rng(20260601)
    flagged = sum(any_flag(rng, 0.05 / (3 * 40)) for _ in range(60))
    assert flagged <= binom.isf(0.01, 60, 0.05)


def any_flag(rng: np.random.Generator, error: float) -> bool:
    return any(stands_out(rng, share, error) for share in (0.02, 0.1, 0.4))


def stands_out(rng: np.random.Generator, share: float, error: float) -> bool:
    log_odds = math.log(share / (1 - share)) + 0.3 * rng.standard_normal(40)
    cases = rng.binomial(500, 1 / (1 + np.exp(-log_odds)))
    rows = tally([(f"P{n:02d}", "s", int(c), 500) for n, c in enumerate(cases)])
    standing = compare(rows, "above", min_exposure=1, min_peers=5)
    beyond = standing["z"] >= critical_z(standing["freedom"], error)
    return bool((beyond & (exact_tail(standing, "above") <= error)).any())
