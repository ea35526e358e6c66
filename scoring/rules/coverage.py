"""Who is under which plan: people per rule, and those under none or two (S0-17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from scoring.rules.compiled import Rules
from scoring.rules.who import covers

PLAN_COVERAGE = pa.schema(
    [
        ("period", pa.string()), ("kind", pa.string()), ("rule_id", pa.string()),
        ("file", pa.string()), ("name_zh", pa.string()), ("name_en", pa.string()),
        ("owner", pa.string()), ("applies_to", pa.string()), ("people", pa.int64()),
    ]
)  # fmt: skip
PLAN_EXCEPTIONS = pa.schema(
    [
        ("period", pa.string()), ("kind", pa.string()), ("agent_id", pa.string()),
        ("role", pa.string()), ("team_id", pa.string()), ("from_day", pa.date32()),
        ("to_day", pa.date32()), ("plans", pa.int64()), ("rule_ids", pa.string()),
    ]
)  # fmt: skip


def coverage_tables(rules: Rules, people: pa.Table, period: str) -> dict[str, pa.Table]:
    """`plan_coverage` and `plan_exceptions` of a month (contracts of these names).

    `people` has `agent_id`, `role`, `team_id`, `employed_from` and `employed_to`, one row per
    person and span of one role. A span is an exception for each kind of rule of which it has
    none or more than one. Raises Refusal where a rule has no value in the month.
    """
    in_force = _in_force(rules, period)
    spans = people.to_pylist()
    covered = [
        _plan(kind, rule, file, spans, period)
        for kind, plans in in_force.items()
        for rule, file in plans
    ]
    exceptions = [
        row
        for kind, plans in in_force.items()
        for span in spans
        if (row := _exception(kind, [rule for rule, _ in plans], span, period)) is not None
    ]
    return {
        "plan_coverage": pa.Table.from_pylist(covered, PLAN_COVERAGE),
        "plan_exceptions": pa.Table.from_pylist(exceptions, PLAN_EXCEPTIONS),
    }


def _in_force(rules: Rules, period: str) -> dict[str, list[tuple[Any, str]]]:
    """The rules of the month by kind, each with its file; kinds the centre has none of left out."""
    month = rules.in_month(period)
    kinds = {
        "scorecard": ({plan.id for plan in month.scorecards}, rules.scorecards),
        "points": ({plan.tariff.id for plan in month.points}, rules.points),
        "pay": ({plan.id for plan in month.pay}, rules.pay),
    }
    return {
        kind: [(rule, document.file) for rule, document in files if rule.id in ids]
        for kind, (ids, files) in kinds.items()
        if files
    }


def _plan(
    kind: str, rule: Any, file: str, spans: Sequence[Mapping[str, Any]], period: str
) -> dict[str, Any]:
    inside = {span["agent_id"] for span in spans if covers(rule.applies_to, span["role"])}
    who = rule.applies_to if isinstance(rule.applies_to, str) else ", ".join(rule.applies_to.role)
    return {
        "period": period, "kind": kind, "rule_id": rule.id, "file": file,
        "name_zh": rule.name_zh, "name_en": rule.name_en, "owner": rule.owner,
        "applies_to": who, "people": len(inside),
    }  # fmt: skip


def _exception(
    kind: str, rules: Sequence[Any], span: Mapping[str, Any], period: str
) -> dict[str, Any] | None:
    found = [rule.id for rule in rules if covers(rule.applies_to, span["role"])]
    if len(found) == 1:
        return None
    return {
        "period": period, "kind": kind, "agent_id": span["agent_id"], "role": span["role"],
        "team_id": span["team_id"], "from_day": span["employed_from"],
        "to_day": span["employed_to"], "plans": len(found), "rule_ids": ", ".join(found),
    }  # fmt: skip
