"""The DuckDB file: opened for writing by one process, published as a read-only copy.

Open, use, close: DuckDB lets one process write and shuts every other one out meanwhile, so
nothing here keeps a connection longer than a step. Keep queries of the business out.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data_contracts.refusal import Place, Refusal

SCHEMAS = (
    "landing",
    "config",
    "staging",
    "intermediate",
    "marts",
    "scoring",
    "scheduling",
    "control",
)
_HOLDER = re.compile(
    r"lock is held in (?P<program>\S+) \(PID (?P<pid>\d+)\)(?: by user (?P<user>\S+?))?[.\s]"
)


@contextmanager
def open_warehouse(
    path: Path,
    *,
    patience_s: float = 600,
    say: Callable[[str], None] = print,
) -> Generator[duckdb.DuckDBPyConnection]:
    """A writing connection. Waits while another process holds the file and says for whom.

    Raises Refusal when `patience_s` seconds have passed and the file is still held.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connected(path, patience_s, say)
    try:
        connection.execute("set timezone = 'UTC'")
        for schema in SCHEMAS:
            connection.execute(f"create schema if not exists {schema}")
        yield connection
    finally:
        connection.close()


def _connected(
    path: Path, patience_s: float, say: Callable[[str], None]
) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + patience_s
    told = ""
    while True:
        try:
            return duckdb.connect(str(path))
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            holder = lock_holder(str(error))
        if holder != told:
            say(f"The warehouse {path} is held open by {holder}; waiting until it is closed.")
            told = holder
        if time.monotonic() > deadline:
            raise Refusal(
                f"the warehouse is still held open by {holder} after {patience_s:.0f} s",
                place=Place(str(path)),
                next_step="close that program, or let it read the published copy, and run again",
            )
        time.sleep(0.5)


def lock_holder(message: str) -> str:
    """Who holds the file, from DuckDB's error message, in words."""
    found = _HOLDER.search(message + " ")
    if not found:
        return "another process"
    user = f" of user {found['user']}" if found["user"] else ""
    return f"{Path(found['program']).name} (process {found['pid']}{user})"


def fetched(connection: duckdb.DuckDBPyConnection, query: str, parameters: Any = None) -> pa.Table:
    """The rows of a query as Arrow; `parameters` is a list for `?`, a dict for `$name`."""
    return connection.sql(query, params=parameters).to_arrow_table()


def has_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """True where `schema.table` exists."""
    schema, name = table.split(".")
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = $1 and table_name = $2",
        [schema, name],
    )
    return bool(found.fetchall())


def ensure_table(connection: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema) -> None:
    """Make `schema.table` with the types of an Arrow schema where it does not exist; a table of
    an earlier version gets the columns that are new, empty in its old rows."""
    empty = schema.empty_table()
    connection.register("wanted_columns", empty)
    connection.execute(f"create table if not exists {table} as from wanted_columns")
    present = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
    for name, kind, *_ in connection.execute("describe wanted_columns").fetchall():
        if name not in present:
            connection.execute(f"alter table {table} add column {name} {kind}")
    connection.unregister("wanted_columns")


def replace_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: pa.Table,
    *,
    where: Mapping[str, object],
) -> None:
    """Replace the rows of `schema.table` that match `where` by `rows`, in one transaction.

    The table is made with the types of `rows` where it does not exist yet.
    """
    condition = " and ".join(f"{column} = ?" for column in where) or "true"
    connection.register("incoming_rows", rows)
    connection.execute("begin")
    try:
        ensure_table(connection, table, rows.schema)
        connection.execute(f"delete from {table} where {condition}", list(where.values()))
        connection.execute(f"insert into {table} by name from incoming_rows")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    finally:
        connection.unregister("incoming_rows")


def publish(path: Path, published: Path) -> Path:
    """Put a read-only copy of the warehouse where readers look, by atomic rename.

    A reader who holds the older copy keeps it undisturbed until closing it.
    """
    published.parent.mkdir(parents=True, exist_ok=True)
    with open_warehouse(path) as connection:
        connection.execute("checkpoint")
    beside = published.with_suffix(".part")
    shutil.copyfile(path, beside)
    beside.chmod(0o444)
    with beside.open("rb") as copied:
        os.fsync(copied.fileno())
    os.replace(beside, published)
    return published
