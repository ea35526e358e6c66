"""The table of institutions, as data_contracts/outputs describes it."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import NUMBER

INSTITUTION_LINES = pa.schema(
    [
        pa.field("period", pa.string(), nullable=False),
        pa.field("agent_id", pa.string(), nullable=False),
        pa.field("institution", pa.string(), nullable=False),
        pa.field("line_id", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("name_zh", pa.string(), nullable=False),
        pa.field("name_en", pa.string(), nullable=False),
        pa.field("metric", pa.string(), nullable=False),
        pa.field("action", pa.string(), nullable=False),
        pa.field("figure", NUMBER),
        pa.field("per_event", NUMBER),
        pa.field("deducted", NUMBER),
        pa.field("cap", NUMBER),
        pa.field("cap_used", pa.bool_(), nullable=False),
        pa.field("of_total", NUMBER),
        pa.field("rules_on_metric", pa.int64(), nullable=False),
        pa.field("rule_ref", pa.string(), nullable=False),
    ]
)
