"""Rater severity: against statsmodels, on simulated raters, and where it cannot be told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as formulas
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.quality.severity import Rating, estimate_severity


def simulated(
    seed: int, leniency: dict[str, float], subjects: int = 40, each: int = 4, error: float = 3
) -> list[Rating]:
    """Ratings of `subjects` people by raters drawn at random, plus their leniency and error."""
    rng = np.random.default_rng(seed)
    raters = sorted(leniency)
    ratings: list[Rating] = []
    for number in range(subjects):
        skill = rng.normal(82, 5)
        for rater in rng.choice(raters, each):
            score = skill + leniency[rater] + rng.normal(0, error)
            ratings.append(Rating(f"A{number:03d}", rater, Decimal(f"{score:.4f}")))
    return ratings


LENIENCY = {"R1": -4.0, "R2": -1.5, "R3": 0.0, "R4": 2.0, "R5": 3.5}


def test_the_estimate_is_that_of_a_mixed_model_by_statsmodels() -> None:
    ratings = simulated(1, LENIENCY)
    frame = pd.DataFrame([(r.subject_id, r.rater_id, float(r.score)) for r in ratings])
    frame.columns = ["subject", "rater", "score"]
    fitted = formulas.mixedlm(
        "score ~ 1", frame, groups=np.ones(len(frame)),
        vc_formula={"subject": "0 + C(subject)", "rater": "0 + C(rater)"},
    ).fit(reml=True)  # fmt: skip
    model = estimate_severity(ratings)
    blups = fitted.random_effects[1]
    for effect in model.raters:
        assert float(effect.leniency) == pytest.approx(
            blups[f"rater[C(rater)[{effect.rater_id}]]"], abs=0.002
        )
    # statsmodels 0.15 orders the variance components by name: rater, subject
    rater, subject = fitted.vcomp
    assert float(model.residual_variance) == pytest.approx(fitted.scale, rel=0.002)
    assert float(model.subject_variance) == pytest.approx(subject, rel=0.01)
    assert float(model.rater_variance) == pytest.approx(rater, rel=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_planted_severity_is_recovered(seed) -> None:
    model = estimate_severity(simulated(seed, LENIENCY, subjects=80))
    centre = sum(LENIENCY.values()) / len(LENIENCY)
    for effect in model.raters:
        planted = LENIENCY[effect.rater_id] - centre
        assert effect.identified
        assert abs(float(effect.leniency) - planted) < 3.5 * float(effect.standard_error)
        assert effect.standard_error < Decimal("0.6")
        assert effect.reliability > Decimal("0.9")


def test_standard_errors_cover_what_they_should() -> None:
    """Over 40 simulations the 95 % interval holds the planted value about 95 times in 100."""
    centre = sum(LENIENCY.values()) / len(LENIENCY)
    held = [
        abs(float(effect.leniency) - (LENIENCY[effect.rater_id] - centre))
        < 1.96 * float(effect.standard_error)
        for seed in range(100, 140)
        for effect in estimate_severity(simulated(seed, LENIENCY)).raters
    ]
    assert 0.90 < np.mean(held) < 0.99


def test_raters_who_do_not_differ_are_left_alone() -> None:
    model = estimate_severity(simulated(3, dict.fromkeys(LENIENCY, 0.0)))
    assert all(abs(effect.leniency) < Decimal("0.7") for effect in model.raters)


def test_a_rater_with_few_ratings_is_drawn_towards_nought() -> None:
    ratings = simulated(4, LENIENCY)
    ratings += [Rating("A001", "R9", Decimal(99)), Rating("A002", "R9", Decimal(99))]
    model = estimate_severity(ratings)
    newcomer, veteran = model.by_rater["R9"], model.by_rater["R5"]
    assert newcomer.reliability < veteran.reliability
    assert newcomer.standard_error > 2 * veteran.standard_error
    assert newcomer.leniency < newcomer.mean_given - 82


def test_without_overlap_nothing_is_identified() -> None:
    """Each subject has one rater: a strict rater and weak people look the same."""
    ratings = [
        Rating(f"{rater}{n}", rater, Decimal(80 + n + place))
        for place, rater in enumerate("XYZ")
        for n in range(5)
        for _ in range(3)
    ]
    model = estimate_severity(ratings)
    assert model.components == 3
    assert not any(effect.identified for effect in model.raters)
    assert all(effect.leniency == 0 and effect.reliability == 0 for effect in model.raters)
    assert [effect.shared_subjects for effect in model.raters] == [0, 0, 0]


def test_groups_without_a_link_are_compared_within_themselves_only() -> None:
    """The second group's raters are all 30 points stricter: nobody could know."""
    first = simulated(5, {"P1": -2.0, "P2": 2.0})
    second = [
        Rating(f"other {r.subject_id}", r.rater_id.replace("P", "Q"), r.score - 30)
        for r in simulated(6, {"P1": -2.0, "P2": 2.0})
    ]
    model = estimate_severity(first + second)
    assert model.components == 2
    effects = model.by_rater
    assert effects["P1"].component == effects["P2"].component != effects["Q1"].component
    assert abs(effects["P1"].leniency + 2) < 1
    assert abs(effects["Q1"].leniency + 2) < 1


