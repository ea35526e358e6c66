"""Dagster's own folder: run history in SQLite under the centre's output, telemetry off."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter
from dagster._core.storage.event_log import SqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event

from pipelines.settings import House

COMMAND_LINE = {"callfloor/started_by": "command line"}
SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    default_limit: 1
    granularity: op
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
event_log_storage:
  module: pipelines.dagster_instance
  class: KeptOpenEventLog
  config:
    base_dir: {runs}
"""


def prepare_dagster_home(house: House) -> Path:
    """The folder for DAGSTER_HOME, with its settings written."""
    home = house.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    settings, wanted = home / "dagster.yaml", SETTINGS.format(runs=home / "history" / "runs")
    if not settings.exists() or settings.read_text(encoding="utf-8") != wanted:
        settings.write_text(wanted, encoding="utf-8")
    return home


def close_killed_runs(instance: DagsterInstance) -> int:
    """Report the command line's killed runs as failed and free what they held; how many.

    Call it while holding the centre's run lock: then every earlier run of the command line is
    over, and one that Dagster still shows as running was killed. A killed run would keep its
    place in the pool for ever, and the next one would wait for it. Runs that the UI started
    carry no such tag and are left alone.
    """
    unfinished = RunsFilter(
        tags=COMMAND_LINE, statuses=[DagsterRunStatus.STARTING, DagsterRunStatus.STARTED]
    )
    killed = instance.get_runs(unfinished)
    for run in killed:
        instance.report_run_failed(run, "The process was killed; the next run took over.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return len(killed)


class KeptOpenEventLog(SqliteEventLogStorage):
    """Dagster's SQLite event log with its files kept open between events.

    A run of three months records 2,500 events; Dagster opens the file, compiles its SQL, asks
    for its tables and waits for the disk anew for each, which costs more than the business. A
    table or column once seen stays, so it is remembered. A killed process loses nothing by
    keeping the files open; a power cut could damage this history, which is a display: landing,
    warehouse and ledgers, which are the truth, are synced by themselves.
    """

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._seen: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> KeptOpenEventLog:
        """Made by Dagster from dagster.yaml."""
        return cls(inst_data=inst_data, **config_value)

    def has_table(self, table_name: str) -> bool:
        """Whether the history has the table."""
        found = super().has_table
        return self._remembered(table_name, lambda: found(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        found = super()._has_asset_key_col_on_connection
        return self._remembered(f"asset_keys.{column_name}", lambda: found(conn, column_name))

    def _remembered(self, name: str, look: Callable[[], bool]) -> bool:
        if name not in self._seen and look():
            self._seen.add(name)
        return name in self._seen

    @contextmanager
    def _connect(self, shard: str) -> Generator[Connection]:
        with self._db_lock:
            engine = self._engines.get(shard) or self._opened(shard)
            with engine.begin() as connection:
                yield connection

    def _opened(self, shard: str) -> Engine:
        engine = create_engine(self.conn_string_for_shard(shard), connect_args={"timeout": 60})
        event.listen(engine, "connect", _do_not_wait_for_the_disk)
        self._initdb(engine)
        self._initialized_dbs.add(shard)
        self._engines[shard] = engine
        return engine


def _do_not_wait_for_the_disk(connection: sqlite3.Connection, record: object) -> None:
    connection.execute("pragma synchronous = off")
