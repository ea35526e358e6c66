"""The output tables of awards: their Arrow types as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

NUMBER = pa.decimal128(18, 6)
MONEY = pa.decimal128(18, 2)


def _must(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


CONTEST_STANDINGS = pa.schema(
    [
        _must("contest_id", pa.string()),
        _must("subject_kind", pa.string()),
        _must("subject_id", pa.string()),
        pa.field("team_id", pa.string()),
        pa.field("rank", pa.int64()),
        pa.field("n", pa.int64()),
        pa.field("numerator", NUMBER),
        pa.field("denominator", NUMBER),
        pa.field("value", NUMBER),
        pa.field("achieved_on", pa.date32()),
        pa.field("tickets", pa.int64()),
        _must("eligible", pa.bool_()),
        _must("under_review", pa.bool_()),
        _must("state", pa.string()),
        _must("data_until", pa.date32()),
        _must("rule_ref", pa.string()),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

CONTEST_PRIZES = pa.schema(
    [
        _must("contest_id", pa.string()),
        _must("agent_id", pa.string()),
        pa.field("team_id", pa.string()),
        pa.field("rank", pa.int64()),
        _must("amount", MONEY),
        _must("currency", pa.string()),
        _must("state", pa.string()),
        _must("payout_on", pa.date32()),
        _must("payroll_code", pa.string()),
        _must("tax_code", pa.string()),
        _must("taxable", pa.bool_()),
        _must("rule_ref", pa.string()),
        _must("reason_zh", pa.string()),
        _must("reason_en", pa.string()),
    ]
)

CONTEST_EFFECTS = pa.schema(
    [
        _must("contest_id", pa.string()),
        _must("metric", pa.string()),
        _must("variant", pa.string()),
        _must("people", pa.int64()),
        _must("control_people", pa.int64()),
        pa.field("before_mean", NUMBER),
        pa.field("during_mean", NUMBER),
        pa.field("control_before_mean", NUMBER),
        pa.field("control_during_mean", NUMBER),
        pa.field("effect", NUMBER),
        pa.field("effect_low", NUMBER),
        pa.field("effect_high", NUMBER),
        _must("confidence", NUMBER),
        pa.field("gained_units", NUMBER),
        pa.field("value_amount", MONEY),
        _must("cost_amount", MONEY),
        pa.field("return_ratio", NUMBER),
        pa.field("return_low", NUMBER),
        pa.field("return_high", NUMBER),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

CASCADE_LINES = pa.schema(
    [
        _must("period", pa.string()),
        _must("agent_id", pa.string()),
        _must("cascade_id", pa.string()),
        _must("part_id", pa.string()),
        pa.field("parent_id", pa.string()),
        _must("name_zh", pa.string()),
        _must("name_en", pa.string()),
        pa.field("metric", pa.string()),
        pa.field("numerator", NUMBER),
        pa.field("denominator", NUMBER),
        pa.field("metric_value", NUMBER),
        pa.field("hours", NUMBER),
        _must("share_declared", NUMBER),
        _must("share_applied", NUMBER),
        pa.field("score", NUMBER),
        _must("contribution", NUMBER),
        _must("rule_ref", pa.string()),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

TEAM_AWARDS = pa.schema(
    [
        _must("period", pa.string()),
        _must("agent_id", pa.string()),
        _must("cascade_id", pa.string()),
        _must("amount", MONEY),
        _must("base_amount", MONEY),
        _must("coefficient", NUMBER),
        _must("unrounded_amount", NUMBER),
        _must("currency", pa.string()),
        _must("payroll_code", pa.string()),
        _must("taxable", pa.bool_()),
        _must("rule_ref", pa.string()),
        _must("reason_zh", pa.string()),
        _must("reason_en", pa.string()),
    ]
)

CONSISTENCY_GAPS = pa.schema(
    [
        _must("period", pa.string()),
        _must("parent_kind", pa.string()),
        _must("parent_id", pa.string()),
        _must("metric", pa.string()),
        _must("variant", pa.string()),
        _must("children", pa.int64()),
        _must("numerator", NUMBER),
        _must("children_numerator", NUMBER),
        pa.field("denominator", NUMBER),
        pa.field("children_denominator", NUMBER),
        _must("note_zh", pa.string()),
        _must("note_en", pa.string()),
    ]
)

TARGET_TREE = pa.schema(
    [
        _must("tree_id", pa.string()),
        _must("node_id", pa.string()),
        pa.field("parent_id", pa.string()),
        _must("level", pa.string()),
        _must("name_zh", pa.string()),
        _must("name_en", pa.string()),
        _must("metric", pa.string()),
        _must("volume", NUMBER),
        _must("target_numerator", NUMBER),
        _must("target", NUMBER),
        pa.field("baseline", NUMBER),
        _must("lowest", NUMBER),
        _must("highest", NUMBER),
        _must("owner", pa.string()),
        _must("due_on", pa.date32()),
        _must("specific_zh", pa.string()),
        _must("specific_en", pa.string()),
        _must("evidence", pa.string()),
        _must("relevance", pa.string()),
        _must("rule_ref", pa.string()),
    ]
)

ADVANCE_LEDGER = pa.schema(
    [
        _must("entry_id", pa.string()),
        _must("period", pa.string()),
        _must("agent_id", pa.string()),
        _must("guarantee_id", pa.string()),
        _must("advance_id", pa.string()),
        _must("kind", pa.string()),
        _must("amount", MONEY),
        _must("outstanding_amount", MONEY),
        _must("written_off_amount", MONEY),
        _must("recoverable", pa.bool_()),
        _must("currency", pa.string()),
        _must("payroll_code", pa.string()),
        _must("taxable", pa.bool_()),
        _must("rule_ref", pa.string()),
        _must("reason_zh", pa.string()),
        _must("reason_en", pa.string()),
    ]
)

COMMISSION_LINES = pa.schema(
    [
        _must("line_id", pa.string()),
        _must("period", pa.string()),
        _must("agent_id", pa.string()),
        _must("commission_id", pa.string()),
        _must("sale_id", pa.string()),
        _must("kind", pa.string()),
        pa.field("original_line_id", pa.string()),
        _must("product_id", pa.string()),
        _must("certified_on", pa.date32()),
        pa.field("reversed_on", pa.date32()),
        _must("sale_amount", MONEY),
        _must("rate", NUMBER),
        _must("unrounded_amount", NUMBER),
        _must("amount", MONEY),
        _must("currency", pa.string()),
        _must("payroll_code", pa.string()),
        _must("taxable", pa.bool_()),
        _must("rule_ref", pa.string()),
        _must("reason_zh", pa.string()),
        _must("reason_en", pa.string()),
    ]
)
