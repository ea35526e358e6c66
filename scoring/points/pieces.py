"""The work of a group as a tariff tells it apart: one piece per person, day, type and window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from data_contracts.dated import Dated
from scoring.columns import Figures, Rows
from scoring.grouping import Grouping
from scoring.inputs import ANY_TIME, Work
from scoring.inputs.tables import Dates
from scoring.points.tariff import WorkDays


@dataclass(frozen=True)
class Pieces:
    """Work as columns. `row` is the row of People, `member` its place in the group; `work_type`
    numbers `work_types` and `window` `windows`, of which the first is that of any time."""

    row: Rows
    member: Rows
    work_date: Dates
    days: WorkDays
    work_type: Rows
    window: Rows
    quantity: Figures
    work_types: list[str]
    windows: list[str]


def pieces_of(
    work: Work, rows: Rows, member: Rows, coefficients: Mapping[str, Dated[Decimal]]
) -> Pieces:
    """The work in `rows`, of which there is at least one row.

    A window of the day stands apart while it has a coefficient; work of all other times is
    counted together.
    """
    work_types, type_of = _numbered([kind.work_type for kind in work.kinds])
    windows, window_of = _numbered([ANY_TIME, *(kind.time_window for kind in work.kinds)])
    kind, days = work.kind[rows], WorkDays.of(work.work_date[rows])
    window = window_of[1:][kind]
    window = np.where(_apart(windows, coefficients, days)[window, days.offset], window, 0)
    pieces = Pieces(
        work.row[rows], member, work.work_date[rows], days, type_of[kind], window,
        work.quantity.take(rows), work_types, windows,
    )  # fmt: skip
    return pieces if len(work_types) == len(work.kinds) else _together(pieces)


def _numbered(names: Sequence[str]) -> tuple[list[str], Rows]:
    """Names once each, as they come, and the number of each."""
    found = list(dict.fromkeys(names))
    return found, np.array([found.index(name) for name in names], dtype=np.int64)


def _apart(
    windows: Sequence[str], coefficients: Mapping[str, Dated[Decimal]], days: WorkDays
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether each window (rows) has a coefficient on each day (columns)."""
    every = [days.day(offset) for offset in range(days.count)]
    dated = [coefficients.get(name) for name in windows]
    return np.array([[bool(one and one.entry_on(day)) for day in every] for one in dated])


def _together(pieces: Pieces) -> Pieces:
    """Pieces of one person, day, type and window added up, in the order they first came in."""
    key = pieces.row * pieces.days.count + pieces.days.offset
    key = key * len(pieces.work_types) + pieces.work_type
    grouping = Grouping.of(key * len(pieces.windows) + pieces.window)
    in_order = np.argsort(grouping.first)
    first = grouping.first[in_order]
    return Pieces(
        pieces.row[first], pieces.member[first], pieces.work_date[first],
        WorkDays(pieces.days.first, pieces.days.offset[first], pieces.days.count),
        pieces.work_type[first], pieces.window[first],
        Figures(grouping.sums(pieces.quantity.units)[in_order]),
        pieces.work_types, pieces.windows,
    )  # fmt: skip
