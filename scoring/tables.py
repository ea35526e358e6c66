"""The engine's output tables: their Arrow types as data_contracts/outputs describes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

NUMBER = pa.decimal128(18, 6)
MONEY = pa.decimal128(18, 2)


def _schema(required: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    names = required.split()
    return pa.schema([pa.field(name, kind, nullable=name not in names) for name, kind in fields])


SCORE_LINES = _schema(
    "period agent_id scorecard_id node_id kind name_zh name_en weight_declared weight_applied "
    "contribution rule_ref note_zh note_en",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("scorecard_id", pa.string()),
    ("node_id", pa.string()),
    ("parent_id", pa.string()),
    ("kind", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("metric", pa.string()),
    ("n", pa.int64()),
    ("numerator", NUMBER),
    ("denominator", NUMBER),
    ("metric_value", NUMBER),
    ("target", NUMBER),
    ("function", pa.string()),
    ("score", NUMBER),
    ("ungated_score", NUMBER),
    ("weight_declared", NUMBER),
    ("weight_applied", NUMBER),
    ("contribution", NUMBER),
    ("policy", pa.string()),
    ("flag", pa.string()),
    ("rule_ref", pa.string()),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)

GRADE_LINES = _schema(
    "period agent_id scorecard_id score grade grade_zh grade_en grade_by_score forced rule_ref",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("scorecard_id", pa.string()),
    ("score", NUMBER),
    ("grade", pa.string()),
    ("grade_zh", pa.string()),
    ("grade_en", pa.string()),
    ("grade_by_score", pa.string()),
    ("forced", pa.bool_()),
    ("rule_ref", pa.string()),
)

POINT_LINES = _schema(
    "point_id period agent_id work_date work_type quantity standard_points coefficient points "
    "rule_ref",
    ("point_id", pa.string()),
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("work_date", pa.date32()),
    ("work_type", pa.string()),
    ("quantity", NUMBER),
    ("standard_points", NUMBER),
    ("coefficient", NUMBER),
    ("points", NUMBER),
    ("rule_ref", pa.string()),
    ("reversed_by", pa.string()),
    ("reverses", pa.string()),
    ("reason", pa.string()),
    ("time_window", pa.string()),
)

PAY_LINES = _schema(
    "period agent_id component code name_zh name_en formula pay_amount rounding_residual "
    "currency payroll_code taxable rule_ref",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("component", pa.string()),
    ("code", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("formula", pa.string()),
    ("base_amount", MONEY),
    ("factor", NUMBER),
    ("unrounded_amount", NUMBER),
    ("pay_amount", MONEY),
    ("rounding_residual", NUMBER),
    ("currency", pa.string()),
    ("payroll_code", pa.string()),
    ("taxable", pa.bool_()),
    ("counts_for_minimum_wage", pa.bool_()),
    ("rule_ref", pa.string()),
)

TRACE_NODES = _schema(
    "node_id period agent_id kind inputs unit digits note_zh note_en",
    ("node_id", pa.string()),
    ("parent_id", pa.string()),
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("kind", pa.string()),
    ("rule_ref", pa.string()),
    ("inputs", pa.string()),
    ("output", NUMBER),
    ("unit", pa.string()),
    ("digits", pa.int64()),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)


def table_of(rows: Sequence[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """`rows` (a value for every column of `schema`) as a table in the order given."""
    columns = [pa.array([row[field.name] for row in rows], type=field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)
