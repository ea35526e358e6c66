"""A small month of a made-up centre, its types taken from the contracts."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from reports import Metric, ReportContext, Scope, SourceFreshness

CONTRACTS = Path(__file__).parents[3] / "data_contracts"
PERIOD, FIRST, LAST = "2026-06", date(2026, 6, 1), date(2026, 6, 30)
WEEK = date(2026, 6, 29)
TEAMS = ("T01", "T02")
PEOPLE = [
    (f"A{1001 + i}", f"E{1 + i:04}", TEAMS[i // 8], f"员工{chr(0x7532 + i)}") for i in range(16)
]
INJECTED = '=HYPERLINK("http://x")'
ITEMS = {
    "aht": ("平均处理时长", "Average handle time", "average_handle_time_s", "40", "F1"),
    "quality": ("质检得分", "Quality score", "quality_score", "35", "F2"),
    "csat": ("满意度", "Satisfaction", "csat_top_box_rate", "15", "F1"),
    "attendance": ("出勤", "Attendance", None, "10", "F5"),
}
PARTIAL = {
    "directory": pa.schema(
        [
            (c, pa.string())
            for c in (
                "agent_id",
                "employee_id",
                "full_name",
                "team_id",
                "team_name",
                "role",
                "email",
                "language",
            )
        ]
    ),
    "score_bands": pa.schema(
        [
            ("scorecard_id", pa.string()),
            ("grade_zh", pa.string()),
            ("grade_en", pa.string()),
            ("score_from", pa.decimal128(18, 6)),
            ("score_to", pa.decimal128(18, 6)),
            ("coefficient", pa.decimal128(18, 6)),
        ]
    ),
    "check_results": pa.schema(
        [
            ("check_name", pa.string()),
            ("table_name", pa.string()),
            ("severity", pa.string()),
            ("passed", pa.bool_()),
            ("observed", pa.string()),
            ("message", pa.string()),
            ("checked_at", pa.timestamp("us")),
        ]
    ),
    "run_ledger": pa.schema(
        [
            (c, pa.string())
            for c in ("run_id", "stage", "period", "rules", "data", "code", "status", "message")
        ]
        + [("started_at", pa.timestamp("us")), ("elapsed_s", pa.float64())]
    ),
    "metric_values_daily": pa.schema(
        [
            ("business_date", pa.date32()),
            ("subject_kind", pa.string()),
            ("subject_id", pa.string()),
            ("metric", pa.string()),
            ("n", pa.int64()),
            ("numerator", pa.decimal128(18, 6)),
            ("denominator", pa.decimal128(18, 6)),
            ("value", pa.decimal128(18, 6)),
        ]
    ),
}
_TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
    "DECIMAL(18,2)": pa.decimal128(18, 2),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
}


def schema_of(name: str) -> pa.Schema:
    """The Arrow schema that a contract gives to a table."""
    if name in PARTIAL:
        return PARTIAL[name]
    places = ("outputs", "marts", "inputs")
    path = next(p for room in places if (p := CONTRACTS / room / f"{name}.odcs.yaml").exists())
    table = yaml.safe_load(path.read_text(encoding="utf-8"))["schema"][0]
    return pa.schema([(c["name"], _TYPES[c["physicalType"]]) for c in table["properties"]])


def table_of(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as a table of the contract; columns left out are 0, or empty where they may be."""
    schema = schema_of(name)
    full = [{field.name: row.get(field.name) for field in schema} for row in rows]
    return pa.Table.from_pylist(full, schema=schema)


def _days() -> list[date]:
    return [FIRST + timedelta(days=i) for i in range(30) if i % 7 not in (5, 6)]


def _at(day: date, hour: float) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour - 8)


