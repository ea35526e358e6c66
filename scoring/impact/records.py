"""The months that draws are made of, as columns, and the rows of work that a draw may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.columns import Figures, Ints, Mask, Rows
from scoring.exact import SCORE_DIGITS
from scoring.inputs import Kind, Measured, People, Work, kinds_of, read_measures
from scoring.inputs.tables import Dates, dates_of, require
from scoring.period import Period

UNIT = 10**SCORE_DIGITS


@dataclass(frozen=True)
class Records:
    """Months that can be drawn. A record is a person's month; `of[p]` numbers those of person p.

    `places` finds the record's row of `columns` by metric; `start` and `count` find its days
    in `days`, which has one row per day worked and one column per kind of work.
    """

    columns: Measured
    places: Mapping[tuple[str, str], Rows]
    days: Ints
    kinds: list[Kind]
    start: Rows
    count: Rows
    of: tuple[Rows, ...]


def read_records(
    people: People, metric_values: pa.Table, work_done: pa.Table, months: Sequence[str]
) -> Records:
    """The months of the people's past that draws are made of.

    Raises Refusal where a role has nobody with a month to draw.
    """
    read = [read_measures(metric_values, month, people) for month in months]
    first = np.unique(people.person, return_index=True)[1]
    count = len(first)
    keys = sorted({key for measures in read for key in measures.whole})
    columns, offsets = _joined([measures.columns for measures in read])
    nobody = np.full(len(people), -1, dtype=np.int64)
    places = {
        key: np.concatenate(
            [
                _shifted(measures.whole.get(key, nobody)[first], offset)
                for measures, offset in zip(read, offsets, strict=True)
            ]
        )
        for key in keys
    }
    work = _Days.of(people, work_done, months)
    measured = np.zeros(count * len(months), dtype=bool)
    for place in places.values():
        measured |= place >= 0
    has = measured | (work.count > 0)
    of = _own_or_of_role(people, first, has, len(months))
    return Records(columns, places, work.days, work.kinds, work.start, work.count, of)


def _shifted(place: Rows, offset: int) -> Rows:
    return np.where(place >= 0, place + offset, -1)


def _joined(columns: Sequence[Measured]) -> tuple[Measured, list[int]]:
    """Columns one after the other; each ends with its row of nobody."""
    offsets = np.cumsum([0, *(len(one.n) for one in columns)])[:-1].tolist()

    def figures(name: str) -> Figures:
        parts = [getattr(one, name) for one in columns]
        return Figures(
            np.concatenate([part.units for part in parts]),
            SCORE_DIGITS,
            np.concatenate([part.is_known for part in parts]),
        )

    return (
        Measured(
            np.concatenate([one.n for one in columns]),
            figures("numerator"),
            figures("denominator"),
            figures("value"),
            np.concatenate([one.present for one in columns]),
        ),
        offsets,
    )


@dataclass(frozen=True)
class _Days:
    """The days worked, record by record (month by month, person by person within)."""

    days: Ints
    kinds: list[Kind]
    start: Rows
    count: Rows

    @classmethod
    def of(cls, people: People, table: pa.Table, months: Sequence[str]) -> _Days:
        require(table, "work_done", ("agent_id", "business_date", "work_type", "quantity"))
        persons = people.persons
        number = {agent: code for code, agent in enumerate(persons)}
        person = np.array([number.get(a, -1) for a in table["agent_id"].to_pylist()], np.int64)
        dates = dates_of(table, "business_date", Period.of(months[0]).first)
        month = _month_of(dates, months)
        mine = np.flatnonzero((person >= 0) & (month >= 0))
        kind, kinds = kinds_of(table)
        quantity = np.asarray(table["quantity"].fill_null(0)).astype(np.int64)[mine]
        record = month[mine] * len(persons) + person[mine]
        day = record * 32 + (dates[mine] - dates[mine].astype("datetime64[M]")).astype(np.int64)
        found, place = np.unique(day, return_inverse=True)
        days = np.zeros((len(found), len(kinds)), dtype=np.int64)
        np.add.at(days, (place, kind[mine]), quantity)
        count = np.bincount(found // 32, minlength=len(months) * len(persons))
        return cls(days, kinds, np.cumsum(count) - count, count)


def _month_of(dates: Dates, months: Sequence[str]) -> Rows:
    number = {np.datetime64(month, "M"): place for place, month in enumerate(months)}
    unique, place = np.unique(dates.astype("datetime64[M]"), return_inverse=True)
    return np.array([number.get(one, -1) for one in unique], dtype=np.int64)[place]


def _own_or_of_role(people: People, first: Rows, has: Mask, months: int) -> tuple[Rows, ...]:
    count = len(first)
    table = has.reshape(months, count)
    records = np.arange(months * count).reshape(months, count)
    own = [records[table[:, person], person] for person in range(count)]
    of_role: dict[str | None, list[Rows]] = {}
    for person, row in enumerate(first.tolist()):
        of_role.setdefault(people.role[row], []).append(own[person])
    donors = {role: np.concatenate(found) for role, found in of_role.items()}
    drawn = [mine if len(mine) else donors[people.role[first[p]]] for p, mine in enumerate(own)]
    for person, mine in enumerate(drawn):
        if not len(mine):
            raise Refusal(
                "nobody of this role has a month to draw from",
                place=Place("people", key="role"),
                value=people.role[int(first[person])],
                next_step="name months in which they worked, or leave them out of the forecast",
            )
    return tuple(drawn)


@dataclass(frozen=True)
class WorkFrame:
    """The rows of work that any draw of a batch may have: a row per row of People, span and kind.

    One row of work stands for all its days of a span, on the span's first day.
    """

    work: Work
    wanted: Rows

    @classmethod
    def of(
        cls,
        people: People,
        rows: Rows,
        does: Mask,
        kinds: list[Kind],
        begins: Dates,
        scenarios: int,
    ) -> WorkFrame:
        """The frame of `rows` of People in `scenarios` scenarios.

        `does` (rows × kinds) says who may do what; `begins` is the first day of each span.
        """
        mask = np.repeat(does[:, None, :], len(begins), axis=1)
        wanted = np.flatnonzero(mask.ravel())
        place, span, kind = np.unravel_index(wanted, mask.shape)
        mine = rows[place]
        scenario = np.repeat(np.arange(scenarios), len(wanted))
        return cls(
            Work(
                agent_ids=[people.agent_ids[row] for row in mine.tolist()] * scenarios,
                row=np.tile(mine, scenarios) + scenario * len(people),
                work_date=np.tile(begins[span], scenarios),
                kind=np.tile(kind.astype(np.int64), scenarios),
                kinds=kinds,
                quantity=Figures(np.zeros(len(wanted) * scenarios, dtype=np.int64)),
            ),
            wanted,
        )

    def filled(self, quantities: Ints) -> Work:
        """The work of a batch of draws (draws × rows × spans × kinds, in 10^−6 units)."""
        units = quantities.reshape(len(quantities), -1)[:, self.wanted].ravel()
        return replace(self.work, quantity=Figures(units))


def work_frame(people: People, records: Records, begins: Dates, scenarios: int) -> WorkFrame:
    """The frame of `scenarios` draws of records; all work belongs to a person's first row.

    Kinds of work that a person has in no record of theirs have no row.
    """
    first = np.unique(people.person, return_index=True)[1]
    none = np.zeros((0, len(records.kinds)), dtype=bool)
    does = np.stack([_kinds_of(records, mine) for mine in records.of]) if len(first) else none
    return WorkFrame.of(people, first, does, records.kinds, begins, scenarios)


def _kinds_of(records: Records, mine: Rows) -> Mask:
    found = np.zeros(records.days.shape[1], dtype=bool)
    for record in mine.tolist():
        begin = int(records.start[record])
        found |= (records.days[begin : begin + int(records.count[record])] > 0).any(axis=0)
    return found
