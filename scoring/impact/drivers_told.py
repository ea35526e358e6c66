"""The parts of a gap as rows and sentences, in Chinese and English, with their evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.impact.drivers_sides import Leaf, Side
from scoring.impact.drivers_split import Part

NAMED_PEOPLE = 3

KINDS: dict[str, tuple[str, str]] = {
    "total": ("总分差距", "gap of the total"),
    "item": ("项目合计", "the item in all"),
    "gate": ("门槛或否决", "gate or veto"),
    "rounding": ("末位取整", "last digits"),
    "metric": ("指标表现", "the metric itself"),
    "missing": ("缺数据时的处理", "the missing-data policy"),
    "rule": ("规则变更", "a rule change"),
    "rule_and_metric": ("规则与指标同时变化", "rule and metric both changed"),
    "weight": ("权重调整", "another weight by rule"),
    "reweight": ("权重重新分摊", "re-weighting of what could be scored"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "rate": ("比率", "rate"),
    "mix": ("结构", "mix"),
    "volume": ("数量", "volume"),
    "other": ("细分之外", "outside the segments"),
}


@dataclass(frozen=True)
class Comparison:
    """Whose gap it is, to what, between which sides."""

    period: str
    subject_kind: str
    subject_id: str
    comparison: str
    base: Side
    current: Side

    @property
    def key(self) -> dict[str, str]:
        """The key columns."""
        names = ("period", "subject_kind", "subject_id", "comparison")
        return {name: getattr(self, name) for name in names}

    def leaves(self, part: Part) -> tuple[Leaf | None, Leaf | None]:
        """The item of a part on both sides."""
        leaf = part.leaf or ""
        return self.base.leaves.get(leaf), self.current.leaves.get(leaf)


def part_rows(told: Comparison, part: Part, parent: str | None = None) -> Iterator[dict[str, Any]]:
    """The rows of score_gap_parts, parents before children."""
    row = figures(told, part)
    zh, en = sentence(told, part, row)
    yield {
        **told.key,
        "part_id": part.id,
        "parent_id": parent,
        "split": part.split,
        "kind": part.kind,
        "node_id": part.leaf,
        **row,
        "evidence": evidence(told, part),
        "note_zh": zh,
        "note_en": en,
    }
    for child in part.children:
        yield from part_rows(told, child, part.id)


def figures(told: Comparison, part: Part) -> dict[str, Any]:
    """Metric, values and scores on both sides, and the part's points."""
    old, new = told.leaves(part)
    some = new or old
    return {
        "metric": some.metric if some else None,
        "segment": part.segment,
        "base_value": _six(old.value if old else None),
        "current_value": _six(new.value if new else None),
        "base_score": _six(_score(told.base, part, old)),
        "current_score": _six(_score(told.current, part, new)),
        "points": part.shown,
    }


def _score(side: Side, part: Part, leaf: Leaf | None) -> Fraction | None:
    if part.kind == "total":
        return side.total
    return leaf.score if leaf else None


def _six(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, SCORE_DIGITS)


def evidence(told: Comparison, part: Part) -> str:
    """The trace nodes of the part on both sides as a JSON list; large groups are not listed."""
    old, new = told.leaves(part)
    found = [
        f"{prefix}/{_path(part, leaf)}"
        for side, leaf in ((told.base, old), (told.current, new))
        if len(side.nodes) <= NAMED_PEOPLE and (leaf is not None or part.leaf is None)
        for prefix in side.nodes
    ]
    return json.dumps(found, separators=(",", ":"))


def _path(part: Part, leaf: Leaf | None) -> str:
    if leaf is None:
        return "score/total"
    below = part.split in ("atoms", "segments") or part.kind == "metric"
    one_metric = leaf.metric is not None and "," not in leaf.metric and leaf.value is not None
    return f"score/{leaf.id}.{leaf.metric}" if below and one_metric else f"score/{leaf.id}"


def sentence(told: Comparison, part: Part, row: Mapping[str, Any]) -> tuple[str, str]:
    """What the part with the figures of `row` did to the total, in Chinese and English."""
    points = f"{'+' if part.shown > 0 else ''}{shown(rounded(part.shown, 2), 2)}"
    kind = KINDS[part.kind]
    base = f"与 {told.base.label_zh}相比", f"Against {told.base.label_en}"
    if part.leaf is None:
        return f"{base[0]}，{kind[0]} {points} 分", f"{base[1]}, {kind[1]}: {points} points"
    old, new = told.leaves(part)
    name = _names(new or old)
    where = (
        f"（{part.segment}）" if part.segment else "",
        f" ({part.segment})" if part.segment else "",
    )
    seen = _seen(row)
    worst = _worst_segment(part)
    zh = f"{base[0]}，{name[0]}{where[0]}{seen[0]}：{kind[0]}使总分 {points} 分{worst[0]}"
    en = f"{base[1]}, {name[1]}{where[1]}{seen[1]}: {kind[1]} moves the total by {points}{worst[1]}"
    return zh, en


def _names(leaf: Leaf | None) -> tuple[str, str]:
    return (leaf.name_zh, leaf.name_en) if leaf else ("", "")


def _seen(row: Mapping[str, Any]) -> tuple[str, str]:
    """The values and scores that the sentence is about."""
    told_zh, told_en = [], []
    for key, zh, en in (("value", "", ""), ("score", "得分 ", "score ")):
        old, new = row[f"base_{key}"], row[f"current_{key}"]
        if old is not None and new is not None and old != new:
            figure = f"{shown(rounded(old, 4))} → {shown(rounded(new, 4))}"
            told_zh.append(f"{zh}{figure}")
            told_en.append(f"{en}{figure}")
    zh, en = "，".join(told_zh), ", ".join(told_en)
    return (f" {zh}", f" {en}") if zh else ("", "")


def _worst_segment(part: Part) -> tuple[str, str]:
    """The segment that moved the part most in its own direction."""
    by_segment: dict[str, Decimal] = {}
    for child in part.children:
        if child.segment is not None:
            by_segment[child.segment] = by_segment.get(child.segment, Decimal(0)) + child.shown
    sign = 1 if part.shown > 0 else -1
    ranked = sorted(by_segment, key=lambda name: (-sign * by_segment[name], name))
    if not ranked:
        return "", ""
    moved = rounded(by_segment[ranked[0]], 2)
    if sign * moved <= 0:
        return "", ""
    figure = shown(moved, 2)
    return f"，主要在 {ranked[0]}（{figure}）", f", mostly in {ranked[0]} ({figure})"
