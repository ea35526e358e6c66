"""The response as the tables of a roster, week by week, with its proof and named penalties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from scheduling.half_hours import local_to_utc
from scheduling.roster.activities import Activity, activities_of, agents_at_work
from scheduling.roster.assignment import Duty as WeekDuty
from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.engines import Solved
from scheduling.roster.fairness import bounds_left
from scheduling.roster.pause_placement import PlacedPause
from scheduling.roster.penalties import (
    contract_penalties,
    coverage_penalties,
    start_change_penalties,
    start_changes,
)
from scheduling.roster.response.encoding import encoded
from scheduling.roster.response.problem import WEEK, RosterProblem, Wish, Worker
from scheduling.roster.response.proof import ResponseProof, proof_rows
from scheduling.roster.response.solve import Duty, Response
from scheduling.roster.response.within_reach import cost_out_of_reach
from scheduling.roster.result import Roster
from scheduling.roster.roster_rows import activity_rows, coverage_rows, shift_rows
from scheduling.roster.session_duties import absence_penalties, attended
from scheduling.roster.sessions import Busy
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.soft_breaches import soft_penalties
from scheduling.roster.week import Week
from scheduling.tables import (
    ROSTER_ACTIVITIES,
    ROSTER_COVERAGE,
    ROSTER_PENALTIES,
    ROSTER_PROOF,
    ROSTER_SHIFTS,
    table,
)


def roster_tables(weeks: Sequence[Week], solved: Solved) -> Roster:
    """The roster of all weeks; every row carries the Monday of its own week."""
    problem, response = solved.problem, solved.response
    parts = _parts(weeks, solved)
    activities = [one for part in parts for one in part.activities]
    coverage = [row for part in parts for row in coverage_rows(part.week, activities)]
    prices = problem.prices
    costs = [
        cost_parts(row["required_agents"], row["scheduled_agents"], prices) for row in coverage
    ]
    refused = _refused_wishes(problem, response, weeks[0].plan_week)
    wish_cost = sum(row["amount"] for row in refused)
    behind = prices.over * _behind_horizon(weeks[-1], activities)
    cover_cost = behind + sum(short + over for short, over in costs)
    out_of_reach = cost_out_of_reach(encoded(problem))
    breaches = [row for part in parts for row in part.breaches()]
    rule_cost = sum(row["amount"] for row in breaches)
    proof = _proof(weeks, parts, coverage, solved, (cover_cost, rule_cost, wish_cost, out_of_reach))
    penalties = [
        *(row for part in parts for row in part.coverage_penalties(coverage, costs)),
        *_behind_penalty(weeks[-1], behind),
        *refused,
        *breaches,
        *(row for part in parts for row in part.start_changes()),
        *(row for week in weeks for row in contract_penalties(week.people, week.plan_week)),
    ]
    first = weeks[0].plan_week
    return Roster(
        shifts=table([row for part in parts for row in part.rows], ROSTER_SHIFTS),
        activities=table(
            [row for part in parts for row in activity_rows(part.week, part.activities)],
            ROSTER_ACTIVITIES,
        ),
        coverage=table(coverage, ROSTER_COVERAGE),
        proof_table=table(proof_rows(proof, first), ROSTER_PROOF),
        penalties=table(penalties, ROSTER_PENALTIES),
        proof=proof,
        findings=tuple(finding for week in weeks for finding in week.findings),
    )


def _parts(weeks: Sequence[Week], solved: Solved) -> list[_WeekPart]:
    """The weeks with their duties, each knowing the shifts of those before it."""
    duties = solved.response.duties
    busy = attended(solved.busy, ((duty.worker.agent_id, duty) for duty in duties))
    before: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for agent_id, rows in weeks[0].history.items():
        before[agent_id] += rows
    parts: list[_WeekPart] = []
    for n, week in enumerate(weeks):
        known = _following(week, parts, before)
        parts.append(_WeekPart(known, [d for d in duties if d.day // WEEK == n], busy))
        for row in parts[-1].rows:
            if row.get("ends_at") is not None:
                before[row["agent_id"]].append(row)
    return parts


def _following(
    week: Week, parts: Sequence[_WeekPart], before: Mapping[str, list[dict[str, Any]]]
) -> Week:
    """The week with the shifts `before` it, and what they leave of the ledger's bounds."""
    planned = [row for part in parts for row in part.rows if row.get("ends_at") is not None]
    left = bounds_left(week.bounds, planned, week.zone, week.limits.night_min)
    return replace(week, history={one: list(rows) for one, rows in before.items()}, bounds=left)


