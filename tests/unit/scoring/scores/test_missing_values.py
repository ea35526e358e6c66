"""Missing policies, late data and bonuses: each by a figure worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
import yaml

from data_contracts.located_yaml import read_yaml
from scoring import Facts, calculate, check_trace, compile_rules
from tests.unit.scoring.scores.written import (
    METRICS,
    NO_WORK,
    card,
    dated,
    item,
    lines_of,
    people_table,
    values_table,
)

FEW = (60, 1, 3)  # 60, resting on 3 cases
PEERS = {("B", "quantity"): (80, 1, 50), ("C", "quantity"): (70, 1, 50)}
TEAM = [{"agent_id": one} for one in "ABC"]


def quantity(policy: str, **keys: Any) -> dict[str, Any]:
    return card(item("quantity", missing_policy=policy, min_sample=10, **keys))


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [
        ("NEUTRAL", "100"),
        ("ZERO", "0"),
        ("TEAM_MEAN", "70"),  # (60 + 80 + 70) ÷ 3
        ("SHRINK(7)", "67"),  # (3 × 60 + 7 × 70) ÷ 10
    ],
)
def test_a_policy_decides_about_too_few_cases(score, policy: str, wanted: str) -> None:
    done = score(quantity(policy), TEAM, {("A", "quantity"): FEW, **PEERS})
    line = lines_of(done, "A")["quantity"]
    assert line["score"] == Decimal(wanted)
    assert line["policy"] == policy.partition("(")[0]
    assert lines_of(done, "B")["quantity"]["policy"] is None


def test_a_held_item_holds_the_total(score) -> None:
    done = score(quantity("HOLD"), TEAM, {("A", "quantity"): FEW, **PEERS})
    assert lines_of(done, "A")["total"]["score"] is None
    assert [notice.agents for notice in done.notices if notice.code == "score_held"] == [("A",)]


def test_an_earlier_month_is_carried_no_further_than_allowed(score) -> None:
    earlier = {"2026-04": {("A", "quantity"): (90, 1, 50)}, "2026-05": {("A", "quantity"): FEW}}
    for months, wanted in ((1, None), (2, Decimal(90))):
        done = score(quantity(f"CARRY_FORWARD({months})"), TEAM, PEERS, earlier=earlier)
        assert lines_of(done, "A")["quantity"]["score"] == wanted


def test_a_team_mean_is_the_ratio_of_sums(score) -> None:
    values = {("B", "quantity"): (90, 1, 50), ("C", "quantity"): (120, 3, 50)}
    done = score(quantity("TEAM_MEAN"), TEAM, values)
    assert lines_of(done, "A")["quantity"]["score"] == Decimal("52.500000")  # 210 ÷ 4


def test_nobody_in_the_team_leaves_the_item_out(score) -> None:
    done = score(quantity("TEAM_MEAN"), [{"agent_id": "A"}], {})
    line = lines_of(done, "A")["quantity"]
    assert (line["score"], line["policy"]) == (None, "EXCLUDE_REWEIGHT")


def test_what_rests_on_late_data_is_held(score) -> None:
    speed = item("speed_s", weight=50, function={"code": "F1", "points": [[0, 100], [100, 0]]})
    values = {("A", "quantity"): 80, ("A", "speed_s"): 20}
    late = Facts(late_marts=frozenset({"agent_interval"}))
    done = score(card(item("quantity", weight=50), speed), TEAM[:1], values, late)
    assert lines_of(done, "A")["speed_s"]["flag"] == "HOLD"
    assert lines_of(done, "A")["quantity"]["score"] == 80
    assert lines_of(done, "A")["total"]["score"] is None


def bonus(**placed: Any) -> dict[str, Any]:
    function = {"code": "F6", "merits": [{"metric": "praise", "per_event": 4}], "cap": 10, **placed}
    return item("praise", metric=None, weight=0, function=function)


def test_a_bonus_after_weighting_is_added_to_the_total(score) -> None:
    added = card(item("quantity"), bonus(placement="after_weighting"))
    done = score(added, TEAM[:1], {("A", "quantity"): 80, ("A", "praise"): 3})
    lines = lines_of(done, "A")
    assert lines["total"]["score"] == 90
    assert lines["praise"]["contribution"] == 10


def test_a_bonus_inside_an_item_stops_at_the_items_cap(score) -> None:
    inside = bonus(placement="inside_item", base_item="quantity")
    done = score(
        card(item("quantity", cap_hi=85), inside),
        TEAM[:1],
        {("A", "quantity"): 80, ("A", "praise"): 3},
    )
    assert lines_of(done, "A")["quantity"]["score"] == 85
    assert lines_of(done, "A")["total"]["score"] == 85


def test_a_formula_may_read_the_scores_of_items(score) -> None:
    formula = {
        "code": "F16",
        "expression": "min(a, b) + 5",
        "inputs": {"a": {"item": "quantity"}, "b": {"item": "quality"}},
    }
    both = item("both", metric=None, weight=50, function=formula)
    done = score(
        card(both, item("quantity", weight=30), item("quality", weight=20)),
        TEAM[:1],
        {("A", "quantity"): 70, ("A", "quality"): 60},
    )
    assert lines_of(done, "A")["both"]["score"] == 65


def test_weights_may_differ_by_role(score) -> None:
    matrix = card(
        item("quantity", weight_by_role={"agent": 80, "leader": 20}),
        item("quality", weight_by_role={"agent": 20, "leader": 80}),
    )
    people = [{"agent_id": "A"}, {"agent_id": "B", "role": "leader"}]
    values = {(a, m): v for a in "AB" for m, v in (("quantity", 100), ("quality", 50))}
    done = score(matrix, people, values)
    assert [lines_of(done, one)["total"]["score"] for one in "AB"] == [90, 60]


def test_grades_by_score_and_by_quota(score) -> None:
    grades = {
        "grades": [
            {"id": "A", "name_zh": "优", "name_en": "A", "at_least": 60, "quota": "0.2"},
            {"id": "B", "name_zh": "良", "name_en": "B", "at_least": 0, "quota": "0.8"},
        ]
    }
    people = [{"agent_id": f"P{n:02d}"} for n in range(10)]
    values = {(person["agent_id"], "quantity"): 70 + n for n, person in enumerate(people)}
    done = score(card(item("quantity"), grades=dated(grades)), people, values)
    rows = {row["agent_id"]: row for row in done.grade_lines.to_pylist()}
    assert [name for name, row in rows.items() if row["grade"] == "A"] == ["P08", "P09"]
    assert {row["grade_by_score"] for row in rows.values()} == {"A"}
    few = score(card(item("quantity"), grades=dated(grades)), people[:9], values)
    assert {(r["grade"], r["forced"]) for r in few.grade_lines.to_pylist()} == {("A", False)}


def test_a_correction_is_told_in_the_trace() -> None:
    document = read_yaml(yaml.safe_dump(card(item("quantity"))), "card.yaml")
    values = values_table({("A", "quantity"): 80, ("B", "quantity"): 70})
    for name, text in (("override_zh", "漏计"), ("override_en", "missed one")):
        values = values.append_column(name, pa.array([text, None], pa.string()))
    people = people_table([{"agent_id": "A"}, {"agent_id": "B"}])
    done = calculate(compile_rules([document], METRICS), "2026-06", people, values, NO_WORK)
    assert check_trace(done.trace_nodes) == []
    notes = {r["node_id"]: r["note_en"] for r in done.trace_nodes.to_pylist()}
    assert notes["2026-06/A/score/quantity.quantity"].endswith("; corrected: missed one")
    assert "corrected" not in notes["2026-06/B/score/quantity.quantity"]
