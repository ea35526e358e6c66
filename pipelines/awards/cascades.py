"""Cascaded results, team awards, targets and the consistency of levels, as a run stores them."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.awards.atoms import atoms_between, members_between
from pipelines.metrics import Metric
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.warehouse import ensure_table, fetched, has_table, replace_rows
from scoring.awards import decompose_targets, run_cascade, vertical_gaps
from scoring.awards.cascade_rules import CascadePlan
from scoring.awards.tables import CASCADE_LINES, TARGET_TREE, TEAM_AWARDS
from scoring.awards.target_tree import TargetPlan
from scoring.notices import Notice

LINES, AWARDS = "scoring.cascade_lines", "scoring.team_awards"
TARGETS, GAPS = "scoring.target_tree", "scoring.consistency_gaps"

_AWARDS = f"""
select agent_id, cascade_id as reference, amount, reason_zh, reason_en
from {AWARDS} where period = ?
"""
_VALUES = """
select * from scoring.metric_values where period = ? and subject_kind in ('team', 'centre')
"""


def clear_cascades(connection: duckdb.DuckDBPyConnection, period: Period) -> None:
    """Forget the month's lines and awards, so that they are settled without themselves."""
    for table, schema in ((LINES, CASCADE_LINES), (AWARDS, TEAM_AWARDS)):
        replace_rows(connection, table, schema.empty_table(), where={"period": period.name})


def store_cascades(
    connection: duckdb.DuckDBPyConnection,
    plans: Sequence[CascadePlan],
    metrics: Sequence[Metric],
    period: Period,
    score_lines: pa.Table,
) -> list[Notice]:
    """Cascade the month's own scores and store lines and awards."""
    notices: list[Notice] = []
    people = people_of(connection, period.first, period.last)
    members = members_between(connection, period.first, period.last)
    for plan in plans:
        names = {kpi.metric.name for kpi in plan.kpis}
        mixed = {kpi.metric.name for kpi in plan.kpis if kpi.mix_adjusted}
        atoms = atoms_between(
            connection, metrics, names, period.first, period.last, segmented=mixed
        )
        run = run_cascade(plan, people, score_lines, atoms, members, _leading(plan, members))
        mine = {"period": period.name, "cascade_id": plan.rule.id}
        replace_rows(connection, LINES, run.lines, where=mine)
        replace_rows(connection, AWARDS, run.awards, where=mine)
        notices += run.notices
    return notices


def _leading(plan: CascadePlan, members: pa.Table) -> pa.Table:
    """The days on which somebody in a role that answers for the led was in a team."""
    roles = [role for role, shares in plan.shares.items() if "led" in shares]
    return members.filter(pc.field("role").isin(roles))


def team_awards(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table | None:
    """The month's awards as P11 takes them."""
    return fetched(connection, _AWARDS, [period.name]) if has_table(connection, AWARDS) else None


def store_targets(
    connection: duckdb.DuckDBPyConnection, plans: Sequence[TargetPlan], period: Period
) -> None:
    """Hand down every target whose window is not over by the month."""
    ensure_table(connection, TARGETS, TARGET_TREE)
    for plan in plans:
        if plan.tree.window.last >= period.first:
            rows = decompose_targets(plan)
            replace_rows(connection, TARGETS, rows, where={"tree_id": plan.tree.id})


def store_gaps(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table:
    """Where the teams' month does not add up to the centre's; contacts move between queues, so
    queues are not compared."""
    values = fetched(connection, _VALUES, [period.name])
    [(centre,)] = connection.execute("select centre_id from config.centre").fetchall()
    teams = set(values.filter(pc.field("subject_kind") == "team")["subject_id"].to_pylist())
    gaps = vertical_gaps(values, {("team", team): ("centre", centre) for team in teams})
    replace_rows(connection, GAPS, gaps, where={"period": period.name})
    return gaps