def _agent_days(dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for agent, employee, team, _ in PEOPLE:
        pace = dice.uniform(0.85, 1.2)
        for day in _days():
            handled = dice.randint(35, 60)
            talk, hold, wrap = (int(handled * s * pace) for s in (210, 15, 45))
            ring, aux, available = handled * 4, dice.randint(2400, 4200), dice.randint(4000, 7000)
            states = {
                "talk_s": talk,
                "hold_s": hold,
                "wrap_s": wrap,
                "ring_s": ring,
                "available_s": available,
                "aux_s": aux,
            }
            done = dice.random() < 0.3
            rows.append(
                states
                | {
                    "agent_id": agent,
                    "employee_id": employee,
                    "team_id": team,
                    "role": "agent",
                    "business_date": day,
                    "handled_contacts": handled,
                    "transferred_out": dice.randint(0, 4),
                    "contact_wait_s": handled * 18,
                    "contact_talk_s": talk,
                    "contact_hold_s": hold,
                    "contact_wrap_s": wrap,
                    "contact_handle_s": talk + hold + wrap,
                    "short_contacts": dice.randint(0, 2),
                    "logged_in_s": sum(states.values()),
                    "handle_s": talk + hold + wrap,
                    "productive_s": sum(states.values()) - aux,
                    "paid_s": 28_800,
                    "scheduled_s": 28_800,
                    "attended_s": 28_500,
                    "late_count": int(done and pace > 1),
                    "late_s": 420 if done and pace > 1 else 0,
                    "early_leave_count": 0,
                    "early_leave_s": 0,
                    "evaluations": int(done),
                    "evaluation_score_sum": Decimal(dice.randint(80, 99)) if done else None,
                    "fatal_evaluations": 0,
                    "evaluations_done": 0,
                    "surveys_invited": 9,
                    "surveys_valid": 5,
                    "csat_score_sum": 22,
                    "csat_top_box": dice.randint(1, 5),
                    "sales_certified": 0,
                    "tickets_resolved": dice.randint(0, 6),
                    "adherence_scheduled_s": 28_800,
                    "adherence_exception_s": dice.randint(300, 3000),
                }
            )
    return rows


def _intervals(dice: random.Random, days: list[date]) -> list[tuple[date, datetime]]:
    return [(day, _at(day, 8 + half / 2)) for day in days for half in range(28)]


def _queue_intervals(dice: random.Random) -> list[dict[str, Any]]:
    zero = {f.name: 0 for f in schema_of("queue_interval") if f.type == pa.int64()}
    rows = []
    for queue in ("voice_general", "voice_sales"):
        for day, start in _intervals(dice, _days()):
            offered = dice.randint(10, 60)
            abandoned = dice.randint(0, 4)
            rows.append(
                zero
                | {
                    "queue_id": queue,
                    "interval_start_at": start,
                    "business_date": day,
                    "channel": "voice",
                    "offered": offered,
                    "answered": offered - abandoned,
                    "abandoned": abandoned,
                    "answered_within_target": int((offered - abandoned) * 0.86),
                    "abandoned_after_target": abandoned,
                    "wait_answered_s": offered * 14,
                    "talk_s": offered * 200,
                    "handle_s": offered * 260,
                }
            )
    return rows


def _agent_intervals() -> list[dict[str, Any]]:
    return [
        {f.name: 0 for f in schema_of("agent_interval") if f.type == pa.int64()}
        | {
            "agent_id": agent,
            "interval_start_at": start,
            "business_date": LAST,
            "team_id": team,
            "logged_in_s": 1800 if (index + half) % 5 else 900,
        }
        for index, (agent, _, team, _) in enumerate(PEOPLE)
        for half, (_, start) in enumerate(_intervals(random.Random(1), [LAST]))
        if index % 2 == 0 or half > 8
    ]


def _attendance(dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for agent, employee, team, _ in PEOPLE:
        for day in _days():
            late = dice.choice((0, 0, 0, 0, 420))
            leave = dice.random() < 0.04
            rows.append(
                {
                    "employee_id": employee,
                    "agent_id": agent,
                    "team_id": team,
                    "work_date": day,
                    "day_class": "statutory_holiday" if day == date(2026, 6, 19) else "workday",
                    "shift_code": "D0900",
                    "scheduled_from_at": _at(day, 9),
                    "scheduled_to_at": _at(day, 18),
                    "scheduled_s": 28_800,
                    "first_in_at": None if leave else _at(day, 9) + timedelta(seconds=late - 120),
                    "last_out_at": None if leave else _at(day, 18.1),
                    "punches": 0 if leave else 2,
                    "unpaired_punches": 0,
                    "attended_s": 0 if leave else 28_800 - late,
                    "paid_s": 28_800 - late,
                    "late_count": int(late > 0),
                    "late_s": late,
                    "early_leave_count": 0,
                    "early_leave_s": 0,
                    "leave_s": 28_800 if leave else 0,
                    "leave_type": "annual" if leave else None,
                    "absent_s": 0,
                    "overtime_s": 0,
                }
            )
    return rows


def _scores(dice: random.Random) -> list[dict[str, Any]]:
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
                        "weight_declared": Decimal(100),
                        "weight_applied": Decimal(100),
                        "contribution": total,
                        "note_zh": "合计",
                        "note_en": "sum",
                    }
                )
    return rows


