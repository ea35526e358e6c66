"""The month's scores, points, pay, their trace, and daily metric values."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from .catalogue import METRICS
from .month import FIRST, ITEMS, PEOPLE, PERIOD, workdays


def scores_rows(dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for month in ("2026-04", "2026-05", "2026-06"):
        for agent, *_ in PEOPLE:
            total = Decimal(0)
            shared = {
                "period": month,
                "agent_id": agent,
                "scorecard_id": "inbound",
                "rule_ref": "centres/sample/scorecards/inbound.yaml@2026-01-01",
            }
            for key, (zh, en, metric, weight, function) in ITEMS.items():
                score = Decimal(dice.randint(550, 1000)) / 10
                part = score * Decimal(weight) / 100
                total += part
                rows.append(
                    shared
                    | {
                        "node_id": key,
                        "parent_id": "results",
                        "kind": "item",
                        "name_zh": zh,
                        "name_en": en,
                        "metric": metric,
                        "n": 900,
                        "metric_value": Decimal("0.91")
                        if metric != "average_handle_time_s"
                        else Decimal("271.5"),
                        "target": Decimal("0.95")
                        if metric != "average_handle_time_s"
                        else Decimal(260),
                        "function": function,
                        "score": score,
                        "ungated_score": score,
                        "weight_declared": Decimal(weight),
                        "weight_applied": Decimal(weight),
                        "contribution": part,
                        "note_zh": "按规则计分",
                        "note_en": "scored by rule",
                    }
                )
            for kind, zh, en in (("section", "业绩", "Results"), ("total", "总分", "Total")):
                rows.append(
                    shared
                    | {
                        "node_id": "results" if kind == "section" else "total",
                        "kind": kind,
                        "parent_id": "total" if kind == "section" else None,
                        "name_zh": zh,
                        "name_en": en,
                        "score": total,
                        "ungated_score": total,
                        "weight_declared": Decimal(100),
                        "weight_applied": Decimal(100),
                        "contribution": total,
                        "note_zh": "合计",
                        "note_en": "sum",
                    }
                )
    return rows


def points_rows(dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for agent, *_ in PEOPLE:
        for day in workdays():
            for kind, standard in (("enquiry", "1.0"), ("billing", "1.25"), ("complaint", "2.1")):
                count = Decimal(dice.randint(3, 30))
                rows.append(
                    {
                        "point_id": f"P{len(rows):06}",
                        "period": PERIOD,
                        "agent_id": agent,
                        "work_date": day,
                        "work_type": kind,
                        "quantity": count,
                        "standard_points": Decimal(standard),
                        "coefficient": Decimal(1),
                        "points": count * Decimal(standard),
                        "rule_ref": "centres/sample/points/points.yaml@2026-01-01",
                    }
                )
    return rows


def calibration_rows() -> dict[str, list[dict[str, Any]]]:
    """A session of two evaluators on two questions, E2 four points kinder than the reference."""
    rule = "centres/sample/quality_forms/policy.yaml@2026-01-01"
    shared = {"period": PERIOD, "form_id": "QF-IN", "contacts": 8, "rule_ref": rule}
    apart = {"*": None, "A1008": Decimal("-1.5"), "A1009": Decimal(4)}
    sessions = [
        shared
        | {
            "session_id": "CAL20260610", "held_on": FIRST + timedelta(days=9),
            "evaluator_id": evaluator, "item_id": item, "pairs": 8, "mean_difference": difference,
            "percent_agreement": Decimal("0.75"),
            "alpha": Decimal("0.81") if evaluator == "*" else None,
            "alpha_level": "interval" if evaluator == "*" else None,
        }
        for evaluator, difference in apart.items()
        for item in ("form", "K1", "R1")
    ]  # fmt: skip
    pairs = [
        shared
        | {
            "item_id": "form", "evaluator_a": first, "evaluator_b": second, "pairs": 8,
            "percent_agreement": Decimal("0.875"), "mean_difference": Decimal("-5.5"),
            "kappa_linear": Decimal("0.6"), "kappa_quadratic": Decimal("0.7"),
            "alpha": Decimal("0.8"), "alpha_level": "interval",
        }
        for first, second in (("*", "*"), ("A1008", "A1009"), ("A1009", "reference"))
    ]  # fmt: skip
    return {"calibration_sessions": sessions, "calibration_agreement": pairs}


def pay_rows(dice: random.Random) -> list[dict[str, Any]]:
    parts = (
        ("base", "P1", "基本工资", "Base pay", "4200.00", "1.000000"),
        ("performance", "P2", "绩效工资", "Performance pay", "1500.00", "1.100000"),
        ("points", "P4", "积分工资", "Points pay", "1100.75", "0.909782"),
    )
    rows = []
    for month in ("2026-05", "2026-06"):
        for index, (agent, *_) in enumerate(PEOPLE):
            for component, code, zh, en, base, factor in parts:
                start = Decimal(base) + (index * 10 if code != "P2" else 0)
                raw = (start * Decimal(factor)).quantize(Decimal("0.000001"))
                paid = raw.quantize(Decimal("0.01"))
                rows.append(
                    {
                        "period": month,
                        "agent_id": agent,
                        "component": component,
                        "code": code,
                        "name_zh": zh,
                        "name_en": en,
                        "formula": f"{start} × {factor}",
                        "base_amount": start,
                        "factor": Decimal(factor),
                        "unrounded_amount": raw,
                        "pay_amount": paid,
                        "rounding_residual": paid - raw,
                        "currency": "CNY",
                        "payroll_code": f"W{code}",
                        "taxable": True,
                        "rule_ref": "centres/sample/pay/inbound.yaml@2026-01-01",
                    }
                )
    return rows


def price_points(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Points pay as the engine writes it: no base amount, the price as factor, rounded down."""
    for line in rows["pay_lines"]:
        if line["code"] == "P4" and line["period"] == PERIOD:
            own = [r["points"] for r in rows["point_lines"] if r["agent_id"] == line["agent_id"]]
            raw = sum(own, Decimal(0)) * Decimal("0.313131")
            paid = raw.quantize(Decimal("0.01"), ROUND_DOWN)
            raw = raw.quantize(Decimal("0.000001"))
            line |= {
                "base_amount": None,
                "factor": Decimal("0.313131"),
                "pay_amount": paid,
                "unrounded_amount": raw,
                "rounding_residual": paid - raw,
            }


