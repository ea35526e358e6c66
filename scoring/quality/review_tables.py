"""The tables of multi-source reviews, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import NUMBER


def _schema(optional: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    names = optional.split()
    return pa.schema([pa.field(name, kind, nullable=name in names) for name, kind in fields])


TEXT, COUNT, YES = pa.string(), pa.int64(), pa.bool_()

REVIEW_SCORES = _schema(
    "raw_score score adjustment self_score others_score self_gap",
    ("period", TEXT),
    ("review_id", TEXT),
    ("agent_id", TEXT),
    ("name_zh", TEXT),
    ("name_en", TEXT),
    ("raters", COUNT),
    ("sources", COUNT),
    ("raw_score", NUMBER),
    ("score", NUMBER),
    ("adjustment", NUMBER),
    ("self_score", NUMBER),
    ("others_score", NUMBER),
    ("self_gap", NUMBER),
    ("uncommented", COUNT),
    ("rule_ref", TEXT),
    ("note_zh", TEXT),
    ("note_en", TEXT),
)

REVIEW_SOURCES = _schema(
    "raw_score score",
    ("period", TEXT),
    ("review_id", TEXT),
    ("agent_id", TEXT),
    ("source", TEXT),
    ("raters", COUNT),
    ("trimmed", COUNT),
    ("left_out", COUNT),
    ("raw_score", NUMBER),
    ("score", NUMBER),
    ("weight_declared", NUMBER),
    ("weight_applied", NUMBER),
    ("contribution", NUMBER),
    ("rule_ref", TEXT),
)

REVIEW_RATERS = _schema(
    "spread spread_others halo_spread halo_spread_others halo_correlation",
    ("period", TEXT),
    ("review_id", TEXT),
    ("source", TEXT),
    ("rater_id", TEXT),
    ("ratings", COUNT),
    ("subjects", COUNT),
    ("shared_subjects", COUNT),
    ("identified", YES),
    ("corrected", YES),
    ("mean_given", NUMBER),
    ("leniency", NUMBER),
    ("standard_error", NUMBER),
    ("spread", NUMBER),
    ("spread_others", NUMBER),
    ("halo_spread", NUMBER),
    ("halo_spread_others", NUMBER),
    ("halo_correlation", NUMBER),
    ("flags", TEXT),
    ("rule_ref", TEXT),
)
