"""Work, institutions, reviews, qualification, targets and spread of the month."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .month import FIRST, LAST, PEOPLE, PERIOD

RULE = "centres/sample/institutions.yaml@2026-01-01"
NOTE = {"note_zh": "按规则得出", "note_en": "found by rule"}
Rows = dict[str, list[dict[str, Any]]]
AGENTS = [(agent, team) for agent, _, team, _ in PEOPLE]


def work_rows(dice: random.Random) -> Rows:
    """All of these tables."""
    return (
        _values()
        | _targets()
        | _work(dice)
        | _institutions()
        | _reviews(dice)
        | _qualified()
        | _spread()
    )


def _values() -> Rows:
    return {
        "metric_values": [
            {
                "period": PERIOD, "subject_kind": "centre", "subject_id": "sample",
                "metric": "quality_score", "variant": "-", "basis": "EVENT", "n": 40,
                "numerator": Decimal(3400), "denominator": Decimal(40), "value": Decimal(85),
            }
        ]
    }  # fmt: skip


def _targets() -> Rows:
    nodes = [("centre", None, "centre", "300", "88", "26400"),
             ("T01", "centre", "team", "100", "86", "8600"),
             ("T02", "centre", "team", "200", "89", "17800")]  # fmt: skip
    return {
        "target_tree": [
            {
                "tree_id": "quality", "node_id": node, "parent_id": parent, "level": level,
                "name_zh": f"{node}目标", "name_en": f"Target of {node}", "metric": "quality_score",
                "volume": Decimal(volume), "target_numerator": Decimal(numerator),
                "target": Decimal(target), "baseline": Decimal(85), "lowest": Decimal(80),
                "highest": Decimal(95), "owner": "Leader", "due_on": LAST,
                "specific_zh": "质检平均分", "specific_en": "Mean QA score",
                "evidence": "Evaluations of May", "relevance": "Fewer complaints",
                "rule_ref": RULE,
            }
            for node, parent, level, volume, target, numerator in nodes
        ],
        "cascade_lines": [
            {
                "period": PERIOD, "agent_id": AGENTS[0][0], "cascade_id": "team_result",
                "part_id": part, "parent_id": above, "name_zh": zh, "name_en": en,
                "share_declared": Decimal(share), "share_applied": Decimal(share),
                "score": Decimal(score), "contribution": Decimal(score) * Decimal(share),
                "rule_ref": RULE, **NOTE,
            }
            for part, above, zh, en, share, score in (
                ("total", None, "联动得分", "Cascaded result", "1", "84"),
                ("own", "total", "本人得分", "Own score", "0.6", "80"),
                ("led", "total", "所带班组", "Teams led", "0.4", "90"),
            )
        ],
        "team_awards": [
            {
                "period": PERIOD, "agent_id": AGENTS[0][0], "cascade_id": "team_result",
                "amount": Decimal("960.00"), "base_amount": Decimal("1200.00"),
                "coefficient": Decimal("0.8"), "unrounded_amount": Decimal(960),
                "currency": "CNY", "payroll_code": "P11", "taxable": True, "rule_ref": RULE,
                "reason_zh": "联动", "reason_en": "cascade",
            }
        ],
    }  # fmt: skip


def _work(dice: random.Random) -> Rows:
    bands = [("偏低", "Low"), ("正常", "Usual")]
    rows = []
    for number, (agent, team) in enumerate(AGENTS):
        quantity, quality = number % 2, number // 8
        rows.append({
            "period": PERIOD, "agent_id": agent, "team_id": team, "standard_s": Decimal(90_000),
            "attended_s": 500_000, "intensity": Decimal("0.18"),
            "quality_score": Decimal(dice.randint(70, 99)), "evaluations": 4,
            "quality_coefficient": Decimal("0.95"), "quantity_band": quantity + 1,
            "quantity_zh": bands[quantity][0], "quantity_en": bands[quantity][1],
            "quality_band": quality + 1, "quality_zh": bands[quality][0],
            "quality_en": bands[quality][1], "cell_zh": f"格{quantity}{quality}",
            "cell_en": f"Cell {quantity}{quality}", "rule_ref": RULE,
        })  # fmt: skip
    return {
        "work_matrix": rows,
        "workload_lines": [
            {
                "period": PERIOD, "agent_id": agent, "work_type": kind, "days": 20,
                "quantity": Decimal(300), "standard_s": Decimal(seconds),
                "standard_points": Decimal(seconds) / 60, "coefficient": Decimal(1),
                "points": Decimal(seconds) / 60,
            }
            for agent, _ in AGENTS
            for kind, seconds in (("contact:enquiry", 18_000), ("contact:complaint", 54_000))
        ],
    }  # fmt: skip


def _institutions() -> Rows:
    cases = [
        ("attendance", "attendance/late_count", "item", "late_count", "DEDUCT", 2, "20", 1),
        ("quality", "gate:fatal_error", "total", "fatal_errors", "CAP", 1, "12", 2),
        ("conduct", "gate:held", "pay", "fatal_errors", "HOLD", 1, None, 2),
    ]
    return {
        "institution_lines": [
            {
                "period": PERIOD, "agent_id": AGENTS[place][0], "institution": institution,
                "line_id": line, "level": level, "name_zh": "守时", "name_en": "Punctuality",
                "metric": metric, "action": action, "figure": Decimal(count),
                "per_event": Decimal(10) if action == "DEDUCT" else None,
                "deducted": taken and Decimal(taken), "cap": Decimal(60), "cap_used": False,
                "of_total": taken and Decimal(taken) / 10, "rules_on_metric": rules,
                "rule_ref": RULE,
            }
            for place, (institution, line, level, metric, action, count, taken, rules) in enumerate(
                cases
            )
        ]
    }  # fmt: skip


def _reviews(dice: random.Random) -> Rows:
    named = {"period": PERIOD, "review_id": "agent_review", "rule_ref": RULE}
    scores, sources = [], []
    for agent, _ in AGENTS:
        given = Decimal(dice.randint(60, 90))
        scores.append(named | NOTE | {
            "agent_id": agent, "name_zh": "坐席多源评价", "name_en": "Agent review", "raters": 6,
            "sources": 2, "raw_score": given, "score": given - 2, "adjustment": Decimal(-2),
            "self_score": given + 5, "others_score": given, "self_gap": Decimal(5),
            "uncommented": 0,
        })  # fmt: skip
        sources += [
            named | {
                "agent_id": agent, "source": source, "raters": 1, "trimmed": 0, "left_out": 0,
                "raw_score": given, "score": given - 2, "weight_declared": Decimal(50),
                "weight_applied": Decimal(50), "contribution": (given - 2) / 2,
            }
            for source in ("supervisor", "self")
        ]  # fmt: skip
    raters = [
        named | {
            "source": "supervisor", "rater_id": AGENTS[place][0], "ratings": 16, "subjects": 8,
            "shared_subjects": 8, "identified": True, "corrected": True,
            "mean_given": Decimal(80), "leniency": Decimal(points),
            "standard_error": Decimal("0.8"), "flags": flags,
        }
        for place, (points, flags) in enumerate((("8.5", "lenient"), ("0.1", "")))
    ]  # fmt: skip
    return {"review_scores": scores, "review_sources": sources, "review_raters": raters}


def _qualified() -> Rows:
    return {
        "qualification_matrix": [
            {
                "period": PERIOD, "as_of": LAST, "agent_id": agent, "team_id": team,
                "contact_type": kind, "name_zh": zh, "name_en": en,
                "eligible": kind == "enquiry" or number % 4 > 0,
                "lacks": "" if kind == "enquiry" or number % 4 else "service_months",
                "level": 3, "service_months": number, "certified_until": date(2026, 12, 31),
                "eligible_from": None if number % 4 else LAST + timedelta(days=31),
                "contacts": 100, "unqualified_contacts": 0 if number % 4 else 7,
                "rule_ref": RULE, **NOTE,
            }
            for number, (agent, team) in enumerate(AGENTS)
            for kind, zh, en in (("enquiry", "咨询", "Enquiry"), ("complaint", "投诉", "Complaint"))
        ],
        "unqualified_work": [
            {
                "period": PERIOD, "agent_id": AGENTS[0][0], "business_date": FIRST,
                "contact_type": "complaint", "team_id": AGENTS[0][1], "name_zh": "投诉",
                "name_en": "Complaint", "contacts": 7, "lacks": "service_months", "paid": True,
                "rule_ref": RULE, **NOTE,
            }
        ],
    }  # fmt: skip


def _spread() -> Rows:
    score = Decimal(80)
    return {
        "score_spread": [
            {
                "period": PERIOD, "dimension": dimension, "member": member, "people": 8,
                "mean": score, "sd": Decimal(5), "lowest": score - 9, "q1": score - 3,
                "median": score, "q3": score + 3, "highest": score + 9,
                "explained": Decimal("0.12"),
            }
            for dimension, member in (("tenure_months", "24+"), ("tenure_months", "3–11"),
                                      ("role", "agent"), ("skill", "voice_general"))
        ],
        "score_variance": [
            {
                "period": PERIOD, "subject_kind": kind, "subject_id": subject,
                "comparison": "last_period", "gap": Decimal("-1.5"), "rule": Decimal("0.5"),
                "mix": Decimal(-1), "rate": Decimal("-1.25"), "volume": Decimal(0),
                "other": Decimal("0.25"),
            }
            for kind, subject in (("centre", "all"), ("team", "T01"))
        ],
    }  # fmt: skip
