"""Which marts rest on a delivery that is due and has not arrived: what they feed is held (4.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from data_contracts.contract import Contract
from pipelines.centre import Centre
from pipelines.ingestion import Ingestion
from pipelines.period import Period
from pipelines.settings import House
from pipelines.transform import current_manifest
from pipelines.warehouse import has_table

LEDGER = "control.ingest_ledger_current"
_ARRIVED = f"select table_name, landing_date from {LEDGER}"
_NEWEST = f"select max(landed_at) from {LEDGER}"


def late_marts(
    connection: duckdb.DuckDBPyConnection, house: House, centre: Centre, period: Period
) -> frozenset[str]:
    """The marts below every daily table of which a day of the month is due and not landed.

    A day is due when its contract promises it, judged at the newest landing of the centre: so
    the answer does not depend on when it is asked. Nothing is late where no ledger is kept.
    """
    if not has_table(connection, LEDGER):
        return frozenset()
    [(newest,)] = connection.execute(_NEWEST).fetchall()
    if newest is None:
        return frozenset()
    arrived = set(connection.execute(_ARRIVED).fetchall())
    ingestion = Ingestion(house, centre)
    late = [
        name
        for name, contract in ingestion.contracts.items()
        if name in ingestion.mappings
        and any(
            (name, day.isoformat()) not in arrived for day in _due(contract, centre, period, newest)
        )
    ]
    return _marts_below(current_manifest(house, centre), late) if late else frozenset()


def _due(contract: Contract, centre: Centre, period: Period, as_of: datetime) -> Iterable[date]:
    """The days of the month that a daily contract promises by `as_of` (naive UTC).

    Days of which the centre says that there is no data are never due.
    """
    if contract.delivery != "daily" or contract.available_at is None:
        return
    settings = centre.settings
    last = min(period.last, settings.data_upto or period.last)
    at = time.fromisoformat(contract.available_at.split()[0])
    for day in centre.days(max(period.first, settings.data_from), last):
        if day in settings.days_without_data:
            continue
        promised = datetime.combine(day + timedelta(days=1), at, ZoneInfo(settings.zone))
        if promised.astimezone(UTC).replace(tzinfo=None) <= as_of:
            yield day


def _marts_below(manifest: Path, tables: Iterable[str]) -> frozenset[str]:
    """The dbt models of the folder marts that read one of these landing tables."""
    known = json.loads(manifest.read_text(encoding="utf-8"))
    found, todo = (
        set[str](),
        [
            key
            for key, source in known["sources"].items()
            if source["schema"] == "landing" and source["name"] in set(tables)
        ],
    )
    while todo:
        for child in known["child_map"].get(todo.pop(), []):
            if child not in found:
                found.add(child)
                todo.append(child)
    return frozenset(name for key in found if (name := _mart(known["nodes"].get(key))))


def _mart(node: Mapping[str, Any] | None) -> str | None:
    """The name of a node that is a model of the marts."""
    if node is None or node["resource_type"] != "model" or "marts" not in node["fqn"]:
        return None
    return str(node["name"])