def _points(dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for agent, *_ in PEOPLE:
        for day in _days():
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


def _pay(dice: random.Random) -> list[dict[str, Any]]:
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


def _evaluations(dice: random.Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    heads, items = [], []
    for agent, _, team, _ in PEOPLE:
        for number in range(4):
            key = f"Q{agent}{number}"
            day = _days()[number * 4]
            heads.append(
                {
                    "evaluation_id": key,
                    "contact_id": f"C2026{agent}{number}77",
                    "agent_id": agent,
                    "team_id": team,
                    "evaluator_id": "A1090",
                    "form_id": "inbound",
                    "form_version": "2026.1",
                    "method": "recording",
                    "evaluated_at": _at(day, 15),
                    "business_date": day,
                    "items": 4,
                    "applicable_items": 4,
                    "score": Decimal(dice.randint(80, 100)),
                    "fatal": 0,
                }
            )
            for item in ("greeting", "identification", "solution", "closing"):
                items.append(
                    {
                        "evaluation_id": key,
                        "item_id": item,
                        "section_id": "service",
                        "weight": Decimal(25),
                        "score": Decimal(dice.randint(3, 5)),
                        "max_score": Decimal(5),
                        "applicable": True,
                        "fatal": False,
                    }
                )
    return heads, items


def _plan(dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    days = [WEEK + timedelta(days=i) for i in range(7)]
    plan: dict[str, list[dict[str, Any]]] = {
        k: []
        for k in (
            "forecast",
            "requirement",
            "roster_shifts",
            "roster_coverage",
            "roster_penalties",
            "roster_proof",
        )
    }
    for queue in ("voice_general", "voice_sales"):
        for day, start in _intervals(dice, days):
            offered = dice.uniform(20, 60)
            shared = {
                "plan_week": WEEK,
                "queue_id": queue,
                "interval_start_at": start,
                "business_date": day,
                "offered": offered,
                "aht_s": 270.0,
            }
            plan["forecast"].append(
                shared
                | {
                    "offered_p05": offered * 0.8,
                    "offered_p95": offered * 1.25,
                    "model": "holt_winters",
                }
            )
            plan["requirement"].append(
                shared
                | {
                    "offered_load_erlang": offered * 270 / 1800,
                    "model": "erlang_a",
                    "agents": int(offered / 6) + 2,
                    "required_agents": int(offered / 4.5) + 2,
                    "shrinkage": 0.28,
                    "binding": "service_level",
                    "service_level": 0.83,
                    "asa_s": 11.5,
                    "abandon_rate": 0.02,
                    "occupancy": 0.81,
                }
            )
    for index, (agent, *_) in enumerate(PEOPLE):
        for offset, day in enumerate(days):
            code = "OFF" if (index + offset) % 7 in (0, 1) else "LEAVE" if index == 3 else "D0900"
            hour = (9, 12, 14)[index % 3]
            at_work = code == "D0900"
            plan["roster_shifts"].append(
                {
                    "plan_week": WEEK,
                    "agent_id": agent,
                    "work_date": day,
                    "shift_code": code,
                    "starts_at": _at(day, hour) if at_work else None,
                    "ends_at": _at(day, hour + 9) if at_work else None,
                    "paid_s": 28_800 if at_work else 0,
                    "queue_group": "voice" if at_work else None,
                    "note_zh": "按需求",
                    "note_en": "by requirement",
                }
            )
    for day, start in _intervals(dice, days):
        need, have = dice.uniform(6, 14), dice.uniform(6, 14)
        plan["roster_coverage"].append(
            {
                "plan_week": WEEK,
                "queue_group": "voice",
                "interval_start_at": start,
                "business_date": day,
                "required_agents": need,
                "scheduled_agents": have,
                "short_h": max(need - have, 0) / 2,
                "over_h": max(have - need, 0) / 2,
            }
        )
        if have < need:
            plan["roster_penalties"].append(
                {
                    "plan_week": WEEK,
                    "penalty": "short_hours",
                    "agent_id": "-",
                    "work_date": day,
                    "amount": need - have,
                    "note_zh": "人手不足",
                    "note_en": "short of people",
                }
            )
    for item, value in (
        ("objective", "812.5"),
        ("bound", "808.1"),
        ("gap", "0.0054"),
        ("status", "optimal"),
        ("solver", "HiGHS"),
    ):
        plan["roster_proof"].append(
            {
                "plan_week": WEEK,
                "item": item,
                "value": value,
                "note_zh": "求解结果",
                "note_en": "result of the solver",
            }
        )
    return plan


def _control() -> dict[str, list[dict[str, Any]]]:
    at = datetime(2026, 7, 1, 1, 30)
    ledger = [
        {
            "table_name": name,
            "source_file": f"{name}/{day:%Y%m%d}.csv",
            "source_sha256": "ab" * 32,
            "landing_date": f"{day}",
            "landed_at": at,
            "rows_in": 3300,
            "rows_accepted": 3290,
            "rows_refused": 6,
            "rows_duplicate": 4,
        }
        for name in ("contacts", "agent_states", "punches")
        for day in _days()
    ]
    refused = [
        {
            "table_name": "contacts",
            "source_file": "contacts/20260601.csv",
            "source_row": row,
            "landing_date": "2026-06-01",
            "column_name": "talk_s",
            "value": sign + "SUM(13812345678)",
            "rule": "talk_s_is_a_number",
            "message": "不是数字 / not a number",
        }
        for row, sign in enumerate(("=", "+", "-", "@", "\t=", "\r="), start=2)
    ]
    return {
        "ingest_ledger": ledger,
        "quarantine_rows": refused,
        "check_results": [
            {
                "check_name": "funnel_identity",
                "table_name": "queue_interval",
                "severity": "error",
                "passed": number != 3,
                "observed": str(number),
                "message": "offered = answered + …",
                "checked_at": at,
            }
            for number in range(6)
        ],
        "delivery_ledger": [
            {
                "message_id": f"<{n}@x>",
                "period": PERIOD,
                "recipient": f"worker{n}@example.org",
                "workbook": "WB01.xlsx",
                "workbook_sha256": "cd" * 32,
                "status": "failed" if n == 2 else "sent",
                "delivered_at": at,
                "detail": "250 ok",
            }
            for n in range(4)
        ],
        "run_ledger": [
            {
                "run_id": "r-1",
                "stage": "scores",
                "period": PERIOD,
                "status": "done",
                "started_at": at,
                "elapsed_s": 3.5,
                "rules": "f1",
                "data": "d1",
                "code": "0.1.0",
                "message": "done",
            }
        ],
    }


def _price_points(rows: dict[str, list[dict[str, Any]]]) -> None:
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


def _daily_values(rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
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


@pytest.fixture(scope="session")
def tables() -> Mapping[str, pa.Table]:
    """Every table that any workbook reads; one person's name is an injected formula."""
    dice = random.Random(7)
    heads, items = _evaluations(dice)
    rows: dict[str, list[dict[str, Any]]] = {
        "directory": [
            {
                "agent_id": a,
                "employee_id": e,
                "full_name": INJECTED if a == "A1002" else name,
                "team_id": t,
                "team_name": f"{t[-1]} 组",
                "role": "agent",
                "email": f"{e.lower()}@example.org",
                "language": "zh_CN",
            }
            for a, e, t, name in PEOPLE
        ],
        "agent_day": _agent_days(dice),
        "agent_interval": _agent_intervals(),
        "queue_interval": _queue_intervals(dice),
        "attendance_day": _attendance(dice),
        "score_lines": _scores(dice),
        "score_bands": [
            {
                "scorecard_id": "inbound",
                "grade_zh": zh,
                "grade_en": en,
                "score_from": Decimal(low),
                "score_to": Decimal(high),
                "coefficient": Decimal(factor),
            }
            for zh, en, low, high, factor in (
                ("待改进", "D", 0, 70, "0.8"),
                ("合格", "C", 70, 80, "1"),
                ("良好", "B", 80, 90, "1.1"),
                ("优秀", "A", 90, 101, "1.2"),
            )
        ],
        "point_lines": _points(dice),
        "pay_lines": _pay(dice),
        "evaluations": heads,
        "evaluation_items": items,
        "trace_nodes": [
            {
                "node_id": f"{agent}/{kind}",
                "parent_id": None,
                "period": PERIOD,
                "agent_id": agent,
                "kind": kind,
                "rule_ref": "rule",
                "inputs": "[]",
                "output": Decimal("1.5"),
                "unit": "CNY",
                "digits": 2,
                "note_zh": "步骤",
                "note_en": "step",
            }
            for agent, *_ in PEOPLE
            for kind in ("amount", "metric", "round")
        ],
    }
    _price_points(rows)
    rows["metric_values_daily"] = _daily_values(rows)
    return {name: table_of(name, own) for name, own in (rows | _plan(dice) | _control()).items()}


def _metric(
    name: str,
    number: str,
    zh: str,
    en: str,
    unit: str,
    direction: str,
    source: str,
    numerator: str,
    denominator: str | None,
    digits: int = 1,
) -> Metric:
    return Metric(
        name,
        number,
        zh,
        en,
        unit,
        direction,
        digits,
        f"{zh}的定义",
        f"{en}, defined",
        "ARRIVAL",
        "-",
        "ops",
        source,
        numerator,
        denominator,
    )


METRICS = (
    _metric(
        "service_level",
        "M009",
        "服务水平",
        "Service level",
        "%",
        "up",
        "queue_interval",
        "answered_within_target",
        "answered",
    ),
    _metric(
        "abandon_rate",
        "M019",
        "放弃率",
        "Abandon rate",
        "%",
        "down",
        "queue_interval",
        "abandoned",
        "offered",
    ),
    _metric(
        "handled",
        "M002",
        "处理量",
        "Handled",
        "n",
        "none",
        "agent_day",
        "handled_contacts",
        None,
        0,
    ),
    _metric(
        "average_handle_time_s",
        "M030",
        "平均处理时长",
        "Average handle time",
        "s",
        "down",
        "agent_day",
        "contact_handle_s",
        "handled_contacts",
        0,
    ),
    _metric(
        "occupancy",
        "M044",
        "占用率",
        "Occupancy",
        "%",
        "none",
        "agent_day",
        "handle_s",
        "productive_s",
    ),
    _metric(
        "quality_score",
        "M079",
        "质检得分",
        "Quality score",
        "points",
        "up",
        "agent_day",
        "evaluation_score_sum",
        "evaluations",
    ),
    _metric(
        "csat_top_box_rate",
        "M098",
        "满意度",
        "Satisfaction",
        "%",
        "up",
        "agent_day",
        "csat_top_box",
        "surveys_valid",
    ),
)


@pytest.fixture(scope="session")
def context_for() -> Callable[..., ReportContext]:
    """A context by workbook and locale, with that workbook's usual period."""

    def make(workbook_id: str = "WB01", locale: str = "zh_CN") -> ReportContext:
        span = {
            "WB02": (str(LAST), LAST, LAST),
            "WB05": (str(WEEK), WEEK, WEEK + timedelta(days=6)),
        }
        period, first, last = span.get(workbook_id, (PERIOD, FIRST, LAST))
        return ReportContext(
            "sample",
            "示例客服中心",
            "Sample & Co",
            "Asia/Shanghai",
            "CNY",
            period,
            first,
            last,
            locale,
            "provisional",
            "run-2026-06-001",
            "0.1.0",
            "9f2c41d07a",
            datetime(2026, 7, 1, 2),
            (
                SourceFreshness("contacts", "ok", datetime(2026, 6, 30, 14)),
                SourceFreshness("punches", "late", datetime(2026, 6, 29, 14)),
                SourceFreshness("surveys", "missing"),
            ),
            {metric.name: metric for metric in METRICS},
            {
                "voice_general": ("综合咨询", "General"),
                "voice_sales": ("销售", "Sales"),
                "voice": ("语音组", "Voice"),
                "enquiry": ("咨询", "Enquiry"),
                "billing": ("账务", "Billing"),
                "complaint": ("投诉", "Complaint"),
                "greeting": ("开场白", "Greeting"),
                "identification": ("身份核对", "Identification"),
                "solution": ("解决方案", "Solution"),
                "closing": ("结束语", "Closing"),
                "recording": ("录音", "Recording"),
                "service": ("服务", "Service"),
                "D0900": ("白班", "Day"),
            },
            {
                "average_handle_time_s": Decimal(260),
                "service_level": Decimal("0.8"),
                "quality_score": Decimal(90),
            },
        )

    return make


@pytest.fixture(scope="session")
def scope_for() -> Callable[[str], Scope]:
    """The usual scope of each workbook."""
    return {
        "WB01": Scope("agent", "A1003", "员工甲 (A1003)"),
        "WB02": Scope("team", "T01", "T01"),
        "WB03": Scope("department", "voice", "语音部", TEAMS),
        "WB05": Scope("centre", "sample", "示例客服中心"),
        "WB14": Scope("centre", "sample", "示例客服中心"),
    }.__getitem__
