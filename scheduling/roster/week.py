"""What is known of a week before it is planned: its tables and rules, read together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.half_hours import SLOTS_PER_DAY, half_hours_of
from scheduling.roster.pauses import WEEK_SLOTS
from scheduling.roster.person import DAYS, Person, people_of_week
from scheduling.roster.precheck import Finding, reasons
from scheduling.roster.shift_counts import Required
from scheduling.roster.shift_library import ShiftLibrary
from scheduling.roster.working_time import WorkingTime, WorkingTimeRules, refuse_unknown_codes


def precheck(
    requirement: pa.Table,
    people: pa.Table,
    skills: pa.Table,
    leaves: pa.Table,
    *,
    shift_library: ShiftLibrary,
    working_time: WorkingTimeRules,
    plan_week: date,
    zone: str,
    previous_shifts: pa.Table | None = None,
) -> tuple[Finding, ...]:
    """Why no roster can exist, or what will cost coverage, before any solving. As build_roster."""
    week = read_week(
        requirement, people, skills, leaves, previous_shifts, shift_library, working_time,
        plan_week, zone,
    )  # fmt: skip
    return week.findings


@dataclass(frozen=True)
class Week:
    """Everything the models need to know about the week, and what the precheck found."""

    plan_week: date
    zone: str
    people: list[Person]
    required: Required
    limits: WorkingTime
    wanted: dict[tuple[str, datetime], float]
    findings: tuple[Finding, ...]


def read_week(
    requirement: pa.Table,
    people: pa.Table,
    skills: pa.Table,
    leaves: pa.Table,
    previous_shifts: pa.Table | None,
    library: ShiftLibrary,
    rules: WorkingTimeRules,
    plan_week: date,
    zone: str,
) -> Week:
    """The tables and rules as the week's people, requirement and limits."""
    refuse_unknown_codes(rules, set(library.file.shifts))
    limits, options = rules.on(plan_week), library.options_on(plan_week)
    named = people_of_week(
        people, skills, leaves, previous_shifts,
        plan_week=plan_week, zone=zone, options=options, limits=limits,
    )  # fmt: skip
    wanted = _wanted(requirement, plan_week)
    required = _by_slot(wanted, plan_week, zone)
    findings = tuple(reasons(named, limits, required))
    return Week(plan_week, zone, named, required, limits, wanted, findings)


def refuse_impossible(week: Week, rules: WorkingTimeRules) -> None:
    """Raise Refusal with every blocking reason in words."""
    blocking = [finding.text_en for finding in week.findings if finding.blocking]
    if blocking:
        raise Refusal(
            f"no roster can exist for the week of {week.plan_week.isoformat()}: "
            + "; ".join(blocking),
            place=Place(rules.document.file),
            next_step="change the contract, the leave or the limit that is named",
        )


def _wanted(requirement: pa.Table, plan_week: date) -> dict[tuple[str, datetime], float]:
    found = {
        (row["queue_id"], row["interval_start_at"]): float(row["required_agents"])
        for row in requirement.to_pylist()
        if row["plan_week"] == plan_week
    }
    if not found:
        raise Refusal(
            f"there is no requirement for the week of {plan_week.isoformat()}",
            place=Place("scheduling.requirement", key=plan_week.isoformat()),
            next_step="forecast and staff that week first",
        )
    return found


def _by_slot(wanted: Mapping[tuple[str, datetime], float], plan_week: date, zone: str) -> Required:
    """Wall-clock grid of the week; an hour that the clock repeats keeps its larger requirement."""
    grid = {queue: [0.0] * WEEK_SLOTS for queue in sorted({queue for queue, _ in wanted})}
    for day in range(DAYS):
        for at, slot in half_hours_of(plan_week + timedelta(days=day), zone):
            place = day * SLOTS_PER_DAY + slot
            for queue, slots in grid.items():
                slots[place] = max(slots[place], wanted.get((queue, at), 0.0))
    return grid
