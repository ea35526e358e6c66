"""Daily atoms of the agents: what a metric adds up from, by person, day, team and segment."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.metrics import Metric, metric_values_daily
from pipelines.warehouse import fetched
from scoring.awards.figures import ATOMS
from scoring.exact import SCORE_DIGITS, rounded

# Marts that know the type of contact behind a case; the others have one segment.
SEGMENTED = {
    "marts.contacts": "(select *, contact_type as segment from marts.contacts) as segmented",
    "marts.evaluations": """(
        select evaluations.*, types.segment
        from marts.evaluations as evaluations
        left join (
            select contact_id, arg_max(contact_type, segment_no) as segment
            from marts.contacts group by contact_id
        ) as types using (contact_id)
    ) as segmented""",
}
_MEMBERS = """
select
    people.agent_id,
    people.calendar_date as business_date,
    people.team_id,
    people.role,
    coalesce(attendance.attended_s, 0) as attended_s
from intermediate.int_people_dated as people
left join marts.attendance_day as attendance
    on
        people.employee_id = attendance.employee_id
        and people.calendar_date = attendance.work_date
where
    people.agent_id is not null and people.team_id is not null
    and people.calendar_date between $first and $last
order by people.agent_id, people.calendar_date
"""
MEMBERS = pa.schema(
    [
        ("agent_id", pa.string()),
        ("business_date", pa.date32()),
        ("team_id", pa.string()),
        ("role", pa.string()),
        ("hours", pa.decimal128(18, SCORE_DIGITS)),
    ]
)


def members_between(connection: duckdb.DuckDBPyConnection, first: date, last: date) -> pa.Table:
    """Who was in which team in which role on each day, and the hours attended."""
    rows = fetched(connection, _MEMBERS, {"first": first, "last": last}).to_pylist()
    for row in rows:
        row["hours"] = rounded(Fraction(row.pop("attended_s"), 3600), SCORE_DIGITS)
    return pa.Table.from_pylist(rows, schema=MEMBERS)


def atoms_between(
    connection: duckdb.DuckDBPyConnection,
    metrics: Iterable[Metric],
    names: Collection[str],
    first: date,
    last: date,
    *,
    segmented: Collection[str] = (),
) -> pa.Table:
    """Atoms (scoring.awards) of the metrics in `names`; those in `segmented` by contact type."""
    wanted = [metric for metric in metrics if metric.name in names and _of_agents(metric)]
    by_type = [metric for metric in wanted if metric.name in segmented]
    rows = [
        *_rows(connection, [m for m in wanted if m not in by_type or not _segments(m)], first, last),
        *_by_segment(connection, [m for m in by_type if _segments(m)], first, last),
    ]
    teams = _teams(connection, first, last)
    for row in rows:
        row["team_id"] = teams.get((row["agent_id"], row["business_date"]))
    return pa.Table.from_pylist(rows, schema=ATOMS)


def _of_agents(metric: Metric) -> bool:
    return "agent" in metric.subject_columns


def _segments(metric: Metric) -> bool:
    return metric.mart in SEGMENTED


def _teams(
    connection: duckdb.DuckDBPyConnection, first: date, last: date
) -> dict[tuple[str, date], str]:
    members = members_between(connection, first, last).to_pylist()
    return {(row["agent_id"], row["business_date"]): row["team_id"] for row in members}


def _rows(
    connection: duckdb.DuckDBPyConnection, metrics: list[Metric], first: date, last: date
) -> Iterator[dict[str, Any]]:
    """Daily values as atoms: a plain sum has no denominator."""
    plain = {metric.name for metric in metrics if metric.denominator_sql is None}
    values = metric_values_daily(
        connection, metrics, subject_kind="agent", first=first, last=last
    ).to_pylist()
    for value in values:
        none = value["metric"] in plain
        yield {
            **{name: value[name] for name in ("business_date", "metric", "variant", "n")},
            "agent_id": value["subject_id"],
            "segment": None,
            "numerator": value["numerator"],
            "denominator": None if none else value["denominator"] or 0,
        }


def _by_segment(
    connection: duckdb.DuckDBPyConnection, metrics: list[Metric], first: date, last: date
) -> Iterator[dict[str, Any]]:
    """The same by segment: the subject of a value is the agent and the segment, as JSON."""
    cut = [
        replace(
            metric,
            mart=SEGMENTED[metric.mart],
            subject_columns={"agent": f"to_json([{metric.subject_columns['agent']}, segment])"},
        )
        for metric in metrics
    ]
    for row in _rows(connection, cut, first, last):
        agent_id, segment = json.loads(row["agent_id"])
        if agent_id is not None:
            yield {**row, "agent_id": agent_id, "segment": segment}
