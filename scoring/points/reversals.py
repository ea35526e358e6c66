"""Work that is taken back: a ledger row of the opposite sign, at what the work had earned (4.6).

A row that was posted is never changed. A ticket that comes back takes its points off in the
month in which it comes back, by the standard and coefficient of the row that it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Rows, ints, units_of
from scoring.exact import POINT_DIGITS, SCORE_DIGITS, rounded
from scoring.grouping import Grouping
from scoring.inputs import ANY_TIME
from scoring.inputs.group import Group
from scoring.inputs.tables import Dates, require
from scoring.points.paths import window_suffix
from scoring.points.rows import Excess, PointLines

NEEDED = ("agent_id", "business_date", "work_type", "earned_on", "quantity", "reason")
POSTED = ("agent_id", "work_date", "work_type", "point_id", "standard_points", "coefficient",
          "rule_ref", "reverses", "time_window")  # fmt: skip
BELOW_ZERO = "below:zero"

Key = tuple[str, date, str, str]


@dataclass(frozen=True)
class TakenBack:
    """Work taken back in a month, and the ledger rows of earlier months that it may name.

    `work` has one row per agent_id, business_date (on which it was taken back), work_type and
    earned_on, with quantity and reason, and the time_window it was done in where one was told
    apart; `posted` are rows of outputs/point_lines. Work that
    never earned a row takes nothing back.
    """

    work: pa.Table
    posted: pa.Table

    def __post_init__(self) -> None:
        require(self.work, "work_reversed", NEEDED)
        require(self.posted, "point_lines", POSTED)


@dataclass(frozen=True)
class Reversals:
    """Rows taken off, as the ledger's own; `names` are the rows that they reverse."""

    row: Rows
    work_date: Dates
    work_types: list[str]
    windows: list[str]
    earned_on: list[date]
    quantity: Figures
    standard: Figures
    coefficient: Figures
    points: Figures
    rules: list[str]
    names: list[str]
    reasons: list[str]

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Names:
    """What the columns of a ledger number."""

    work_types: list[str]
    windows: list[str]
    rules: list[str]


@dataclass(frozen=True)
class _Earned:
    """What a unit of some work earned: standard (4 digits) and coefficient (6) as counts."""

    name: str
    window: str
    standard: int
    coefficient: int
    rule: str


def reversals_of(
    period: str, group: Group, lines: PointLines, names: Names, taken: TakenBack
) -> Reversals:
    """The reversals of the people of `group`, by agent, day, type and the day of the original.

    Work of a window takes back the row of its window, else the one of all other times.
    """
    stands = {group.people.agent_ids[row]: row for row in group.rows[::-1].tolist()}
    about = {row["agent_id"] for row in taken.work.to_pylist()} & set(stands)
    earned = _posted(taken.posted) | _of_month(period, group, lines, names, about)
    came_back = [row for row in taken.work.to_pylist() if row["agent_id"] in stands]
    rows, found, units = _summed(came_back, earned)
    return Reversals(
        row=np.array([stands[row["agent_id"]] for row in rows], dtype=np.int64),
        work_date=np.array([row["business_date"] for row in rows], dtype="datetime64[D]"),
        work_types=[row["work_type"] for row in rows],
        windows=[one.window for one in found],
        earned_on=[row["earned_on"] for row in rows],
        quantity=Figures(ints(units)),
        standard=Figures(ints([one.standard for one in found]), POINT_DIGITS),
        coefficient=Figures(ints([one.coefficient for one in found])),
        points=Figures(
            ints([_points(many, one) for many, one in zip(units, found, strict=True)]),
            POINT_DIGITS,
        ),
        rules=[one.rule for one in found],
        names=[one.name for one in found],
        reasons=[row["reason"] for row in rows],
    )


