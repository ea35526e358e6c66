"""A month's awards, settled before the pay that carries them."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb

import scoring
from pipelines.awards.documents import settled_tables
from pipelines.awards.month import (
    budgets_hold,
    cascades_add_up,
    store_awards,
    unpaid_amounts,
)
from pipelines.centre import Centre
from pipelines.defs.month_tables import (
    check_result,
    mart_keys,
    month_specs,
    notices_listed,
    scoring_key,
    stored_tables,
)
from pipelines.defs.partitions import Partitions
from pipelines.defs.scores import METRIC_VALUES
from pipelines.gaming import RULES_FILE
from pipelines.period import Period, parse_period
from pipelines.scores import catalogue, centre_rules
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

SALES = dg.AssetKey(["landing", "sales"])
MARTS_READ = (
    "agent_day",
    "attendance_day",
    "contacts",
    "evaluations",
    "work_done",
    "work_reversed",
)
DESCRIPTIONS = {
    "contest_standings": "Where everybody stands in every contest, and what keeps them out.",
    "contest_prizes": "Prizes by contest and person. Amounts are never shown here.",
    "commission_lines": "Commission and clawback by sale. Amounts are never shown here.",
    "cascade_lines": "Own, team, centre and led results of each person; parts sum exactly.",
    "team_awards": "Awards for cascaded results. Amounts are never shown here.",
    "advance_ledger": "Guarantees: advances, recoveries, write-offs. Amounts are never shown.",
    "target_tree": "Targets handed down from the centre; children add up to their parent.",
}
CHECKS = (
    ("cascades_add_up", "Parts of every cascaded result sum to it.", True),
    ("budgets_hold", "No contest gives away more than its budget.", True),
    ("awards_have_a_component", "Every amount is paid by a component of a pay plan.", False),
)


def award_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The month's awards as assets; none where the centre has no award files."""
    tables = settled_tables(centre)
    if not tables:
        return dg.Definitions()
    metrics = catalogue(house, centre)
    flags = [scoring_key("gaming_flags")] if centre.document(RULES_FILE) is not None else []

    @dg.multi_asset(
        name="awards",
        group_name="scoring",
        specs=month_specs(
            {table: DESCRIPTIONS[table] for table in tables},
            partitions,
            deps=[METRIC_VALUES, SALES, *mart_keys(*MARTS_READ), *flags],
            owners=["team:performance", "team:payroll"],
        ),
        check_specs=[
            dg.AssetCheckSpec(
                name, asset=scoring_key(tables[0]), description=text, blocking=blocking
            )
            for name, text, blocking in CHECKS
        ],
        pool="duckdb",
    )
    def awards(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        rules = centre_rules(centre, metrics)
        with open_warehouse(house.warehouse) as connection:
            notices = store_awards(connection, house, centre, rules, metrics, period)
            yield from stored_tables(connection, tables, notices=notices_listed(notices))
            yield from _checks(connection, rules, centre, period, tables[0])

    return dg.Definitions(assets=[awards])


def _checks(
    connection: duckdb.DuckDBPyConnection,
    rules: scoring.Rules,
    centre: Centre,
    period: Period,
    table: str,
) -> Iterator[dg.AssetCheckResult]:
    found = {
        "cascades_add_up": cascades_add_up(connection, period),
        "budgets_hold": budgets_hold(connection, rules, centre, period),
        "awards_have_a_component": unpaid_amounts(connection, rules, centre, period),
    }
    for name, _, blocking in CHECKS:
        yield check_result(name, table, found[name], blocking=blocking)
