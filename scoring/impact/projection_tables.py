"""The tables of projections, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.impact.impact_tables import schema_of
from scoring.tables import NUMBER

PROJECTIONS = schema_of(
    "period as_of agent_id figure p10 p50 p90 draws days_left status",
    ("period", pa.string()),
    ("as_of", pa.date32()),
    ("agent_id", pa.string()),
    ("figure", pa.string()),
    ("so_far", NUMBER),
    ("p10", NUMBER),
    ("p50", NUMBER),
    ("p90", NUMBER),
    ("risk_probability", NUMBER),
    ("draws", pa.int64()),
    ("spread_factor", NUMBER),
    ("days_left", pa.int64()),
    ("status", pa.string()),
)

PROJECTION_BANDS = schema_of(
    "period as_of agent_id kind band name_zh name_en probability",
    ("period", pa.string()),
    ("as_of", pa.date32()),
    ("agent_id", pa.string()),
    ("kind", pa.string()),
    ("band", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("score_from", NUMBER),
    ("score_to", NUMBER),
    ("probability", NUMBER),
)
