"""The output tables of selection, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

NUMBER = pa.decimal128(18, 6)


def _must(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


PROMOTION_ELIGIBILITY = pa.schema(
    [
        _must("period", pa.string()),
        _must("selection_id", pa.string()),
        _must("agent_id", pa.string()),
        _must("criterion_id", pa.string()),
        pa.field("team_id", pa.string()),
        _must("name_zh", pa.string()),
        _must("name_en", pa.string()),
        _must("met", pa.bool_()),
        _must("eligible", pa.bool_()),
        pa.field("figure", NUMBER),
        pa.field("operator", pa.string()),
        pa.field("threshold", NUMBER),
        _must("n", pa.int64()),
        _must("rule_ref", pa.string()),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

TALENT_POOL = pa.schema(
    [
        _must("period", pa.string()),
        _must("selection_id", pa.string()),
        _must("rank", pa.int64()),
        _must("agent_id", pa.string()),
        pa.field("team_id", pa.string()),
        _must("months", pa.int64()),
        _must("mean_score", NUMBER),
        _must("mean_low", NUMBER),
        _must("mean_high", NUMBER),
        _must("confidence", NUMBER),
        _must("stability", NUMBER),
        _must("lowest_score", NUMBER),
        _must("trend", NUMBER),
        pa.field("potential", NUMBER),
        _must("performance_band", pa.int64()),
        pa.field("potential_band", pa.int64()),
        pa.field("box", pa.int64()),
        pa.field("box_zh", pa.string()),
        pa.field("box_en", pa.string()),
        _must("eligible", pa.bool_()),
        pa.field("next_agent_id", pa.string()),
        pa.field("probability_above_next", NUMBER),
        _must("method", pa.string()),
        _must("evidence", pa.string()),
        _must("rule_ref", pa.string()),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

TRAINING_NEEDS = pa.schema(
    [
        _must("period", pa.string()),
        _must("agent_id", pa.string()),
        _must("rank", pa.int64()),
        _must("course_id", pa.string()),
        _must("node_id", pa.string()),
        _must("metric", pa.string()),
        _must("name_zh", pa.string()),
        _must("name_en", pa.string()),
        _must("hours", NUMBER),
        _must("full_gain", NUMBER),
        _must("closes", NUMBER),
        _must("expected_gain", NUMBER),
        _must("gain_per_hour", NUMBER),
        _must("evidence", pa.string()),
        _must("rule_ref", pa.string()),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

PERSON_PROFILE = pa.schema(
    [
        _must("period", pa.string()),
        _must("agent_id", pa.string()),
        _must("node_id", pa.string()),
        _must("kind", pa.string()),
        _must("name_zh", pa.string()),
        _must("name_en", pa.string()),
        pa.field("metric_value", NUMBER),
        _must("score", NUMBER),
        pa.field("previous_score", NUMBER),
        _must("months", pa.int64()),
        _must("mean_score", NUMBER),
        _must("trend", NUMBER),
        _must("peers", pa.int64()),
        _must("peer_mean", NUMBER),
        _must("percentile", NUMBER),
        _must("evidence", pa.string()),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

PERSON_FACTS = pa.schema(
    [
        _must("period", pa.string()),
        _must("agent_id", pa.string()),
        _must("fact", pa.string()),
        _must("name_zh", pa.string()),
        _must("name_en", pa.string()),
        _must("unit", pa.string()),
        _must("value", NUMBER),
        pa.field("previous_value", NUMBER),
        _must("months", pa.int64()),
        _must("mean_value", NUMBER),
        _must("trend", NUMBER),
        _must("peers", pa.int64()),
        _must("peer_mean", NUMBER),
        pa.field("percentile", NUMBER),
        _must("evidence", pa.string()),
    ]
)
