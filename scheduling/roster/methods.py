"""Which engine makes a roster, and what its proof says of itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.roster.lines_then_pauses import LinesProof
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


def chosen(method: Method, weeks: Sequence[Week], *, pinned: bool, beside: Place) -> Method:
    """The method itself; for "automatic" classes where one week is small, else best response.

    Raises Refusal, which names the rostering.yaml `beside` the other rules, where the method
    cannot express what is asked.
    """
    small = len(weeks) == 1 and len(weeks[0].people) <= FEW_PEOPLE
    if method == "automatic":
        return "classes" if small and not pinned else "best_response"
    if method == "classes" and (len(weeks) > 1 or pinned):
        raise Refusal(
            "the method 'classes' rosters one week without fixed days",
            place=Place(str(PurePath(beside.file).with_name("rostering.yaml")), key="method"),
            value=method,
            next_step="choose lines, best_response or automatic for several weeks or fixed days",
        )
    return method


_THROUGHOUT = ("minimum_rest", "forbidden_succession")
"""Rules of which a plan keeps the strictest form that they have in any of its weeks."""


def kept_hard(weeks: Sequence[Week]) -> list[str]:
    """Rules that are soft in some weeks of the plan and, being hard in others, hard in all."""
    return [
        rule
        for rule in _THROUGHOUT
        if any(rule in week.limits.soft for week in weeks)
        and not all(rule in week.limits.soft for week in weeks)
    ]


def with_method(
    roster: Roster,
    method: Method,
    bounded_by: Method,
    weeks: Sequence[Week],
    lines: LinesProof | None,
) -> Roster:
    """The roster whose proof also names its method, the kind of its bound, soft rules that were
    kept hard, and the lines' proof.

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
        *_hard(kept_hard(weeks)),
        *(_of_lines(lines) if lines else ()),
    ]
    plan_week = weeks[0].plan_week
    more = [
        {"plan_week": plan_week, "item": item, "value": value, "note_zh": zh, "note_en": en}
        for item, value, zh, en in rows
    ]
    table_ = pa.concat_tables([table(more, ROSTER_PROOF), roster.proof_table])
    return replace(roster, proof_table=table_)


def _hard(rules: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    """A row where there are such rules."""
    named = [rule for rule in ALL_RULES if rule.__name__ in rules]
    zh, en = "、".join(one.name_zh for one in named), ", ".join(one.name_en for one in named)
    if rules:
        yield (
            "soft_rules_kept_hard", ", ".join(rules),
            f"在部分周为软性、其余周为硬性，全计划期按硬性遵守（下界亦然）：{zh}",
            f"Soft in some of the weeks and hard in others, so hard in all, as in the bound: {en}",
        )  # fmt: skip


def _of_lines(lines: LinesProof) -> list[tuple[str, str, str, str]]:
    bound = f"{lines.bound:.4f}" if math.isfinite(lines.bound) else "unknown"
    gap = "unknown" if lines.gap is None else f"{lines.gap:.6f}"
    of = (
        "各周班线问题之和（餐休固定在窗口中间，短休均匀分摊）",
        "Line problems of the weeks (meals in mid-window, short breaks spread)",
    )
    return [
        ("lines_objective", f"{lines.objective:.4f}", f"{of[0]}的目标值", f"{of[1]}: objective"),
        ("lines_bound", bound, f"{of[0]}的下界", f"{of[1]}: their bound, not one of the roster"),
        ("lines_gap", gap, f"{of[0]}的差距", f"{of[1]}: gap"),
    ]  # fmt: skip
