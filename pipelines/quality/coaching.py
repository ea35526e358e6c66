"""Coaching of a month: evaluations, sessions and people fetched, followed up, compared, stored."""

from __future__ import annotations

import duckdb

from data_contracts.located_yaml import LocatedYaml
from pipelines.centre import Centre
from pipelines.people import directory
from pipelines.period import Period
from pipelines.warehouse import fetched, replace_rows
from scoring.coaching import (
    CoachingPlan,
    coaching_cases,
    coaching_effects,
    matched_effect,
    read_outcomes,
)

RULES_FILE = "coaching.yaml"
COACHING_TABLES = ("coaching_cases", "coaching_effects")

_EVALUATIONS = """
select evaluation_id, agent_id, business_date, score from marts.evaluations
where business_date between $first and $last
"""
_SESSIONS = """
select
    session_id, agent_id, topic, next_on,
    cast(timezone($zone, timezone('UTC', coached_at)) as date) as coached_on
from staging.stg_quality__coaching_sessions
where coached_on <= $last
"""


def store_coaching(
    connection: duckdb.DuckDBPyConnection, centre: Centre, document: LocatedYaml, period: Period
) -> None:
    """Follow up the month's failed evaluations and measure the effect of all sessions so far."""
    plan = CoachingPlan.on(document, period.last)
    first = period.history_from(centre.settings.data_from)
    known = fetched(connection, _EVALUATIONS, {"first": first, "last": period.last})
    own = fetched(connection, _EVALUATIONS, {"first": period.first, "last": period.last})
    zone = centre.settings.zone
    sessions = fetched(connection, _SESSIONS, {"zone": zone, "last": period.last})
    outcomes = read_outcomes(directory(connection, period.last), known, sessions)
    matched = matched_effect(outcomes, plan)
    tables = (
        coaching_cases(period.name, period.last, own, sessions, matched, plan),
        coaching_effects(period.name, period.last, outcomes, matched, plan),
    )
    for name, table in zip(COACHING_TABLES, tables, strict=True):
        replace_rows(connection, f"scoring.{name}", table, where={"period": period.name})
