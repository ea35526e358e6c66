"""Why scores of a month differ from the last one and from peers, with the actions that follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.awards.atoms import segment_atoms
from pipelines.metrics import Metric
from pipelines.months import History
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.selection import peers_of
from pipelines.warehouse import ensure_table, fetched, replace_rows
from scoring.impact.drivers import (
    Drivers,
    check_actions,
    gaps_to_last_period,
    gaps_to_peers,
    improvement_actions,
)
from scoring.impact.drivers_tables import IMPROVEMENT_ACTIONS
from scoring.notices import Notice

DRIVER_TABLES = ("score_gap_parts", "ranked_causes", "improvement_actions")
PARTS, CAUSES, ACTIONS = (f"scoring.{table}" for table in DRIVER_TABLES)
DAYS_TO_ACT = 30
NOBODY = "-"

_EARLIER_ACTIONS = f"select * from {ACTIONS} where period < ?"
_LEADERS = """
select people.team_id, min(people.agent_id) as leader_id
from intermediate.int_people_dated as people
where people.role = 'team_leader' and people.calendar_date = ? and people.agent_id is not null
group by people.team_id
"""


def store_drivers(
    connection: duckdb.DuckDBPyConnection,
    metrics: Sequence[Metric],
    history: History,
    period: Period,
) -> tuple[Notice, ...]:
    """Split every gap of the month and store parts, causes and actions.

    People, teams and the centre are compared with the last month, people below the mean of
    their role with that role. Where `history` has no last month, only peers are compared.
    """
    before = period.previous()
    now, then = history.of(period.name), history.of(before.name)
    people = people_of(connection, period.first, period.last)
    found = [gaps_to_peers(now, below_peers(people, now))]
    if then.num_rows and now.num_rows:
        found.append(
            gaps_to_last_period(
                now,
                then,
                subjects=subjects_of(people, now),
                current_atoms=_atoms(connection, metrics, now, period),
                previous_atoms=_atoms(connection, metrics, then, before),
            )
        )
    causes = _stored(connection, found, period)
    _follow_up(connection, people, causes, now, period)
    return tuple(notice for one in found for notice in one.notices)


def _atoms(
    connection: duckdb.DuckDBPyConnection,
    metrics: Sequence[Metric],
    score_lines: pa.Table,
    period: Period,
) -> pa.Table:
    return segment_atoms(connection, metrics, set(score_lines["metric"].to_pylist()), period)


def totals_of(score_lines: pa.Table) -> dict[str, Decimal]:
    """The total score of everybody who has one."""
    totals = score_lines.filter((pc.field("kind") == "total") & pc.field("score").is_valid())
    return dict(zip(totals["agent_id"].to_pylist(), totals["score"].to_pylist(), strict=True))


def subjects_of(people: pa.Table, score_lines: pa.Table) -> dict[tuple[str, str], tuple[str, ...]]:
    """Everybody who is scored, their teams, and all of them together, by (kind, id)."""
    totals = totals_of(score_lines)
    rows = [row for row in people.to_pylist() if row["agent_id"] in totals]
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        found["agent", row["agent_id"]] = (row["agent_id"],)
        if row["team_id"] is not None:
            team = ("team", row["team_id"])
            found[team] = (*found.get(team, ()), row["agent_id"])
    if rows:
        found["centre", "all"] = tuple(row["agent_id"] for row in rows)
    return found


def below_peers(people: pa.Table, score_lines: pa.Table) -> dict[str, list[str]]:
    """The scored people of their role, for everybody whose total is below their mean."""
    totals = totals_of(score_lines)
    scored = people.filter(pc.field("agent_id").isin(pa.array(list(totals), pa.string())))
    return {
        agent: group
        for agent, group in peers_of(scored).items()
        if totals[agent] * len(group) < sum(totals[peer] for peer in group)
    }


def _stored(
    connection: duckdb.DuckDBPyConnection, found: Iterable[Drivers], period: Period
) -> pa.Table:
    """Store parts and causes of all comparisons; the causes."""
    some = list(found)
    causes = pa.concat_tables([one.causes for one in some])
    mine = {"period": period.name}
    replace_rows(connection, PARTS, pa.concat_tables([one.parts for one in some]), where=mine)
    replace_rows(connection, CAUSES, causes, where=mine)
    return causes


def _follow_up(
    connection: duckdb.DuckDBPyConnection,
    people: pa.Table,
    causes: pa.Table,
    score_lines: pa.Table,
    period: Period,
) -> None:
    """Open the month's actions, and judge those of earlier months by its scores."""
    ensure_table(connection, ACTIONS, IMPROVEMENT_ACTIONS)
    earlier = check_actions(fetched(connection, _EARLIER_ACTIONS, [period.name]), score_lines)
    for month in set(earlier["period"].to_pylist()):
        rows = earlier.filter(pc.field("period") == month)
        replace_rows(connection, ACTIONS, rows, where={"period": month})
    leaders = leaders_on(connection, people, period.last)
    due_on = period.last + timedelta(days=DAYS_TO_ACT)
    opened = improvement_actions(
        causes.filter(pc.field("subject_kind") == "agent"),
        lambda agent: leaders.get(agent, NOBODY),
        due_on,
    )
    replace_rows(connection, ACTIONS, opened, where={"period": period.name})


def leaders_on(
    connection: duckdb.DuckDBPyConnection, people: pa.Table, day: date
) -> dict[str, str]:
    """Everybody's team leader on a day, where the team has one."""
    of_team = dict(connection.execute(_LEADERS, [day]).fetchall())
    rows = people.select(["agent_id", "team_id"]).to_pylist()
    return {row["agent_id"]: of_team[row["team_id"]] for row in rows if row["team_id"] in of_team}
