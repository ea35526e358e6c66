"""The tables of qualification, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa


def _schema(optional: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    names = optional.split()
    return pa.schema([pa.field(name, kind, nullable=name in names) for name, kind in fields])


QUALIFICATION_MATRIX = _schema(
    "team_id level certified_until eligible_from",
    ("period", pa.string()),
    ("as_of", pa.date32()),
    ("agent_id", pa.string()),
    ("team_id", pa.string()),
    ("contact_type", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("eligible", pa.bool_()),
    ("lacks", pa.string()),
    ("level", pa.int64()),
    ("service_months", pa.int64()),
    ("certified_until", pa.date32()),
    ("eligible_from", pa.date32()),
    ("contacts", pa.int64()),
    ("unqualified_contacts", pa.int64()),
    ("rule_ref", pa.string()),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)

UNQUALIFIED_WORK = _schema(
    "team_id",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("business_date", pa.date32()),
    ("contact_type", pa.string()),
    ("team_id", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("contacts", pa.int64()),
    ("lacks", pa.string()),
    ("paid", pa.bool_()),
    ("rule_ref", pa.string()),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)
