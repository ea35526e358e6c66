"""How a coming month is drawn: the declared model, and the draws as columns.

A draw gives every person one of their own recent months for all metrics together (so that
speed and quality stay as they went together), and for each day they are to work one of the
days of that month; the volume factor of the draw scales all work alike. Random numbers are
whole numbers of a seeded generator; the factor is converted once at 6 digits and quantities
are whole units, half up. Somebody without a month of their own draws from people of their role.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.columns import Figures, Ints, Mask, Rows, divided, ints, product, units_of
from scoring.exact import SCORE_DIGITS
from scoring.inputs import Measured, People, Work, read_measures
from scoring.inputs.tables import Dates, dates_of, require
from scoring.period import Period

WORD = 2**32
UNIT = 10**SCORE_DIGITS
TENTHS = ints([0, WORD // 10, WORD // 2, WORD * 9 // 10, WORD])


@dataclass(frozen=True)
class Volume:
    """The coming month's volume ÷ that of the months drawn from: what the forecast expects and
    its 10th and 90th percentile.

    Between the three the distribution is straight; beyond them it goes on as far again as the
    nearest percentile is from the middle, but not below 0.
    """

    low: Decimal
    middle: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not Decimal(0) <= self.low <= self.middle <= self.high:
            raise ValueError("a volume factor needs 0 ≤ low ≤ middle ≤ high")

    def factors(self, uniform: Rows) -> Ints:
        """Factors in 10^−6 of uniform whole numbers below 2^32."""
        low, middle, high = (units_of(one) for one in (self.low, self.middle, self.high))
        knots = ints([max(0, 2 * low - middle), low, middle, high, 2 * high - middle])
        left = np.clip(np.searchsorted(TENTHS, uniform, side="right") - 1, 0, 3)
        run = TENTHS[left + 1] - TENTHS[left]
        rise = product(uniform - TENTHS[left], knots[left + 1] - knots[left])
        return knots[left] + divided(rise, run)


@dataclass(frozen=True)
class DrawModel:
    """How many draws of which seed, and how the volume may turn out.

    The n-th draw depends on the seed and n alone, so more draws only add to fewer.
    """

    draws: int
    seed: int
    volume: Volume


@dataclass(frozen=True)
class Records:
    """Months that can be drawn. A record is a person's month; `of[p]` numbers those of person p.

    `places` finds the record's row of `columns` by metric; `start` and `count` find its days
    in `days`, which has one row per day worked and one column per type of work.
    """

    columns: Measured
    places: Mapping[tuple[str, str], Rows]
    days: Ints
    work_types: list[str]
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
    return Records(columns, places, work.days, work.types, work.start, work.count, of)


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
    types: list[str]
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
        types = table["work_type"].combine_chunks().dictionary_encode()
        kind = np.asarray(types.indices).astype(np.int64)[mine]
        quantity = np.asarray(table["quantity"].fill_null(0)).astype(np.int64)[mine]
        record = month[mine] * len(persons) + person[mine]
        day = record * 32 + (dates[mine] - dates[mine].astype("datetime64[M]")).astype(np.int64)
        found, place = np.unique(day, return_inverse=True)
        days = np.zeros((len(found), len(types.dictionary)), dtype=np.int64)
        np.add.at(days, (place, kind), quantity)
        count = np.bincount(found // 32, minlength=len(months) * len(persons))
        return cls(days, types.dictionary.to_pylist(), np.cumsum(count) - count, count)


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
class Drawn:
    """Some draws: the record and the work of each (draws × persons, × spans × work types)."""

    record: Rows
    work: Ints
    factor: Ints


def draws_of(
    model: DrawModel, records: Records, days: Rows, span_of_day: Rows, batch: int
) -> Iterator[Drawn]:
    """All draws, `batch` at a time.

    `days` is how many days each person is to work (−1: as many as in the record drawn);
    `span_of_day` numbers the span of each calendar day of the month.
    """
    sizes = np.array([len(mine) for mine in records.of], dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    choices = np.concatenate(records.of)
    most = len(span_of_day)
    for start in range(0, model.draws, batch):
        numbers = range(start, min(start + batch, model.draws))
        words = [_words(model.seed, number, len(sizes), most) for number in numbers]
        factor = model.volume.factors(np.array([one[0] for one in words], dtype=np.int64))
        month = np.stack([one[1] for one in words])
        record = choices[begins + month * sizes // WORD]
        uniform = np.stack([one[2] for one in words])
        work = _summed(records, record, uniform, days, span_of_day)
        scaled = divided(product(work, factor[:, None, None, None]), UNIT)
        yield Drawn(record, scaled, factor)


def _words(seed: int, number: int, persons: int, days: int) -> tuple[int, Rows, Rows]:
    """The uniform numbers of one draw: its volume, everybody's month, everybody's days."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
    words = generator.integers(0, WORD, size=1 + persons * (1 + days), dtype=np.uint32)
    words = words.astype(np.int64)
    return int(words[0]), words[1 : 1 + persons], words[1 + persons :].reshape(days, persons)


