"""What the optimisation proved, said in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from scheduling.roster.solver import Answer, relative_gap


@dataclass(frozen=True)
class Proof:
    """Figures of one roster, of its coverage and of the wishes that it refuses."""

    coverage_cost: float
    rule_cost: float
    wish_cost: float
    counts: Answer
    starts_missed: int
    start_changes: int
    start_change_bound: float
    contract_short_h: float
    short_h: float
    over_h: float
    required_h: float
    scheduled_h: float
    time_s: float
    time_limit_s: float
    seed: int
    solver: str

    @property
    def objective(self) -> float:
        """Coverage cost of the roster, breaches of soft rules and weights of refused wishes."""
        return self.coverage_cost + self.rule_cost + self.wish_cost

    @property
    def bound(self) -> float:
        """No roster of this week costs less: the bound of the aggregate model."""
        return self.counts.bound

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|, metric M074."""
        return relative_gap(self.objective, self.bound)


def proof_rows(proof: Proof, plan_week: date) -> list[dict[str, Any]]:
    """Rows of outputs/roster_proof."""
    return [
        {"plan_week": plan_week, "item": item, "value": value, "note_zh": zh, "note_en": en}
        for item, value, zh, en in _lines(proof)
    ]


def _lines(p: Proof) -> list[tuple[str, str, str, str]]:
    gap = "unknown" if p.gap is None else f"{p.gap:.6f}"
    counted = "unknown" if p.counts.objective is None else f"{p.counts.objective:.4f}"
    return [
        ("objective", f"{p.objective:.4f}",
         "覆盖成本（按活动逐段重算）加违反软性规则的罚分与未满足偏好的权重",
         "Coverage cost, recomputed from the activities, breaches of soft rules and weights of "
         "refused wishes"),
        ("bound", f"{p.bound:.4f}",
         "有效下界：来自聚合模型（人员按技能与合同合计，休息可取分数，偏好视为全部满足，只是完整问题的松弛）",
         "Valid lower bound, of the aggregate model: people counted by skills and contract, pauses "
         "fractional, every wish granted; a relaxation of the whole problem"),
        ("gap", gap, "（目标值 − 下界）÷ |目标值|", "(objective - bound) / |objective|"),
        ("coverage_cost", f"{p.coverage_cost:.4f}", "覆盖成本", "Cost of being short and over"),
        ("rule_cost", f"{p.rule_cost:.4f}", "违反软性规则的罚分", "Cost of breaches of soft rules"),
        ("wish_cost", f"{p.wish_cost:.4f}", "未满足偏好的权重", "Weights of refused wishes"),
        ("status", p.counts.status, "聚合模型的求解状态", "How the aggregate model ended"),
        ("aggregate_objective", counted, "聚合模型的最好值", "Best value of the aggregate model"),
        ("starts_missed", str(p.starts_missed), "聚合方案中未能落实到人的班次数；0 为全部落实",
         "Starts of the aggregate plan that named people could not take; 0: all were taken"),
        ("start_change", str(p.start_changes), "相邻工作日上班时间相差两小时以上的次数（次级目标）",
         "Starts that move by more than two hours from the day before (second-level objective)"),
        ("start_change_bound", f"{p.start_change_bound:.4f}",
         "班次数固定后分配模型的下界", "Bound of the assignment models with the starts fixed"),
        ("contract_hours_short_h", f"{p.contract_short_h:.2f}",
         "合同工时因请假、休息或整班长度无法排满的小时数",
         "Contract hours that leave, rest or whole shifts could not fill"),
        ("coverage_short_h", f"{p.short_h:.2f}", "缺口小时合计，不与富余相抵",
         "Hours short in all, never netted"),
        ("coverage_over_h", f"{p.over_h:.2f}", "富余小时合计，不与缺口相抵",
         "Hours over in all, never netted"),
        ("required_h", f"{p.required_h:.2f}", "需求小时", "Hours required"),
        ("scheduled_h", f"{p.scheduled_h:.2f}", "在队列上的小时", "Hours on the queues"),
        ("time_s", f"{p.time_s:.2f}", "求解器用时（秒）", "Seconds in the solver"),
        ("time_limit_s", f"{p.time_limit_s:g}", "时间上限（秒）", "Time limit in seconds"),
        ("seed", str(p.seed), "随机种子；单线程", "Random seed; one thread"),
        ("solver", p.solver.split()[0], "求解器，经 PuLP 建模", "Solver, through PuLP"),
        ("version", p.solver.split()[-1], "求解器版本", "Its version"),
    ]  # fmt: skip
