"""The composite over form × call type × method: weights, exact sums, missing cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.quality.composite import composite
from scoring.quality.rules import WeightsInForce

TYPES, METHODS = ("enquiry", "complaint"), ("recording", "live")
CELLS = {
    "QF-IN": {
        "enquiry": {"recording": Decimal(1), "live": Decimal(2)},
        "complaint": {"recording": Decimal("1.5"), "live": Decimal(0)},
    }
}


def weights(combine: str) -> WeightsInForce:
    return WeightsInForce("weights.yaml", "weights.yaml@2026-01-01", combine, CELLS)


def scored(evaluations) -> dict[str, Decimal]:
    return {e.evaluation_id: e.scored.score for e in evaluations}


@pytest.fixture
def three(heard):
    """Two recorded enquiries, 80 and 90, and a recorded complaint, 70."""
    return [
        heard(1, "A", "E", 80),
        heard(2, "A", "E", 90),
        heard(3, "A", "E", 70, call_type="complaint"),
    ]


def test_each_evaluation_has_the_weight_of_its_cell(three) -> None:
    """(80 + 90 + 1.5 × 70) ÷ 3.5 = 78.571428…"""
    done = composite(three, scored(three), weights("BY_EVALUATION"))
    assert done.score == Decimal("78.571429")
    complaint, enquiry = done.lines
    assert (complaint.evaluations, complaint.score) == (1, 70)
    assert (enquiry.evaluations, enquiry.score) == (2, 85)
    assert enquiry.weight_applied == Decimal("57.142857")


def test_by_cell_the_means_are_weighed(three) -> None:
    """(85 + 1.5 × 70) ÷ 2.5 = 76"""
    assert composite(three, scored(three), weights("BY_CELL")).score == 76


def test_a_cell_of_weight_nought_does_not_count(heard) -> None:
    live = [heard(1, "A", "E", 10, call_type="complaint", method="live")]
    assert composite(live, scored(live), weights("BY_EVALUATION")).score is None
    both = [*live, heard(2, "A", "E", 80)]
    assert composite(both, scored(both), weights("BY_EVALUATION")).score == 80


def test_a_missing_cell_is_refused_by_name(heard) -> None:
    strange = [heard(7, "A", "E", 80, method="mystery")]
    with pytest.raises(Refusal, match=r"no cell \(QF-IN, enquiry, mystery\) for evaluation E0007"):
        composite(strange, scored(strange), weights("BY_EVALUATION"))


cell = st.tuples(st.sampled_from(TYPES), st.sampled_from(METHODS), st.integers(0, 100000))


@given(st.lists(cell, min_size=1, max_size=12), st.sampled_from(["BY_EVALUATION", "BY_CELL"]))
def test_contributions_sum_exactly_and_the_score_lies_between(heard, rows, combine) -> None:
    evaluations = [
        heard(n, "A", "E", Decimal(score) / 1000, call_type=kind, method=method)
        for n, (kind, method, score) in enumerate(rows)
    ]
    done = composite(evaluations, scored(evaluations), weights(combine))
    if done.score is None:
        assert all(row[:2] == ("complaint", "live") for row in rows)
        return
    assert sum(line.contribution for line in done.lines) == done.score
    counting = [line.score for line in done.lines if line.weight_applied]
    assert min(counting) - Decimal("0.000001") <= done.score
    assert done.score <= max(counting) + Decimal("0.000001")
