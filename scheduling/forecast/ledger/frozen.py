"""Freeze a forecast: the same rows give the same version, and no later one changes it."""

from __future__ import annotations

import hashlib
from datetime import date

import pyarrow as pa

from scheduling.tables import FORECAST

USED, SUPERSEDED, TOO_LATE = "used", "superseded", "too_late"
_ID_LENGTH = 12

VERSIONS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("version_id", pa.string()),
        ("as_of", pa.date32()),
        ("status", pa.string()),
        ("queues", pa.int64()),
        ("half_hours", pa.int64()),
        ("offered", pa.float64()),
        ("overrides", pa.int64()),
    ]
)
FROZEN = pa.schema(
    [
        ("version_id", pa.string()),
        ("as_of", pa.date32()),
        *[field for field in FORECAST if field.name != "plan_week"],
        ("offered_engine", pa.float64()),
    ]
)


def freeze(
    forecast: pa.Table,
    engine: pa.Table,
    versions: pa.Table,
    *,
    plan_week: date,
    as_of: date,
    data_upto: date,
    overrides: int = 0,
) -> tuple[pa.Table, pa.Table]:
    """The ledger's versions with this forecast among them, and its rows to keep.

    forecast: outputs/forecast as planned with; engine: the same before overrides. A version whose
    data already reach into the planned week came too late to be planned with; an earlier used one
    stays used. Otherwise it supersedes the week's earlier version. The same rows are frozen once.
    """
    version_id = _fingerprint(forecast)
    seen = {(row["plan_week"], row["version_id"]) for row in versions.to_pylist()}
    if (plan_week, version_id) in seen:
        return versions, FROZEN.empty_table()
    late = data_upto >= plan_week
    known = [
        row | {"status": SUPERSEDED}
        if not late and row["plan_week"] == plan_week and row["status"] == USED
        else row
        for row in versions.to_pylist()
    ]
    own = {
        "plan_week": plan_week,
        "version_id": version_id,
        "as_of": as_of,
        "status": TOO_LATE if late else USED,
        "queues": len(forecast["queue_id"].unique()),
        "half_hours": forecast.num_rows,
        "offered": float(forecast["offered"].to_numpy().sum()),
        "overrides": overrides,
    }
    return pa.Table.from_pylist([*known, own], schema=VERSIONS), _rows(
        forecast, engine, version_id, as_of
    )


def _rows(forecast: pa.Table, engine: pa.Table, version_id: str, as_of: date) -> pa.Table:
    count = forecast.num_rows
    columns = {name: forecast[name] for name in FORECAST.names} | {
        "version_id": pa.array([version_id] * count),
        "as_of": pa.array([as_of] * count, pa.date32()),
        "offered_engine": engine["offered"],
    }
    return pa.table({name: columns[name] for name in FROZEN.names}, schema=FROZEN)


def _fingerprint(forecast: pa.Table) -> str:
    digest = hashlib.sha256()
    for row in forecast.select(FORECAST.names).to_pylist():
        digest.update(repr(tuple(row.values())).encode())
    return digest.hexdigest()[:_ID_LENGTH]