def _summed(records: Records, record: Rows, uniform: Rows, days: Rows, span_of_day: Rows) -> Ints:
    """Σ of the days drawn, by span; day k of D falls on calendar day k × length ÷ D."""
    draws, persons = record.shape
    length, spans = len(span_of_day), int(span_of_day.max()) + 1
    count, start = records.count[record], records.start[record]
    wanted = np.where(days >= 0, days, count)
    wanted = np.minimum(np.where(count > 0, wanted, 0), length)
    work = np.zeros((draws, persons, spans, records.days.shape[1]), dtype=np.int64)
    for k in range(int(wanted.max(initial=0))):
        at = start + uniform[:, k] * count // WORD
        here = k < wanted
        drawn = np.where(here[:, :, None], records.days[np.where(here, at, 0)], 0)
        if spans == 1:
            work[:, :, 0] += drawn
            continue
        span = span_of_day[np.where(here, k * length // np.maximum(wanted, 1), 0)]
        for number in range(spans):
            work[:, :, number] += np.where((span == number)[:, :, None], drawn, 0)
    return work


@dataclass(frozen=True)
class WorkFrame:
    """The rows of work that any draw of a batch may have: a row per person, span and type.

    One row of work stands for all its days of a span, on the span's first day.
    """

    work: Work
    wanted: Rows

    def filled(self, quantities: Ints) -> Work:
        """The work of a batch of draws (draws × persons × spans × types, whole units)."""
        units = product(quantities.reshape(len(quantities), -1)[:, self.wanted].ravel(), UNIT)
        return Work(
            self.work.agent_ids,
            self.work.row,
            self.work.work_date,
            self.work.work_type,
            self.work.work_types,
            Figures(units),
        )


def work_frame(people: People, records: Records, begins: Dates, scenarios: int) -> WorkFrame:
    """The frame of `scenarios` draws; `begins` is the first day of each span.

    Types of work that a person has in no record of theirs have no row.
    """
    first = np.unique(people.person, return_index=True)[1]
    per, spans, kinds = len(first), len(begins), len(records.work_types)
    does = np.stack([_kinds_of(records, mine) for mine in records.of]) if per else None
    mask = np.zeros((per, spans, kinds), dtype=bool)
    if does is not None:
        mask[:] = does[:, None, :]
    wanted = np.flatnonzero(mask.ravel())
    person, span, kind = np.unravel_index(wanted, mask.shape)
    rows = first[person]
    scenario = np.repeat(np.arange(scenarios), len(wanted))
    return WorkFrame(
        Work(
            agent_ids=[people.agent_ids[row] for row in rows.tolist()] * scenarios,
            row=np.tile(rows, scenarios) + scenario * len(people),
            work_date=np.tile(begins[span], scenarios),
            work_type=np.tile(kind.astype(np.int64), scenarios),
            work_types=records.work_types,
            quantity=Figures(np.zeros(len(wanted) * scenarios, dtype=np.int64)),
        ),
        wanted,
    )


def _kinds_of(records: Records, mine: Rows) -> Mask:
    found = np.zeros(records.days.shape[1], dtype=bool)
    for record in mine.tolist():
        begin = int(records.start[record])
        found |= (records.days[begin : begin + int(records.count[record])] > 0).any(axis=0)
    return found
