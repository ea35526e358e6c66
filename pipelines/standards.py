"""Work measurement of a centre: fetch timings and work, call the engine, store the tables."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.warehouse import fetched, replace_rows
from scoring.standards import (
    LEARNING_CURVE,
    RETIME_TRIGGERS,
    Standard,
    TariffDifference,
    check_tariff,
    learning_curve,
    read_retiming,
    read_time_studies,
    retime_triggers,
    standard_tables,
    standards_of,
)

RULES_FOLDER, RETIMING_FILE = "standards", "standards/retiming.yaml"

_TIMINGS = """
with spent as (
    select 'contact:' || contact_type as work_type, business_date, measure, seconds
    from (
        select contact_type, business_date, talk_s, hold_s, wrap_s, handle_s
        from marts.contacts
        where answered = 1 and agent_id is not null and contact_type is not null
    )
    unpivot (seconds for measure in (talk_s, hold_s, wrap_s, handle_s))
)
select
    work_type, business_date, measure, count(*) as n, cast(sum(seconds) as bigint) as sum_s,
    cast(sum(seconds * seconds) as bigint) as sum_squares_s
from spent
group by work_type, business_date, measure
"""
_WORK = """
select
    'contact:' || contact_type as work_type, business_date, count(*) as contacts,
    cast(sum(handle_s) as bigint) as handle_s
from marts.contacts
where
    answered = 1 and agent_id is not null and contact_type is not null
    and handle_s is not null and business_date <= $as_of
group by contact_type, business_date
"""
_WORK_BY_TENURE = """
select
    cast(floor((contacts.business_date - employees.hired_on) / 7) as bigint) as tenure_week,
    'contact:' || contacts.contact_type as work_type,
    count(*) as contacts,
    cast(sum(contacts.handle_s) as bigint) as handle_s
from marts.contacts as contacts
inner join staging.stg_people__employees as employees using (agent_id)
where
    contacts.answered = 1 and contacts.contact_type is not null
    and contacts.handle_s is not null and contacts.business_date <= $as_of
    and contacts.business_date >= employees.hired_on
group by tenure_week, contacts.contact_type
"""


class Measured(NamedTuple):
    """What was stored: rows of triggers and of the curve, and where tariffs differ from studies."""

    standards: tuple[Standard, ...]
    triggers: pa.Table
    curve: pa.Table
    differences: tuple[TariffDifference, ...]


def centre_standards(connection: duckdb.DuckDBPyConnection, centre: Centre) -> tuple[Standard, ...]:
    """Every standard of the centre's studies; raises Refusal where a study is wrong."""
    documents = [
        document
        for document in centre.documents(RULES_FOLDER)
        if document.file != f"centres/{centre.directory.name}/{RETIMING_FILE}"
    ]
    return standards_of(read_time_studies(documents, fetched(connection, _TIMINGS)))


def store_standards(
    connection: duckdb.DuckDBPyConnection, centre: Centre, first: date, as_of: date
) -> Measured:
    """Store the standards, the triggers and the curve as of a day, and check the tariffs from
    `first` on. A centre without a retiming file has no triggers and no curve."""
    standards = centre_standards(connection, centre)
    tables = standard_tables(standards)
    replace_rows(connection, "scoring.standard_times", tables.standard_times, where={})
    replace_rows(connection, "scoring.study_elements", tables.study_elements, where={})
    triggers, curve = _judged(connection, centre, standards, as_of)
    as_of_day = {"as_of": as_of}
    replace_rows(connection, "scoring.retime_triggers", triggers, where=as_of_day)
    replace_rows(connection, "scoring.learning_curve", curve, where=as_of_day)
    differences = tuple(
        difference
        for document in centre.documents("points")
        for difference in check_tariff(document, standards, first, as_of)
    )
    return Measured(standards, triggers, curve, differences)


def _judged(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    standards: tuple[Standard, ...],
    as_of: date,
) -> tuple[pa.Table, pa.Table]:
    document = centre.document(RETIMING_FILE)
    if document is None:
        return RETIME_TRIGGERS.empty_table(), LEARNING_CURVE.empty_table()
    rules = read_retiming(document, as_of)
    work = fetched(connection, _WORK, {"as_of": as_of})
    curve = learning_curve(
        fetched(connection, _WORK_BY_TENURE, {"as_of": as_of}),
        settled_from_week=rules.settled_from_week,
        weeks=rules.learning_weeks,
    )
    learned = curve.table(as_of) if curve else LEARNING_CURVE.empty_table()
    return retime_triggers(standards, work, as_of, rules), learned
