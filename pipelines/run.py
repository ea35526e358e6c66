"""One month of one centre, from extracts to mail: the stages in order, each a Dagster run.

A stage that fails stops the chain: what was published and mailed before stays as it was.
Running the same month again does only what is not done.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data_contracts.refusal import GateBlocked, Place, Refusal
from pipelines.centre import Centre
from pipelines.identity import run_identity
from pipelines.period import Period
from pipelines.run_ledger import RunLedger, StageRecord
from pipelines.settings import House

if TYPE_CHECKING:
    import dagster as dg

RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


@dataclass(frozen=True)
class Stage:
    """A part of the flow that runs as one Dagster run over one kind of partition."""

    name: str
    title: str
    groups: tuple[str, ...]
    partition: Callable[[Period, Centre], dict[str, Any]]


def _days(period: Period, centre: Centre) -> dict[str, Any]:
    first, last = days_read(period, centre)
    return {"tags": {RANGE_START: first.isoformat(), RANGE_END: last.isoformat()}}


def _month(period: Period, centre: Centre) -> dict[str, Any]:
    return {"partition_key": period.first.isoformat()}


def _week(period: Period, centre: Centre) -> dict[str, Any]:
    return {"partition_key": period.plan_week.isoformat()}


def _none(period: Period, centre: Centre) -> dict[str, Any]:
    return {}


STAGES: tuple[Stage, ...] = (
    Stage("ingest", "Landing the extracts", ("ingest",), _days),
    Stage("config", "Reading the centre's rules", ("config",), _none),
    Stage("warehouse", "Building the warehouse", ("staging", "intermediate", "marts"), _none),
    Stage("score", "Scores, points and pay", ("metrics", "scoring", "review"), _month),
    Stage("plan", "Forecast, requirement and roster", ("forecast", "staffing"), _week),
    Stage("report", "Workbooks", ("reports",), _month),
    Stage("publish", "Publishing the read-only copy", ("control",), _month),
    Stage("mail", "Mail", ("mail",), _month),
)


def days_read(period: Period, centre: Centre) -> tuple[date, date]:
    """First and last day of extracts that a run of `period` reads."""
    settings = centre.settings
    last = min(period.last, settings.data_upto or period.last)
    first = period.history_from(settings.data_from)
    if first > last:
        raise Refusal(
            f"the centre has no data for {period.name}: its extracts run from "
            f"{settings.data_from} to {settings.data_upto or 'today'}",
            place=Place("--period"),
            value=period.name,
            next_step="choose a month within that span",
        )
    return first, last


def prepare(house: House) -> None:
    """Import and parse what every run needs, so that it can be done while something else works."""
    from pipelines.assembly import build_definitions

    build_definitions(house)
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import_module("great_expectations")


def run_period(
    house: House, centre: Centre, period: Period, *, say: Callable[[str], None] = print
) -> None:
    """Run every stage for one month.

    Raises Refusal where an extract or a rule is refused, GateBlocked where a blocking check
    fails; both leave the last good publication in place.
    """
    days_read(period, centre)
    with only_one_run(house.out, say):
        runner = _StageRunner(house)
        ledger = RunLedger(house.control)
        for number, stage in enumerate(STAGES, start=1):
            began = time.monotonic()
            record = StageRecord(stage.name, run_identity(house, period.name))
            with ledger.stage(record):
                record.message = runner.run(stage, stage.partition(period, centre))
                record.identity = run_identity(house, period.name)
            took = time.monotonic() - began
            say(f"[{number}/{len(STAGES)}] {stage.title}: {record.message} ({took:.0f} s)")


@contextmanager
def only_one_run(out: Path, say: Callable[[str], None]) -> Generator[None]:
    """Hold the centre's run lock; wait, and say so, while another run holds it.

    The operating system frees the lock when a run is killed.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            say(f"Another run (process {lock.read().strip() or '?'}) is at work; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


class _StageRunner:
    """Runs stages in this process on one Dagster instance, so that imports are paid once."""

    def __init__(self, house: House) -> None:
        import dagster as dg

        from pipelines.assembly import build_definitions
        from pipelines.dagster_instance import close_killed_runs, prepare_dagster_home

        os.environ["DAGSTER_HOME"] = str(prepare_dagster_home(house))
        self._instance = dg.DagsterInstance.get()
        close_killed_runs(self._instance)
        self._definitions = build_definitions(house)
        self._job = self._definitions.resolve_implicit_global_asset_job_def()

    def run(self, stage: Stage, partition: dict[str, Any]) -> str:
        from pipelines.dagster_instance import COMMAND_LINE

        keys = self._keys(stage.groups)
        partition = {**partition, "tags": {**partition.get("tags", {}), **COMMAND_LINE}}
        try:
            done = self._job.execute_in_process(
                instance=self._instance,
                asset_selection=keys,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                **partition,
            )
        except Exception as error:
            raise told(error) from error
        return _summary(done.get_asset_materialization_events())

    def _keys(self, groups: Sequence[str]) -> list[dg.AssetKey]:
        import dagster as dg

        selection = dg.AssetSelection.groups(*groups)
        return sorted(selection.resolve(self._definitions.resolve_asset_graph()))


def told(error: BaseException) -> BaseException:
    """The refusal or closed gate behind a Dagster error, or the error itself."""
    from dagster import DagsterError
    from dagster_dbt.errors import DagsterDbtCliRuntimeError

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Refusal | GateBlocked):
            return cause
        if isinstance(cause, DagsterDbtCliRuntimeError):
            return _dbt_failure(cause)
        if type(cause).__name__ == "DagsterAssetCheckFailedError":
            failed = [line.strip() for line in str(cause).splitlines()[1:] if line.strip()]
            return GateBlocked(
                ", ".join(failed) or "asset check",
                "a blocking check failed",
                next_step="open WB14 or `make ui` to see the rows, correct the source, run again",
            )
        cause = cause.__cause__ or (cause.__context__ if isinstance(cause, DagsterError) else None)
    return error


def _dbt_failure(error: BaseException) -> GateBlocked:
    lines = [line.strip() for line in str(error).splitlines()]
    failed = [line for line in lines if line.startswith(("Failure in", "Runtime Error", "Got "))]
    return GateBlocked(
        "warehouse",
        "; ".join(failed) or "dbt did not complete",
        next_step="the failing test names the model; see dbt/build/build.log in the output folder",
    )


def _summary(events: Iterable[dg.DagsterEvent]) -> str:
    notes: list[str] = []
    assets = 0
    for event in events:
        assets += 1
        note = event.step_materialization_data.materialization.metadata.get("summary")
        if note is not None:
            notes.append(str(note.value))
    return "; ".join(dict.fromkeys(notes)) or f"{assets} assets"
