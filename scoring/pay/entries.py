"""Rows of a table of facts that are about the people of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Mask, Rows, figures_of
from scoring.exact import MONEY_DIGITS
from scoring.inputs.group import Group
from scoring.inputs.tables import refused, require


@dataclass(frozen=True)
class Entries:
    """Rows of one table by person and key; `rows` are the rows of People they belong to."""

    table: pa.Table
    rows: Rows

    def __len__(self) -> int:
        return len(self.rows)

    def money(self, column: str = "amount") -> Figures:
        """A column of money."""
        return figures_of(self.table[column], MONEY_DIGITS)

    def texts(self, column: str) -> pa.Array:
        """A column as texts, empty where it is empty."""
        return self.table[column].cast(pa.string()).fill_null("").combine_chunks()

    def where(self, mask: Mask) -> Entries:
        """Some of the rows."""
        return Entries(self.table.filter(pa.array(mask)), self.rows[mask])


def entries_of(
    group: Group, table: pa.Table | None, name: str, needed: Sequence[str], keys: Sequence[str]
) -> Entries:
    """The rows of `table` about people of the group, none where there is no table.

    An entry belongs to its person's first row in the group. Raises Refusal for a column that
    is missing, or two rows of one key.
    """
    if table is None:
        empty = pa.table({column: pa.array([], pa.string()) for column in ("agent_id", *needed)})
        return Entries(_typed(empty), np.empty(0, dtype=np.int64))
    require(table, name, ("agent_id", *needed))
    order = ("agent_id", *keys)
    ordered: pa.Table = table.sort_by([(key, "ascending") for key in order]).combine_chunks()
    _refuse_repeated(ordered, name, order)
    first: dict[str, int] = {}
    for row in group.rows.tolist():
        first.setdefault(group.people.agent_ids[row], row)
    agents: list[str] = ordered["agent_id"].to_pylist()
    rows = np.array([first.get(agent, -1) for agent in agents], dtype=np.int64)
    return Entries(ordered, rows).where(np.asarray(rows >= 0, dtype=bool))


NUMBERS = ("amount", "quantity", "points", "overtime_s", "comp_leave_s")


def _typed(table: pa.Table) -> pa.Table:
    for place, column in enumerate(table.column_names):
        if column in NUMBERS:
            table = table.set_column(place, column, pa.array([], pa.int64()))
        elif column.endswith(("_date", "_on")):
            table = table.set_column(place, column, pa.array([], pa.date32()))
        elif column == "certified":
            table = table.set_column(place, column, pa.array([], pa.bool_()))
    return table


def _refuse_repeated(table: pa.Table, name: str, keys: Sequence[str]) -> None:
    if table.num_rows < 2:
        return
    same = np.ones(table.num_rows - 1, dtype=bool)
    for key in keys:
        codes = _codes(table[key].to_pylist())
        same &= codes[1:] == codes[:-1]
    if same.any():
        row = table.slice(int(np.argmax(same)), 1).to_pylist()[0]
        value = tuple(str(row[key]) for key in keys)
        raise refused(name, keys[-1], value, "two rows have the same key")


def _codes(values: Sequence[object]) -> Rows:
    """Equal values have equal numbers."""
    numbers = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return np.array([numbers[value] for value in values], dtype=np.int64)
