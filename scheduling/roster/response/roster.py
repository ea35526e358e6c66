"""The response as the tables of a roster, week by week, with its proof and named penalties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from scheduling.half_hours import local_to_utc
from scheduling.roster.activities import Activity, activities_of, agents_at_work
from scheduling.roster.assignment import Duty as WeekDuty
from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.pause_placement import PlacedPause
from scheduling.roster.penalties import contract_penalties, coverage_penalties, start_changes
from scheduling.roster.response.encoding import encoded
from scheduling.roster.response.problem import WEEK, RosterProblem, Wish, Worker
from scheduling.roster.response.solve import Response
from scheduling.roster.response.within_reach import cost_out_of_reach
from scheduling.roster.result import Roster
from scheduling.roster.roster_rows import activity_rows, coverage_rows, shift_rows
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.solver import relative_gap, solver_name
from scheduling.roster.week import Week
from scheduling.tables import (
    ROSTER_ACTIVITIES,
    ROSTER_COVERAGE,
    ROSTER_PENALTIES,
    ROSTER_PROOF,
    ROSTER_SHIFTS,
    table,
)


@dataclass(frozen=True)
class ResponseProof:
    """Figures of one roster. Coverage cost and refused wishes are recomputed from its tables.

    `paid_half_hours` is the contracts' time and `out_of_reach_cost` the cost of half-hours that no
    shift can cover: every roster pays both alike.
    """

    coverage_cost: float
    wish_cost: float
    bound: float
    out_of_reach_cost: float
    paid_half_hours: float
    start_changes: int
    contract_short_h: float
    short_h: float
    over_h: float
    required_h: float
    scheduled_h: float
    sweeps: int
    seed: int

    @property
    def objective(self) -> float:
        """Coverage cost and weights of refused wishes."""
        return self.coverage_cost + self.wish_cost

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|, metric M074."""
        return relative_gap(self.objective, self.bound)

    @property
    def structural_share(self) -> float | None:
        """Share of the objective that no roster can avoid: bound / objective."""
        return None if self.gap is None else 1.0 - self.gap

    @property
    def total_gap(self) -> float | None:
        """The same distance over the whole cost, paid time included at one per half-hour."""
        paid = self.paid_half_hours
        return relative_gap(self.objective + paid, self.bound + paid)


