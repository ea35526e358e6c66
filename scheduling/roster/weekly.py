"""The weekly roster, step by step: counts, classes, people, pauses, coverage, proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from scheduling.roster.activities import Activity, activities_of
from scheduling.roster.assignment import Duty, assign_class
from scheduling.roster.class_shares import share_starts
from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.pause_placement import place_pauses
from scheduling.roster.penalties import (
    contract_penalties,
    coverage_penalties,
    start_change_penalties,
    start_changes,
)
from scheduling.roster.person_classes import person_classes
from scheduling.roster.precheck import Finding
from scheduling.roster.proof import Proof, proof_rows
from scheduling.roster.roster_rows import activity_rows, coverage_rows, shift_rows
from scheduling.roster.shift_counts import ShiftCounts, count_shifts
from scheduling.roster.shift_library import ShiftLibrary
from scheduling.roster.solver import Stopwatch, solver_name
from scheduling.roster.week import Week, read_week, refuse_impossible
from scheduling.roster.working_time import WorkingTimeRules
from scheduling.tables import (
    ROSTER_ACTIVITIES,
    ROSTER_COVERAGE,
    ROSTER_PENALTIES,
    ROSTER_PROOF,
    ROSTER_SHIFTS,
    table,
)

GAP = 0.01
_SHARE_OF_COUNTS, _SHARE_OF_PEOPLE, _SHARE_OF_PAUSES = 0.65, 0.25, 0.1


@dataclass(frozen=True)
class Roster:
    """The tables of outputs/roster_*, the proof in figures, and what the precheck remarked."""

    shifts: pa.Table
    activities: pa.Table
    coverage: pa.Table
    proof_table: pa.Table
    penalties: pa.Table
    proof: Proof
    findings: tuple[Finding, ...]


def build_roster(
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
    time_limit_s: float = 40.0,
    seed: int = 20260401,
) -> Roster:
    """The roster of the week that starts on Monday `plan_week`.

    requirement: outputs/requirement; its required_agents are wanted on the queue. people:
    agent_id, role, employment, weekly_hours (optional hired_on, left_on); only role 'agent' is
    rostered. skills: agent_id, queue_id (optional effective_from, effective_to,
    certificate_expires_on). leaves: agent_id, starts_at, ends_at UTC (optional status).
    previous_shifts: agent_id, work_date, ends_at UTC of the week before, for rest and runs.
    Raises Refusal where the precheck finds that no roster can exist.
    """
    week = read_week(
        requirement, people, skills, leaves, previous_shifts, shift_library, working_time,
        plan_week, zone,
    )  # fmt: skip
    refuse_impossible(week, working_time)
    watch = Stopwatch(time_limit_s)
    classes = person_classes(week.people, list(week.required))
    counts = count_shifts(
        classes,
        week.required,
        week.limits,
        time_limit_s=watch.part(_SHARE_OF_COUNTS),
        seed=seed,
        gap=GAP,
    )
    watch.took(counts.answer)
    return _people_and_pauses(week, classes, counts, watch, seed)


def _people_and_pauses(
    week: Week, classes: Sequence[Any], counts: ShiftCounts, watch: Stopwatch, seed: int
) -> Roster:
    limits = week.limits
    shares = share_starts(
        classes, counts.counts, limits, time_limit_s=watch.part(_SHARE_OF_PEOPLE) / 2, seed=seed
    )
    duties: list[Duty] = []
    change_bound = 0.0
    budget = watch.part(_SHARE_OF_PEOPLE)
    heads = sum(len(group.people) for group in classes) or 1
    for group, share in zip(classes, shares, strict=True):
        mine = assign_class(
            group, share, limits, time_limit_s=budget * len(group.people) / heads, seed=seed
        )
        duties += mine.duties
        change_bound += mine.start_change_bound
        watch.took(mine.answer)
    placed = place_pauses(
        duties, week.required, limits.prices, time_limit_s=watch.part(_SHARE_OF_PAUSES), seed=seed
    )
    activities = [
        one
        for duty in duties
        for one in activities_of(duty, placed[duty], week.plan_week, week.zone)
    ]
    return _roster(week, counts, duties, activities, change_bound, watch, seed)


def _roster(
    week: Week,
    counts: ShiftCounts,
    duties: list[Duty],
    activities: list[Activity],
    change_bound: float,
    watch: Stopwatch,
    seed: int,
) -> Roster:
    coverage = coverage_rows(week, activities)
    costs = [
        cost_parts(row["required_agents"], row["scheduled_agents"], week.limits.prices)
        for row in coverage
    ]
    proof = Proof(
        objective=sum(short + over for short, over in costs),
        counts=counts.answer,
        starts_missed=_missed(counts, duties),
        start_changes=len(start_changes(duties)),
        start_change_bound=change_bound,
        contract_short_h=sum(p.due_s - p.planned_s for p in week.people) / 3600,
        short_h=sum(row["short_h"] for row in coverage),
        over_h=sum(row["over_h"] for row in coverage),
        required_h=sum(row["required_agents"] for row in coverage) / 2,
        scheduled_h=sum(row["scheduled_agents"] for row in coverage) / 2,
        time_s=watch.seconds,
        time_limit_s=watch.limit_s,
        seed=seed,
        solver=solver_name(),
    )
    penalties = [
        *coverage_penalties(coverage, costs, week.plan_week),
        *start_change_penalties(duties, week.limits, week.plan_week),
        *contract_penalties(week.people, week.plan_week),
    ]
    return Roster(
        shifts=table(shift_rows(week, duties, activities), ROSTER_SHIFTS),
        activities=table(activity_rows(week, activities), ROSTER_ACTIVITIES),
        coverage=table(coverage, ROSTER_COVERAGE),
        proof_table=table(proof_rows(proof, week.plan_week), ROSTER_PROOF),
        penalties=table(penalties, ROSTER_PENALTIES),
        proof=proof,
        findings=week.findings,
    )


def _missed(counts: ShiftCounts, duties: Sequence[Duty]) -> int:
    left = dict(counts.counts)
    for duty in duties:
        key = (duty.person.employment, duty.queue, duty.day, duty.option)
        left[key] = left.get(key, 0) - 1
    return sum(n for n in left.values() if n > 0)
