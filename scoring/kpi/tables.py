"""The tables of KPIs, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import MONEY, NUMBER


def _schema(required: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    names = required.split()
    return pa.schema([pa.field(name, kind, nullable=name not in names) for name, kind in fields])


KPIS = _schema(
    "period as_of place kpi_id branch horizon name_zh name_en since until days_left",
    ("period", pa.string()),
    ("as_of", pa.date32()),
    ("place", pa.int64()),
    ("kpi_id", pa.string()),
    ("branch", pa.string()),
    ("horizon", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("branch_zh", pa.string()),
    ("branch_en", pa.string()),
    ("metric", pa.string()),
    ("weight", NUMBER),
    ("since", pa.date32()),
    ("until", pa.date32()),
    ("actual", NUMBER),
    ("target", NUMBER),
    ("previous", NUMBER),
    ("attainment", NUMBER),
    ("light", pa.string()),
    ("p10", NUMBER),
    ("p50", NUMBER),
    ("p90", NUMBER),
    ("hit_probability", NUMBER),
    ("days_left", pa.int64()),
    ("owner", pa.string()),
    ("rule_ref", pa.string()),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)

KPI_WEEKS = _schema(
    "period kpi_id week_to",
    ("period", pa.string()),
    ("kpi_id", pa.string()),
    ("week_to", pa.date32()),
    ("numerator", NUMBER),
    ("denominator", NUMBER),
    ("value", NUMBER),
)

STAFF_FIGURES = _schema(
    "period figure name_zh name_en unit",
    ("period", pa.string()),
    ("figure", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("unit", pa.string()),
    ("value", NUMBER),
)

EARLY_WARNINGS = _schema(
    "period as_of rank kind subject_id due_on horizon_days name_zh name_en risk_zh risk_en "
    "fix_zh fix_en",
    ("period", pa.string()),
    ("as_of", pa.date32()),
    ("rank", pa.int64()),
    ("kind", pa.string()),
    ("subject_id", pa.string()),
    ("due_on", pa.date32()),
    ("horizon_days", pa.int64()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("hours", NUMBER),
    ("cost_amount", MONEY),
    ("fix_amount", MONEY),
    ("risk_zh", pa.string()),
    ("risk_en", pa.string()),
    ("fix_zh", pa.string()),
    ("fix_en", pa.string()),
)
