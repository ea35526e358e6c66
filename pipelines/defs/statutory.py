"""Statutory proofs of a month: what the law makes of it, and gate G8 before anything is shown."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from data_contracts.refusal import GateBlocked
from pipelines.centre import Centre
from pipelines.defs.month_tables import month_specs, scoring_key, stored_tables
from pipelines.defs.partitions import Partitions
from pipelines.metrics import Metric
from pipelines.period import Period, parse_period
from pipelines.scores import catalogue, centre_rules
from pipelines.settings import House
from pipelines.statutory.proofs import STATUTORY_TABLES, Proved, prove_stored
from pipelines.warehouse import open_warehouse

CHECK = "statutory_proofs"
FAILURES_TOLD = 3
READ = (
    dg.AssetKey(["marts", "attendance_day"]),
    dg.AssetKey(["config", "calendar"]),
    dg.AssetKey(["landing", "overtime_approvals"]),
)
DESCRIPTIONS = {
    "overtime_day": "Worked and overtime seconds by person, local date and shift.",
    "overtime_lines": "What overtime pay sums, by date. Amounts are never shown here.",
    "comp_leave_ledger": "Time off in lieu of overtime: earned, taken and expired.",
    "statutory_proofs": "Each statutory test of each person. Amounts are never shown here.",
    "statutory_violations": "Breaches of the limits of working time, with their dates.",
}


def statutory_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The proofs as assets; none where the centre has no city."""
    if not centre.documents("statutory"):
        return dg.Definitions()
    metrics = catalogue(house, centre)
    return dg.Definitions(assets=[_proofs(house, centre, partitions, metrics)])


def _proofs(
    house: House, centre: Centre, partitions: Partitions, metrics: tuple[Metric, ...]
) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="statutory",
        group_name="scoring",
        specs=month_specs(
            {table: DESCRIPTIONS[table] for table in STATUTORY_TABLES},
            partitions,
            deps=[scoring_key("pay_lines"), *READ],
            owners=["team:payroll"],
        ),
        check_specs=[
            dg.AssetCheckSpec(
                CHECK,
                asset=scoring_key("statutory_proofs"),
                description="G8: nobody's pay or working time is against the law.",
                blocking=True,
            )
        ],
        pool="duckdb",
    )
    def statutory(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        rules = centre_rules(centre, metrics)
        with open_warehouse(house.warehouse) as connection:
            proved = prove_stored(connection, house, centre, rules, period)
            yield from stored_tables(connection, STATUTORY_TABLES)
        yield dg.AssetCheckResult(
            asset_key=scoring_key("statutory_proofs"),
            check_name=CHECK,
            passed=not proved.failures,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"failures": len(proved.failures)},
        )
        close_where_broken(proved, period)

    return statutory


def close_where_broken(proved: Proved, period: Period) -> None:
    """Raises GateBlocked naming the first persons who fail, each with what to do."""
    if proved.failures:
        more = len(proved.failures) - FAILURES_TOLD
        others = f"; and {more} more" if more > 0 else ""
        raise GateBlocked(
            "G8 statutory_proofs",
            "; ".join(proved.failures[:FAILURES_TOLD]) + others,
            next_step=f"read every test with `callfloor proofs --period {period.name}`",
        )
