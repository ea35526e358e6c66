"""Forecast, requirement and roster of a week, with the check that the roster breaks no rule."""

from datetime import date

import dagster as dg
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.defs.forecast_metadata import forecast_metadata
from pipelines.defs.metadata import table_metadata
from pipelines.defs.partitions import Partitions
from pipelines.defs.roster_metadata import roster_metadata
from pipelines.planning import (
    store_fairness,
    store_forecast,
    store_requirement,
    store_roster,
    store_rule_checks,
)
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

FORECAST = dg.AssetKey(["forecast", "forecast"])
REQUIREMENT = dg.AssetKey(["staffing", "requirement"])
ROSTER = dg.AssetKey(["staffing", "roster"])


def plan_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The week's plan as assets."""

    @dg.asset(
        key=FORECAST,
        group_name="forecast",
        deps=[dg.AssetKey(["marts", "queue_interval"]), dg.AssetKey(["marts", "tickets"])],
        description="Contacts, tickets and their time by half-hour by week, 90 % interval.",
        partitions_def=partitions.weekly,
        owners=["team:planning"],
        kinds={"python", "duckdb"},
        pool="duckdb",
    )
    def forecast(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        week = date.fromisoformat(context.partition_key)
        with open_warehouse(house.warehouse) as connection:
            made = store_forecast(connection, centre, week)
            shown = table_metadata(connection, "scheduling.forecast", "forecast", room="outputs")
            judged = forecast_metadata(connection, centre, made, week)
        return dg.MaterializeResult(
            metadata={
                **shown,
                **judged,
                "summary": f"{_total(made, 'offered'):,.0f} contacts forecast",
            }
        )

    @dg.asset(
        key=REQUIREMENT,
        group_name="staffing",
        deps=[FORECAST],
        description="Agents needed by queue and half-hour, with what decided and what to expect.",
        partitions_def=partitions.weekly,
        owners=["team:planning"],
        kinds={"python", "duckdb"},
        pool="duckdb",
    )
    def requirement(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        with open_warehouse(house.warehouse) as connection:
            made = store_requirement(connection, centre, date.fromisoformat(context.partition_key))
            shown = table_metadata(
                connection, "scheduling.requirement", "requirement", room="outputs"
            )
        hours = _total(made, "required_agents") / 2
        weeks = len(made["plan_week"].unique())
        return dg.MaterializeResult(
            metadata={
                **shown,
                "summary": f"{hours:,.0f} agent hours needed in {weeks} weeks",
                "model_error": _mean_size(made, "model_error"),
            }
        )

    @dg.asset(
        key=ROSTER,
        group_name="staffing",
        deps=[
            REQUIREMENT,
            *(
                dg.AssetKey(["staging", model])
                for model in (
                    "stg_people__employees",
                    "stg_people__assignments",
                    "stg_people__skills",
                    "stg_people__leaves",
                    "stg_planning__planned_shifts",
                )
            ),
        ],
        description="Who works which shift and pauses when, with objective, bound and gap.",
        check_specs=[
            dg.AssetCheckSpec(
                "roster_breaks_no_rule",
                asset=ROSTER,
                blocking=True,
                description="An independent checker finds no hard rule broken.",
            )
        ],
        partitions_def=partitions.weekly,
        owners=["team:planning"],
        kinds={"python", "duckdb"},
        pool="duckdb",
    )
    def roster(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        week = date.fromisoformat(context.partition_key)
        with open_warehouse(house.warehouse) as connection:
            made = store_roster(connection, centre, week, say=context.log.info)
            if made is None:
                return _no_roster()
            store_fairness(connection, centre, week)
            found = made.objective is not None
            broken = store_rule_checks(connection, centre, week) if found else []
            shown = roster_metadata(connection, made, week)
        return dg.MaterializeResult(metadata=shown, check_results=[_rules_kept(len(broken))])

    return dg.Definitions(assets=[forecast, requirement, roster])


def _no_roster() -> dg.MaterializeResult:
    return dg.MaterializeResult(
        metadata={"summary": "no roster: the centre has no shifts.yaml or no staff list"},
        check_results=[_rules_kept(0)],
    )


def _rules_kept(broken: int) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name="roster_breaks_no_rule",
        passed=broken == 0,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"violations": broken},
    )


def _total(table: pa.Table, column: str) -> float:
    return float(sum(value for value in table[column].to_pylist() if value is not None))


def _mean_size(table: pa.Table, column: str) -> float:
    """The mean distance from 0 of what is known."""
    known = [abs(value) for value in table[column].to_pylist() if value is not None]
    return sum(known) / len(known) if known else 0.0
