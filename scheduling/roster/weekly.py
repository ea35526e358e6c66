"""The roster of one week by classes: counts, classes, people, pauses, coverage, proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from scheduling.roster.activities import Activity, activities_of
from scheduling.roster.assignment import Duty, assign_class
from scheduling.roster.class_shares import Share, share_starts
from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.not_found import not_found
from scheduling.roster.pause_placement import place_pauses
from scheduling.roster.pauses import WEEK_SLOTS
from scheduling.roster.penalties import (
    contract_penalties,
    coverage_penalties,
    start_change_penalties,
    start_changes,
)
from scheduling.roster.person_classes import PersonClass, person_classes
from scheduling.roster.proof import Proof, proof_rows
from scheduling.roster.requests.outcomes import refused_weight, request_penalties
from scheduling.roster.requests.weekly import grant_wishes
from scheduling.roster.response.problem import RosterProblem
from scheduling.roster.result import Roster
from scheduling.roster.roster_rows import activity_rows, coverage_rows, shift_rows
from scheduling.roster.seats import people_on_shift
from scheduling.roster.session_duties import absence_penalties, attended
from scheduling.roster.sessions import busy_days
from scheduling.roster.shift_counts import ShiftCounts, count_shifts
from scheduling.roster.soft_breaches import soft_penalties
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
        week.seats,
        week.sessions,
        time_limit_s=watch.part(_SHARE_OF_COUNTS),
        seed=seed,
        gap=GAP,
    )
    watch.took(counts.answer)
    if not counts.answer.solved:
        raise not_found(week.plan_week, counts.answer)
    return _people_and_pauses(week, classes, counts, watch, seed, wishes)


def _people_and_pauses(
    week: Week,
    classes: Sequence[PersonClass],
    counts: ShiftCounts,
    watch: Stopwatch,
    seed: int,
    wishes: RosterProblem | None,
) -> Roster:
    limits = week.limits
    busy = busy_days(counts.sessions)
    shares = share_starts(
        classes,
        counts.counts,
        limits,
        busy,
        time_limit_s=watch.part(_SHARE_OF_PEOPLE) / 2,
        seed=seed,
    )
    duties: list[Duty] = []
    change_bound = 0.0
    budget = watch.part(_SHARE_OF_PEOPLE)
    heads = sum(len(group.people) for group in classes) or 1
    for n, (group, share) in enumerate(zip(classes, shares, strict=True)):
        left = _seats_left(week, group.site, duties, classes[n + 1 :], shares[n + 1 :])
        mine = assign_class(
            group,
            share,
            limits,
            left,
            busy,
            time_limit_s=budget * len(group.people) / heads,
            seed=seed,
        )
        duties += mine.duties
        change_bound += mine.start_change_bound
        watch.took(mine.answer)
    attending = attended(busy, ((duty.person.agent_id, duty) for duty in duties))
    placed = place_pauses(
        duties,
        week.required,
        limits.prices,
        attending,
        time_limit_s=watch.part(_SHARE_OF_PAUSES),
        seed=seed,
    )
    missed, requests = _missed(counts, duties), None
    if wishes is not None:
        placed, requests = grant_wishes(week, wishes, placed, attending)
        duties = list(placed)
    activities = [
        one
        for duty in duties
        for one in activities_of(
            duty,
            placed[duty],
            week.plan_week,
            week.zone,
            attending.get((duty.person.agent_id, duty.day), ()),
        )
    ]
    return _roster(week, counts, duties, activities, change_bound, watch, seed, missed, requests)


def _seats_left(
    week: Week,
    site: str,
    duties: Sequence[Duty],
    others: Sequence[PersonClass],
    shares: Sequence[Mapping[Share, int]],
) -> dict[int, int]:
    """Seats of the site by slot that classes dealt before, and those to come, leave."""
    if site not in week.seats:
        return {}
    dealt = [(duty.day, duty.option, 1) for duty in duties if duty.person.site == site]
    coming = [
        (day, option, people)
        for group, share in zip(others, shares, strict=True)
        if group.site == site
        for (_, day, option), people in share.items()
    ]
    taken = people_on_shift([*dealt, *coming])
    return {slot: week.seats[site] - taken[slot] for slot in range(WEEK_SLOTS)}


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
    shifts = shift_rows(week, duties, activities)
    breaches = [*soft_penalties(week, shifts), *absence_penalties(week, activities)]
    proof = Proof(
        coverage_cost=sum(short + over for short, over in costs),
        rule_cost=sum(row["amount"] for row in breaches),
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
        *breaches,
    ]
    return Roster(
        shifts=table(shifts, ROSTER_SHIFTS),
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
        key = (duty.person.pool, duty.queue, duty.day, duty.option)
        left[key] = left.get(key, 0) - 1
    return sum(n for n in left.values() if n > 0)
