"""The output tables of this room, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import NUMBER


def _schema(*fields: tuple[str, pa.DataType] | tuple[str, pa.DataType, str]) -> pa.Schema:
    """Fields of name and type; a third entry, `optional`, lets the column be empty."""
    return pa.schema([pa.field(f[0], f[1], nullable=len(f) == 3) for f in fields])


TEXT, COUNT, YES, DAY = pa.string(), pa.int64(), pa.bool_(), pa.date32()

QUALITY_SCORES = _schema(
    ("period", TEXT),
    ("agent_id", TEXT),
    ("evaluations", COUNT),
    ("form_versions", TEXT),
    ("fatal_errors", COUNT),
    ("raw_score", NUMBER),
    ("adjusted_score", NUMBER),
    ("adjustment", NUMBER),
    ("ci_low", NUMBER, "optional"),
    ("ci_high", NUMBER, "optional"),
    ("confidence", NUMBER),
    ("severity_known", YES),
    ("band", COUNT),
    ("reference_band", COUNT, "optional"),
    ("paid_band", COUNT),
    ("paid_band_zh", TEXT),
    ("paid_band_en", TEXT),
    ("rule_ref", TEXT),
    ("note_zh", TEXT),
    ("note_en", TEXT),
)

QUALITY_CELLS = _schema(
    ("period", TEXT),
    ("agent_id", TEXT),
    ("form_id", TEXT),
    ("call_type", TEXT),
    ("method", TEXT),
    ("evaluations", COUNT),
    ("cell_weight", NUMBER),
    ("weight_applied", NUMBER),
    ("score", NUMBER),
    ("contribution", NUMBER),
    ("rule_ref", TEXT),
)

EVALUATION_LINES = _schema(
    ("evaluation_id", TEXT),
    ("node_id", TEXT),
    ("parent_id", TEXT, "optional"),
    ("position", COUNT),
    ("period", TEXT),
    ("agent_id", TEXT),
    ("kind", TEXT),
    ("name_zh", TEXT),
    ("name_en", TEXT),
    ("points", NUMBER, "optional"),
    ("full_points", NUMBER, "optional"),
    ("score", NUMBER, "optional"),
    ("weight_declared", NUMBER),
    ("weight_applied", NUMBER),
    ("contribution", NUMBER),
    ("points_lost", NUMBER, "optional"),
    ("fatal_classes", TEXT, "optional"),
    ("rule_ref", TEXT),
)

EVALUATOR_SEVERITY = _schema(
    ("period", TEXT),
    ("evaluator_id", TEXT),
    ("window_from", DAY),
    ("window_to", DAY),
    ("evaluations", COUNT),
    ("agents", COUNT),
    ("shared_agents", COUNT),
    ("component", COUNT),
    ("components", COUNT),
    ("identified", YES),
    ("corrected", YES),
    ("mean_given", NUMBER),
    ("leniency", NUMBER),
    ("standard_error", NUMBER),
    ("reliability", NUMBER),
    ("rule_ref", TEXT),
    ("note_zh", TEXT),
    ("note_en", TEXT),
)

CALIBRATION_AGREEMENT = _schema(
    ("period", TEXT),
    ("form_id", TEXT),
    ("item_id", TEXT),
    ("evaluator_a", TEXT),
    ("evaluator_b", TEXT),
    ("contacts", COUNT),
    ("pairs", COUNT),
    ("percent_agreement", NUMBER, "optional"),
    ("mean_difference", NUMBER, "optional"),
    ("kappa_linear", NUMBER, "optional"),
    ("kappa_quadratic", NUMBER, "optional"),
    ("alpha", NUMBER, "optional"),
    ("alpha_level", TEXT),
    ("rule_ref", TEXT),
)

CALIBRATION_SESSIONS = _schema(
    ("period", TEXT),
    ("session_id", TEXT),
    ("held_on", DAY),
    ("form_id", TEXT),
    ("evaluator_id", TEXT),
    ("item_id", TEXT),
    ("contacts", COUNT),
    ("pairs", COUNT),
    ("percent_agreement", NUMBER, "optional"),
    ("mean_difference", NUMBER, "optional"),
    ("alpha", NUMBER, "optional"),
    ("alpha_level", TEXT, "optional"),
    ("rule_ref", TEXT),
)

RATER_BIAS = _schema(
    ("period", TEXT),
    ("source", TEXT),
    ("rater_id", TEXT),
    ("ratings", COUNT),
    ("subjects", COUNT),
    ("mean_given", NUMBER),
    ("leniency", NUMBER),
    ("standard_error", NUMBER),
    ("spread", NUMBER, "optional"),
    ("spread_others", NUMBER, "optional"),
    ("halo_spread", NUMBER, "optional"),
    ("halo_spread_others", NUMBER, "optional"),
    ("halo_correlation", NUMBER, "optional"),
    ("flags", TEXT),
    ("rule_ref", TEXT),
)
