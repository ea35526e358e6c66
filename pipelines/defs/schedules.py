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
MONTH = dg.AssetSelection.groups("metrics", "scoring", "review", "reports", "control", "mail")


def schedule_definitions(centre: Centre, partitions: Partitions) -> dg.Definitions:
    """Three jobs, by hand or by the clock. Schedules are off until somebody switches them on."""
    zone = centre.settings.zone
    day = dg.define_asset_job(
        "land_a_day", INGEST | WAREHOUSE, partitions_def=partitions.daily,
        description="Land a day's extracts, check the data sets, rebuild the warehouse.",
    )  # fmt: skip
    plan = dg.define_asset_job(
        "plan_a_week", PLAN, partitions_def=partitions.weekly,
        description="Forecast the coming weeks, compute the requirement, draw the week's roster.",
    )  # fmt: skip
    month = dg.define_asset_job(
        "close_a_month", MONTH, partitions_def=partitions.monthly,
        description="Metric values, scores, points, pay, workbooks, published copy and mail.",
    )  # fmt: skip

    @dg.schedule(job=day, cron_schedule=DAILY_AT, execution_timezone=zone)
    def every_day(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        yesterday = (_local(context, zone) - timedelta(days=1)).isoformat()
        return dg.RunRequest(run_key=yesterday, partition_key=yesterday)

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
        jobs=[day, plan, month],
        schedules=[every_day, every_week, every_month],
    )


def _local(context: dg.ScheduleEvaluationContext, zone: str) -> date:
    moment: datetime = context.scheduled_execution_time
    return moment.astimezone(ZoneInfo(zone)).date()
