"""Criteria with figure and threshold, nine boxes, certainty of rank, training needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_contracts.located_yaml import LocatedYaml, read_yaml
from data_contracts.refusal import Refusal
from scoring.selection import (
    person_profile,
    probability_above,
    promotion_eligibility,
    read_facts,
    read_selection,
    read_training,
    talent_pool,
    training_needs,
)
from scoring.selection.ranking import root, trend, variance
from scoring.selection.rules import PoolRanking
from scoring.tables import NUMBER

SAMPLE = Path(__file__).parents[4] / "centres/sample/selection"
YEAR = [f"2025-{m:02}" for m in range(7, 13)] + [f"2026-{m:02}" for m in range(1, 7)]
NORMAL = PoolRanking(method="normal", digits=4, confidence=Decimal("0.95"), least_months=3)


def sample(name: str, **changes: Any) -> LocatedYaml:
    text = (SAMPLE / name).read_text(encoding="utf-8")
    data = yaml.safe_load(text) | changes
    return read_yaml(yaml.safe_dump(data) if changes else text, f"selection/{name}")


def facts(
    scores: dict[str, Sequence[Any]],
    metrics: Sequence[tuple[str, str, str, Any, Any, int]] = (),
    certificates: Sequence[tuple[str, str, date, date | None]] = (),
    joined: date = date(2020, 1, 1),
) -> Any:
    people = pa.table(
        {
            "agent_id": list(scores),
            "role": ["agent"] * len(scores),
            "team_id": ["T01"] * len(scores),
            "employed_from": [joined] * len(scores),
        }
    )
    lines = [
        {"period": period, "agent_id": agent, "kind": "total", "score": Decimal(str(score))}
        for agent, run in scores.items()
        for period, score in zip(YEAR, run, strict=False)
        if score is not None
    ]
    kinds = [(name, pa.string()) for name in ("period", "agent_id", "kind")]
    names = ("subject_id", "metric", "variant", "numerator", "denominator", "n")
    values = [
        {"period": "2026-06", "subject_kind": "agent", **dict(zip(names, row, strict=True))}
        for row in metrics
    ]
    texts = ("period", "subject_kind", "subject_id", "metric", "variant")
    columns = [*((t, pa.string()) for t in texts), ("n", pa.int64())]
    held = ("agent_id", "certificate_id", "valid_from", "valid_to")
    return read_facts(
        people,
        pa.Table.from_pylist(lines, schema=pa.schema([*kinds, ("score", NUMBER)])),
        pa.Table.from_pylist(
            values, schema=pa.schema([*columns, ("numerator", NUMBER), ("denominator", NUMBER)])
        ),
        pa.table({name: pa.array([row[i] for row in certificates]) for i, name in enumerate(held)}),
    )


GOOD = [("A1", "qa_score", "-", 2700, 30, 30), ("A1", "attendance_rate", "HOURS", 98, 100, 200)]
HELD = [("A1", "voice_complaints", date(2025, 1, 1), None)]


@pytest.fixture(scope="module")
def plan(catalogue):
    return read_selection(sample("senior_agent.yaml"), catalogue, "2026-06")


def verdicts(table: pa.Table, agent: str = "A1") -> dict[str, dict[str, Any]]:
    return {r["criterion_id"]: r for r in table.to_pylist() if r["agent_id"] == agent}


def test_somebody_who_meets_everything_is_eligible(plan) -> None:
    table = promotion_eligibility(plan, facts({"A1": [88, 91] * 6}, GOOD, HELD))
    found = verdicts(table)
    assert all(row["met"] and row["eligible"] for row in found.values())
    assert (found["mean"]["figure"], found["good_months"]["figure"]) == (Decimal("89.5"), 6)


def test_each_no_states_the_criterion_with_figure_and_threshold(plan) -> None:
    metrics = [
        ("A1", "qa_score", "-", 2100, 24, 24),
        ("A1", "attendance_rate", "HOURS", 96, 100, 9),
    ]
    expired = [("A1", "voice_complaints", date(2024, 1, 1), date(2026, 6, 29))]
    table = promotion_eligibility(
        plan, facts({"A1": [70, 90] * 4}, metrics, expired, joined=date(2025, 1, 2))
    )
    found = verdicts(table)
    assert {name for name, row in found.items() if row["met"]} == {"good_months"}
    assert found["mean"]["note_en"] == "not met: Mean score 80, needs >= 85"
    assert found["quality"]["note_zh"] == "不符合：质检得分 87.5（要求 >= 88）"
    assert found["months"]["note_en"] == "not met: Months with a score 8, needs >= 9"
    assert found["service"]["figure"] == 17
    assert (
        found["certificate"]["note_en"] == "not met: Complaints certificate, no valid certificate"
    )
    assert not any(row["eligible"] for row in found.values())


def test_too_small_a_sample_says_so(plan) -> None:
    metrics = [("A1", "qa_score", "-", 990, 10, 10)]
    found = verdicts(promotion_eligibility(plan, facts({"A1": [90] * 12}, metrics, HELD)))
    assert (
        found["quality"]["note_en"] == "not met: QA score has too few data (sample 10), needs >= 88"
    )
    assert found["attendance"]["figure"] is None


def test_the_standard_deviation_is_judged_before_it_is_rounded(plan) -> None:
    exactly_six = [84, 96, 90] * 4  # Σ of squares 288 ÷ 11 is 26.18; below 36
    assert verdicts(promotion_eligibility(plan, facts({"A1": exactly_six})))["stability"]["met"]
    assert root(variance([Fraction(x) for x in exactly_six]), 4) == Decimal("5.1168")


SCORES = st.lists(st.decimals(0, 120, places=3), min_size=12, max_size=12)


@settings(max_examples=40, deadline=None)
@given(SCORES)
def test_figures_agree_with_numpy(scores) -> None:
    exact = [Fraction(score) for score in scores]
    floats = np.array(scores, dtype=float)
    assert abs(root(variance(exact)) - Decimal(str(np.std(floats, ddof=1)))) < Decimal("0.00001")
    slope = stats.linregress(range(12), floats).slope if len(set(scores)) > 1 else 0
    run = dict(zip(YEAR, exact, strict=True))
    assert abs(trend(run) - Fraction(slope)) < Fraction(1, 10**6)


@settings(max_examples=40, deadline=None)
@given(SCORES, SCORES)
def test_the_probability_is_that_of_the_paired_differences_and_complementary(one, two) -> None:
    first, second = (dict(zip(YEAR, map(Fraction, scores), strict=True)) for scores in (one, two))
    found = probability_above(first, second, NORMAL)
    other = probability_above(second, first, NORMAL)
    assert found is not None and other is not None
    assert abs(found + other - 1) <= Decimal("0.0001")
    differences = np.array(one, dtype=float) - np.array(two, dtype=float)
    error = differences.std(ddof=1) / np.sqrt(12)
    if error > 1e-6:
        wanted = stats.norm.cdf(differences.mean() / error)
        assert abs(found - Decimal(str(wanted))) <= Decimal("0.00011")


def test_a_bootstrap_is_repeatable_and_near_the_normal() -> None:
    run = dict(
        zip(YEAR, map(Fraction, [80, 84, 79, 90, 88, 85, 83, 91, 86, 84, 88, 87]), strict=True)
    )
    other = dict(
        zip(YEAR, map(Fraction, [82, 80, 81, 86, 85, 86, 80, 88, 85, 86, 84, 84]), strict=True)
    )
    how = NORMAL.model_copy(update={"method": "bootstrap", "draws": 20_000, "seed": 7})
    first = probability_above(run, other, how)
    assert first == probability_above(run, other, how)
    normal = probability_above(run, other, NORMAL)
    assert first is not None and normal is not None and abs(first - normal) < Decimal("0.02")
    few = {period: run[period] for period in YEAR[:2]}
    assert probability_above(few, other, how) is None


def test_the_pool_is_ranked_with_boxes_and_certainty(plan) -> None:
    rising = [86 + x * Fraction(1, 2) for x in range(12)]
    table = talent_pool(
        plan,
        facts({
            "A1": [str(float(x)) for x in rising], "A2": [80] * 12, "A3": [80] * 12,
            "A4": [70 - x for x in range(12)], "A5": [99] * 2,
        }),
    )  # fmt: skip
    rows = table.to_pylist()
    assert [(r["agent_id"], r["rank"], r["box"]) for r in rows] == [
        ("A1", 1, 9), ("A2", 2, 5), ("A3", 2, 5), ("A4", 4, 1),
    ]  # fmt: skip
    assert rows[0]["trend"] == Decimal("0.5")
    sure = [row["probability_above_next"] for row in rows]
    assert sure == [1, Decimal("0.5"), 1, None]
    assert rows[1]["mean_low"] == rows[1]["mean_high"] == 80


def test_training_is_ranked_by_expected_gain_and_gaps_without_course_are_told() -> None:
    plan = read_training(sample("courses.yaml"), "2026-06")
    gains = pa.table(
        {
            "agent_id": ["A1", "A1", "A1", "A2"],
            "node_id": ["qa", "csat", "aht", "qa"],
            "metric": ["qa_score", "csat_mean", "average_handle_time_s", "qa_score"],
            "gain": [Decimal("4.00"), Decimal("8.00"), Decimal("3.00"), Decimal("0.00")],
            "evidence": ["n1", "n2", "n3", "n4"],
        }
    )
    run = training_needs(plan, gains)
    rows = [(r["agent_id"], r["rank"], r["course_id"], r["expected_gain"], r["gain_per_hour"])
            for r in run.needs.to_pylist()]  # fmt: skip
    assert rows == [
        ("A1", 1, "complaint_clinic", 2, Decimal("0.5")),
        ("A1", 2, "quality_basics", Decimal("1.6"), Decimal("0.266667")),
    ]
    assert [(n.code, n.agents) for n in run.notices] == [("no_course_for_metric", ("A1",))]


def test_the_profile_has_trend_peers_and_trace_of_every_figure() -> None:
    rows = [
        {"period": period, "agent_id": agent, "node_id": "total", "kind": "total",
         "name_zh": "总分", "name_en": "Total", "score": Decimal(score), "metric_value": None}
        for agent, scores in {"A1": (80, 82, 84), "A2": (70, 70, 70), "A3": (90, 90, None)}.items()
        for period, score in zip(YEAR[-3:], scores, strict=True)
        if score is not None
    ]  # fmt: skip
    texts = ("period", "agent_id", "node_id", "kind", "name_zh", "name_en")
    kinds = [*((t, pa.string()) for t in texts), ("score", NUMBER), ("metric_value", NUMBER)]
    lines = pa.Table.from_pylist(rows, schema=pa.schema(kinds))
    first, second = person_profile(lines, "2026-06", {"A1": ["A2", "A3"]}).to_pylist()
    assert (first["previous_score"], first["mean_score"], first["trend"]) == (82, 82, 2)
    assert (first["peers"], first["peer_mean"], first["percentile"]) == (2, 77, Decimal("0.75"))
    assert first["evidence"] == "2026-06/A1/score/total"
    assert (second["peers"], second["percentile"]) == (1, Decimal("0.5"))


def test_cuts_that_do_not_rise_and_floats_are_refused(catalogue) -> None:
    box = yaml.safe_load((SAMPLE / "senior_agent.yaml").read_text(encoding="utf-8"))["nine_box"]
    box["performance"][date(2026, 1, 1)]["value"] = [88, 75]
    with pytest.raises(Refusal, match="the two cuts of three bands rise"):
        read_selection(sample("senior_agent.yaml", nine_box=box), catalogue, "2026-06")
    gains = pa.table({"agent_id": ["A1"], "node_id": ["qa"], "metric": ["qa_score"], "gain": [0.1],
                      "evidence": ["n"]})  # fmt: skip
    with pytest.raises(Refusal, match="not binary floats"):
        training_needs(read_training(sample("courses.yaml"), "2026-06"), gains)