class _WeekPart:
    """The duties of one week as activities; `busy` are the sessions they attend, by day of the
    plan."""

    def __init__(self, week: Week, duties: Sequence[Duty], busy: Busy) -> None:
        self.week = week
        people = {person.agent_id: person for person in week.people}
        self.duties: list[WeekDuty] = []
        self.activities: list[Activity] = []
        for duty in duties:
            mine = WeekDuty(people[duty.worker.agent_id], duty.day % WEEK, duty.option, duty.queue)
            placed = [
                PlacedPause(pause, start)
                for pause, start in zip(duty.option.pauses, duty.pauses, strict=True)
            ]
            self.duties.append(mine)
            spans = busy.get((duty.worker.agent_id, duty.day), ())
            self.activities += activities_of(mine, placed, week.plan_week, week.zone, spans)
        self.rows = shift_rows(week, self.duties, self.activities)

    def breaches(self) -> list[dict[str, Any]]:
        """Penalties of soft rules broken and of sessions missed."""
        missed = absence_penalties(self.week, self.activities)
        return [*soft_penalties(self.week, self.rows), *missed]

    def start_changes(self) -> list[dict[str, Any]]:
        """Penalties of starts that move; second-level, in no objective."""
        return start_change_penalties(self.duties, self.week.limits, self.week.plan_week)

    def coverage_penalties(
        self, coverage: Sequence[dict[str, Any]], costs: Sequence[tuple[float, float]]
    ) -> list[dict[str, Any]]:
        """Penalties of the week's half-hours."""
        mine = [
            (row, cost)
            for row, cost in zip(coverage, costs, strict=True)
            if row["plan_week"] == self.week.plan_week
        ]
        rows, prices = [row for row, _ in mine], [cost for _, cost in mine]
        return coverage_penalties(rows, prices, self.week.plan_week)


def _behind_horizon(last: Week, activities: Sequence[Activity]) -> float:
    """Half-hours of work after the last week, whose requirement nobody knows yet."""
    end = local_to_utc(last.plan_week + timedelta(days=WEEK), 0, last.zone)
    return sum(share for (_, at), share in agents_at_work(activities).items() if at >= end)


def _behind_penalty(last: Week, cost: float) -> list[dict[str, Any]]:
    if not cost:
        return []
    return [
        {
            "plan_week": last.plan_week,
            "penalty": "coverage_behind",
            "agent_id": "-",
            "work_date": last.plan_week + timedelta(days=WEEK - 1),
            "amount": cost,
            "note_zh": "最后一晚跨入计划期之后的工时",
            "note_en": "work of the last night that lies after the plan",
        }
    ]


def _refused_wishes(
    problem: RosterProblem, response: Response, first: date
) -> list[dict[str, Any]]:
    """A row per refused wish and day."""
    worked: dict[str, dict[int, ShiftOption]] = defaultdict(dict)
    for duty in response.duties:
        worked[duty.worker.agent_id][duty.day] = duty.option
    return [
        _refusal(worker, wish, first + timedelta(days=day))
        for worker in problem.people
        for wish in worker.wishes
        for day in ([wish.day] if wish.day is not None else range(problem.days))
        if wish.refused_by(day, worked[worker.agent_id].get(day))
    ]


def _refusal(worker: Worker, wish: Wish, day: date) -> dict[str, Any]:
    zh = {"off": "希望休息", "work": "希望上班", "shift": "希望的班次"}[wish.wants]
    en = {"off": "a day off", "work": "to work", "shift": "another shift"}[wish.wants]
    return {
        "plan_week": day - timedelta(days=day.weekday()),
        "penalty": f"wish_{wish.wants}",
        "agent_id": worker.agent_id,
        "work_date": day,
        "amount": wish.weight,
        "note_zh": f"未满足：{zh}",
        "note_en": f"refused: asked for {en}",
    }


def _proof(
    weeks: Sequence[Week],
    parts: Sequence[_WeekPart],
    coverage: Sequence[dict[str, Any]],
    solved: Solved,
    costs: tuple[float, float, float, float],
) -> ResponseProof:
    coverage_cost, rule_cost, wish_cost, out_of_reach_cost = costs
    response = solved.response
    return ResponseProof(
        coverage_cost=coverage_cost,
        rule_cost=rule_cost,
        wish_cost=wish_cost,
        lagrangian_bound=response.bound,
        counts_bound=solved.counts_bound,
        out_of_reach_cost=out_of_reach_cost,
        paid_half_hours=sum(duty.option.paid_s for duty in response.duties) / 1800,
        start_changes=sum(len(start_changes(part.duties)) for part in parts),
        half_hours_without_seat=response.without_seat,
        contract_short_h=_contract_short_h(weeks, response),
        short_h=sum(row["short_h"] for row in coverage),
        over_h=sum(row["over_h"] for row in coverage),
        required_h=sum(row["required_agents"] for row in coverage) / 2,
        scheduled_h=sum(row["scheduled_agents"] for row in coverage) / 2,
        sweeps=response.sweeps,
        seed=response.seed,
    )


def _contract_short_h(weeks: Sequence[Week], response: Response) -> float:
    due = sum(person.due_s for week in weeks for person in week.people)
    return (due - sum(duty.option.paid_s for duty in response.duties)) / 3600
