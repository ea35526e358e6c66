"""The tables of coaching, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import NUMBER


def _schema(required: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    names = required.split()
    return pa.schema([pa.field(name, kind, nullable=name not in names) for name, kind in fields])


COACHING_CASES = _schema(
    "period as_of agent_id evaluation_id failed_on score due_on state next_on",
    ("period", pa.string()),
    ("as_of", pa.date32()),
    ("agent_id", pa.string()),
    ("evaluation_id", pa.string()),
    ("failed_on", pa.date32()),
    ("score", NUMBER),
    ("due_on", pa.date32()),
    ("state", pa.string()),
    ("session_id", pa.string()),
    ("coached_on", pa.date32()),
    ("lag_days", pa.int64()),
    ("topic", pa.string()),
    ("last_on", pa.date32()),
    ("next_on", pa.date32()),
    ("before", NUMBER),
    ("after", NUMBER),
    ("peer_change", NUMBER),
    ("effect", NUMBER),
)

COACHING_EFFECTS = _schema(
    "period as_of subject_kind subject_id sessions people measured matched confidence "
    "note_zh note_en",
    ("period", pa.string()),
    ("as_of", pa.date32()),
    ("subject_kind", pa.string()),
    ("subject_id", pa.string()),
    ("sessions", pa.int64()),
    ("people", pa.int64()),
    ("measured", pa.int64()),
    ("matched", pa.int64()),
    ("raw_change", NUMBER),
    ("effect", NUMBER),
    ("ci_low", NUMBER),
    ("ci_high", NUMBER),
    ("confidence", NUMBER),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)
