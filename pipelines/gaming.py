"""The month's gaming flags: fetch what the detectors read, call the engine, store the rows."""

from __future__ import annotations

import duckdb

from data_contracts.located_yaml import LocatedYaml
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table, replace_rows
from scoring.gaming import Found, Observed, gaming_flags, read_gaming_rules

RULES_FILE = "gaming.yaml"
FLAGS_TABLE = "scoring.gaming_flags"

_CONTACTS = """
select
    contact_id, segment_no, queue_id, contact_type, customer_key, agent_id, arrived_at, ended_at,
    interval_start_at, answered, talk_s, wrap_s, handle_s, transferred_out, disconnected_by
from marts.contacts
where business_date between $first and $last
"""
_SURVEYS = """
select contact_id, csat_score
from intermediate.int_surveys_attributed
where business_date between $first and $last and contact_id is not null
"""
_AGENT_DAYS = """
select agent_id, business_date, logged_in_s, wrap_s, contact_wrap_s
from marts.agent_day
where business_date between $first and $last
"""


def observed_in(connection: duckdb.DuckDBPyConnection, period: Period) -> Observed:
    """What the detectors read of a month."""
    span = {"first": period.first, "last": period.last}
    return Observed(
        contacts=fetched(connection, _CONTACTS, span),
        surveys=fetched(connection, _SURVEYS, span),
        agent_days=fetched(connection, _AGENT_DAYS, span),
        people=people_of(connection, period.first, period.last),
    )


def store_flags(
    connection: duckdb.DuckDBPyConnection, document: LocatedYaml, period: Period
) -> Found:
    """Find and store the month's flags; raises Refusal where gaming.yaml is wrong."""
    found = gaming_flags(read_gaming_rules(document), period.name, observed_in(connection, period))
    replace_rows(connection, FLAGS_TABLE, found.flags, where={"period": period.name})
    return found


def flags_of(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, str]:
    """The detectors that flag each agent in a stored month, as 'gaming: short_calls, hang_ups'."""
    if not has_table(connection, FLAGS_TABLE):
        return {}
    rows = connection.execute(
        f"select agent_id, string_agg(detector, ', ' order by detector) from {FLAGS_TABLE} "
        "where period = $period group by agent_id",
        {"period": period.name},
    ).fetchall()
    return {agent: f"gaming: {detectors}" for agent, detectors in rows}
