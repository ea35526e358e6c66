"""The work that earns points, aligned to the rows of People."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Figures, Rows, figures_of
from scoring.inputs.people import People
from scoring.inputs.tables import Dates, dates_of, refused, require
from scoring.period import Period

NEEDED = ("agent_id", "business_date", "work_type", "quantity")
# The window of work that no window of the day tells apart.
ANY_TIME = "any"


class Kind(NamedTuple):
    """What a tariff may tell apart: the type of work and the window of the day it began in."""

    work_type: str
    time_window: str


@dataclass(frozen=True)
class Work:
    """Units of work by person, local date and kind, in this order.

    `row` says to whose row of People it belongs, −1 for nobody's; `kind` numbers `kinds`.
    """

    agent_ids: list[str]
    row: Rows
    work_date: Dates
    kind: Rows
    kinds: list[Kind]
    quantity: Figures

    def __len__(self) -> int:
        return len(self.agent_ids)


def read_work(table: pa.Table, period: Period, people: People) -> Work:
    """Work done within `period`. Raises Refusal for repeated keys.

    Without a column `time_window` no window of the day is told apart.
    """
    require(table, "work_done", NEEDED)
    within = (pc.field("business_date") >= period.first) & (
        pc.field("business_date") <= period.last
    )
    names = ("agent_id", "business_date", "work_type", "time_window")
    keys = [(name, "ascending") for name in names if name in table.column_names]
    table = table.filter(within).sort_by(keys).combine_chunks()
    agents = table["agent_id"].to_pylist()
    kind, kinds = kinds_of(table)
    dates = dates_of(table, "business_date", period.first)
    work = Work(
        agent_ids=agents,
        row=rows_of_days(agents, dates, people),
        work_date=dates,
        kind=kind,
        kinds=kinds,
        quantity=figures_of(table["quantity"].fill_null(0)),
    )
    _refuse_repeated(work)
    return work


def kinds_of(table: pa.Table) -> tuple[Rows, list[Kind]]:
    """The kind of each row of work_done, numbered; `time_window` may be left out."""
    types, type_names = _coded(table, "work_type")
    if "time_window" not in table.column_names:
        return types, [Kind(name, ANY_TIME) for name in type_names]
    windows, window_names = _coded(table, "time_window")
    pairs, kind = np.unique(types * len(window_names) + windows, return_inverse=True)
    found = [divmod(pair, len(window_names)) for pair in pairs.tolist()]
    return kind, [Kind(type_names[name], window_names[window]) for name, window in found]


def _coded(table: pa.Table, column: str) -> tuple[Rows, list[str]]:
    """A column as numbers of the values that occur."""
    coded = table[column].combine_chunks().dictionary_encode()
    return np.asarray(coded.indices).astype(np.int64), coded.dictionary.to_pylist()


def rows_of_days(agents: list[str], days: Dates, people: People) -> Rows:
    """The row of people that is about each agent on each day; −1 for strangers.

    A day in no segment belongs to the person's last one before it, or else to the first.
    """
    among = pc.SetLookupOptions(pa.array(people.persons, pa.string()))
    found = pc.call_function("index_in", [pa.array(agents, pa.string())], among)
    person = np.asarray(found.fill_null(-1)).astype(np.int64)
    first = np.searchsorted(people.person, np.arange(len(people.persons) + 1))
    rows = np.where(person >= 0, first[person], -1)
    several = np.flatnonzero((person >= 0) & (first[person + 1] - first[person] > 1))
    for place in several.tolist():
        segments = range(first[person[place]], first[person[place] + 1])
        begun = [row for row in segments if people.first[row] <= days[place]]
        rows[place] = begun[-1] if begun else segments[0]
    return rows


def _refuse_repeated(work: Work) -> None:
    agents = np.array(work.agent_ids, dtype=object)
    same = (agents[1:] == agents[:-1]) & (work.work_date[1:] == work.work_date[:-1])
    twice = np.asarray(same & (work.kind[1:] == work.kind[:-1]), dtype=bool)
    if twice.any():
        place = int(np.argmax(twice))
        key = (agents[place], str(work.work_date[place]), *work.kinds[work.kind[place]])
        raise refused("work_done", "key", key, "two rows have the same key")
