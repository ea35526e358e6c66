"""Whose file it is, and the knife: rows outside the scope never enter the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

ScopeKind = Literal["agent", "team", "department", "centre"]

# Tables without people, which anybody may read.
SHARED = frozenset(
    {
        "queue_interval",
        "forecast",
        "forecast_accuracy",
        "forecast_champions",
        "forecast_events",
        "forecast_overrides",
        "forecast_tickets",
        "forecast_tickets_accuracy",
        "forecast_versions",
        "requirement",
        "roster_coverage",
        "roster_progress",
        "roster_service",
        "roster_proof",
        "queues",
        "score_bands",
        "target_tree",
        "plan_documents",
    }
)
# Tables with money: a team's file has none.
PAY = frozenset(
    {
        "pay_lines",
        "trace_nodes",
        "counterfactuals",
        "appeal_cases",
        "adjustments",
        "replay_deltas",
        "overtime_lines",
        "statutory_proofs",
        "deduction_ledger",
        "contest_prizes",
        "team_awards",
        "rule_preview_movers",
        "rule_preview_summary",
        "pay_forecast",
        "price_sheet",
        "pack_comparison",
        "cost_lines",
        "budget_variance",
    }
)
# Tables in which only some rows are money, by the column that says so and its word for it.
PAY_ROWS = {"projections": ("figure", "pay")}
# Columns that name who judged, decides, entered or follows: blank where that person is outside
# the scope.
JUDGES = ("evaluator_id", "assignee", "decider", "entered_by", "next_agent_id", "owner_id")
# A row that concerns nobody, such as a coverage penalty.
NOBODY = "-"


@dataclass(frozen=True)
class Scope:
    """An agent (agent_id), a team (team_id), a department (its teams) or the whole centre.

    `name` is printed on the cover; `team_ids` are the department's teams.
    """

    kind: ScopeKind
    subject_id: str
    name: str
    team_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Members:
    agents: list[str]
    employees: list[str]
    teams: list[str]


def cut(tables: Mapping[str, pa.Table], scope: Scope) -> dict[str, pa.Table]:
    """`tables` with only the rows that `scope` may read; needs the table `directory`.

    People are kept by agent_id or employee_id, teams by the team_id of the row's own day.
    A table that is neither personal nor shared enters only the centre's file.
    """
    if scope.kind == "centre":
        return dict(tables)
    members = _members(tables.get("directory"), scope)
    kept = {name: _cut_table(name, table, scope, members) for name, table in tables.items()}
    items = kept.get("evaluation_items")
    if items is not None:
        known = _distinct(kept["evaluations"], "evaluation_id") if "evaluations" in kept else []
        kept["evaluation_items"] = items.filter(_among("evaluation_id", known))
    return kept


def _members(directory: pa.Table | None, scope: Scope) -> _Members:
    agent = [scope.subject_id] if scope.kind == "agent" else []
    teams = list(scope.team_ids) if scope.kind == "department" else [scope.subject_id]
    if directory is None or directory.num_rows == 0:
        return _Members(agent, [], [] if agent else teams)
    wanted = _among("agent_id", agent) if agent else _among("team_id", teams)
    own = directory.filter(wanted)
    return _Members(
        agent or _distinct(own, "agent_id"),
        _distinct(own, "employee_id"),
        _distinct(own, "team_id") if agent else teams,
    )


def _distinct(table: pa.Table, column: str) -> list[str]:
    return sorted(set(table[column].to_pylist()) - {None})


def _cut_table(name: str, table: pa.Table, scope: Scope, members: _Members) -> pa.Table:
    if name in SHARED or name == "evaluation_items":
        return table
    columns = set(table.column_names)
    if name in PAY and scope.kind == "team":
        return table.slice(0, 0)
    if name in PAY_ROWS and scope.kind == "team":
        column, money = PAY_ROWS[name]
        table = table.filter(pc.field(column) != money)
    if "subject_kind" in columns:
        return _blank_strangers(table.filter(_subjects(members)), members)
    if scope.kind != "agent" and "team_id" in columns:
        wanted = _among("team_id", members.teams)
    elif "agent_id" in columns:
        wanted = _among("agent_id", [*members.agents, NOBODY])
    elif "employee_id" in columns:
        wanted = _among("employee_id", members.employees)
    else:
        return table.slice(0, 0)
    return _blank_strangers(table.filter(wanted), members)


def _among(column: str, values: Sequence[str]) -> pc.Expression:
    return pc.field(column).isin(pa.array(values, pa.string()))


def _subjects(members: _Members) -> pc.Expression:
    kind = pc.field("subject_kind")
    own = (kind == "agent") & _among("subject_id", members.agents)
    team = (kind == "team") & _among("subject_id", members.teams)
    return own | team | kind.isin(["queue", "centre"])


def _blank_strangers(table: pa.Table, members: _Members) -> pa.Table:
    known = set(members.agents)
    for name in set(JUDGES) & set(table.column_names):
        place = table.column_names.index(name)
        field = table.schema.field(place)
        shown = [who if who in known else None for who in table[name].to_pylist()]
        nullable = pa.field(name, field.type)
        table = table.set_column(place, nullable, pa.array(shown, field.type))
    return table
