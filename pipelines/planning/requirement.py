"""The agents that the coming weeks need, as the run stores them."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

import scheduling
from pipelines.centre import Centre
from pipelines.planning.channels import refuse_other_channel
from pipelines.planning.shared_skills import with_shared_skills
from pipelines.planning.targets import Planning
from pipelines.planning.weeks import forecast_weeks, replace_weeks
from pipelines.warehouse import fetched


def store_requirement(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table:
    """Agents needed in every half-hour of the forecast weeks.

    Each queue by its channel; on days that share skills, what the groups' agents give each queue.
    Raises Refusal where a queue's contacts come by another channel than it is planned for.
    """
    refuse_other_channel(connection, centre, plan_week)
    weeks = forecast_weeks(centre, plan_week)
    forecast = fetched(
        connection,
        "select * from scheduling.forecast where plan_week between $first and $last order by all",
        {"first": weeks[0], "last": weeks[-1]},
    )
    required = scheduling.requirement(forecast, Planning(centre).targets)
    required = pa.concat_tables(
        with_shared_skills(required.filter(pc.field("plan_week") == week), centre, week)
        for week in weeks
    )
    replace_weeks(connection, "scheduling.requirement", required, weeks)
    return required
