"""Arrow tables from rows, with the columns and types of data_contracts/outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

_US = pa.timestamp("us")

FORECAST = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("queue_id", pa.string()),
        ("interval_start_at", _US),
        ("business_date", pa.date32()),
        ("offered_p05", pa.float64()),
        ("offered", pa.float64()),
        ("offered_p50", pa.float64()),
        ("offered_p95", pa.float64()),
        ("aht_s", pa.float64()),
        ("model", pa.string()),
    ]
)
FORECAST_CENTRE = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("interval_start_at", _US),
        ("business_date", pa.date32()),
        ("offered_p05", pa.float64()),
        ("offered", pa.float64()),
        ("offered_p95", pa.float64()),
        ("workload_s", pa.float64()),
    ]
)
REQUIREMENT = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("queue_id", pa.string()),
        ("interval_start_at", _US),
        ("business_date", pa.date32()),
        ("offered", pa.float64()),
        ("aht_s", pa.float64()),
        ("channel", pa.string()),
        ("offered_load_erlang", pa.float64()),
        ("model", pa.string()),
        ("agents", pa.int64()),
        ("agents_alone", pa.int64()),
        ("required_agents", pa.int64()),
        ("shrinkage", pa.float64()),
        ("binding", pa.string()),
        ("service_level", pa.float64()),
        ("asa_s", pa.float64()),
        ("abandon_rate", pa.float64()),
        ("occupancy", pa.float64()),
        ("person_occupancy", pa.float64()),
        ("backlog", pa.float64()),
        ("simulated_service_level", pa.float64()),
        ("simulated_error", pa.float64()),
        ("model_error", pa.float64()),
        ("service_level_one_less", pa.float64()),
        ("service_level_one_more", pa.float64()),
    ]
)
ROSTER_SHIFTS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("shift_code", pa.string()),
        ("starts_at", _US),
        ("ends_at", _US),
        ("paid_s", pa.int64()),
        ("queue_group", pa.string()),
        ("note_zh", pa.string()),
        ("note_en", pa.string()),
    ]
)
ROSTER_ACTIVITIES = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("agent_id", pa.string()),
        ("starts_at", _US),
        ("ends_at", _US),
        ("work_date", pa.date32()),
        ("activity", pa.string()),
        ("paid", pa.bool_()),
    ]
)
ROSTER_COVERAGE = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("queue_group", pa.string()),
        ("interval_start_at", _US),
        ("business_date", pa.date32()),
        ("required_agents", pa.float64()),
        ("scheduled_agents", pa.float64()),
        ("short_h", pa.float64()),
        ("over_h", pa.float64()),
    ]
)
ROSTER_PROOF = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("item", pa.string()),
        ("value", pa.string()),
        ("note_zh", pa.string()),
        ("note_en", pa.string()),
    ]
)
ROSTER_SERVICE = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("queue_group", pa.string()),
        ("interval_start_at", _US),
        ("business_date", pa.date32()),
        ("offered", pa.float64()),
        ("days_simulated", pa.int64()),
        ("service_level", pa.float64()),
        ("service_level_error", pa.float64()),
        ("asa_s", pa.float64()),
        ("abandon_rate", pa.float64()),
        ("occupancy", pa.float64()),
    ]
)
ROSTER_PROGRESS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("number", pa.int64()),
        ("step", pa.string()),
        ("seconds", pa.float64()),
        ("objective", pa.float64()),
        ("bound", pa.float64()),
        ("gap", pa.float64()),
    ]
)
ROSTER_PENALTIES = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("penalty", pa.string()),
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("amount", pa.float64()),
        ("note_zh", pa.string()),
        ("note_en", pa.string()),
    ]
)

ROSTER_RULE_CHECKS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("rule", pa.string()),
        ("name_zh", pa.string()),
        ("name_en", pa.string()),
        ("hard", pa.bool_()),
        ("weight", pa.float64()),
        ("counted", pa.string()),
        ("checked", pa.int64()),
        ("violations", pa.int64()),
    ]
)
ROSTER_VIOLATIONS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("rule", pa.string()),
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("name_zh", pa.string()),
        ("name_en", pa.string()),
        ("hard", pa.bool_()),
        ("weight", pa.float64()),
        ("note_zh", pa.string()),
        ("note_en", pa.string()),
    ]
)

ROSTER_REQUESTS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("request", pa.string()),
        ("weight", pa.float64()),
        ("granted", pa.bool_()),
        ("reason_code", pa.string()),
        ("reason_zh", pa.string()),
        ("reason_en", pa.string()),
        ("coverage_cost_half_hours", pa.float64()),
        ("price", pa.float64()),
    ]
)

ROSTER_CHANGES = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("change_no", pa.int64()),
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("kind", pa.string()),
        ("verdict", pa.string()),
        ("accepted_at", _US),
        ("accepted_by", pa.string()),
        ("why", pa.string()),
        ("shift_before", pa.string()),
        ("shift_after", pa.string()),
        ("cost", pa.float64()),
        ("broken_rules", pa.string()),
    ]
)

FAIRNESS_LEDGER = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("agent_id", pa.string()),
        ("employment", pa.string()),
        ("weeks", pa.float64()),
        ("shifts", pa.int64()),
        ("lates", pa.int64()),
        ("nights", pa.int64()),
        ("weekends", pa.int64()),
        ("holidays", pa.int64()),
        ("short_turnarounds", pa.int64()),
        ("requested_weight", pa.float64()),
        ("granted_weight", pa.float64()),
    ]
)

TOURS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("shift_set", pa.string()),
        ("queue_id", pa.string()),
        ("work_date", pa.date32()),
        ("shift_code", pa.string()),
        ("starts_at", _US),
        ("ends_at", _US),
        ("new_shift", pa.bool_()),
        ("people", pa.int64()),
        ("paid_h", pa.float64()),
        ("name_zh", pa.string()),
        ("name_en", pa.string()),
        ("pauses_zh", pa.string()),
        ("pauses_en", pa.string()),
    ]
)
TOURS_COMPARISON = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("shift_set", pa.string()),
        ("queue_id", pa.string()),
        ("required_h", pa.float64()),
        ("at_work_h", pa.float64()),
        ("short_h", pa.float64()),
        ("over_h", pa.float64()),
        ("person_days", pa.int64()),
        ("paid_h", pa.float64()),
        ("cost_h", pa.float64()),
        ("bound_h", pa.float64()),
        ("gap", pa.float64()),
        ("bound_of", pa.string()),
        ("time_s", pa.float64()),
    ]
)


def table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """The rows as a table of exactly `schema`, also where there are none."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
