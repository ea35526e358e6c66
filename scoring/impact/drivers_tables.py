"""The output tables of driver analysis, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

NUMBER = pa.decimal128(18, 6)


def _must(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


_KEY = [
    _must("period", pa.string()),
    _must("subject_kind", pa.string()),
    _must("subject_id", pa.string()),
    _must("comparison", pa.string()),
]
_FIGURES = [
    pa.field("metric", pa.string()),
    pa.field("segment", pa.string()),
    pa.field("base_value", NUMBER),
    pa.field("current_value", NUMBER),
    pa.field("base_score", NUMBER),
    pa.field("current_score", NUMBER),
    _must("points", NUMBER),
]

SCORE_GAP_PARTS = pa.schema(
    [
        *_KEY,
        _must("part_id", pa.string()),
        pa.field("parent_id", pa.string()),
        _must("split", pa.string()),
        _must("kind", pa.string()),
        pa.field("node_id", pa.string()),
        *_FIGURES,
        _must("evidence", pa.string()),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

RANKED_CAUSES = pa.schema(
    [
        *_KEY,
        _must("rank", pa.int64()),
        _must("part_id", pa.string()),
        _must("kind", pa.string()),
        _must("node_id", pa.string()),
        *_FIGURES,
        _must("gap", NUMBER),
        _must("evidence", pa.string()),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

IMPROVEMENT_ACTIONS = pa.schema(
    [
        _must("action_id", pa.string()),
        *_KEY,
        _must("node_id", pa.string()),
        pa.field("metric", pa.string()),
        pa.field("segment", pa.string()),
        pa.field("base_value", NUMBER),
        pa.field("current_value", NUMBER),
        _must("current_score", NUMBER),
        _must("lost_points", NUMBER),
        _must("owner_id", pa.string()),
        _must("due_on", pa.date32()),
        _must("state", pa.string()),
        pa.field("checked_period", pa.string()),
        pa.field("checked_score", NUMBER),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)
