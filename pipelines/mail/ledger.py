"""The delivery ledger: an append-only file of JSON lines, flushed to the disk line by line."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import pyarrow as pa

from data_contracts.refusal import Place, Refusal

Event = Literal["intent", "sent", "written", "failed"]
SCHEMA = pa.schema(
    [
        ("message_id", pa.string()),
        ("period", pa.string()),
        ("recipient", pa.string()),
        ("workbook", pa.string()),
        ("workbook_sha256", pa.string()),
        ("status", pa.string()),
        ("delivered_at", pa.timestamp("us")),
        ("detail", pa.string()),
    ]
)


@dataclass(frozen=True)
class LedgerRow:
    """One line: an intent before sending, or the outcome after it. Instants are naive UTC."""

    message_id: str
    period: str
    recipient: str
    workbook: str
    workbook_sha256: str
    status: Event
    delivered_at: datetime
    detail: str = ""


class DeliveryLedger:
    """The file at `path`; a line that a crash cut short is dropped at the next append."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(self) -> Generator[None]:
        """Keep every other process from sending by this ledger meanwhile."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def append(self, row: LedgerRow) -> None:
        """Write one line and wait until the disk has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        shown = asdict(row) | {"delivered_at": row.delivered_at.isoformat()}
        line = json.dumps(shown, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        with self._path.open("a+b") as file:
            _drop_torn_line(file.fileno())
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def rows(self) -> list[LedgerRow]:
        """All whole lines, oldest first. Raises Refusal for a line that is not ours."""
        if not self._path.exists():
            return []
        lines = self._path.read_bytes().split(b"\n")[:-1]
        return [self._parsed(number, line) for number, line in enumerate(lines, start=1)]

    def latest(self) -> dict[str, LedgerRow]:
        """The newest line of each message."""
        return {row.message_id: row for row in self.rows()}

    def table(self) -> pa.Table:
        """The newest outcome of each message, as contract outputs/delivery_ledger has it.

        A message in doubt (an intent without an outcome) is shown as failed.
        """
        shown = []
        for row in self.latest().values():
            doubt = row.status == "intent"
            shown.append(
                asdict(row)
                | {
                    "status": "failed" if doubt else row.status,
                    "detail": "interrupted: the outcome is unknown" if doubt else row.detail,
                }
            )
        return pa.Table.from_pylist(shown, schema=SCHEMA)

    def _parsed(self, number: int, line: bytes) -> LedgerRow:
        try:
            found = json.loads(line)
            return LedgerRow(
                **found | {"delivered_at": datetime.fromisoformat(found["delivered_at"])}
            )
        except (ValueError, TypeError, KeyError):
            raise Refusal(
                "this line of the delivery ledger cannot be read",
                place=Place(str(self._path), number),
                next_step="restore the ledger from its copy; without it mail may be sent twice",
            ) from None


def _drop_torn_line(descriptor: int) -> None:
    size = os.fstat(descriptor).st_size
    end = size
    while end > 0 and os.pread(descriptor, 1, end - 1) != b"\n":
        end -= 1
    if end != size:
        os.ftruncate(descriptor, end)
