"""What a search by responses or lines proved, said in both languages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from scheduling.roster.solver import relative_gap, solver_name


@dataclass(frozen=True)
class ResponseProof:
    """Figures of one roster. Its costs are recomputed from its tables.

    `paid_half_hours` is the contracts' time and `out_of_reach_cost` the cost of half-hours that no
    shift can cover: every roster pays both alike.
    """

    coverage_cost: float
    rule_cost: float
    wish_cost: float
    lagrangian_bound: float
    counts_bound: float
    out_of_reach_cost: float
    paid_half_hours: float
    start_changes: int
    half_hours_without_seat: float
    contract_short_h: float
    short_h: float
    over_h: float
    required_h: float
    scheduled_h: float
    sweeps: int
    seed: int

    @property
    def objective(self) -> float:
        """Coverage cost, breaches of soft rules and weights of refused wishes."""
        return self.coverage_cost + self.rule_cost + self.wish_cost

    @property
    def bound(self) -> float:
        """No roster costs less: the larger of the two bounds."""
        return max(self.lagrangian_bound, self.counts_bound)

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


def proof_rows(proof: ResponseProof, plan_week: date) -> list[dict[str, Any]]:
    """Rows of outputs/roster_proof."""
    return [
        {"plan_week": plan_week, "item": item, "value": value, "note_zh": zh, "note_en": en}
        for item, value, zh, en in _lines(proof)
    ]


def _known(value: float) -> str:
    return f"{value:.4f}" if math.isfinite(value) else "unknown"


def _ratio(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.6f}"


def _lines(p: ResponseProof) -> list[tuple[str, str, str, str]]:
    solver = solver_name().split()
    return [
        ("objective", f"{p.objective:.4f}",
         "覆盖成本加违反软性规则的罚分与未满足偏好的权重，由班表重算",
         "Coverage cost, breaches of soft rules and weights of refused wishes, recomputed from the "
         "roster"),
        ("bound", f"{p.bound:.4f}", "有效下界：以下两个下界中较大者",
         "Valid lower bound: the larger of the two below"),
        ("lagrangian_bound", f"{p.lagrangian_bound:.4f}",
         "对覆盖作拉格朗日松弛，每人整条班线由动态规划精确求解",
         "Lagrangian relaxation of coverage, everybody's line priced exactly"),
        ("counts_bound", _known(p.counts_bound), "各周聚合模型下界之和；大型中心不计算",
         "Sum of the weeks' aggregate models' bounds; not computed for large centres"),
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
        ("rule_cost", f"{p.rule_cost:.4f}", "违反软性规则的罚分", "Cost of breaches of soft rules"),
        ("wish_cost", f"{p.wish_cost:.4f}", "未满足偏好的权重", "Weights of refused wishes"),
        ("half_hours_without_seat", f"{p.half_hours_without_seat:g}",
         "在班人数超出席位的人次（半小时）",
         "People on shift beyond the seats, summed over half-hours; Lagrange knows no seats"),
        ("start_change", str(p.start_changes), "相邻工作日上班时间相差两小时以上的次数（次级目标）",
         "Starts that move by more than two hours from the day before (second-level objective)"),
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
