"""What is known of a week before it is planned: its tables and rules, read together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Unpack

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.half_hours import SLOTS_PER_DAY, half_hours_of
from scheduling.roster.known import Known
from scheduling.roster.pauses import WEEK_SLOTS
from scheduling.roster.person import DAYS, Bounds, Person, people_of_week
from scheduling.roster.precheck import Finding, reasons
from scheduling.roster.seat_precheck import seat_reasons
from scheduling.roster.sessions import Session
from scheduling.roster.shift_counts import Required
from scheduling.roster.working_time import WorkingTime, WorkingTimeRules, refuse_unknown_codes


def precheck(requirement: pa.Table, **known: Unpack[Known]) -> tuple[Finding, ...]:
    """Why no roster can exist, or what will cost coverage, before any solving. As build_roster."""
    return read_week(requirement, known).findings


@dataclass(frozen=True)
class Week:
    """Everything the models need to know about the week, and what the precheck found.

    `history` are the rows of the weeks before and `bounds` what the fairness ledger leaves, by
    agent; `seats` are those of the sites where they are limited.
    """

    plan_week: date
    zone: str
    people: list[Person]
    required: Required
    limits: WorkingTime
    wanted: dict[tuple[str, datetime], float]
    findings: tuple[Finding, ...]
    history: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict[str, Any])
    bounds: Bounds = field(default_factory=dict[str, tuple[int, int]])
    seats: Mapping[str, int] = field(default_factory=dict[str, int])
    sessions: tuple[Session, ...] = ()

    def days(self, numbers: Iterable[int]) -> set[date]:
        """Dates of days of the week."""
        return {self.plan_week + timedelta(days=day) for day in numbers}


def read_week(requirement: pa.Table, known: Known) -> Week:
    """The tables and rules as the week's people, requirement and limits."""
    rules, library, plan_week = known["working_time"], known["shift_library"], known["plan_week"]
    refuse_unknown_codes(rules, set(library.file.shifts))
    limits, seat_rules = rules.on(plan_week), known.get("seats")
    seats, bounds = seat_rules.on(plan_week) if seat_rules else {}, known.get("fairness") or {}
    people = people_of_week(
        known["people"],
        known["skills"],
        known["leaves"],
        known.get("previous_shifts"),
        plan_week=plan_week,
        zone=known["zone"],
        options=library.options_on(plan_week),
        limits=limits,
        bounds=bounds,
        seats=seats,
    )
    plan = known.get("sessions")
    wanted = _wanted(requirement, plan_week)
    required = _by_slot(wanted, plan_week, known["zone"])
    return Week(
        plan_week=plan_week,
        zone=known["zone"],
        people=people,
        required=required,
        limits=limits,
        wanted=wanted,
        findings=(*reasons(people, limits, required), *seat_reasons(people, seats, required)),
        history=_history(known.get("previous_shifts")),
        bounds=bounds,
        seats=seats,
        sessions=plan.of_week(plan_week, known["people"].to_pylist()) if plan else (),
    )


def _history(previous_shifts: pa.Table | None) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in previous_shifts.to_pylist() if previous_shifts is not None else []:
        found[row["agent_id"]].append(row)
    return found


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


def required_by_slot(requirement: pa.Table, plan_week: date, zone: str) -> Required:
    """Required agents of each queue by half-hour of the local week. Raises Refusal if unknown."""
    return _by_slot(_wanted(requirement, plan_week), plan_week, zone)


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
