"""An independent check of a roster: reads the finished tables, knows nothing of the models."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from scheduling.roster.rule import PersonWeek
from scheduling.roster.rules import RULES
from scheduling.roster.shift_library import ShiftLibrary
from scheduling.roster.working_time import WorkingTimeRules
from scheduling.tables import table

VIOLATIONS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("rule", pa.string()),
        ("name_zh", pa.string()),
        ("name_en", pa.string()),
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("note_zh", pa.string()),
        ("note_en", pa.string()),
    ]
)


def check_roster(
    shifts: pa.Table,
    activities: pa.Table,
    *,
    people: pa.Table,
    skills: pa.Table,
    leaves: pa.Table,
    shift_library: ShiftLibrary,
    working_time: WorkingTimeRules,
    plan_week: date,
    zone: str,
    previous_shifts: pa.Table | None = None,
) -> pa.Table:
    """Every violation of every rule in `RULES`, by rule, person and day; no rows: all kept.

    Tables as `build_roster` takes and gives them.
    """
    by_agent = {
        name: _grouped(part)
        for name, part in (
            ("shifts", _of_week(shifts, plan_week)),
            ("activities", _of_week(activities, plan_week)),
            ("skills", skills.to_pylist()),
            ("leaves", _approved(leaves)),
            ("previous", previous_shifts.to_pylist() if previous_shifts is not None else []),
        )
    }
    limits, options = working_time.on(plan_week), shift_library.options_on(plan_week)
    weeks = [
        PersonWeek(
            person=row,
            plan_week=plan_week,
            zone=zone,
            limits=limits,
            options=options,
            **{name: groups.get(row["agent_id"], []) for name, groups in by_agent.items()},
        )
        for row in people.to_pylist()
        if row.get("role", "agent") == "agent"
    ]
    rows = [
        {
            "plan_week": plan_week,
            "rule": rule.__name__,
            "name_zh": rule.name_zh,
            "name_en": rule.name_en,
            "agent_id": week.person["agent_id"],
            "work_date": found.day,
            "note_zh": found.zh,
            "note_en": found.en,
        }
        for rule in RULES
        for week in weeks
        for found in rule(week)
    ]
    return table(rows, VIOLATIONS)


def _grouped(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["agent_id"]].append(row)
    return groups


def _of_week(rows: pa.Table, plan_week: date) -> list[dict[str, Any]]:
    last = plan_week + timedelta(days=6)
    return [row for row in rows.to_pylist() if plan_week <= row["work_date"] <= last]


def _approved(leaves: pa.Table) -> list[dict[str, Any]]:
    return [row for row in leaves.to_pylist() if row.get("status", "approved") == "approved"]
