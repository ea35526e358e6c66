"""Rules no sample file uses yet: deep trees, HOLD, item caps, every gate action, pay limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring import check_trace, compile_rules, explain

FILES = sorted((Path(__file__).parent / "deep_rules").glob("*.yaml"))


@pytest.fixture
def deep(catalogue, month):
    def run(values, people=("A1",), policy="EXCLUDE_REWEIGHT", work=None, period="2026-06"):
        texts = {file.name: file.read_text(encoding="utf-8") for file in FILES}
        texts["card.yaml"] = texts["card.yaml"].replace("POLICY", policy)
        rules = compile_rules([read_yaml(text, name) for name, text in texts.items()], catalogue)
        result = month(rules, [{"agent_id": a} for a in people], values, work, period)
        assert check_trace(result.trace_nodes) == []
        scores = {(x["agent_id"], x["node_id"]): x for x in result.score_lines.to_pylist()}
        pay = {(x["agent_id"], x["component"]): x for x in result.pay_lines.to_pylist()}
        return result, scores, pay

    return run


def test_three_levels_compose_exactly(deep) -> None:
    values = {("A1", "qa_score"): 2, ("A1", "csat_mean"): 3.5, ("A1", "attendance_rate"): 0.9}
    _, scores, _ = deep(values)
    assert scores["A1", "qa"]["score"] == Decimal("66.666667")
    outer = (Decimal("33.4") * Decimal("66.666667") + Decimal("66.6") * 70) / 100
    assert scores["A1", "outer"]["score"] == round(outer, 6)
    total = (70 * scores["A1", "outer"]["score"] + 30 * 90) / 100
    assert scores["A1", "total"]["score"] == round(total, 6)
    for parent in ("total", "outer", "inner"):
        parts = [x["contribution"] for x in scores.values() if x["parent_id"] == parent]
        assert sum(parts) == scores["A1", parent]["score"]


def test_an_item_cap_limits_the_stretch(deep) -> None:
    _, scores, _ = deep({("A1", "qa_score"): 4})
    assert scores["A1", "qa"]["score"] == 105


def test_drop_band_on_an_item_and_cap_on_a_section(deep) -> None:
    values = {
        ("A1", "csat_mean"): 4.5,
        ("A1", "early_leave_count"): 1,
        ("A2", "csat_mean"): 4.5,
        ("A2", "late_count"): 3,
    }
    _, scores, _ = deep(values, ("A1", "A2"))
    assert scores["A1", "csat"]["score"] == 40
    assert scores["A1", "csat"]["flag"] == "drop: DROP_BAND 2"
    assert scores["A2", "outer"]["score"] == 50
    assert scores["A2", "outer.gate"]["contribution"] == -50


def test_hold_holds_everything_above_and_the_pay(deep) -> None:
    result, scores, pay = deep({("A1", "csat_mean"): 4.5}, policy="HOLD")
    held = {node for (_, node), line in scores.items() if line["flag"] == "HOLD"}
    assert held == {"total", "outer", "inner", "qa"}
    assert scores["A1", "total"]["score"] is None
    assert pay["A1", "performance"]["pay_amount"] == 0
    assert pay["A1", "performance"]["formula"].startswith("HOLD")
    assert {"score_held", "pay_held"} <= {notice.code for notice in result.notices}


def test_zero_and_neutral_are_not_the_same_as_left_out(deep) -> None:
    values = {("A1", "csat_mean"): 3.5}
    for policy, inner in (("ZERO", 0), ("NEUTRAL", 100)):
        _, scores, _ = deep(values, policy=policy)
        assert scores["A1", "inner"]["score"] == inner
        assert scores["A1", "qa"]["policy"] == policy
    _, scores, _ = deep(values)
    assert scores["A1", "inner"]["score"] is None
    assert scores["A1", "outer"]["score"] == 70


def test_the_worked_line_of_the_trace(deep) -> None:
    result, _, pay = deep({("A1", "attendance_rate"): 0.9214})
    line = pay["A1", "performance"]
    assert line["pay_amount"] == Decimal("1254.36")
    assert line["rounding_residual"] == Decimal("-0.003")
    told = explain(result.trace_nodes, "A1", "zh_CN", "pay/performance", depth=0)
    assert told.startswith(
        "绩效工资 1,254.36 = 1,140.33 × 1.10 (规则 P2@2026-01-01, 得分 92.14 落入 [90,95))"
    )
    english = explain(result.trace_nodes, "A1", "en", "pay/performance", depth=0)
    assert english.startswith(
        "Performance pay 1,254.36 = 1,140.33 × 1.10 "
        "(rule P2@2026-01-01, score 92.14 falls in [90,95))"
    )


def test_cap_drop_band_and_variable_pay_gates(deep) -> None:
    values = {(a, "attendance_rate"): 0.96 for a in ("A1", "A2", "A3")}
    values |= {("A2", "late_count"): 1, ("A3", "early_leave_count"): 3}
    work = {(a, date(2026, 6, 1), "contact:enquiry"): 40 for a in ("A1", "A2", "A3")}
    result, _, pay = deep(values, ("A1", "A2", "A3"), work=work)
    assert pay["A1", "performance"]["pay_amount"] == 1300
    assert pay["A2", "performance"]["pay_amount"] == Decimal("1254.36")
    assert pay["A3", "performance"]["pay_amount"] == 650
    shares = [pay[agent, "points"]["pay_amount"] for agent in ("A1", "A2", "A3")]
    half = Decimal("1666.67")
    assert shares == [Decimal("3333.34"), Decimal("3333.33"), half]
    assert "pool_money_gated" in {notice.code for notice in result.notices}


def test_a_hold_on_variable_pay_pays_nothing_yet_and_names_the_person(deep) -> None:
    values = {("A1", "attendance_rate"): 0.96, ("A2", "attendance_rate"): 0.4}
    work = {(a, date(2026, 6, 1), "contact:enquiry"): 40 for a in ("A1", "A2")}
    result, _, pay = deep(values, ("A1", "A2"), work=work)
    assert [pay[a, "points"]["pay_amount"] for a in ("A1", "A2")] == [5000, 0]
    assert pay["A2", "performance"]["pay_amount"] == 0
    notices = {notice.code: notice for notice in result.notices}
    assert notices["pay_held"].agents == ("A2",)
    assert "5,000.00" in notices["pool_money_gated"].note_en


def test_explain_stays_within_a_screen_per_level_and_knows_its_nodes(deep) -> None:
    work = {("A1", date(2026, 7, day), "contact:enquiry"): day for day in range(1, 32)}
    values = {("A1", "attendance_rate"): 1}
    result, _, _ = deep(values, work=work, period="2026-07")
    told = explain(result.trace_nodes, "A1", "en", "points/contact:enquiry", depth=5).splitlines()
    assert len(told) == 1 + 30 + 1
    assert told[-1].strip().startswith("… 1 more")
    with pytest.raises(Refusal, match="no such node"):
        explain(result.trace_nodes, "A1", "en", "score/nothing")
    with pytest.raises(Refusal, match="nobody of this id"):
        explain(result.trace_nodes, "A9", "en")


def test_a_value_beyond_the_bands_is_refused_with_its_person(deep) -> None:
    with pytest.raises(Refusal, match=r"A1, item 'csat': 6 lies outside the domain \[1,5\]"):
        deep({("A1", "csat_mean"): 6})
