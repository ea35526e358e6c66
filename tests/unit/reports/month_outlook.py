"""Where the made-up month is heading: projections, KPIs, warnings, coaching."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .month import LAST, PEOPLE, PERIOD

Rows = dict[str, list[dict[str, Any]]]
SEEN = date(2026, 6, 20)
NOTE = {"note_zh": "一句话说明", "note_en": "one sentence"}


def projection_rows() -> Rows:
    """Two days of projection: one with days left, and the last."""
    projections, bands = [], []
    for place, (agent, *_) in enumerate(PEOPLE):
        for day, left, spread in ((SEEN, 7, 6), (LAST, 0, 0)):
            status = "provisional" if left else "final"
            of_day = {"period": PERIOD, "as_of": day, "agent_id": agent}
            for figure, middle in (("score", 78 + place), ("points", 900), ("pay", 6200)):
                projections.append(
                    of_day
                    | {
                        "figure": figure, "so_far": None if figure == "pay" else Decimal(middle),
                        "p10": Decimal(middle - spread), "p50": Decimal(middle),
                        "p90": Decimal(middle + spread), "draws": 200, "days_left": left,
                        "risk_probability": Decimal("0.6") if figure == "score" and place < 3
                        else Decimal(0) if figure == "score" else None,
                        "status": status,
                    }
                )  # fmt: skip
            for number, chance in ((1, "0.3"), (2, "0.7")):
                bands.append(
                    of_day
                    | {
                        "kind": "pay", "band": f"{number}", "name_zh": f"第{number}档",
                        "name_en": f"band {number}", "score_from": Decimal(70 + 10 * number),
                        "score_to": None, "probability": Decimal(chance),
                    }
                )  # fmt: skip
    return {"projections": projections, "projection_bands": bands}


def kpi_rows() -> Rows:
    """Two KPIs of one branch each, thirteen weeks, people in figures, one warning."""
    kpis = []
    named = {
        "customer": ("客户", "Customer", "service", "服务水平", "Service level", "service_level"),
        "people": ("人员", "People", "quality", "质检得分", "Quality", "quality_score"),
    }
    for branch, (zh, en, key, key_zh, key_en, metric) in named.items():
        for kpi, one_zh, one_en, of in ((branch, zh, en, None), (key, key_zh, key_en, metric)):
            for horizon, left in (("period", 0), ("year", 184)):
                kpis.append(
                    {
                        "period": PERIOD, "as_of": LAST, "place": len(kpis) + 1, "kpi_id": kpi,
                        "branch": branch, "horizon": horizon, "name_zh": one_zh,
                        "name_en": one_en, "branch_zh": zh, "branch_en": en, "metric": of,
                        "weight": Decimal(100), "since": date(2026, 6, 1), "until": LAST,
                        "actual": None if of is None else Decimal("0.83"),
                        "target": None if of is None else Decimal("0.8"),
                        "previous": None, "attainment": Decimal("1.0375"),
                        "light": "green" if branch == "customer" else "red",
                        "p10": Decimal("0.8"), "p50": Decimal("0.82"), "p90": Decimal("0.85"),
                        "hit_probability": None if of is None
                        else Decimal("0.9") if branch == "customer" else Decimal("0.1"),
                        "days_left": left, "owner": "Operations", "rule_ref": "kpis.yaml", **NOTE,
                    }
                )  # fmt: skip
    weeks = [
        {
            "period": PERIOD, "kpi_id": key, "week_to": LAST - timedelta(weeks=12 - week),
            "numerator": Decimal(80 + week), "denominator": Decimal(100),
            "value": Decimal(80 + week) / 100,
        }
        for key in ("service", "quality")
        for week in range(13)
    ]  # fmt: skip
    staff = [
        {
            "period": PERIOD, "figure": figure, "name_zh": zh, "name_en": en, "unit": unit,
            "value": Decimal(value),
        }
        for figure, zh, en, unit, value in (
            ("headcount", "期末在册人数", "Heads at the month's end", "count", 120),
            ("turnover", "月流失率", "Turnover of the month", "ratio", "0.01"),
        )
    ]  # fmt: skip
    warnings = [
        {
            "period": PERIOD, "as_of": LAST, "rank": 1, "kind": "cover", "subject_id": "centre",
            "due_on": LAST + timedelta(days=5), "horizon_days": 7, "name_zh": "排班缺口",
            "name_en": "Hours short in the plan", "hours": Decimal("31.8"),
            "cost_amount": Decimal(1715), "fix_amount": Decimal(0), "risk_zh": "缺 31.8 坐席小时",
            "risk_en": "31.8 agent hours short", "fix_zh": "同日调班", "fix_en": "move shifts",
        }
    ]  # fmt: skip
    return {
        "kpis": kpis, "kpi_weeks": weeks, "staff_figures": staff, "early_warnings": warnings,
    }  # fmt: skip


def coaching_rows() -> Rows:
    """A failed evaluation in each state, and what coaching did."""
    day = date(2026, 6, 10)
    states = {"in_time": 3, "late": 9, "due": None, "overdue": None}
    cases = []
    for place, (agent, *_) in enumerate(PEOPLE):
        state = list(states)[place % 4]
        lag = states[state]
        talked = None if lag is None else day + timedelta(days=lag)
        cases.append(
            {
                "period": PERIOD, "as_of": LAST, "agent_id": agent, "evaluation_id": f"Q{agent}0",
                "failed_on": day, "score": Decimal(72), "due_on": day + timedelta(days=7),
                "state": state, "session_id": None if lag is None else f"C{place}",
                "coached_on": talked, "lag_days": lag,
                "topic": None if lag is None else "knowledge",
                "last_on": talked, "next_on": date(2026, 7, 8),
                "before": None if lag is None else Decimal(76),
                "after": None if lag is None else Decimal(84),
                "peer_change": None if lag is None else Decimal(3),
                "effect": None if lag is None else Decimal(5),
            }
        )  # fmt: skip
    effects = [
        {
            "period": PERIOD, "as_of": LAST, "subject_kind": kind, "subject_id": name,
            "sessions": 12, "people": 10, "measured": 8, "matched": 8,
            "raw_change": Decimal("7.1"), "effect": Decimal("4.2"), "ci_low": Decimal("1.1"),
            "ci_high": Decimal("7.3"), "confidence": Decimal("0.95"), **NOTE,
        }
        for kind, name in (("centre", "centre"), ("team", "T01"), ("team", "T02"))
    ]  # fmt: skip
    return {"coaching_cases": cases, "coaching_effects": effects}


def outlook_rows() -> Rows:
    """All of these tables."""
    return projection_rows() | kpi_rows() | coaching_rows()