def test_a_rater_alone_beside_a_linked_group_is_named() -> None:
    alone = [Rating(f"alone {n}", "R9", Decimal(70 + n % 7)) for n in range(30)]
    model = estimate_severity(simulated(7, LENIENCY) + alone * 2)
    assert not model.by_rater["R9"].identified
    assert model.by_rater["R9"].leniency == 0
    assert all(model.by_rater[rater].identified for rater in LENIENCY)
    # of the rater of whom nothing is known, the error is the spread among raters
    error = model.by_rater["R9"].standard_error
    assert abs(error**2 - model.rater_variance) < Decimal("0.001")


def test_a_single_rater_of_everybody_is_the_reference() -> None:
    model = estimate_severity(
        simulated(8, {"R1": 3.0}, each=1) * 2 + simulated(9, {"R1": 3.0}, each=1)
    )
    [effect] = model.raters
    assert (effect.identified, effect.leniency, effect.standard_error) == (False, 0, 0)
    assert model.residual_variance > 0
    assert model.adjustment_variance({"R1": Fraction(1)}) == 0


def test_one_rating_is_enough_for_an_answer_and_for_nothing_more() -> None:
    model = estimate_severity([Rating("A", "R", Decimal(90))])
    assert (model.ratings, model.degrees_of_freedom) == (1, 0)
    assert not model.raters[0].identified


made = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from("XYZ"), st.integers(40, 100)),
    min_size=1,
    max_size=30,
)


@settings(max_examples=20, deadline=None)
@given(made, st.randoms())
def test_order_of_ratings_does_not_matter_and_leniencies_sum_to_nought(rows, random) -> None:
    ratings = [Rating(s, r, Decimal(score)) for s, r, score in rows]
    model = estimate_severity(ratings)
    again = estimate_severity(random.sample(ratings, len(ratings)))
    assert again.raters == model.raters
    for component in {effect.component for effect in model.raters}:
        together = [e.leniency for e in model.raters if e.component == component]
        assert abs(sum(together)) < Decimal("0.00001")


@settings(max_examples=20, deadline=None)
@given(made, st.integers(-30, 30))
def test_points_for_everybody_change_no_leniency(rows, points) -> None:
    moved = estimate_severity([Rating(s, r, Decimal(score + points)) for s, r, score in rows])
    model = estimate_severity([Rating(s, r, Decimal(score)) for s, r, score in rows])
    for before, after in zip(model.raters, moved.raters, strict=True):
        assert abs(before.leniency - after.leniency) < Decimal("0.001")
