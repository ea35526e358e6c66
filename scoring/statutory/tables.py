"""The tables of this room: their Arrow types as data_contracts/outputs describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, truncated
from scoring.statutory.city import City
from scoring.statutory.comp_leave import CompLeaveRow
from scoring.statutory.deductions import Deductions
from scoring.statutory.overtime import OvertimeDay
from scoring.statutory.overtime_pay import OvertimePay, settled_seconds
from scoring.tables import MONEY, NUMBER, table_of

TEXT, DATE, COUNT, FLAG = pa.string(), pa.date32(), pa.int64(), pa.bool_()


def _schema(columns: Mapping[str, pa.DataType], optional: str = "") -> pa.Schema:
    nullable = optional.split()
    return pa.schema([pa.field(n, kind, nullable=n in nullable) for n, kind in columns.items()])


OVERTIME_DAY = _schema(
    {
        "period": TEXT,
        "agent_id": TEXT,
        "work_date": DATE,
        "shift_date": DATE,
        "day_class": TEXT,
        "worked_s": COUNT,
        "overtime_s": COUNT,
        "comp_leave_s": COUNT,
        "approved": FLAG,
    }
)
OVERTIME_ENTRIES = _schema(
    {
        "agent_id": TEXT,
        "work_date": DATE,
        "day_class": TEXT,
        "overtime_s": COUNT,
        "comp_leave_s": COUNT,
    }
)
OVERTIME_LINES = _schema(
    {
        "period": TEXT,
        "agent_id": TEXT,
        "work_date": DATE,
        "shift_date": DATE,
        "day_class": TEXT,
        "overtime_s": COUNT,
        "settled_s": COUNT,
        "paid_s": COUNT,
        "covered_s": COUNT,
        "hourly_amount": NUMBER,
        "multiplier": NUMBER,
        "unrounded_amount": NUMBER,
        "on_top": FLAG,
        "approved": FLAG,
        "rule_ref": TEXT,
    }
)
STATUTORY_PROOFS = _schema(
    {
        "period": TEXT,
        "agent_id": TEXT,
        "rule": TEXT,
        "city_id": TEXT,
        "name_zh": TEXT,
        "name_en": TEXT,
        "figure": NUMBER,
        "limit_value": NUMBER,
        "unit": TEXT,
        "sense": TEXT,
        "breaches": COUNT,
        "passed": FLAG,
        "blocking": FLAG,
        "note_zh": TEXT,
        "note_en": TEXT,
        "source": TEXT,
        "counsel_status": TEXT,
        "rule_ref": TEXT,
    }
)
STATUTORY_VIOLATIONS = _schema(
    {
        "period": TEXT,
        "agent_id": TEXT,
        "rule": TEXT,
        "work_date": DATE,
        "figure": NUMBER,
        "limit_value": NUMBER,
        "unit": TEXT,
        "blocking": FLAG,
        "note_zh": TEXT,
        "note_en": TEXT,
        "rule_ref": TEXT,
    }
)
DEDUCTION_LEDGER = _schema(
    {
        "period": TEXT,
        "agent_id": TEXT,
        "claim_id": TEXT,
        "arose_on": DATE,
        "opening_amount": MONEY,
        "taken_amount": MONEY,
        "carried_amount": MONEY,
        "rule_ref": TEXT,
    }
)
COMP_LEAVE_LEDGER = _schema(
    {
        "agent_id": TEXT,
        "earned_on": DATE,
        "kind": TEXT,
        "moved_on": DATE,
        "seconds": COUNT,
    }
)


def overtime_days_of(table: pa.Table) -> dict[str, list[OvertimeDay]]:
    """The rows of an overtime_day table by agent_id, in order of date."""
    found: dict[str, list[OvertimeDay]] = {}
    for row in table.select(OVERTIME_DAY.names).drop_columns(["period"]).to_pylist():
        found.setdefault(row["agent_id"], []).append(OvertimeDay(**row))
    for days in found.values():
        days.sort(key=lambda day: (day.shift_day, day.work_date))
    return found


def overtime_entries(days: Iterable[OvertimeDay], city: City) -> pa.Table:
    """Approved overtime by agent, date and day class, as pay reads it (Extras.overtime)."""
    sums: dict[tuple[str, date, str], tuple[int, int]] = {}
    for day in days:
        if day.overtime_s and day.approved:
            key = (day.agent_id, day.work_date, day.day_class)
            known, settled = sums.get(key, (0, 0))
            more = settled_seconds(day, city.on(day.work_date))
            sums[key] = (known + day.overtime_s, settled + more)
    rows = [
        dict(zip(OVERTIME_ENTRIES.names, (*key, *sums[key]), strict=True)) for key in sorted(sums)
    ]
    return table_of(rows, OVERTIME_ENTRIES)


def overtime_day_table(period: str, days: Iterable[OvertimeDay]) -> pa.Table:
    """The table overtime_day of a month."""
    names = [name for name in OVERTIME_DAY.names if name not in ("period", "shift_date")]
    rows = [
        {
            **{name: getattr(day, name) for name in names},
            "period": period,
            "shift_date": day.shift_day,
        }
        for day in days
    ]
    return table_of(rows, OVERTIME_DAY)


def overtime_lines_table(period: str, pays: Mapping[str, OvertimePay]) -> pa.Table:
    """The table overtime_lines of a month from overtime pay by agent_id."""
    cut = ("hourly_amount", "multiplier")
    rows: list[dict[str, Any]] = []
    for agent_id, pay in sorted(pays.items()):
        for line in pay.lines:
            row = {name: getattr(line, name, None) for name in OVERTIME_LINES.names}
            row |= {name: truncated(getattr(line, name), SCORE_DIGITS) for name in cut}
            row["unrounded_amount"] = truncated(line.amount, SCORE_DIGITS)
            rows.append({**row, "period": period, "agent_id": agent_id})
    return table_of(rows, OVERTIME_LINES)


def deduction_ledger_table(period: str, deductions: Mapping[str, Deductions]) -> pa.Table:
    """The table deduction_ledger of a month from deductions by agent_id."""
    rows = [
        {
            "period": period,
            "agent_id": agent_id,
            "claim_id": line.claim_id,
            "arose_on": line.arose_on,
            "opening_amount": line.opening_amount,
            "taken_amount": line.taken_amount,
            "carried_amount": line.carried_amount,
            "rule_ref": taken.rule_ref,
        }
        for agent_id, taken in sorted(deductions.items())
        for line in taken.lines
    ]
    return table_of(rows, DEDUCTION_LEDGER)


def comp_leave_table(rows: Iterable[CompLeaveRow]) -> pa.Table:
    """The table comp_leave_ledger."""
    return table_of(
        [{name: getattr(row, name) for name in COMP_LEAVE_LEDGER.names} for row in rows],
        COMP_LEAVE_LEDGER,
    )