def daily_values(rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Each metric's sums by day for agents, teams and queues."""
    sums: dict[tuple[Any, ...], list[Decimal]] = {}
    for metric in METRICS:
        for row in rows[metric.source]:
            above = row[metric.numerator or ""]
            below = row[metric.denominator] if metric.denominator else 1
            subjects = {
                "queue": row.get("queue_id"),
                "agent": row.get("agent_id"),
                "team": row.get("team_id"),
            }
            for kind, subject in subjects.items():
                if subject:
                    key = (row["business_date"], kind, subject, metric.name)
                    held = sums.setdefault(key, [Decimal(0), Decimal(0)])
                    held[0] += above or 0
                    held[1] += below or 0
    names = ("business_date", "subject_kind", "subject_id", "metric")
    return [
        dict(zip(names, key, strict=True))
        | {
            "n": 1,
            "numerator": above,
            "denominator": below,
            "value": (above / below).quantize(Decimal("0.000001")) if below else None,
        }
        for key, (above, below) in sums.items()
    ]


def trace_rows(pay: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Three plain nodes a person, and for each component its source, step and rounded amount."""
    plain = [
        _node(f"{agent}/{kind}", agent, kind, "[]")
        for agent, *_ in PEOPLE
        for kind in ("amount", "metric", "round")
    ]
    pool = [
        {"name": "pool", "value": "agents"},
        {"name": "pool_amount", "value": "1000.00"},
        {"name": "price", "value": "313131/1000000"},
        {"name": "floor", "value": None},
        {"name": "last_fen", "value": 1},
    ]
    steps = []
    for line in pay:
        if line["period"] != PERIOD:
            continue
        root = f"{PERIOD}/{line['agent_id']}/pay/{line['component']}"
        inputs = json.dumps(pool) if line["code"] == "P4" else "[]"
        steps.append(_node(root, line["agent_id"], "round", inputs))
        steps.append(_node(f"{root}.source", line["agent_id"], "source", "[]"))
    return plain + steps


def _node(node_id: str, agent: str, kind: str, inputs: str) -> dict[str, Any]:
    return {
        "node_id": node_id,
        "parent_id": None,
        "period": PERIOD,
        "agent_id": agent,
        "kind": kind,
        "rule_ref": "rule",
        "inputs": inputs,
        "output": Decimal("1.5"),
        "unit": "CNY",
        "digits": 2,
        "note_zh": "步骤",
        "note_en": "step",
    }