def below_zero(person: Rows, parts: Sequence[PointLines | Reversals | Excess]) -> Excess:
    """Points under 0 that are written off: nobody ends a month owing points.

    `parts` are all rows of a ledger, `person` the person of each row of People. One row for
    everybody whose sum is negative, on the last day that has any.
    """
    rows = np.concatenate([part.row for part in parts])
    days = np.concatenate([part.work_date for part in parts])
    units = np.concatenate([part.points.units for part in parts])
    order = np.argsort(days, kind="stable")
    grouping = Grouping.of(person[rows[order]])
    sums = grouping.sums(units[order])
    under = np.flatnonzero(sums < 0)
    last = order[grouping.order[grouping.starts + grouping.counts - 1]][under]
    return Excess(
        row=rows[last],
        work_date=days[last],
        before=Figures(sums[under], POINT_DIGITS),
        limit=Figures(np.zeros(len(under), dtype=np.int64), POINT_DIGITS),
        points=Figures(-sums[under], POINT_DIGITS),
    )


def _summed(
    came_back: Sequence[Mapping[str, Any]], earned: Mapping[Key, _Earned]
) -> tuple[list[Mapping[str, Any]], list[_Earned], list[int]]:
    """What came back on a day of each row earned: its first row, what it earned, −quantity."""
    together: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    of_key: dict[tuple[Any, ...], _Earned] = {}
    for row in sorted(came_back, key=lambda row: tuple(row[name] for name in NEEDED[:4])):
        one = earned.get(_key(row)) or earned.get(_at_any_time(row))
        if one is not None:
            key = (*(row[name] for name in NEEDED[:4]), one.window)
            together.setdefault(key, []).append(row)
            of_key[key] = one
    units = [-sum(_whole(row["quantity"]) for row in rows) for rows in together.values()]
    return [rows[0] for rows in together.values()], [of_key[key] for key in together], units


def _key(row: Mapping[str, Any]) -> Key:
    return *_at_any_time(row)[:3], row.get("time_window") or ANY_TIME


def _at_any_time(row: Mapping[str, Any]) -> Key:
    return row["agent_id"], row["earned_on"], row["work_type"], ANY_TIME


def _of_month(
    period: str,
    group: Group,
    lines: PointLines,
    names: Names,
    about: set[str],
) -> dict[Key, _Earned]:
    """What the month's own rows of the people `about` whom it is earned a unit."""
    found: dict[Key, _Earned] = {}
    agents = group.people.agent_ids
    mine = [row for row in group.rows.tolist() if agents[row] in about]
    days = lines.work_date.astype("datetime64[D]").astype(object)
    for at in np.flatnonzero(np.isin(lines.row, mine)).tolist():
        agent, kind = agents[lines.row[at]], names.work_types[lines.work_type[at]]
        window = names.windows[lines.window[at]]
        name = f"{period}/{agent}/points/{kind}/{days[at].isoformat()}{window_suffix(window)}"
        standard, k = int(lines.standard.units[at]), int(lines.coefficient.units[at])
        rule = names.rules[lines.rule[at]]
        found[agent, days[at], kind, window] = _Earned(name, window, standard, k, rule)
    return found


def _posted(table: pa.Table) -> dict[Key, _Earned]:
    """What rows of earlier months earned a unit; reversals themselves are not reversed."""
    return {
        _key(row | {"earned_on": row["work_date"]}): _Earned(
            row["point_id"],
            row["time_window"] or ANY_TIME,
            units_of(row["standard_points"], POINT_DIGITS),
            units_of(row["coefficient"], SCORE_DIGITS),
            row["rule_ref"],
        )
        for row in table.select(list(POSTED)).to_pylist()
        if row["reverses"] is None
    }


def _whole(quantity: Decimal | int) -> int:
    return units_of(Decimal(quantity), SCORE_DIGITS)


def _points(units: int, one: _Earned) -> int:
    """Points in 10^−4 of so many 10^−6 pieces, rounded once."""
    digits = 2 * SCORE_DIGITS + POINT_DIGITS
    exact = Fraction(units * one.standard * one.coefficient, 10**digits)
    return units_of(rounded(exact, POINT_DIGITS), POINT_DIGITS)
