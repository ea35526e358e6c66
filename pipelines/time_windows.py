"""The windows of the day that work is told apart by: time_windows.yaml as a table for dbt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise, zip_longest
from typing import Annotated

import pyarrow as pa
from pydantic import AfterValidator, Field, field_validator

import scoring
from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import validated
from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre
from scoring.inputs import ANY_TIME

FILE = "time_windows.yaml"
DAY_MINUTES = 24 * 60
TABLE = pa.schema(
    [
        ("window_id", pa.string()),
        ("effective_from", pa.date32()),
        ("effective_to", pa.date32()),
        ("from_minute", pa.int32()),
        ("to_minute", pa.int32()),
    ]
)


class TimeWindow(Rule):
    """Hours of the local day, [from, to); one that ends before it begins runs over midnight."""

    id: str
    name_zh: str
    name_en: str
    begins: int = Field(alias="from")
    ends: int = Field(alias="to")

    @field_validator("begins", "ends", mode="before")
    @classmethod
    def _minutes(cls, clock: object) -> int:
        hours, _, minutes = str(clock).partition(":")
        told = hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2
        if not told or int(hours) > 23 or int(minutes) > 59:
            raise ValueError(f"an hour of the day is written 00:00 to 23:59, but this is {clock}")
        return int(hours) * 60 + int(minutes)

    @field_validator("id")
    @classmethod
    def _is_a_window(cls, name: str) -> str:
        if name == ANY_TIME:
            raise ValueError(f"'{ANY_TIME}' stands for work without a window")
        return name

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """The minutes of the day it covers, [first, last), in one or two stretches."""
        if self.begins < self.ends:
            return [(self.begins, self.ends)]
        over_midnight = [(self.begins, DAY_MINUTES), (0, self.ends)]
        return [(begin, end) for begin, end in over_midnight if begin < end]


def _fill_the_day(windows: tuple[TimeWindow, ...]) -> tuple[TimeWindow, ...]:
    names = [window.id for window in windows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two windows are called {', '.join(twice)}")
    covered = [(0, 0), *sorted(s for window in windows for s in window.stretches)]
    for (_, end), (begin, _) in pairwise([*covered, (DAY_MINUTES, DAY_MINUTES)]):
        if begin != end:
            what = "no window covers" if begin > end else "two windows cover"
            raise ValueError(f"{what} {_clock(min(begin, end))} to {_clock(max(begin, end))}")
    return windows


WindowsOfDay = Annotated[tuple[TimeWindow, ...], AfterValidator(_fill_the_day)]


class TimeWindows(Rule):
    """time_windows.yaml"""

    time_windows: Dated[WindowsOfDay]


def time_windows(centre: Centre) -> Dated[WindowsOfDay] | None:
    """The centre's windows by date; None where it tells no hours apart.

    Raises Refusal where those of a date leave a gap or overlap.
    """
    document = centre.document(FILE)
    return None if document is None else validated(TimeWindows, document).time_windows


def windows_table(centre: Centre) -> pa.Table:
    """config.time_windows: a row per stretch of the day and span of dates; empty without any."""
    return pa.Table.from_pylist([*_rows(time_windows(centre))], TABLE)


def _rows(dated: Dated[WindowsOfDay] | None) -> Iterator[dict[str, object]]:
    entries = list(dated.root.items()) if dated else []
    ends: list[date | None] = [since for since, _ in entries[1:]]
    for (since, entry), until in zip_longest(entries, ends):
        for window in entry.value or ():
            for first, last in window.stretches:
                yield {
                    "window_id": window.id, "effective_from": since, "effective_to": until,
                    "from_minute": first, "to_minute": last,
                }  # fmt: skip


def refuse_unknown_windows(centre: Centre, rules: scoring.Rules) -> None:
    """Every window that a tariff pays by is one of the centre's as long as it pays by it."""
    dated = time_windows(centre)
    for tariff, document in rules.points:
        for name, coefficient in tariff.time_window_coefficient.items():
            for day in sorted({*coefficient.root, *(dated.root if dated else ())}):
                if coefficient.entry_on(day) and name not in _names_on(dated, day):
                    raise _unknown(document.place(("time_window_coefficient", name)), name, day)


def _names_on(dated: Dated[WindowsOfDay] | None, day: date) -> set[str]:
    found = dated.entry_on(day) if dated else None
    return {window.id for window in found[1].value or ()} if found else set()


def _unknown(place: Place, name: str, day: date) -> Refusal:
    return Refusal(
        f"the centre has no window of the day called this on {day}",
        place=place,
        value=name,
        next_step=f"describe the window in {FILE} from that day on, or correct its name here",
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
