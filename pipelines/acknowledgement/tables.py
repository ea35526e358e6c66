"""The plan documents of a month and the state of their acknowledgement, as tables."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.acknowledgement.log import entries
from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.rulebook import rule_documents
from pipelines.segments import people_in_segments
from pipelines.settings import House
from pipelines.warehouse import ensure_table, replace_rows
from scoring.acknowledgement import (
    acknowledgement_status,
    acknowledgements_table,
    plan_documents,
)
from scoring.rules.rulebook import rulebook_tables


def store_acknowledgements(
    connection: duckdb.DuckDBPyConnection, house: House, centre: Centre, period: Period
) -> pa.Table:
    """Store the month's plan documents, everybody's state and the log; the states."""
    long_leave_days = centre.settings.attendance.long_leave_days_on(period.last)
    people = people_in_segments(connection, period, long_leave_days=long_leave_days)
    rules = rulebook_tables(rule_documents(centre), period.name)["rule_values"]
    roles = {role for role in people["role"].to_pylist() if role}
    documents = plan_documents(rules, roles, period.name)
    log = entries(house)
    states = acknowledgement_status(documents, people, log, period.name)
    month = {"period": period.name}
    replace_rows(connection, "scoring.plan_documents", documents, where=month)
    replace_rows(connection, "scoring.acknowledgement_status", states, where=month)
    told = acknowledgements_table(log)
    ensure_table(connection, "control.acknowledgements", told.schema)
    replace_rows(connection, "control.acknowledgements", told, where={})
    return states
