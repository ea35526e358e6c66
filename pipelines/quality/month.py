"""One month's quality as the run stores it: evaluations in, scores and what they rest on out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table, replace_rows
from scoring.quality import QualityMonth, QualityRules, compile_quality, quality_month
from scoring.quality import severity_window as window_of

QUALITY_TABLES = (
    "quality_scores",
    "quality_cells",
    "evaluation_lines",
    "evaluator_severity",
    "calibration_agreement",
    "calibration_sessions",
    "rater_bias",
)

# The type of contact is that of the agent's own last segment, else of any segment.
_EVALUATIONS = """
with call_types as (
    select contact_id, agent_id, arg_max(contact_type, segment_no) as call_type
    from marts.contacts
    group by all
), any_call_type as (
    select contact_id, arg_max(contact_type, segment_no) as call_type
    from marts.contacts
    group by all
)
select e.*, coalesce(own.call_type, anybody.call_type) as call_type
from marts.evaluations as e
left join call_types as own on e.contact_id = own.contact_id and e.agent_id = own.agent_id
left join any_call_type as anybody on e.contact_id = anybody.contact_id
where e.business_date between $first and $last
order by e.evaluation_id
"""
_ITEMS = """
select items.*
from staging.stg_quality__evaluation_items as items
inner join marts.evaluations as e using (evaluation_id)
where e.business_date between $first and $last
order by items.evaluation_id, items.item_id
"""
SESSIONS = "staging.stg_quality__calibration_ratings"
_CALIBRATION = f"select * from {SESSIONS} where held_on between $first and $last order by all"
_LAST_BANDS = "select agent_id, paid_band from scoring.quality_scores where period = ?"


def quality_rules(centre: Centre) -> QualityRules:
    """The centre's forms, weights and policies of quality, compiled; Refusal for what is wrong."""
    return compile_quality(centre.documents("quality_forms"))


def store_quality(
    connection: duckdb.DuckDBPyConnection, rules: QualityRules, period: Period
) -> QualityMonth:
    """Compute the month's quality and store its tables in schema scoring."""
    first, last = window_of(rules, period.name)
    days = {"first": first, "last": last}
    month = quality_month(
        rules,
        period.name,
        fetched(connection, _EVALUATIONS, days),
        fetched(connection, _ITEMS, days),
        last_bands(connection, period.previous()),
        calibration=_calibration(connection, period),
    )
    for table in QUALITY_TABLES:
        rows = getattr(month, table)
        replace_rows(connection, f"scoring.{table}", rows, where={"period": period.name})
    return month


def _calibration(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table | None:
    if not has_table(connection, SESSIONS):
        return None
    return fetched(connection, _CALIBRATION, {"first": period.first, "last": period.last})


def last_bands(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, int]:
    """The band of each agent in a stored period; empty where it was never computed."""
    if not has_table(connection, "scoring.quality_scores"):
        return {}
    return dict(connection.execute(_LAST_BANDS, [period.name]).fetchall())


def evaluations_add_up(lines: pa.Table) -> list[str]:
    """Nodes of evaluations whose children do not sum to their score, one sentence each."""
    nodes = lines.select(["evaluation_id", "node_id", "parent_id", "score", "contribution"])
    sums = _summed(
        ((row["evaluation_id"], row["parent_id"]), row["contribution"])
        for row in nodes.to_pylist()
        if row["parent_id"] is not None
    )
    return [
        f"{row['evaluation_id']} {row['node_id']}: children give {sums[key]}, it has {row['score']}"
        for row in nodes.to_pylist()
        if (key := (row["evaluation_id"], row["node_id"])) in sums
        and sums[key] != (row["score"] or 0)
    ]


def situations_add_up(month: QualityMonth) -> list[str]:
    """Agents whose situations do not sum to the raw score, one sentence each."""
    cells = month.quality_cells.select(["agent_id", "contribution"]).to_pylist()
    sums = _summed((row["agent_id"], row["contribution"]) for row in cells)
    scores = month.quality_scores.select(["agent_id", "raw_score"]).to_pylist()
    return [
        f"{row['agent_id']}: situations give {sums.get(row['agent_id'])}, the score is "
        f"{row['raw_score']}"
        for row in scores
        if sums.get(row["agent_id"]) != row["raw_score"]
    ]


def _summed(parts: Iterable[tuple[object, Decimal]]) -> dict[object, Decimal]:
    sums: dict[object, Decimal] = {}
    for key, part in parts:
        sums[key] = sums.get(key, Decimal(0)) + part
    return sums


def mart_differences(connection: duckdb.DuckDBPyConnection, period: Period) -> list[str]:
    """Evaluations whose score here is not that of the mart, one sentence each.

    The mart scores by the weights that the source sends, this room by the centre's form: they
    differ where the source uses other weights than the form in force.
    """
    rows = connection.execute(
        """
        select evaluation_id, lines.score, e.score
        from scoring.evaluation_lines as lines
        inner join marts.evaluations as e using (evaluation_id)
        where lines.period = ? and lines.node_id = 'form'
            and lines.score is distinct from e.score
            and coalesce(abs(lines.score - e.score) > 0.000001, true)
        order by evaluation_id
        """,
        [period.name],
    ).fetchall()
    return [
        f"{evaluation}: {ours} by the form, {mart} in the mart" for evaluation, ours, mart in rows
    ]
