"""Who works in the made-up month, and tables whose types come from the contracts."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

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


def workdays() -> list[date]:
    return [FIRST + timedelta(days=i) for i in range(30) if i % 7 not in (5, 6)]


def utc(day: date, hour: float) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour - 8)


def half_hours(dice: random.Random, days: list[date]) -> list[tuple[date, datetime]]:
    return [(day, utc(day, 8 + half / 2)) for day in days for half in range(28)]
