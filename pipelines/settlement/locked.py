"""Locked versions on disk: written once, read-only, with the hash of what they hold.

    locked/<period>/<pay group>/v1/   what was paid: the result tables, the metric values and the
                                      people they were made from, and version.json
    locked/<period>/<pay group>/v2/   a shadow run of the same month, and adjustments.parquet with
                                      what it posts into later months

A version is written beside and renamed. Version 1 stands as soon as the ledger says locked; a
folder that a killed lock left without that event is written anew.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from data_contracts.refusal import GateBlocked
from pipelines.centre import shown
from pipelines.identity import RunIdentity
from pipelines.settings import House
from pipelines.settlement.ledger import SettlementLedger
from scoring.settlement import result_hash

DESCRIPTION = "version.json"


@dataclass(frozen=True)
class Description:
    """What version.json says: whose month, which run, which rows, and why there is a version."""

    legal_entity: str
    pay_group: str
    period: str
    version: int
    result_hash: str
    identity: RunIdentity
    run_id: str
    created_at: datetime
    reason_zh: str
    reason_en: str
    agents: tuple[str, ...]
    result_tables: tuple[str, ...]


@dataclass(frozen=True)
class LockedVersion:
    """One version of a pay group's month, as it lies on disk."""

    folder: Path
    description: Description

    def table(self, name: str) -> pa.Table:
        """One of its tables: a result table, metric_values, people or adjustments."""
        return pq.read_table(self.folder / f"{name}.parquet")

    def result(self) -> dict[str, pa.Table]:
        """The result tables, checked against the hash they were signed with.

        Raises GateBlocked where a file is not what was locked.
        """
        tables = {name: self.table(name) for name in self.description.result_tables}
        if result_hash(tables) != self.description.result_hash:
            raise GateBlocked(
                "locked_rows_are_unchanged",
                f"the files in {shown(self.folder)} are not those that were locked",
                next_step="restore the folder from its copy; nothing is calculated on changed rows",
            )
        return tables

    @property
    def has_adjustments(self) -> bool:
        return (self.folder / "adjustments.parquet").exists()


def write_version(
    house: House, description: Description, tables: Mapping[str, pa.Table]
) -> LockedVersion:
    """Write a version's tables and its description, then show it under its name, read-only."""
    folder = _group_folder(house, description.period, description.pay_group)
    final = folder / f"v{description.version}"
    part = folder / f".v{description.version}.part"
    for left_over in (part, final):
        _remove(left_over)
    part.mkdir(parents=True)
    for name, table in tables.items():
        write_parquet(part / f"{name}.parquet", table)
    said = json.dumps(asdict(description), ensure_ascii=False, indent=1, default=str)
    (part / DESCRIPTION).write_text(said + "\n", encoding="utf-8")
    for path in part.iterdir():
        _sync(path)
        path.chmod(0o444)
    _sync(part)
    part.rename(final)
    final.chmod(0o555)
    _sync(folder)
    return LockedVersion(final, description)


def versions(house: House, period: str, pay_group: str) -> list[LockedVersion]:
    """Every version of a pay group's month, the paid one first."""
    found = [_read(path) for path in _group_folder(house, period, pay_group).glob("v*")]
    return sorted(found, key=lambda version: version.description.version)


def all_versions(house: House) -> list[LockedVersion]:
    """Every version of every month, by period, pay group and version."""
    found = [_read(path) for path in (house.out / "locked").glob("*/*/v*")]
    return sorted(
        found,
        key=lambda v: (v.description.period, v.description.pay_group, v.description.version),
    )


def locked_tables(house: House, period: str) -> dict[str, LockedVersion]:
    """What was paid for `period` by pay group; empty where no group is locked."""
    states = SettlementLedger(house.control).settlements()
    groups = [s.key.pay_group for s in states if s.key.period == period and s.state == "LOCKED"]
    return {group: versions(house, period, group)[0] for group in groups}


def keep_locked(
    house: House,
    period: str,
    tables: Mapping[str, pa.Table],
    pay_groups: Mapping[str, str],
) -> dict[str, pa.Table]:
    """The result tables to store for `period`: calculated rows, but locked ones where locked.

    `tables` are the result tables of a new calculation, `pay_groups` everybody's group by
    agent_id. Rows of people in a locked group, or who were in it when it was locked, are dropped
    for the locked rows, whatever was calculated. Raises GateBlocked where locked files changed.
    """
    locked = locked_tables(house, period)
    if not locked:
        return dict(tables)
    theirs = {agent for version in locked.values() for agent in version.description.agents}
    theirs |= {agent for agent, group in pay_groups.items() if group in locked}
    kept = [version.result() for version in locked.values()]
    return {
        name: pa.concat_tables(
            [
                without(table, theirs),
                *(_aligned(result[name], table.schema) for result in kept if name in result),
            ]
        )
        for name, table in tables.items()
    }


def without(table: pa.Table, agents: set[str]) -> pa.Table:
    """The rows of everybody else."""
    return table.filter(pc.invert(_of(table["agent_id"], agents)))


def only(table: pa.Table, agents: set[str], column: str = "agent_id") -> pa.Table:
    """The rows of these people."""
    return table.filter(_of(table[column], agents))


def _of(column: pa.ChunkedArray, agents: set[str]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(sorted(agents), column.type))


def write_parquet(path: Path, table: pa.Table) -> None:
    """Equal tables give equal bytes: one row-group size, no schema of the writer."""
    pq.write_table(table, path, compression="zstd", version="2.6", store_schema=False)


def _aligned(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Locked rows under the columns of today: one that they did not have yet is NULL."""
    columns: list[Any] = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _group_folder(house: House, period: str, pay_group: str) -> Path:
    return house.out / "locked" / period / pay_group


def _read(folder: Path) -> LockedVersion:
    try:
        said = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        return LockedVersion(folder, TypeAdapter(Description).validate_python(said))
    except (OSError, ValueError) as error:
        raise GateBlocked(
            "locked_rows_are_unchanged",
            f"{shown(folder / DESCRIPTION)} cannot be read: {type(error).__name__}",
            next_step="restore the folder from its copy; nothing is calculated on changed rows",
        ) from None


def _remove(folder: Path) -> None:
    if folder.exists():
        folder.chmod(0o755)
        shutil.rmtree(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
