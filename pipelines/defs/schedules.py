"""When the flow runs by itself: every day, every week for the plan, every month for the pay."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg

from pipelines.centre import Centre
from pipelines.defs.partitions import Partitions

# Extracts are promised until 05:00 local time; the contracts say when each arrives.
DAILY_AT, WEEKLY_AT, MONTHLY_AT = "0 6 * * *", "0 7 * * 1", "0 8 2 * *"

INGEST = dg.AssetSelection.groups("ingest")
WAREHOUSE = dg.AssetSelection.groups("config", "staging", "intermediate", "marts")
PLAN = dg.AssetSelection.groups("forecast", "staffing")
MONTH = dg.AssetSelection.groups("metrics", "scoring", "reports", "control", "mail")


def schedule_definitions(centre: Centre, partitions: Partitions) -> dg.Definitions:
    """Four jobs by hand or by the clock. Schedules are off until somebody switches them on."""
    zone = centre.settings.zone
    ingest = dg.define_asset_job(
        "land_a_day", INGEST, partitions_def=partitions.daily,
        description="Land the extracts of a day (or a span of days) and check the data sets.",
    )  # fmt: skip
    warehouse = dg.define_asset_job(
        "build_the_warehouse", WAREHOUSE,
        description="Read the centre's rules and rebuild every dbt model with its tests.",
    )  # fmt: skip
    plan = dg.define_asset_job(
        "plan_a_week", PLAN, partitions_def=partitions.weekly,
        description="Forecast four weeks, compute the requirement, draw the week's roster.",
    )  # fmt: skip
    month = dg.define_asset_job(
        "close_a_month", MONTH, partitions_def=partitions.monthly,
        description="Metric values, scores, points, pay, workbooks, published copy and mail.",
    )  # fmt: skip

    @dg.schedule(job=ingest, cron_schedule=DAILY_AT, execution_timezone=zone)
    def every_day(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = _local(context, zone) - timedelta(days=1)
        return dg.RunRequest(run_key=day.isoformat(), partition_key=day.isoformat())

    @dg.schedule(job=warehouse, cron_schedule="30 6 * * *", execution_timezone=zone)
    def every_day_after_landing(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return dg.RunRequest(run_key=_local(context, zone).isoformat())

    @dg.schedule(job=plan, cron_schedule=WEEKLY_AT, execution_timezone=zone)
    def every_week(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        today = _local(context, zone)
        monday = today + timedelta(days=7 - today.weekday())
        return dg.RunRequest(run_key=monday.isoformat(), partition_key=monday.isoformat())

    @dg.schedule(job=month, cron_schedule=MONTHLY_AT, execution_timezone=zone)
    def every_month(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        last = _local(context, zone).replace(day=1) - timedelta(days=1)
        first = last.replace(day=1).isoformat()
        return dg.RunRequest(run_key=first, partition_key=first)

    return dg.Definitions(
        jobs=[ingest, warehouse, plan, month],
        schedules=[every_day, every_day_after_landing, every_week, every_month],
    )


def _local(context: dg.ScheduleEvaluationContext, zone: str) -> date:
    moment: datetime = context.scheduled_execution_time
    return moment.astimezone(ZoneInfo(zone)).date()
