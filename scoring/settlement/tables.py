"""Arrow types of the settlement tables, as data_contracts/outputs describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

NUMBER = pa.decimal128(18, 6)
MONEY = pa.decimal128(18, 2)
INSTANT = pa.timestamp("us")


def _schema(optional: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    names = optional.split()
    return pa.schema([pa.field(name, kind, nullable=name in names) for name, kind in fields])


ADJUSTMENTS = _schema(
    "",
    ("legal_entity", pa.string()),
    ("pay_group", pa.string()),
    ("agent_id", pa.string()),
    ("reference_period", pa.string()),
    ("version", pa.int64()),
    ("component", pa.string()),
    ("posted_period", pa.string()),
    ("instalment", pa.int64()),
    ("amount", MONEY),
    ("currency", pa.string()),
    ("reason_zh", pa.string()),
    ("reason_en", pa.string()),
)

PAYABLE_ADJUSTMENTS = _schema(
    "",
    ("agent_id", pa.string()),
    ("reference", pa.string()),
    ("amount", MONEY),
    ("reason_zh", pa.string()),
    ("reason_en", pa.string()),
)

OVERRIDES = _schema(
    "old_value new_value expires_on appeal_id",
    ("override_id", pa.string()),
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("metric", pa.string()),
    ("variant", pa.string()),
    ("figure", pa.string()),
    ("old_value", NUMBER),
    ("new_value", NUMBER),
    ("reason_zh", pa.string()),
    ("reason_en", pa.string()),
    ("entered_by", pa.string()),
    ("entered_at", INSTANT),
    ("expires_on", pa.date32()),
    ("appeal_id", pa.string()),
)

APPEAL_CASES = _schema(
    "claimed_value rule_ref evidence_sha256 deadline assignee due_on decision decider decided_at "
    "correction effect_amount",
    ("appeal_id", pa.string()),
    ("agent_id", pa.string()),
    ("period", pa.string()),
    ("trace_node_id", pa.string()),
    ("rule_ref", pa.string()),
    ("claimed_value", NUMBER),
    ("reason_code", pa.string()),
    ("evidence_sha256", pa.string()),
    ("submitted_at", INSTANT),
    ("deadline", pa.date32()),
    ("state", pa.string()),
    ("assignee", pa.string()),
    ("due_on", pa.date32()),
    ("decision", pa.string()),
    ("decider", pa.string()),
    ("decided_at", INSTANT),
    ("correction", pa.string()),
    ("effect_amount", MONEY),
)

APPEAL_STATISTICS = _schema(
    "upheld_rate mean_decision_days",
    ("period", pa.string()),
    ("subject_kind", pa.string()),
    ("subject_id", pa.string()),
    ("appeals", pa.int64()),
    ("open", pa.int64()),
    ("upheld", pa.int64()),
    ("partly", pa.int64()),
    ("rejected", pa.int64()),
    ("expired", pa.int64()),
    ("upheld_rate", NUMBER),
    ("mean_decision_days", NUMBER),
    ("effect_amount", MONEY),
)

PERIOD_SCORES = _schema(
    "score score_from_months score_from_atoms difference",
    ("span", pa.string()),
    ("agent_id", pa.string()),
    ("method", pa.string()),
    ("months", pa.string()),
    ("months_counted", pa.int64()),
    ("atoms_rules", pa.string()),
    ("score", NUMBER),
    ("score_from_months", NUMBER),
    ("score_from_atoms", NUMBER),
    ("difference", NUMBER),
    ("note_zh", pa.string()),
    ("note_en", pa.string()),
)

REPLAY_DELTAS = _schema(
    "from_value to_value rules_effect data_effect code_effect",
    ("period", pa.string()),
    ("agent_id", pa.string()),
    ("figure", pa.string()),
    ("method", pa.string()),
    ("from_value", NUMBER),
    ("to_value", NUMBER),
    ("rules_effect", NUMBER),
    ("data_effect", NUMBER),
    ("code_effect", NUMBER),
)

SETTLEMENT_EVENTS = _schema(
    "step run_id result_hash version reason_zh reason_en voided_at voided_because",
    ("legal_entity", pa.string()),
    ("pay_group", pa.string()),
    ("period", pa.string()),
    ("sequence", pa.int64()),
    ("event", pa.string()),
    ("happened_at", INSTANT),
    ("done_by", pa.string()),
    ("step", pa.string()),
    ("run_id", pa.string()),
    ("result_hash", pa.string()),
    ("version", pa.int64()),
    ("reason_zh", pa.string()),
    ("reason_en", pa.string()),
    ("voided_at", INSTANT),
    ("voided_because", pa.string()),
)


def table_of(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """`rows` with the columns of `schema`; a column that a row lacks is NULL."""
    kept = list(rows)
    columns = [pa.array([row.get(field.name) for row in kept], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)
