"""What must hold before a result is signed off: the run ended well and no blocking check failed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import duckdb

from data_contracts.refusal import GateBlocked, Place, Refusal
from pipelines.identity import RunIdentity
from pipelines.run_ledger import RunLedger
from pipelines.settings import House
from pipelines.warehouse import has_table


@dataclass(frozen=True)
class LastRun:
    """The run whose rows are published: its identity, and how the newest attempt ended."""

    identity: RunIdentity
    stage: str
    status: str
    message: str


def last_run(house: House, period: str) -> LastRun:
    """The newest scoring of a month, and the newest attempt at any stage of it.

    Raises Refusal where the month was never scored.
    """
    lines = [line for line in _lines(house) if line["period"] == period]
    scored = [line for line in lines if line["stage"] == "score" and line["status"] == "done"]
    if not scored:
        raise Refusal(
            "the month has not been run",
            place=Place("--period"),
            value=period,
            next_step=f"callfloor run --period {period}",
        )
    identity = RunIdentity(
        **{name: scored[-1][name] for name in ("period", "rules", "data", "code")}
    )
    newest = lines[-1]
    return LastRun(identity, newest["stage"], newest["status"], newest["message"])


def require_releasable(house: House, published: duckdb.DuckDBPyConnection, period: str) -> None:
    """Raises GateBlocked where the newest run stopped, or a blocking data-set check failed."""
    run = last_run(house, period)
    if run.status != "done":
        raise GateBlocked(
            f"run of {period}",
            f"its newest run stopped at the stage '{run.stage}': {run.message}",
            next_step="correct what stopped it, run the month again, then settle it",
        )
    failed = _failed_checks(published)
    if failed:
        raise GateBlocked(
            ", ".join(failed),
            "a blocking check failed",
            next_step="open WB14 to see the rows, correct the source, run again",
        )


def _failed_checks(published: duckdb.DuckDBPyConnection) -> list[str]:
    if not has_table(published, "control.check_results"):
        return []
    rows = published.execute(
        "select table_name || '.' || check_name from control.check_results "
        "where severity = 'error' and not passed order by 1"
    ).fetchall()
    return [name for (name,) in rows]


def _lines(house: House) -> list[dict[str, Any]]:
    path = RunLedger(house.control).path
    texts = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(text) for text in texts if text.endswith("}")]
