"""The tables of workload, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import NUMBER


def _schema(optional: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    names = optional.split()
    return pa.schema([pa.field(name, kind, nullable=name in names) for name, kind in fields])


WORKLOAD_LINES = _schema(
    "coefficient",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("work_type", pa.string()),
    ("days", pa.int64()),
    ("quantity", NUMBER),
    ("standard_s", NUMBER),
    ("standard_points", NUMBER),
    ("coefficient", NUMBER),
    ("points", NUMBER),
)

WORK_MATRIX = _schema(
    "team_id intensity quality_score quality_coefficient quantity_band quantity_zh quantity_en "
    "quality_band quality_zh quality_en cell_zh cell_en",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("team_id", pa.string()),
    ("standard_s", NUMBER),
    ("attended_s", pa.int64()),
    ("intensity", NUMBER),
    ("quality_score", NUMBER),
    ("evaluations", pa.int64()),
    ("quality_coefficient", NUMBER),
    ("quantity_band", pa.int64()),
    ("quantity_zh", pa.string()),
    ("quantity_en", pa.string()),
    ("quality_band", pa.int64()),
    ("quality_zh", pa.string()),
    ("quality_en", pa.string()),
    ("cell_zh", pa.string()),
    ("cell_en", pa.string()),
    ("rule_ref", pa.string()),
)
