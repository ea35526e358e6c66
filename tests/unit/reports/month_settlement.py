"""What quality, law and settlement say of the made-up month."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from .month import PEOPLE, PERIOD

Rows = list[dict[str, Any]]
AT = datetime(2026, 7, 1, 3)
FORM = "centres/sample/quality_forms/inbound.yaml@2026-06-01"
LAW = "centres/sample/statutory/shanghai.yaml#overtime_limits@2026-06-01"
QUESTIONS = {
    "greeting": ("开场白", "Greeting"),
    "identification": ("身份核对", "Identification"),
    "solution": ("解决方案", "Solution"),
    "closing": ("结束语", "Closing"),
}
STATES = ("SUBMITTED", "TRIAGED", "NEED_INFO", "UPHELD", "PARTLY", "REJECTED", "CLOSED", "EXPIRED")
SIX, CENT = Decimal("0.000001"), Decimal("0.01")


def settlement_rows(dice: random.Random, evaluations: Rows) -> dict[str, Rows]:
    """Every table beside the scores: quality, flags, overtime, proofs, appeals, deltas, events."""
    overtime = _overtime()
    return {
        "grade_lines": [_grade(agent) for agent, *_ in PEOPLE],
        "quality_scores": [_quality(dice, agent) for agent, *_ in PEOPLE],
        "evaluation_lines": [row for head in evaluations for row in _evaluation(dice, head)],
        "gaming_flags": _flags(),
        "counterfactuals": [row for agent, *_ in PEOPLE for row in _steps(agent)],
        "overtime_lines": overtime,
        "comp_leave_ledger": _comp_leave(),
        "statutory_proofs": [row for at, (agent, *_) in enumerate(PEOPLE)
                             for row in _proofs(agent, at)],
        "statutory_violations": _violations(),
        "deduction_ledger": _deductions(),
        "adjustments": _adjustments(),
        "overrides": _overrides(),
        "replay_deltas": _causes(),
        "appeal_cases": [_appeal(number, state) for number, state in enumerate(STATES)],
        "appeal_statistics": _statistics(),
        "settlement_events": _events(),
    }  # fmt: skip


def added_pay_rows() -> Rows:
    """Overtime, a top-up and an adjustment for a few people."""
    overtime = sum((row["unrounded_amount"] for row in _overtime() if row["agent_id"] == "A1005"),
                   Decimal(0))  # fmt: skip
    return [
        _pay("A1005", "overtime", "P9", "加班费", "Overtime pay", overtime, "2030"),
        _pay("A1006", "restated", "P12", "补发与追回", "Adjustments", Decimal(-120), "2040"),
        _pay("A1007", "minimum_wage", "P_min", "最低工资补足", "Minimum-wage top-up",
             Decimal("35.5"), "2050"),
    ]  # fmt: skip


def _pay(
    agent: str, component: str, code: str, zh: str, en: str, raw: Decimal, payroll: str
) -> dict[str, Any]:
    paid = raw.quantize(CENT, ROUND_HALF_UP)
    return {
        "period": PERIOD, "agent_id": agent, "component": component, "code": code,
        "name_zh": zh, "name_en": en, "formula": f"{raw:f}", "unrounded_amount": raw,
        "pay_amount": paid, "rounding_residual": paid - raw, "currency": "CNY",
        "payroll_code": payroll, "taxable": code != "P12",
        "rule_ref": "centres/sample/pay/inbound.yaml@2026-01-01",
    }  # fmt: skip


def _grade(agent: str) -> dict[str, Any]:
    return {
        "period": PERIOD, "agent_id": agent, "scorecard_id": "inbound", "score": Decimal(80),
        "grade": "B", "grade_zh": "良好", "grade_en": "B", "grade_by_score": "A",
        "forced": agent == "A1004", "rule_ref": "centres/sample/scorecards/inbound.yaml@2026-01-01",
    }  # fmt: skip


def _quality(dice: random.Random, agent: str) -> dict[str, Any]:
    raw = Decimal(dice.randint(800, 980)) / 10
    return {
        "period": PERIOD, "agent_id": agent, "evaluations": 4, "form_versions": "inbound 2026.1",
        "fatal_errors": 0, "raw_score": raw, "adjusted_score": raw + Decimal("0.8"),
        "adjustment": Decimal("0.8"), "ci_low": raw - 3, "ci_high": raw + Decimal("4.6"),
        "confidence": Decimal("0.9"), "severity_known": True, "band": 2, "reference_band": 1,
        "paid_band": 1, "paid_band_zh": "合格", "paid_band_en": "pass", "rule_ref": FORM,
        "note_zh": "区间未越过档界：计薪档不变",
        "note_en": "the interval does not clear the edge: the band for pay stays",
    }  # fmt: skip


def _evaluation(dice: random.Random, head: dict[str, Any]) -> Rows:
    shared = {
        "evaluation_id": head["evaluation_id"], "period": PERIOD, "agent_id": head["agent_id"],
        "weight_declared": Decimal(100), "weight_applied": Decimal(100), "rule_ref": FORM,
    }  # fmt: skip
    rows: Rows = []
    for question, (zh, en) in QUESTIONS.items():
        points = Decimal(dice.randint(3, 5))
        rows.append(
            shared
            | {
                "node_id": question, "parent_id": "service", "kind": "question", "name_zh": zh,
                "name_en": en, "points": points, "full_points": Decimal(5), "score": points * 20,
                "weight_declared": Decimal(25), "weight_applied": Decimal(25),
                "contribution": points * 5, "points_lost": 25 - points * 5,
            }
        )  # fmt: skip
    whole = sum((row["contribution"] for row in rows), Decimal(0))
    for node, above, kind, zh, en in (
        ("service", "form", "section", "服务", "Service"),
        ("form", None, "form", "呼入表单", "Inbound form"),
    ):
        rows.append(
            shared
            | {"node_id": node, "parent_id": above, "kind": kind, "name_zh": zh, "name_en": en,
               "score": whole, "contribution": whole}
        )  # fmt: skip
    return rows


def _flags() -> Rows:
    return [
        {
            "period": PERIOD, "agent_id": agent, "detector": "short_calls", "name_zh": "超短通话",
            "name_en": "Short calls", "severity": severity, "cases": 41, "exposure": 900,
            "figure": Decimal("0.0455"), "peer_figure": Decimal("0.0098"),
            "threshold": Decimal("0.03"), "z": Decimal("4.2"), "peers": 96,
            "evidence_zh": "41 通短于 10 秒，其中 29 通在下班前一小时",
            "evidence_en": "41 calls under 10 s, 29 of them in the last hour of the shift",
            "rule_ref": "centres/sample/gaming.yaml@2026-01-01",
        }
        for agent, severity in (("A1003", "review"), ("A1009", "serious"))
    ]  # fmt: skip


def _steps(agent: str) -> Rows:
    steps = (
        ("quality_score", "next", "88.4", "90", "0.84", "135.00"),
        ("average_handle_time_s", "unit", "271.5", "270.5", "0.21", "0.00"),
        ("csat_top_box_rate", "unit", "0.91", "0.92", "0.63", "42.10"),
    )
    return [
        {
            "period": PERIOD, "agent_id": agent, "rank": rank, "metric": metric, "variant": "-",
            "step": step, "from_value": Decimal(start), "to_value": Decimal(end),
            "distance": Decimal(end) - Decimal(start), "score_delta": Decimal(score),
            "pay_delta": Decimal(pay), "components": "{}",
            "note_zh": f"{start} → {end}，总分 +{score}，收入 +{pay}",
            "note_en": f"{start} → {end}, total +{score}, pay +{pay}",
        }
        for rank, (metric, step, start, end, score, pay) in enumerate(
            sorted(steps, key=lambda each: -Decimal(each[5])), start=1
        )
    ]  # fmt: skip


def _overtime() -> Rows:
    days = (
        (date(2026, 6, 3), "workday", 5400, 0, "1.5"),
        (date(2026, 6, 6), "rest_day", 28800, 14400, "2"),
        (date(2026, 6, 19), "statutory_holiday", 28800, 0, "3"),
        (date(2026, 6, 24), "workday", 3600, 0, "1.5"),
    )
    return [
        _overtime_line(agent, *day, approved=not (agent == "A1012" and number == 3))
        for agent in ("A1005", "A1012")
        for number, day in enumerate(days)
    ]


def _overtime_line(
    agent: str, day: date, kind: str, worked: int, settled: int, times: str, approved: bool
) -> dict[str, Any]:
    hourly = Decimal("24.137931")
    paid = (worked - settled) if approved else 0
    raw = (hourly * paid * Decimal(times) / 3600).quantize(SIX, ROUND_DOWN)
    return {
        "period": PERIOD, "agent_id": agent, "work_date": day, "shift_date": day,
        "day_class": kind, "overtime_s": worked, "settled_s": settled, "paid_s": paid,
        "covered_s": 0, "hourly_amount": hourly, "multiplier": Decimal(times),
        "unrounded_amount": raw, "on_top": True, "approved": approved,
        "rule_ref": "centres/sample/statutory/shanghai.yaml#multipliers@2026-06-01",
    }  # fmt: skip


def _comp_leave() -> Rows:
    return [
        {"agent_id": "A1005", "earned_on": date(2026, 6, 6), "kind": kind,
         "moved_on": date(2026, 6, day), "seconds": seconds}
        for kind, day, seconds in (("earned", 6, 14400), ("taken", 22, -7200))
    ]  # fmt: skip


def _proofs(agent: str, at: int) -> Rows:
    tests = (
        ("overtime_month", "每月延长工作时间", "Extension of the month", "h", "at_most",
         41 if agent == "A1012" else 2 * at, 36, True, "劳动法 §41"),
        ("consecutive_days", "连续工作日的一般上限", "Consecutive days of work, as a rule", "d",
         "at_most", 7 if agent == "A1002" else 5, 6, False, "国办发 2025/34"),
        ("minimum_wage", "计入最低工资的工资", "Wage that counts for the minimum wage", "CNY",
         "at_least", 2690 + 300 * at, 2690, True, "最低工资规定 §12"),
    )  # fmt: skip
    rows: Rows = []
    for rule, zh, en, unit, sense, figure, limit, blocking, source in tests:
        passed = figure <= limit if sense == "at_most" else figure >= limit
        rows.append(
            {
                "period": PERIOD, "agent_id": agent, "rule": rule, "city_id": "shanghai",
                "name_zh": zh, "name_en": en, "figure": Decimal(figure),
                "limit_value": Decimal(limit), "unit": unit, "sense": sense,
                "breaches": int(not passed), "passed": passed, "blocking": blocking,
                "note_zh": f"{zh}：{figure}，限值 {limit}", "note_en": f"{en}: {figure} of {limit}",
                "source": source, "counsel_status": "check_with_counsel", "rule_ref": LAW,
            }
        )  # fmt: skip
    return rows


def _violations() -> Rows:
    return [
        {
            "period": PERIOD, "agent_id": "A1012", "rule": "overtime_day",
            "work_date": date(2026, 6, 18), "figure": Decimal("3.5"), "limit_value": Decimal(3),
            "unit": "h", "blocking": True, "note_zh": "延长 3.5 小时，上限 3 小时",
            "note_en": "extended by 3.5 h, at most 3 h", "rule_ref": LAW,
        }
    ]  # fmt: skip


def _deductions() -> Rows:
    return [
        {
            "period": PERIOD, "agent_id": "A1008", "claim_id": "L-2026-07",
            "arose_on": date(2026, 5, 11), "opening_amount": Decimal(1500),
            "taken_amount": Decimal(860), "carried_amount": Decimal(640),
            "rule_ref": "centres/sample/statutory/shanghai.yaml#deduction_share_cap@2026-06-01",
        }
    ]  # fmt: skip


def _adjustments() -> Rows:
    return [
        {
            "legal_entity": "sample_services", "pay_group": "everyone", "agent_id": agent,
            "reference_period": month, "version": 2, "component": "performance",
            "posted_period": posted, "instalment": number, "amount": Decimal(amount),
            "currency": "CNY", "reason_zh": "申诉支持：质检重评", "reason_en": "appeal upheld",
        }
        for agent, month, posted, number, amount in (
            ("A1006", "2026-05", PERIOD, 1, "-120.00"),
            ("A1006", "2026-05", "2026-07", 2, "-40.00"),
            ("A1010", PERIOD, "2026-07", 1, "88.50"),
        )
    ]  # fmt: skip


def _overrides() -> Rows:
    return [
        {
            "override_id": "O-1", "period": PERIOD, "agent_id": "A1010",
            "metric": "quality_score", "variant": "-", "figure": "numerator",
            "old_value": Decimal(352), "new_value": Decimal(361), "reason_zh": "重听后改分",
            "reason_en": "rescored after hearing again", "entered_by": "performance@sample.example",
            "entered_at": AT, "appeal_id": "AP-3",
        }
    ]  # fmt: skip


def _causes() -> Rows:
    return [
        {
            "period": "2026-05", "agent_id": "A1006", "figure": figure, "method": method,
            "from_value": Decimal("7010.00"), "to_value": Decimal("6890.00"),
            "rules_effect": Decimal("-150"), "data_effect": Decimal(30), "code_effect": Decimal(0),
        }
        for figure, method in (("pay", "sequential"), ("pay", "shapley"))
    ]  # fmt: skip


def _appeal(number: int, state: str) -> dict[str, Any]:
    agent = PEOPLE[number][0]
    decided = state in ("UPHELD", "PARTLY", "REJECTED", "CLOSED")
    decision = ("REJECTED" if state == "CLOSED" else state) if decided else None
    return {
        "appeal_id": f"AP-{number}", "agent_id": agent, "period": PERIOD,
        "trace_node_id": f"{PERIOD}/{agent}/quality", "rule_ref": FORM,
        "claimed_value": Decimal(92), "reason_code": "score_wrong", "submitted_at": AT,
        "deadline": date(2026, 7, 8), "state": state,
        "assignee": None if state in ("SUBMITTED", "EXPIRED") else "performance@sample.example",
        "due_on": date(2026, 6, 30) if state == "NEED_INFO" else date(2026, 7, 10),
        "decision": decision, "decider": "department-head@sample.example" if decided else None,
        "decided_at": AT + timedelta(hours=30) if decided else None,
        "correction": "O-1" if state == "UPHELD" else None,
        "effect_amount": Decimal("88.50") if state == "UPHELD" else None,
    }  # fmt: skip


def _statistics() -> Rows:
    subjects = (("evaluator", "A1016", 4), ("rule", FORM, 6), ("rule", FORM + "0", 2))
    return [
        {
            "period": PERIOD, "subject_kind": kind, "subject_id": subject, "appeals": count,
            "open": 1, "upheld": 1, "partly": 0, "rejected": count - 2, "expired": 0,
            "upheld_rate": (Decimal(1) / (count - 1)).quantize(SIX),
            "mean_decision_days": Decimal("1.25"), "effect_amount": Decimal("88.50"),
        }
        for kind, subject, count in subjects
    ]  # fmt: skip


def _events() -> Rows:
    names = (
        ("calculated", "run-2026-06-001", None, None),
        ("submitted", "performance@sample.example", None, None),
        ("signed", "data-steward@sample.example", "data_steward", AT + timedelta(hours=5)),
        ("signed", "data-steward@sample.example", "data_steward", None),
    )
    return [
        {
            "legal_entity": "sample_services", "pay_group": "everyone", "period": PERIOD,
            "sequence": number, "event": event, "happened_at": AT + timedelta(hours=number),
            "done_by": who, "step": step, "run_id": "run-2026-06-001", "result_hash": "ef" * 32,
            "version": 1, "voided_at": void,
            "voided_because": "the result changed" if void else None,
        }
        for number, (event, who, step, void) in enumerate(names, start=1)
    ]  # fmt: skip
