"""Who is scored and paid: one row per person and segment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Ints, Mask, Rows, figures_of
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS
from scoring.inputs.tables import Dates, dates_of, refused, require
from scoring.period import Period


@dataclass(frozen=True)
class People:
    """The people of a period, one row per person and segment, by agent_id and first day.

    A segment is a span of days in which a person's role, plan and employment do not change;
    most people have one. `employed_days` counts its calendar days in the period; a figure
    that is not known counts as full. `attributes` are the other columns of text, by name.
    """

    agent_ids: list[str]
    person: Rows
    role: list[str | None]
    attributes: dict[str, list[str | None]]
    currency: list[str | None]
    base_salary: Figures
    scheduled_days: Figures
    paid_days: Figures
    standard_days: Figures
    live_weeks: Figures
    first: Dates
    last: Dates
    employed_days: Ints

    def __len__(self) -> int:
        return len(self.agent_ids)

    @cached_property
    def persons(self) -> list[str]:
        """Each person once, in order; `person` says where a row's person stands here."""
        return list(dict.fromkeys(self.agent_ids))

    @property
    def employed(self) -> Mask:
        """Rows with at least one day in the period."""
        return np.asarray(self.employed_days > 0, dtype=bool)


def read_people(table: pa.Table, period: Period) -> People:
    """The people of `period` by agent_id and `employed_from`.

    Needed is agent_id; role, team_id, base_salary_amount, currency, scheduled_days, paid_days,
    standard_days (of a full month), live_weeks (completed since going live), employed_from
    and employed_to may be left out or empty. Several rows of a person are segments and may
    not overlap. Raises Refusal.
    """
    require(table, "people", ("agent_id",))
    table = _with_optional(table)
    table = _in_order(table, period)
    agents: list[str] = table["agent_id"].to_pylist()
    for place, agent in enumerate(agents):
        if not agent:
            row = table.slice(place, 1).to_pylist()[0]
            raise refused("people", "agent_id", row, "a person has no agent_id")
    first, last = _clipped(table, period)
    people = People(
        agent_ids=agents,
        person=np.unique(np.array(agents, dtype=object), return_inverse=True)[1].astype(np.int64),
        role=_texts(table, "role"),
        attributes={
            name: _texts(table, name)
            for name in table.column_names
            if pa.types.is_string(table.schema.field(name).type)
        },
        currency=_texts(table, "currency"),
        base_salary=_figures(table, "base_salary_amount", agents, MONEY_DIGITS),
        scheduled_days=_figures(table, "scheduled_days", agents),
        paid_days=_figures(table, "paid_days", agents),
        standard_days=_figures(table, "standard_days", agents),
        live_weeks=_figures(table, "live_weeks", agents),
        first=first,
        last=last,
        employed_days=np.maximum((last - first).astype(np.int64) + 1, 0),
    )
    _refuse_overlap(people)
    return people


OPTIONAL: dict[str, pa.DataType] = {
    "role": pa.string(),
    "team_id": pa.string(),
    "currency": pa.string(),
    "base_salary_amount": pa.decimal128(18, 2),
    "scheduled_days": pa.int64(),
    "paid_days": pa.int64(),
    "standard_days": pa.int64(),
    "live_weeks": pa.int64(),
    "employed_from": pa.date32(),
    "employed_to": pa.date32(),
}


def _in_order(table: pa.Table, period: Period) -> pa.Table:
    """By agent and first day; a person without one begins with the period."""
    since = table["employed_from"].cast(pa.date32()).fill_null(period.first)
    place = table.schema.get_field_index("employed_from")
    table = table.set_column(place, pa.field("employed_from", pa.date32()), since)
    return table.sort_by([("agent_id", "ascending"), ("employed_from", "ascending")])


def _with_optional(table: pa.Table) -> pa.Table:
    for column, kind in OPTIONAL.items():
        if column not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, kind))
    return table


def _texts(table: pa.Table, column: str) -> list[str | None]:
    texts: list[str | None] = table[column].to_pylist()
    return texts


def _figures(
    table: pa.Table, column: str, agents: list[str], digits: int = SCORE_DIGITS
) -> Figures:
    figures = figures_of(table[column], digits)
    below = np.asarray(figures.units < 0, dtype=bool)
    if below.any():
        row = int(np.argmax(below))
        value = table[column][row].as_py()
        raise refused("people", column, value, f"{agents[row]} has less than nothing")
    return figures


def _clipped(table: pa.Table, period: Period) -> tuple[Dates, Dates]:
    since = dates_of(table, "employed_from", period.first)
    until = dates_of(table, "employed_to", period.last)
    return (
        np.maximum(since, np.datetime64(period.first)),
        np.minimum(until, np.datetime64(period.last)),
    )


def _refuse_overlap(people: People) -> None:
    same = people.person[1:] == people.person[:-1]
    over = same & (people.first[1:] <= people.last[:-1])
    if over.any():
        agent = people.agent_ids[int(np.argmax(over)) + 1]
        told = "two rows of one person are about the same day"
        raise refused("people", "employed_from", agent, told)
