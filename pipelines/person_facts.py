"""Every figure known of a person in a month: all metrics, points, quality, flags, certificates."""

from __future__ import annotations

import json
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from pipelines.period import Period
from pipelines.warehouse import fetched, has_table
from scoring.catalogue import Catalogue
from scoring.selection import FactKind, person_facts

POINTS, QUALITY, FLAGS, CERTIFICATES = "points", "adjusted_quality", "gaming_flags", "certificates"
OTHERS = {
    POINTS: FactKind("积分合计", "Points", "points", "up", "scoring.point_lines"),
    QUALITY: FactKind(
        "校正后质检分", "Quality without leniency", "points", "up", "scoring.quality_scores"
    ),
    FLAGS: FactKind("异常提示", "Flags", "count", "down", "scoring.gaming_flags"),
    CERTIFICATES: FactKind("有效资质", "Certificates that hold", "count", "up", "landing.skills"),
}
VALUES = pa.schema(
    [(name, pa.string()) for name in ("period", "agent_id", "fact")]
    + [("value", pa.decimal128(18, 6))]
)
_SUMS = {
    POINTS: ("scoring.point_lines", "sum(points) filter (work_type <> 'expiry')"),
    QUALITY: ("scoring.quality_scores", "max(adjusted_score)"),
    FLAGS: ("scoring.gaming_flags", "count(*)"),
}
_HELD = """
select
    $period as period, employees.agent_id, 'certificates' as fact,
    cast(count(*) as decimal(18, 6)) as value
from staging.stg_people__skills as skills
inner join staging.stg_people__employees as employees using (employee_id)
where
    employees.agent_id is not null and skills.effective_from <= $last
    and coalesce(skills.certificate_expires_on, $last) >= $last
    and coalesce(skills.effective_to, $last + 1) > $last
group by employees.agent_id
order by employees.agent_id
"""
_NODES = """
select agent_id, node_id, inputs from scoring.trace_nodes
where
    period = $period
    and (
        (kind = 'source' and ends_with(node_id, '.numerator'))
        or node_id = concat_ws('/', period, agent_id, 'points')
    )
order by node_id desc
"""


def facts_of_people(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    metric_values: pa.Table,
    roles: Mapping[str, str],
    period: Period,
) -> pa.Table:
    """Rows of outputs/person_facts. `metric_values` are those of the months that trends cover,
    `roles` the role of everybody in `period`: peers are the people of one role."""
    kinds = OTHERS | {
        name: FactKind(metric.name_zh, metric.name_en, metric.unit, metric.direction, metric.id)
        for name, metric in catalogue.items()
    }
    tables = [_metrics(metric_values), *_sums(connection)]
    tables.append(fetched(connection, _HELD, {"period": period.name, "last": period.last}))
    values = pa.concat_tables([table.select(VALUES.names).cast(VALUES) for table in tables])
    mine = pa.array([agent in roles for agent in values["agent_id"].to_pylist()], pa.bool_())
    return person_facts(
        values.filter(mine), kinds, period.name, roles, _evidence(connection, period)
    )


def _metrics(metric_values: pa.Table) -> pa.Table:
    names = {"subject_id": "agent_id", "metric": "fact"}
    known = [names.get(name, name) for name in metric_values.column_names]
    return metric_values.rename_columns(known)


def _sums(connection: duckdb.DuckDBPyConnection) -> list[pa.Table]:
    """Facts that tables of schema scoring hold for every month that was run."""
    return [
        fetched(
            connection,
            f"select period, agent_id, '{fact}' as fact, cast({figure} as decimal(18, 6)) as value"
            f" from {table} group by period, agent_id order by period, agent_id",
            {},
        )
        for fact, (table, figure) in _SUMS.items()
        if has_table(connection, table)
    ]


def _evidence(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[tuple[str, str], str]:
    """The node of the trace by person and fact."""
    found: dict[tuple[str, str], str] = {}
    if not has_table(connection, "scoring.trace_nodes"):
        return found
    for agent, node, inputs in connection.execute(_NODES, {"period": period.name}).fetchall():
        named = {entry["name"]: entry["value"] for entry in json.loads(inputs)}
        found[agent, named.get("metric", POINTS)] = node.removesuffix(".numerator")
    return found
