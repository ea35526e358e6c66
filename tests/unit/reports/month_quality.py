"""Quality by situation and evaluator, and scores of quarter and year, of the made-up month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from .month import LAST, PEOPLE, PERIOD

Rows = dict[str, list[dict[str, Any]]]
RULE = "centres/sample/quality_forms/policy.yaml@2026-01-01"
# Contact type, method, evaluations, weight, share of 100 and score of each person's situations.
SITUATIONS = (
    ("enquiry", "recording", 3, 1, 60, 80),
    ("unknown", "live", 1, 2, 40, 90),
)
# Evaluator, points above the mean one, and what stands out.
EVALUATORS = (
    ("A1008", "-1.5", ""),
    ("A1009", "4", "halo lenient"),
    ("A1010", "0.2", ""),
)
# Span, months that counted, score from months and from atoms.
SPANS = (
    ("2026", "2026-04 2026-05 2026-06", None, "81.2"),
    ("2026-Q1", "2026-01", "79", "79.5"),
    ("2026-Q2", "2026-05 2026-06", "81", "80.4"),
)


def quality_rows() -> Rows:
    return {**_situations(), **_evaluators(), "period_scores": _spans()}


def _situations() -> Rows:
    cells = [
        {"period": PERIOD, "agent_id": agent, "form_id": "QF-IN", "call_type": call_type,
         "method": method, "evaluations": n, "cell_weight": Decimal(weight),
         "weight_applied": Decimal(share), "score": Decimal(score),
         "contribution": Decimal(share * score) / 100, "rule_ref": RULE}
        for agent, *_ in PEOPLE
        for call_type, method, n, weight, share, score in SITUATIONS
    ]  # fmt: skip
    return {"quality_cells": cells}


def _evaluators() -> Rows:
    shared = {
        "period": PERIOD, "mean_given": Decimal(86), "standard_error": Decimal("0.2"),
        "rule_ref": RULE,
    }  # fmt: skip
    severity = [
        shared
        | {"evaluator_id": evaluator, "window_from": date(2026, 4, 1), "window_to": LAST,
           "evaluations": 200, "agents": 16, "shared_agents": 15, "component": 1,
           "components": 1, "identified": True, "corrected": True, "leniency": Decimal(leniency),
           "reliability": Decimal("0.99"), "note_zh": "已剔除", "note_en": "taken out"}
        for evaluator, leniency, _ in EVALUATORS
    ]  # fmt: skip
    bias = [
        shared
        | {"source": "qa", "rater_id": evaluator, "ratings": 198, "subjects": 16,
           "leniency": Decimal(leniency), "spread": Decimal("5.5"),
           "spread_others": Decimal("5.3"), "halo_spread": Decimal("6.1"),
           "halo_spread_others": Decimal("5.9"), "halo_correlation": Decimal("0.4"),
           "flags": flags}
        for evaluator, leniency, flags in EVALUATORS
    ]  # fmt: skip
    return {"evaluator_severity": severity, "rater_bias": bias}


def _spans() -> list[dict[str, Any]]:
    return [
        {"span": span, "agent_id": agent, "method": "weighted_mean", "months": months,
         "months_counted": len(months.split()), "atoms_rules": "last_month",
         "score": score and Decimal(score), "score_from_months": score and Decimal(score),
         "score_from_atoms": Decimal(atoms),
         "difference": score and Decimal(atoms) - Decimal(score),
         "note_zh": "加权平均", "note_en": "weighted mean"}
        for span, months, score, atoms in SPANS
        for agent, *_ in PEOPLE
    ]  # fmt: skip
