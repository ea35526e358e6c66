"""What ran, on what, and how it ended: our own ledger, the authority over any screen.

Every attempt is one line of `control/run_ledger.jsonl`, appended and synced, so that a killed
run leaves what it had finished. The table keeps the first completion of each run identity and
stage: repeating a run that changed nothing adds nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_contracts.refusal import GateBlocked
from pipelines.identity import RunIdentity
from pipelines.settings import now

SCHEMA = pa.schema(
    [
        ("run_id", pa.string()),
        ("stage", pa.string()),
        ("period", pa.string()),
        ("rules", pa.string()),
        ("data", pa.string()),
        ("code", pa.string()),
        ("started_at", pa.timestamp("us")),
        ("elapsed_s", pa.float64()),
        ("status", pa.string()),
        ("message", pa.string()),
    ]
)


@dataclass
class StageRecord:
    """What a stage tells of itself; its work sets `message` and, late, the identity."""

    stage: str
    identity: RunIdentity
    message: str = ""


class RunLedger:
    """The attempts of one centre."""

    def __init__(self, control: Path) -> None:
        self.path = control / "run_ledger.jsonl"

    @contextmanager
    def stage(self, record: StageRecord) -> Generator[StageRecord]:
        """Record the stage that runs inside, however it ends."""
        started = now()
        try:
            yield record
        except BaseException as error:
            status = "blocked" if isinstance(error, GateBlocked) else "failed"
            self._append(record, started, status, str(error) or type(error).__name__)
            raise
        self._append(record, started, "done", record.message)

    def table(self) -> pa.Table:
        """First completion of each run and stage, oldest first."""
        first: dict[tuple[str, str], dict[str, Any]] = {}
        for line in self._lines():
            if line["status"] == "done":
                first.setdefault((line["run_id"], line["stage"]), line)
        return pa.Table.from_pylist(list(first.values()), SCHEMA)

    def first_started(self, run_id: str) -> datetime:
        """When a run identity was first seen; now where it is new."""
        seen = [line["started_at"] for line in self._lines() if line["run_id"] == run_id]
        return min(seen, default=now())

    def before(self, instant: datetime) -> pa.Table:
        """The rows of `table` whose stage had ended by an instant."""
        rows = [
            row
            for row in self.table().to_pylist()
            if row["started_at"] + timedelta(seconds=row["elapsed_s"]) < instant
        ]
        return pa.Table.from_pylist(rows, SCHEMA)

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self.path.exists():
            return
        for text in self.path.read_text(encoding="utf-8").splitlines():
            try:
                line = json.loads(text)
            except json.JSONDecodeError:
                continue  # the last line of a run that was killed while writing it
            line["started_at"] = datetime.fromisoformat(line["started_at"])
            yield line

    def _append(self, record: StageRecord, started: datetime, status: str, message: str) -> None:
        identity = record.identity
        line = {
            "run_id": identity.run_id,
            "stage": record.stage,
            "period": identity.period,
            "rules": identity.rules,
            "data": identity.data,
            "code": identity.code,
            "started_at": started.isoformat(),
            "elapsed_s": (now() - started).total_seconds(),
            "status": status,
            "message": message,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as ledger:
            ledger.write("\n" if self._ends_mid_line() else "")
            ledger.write(json.dumps(line, ensure_ascii=False) + "\n")
            ledger.flush()
            os.fsync(ledger.fileno())

    def _ends_mid_line(self) -> bool:
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        with self.path.open("rb") as ledger:
            ledger.seek(-1, os.SEEK_END)
            return ledger.read(1) != b"\n"
