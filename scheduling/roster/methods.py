"""Which engine makes a roster, and what its proof says of itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.lines import LineSolution
from scheduling.roster.result import Roster
from scheduling.roster.week import Week
from scheduling.tables import ROSTER_PROOF, table

Method = Literal["automatic", "classes", "lines", "best_response"]
FEW_PEOPLE = 200

_NAMES = {
    "classes": ("按类别聚合建模，再落实到人", "Counts of classes, then named people"),
    "lines": (
        "整条班线分支定价，再按真实价格安排休息",
        "Branch and price of whole lines, then pauses at the true prices",
    ),
    "best_response": ("逐人最优响应", "Best responses of one person after the other"),
}
_BOUNDS = {
    "classes": (
        "aggregate relaxation", "聚合模型的松弛下界", "Of a relaxation that counts people by class",
    ),
    "lines": (
        "problem as given", "原问题的下界（对覆盖作拉格朗日松弛）",
        "Of the problem as given, by Lagrangian relaxation of coverage",
    ),
    "best_response": (
        "problem as given", "原问题的下界（对覆盖作拉格朗日松弛）",
        "Of the problem as given, by Lagrangian relaxation of coverage",
    ),
}  # fmt: skip


def chosen(method: Method, weeks: Sequence[Week], *, pinned: bool, place: Place) -> Method:
    """The method itself; for "automatic" classes where one week is small, else best response.

    Raises Refusal where the method cannot express what is asked.
    """
    small = len(weeks) == 1 and len(weeks[0].people) <= FEW_PEOPLE
    if method == "automatic":
        return "classes" if small and not pinned else "best_response"
    if method != "best_response" and (len(weeks) > 1 or pinned):
        raise Refusal(
            f"the method '{method}' rosters one week without fixed days",
            place=place,
            value=method,
            next_step="choose best_response or automatic for several weeks or fixed days",
        )
    return method


def with_method(
    roster: Roster, method: Method, plan_week: date, lines: LineSolution | None
) -> Roster:
    """The roster whose proof also names its method, the kind of its bound, and the lines' proof."""
    proof, (kind, kind_zh, kind_en) = roster.proof, _BOUNDS[method]
    exact = proof.gap is not None and proof.gap <= 1e-9
    rows = [
        ("method", method, *_NAMES[method]),
        ("bound_kind", "exact" if exact else kind, kind_zh, kind_en),
        *(_of_lines(lines) if lines else ()),
    ]
    more = [
        {"plan_week": plan_week, "item": item, "value": value, "note_zh": zh, "note_en": en}
        for item, value, zh, en in rows
    ]
    table_ = pa.concat_tables([table(more, ROSTER_PROOF), roster.proof_table])
    return replace(roster, proof_table=table_)


def _of_lines(lines: LineSolution) -> list[tuple[str, str, str, str]]:
    bound = f"{lines.bound:.4f}" if math.isfinite(lines.bound) else "unknown"
    of = (
        "班线问题（餐休固定在窗口中间，短休均匀分摊）",
        "Line problem (meals in mid-window, short breaks spread)",
    )
    return [
        ("lines_objective", f"{lines.objective:.4f}", f"{of[0]}的目标值", f"{of[1]}: objective"),
        ("lines_bound", bound, f"{of[0]}的下界", f"{of[1]}: its bound, not one of the roster"),
        ("lines_gap", f"{lines.gap:.6f}", f"{of[0]}的差距", f"{of[1]}: gap"),
    ]  # fmt: skip
