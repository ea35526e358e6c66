"""Which engine makes a roster, and what its proof says of itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.lines import LineSolution
from scheduling.roster.result import Roster
from scheduling.roster.rules import ALL_RULES
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


_PRICED: dict[Method, frozenset[str]] = {
    "classes": frozenset(
        {"minimum_rest", "forbidden_succession", "maximum_weekends", "maximum_nights",
         "fairness_bounds", "sessions_attended"}
    ),
    "lines": frozenset(),
    "best_response": frozenset({"minimum_rest", "forbidden_succession", "sessions_attended"}),
}  # fmt: skip
"""Rules that the method breaks at their weight where they are soft."""
_IGNORED: dict[Method, frozenset[str]] = {
    "classes": frozenset(),
    "lines": frozenset({"seats", "sessions_attended"}),
    "best_response": frozenset(),
}
"""Rules that the method leaves to the checker."""


def kept_hard(method: Method, weeks: Sequence[Week]) -> list[str]:
    """Soft rules that the method keeps as if they were hard: those that it cannot price, and those
    that are hard in one of the weeks."""
    everywhere = _PRICED[method].intersection(*(week.limits.soft for week in weeks))
    soft = {rule for week in weeks for rule in week.limits.soft}
    return sorted(soft - everywhere - _IGNORED[method])


def not_considered(method: Method, weeks: Sequence[Week]) -> list[str]:
    """Rules of the weeks that the method does not look at."""
    asked = {"seats": any(week.seats for week in weeks),
             "sessions_attended": any(week.sessions for week in weeks)}  # fmt: skip
    return sorted(rule for rule in _IGNORED[method] if asked[rule])


def with_method(
    roster: Roster,
    method: Method,
    bounded_by: Method,
    weeks: Sequence[Week],
    lines: LineSolution | None,
) -> Roster:
    """The roster whose proof also names its method, the kind of its bound, what the method cannot
    do, and the lines' proof.

    `bounded_by` is the method whose bound is the one shown.
    """
    proof, (kind, kind_zh, kind_en) = roster.proof, _BOUNDS[bounded_by]
    exact = proof.gap is not None and proof.gap <= 1e-9
    rows = [
        ("method", method, *_NAMES[method]),
        ("bound_kind", "exact" if exact else kind, kind_zh, kind_en),
        (
            "roster_weeks",
            str(len(weeks)),
            "班表的周数；各项为全部周合计",
            "Weeks, all of which figures count",
        ),
        _hard(kept_hard(method, weeks)),
        _ignored(not_considered(method, weeks)),
        *(_of_lines(lines) if lines else ()),
    ]
    plan_week = weeks[0].plan_week
    more = [
        {"plan_week": plan_week, "item": item, "value": value, "note_zh": zh, "note_en": en}
        for item, value, zh, en in rows
    ]
    table_ = pa.concat_tables([table(more, ROSTER_PROOF), roster.proof_table])
    return replace(roster, proof_table=table_)


def _hard(rules: Sequence[str]) -> tuple[str, str, str, str]:
    zh, en = _named(rules)
    return (
        "soft_rules_kept_hard", ", ".join(rules) or "none",
        f"此方法按硬性规则遵守的软性规则（拉格朗日下界只对遵守它们的班表成立）：{zh}",
        "Soft rules that this method keeps as if they were hard (a Lagrangian bound is of rosters "
        f"that keep them): {en}",
    )  # fmt: skip


def _ignored(rules: Sequence[str]) -> tuple[str, str, str, str]:
    zh, en = _named(rules)
    return (
        "not_considered", ", ".join(rules) or "none",
        f"此方法不考虑、只由检查器核对的规则：{zh}",
        f"Rules that this method does not look at and leaves to the checker: {en}",
    )  # fmt: skip


def _named(rules: Sequence[str]) -> tuple[str, str]:
    """The rules' Chinese and English names."""
    named = [rule for rule in ALL_RULES if rule.__name__ in rules]
    zh, en = "、".join(one.name_zh for one in named), ", ".join(one.name_en for one in named)
    return zh or "无", en or "none"


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
