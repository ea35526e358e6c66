"""The forecast of the coming weeks as the run stores it, with the ledger that judges it."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pyarrow as pa

from data_contracts.located_yaml import validated
from pipelines.centre import Centre
from pipelines.planning.forecast_ledger import champions_before, freeze_forecast, store_accuracy
from pipelines.planning.forecast_tickets import store_ticket_forecast
from pipelines.planning.past import forecast_past
from pipelines.planning.weeks import forecast_weeks, replace_weeks
from scheduling.forecast import forecast_tables
from scheduling.forecast.ledger import Override, OverrideFile, overridden, reconciled

OVERRIDES_FILE = "forecast_overrides.yaml"


def store_forecast(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table:
    """Forecast the weeks from `plan_week` on, from all contacts before it, and store them.

    Stored are outputs/forecast (overrides applied), forecast_centre, forecast_overrides,
    forecast_events, forecast_tickets and the ledger's tables. Returns the rows of outputs/forecast.
    """
    weeks = forecast_weeks(centre, plan_week)
    past = forecast_past(connection, centre, weeks[-1] + timedelta(days=6))
    made = forecast_tables(
        past.history,
        past.calendar,
        past.opening,
        plan_weeks=weeks,
        zone=past.zone,
        as_of=plan_week,
        days_in_data={day for day in past.days_in_data if day < plan_week},
        champions=champions_before(connection, plan_week),
        events=past.events,
    )
    planned, told = overridden(made.queues, read_overrides(centre))
    replace_weeks(connection, "scheduling.forecast", planned, weeks)
    centre_sum = reconciled(made.centre, planned)
    replace_weeks(connection, "scheduling.forecast_centre", centre_sum, weeks)
    replace_weeks(connection, "scheduling.forecast_overrides", told, weeks)
    replace_weeks(connection, "scheduling.forecast_events", made.events, weeks)
    freeze_forecast(
        connection, planned, made.queues, plan_week, past.data_upto, overrides=told.num_rows
    )
    store_accuracy(connection, past, plan_week)
    store_ticket_forecast(connection, centre, plan_week)
    return planned


def read_overrides(centre: Centre) -> tuple[Override, ...]:
    """What the centre's planners override; nothing where the file is absent."""
    document = centre.document(OVERRIDES_FILE)
    return () if document is None else validated(OverrideFile, document).overrides
