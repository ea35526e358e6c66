"""The roster of one week by classes: counts, classes, people, pauses, coverage, proof."""

from __future__ import annotations

from collections.abc import Sequence
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
from scheduling.roster.proof import Proof, proof_rows
from scheduling.roster.requests.outcomes import refused_weight, request_penalties
from scheduling.roster.requests.weekly import grant_wishes
from scheduling.roster.response.problem import RosterProblem
from scheduling.roster.result import Roster
from scheduling.roster.roster_rows import activity_rows, coverage_rows, shift_rows
from scheduling.roster.shift_counts import ShiftCounts, count_shifts
from scheduling.roster.solver import Stopwatch, solver_name
from scheduling.roster.week import Week
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


def roster_by_classes(
    week: Week, *, time_limit_s: float, seed: int, wishes: RosterProblem | None = None
) -> Roster:
    """The roster of a week that the precheck let pass.

    `wishes`: the same week as a problem with wishes; they are granted afterwards, as far as that
    pays (requests/dealing.py).
    """
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
    return _people_and_pauses(week, classes, counts, watch, seed, wishes)


def _people_and_pauses(
    week: Week,
    classes: Sequence[Any],
    counts: ShiftCounts,
    watch: Stopwatch,
    seed: int,
    wishes: RosterProblem | None,
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
    missed, requests = _missed(counts, duties), None
    if wishes is not None:
        placed, requests = grant_wishes(week, wishes, placed)
        duties = list(placed)
    activities = [
        one
        for duty in duties
        for one in activities_of(duty, placed[duty], week.plan_week, week.zone)
    ]
    return _roster(week, counts, duties, activities, change_bound, watch, seed, missed, requests)


def _roster(
    week: Week,
    counts: ShiftCounts,
    duties: list[Duty],
    activities: list[Activity],
    change_bound: float,
    watch: Stopwatch,
    seed: int,
    missed: int,
    requests: pa.Table | None,
) -> Roster:
    coverage = coverage_rows(week, activities)
    costs = [
        cost_parts(row["required_agents"], row["scheduled_agents"], week.limits.prices)
        for row in coverage
    ]
    proof = Proof(
        coverage_cost=sum(short + over for short, over in costs),
        wish_cost=refused_weight(requests),
        counts=counts.answer,
        starts_missed=missed,
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
        *request_penalties(requests),
    ]
    return Roster(
        shifts=table(shift_rows(week, duties, activities), ROSTER_SHIFTS),
        activities=table(activity_rows(week, activities), ROSTER_ACTIVITIES),
        coverage=table(coverage, ROSTER_COVERAGE),
        proof_table=table(proof_rows(proof, week.plan_week), ROSTER_PROOF),
        penalties=table(penalties, ROSTER_PENALTIES),
        proof=proof,
        findings=week.findings,
        requests=requests,
    )


def _missed(counts: ShiftCounts, duties: Sequence[Duty]) -> int:
    left = dict(counts.counts)
    for duty in duties:
        key = (duty.person.employment, duty.queue, duty.day, duty.option)
        left[key] = left.get(key, 0) - 1
    return sum(n for n in left.values() if n > 0)
