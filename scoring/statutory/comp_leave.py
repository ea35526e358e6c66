"""Comp leave 调休: earned hour for hour, taken oldest first, paid out when it expires (M135)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from data_contracts.refusal import Place, Refusal
from scoring.statutory.city import City
from scoring.statutory.overtime import OvertimeDay
from scoring.statutory.overtime_pay import settled_seconds


@dataclass(frozen=True)
class CompLeaveRow:
    """One movement of a person's comp leave; the balance is Σ of `seconds`."""

    agent_id: str
    earned_on: date
    kind: Literal["earned", "taken", "expired"]
    moved_on: date
    seconds: int


@dataclass(frozen=True)
class CompLeave:
    """A person's ledger; `due` is overtime whose time off expired, to be paid like any other."""

    rows: tuple[CompLeaveRow, ...]
    balance_s: int
    due: tuple[OvertimeDay, ...]


@dataclass
class _Lot:
    """Time off earned on one date: the seconds left, and the last date on which they count."""

    day: OvertimeDay
    left_s: int
    expires_on: date

    def moved(self, kind: Literal["earned", "taken", "expired"], on: date, s: int) -> CompLeaveRow:
        return CompLeaveRow(self.day.agent_id, self.day.work_date, kind, on, s)


def comp_leave_ledger(
    earned: Sequence[OvertimeDay], taken: Sequence[tuple[date, int]], as_of: date, city: City
) -> CompLeave:
    """The comp leave of one person up to and on `as_of`; `taken` holds (date, seconds).

    Only approved overtime that may be settled earns. Raises Refusal where somebody takes
    more on a date than has been earned and has not expired by then.
    """
    lots = _lots([day for day in earned if day.work_date <= as_of], city)
    rows = [lot.moved("earned", lot.day.work_date, lot.left_s) for lot in lots]
    for day, seconds in sorted(taken):
        if day <= as_of:
            rows += _take(lots, day, seconds)
    expired = [lot for lot in lots if lot.left_s and lot.expires_on < as_of]
    rows += [lot.moved("expired", lot.expires_on, -lot.left_s) for lot in expired]
    due = [replace(lot.day, overtime_s=lot.left_s, comp_leave_s=0) for lot in expired]
    return CompLeave(tuple(rows), sum(row.seconds for row in rows), tuple(due))


def _lots(earned: Sequence[OvertimeDay], city: City) -> list[_Lot]:
    lots: list[_Lot] = []
    for day in sorted(earned, key=lambda day: day.work_date):
        parameters = city.on(day.work_date)
        seconds = settled_seconds(day, parameters) if day.approved else 0
        if seconds:
            lasts = timedelta(days=parameters.comp_leave.expires_after_days)
            lots.append(_Lot(day, seconds, day.work_date + lasts))
    return lots


def _take(lots: Sequence[_Lot], day: date, seconds: int) -> list[CompLeaveRow]:
    rows: list[CompLeaveRow] = []
    for lot in lots:
        if lot.day.work_date <= day <= lot.expires_on and seconds and lot.left_s:
            part = min(seconds, lot.left_s)
            lot.left_s -= part
            seconds -= part
            rows.append(lot.moved("taken", day, -part))
    if seconds:
        raise Refusal(
            f"more comp leave is taken on {day.isoformat()} than there is",
            place=Place("leaves", key="comp_leave"),
            value=f"{seconds} s too many",
            next_step="book the rest as another kind of leave, or correct the overtime",
        )
    return rows
