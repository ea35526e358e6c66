"""Quarter and year: from the months' scores and from atoms, side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from data_contracts.refusal import Refusal
from scoring import Rules, compile_rules
from scoring.settlement import Aggregation, MonthResult, period_scores

Q2 = ("2026-04", "2026-05", "2026-06")
CARD = """
kind: scorecard
id: quality
name_zh: 质量
name_en: Quality
owner: Quality
applies_to: everyone
items:
  - id: qa
    name_zh: 质检
    name_en: Quality
    metric: qa_score
    weight: {2026-01-01: {value: 100, source: "Scheme"}}
    function:
      2026-01-01:
        value: {code: F1, points: [[80, 0], [90, 100]]}
        source: "Scheme"
    missing_policy: {2026-01-01: {value: EXCLUDE_REWEIGHT, source: "Scheme"}}
"""


@pytest.fixture(scope="module")
def rules(catalogue) -> Rules:
    from data_contracts.located_yaml import read_yaml

    return compile_rules([read_yaml(CARD, "quality.yaml")], catalogue)


@pytest.fixture(scope="module")
def quarter(month, brief, catalogue, rules):
    """quarter({agent: [(numerator, denominator) a month, or None]}) → {month: MonthResult}."""

    def made(figures) -> dict[str, MonthResult]:
        months = {}
        for at, label in enumerate(Q2):
            present = {agent: rows[at] for agent, rows in figures.items() if rows[at]}
            people = [{"agent_id": agent} for agent in present]
            values = {(agent, "qa_score"): (*sums, 5) for agent, sums in present.items()}
            done = month(rules, people, values, period=label)
            months[label] = MonthResult(
                done.score_lines, brief.metrics(label, values, catalogue), brief.people(people)
            )
        return months

    return made


def row_of(table, agent="A1") -> dict:
    return {row["agent_id"]: row for row in table.to_pylist()}[agent]


FIGURES = {"A1": [(800, 10), (900, 10), (1700, 20)]}  # 80, 90, 85 → 0, 100, 50; atoms 85 → 50


def test_a_mean_of_months_and_a_score_of_atoms_stand_side_by_side(quarter, rules) -> None:
    figures = {"A1": [(800, 10), (900, 10), (1900, 20)]}  # scores 0, 100, 100; atoms 90 → 100
    row = row_of(
        period_scores("2026-Q2", Aggregation(method="weighted_mean"), quarter(figures), rules)
    )
    assert row["score_from_months"] == Decimal("66.666667")
    assert row["score_from_atoms"] == 100
    assert row["difference"] == Decimal("33.333333")
    assert row["score"] == row["score_from_months"]
    assert row["months"] == "2026-04 2026-05 2026-06"


@pytest.mark.parametrize(
    ("rule", "score"),
    [
        ({"method": "weighted_mean"}, "50"),
        ({"method": "weighted_mean", "weights": (1, 1, 2)}, "50"),
        ({"method": "weighted_mean", "weights": (1, 3, 1)}, "70"),
        ({"method": "best_of", "best": 2}, "75"),
        ({"method": "best_of", "best": 1}, "100"),
        ({"method": "last"}, "50"),
        ({"method": "atoms"}, "50"),
        ({"method": "atoms", "atoms_rules": "each_month"}, "50"),
    ],
)
def test_every_declared_aggregation(quarter, rules, rule, score) -> None:
    row = row_of(period_scores("2026-Q2", Aggregation(**rule), quarter(FIGURES), rules))
    assert row["score"] == Decimal(score)


def test_a_month_without_a_score_does_not_count(quarter, rules) -> None:
    months = quarter({"A1": [(900, 10), None, None], "A2": [(900, 10), None, (800, 10)]})
    aggregation = Aggregation(method="weighted_mean", minimum_months=2)
    table = period_scores("2026-Q2", aggregation, months, rules)
    assert row_of(table, "A1")["score"] is None
    assert row_of(table, "A1")["score_from_months"] == 100
    assert "fewer than 2" in row_of(table, "A1")["note_en"]
    assert row_of(table, "A2")["score"] == 50


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(70, 100), min_size=3, max_size=3), st.integers(1, 50))
def test_equal_samples_on_one_straight_line_make_both_ways_equal(
    quarter, rules, marks, sample
) -> None:
    inside = [max(80, min(90, mark)) for mark in marks]
    figures = {"A1": [(mark * sample, sample) for mark in inside]}
    row = row_of(
        period_scores("2026-Q2", Aggregation(method="weighted_mean"), quarter(figures), rules)
    )
    assert abs(row["difference"]) <= Decimal("0.00002")


def test_months_outside_the_span_and_weights_that_do_not_fit_are_refused(quarter, rules) -> None:
    months = quarter(FIGURES)
    with pytest.raises(Refusal, match="2026-01 to 2026-03"):
        period_scores("2026-Q1", Aggregation(method="last"), months, rules)
    with pytest.raises(Refusal, match="has 3 months"):
        rule = Aggregation(method="weighted_mean", weights=(Decimal(1), Decimal(1)))
        period_scores("2026-Q2", rule, months, rules)


def test_best_of_says_how_many() -> None:
    with pytest.raises(ValidationError, match="best_of needs"):
        Aggregation(method="best_of")
    with pytest.raises(ValidationError, match="best_of needs"):
        Aggregation(method="last", best=2)
