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

from pipelines.metrics import Metric, metric_values, metric_values_daily
from pipelines.period import Period
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
_TEAMS = """
select agent_id, calendar_date, team_id from intermediate.int_people_dated
where agent_id is not null and calendar_date between ? and ?
"""
SEGMENTS = pa.schema(
    [ATOMS.field(name) for name in ("agent_id", "metric", "segment", "numerator", "denominator")]
)
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
    """Atoms (scoring.awards) of the metrics in `names`; those in `segmented` by contact type,
    where their mart knows it."""
    wanted = [one for one in metrics if one.name in names and "agent" in one.subject_columns]
    cut = [one for one in wanted if one.name in segmented and one.mart in SEGMENTED]
    whole = [one for one in wanted if one not in cut]
    teams = {
        (agent, day): team
        for agent, day, team in connection.execute(_TEAMS, [first, last]).fetchall()
    }
    rows = [
        *_whole(_daily(connection, whole, first, last), whole),
        *_parts(_daily(connection, [_by_type(one) for one in cut], first, last), cut),
    ]
    for row in rows:
        row["team_id"] = teams.get((row["agent_id"], row["business_date"]))
    return pa.Table.from_pylist(rows, schema=ATOMS)


def segment_atoms(
    connection: duckdb.DuckDBPyConnection,
    metrics: Iterable[Metric],
    names: Collection[str],
    period: Period,
) -> pa.Table:
    """What the metrics in `names` add up from in a month, by person and contact type: agent_id,
    metric, segment, numerator, denominator. Metrics whose mart knows no type are left out."""
    cut = [one for one in metrics if one.name in names and one.mart in SEGMENTED]
    values = metric_values(
        connection,
        [_by_type(one) for one in cut],
        subject_kind="agent",
        first=period.first,
        last=period.last,
        period=period.name,
    )
    rows = list(_parts(values.to_pylist(), cut))
    return pa.Table.from_pylist(rows, schema=SEGMENTS)


def _daily(
    connection: duckdb.DuckDBPyConnection, metrics: list[Metric], first: date, last: date
) -> list[dict[str, Any]]:
    values = metric_values_daily(connection, metrics, subject_kind="agent", first=first, last=last)
    return values.to_pylist()


def _whole(values: Iterable[dict[str, Any]], metrics: list[Metric]) -> Iterator[dict[str, Any]]:
    """Metric values as atoms: a plain sum has no denominator, a ratio over nothing has 0."""
    plain = {metric.name for metric in metrics if metric.denominator_sql is None}
    for value in values:
        value["agent_id"] = value.pop("subject_id")
        value["segment"] = None
        value["denominator"] = None if value["metric"] in plain else value["denominator"] or 0
        yield value


def _by_type(metric: Metric) -> Metric:
    """The metric with agent and contact type, as JSON, for its subject."""
    subject = f"to_json([{metric.subject_columns['agent']}, segment])"
    return replace(metric, mart=SEGMENTED[metric.mart], subject_columns={"agent": subject})


def _parts(values: Iterable[dict[str, Any]], metrics: list[Metric]) -> Iterator[dict[str, Any]]:
    for row in _whole(values, metrics):
        agent_id, segment = json.loads(row["agent_id"])
        if agent_id is not None:
            yield {**row, "agent_id": agent_id, "segment": segment}
