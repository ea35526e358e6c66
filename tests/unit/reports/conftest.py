"""A small month of a made-up centre, its types taken from the contracts."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from reports import AppealWindow, ReportContext, Scope, SourceFreshness

from .catalogue import METRICS
from .month import FIRST, INJECTED, LAST, PEOPLE, PERIOD, TEAMS, WEEK, table_of
from .month_control import control_rows
from .month_cost import cost_rows
from .month_facts import (
    agent_days_rows,
    agent_intervals_rows,
    attendance_rows,
    evaluations_rows,
    queue_intervals_rows,
)
from .month_mixed import mixed_rows
from .month_outlook import outlook_rows
from .month_people import result_rows
from .month_plan import plan_rows
from .month_quality import quality_rows
from .month_results import (
    calibration_rows,
    daily_values,
    pay_rows,
    points_rows,
    price_points,
    scores_rows,
    trace_rows,
)
from .month_review import review_rows
from .month_rules import coverage_rows, rule_tables
from .month_settlement import added_pay_rows, settlement_rows
from .month_work import work_rows


@pytest.fixture(scope="session")
def tables() -> Mapping[str, pa.Table]:
    """Every table that any workbook reads; one person's name is an injected formula."""
    dice = random.Random(7)
    heads, items = evaluations_rows(dice)
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
        "agent_day": agent_days_rows(dice),
        "agent_interval": agent_intervals_rows(),
        "queue_interval": queue_intervals_rows(dice),
        "attendance_day": attendance_rows(dice),
        "score_lines": scores_rows(dice),
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
        "point_lines": points_rows(dice),
        "pay_lines": pay_rows(dice) + added_pay_rows(),
        "evaluations": heads,
        "evaluation_items": items,
    }
    price_points(rows)
    rows["trace_nodes"] = trace_rows(rows["pay_lines"])
    rows["metric_values_daily"] = daily_values(rows)
    rows |= settlement_rows(random.Random(11), heads)
    for more in (
        result_rows(random.Random(13)),
        coverage_rows(),
        cost_rows(),
        review_rows(random.Random(17)),
        mixed_rows(random.Random(23)),
        outlook_rows(),
        work_rows(random.Random(19)),
        calibration_rows(),
        quality_rows(),
    ):
        rows = more | rows
    return {
        name: table_of(name, own) for name, own in (rows | plan_rows(dice) | control_rows()).items()
    } | rule_tables()


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
            AppealWindow(5, date(2026, 7, 8)),
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
        "WB06": Scope("centre", "sample", "示例客服中心"),
        "WB07": Scope("centre", "sample", "示例客服中心"),
        **dict.fromkeys(
            ("WB04", "WB08", "WB09", "WB13", "WB14", "WB15", "WB16", "WB17", "WB18", "WB20"),
            Scope("centre", "sample", "示例客服中心"),
        ),
        "WB19": Scope("centre", "sample", "示例客服中心"),
    }.__getitem__
