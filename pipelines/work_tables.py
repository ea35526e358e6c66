"""What the scored month says of work and discipline: workload, its matrix, and institutions."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa

import scoring
from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table
from scoring.institutions import institution_lines, read_institutions
from scoring.workload import WORK_MATRIX, WorkMatrixPlan, work_matrix, workload_lines

INSTITUTIONS_FILE, MATRIX_FILE = "institutions.yaml", "work_matrix.yaml"
WORK_TABLES: Mapping[str, str] = {
    "workload_lines": "Quantity, standard time and points by person and type of work.",
    "work_matrix": "Everybody in one cell of quantity and quality.",
    "institution_lines": "Every deduction and gate by person and institution.",
}

_PEOPLE = """
select agent_id, arg_max(role, business_date) as role, arg_max(team_id, business_date) as team_id,
    sum(attended_s)::bigint as attended_s
from marts.agent_day
where business_date between $first and $last
group by agent_id
order by agent_id
"""
_QUALITY = "select agent_id, raw_score, evaluations from scoring.quality_scores where period = ?"


def work_tables(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    rules: scoring.Rules,
    done: scoring.Scoring,
    point_lines: pa.Table,
    period: Period,
) -> dict[str, pa.Table]:
    """The tables of WORK_TABLES for a month. Raises Refusal where a rule file is wrong."""
    workload = workload_lines(rules, period.name, point_lines)
    listed = centre.document(INSTITUTIONS_FILE)
    return {
        "workload_lines": workload,
        "work_matrix": _matrix(connection, centre, workload, period),
        "institution_lines": institution_lines(
            done.run, None if listed is None else read_institutions(listed)
        ),
    }


def _matrix(
    connection: duckdb.DuckDBPyConnection, centre: Centre, workload: pa.Table, period: Period
) -> pa.Table:
    document = centre.document(MATRIX_FILE)
    if document is None or not has_table(connection, "scoring.quality_scores"):
        return WORK_MATRIX.empty_table()
    plan = WorkMatrixPlan.on(document, period.last)
    people = fetched(connection, _PEOPLE, {"first": period.first, "last": period.last})
    quality = fetched(connection, _QUALITY, [period.name])
    return work_matrix(plan, period.name, workload, people, quality)
