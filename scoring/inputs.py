"""The engine's input tables as looked-up rows: checked once, sorted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.exact import SCORE_DIGITS, rounded
from scoring.period import Period

PEOPLE_COLUMNS = (
    "agent_id",
    "employee_id",
    "role",
    "team_id",
    "base_salary_amount",
    "currency",
    "scheduled_days",
    "paid_days",
    "employed_from",
    "employed_to",
)


@dataclass(frozen=True)
class Person:
    """A person in the period. Days are counts; None means not known, which counts as full."""

    agent_id: str
    role: str | None
    team_id: str | None
    base_salary_amount: Decimal | None
    currency: str | None
    scheduled_days: Decimal | None
    paid_days: Decimal | None
    employed_from: date | None
    employed_to: date | None


@dataclass(frozen=True)
class Measured:
    """A metric of one person: Σ numerator ÷ Σ denominator at 6 digits, None where undefined."""

    n: int
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None


@dataclass(frozen=True)
class Work:
    """Units of one type of work that one person did on one local date."""

    agent_id: str
    work_date: date
    work_type: str
    quantity: Decimal


Measures = dict[tuple[str, str, str], Measured]


def read_people(table: pa.Table) -> list[Person]:
    """The people of the period by agent_id; `scheduled_days` and `paid_days` may be missing.

    Raises Refusal where a column is missing, a key is empty or stands twice.
    """
    rows = _rows(table, "people", ("agent_id",))
    people = sorted((_person(row) for row in rows), key=lambda person: person.agent_id)
    _refuse_repeated("people", [person.agent_id for person in people])
    return people


def _person(row: dict[str, Any]) -> Person:
    agent_id = row["agent_id"]
    if not agent_id:
        raise _refused("people", "agent_id", row, "a person has no agent_id")
    for column in ("base_salary_amount", "scheduled_days", "paid_days"):
        if row.get(column) is not None and row[column] < 0:
            raise _refused("people", column, row[column], f"{agent_id} has less than nothing")
    return Person(
        agent_id=agent_id,
        role=row.get("role"),
        team_id=row.get("team_id"),
        base_salary_amount=exact(row.get("base_salary_amount"), "people", "base_salary_amount"),
        currency=row.get("currency"),
        scheduled_days=exact(row.get("scheduled_days"), "people", "scheduled_days"),
        paid_days=exact(row.get("paid_days"), "people", "paid_days"),
        employed_from=row.get("employed_from"),
        employed_to=row.get("employed_to"),
    )


def read_measures(table: pa.Table, period: Period) -> Measures:
    """The agents' values of `period` by (agent, metric, variant).

    The value is recomputed here as numerator ÷ denominator, so that the trace reaches both.
    Raises Refusal where the table's own value differs by more than its last digit.
    """
    needed = ("period", "subject_kind", "subject_id", "metric", "variant", "n", "value")
    measures: Measures = {}
    for row in _rows(table, "metric_values", needed):
        if row["period"] != period.label or row["subject_kind"] != "agent":
            continue
        key = (row["subject_id"], row["metric"], row["variant"])
        if key in measures:
            raise _refused("metric_values", "metric", key, "a metric of one agent stands twice")
        measures[key] = _measured(row)
    return measures


def _measured(row: dict[str, Any]) -> Measured:
    numerator, denominator, given = (
        exact(row.get(column), "metric_values", column)
        for column in ("numerator", "denominator", "value")
    )
    value = given
    if numerator is not None and denominator is not None:
        value = ratio(numerator, denominator)
        if (value is None) != (given is None) or _apart(value, given):
            told = f"{row['subject_id']}, {row['metric']}: value is not numerator ÷ denominator"
            raise _refused("metric_values", "value", str(given), told)
    return Measured(int(row["n"] or 0), numerator, denominator, value)


def ratio(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """numerator ÷ denominator at 6 digits; None where the denominator is 0."""
    if denominator == 0:
        return None
    return rounded(Fraction(numerator) / Fraction(denominator), SCORE_DIGITS)


def _apart(value: Decimal | None, given: Decimal | None) -> bool:
    if value is None or given is None:
        return False
    return abs(value - given) > Decimal("0.000001")


def read_work(table: pa.Table, period: Period) -> list[Work]:
    """Work done within `period`, by person, date and type. Raises Refusal for repeated keys."""
    columns = ("agent_id", "business_date", "work_type", "quantity")
    work = [
        Work(
            row["agent_id"],
            row["business_date"],
            row["work_type"],
            exact(row["quantity"], "work_done", "quantity") or Decimal(0),
        )
        for row in _rows(table, "work_done", columns)
        if period.first <= row["business_date"] <= period.last
    ]
    work.sort(key=lambda done: (done.agent_id, done.work_date, done.work_type))
    _refuse_repeated("work_done", [(w.agent_id, w.work_date, w.work_type) for w in work])
    return work


def exact(value: object, table: str, column: str) -> Decimal | None:
    """An integer or decimal as Decimal. Binary floats are refused: they are not exact."""
    if value is None:
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    raise _refused(table, column, value, "scoring takes decimals and integers, not binary floats")


def _rows(table: pa.Table, name: str, needed: Iterable[str]) -> list[dict[str, Any]]:
    missing = [column for column in needed if column not in table.column_names]
    if missing:
        raise Refusal(
            f"the table has no column '{missing[0]}'",
            place=Place(name, key=missing[0]),
            next_step="hand over the table as its contract describes it",
        )
    return table.to_pylist()


def _refuse_repeated(table: str, keys: Sequence[object]) -> None:
    for before, after in pairwise(keys):
        if before == after:
            raise _refused(table, "key", after, "two rows have the same key")


def _refused(table: str, column: str, value: object, what: str) -> Refusal:
    return Refusal(
        what,
        place=Place(table, key=column),
        value=value,
        next_step="correct the model or source that makes this table",
    )
