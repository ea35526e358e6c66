"""The tables of the room, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import MONEY, NUMBER


def schema_of(required: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    """A schema in which the columns named in `required` are never empty."""
    names = required.split()
    return pa.schema([pa.field(name, kind, nullable=name not in names) for name, kind in fields])


PAY_FORECAST = schema_of(
    "period subject_kind subject_id component draws p10_amount p50_amount p90_amount",
    ("period", pa.string()),
    ("subject_kind", pa.string()),
    ("subject_id", pa.string()),
    ("component", pa.string()),
    ("draws", pa.int64()),
    ("p10_amount", MONEY),
    ("p50_amount", MONEY),
    ("p90_amount", MONEY),
    ("budget_amount", MONEY),
    ("over_budget_probability", NUMBER),
)

RULE_PREVIEW_MOVERS = schema_of(
    "period agent_id kind component before after delta rank_before rank_after",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("team_id", pa.string()),
    ("department_id", pa.string()),
    ("kind", pa.string()),
    ("component", pa.string()),
    ("before", NUMBER),
    ("after", NUMBER),
    ("delta", NUMBER),
    ("rank_before", pa.int64()),
    ("rank_after", pa.int64()),
)

RULE_PREVIEW_SUMMARY = schema_of(
    "period scope_kind scope_id people before_amount after_amount delta_amount "
    "floor_hits_before floor_hits_after cap_hits_before cap_hits_after "
    "minimum_wage_hits_before minimum_wage_hits_after",
    ("period", pa.string()),
    ("scope_kind", pa.string()),
    ("scope_id", pa.string()),
    ("people", pa.int64()),
    ("winners", pa.int64()),
    ("losers", pa.int64()),
    ("before_amount", MONEY),
    ("after_amount", MONEY),
    ("delta_amount", MONEY),
    ("won_amount", MONEY),
    ("lost_amount", MONEY),
    ("gini_before", NUMBER),
    ("gini_after", NUMBER),
    ("floor_hits_before", pa.int64()),
    ("floor_hits_after", pa.int64()),
    ("cap_hits_before", pa.int64()),
    ("cap_hits_after", pa.int64()),
    ("minimum_wage_hits_before", pa.int64()),
    ("minimum_wage_hits_after", pa.int64()),
)

RULE_PREVIEW_CLIFFS = schema_of(
    "period side component quantity edge agent_id below_amount above_amount jump_amount",
    ("period", pa.string()),
    ("side", pa.string()),
    ("component", pa.string()),
    ("quantity", pa.string()),
    ("edge", NUMBER),
    ("agent_id", pa.string()),
    ("value", NUMBER),
    ("distance", NUMBER),
    ("below_amount", MONEY),
    ("above_amount", MONEY),
    ("jump_amount", MONEY),
)

COUNTERFACTUALS = schema_of(
    "period agent_id rank metric variant step from_value to_value distance pay_delta components "
    "note_zh note_en",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("rank", pa.int64()),
    ("metric", pa.string()),
    ("variant", pa.string()),
    ("step", pa.string()),
    ("from_value", NUMBER),
    ("to_value", NUMBER),
    ("distance", NUMBER),
    ("score_delta", NUMBER),
    ("pay_delta", MONEY),
    ("components", pa.string()),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)

PRICE_SHEET = schema_of(
    "period component pool_id scope_kind scope_id points share_of_points price pay_amount "
    "pay_per_point price_per_percent cost_per_percent_amount lever note_zh note_en",
    ("period", pa.string()),
    ("component", pa.string()),
    ("pool_id", pa.string()),
    ("scope_kind", pa.string()),
    ("scope_id", pa.string()),
    ("points", NUMBER),
    ("share_of_points", NUMBER),
    ("budget_amount", MONEY),
    ("price", NUMBER),
    ("break_even_price", NUMBER),
    ("lowest_price", NUMBER),
    ("highest_price", NUMBER),
    ("pay_amount", MONEY),
    ("pay_per_point", NUMBER),
    ("price_per_percent", NUMBER),
    ("cost_per_percent_amount", MONEY),
    ("over_budget_probability", NUMBER),
    ("lever", pa.string()),
    ("lever_price", NUMBER),
    ("lever_points", NUMBER),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)

PAY_ACCRUALS = schema_of(
    "period department_id component account entry accrual_amount",
    ("period", pa.string()),
    ("department_id", pa.string()),
    ("component", pa.string()),
    ("account", pa.string()),
    ("entry", pa.string()),
    ("accrual_amount", MONEY),
    ("low_amount", MONEY),
    ("high_amount", MONEY),
    ("budget_amount", MONEY),
    ("variance_amount", MONEY),
    ("over_budget_probability", NUMBER),
)

PACK_COMPARISON = schema_of(
    "pack person_months cost_amount variable_amount gini floor_amount below_floor pareto",
    ("pack", pa.string()),
    ("person_months", pa.int64()),
    ("cost_amount", MONEY),
    ("variable_amount", MONEY),
    ("gini", NUMBER),
    ("workload_correlation", NUMBER),
    ("floor_amount", MONEY),
    ("below_floor", pa.int64()),
    ("pareto", pa.bool_()),
    ("dominated_by", pa.string()),
)