def roster_tables(weeks: Sequence[Week], problem: RosterProblem, response: Response) -> Roster:
    """The roster of all weeks; every row carries the Monday of its own week."""
    parts = [
        _WeekPart(week, problem, [d for d in response.duties if d.day // WEEK == n])
        for n, week in enumerate(weeks)
    ]
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
    proof = _proof(weeks, parts, coverage, response, (cover_cost, wish_cost, out_of_reach))
    penalties = [
        *(row for part in parts for row in part.coverage_penalties(coverage, costs)),
        *_behind_penalty(weeks[-1], behind),
        *refused,
        *(row for week in weeks for row in contract_penalties(week.people, week.plan_week)),
    ]
    first = weeks[0].plan_week
    return Roster(
        shifts=table([row for part in parts for row in part.shift_rows()], ROSTER_SHIFTS),
        activities=table(
            [row for part in parts for row in activity_rows(part.week, part.activities)],
            ROSTER_ACTIVITIES,
        ),
        coverage=table(coverage, ROSTER_COVERAGE),
        proof_table=table(_proof_rows(proof, first), ROSTER_PROOF),
        penalties=table(penalties, ROSTER_PENALTIES),
        proof=proof,
        findings=tuple(finding for week in weeks for finding in week.findings),
    )


class _WeekPart:
    """The duties of one week as activities."""

    def __init__(self, week: Week, problem: RosterProblem, duties: Sequence[Any]) -> None:
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
            self.activities += activities_of(mine, placed, week.plan_week, week.zone)

    def shift_rows(self) -> list[dict[str, Any]]:
        """Rows of outputs/roster_shifts."""
        return shift_rows(self.week, self.duties, self.activities)

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
    response: Response,
    costs: tuple[float, float, float],
) -> ResponseProof:
    coverage_cost, wish_cost, out_of_reach_cost = costs
    return ResponseProof(
        coverage_cost=coverage_cost,
        wish_cost=wish_cost,
        bound=response.bound,
        out_of_reach_cost=out_of_reach_cost,
        paid_half_hours=sum(duty.option.paid_s for duty in response.duties) / 1800,
        start_changes=sum(len(start_changes(part.duties)) for part in parts),
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


def _proof_rows(proof: ResponseProof, plan_week: date) -> list[dict[str, Any]]:
    """Rows of outputs/roster_proof."""
    return [
        {"plan_week": plan_week, "item": item, "value": value, "note_zh": zh, "note_en": en}
        for item, value, zh, en in _lines(proof)
    ]


def _ratio(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.6f}"


def _lines(p: ResponseProof) -> list[tuple[str, str, str, str]]:
    solver = solver_name().split()
    return [
        ("objective", f"{p.objective:.4f}", "覆盖成本加未满足偏好的权重，由班表重算",
         "Coverage cost plus weights of refused wishes, recomputed from the roster"),
        ("bound", f"{p.bound:.4f}",
         "有效下界：对覆盖作拉格朗日松弛，每人整条班线由动态规划精确求解",
         "Valid lower bound: Lagrangian relaxation of coverage, everybody's line priced exactly"),
        ("gap", _ratio(p.gap), "（目标值 − 下界）÷ |目标值|", "(objective - bound) / |objective|"),
        ("total_gap", _ratio(p.total_gap), "同一差距，分母含合同工时（每半小时计一）",
         "The same distance over the cost with contract time, one per half-hour"),
        ("structural_share", _ratio(p.structural_share), "任何班表都无法避免的份额：下界 ÷ 目标值",
         "Share of the objective that no roster can avoid: bound / objective"),
        ("out_of_reach_cost", f"{p.out_of_reach_cost:.4f}",
         "没有任何班次可覆盖的半小时的成本，如首个周一之前开始的夜班",
         "Cost of half-hours that no shift can cover, such as the night before the first Monday"),
        ("status", "best response", "逐人最优响应，直到无人可改进",
         "Best responses until nobody could improve alone"),
        ("coverage_cost", f"{p.coverage_cost:.4f}", "覆盖成本", "Cost of being short and over"),
        ("wish_cost", f"{p.wish_cost:.4f}", "未满足偏好的权重", "Weights of refused wishes"),
        ("start_change", str(p.start_changes), "相邻工作日上班时间相差两小时以上的次数（未计价）",
         "Starts that move by more than two hours from the day before; not priced here"),
        ("contract_hours_short_h", f"{p.contract_short_h:.2f}",
         "合同工时因请假、休息或整班长度无法排满的小时数",
         "Contract hours that leave, rest or whole shifts could not fill"),
        ("coverage_short_h", f"{p.short_h:.2f}", "缺口小时合计，不与富余相抵",
         "Hours short in all, never netted"),
        ("coverage_over_h", f"{p.over_h:.2f}", "富余小时合计，不与缺口相抵",
         "Hours over in all, never netted"),
        ("required_h", f"{p.required_h:.2f}", "需求小时", "Hours required"),
        ("scheduled_h", f"{p.scheduled_h:.2f}", "在队列上的小时", "Hours on the queues"),
        ("sweeps", str(p.sweeps), "遍历次数；与时钟无关", "Sweeps; nothing depends on a clock"),
        ("seed", str(p.seed), "随机种子；单线程", "Random seed; one thread"),
        ("solver", solver[0], "价格所用求解器", "Solver of the prices"),
        ("version", solver[-1], "求解器版本", "Its version"),
    ]  # fmt: skip
