"""What everybody did day by day, as sums that add up: the atoms that a projection draws from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Figures, Ints, Mask, Rows, figures_of
from scoring.exact import SCORE_DIGITS
from scoring.inputs import Kind, Measured, Measures, People, kinds_of
from scoring.inputs.measures import and_nobody, ratios
from scoring.inputs.tables import dates_of, require
from scoring.inputs.work import rows_of_days

Key = tuple[str, str]
UNIT = 10**SCORE_DIGITS
# The shift of a day without one.
OFF = -2
# What is kept of a metric: three sums, and on how many days each of them was known.
PARTS = ("n", "numerator", "denominator", "present", "numerator_known", "denominator_known")
ATTENDANCE = ("scheduled", "paid", "recorded")


@dataclass(frozen=True)
class Layout:
    """Which column of the atoms holds what: the parts of every metric, attendance, work.

    `divided` says of each metric whether it is a ratio of sums or a plain sum.
    """

    keys: tuple[Key, ...]
    divided: Mask
    kinds: list[Kind]

    def part(self, name: str) -> slice:
        """The columns of one part, a metric each."""
        begin = PARTS.index(name) * len(self.keys)
        return slice(begin, begin + len(self.keys))

    def attendance(self, name: str) -> int:
        """The column of days scheduled, paid or recorded at all."""
        return len(PARTS) * len(self.keys) + ATTENDANCE.index(name)

    @property
    def work(self) -> slice:
        """The columns of quantities, a kind of work each."""
        begin = len(PARTS) * len(self.keys) + len(ATTENDANCE)
        return slice(begin, begin + len(self.kinds))

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.work.stop


@dataclass(frozen=True)
class PersonDays:
    """The atoms of everybody on every day from `first` on: persons × days × columns.

    Sums are whole numbers of the sixth digit; counts and days are whole. `shift` (persons ×
    days) numbers `shifts`, OFF without one; `away` is where somebody missed theirs.
    """

    layout: Layout
    first: date
    values: Ints
    shift: Rows
    shifts: list[str]
    away: Mask

    @property
    def days(self) -> int:
        """How many days there are."""
        return self.values.shape[1]

    def begun(self) -> Rows:
        """The first day of each person on which anything is known of them."""
        known: Mask = np.asarray(self.values.any(axis=2), dtype=bool)
        return np.where(known.any(axis=1), known.argmax(axis=1), self.days)


def read_days(
    people: People,
    first: date,
    last: date,
    daily_values: pa.Table,
    work_done: pa.Table,
    attendance: pa.Table,
) -> PersonDays:
    """The atoms of `people` from `first` to `last`, both included.

    `daily_values` has agent_id, business_date, metric, variant, n, numerator, denominator and
    divided (false for a plain sum); `work_done` is as its contract says; `attendance` has
    agent_id, business_date, shift (empty without one), paid and away (true or false). Raises
    Refusal where a column is missing.
    """
    needed = ("agent_id", "business_date", "metric", "variant", "n", "numerator", "denominator")
    require(daily_values, "daily_values", (*needed, "divided"))
    require(work_done, "work_done", ("agent_id", "business_date", "work_type", "quantity"))
    require(attendance, "attendance", ("agent_id", "business_date", "shift", "paid", "away"))
    key, keys, divided = _keys(daily_values)
    kind, kinds = kinds_of(work_done)
    layout = Layout(keys, divided, kinds)
    count = (last - first).days + 1
    values = np.zeros((len(people.persons), count, layout.width), dtype=np.int64)
    span = Span(people, first, count)
    _add_metrics(values, layout, span, daily_values, key)
    shift, shifts, away = _add_attendance(values, layout, span, attendance)
    person, day, mine = span.places(work_done)
    column = kind[mine] + layout.work.start
    quantity = figures_of(work_done["quantity"].fill_null(0)).units[mine]
    np.add.at(values, (person, day, column), quantity)
    return PersonDays(layout, first, values, shift, shifts, away)


@dataclass(frozen=True)
class Span:
    """Some people on `count` days from `first` on."""

    people: People
    first: date
    count: int

    def places(self, table: pa.Table) -> tuple[Rows, Rows, Rows]:
        """The person and day of the rows that are about these people in this span."""
        among = pc.SetLookupOptions(pa.array(self.people.persons, pa.string()))
        found = pc.call_function("index_in", [table["agent_id"].combine_chunks()], among)
        person = np.asarray(found.fill_null(-1)).astype(np.int64)
        days = dates_of(table, "business_date", self.first) - np.datetime64(self.first)
        day = days.astype(np.int64)
        mine = np.flatnonzero((person >= 0) & (day >= 0) & (day < self.count))
        return person[mine], day[mine], mine


def _keys(table: pa.Table) -> tuple[Rows, tuple[Key, ...], Mask]:
    """The metric of each row, the metrics, and which of them are ratios."""
    pairs = list(zip(table["metric"].to_pylist(), table["variant"].to_pylist(), strict=True))
    keys = tuple(dict.fromkeys(pairs))
    number = {key: place for place, key in enumerate(keys)}
    key = np.array([number[pair] for pair in pairs], dtype=np.int64)
    divided = np.zeros(len(keys), dtype=bool)
    divided[key[np.asarray(table["divided"].to_pylist(), dtype=bool)]] = True
    return key, keys, divided


def _add_metrics(values: Ints, layout: Layout, span: Span, table: pa.Table, key: Rows) -> None:
    person, day, mine = span.places(table)
    numerator, denominator = figures_of(table["numerator"]), figures_of(table["denominator"])
    columns = {
        "n": figures_of(table["n"], 0).units,
        "numerator": np.where(numerator.is_known, numerator.units, 0),
        "denominator": np.where(denominator.is_known, denominator.units, 0),
        "present": np.ones(table.num_rows, dtype=np.int64),
        "numerator_known": numerator.is_known.astype(np.int64),
        "denominator_known": denominator.is_known.astype(np.int64),
    }
    for name, column in columns.items():
        place = layout.part(name).start + key[mine]
        np.add.at(values, (person, day, place), column[mine].astype(np.int64))


def _add_attendance(
    values: Ints, layout: Layout, span: Span, table: pa.Table
) -> tuple[Rows, list[str], Mask]:
    """Add the days scheduled and paid; returns the shift of each person and day, the names of
    shifts, and who was away."""
    person, day, mine = span.places(table)
    shifts = sorted(set(table["shift"].to_pylist()) - {None})
    number = {shift: place for place, shift in enumerate(shifts)}
    codes = np.array([number.get(one, OFF) for one in table["shift"].to_pylist()], np.int64)
    paid, away = (np.array(table[name].to_pylist(), dtype=bool) for name in ("paid", "away"))
    columns = {"scheduled": codes >= 0, "paid": paid, "recorded": np.ones(len(codes), dtype=bool)}
    for name, column in columns.items():
        place = np.full(len(mine), layout.attendance(name), dtype=np.int64)
        np.add.at(values, (person, day, place), column[mine].astype(np.int64))
    shift = np.full(values.shape[:2], OFF, dtype=np.int64)
    shift[person, day] = codes[mine]
    missed = np.zeros(shift.shape, dtype=bool)
    missed[person, day] = away[mine] & (codes[mine] >= 0)
    return shift, shifts, missed


def measures_of(layout: Layout, whole: Ints, part: Ints, people: People) -> Measures:
    """Sums of atoms as the measures that scoring reads.

    `whole` is scenarios × persons × columns, `part` scenarios × rows of people × columns; the
    rows of People are scenario after scenario. A person of one segment is measured whole.
    """
    scenarios, persons = whole.shape[:2]
    rows = part.shape[1]
    several = np.bincount(people.person, minlength=persons)[people.person] > 1
    size = scenarios * (persons + rows)
    sums = np.concatenate([whole.reshape(-1, layout.width), part.reshape(-1, layout.width)], axis=0)
    at_whole = (np.arange(scenarios)[:, None] * persons + people.person[None, :]).ravel()
    at_part = scenarios * persons + np.arange(scenarios * rows)
    at = np.where(np.tile(several, scenarios), at_part, at_whole)
    columns, present = _measured(layout, sums)
    places: list[dict[Key, Rows]] = [{}, {}]
    for number, key in enumerate(layout.keys):
        for found, own in zip(places, (at_whole, at), strict=True):
            found[key] = np.where(present[own, number], number * size + own, -1)
    return Measures(columns, whole=places[0], place=places[1], count=scenarios * rows)


def _measured(layout: Layout, sums: Ints) -> tuple[Measured, Mask]:
    """The columns metric after metric, with a row of nobody at the end; who has which metric."""

    def column(name: str) -> Ints:
        return sums[:, layout.part(name)].T.ravel()

    present = sums[:, layout.part("present")] > 0
    here = present.T.ravel()
    divided = np.repeat(layout.divided, len(sums))
    numerator = Figures(column("numerator"), known=column("numerator_known") > 0)
    below = np.where(divided, column("denominator"), UNIT)
    denominator = Figures(below, known=np.where(divided, column("denominator_known") > 0, here))
    value = ratios(numerator.units, denominator.units)
    known = value.is_known & numerator.is_known & denominator.is_known
    measured = Measured(
        np.append(column("n"), 0),
        and_nobody(numerator),
        and_nobody(denominator),
        and_nobody(Figures(value.units, known=known)),
        np.append(here, False),
    )
    return measured, present


def rows_held(people: People, first: date, days: int) -> tuple[Rows, Mask]:
    """The row of People to which each day's work of each person belongs (persons × days), and
    the days of each row's own segment (rows × days)."""
    dates = np.datetime64(first) + np.arange(days)
    agents = [agent for agent in people.persons for _ in range(days)]
    rows = rows_of_days(agents, np.tile(dates, len(people.persons)), people)
    holds = (people.first[:, None] <= dates) & (dates <= people.last[:, None])
    return rows.reshape(len(people.persons), days), np.asarray(holds, dtype=bool)
