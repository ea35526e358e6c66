"""Append-only files of typed records, flushed line by line; a torn last line is dropped."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from data_contracts.refusal import Place, Refusal
from pipelines.centre import shown


@dataclass(frozen=True)
class Journal:
    """Records of some frozen dataclasses, each line naming which one it is.

    `kinds` maps the name in the file to the class; `about` are further keys of every line.
    """

    path: Path
    kinds: Mapping[str, type]

    def append(self, record: Any, **about: str) -> None:
        """Write one line and wait until the disk has it."""
        names = {kind: name for name, kind in self.kinds.items()}
        line = {"kind": names[type(record)], **about, **asdict(record)}
        text = json.dumps(line, ensure_ascii=False, default=_plain)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            _drop_torn_line(file.fileno())
            file.write(text.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def records(self) -> list[tuple[dict[str, Any], Any]]:
        """Every whole line, oldest first: the keys that it is about, and the record.

        Raises Refusal for a line that is not ours.
        """
        if not self.path.exists():
            return []
        lines = self.path.read_bytes().split(b"\n")[:-1]
        return [self._record(number, line) for number, line in enumerate(lines, start=1)]

    @contextmanager
    def held(self) -> Generator[None]:
        """Keep every other process from deciding on this journal meanwhile."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _record(self, number: int, line: bytes) -> tuple[dict[str, Any], Any]:
        try:
            found = json.loads(line)
            kind = self.kinds[found.pop("kind")]
            fields = {name: found.pop(name) for name in _fields(kind) if name in found}
            return found, TypeAdapter(kind).validate_python(fields)
        except (ValueError, KeyError, ValidationError):
            raise Refusal(
                "this line of the journal cannot be read",
                place=Place(shown(self.path), number),
                next_step="restore the file from its copy; it is the record of who decided what",
            ) from None


def _fields(kind: type) -> list[str]:
    return list(kind.__dataclass_fields__)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a journal")


def _drop_torn_line(descriptor: int) -> None:
    size = end = os.fstat(descriptor).st_size
    while end > 0 and os.pread(descriptor, 1, end - 1) != b"\n":
        end -= 1
    if end != size:
        os.ftruncate(descriptor, end)
