"""Rows that are spoilt on purpose: a known number of each kind, each the copy of a good row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.sample_centre.streams import stream

Record = dict[str, Any]
Row = list[Any]


@dataclass(frozen=True)
class Fault:
    """A way to spoil a record, injected on every `every`-th day or file.

    `rule` is the reason under which ingestion must refuse the row; `spoil` gives the spoilt
    record, or the raw line (as text or bytes) where the line itself is broken.
    """

    rule: str
    every: int
    spoil: Callable[[Record], Record | str | bytes]


@dataclass(frozen=True)
class Breakage:
    """What is added to one file: faults and exact duplicates, each after a row's position."""

    faults: list[tuple[int, Fault]]
    duplicates: list[int]

    @property
    def broken(self) -> Counter[str]:
        """Broken rows by rule."""
        return Counter(fault.rule for _, fault in self.faults)


def setting(**changes: Any) -> Callable[[Record], Record]:
    """A fault that sets columns to fixed values."""
    return lambda record: {**record, **changes}


def swapping(one: str, other: str) -> Callable[[Record], Record]:
    """A fault that swaps two columns, as start and end."""
    return lambda record: {**record, one: record[other], other: record[one]}


def extra_field(delimiter: str, encoding: str) -> Callable[[Record], bytes]:
    """A fault that gives the line one field too many."""
    return lambda record: delimiter.join([*map(str, record.values()), "?"]).encode(encoding)


def plan_breakage(
    table: str,
    faults: Sequence[Fault],
    day: date,
    seed: int,
    rows: int,
    usable: Sequence[int],
    duplicates_per_row: float = 0.0,
) -> Breakage:
    """Choose the rows of one file that are copied: those in `usable` to be spoilt, any row to
    be delivered twice. Which faults a file gets follows from its date alone. Each fault spoils
    another row, as long as there are any."""
    rng = stream(seed, f"breakage {table}", day.toordinal())
    due = [f for n, f in enumerate(faults) if usable and (day.toordinal() + n) % f.every == 0]
    left: list[int] = []
    chosen: list[tuple[int, Fault]] = []
    for fault in due:
        left = left or list(usable)
        chosen.append((left.pop(int(rng.integers(len(left)))), fault))
    repeats = int(rng.binomial(rows, duplicates_per_row)) if rows else 0
    twice = sorted(rng.choice(rows, repeats, replace=False).tolist()) if repeats else []
    return Breakage(chosen, twice)


def spoilt_rows(
    header: Sequence[str], rows: Sequence[Row], breakage: Breakage
) -> list[Row | str | bytes]:
    """The file's rows with the broken copies and exact duplicates in place.

    Raises ValueError where a fault leaves its copy as good as the row was.
    """
    after: dict[int, list[Row | str | bytes]] = {}
    for position, fault in breakage.faults:
        record = dict(zip(header, rows[position], strict=True))
        spoilt = fault.spoil(record)
        if spoilt == record:
            raise ValueError(f"{fault.rule} does not break row {position}: {record}")
        line = list(spoilt.values()) if isinstance(spoilt, dict) else spoilt
        after.setdefault(position, []).append(line)
    for position in breakage.duplicates:
        after.setdefault(position, []).append(rows[position])
    found: list[Row | str | bytes] = []
    for position, row in enumerate(rows):
        found.append(row)
        found += after.get(position, [])
    return found
