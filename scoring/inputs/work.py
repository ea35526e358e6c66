"""The work that earns points, aligned to the rows of People."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Figures, Rows, figures_of
from scoring.inputs.people import People
from scoring.inputs.tables import Dates, dates_of, refused, require
from scoring.period import Period


@dataclass(frozen=True)
class Work:
    """Units of work by person, local date and type, in this order.

    `row` says to whose row of People it belongs, −1 for nobody's; `work_type` numbers
    `work_types`.
    """

    agent_ids: list[str]
    row: Rows
    work_date: Dates
    work_type: Rows
    work_types: list[str]
    quantity: Figures

    def __len__(self) -> int:
        return len(self.agent_ids)


def read_work(table: pa.Table, period: Period, people: People) -> Work:
    """Work done within `period`. Raises Refusal for repeated keys."""
    needed = ("agent_id", "business_date", "work_type", "quantity")
    require(table, "work_done", needed)
    table = table.select(list(needed))
    within = (pc.field("business_date") >= period.first) & (
        pc.field("business_date") <= period.last
    )
    keys = [(column, "ascending") for column in needed[:3]]
    table = table.filter(within).sort_by(keys).combine_chunks()
    agents = table["agent_id"].to_pylist()
    types = table["work_type"].combine_chunks().dictionary_encode()
    dates = dates_of(table, "business_date", period.first)
    work = Work(
        agent_ids=agents,
        row=rows_of_days(agents, dates, people),
        work_date=dates,
        work_type=np.asarray(types.indices).astype(np.int64),
        work_types=types.dictionary.to_pylist(),
        quantity=figures_of(table["quantity"].fill_null(0)),
    )
    _refuse_repeated(work)
    return work


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
    twice = np.asarray(same & (work.work_type[1:] == work.work_type[:-1]), dtype=bool)
    if twice.any():
        place = int(np.argmax(twice))
        key = (agents[place], str(work.work_date[place]), work.work_types[work.work_type[place]])
        raise refused("work_done", "key", key, "two rows have the same key")
