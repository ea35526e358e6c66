"""Patience: hand values, statsmodels, recovery of a known mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from scheduling.patience import estimate_patience, hazard_by_wait, patience_curve

contacts = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None)
@given(contacts.filter(lambda made: any(left for _, left in made)))
def test_curve_is_that_of_statsmodels(made: list[tuple[int, bool]]) -> None:
    waits, left = np.array([w for w, _ in made], float), np.array([gone for _, gone in made])
    theirs = SurvfuncRight(waits, left.astype(int))
    ours = patience_curve(waits, left)
    assert ours["wait_s"].to_pylist() == list(theirs.surv_times)
    assert ours["at_risk"].to_pylist() == list(theirs.n_risk)
    assert np.allclose(ours["survival"].to_numpy(), theirs.surv_prob, atol=1e-12)
    errors = [e for e in ours["standard_error"].to_pylist() if e is not None]
    assert np.allclose(errors, theirs.surv_prob_se[: len(errors)], atol=1e-12)


def test_hand_value() -> None:
    """Leave at 10 and 30 s, answered at 20 and 40 s: survival 3/4, then 3/4 × 1/2."""
    curve = patience_curve([10, 20, 30, 40], [True, False, True, False])
    assert curve["survival"].to_pylist() == [0.75, 0.375]
    found = estimate_patience([10, 20, 30, 40], [True, False, True, False])
    assert (found.mean_s, found.median_s, found.abandoned) == (50.0, 30.0, 2)
    assert found.restricted_mean_s == pytest.approx(10 + 20 * 0.75 + 10 * 0.375)


def test_exponential_patience_behind_answers_is_recovered() -> None:
    rng = np.random.default_rng(7)
    patience, answer = rng.exponential(240, 40_000), rng.exponential(60, 40_000)
    waits, left = np.minimum(patience, answer), patience < answer
    found = estimate_patience(waits, left)
    assert found.mean_low_s is not None and found.mean_high_s is not None
    assert found.mean_low_s < 240 < found.mean_high_s
    hazards = hazard_by_wait(waits, left, (0, 20, 60))["hazard_per_s"].to_pylist()
    assert hazards == pytest.approx([1 / 240] * 3, rel=0.1)


def test_where_nobody_left_there_is_no_mean() -> None:
    found = estimate_patience([5.0, 9.0], [False, False])
    assert (found.mean_s, found.mean_low_s, found.median_s) == (None, None, None)
    assert found.restricted_mean_s == 9.0
    assert patience_curve([5.0], [False]).num_rows == 0


def test_impossible_waits_are_refused() -> None:
    with pytest.raises(ValueError, match="negative or unknown"):
        estimate_patience([-1.0], [True])
    with pytest.raises(ValueError, match="one outcome per contact"):
        estimate_patience([1.0, 2.0], [True])
