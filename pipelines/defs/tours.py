"""The shift proposal of a week, and the check that it meets the requirement."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import duckdb

from pipelines.centre import Centre
from pipelines.defs.metadata import table_metadata
from pipelines.defs.partitions import Partitions
from pipelines.defs.plan import REQUIREMENT, ROSTER
from pipelines.planning import TOUR_TABLES, TOURS_FILE, store_tours
from pipelines.settings import House
from pipelines.warehouse import fetched, has_table, open_warehouse

MET = "proposed_shifts_meet_the_requirement"
_SUMS = """
select shift_set, case when count(paid_h) = count(*) then sum(paid_h) end as paid_h,
    count(*) filter (paid_h is null or short_h > 0) as not_met
from scheduling.tours_comparison where plan_week = $week group by shift_set
"""


def tour_keys(centre: Centre) -> list[dg.AssetKey]:
    """The proposal's assets, for a centre that has rules for it."""
    return [] if centre.document(TOURS_FILE) is None else [_key(name) for name in TOUR_TABLES]


def tour_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """Shifts proposed and compared, as assets of the planning chain."""
    if not tour_keys(centre):
        return dg.Definitions()

    @dg.multi_asset(
        name="shift_proposal",
        group_name="staffing",
        specs=[
            dg.AssetSpec(
                _key(table),
                deps=[REQUIREMENT, ROSTER],
                description=text,
                kinds={"python", "duckdb"},
                owners=["team:planning"],
                partitions_def=partitions.weekly,
            )
            for table, text in TOUR_TABLES.items()
        ],
        check_specs=[
            dg.AssetCheckSpec(
                MET,
                asset=_key("tours_comparison"),
                description="A cover was found for every queue, and it leaves no half-hour short.",
            )
        ],
        pool="duckdb",
    )
    def shift_proposal(context: dg.AssetExecutionContext) -> Iterator[Any]:
        week = date.fromisoformat(context.partition_key)
        with open_warehouse(house.warehouse) as connection:
            store_tours(connection, centre, week)
            sums = _sums(connection, week)
            for table in TOUR_TABLES:
                shown = _shown(connection, table, sums)
                yield dg.MaterializeResult(asset_key=_key(table), metadata=shown)
        not_met = sum(row["not_met"] for name, row in sums.items() if name != "rostered")
        yield dg.AssetCheckResult(
            asset_key=_key("tours_comparison"),
            check_name=MET,
            passed=not_met == 0,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"queues_not_met": not_met}
            | {f"paid_h_{name}": row["paid_h"] or 0.0 for name, row in sums.items()},
        )

    return dg.Definitions(assets=[shift_proposal])


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey(["staffing", table])


def _shown(
    connection: duckdb.DuckDBPyConnection, table: str, sums: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    if not has_table(connection, f"scheduling.{table}"):
        return {"summary": "no shift proposal: the centre has no shifts.yaml or working_time.yaml"}
    shown = table_metadata(connection, f"scheduling.{table}", table, room="outputs")
    return {**shown, "summary": _told(sums)}


def _told(sums: dict[str, dict[str, Any]]) -> str:
    today, proposed = (sums.get(name, {}).get("paid_h") for name in ("library", "proposed"))
    if today is None or proposed is None:
        return "no shifts were found that cover every queue"
    return (
        f"every half-hour takes {today:,.0f} paid hours by today's shifts, {proposed:,.0f} by new"
    )


def _sums(connection: duckdb.DuckDBPyConnection, week: date) -> dict[str, dict[str, Any]]:
    if not has_table(connection, "scheduling.tours_comparison"):
        return {}
    rows = fetched(connection, _SUMS, {"week": week}).to_pylist()
    return {row["shift_set"]: row for row in rows}
