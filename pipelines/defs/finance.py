"""What the month cost, and what the budget said, with the control totals that must agree."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.budgets import BUDGETS_FILE, VARIANCE, store_variance
from pipelines.centre import Centre
from pipelines.costs import COSTS_FILE, store_costs
from pipelines.defs.month_tables import (
    check_result,
    mart_keys,
    month_specs,
    scoring_key,
    stored_tables,
)
from pipelines.defs.partitions import Partitions
from pipelines.period import parse_period
from pipelines.scores import catalogue, centre_rules
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

COST_DESCRIPTIONS = {
    "cost_lines": "Every allocation of cost, stage by stage. Amounts are never shown here.",
    "cost_unit": "Cost per contact, minute and resolution, by queue, type, product, cost centre.",
    "journal_lines": "The ledger's entries of pay and contributions; debits equal credits.",
    "cost_controls": "Control totals of payroll, engine and ledger.",
    "seat_use": "How full the seats are by weekday and half-hour.",
}
VARIANCE_DESCRIPTIONS = {
    VARIANCE: "Budget against actual pay: volume, mix, price and policy, to the fen.",
}
CONTROLS_AGREE = "cost_controls_agree"


def finance_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """Cost where the centre has costs.yaml, variance where it has budgets.yaml."""
    assets: list[dg.AssetsDefinition] = []
    if centre.document(COSTS_FILE) is not None:
        assets.append(_costs(house, centre, partitions))
    if centre.document(BUDGETS_FILE) is not None:
        assets.append(_variance(house, centre, partitions))
    return dg.Definitions(assets=assets)


def finance_tables(centre: Centre) -> list[str]:
    """The tables of finance that the centre has rules for."""
    found = [*COST_DESCRIPTIONS] if centre.document(COSTS_FILE) is not None else []
    return found + ([VARIANCE] if centre.document(BUDGETS_FILE) is not None else [])


def _costs(house: House, centre: Centre, partitions: Partitions) -> dg.AssetsDefinition:
    metrics = catalogue(house, centre)

    @dg.multi_asset(
        name="costs",
        group_name="scoring",
        specs=month_specs(
            COST_DESCRIPTIONS,
            partitions,
            deps=[
                scoring_key("pay_lines"),
                scoring_key("trace_nodes"),
                *mart_keys("agent_day", "agent_interval", "contacts", "work_done"),
            ],
            owners=["team:finance"],
        ),
        check_specs=[
            dg.AssetCheckSpec(
                CONTROLS_AGREE,
                asset=scoring_key("cost_controls"),
                description="Payroll, cost and ledger have the same totals to the fen.",
                blocking=True,
            )
        ],
        pool="duckdb",
    )
    def costs(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        rules = centre_rules(centre, metrics)
        with open_warehouse(house.warehouse) as connection:
            costed = store_costs(connection, centre, rules, period)
            yield from stored_tables(connection, COST_DESCRIPTIONS)
        yield check_result(CONTROLS_AGREE, "cost_controls", costed.differing, blocking=True)

    return costs


def _variance(house: House, centre: Centre, partitions: Partitions) -> dg.AssetsDefinition:
    metrics = catalogue(house, centre)

    @dg.multi_asset(
        name="budget_variance",
        group_name="scoring",
        specs=month_specs(
            VARIANCE_DESCRIPTIONS,
            partitions,
            deps=[scoring_key("pay_lines"), scoring_key("point_lines"), *mart_keys("agent_day")],
            owners=["team:finance"],
        ),
        pool="duckdb",
    )
    def variance(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        rules = centre_rules(centre, metrics)
        with open_warehouse(house.warehouse) as connection:
            store_variance(connection, house, centre, rules, metrics, period)
            yield from stored_tables(connection, VARIANCE_DESCRIPTIONS)

    return variance
