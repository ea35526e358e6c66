"""Why scores of a month differ from the last one and from peers, with the actions that follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import duckdb
import pyarrow as pa

import scoring
from pipelines.awards.atoms import atoms_between
from pipelines.centre import Centre
from pipelines.metrics import Metric
from pipelines.months import score_history
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
from scoring.impact.drivers_tables import IMPROVEMENT_ACTIONS, RANKED_CAUSES, SCORE_GAP_PARTS
from scoring.notices import Notice

DRIVER_TABLES = ("score_gap_parts", "ranked_causes", "improvement_actions")
ACTIONS = "scoring.improvement_actions"
ACTION_DAYS = 30
CENTRE = ("centre", "all")

_OPEN = f"select * from {ACTIONS} where period < ? and state = 'open'"
_LEADERS = """
select team_id, min(agent_id) as leader_id
from intermediate.int_people_dated
where role = 'team_leader' and calendar_date = ? and agent_id is not null
group by team_id
"""


def store_drivers(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> tuple[Notice, ...]:
    """Split every gap of the month and store parts, causes and actions.

    People, teams and the centre are compared with the last month, people with those of their
    role. Without a score of the last month only peers are compared, and a notice says so.
    """
    before = period.previous()
    history = score_history(connection, centre, rules, metrics, [before, period])
    now, then = history.of(period.name), history.of(before.name)
    people = people_of(connection, period.first, period.last)
    found = [
        gaps_to_peers(now, peers_of(_scored(people, now)), atoms=_atoms(connection, metrics, now, period))
    ]
    if then.num_rows:
        found.append(
            gaps_to_last_period(
                now,
                then,
                subjects=subjects_of(people),
                current_atoms=_atoms(connection, metrics, now, period),
                previous_atoms=_atoms(connection, metrics, then, before),
            )
        )
    causes = _stored(connection, found, period)
    _follow_up(connection, causes, now, period)
    return (*history.notices, *(notice for one in found for notice in one.notices))
