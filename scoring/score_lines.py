"""A scored tree as score lines: one row per node, and one per node that gates reduced.

A fired gate on a section or the total is a line of its own, of kind 'item' and function
F14, whose contribution is what it took away; so contributions always sum to the score.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scoring.exact import SCORE_DIGITS, rounded, shown, shown_cut
from scoring.inputs import Measured
from scoring.rules.plans import ItemPlan
from scoring.scores import FiredGate, Node

ZERO = Decimal(0)

POLICY_ZH = {
    "EXCLUDE_REWEIGHT": "不计分，权重分摊到同组其他项目",
    "NEUTRAL": "按达标计分",
    "ZERO": "计零分",
    "HOLD": "暂不计分，待数据齐全",
}
POLICY_EN = {
    "EXCLUDE_REWEIGHT": "left out, its weight goes to the rest of the section",
    "NEUTRAL": "scored at target",
    "ZERO": "scored zero",
    "HOLD": "held until the data are complete",
}


def gate_node_id(node: Node) -> str:
    """The id of the line that shows what the gates of a section took away."""
    return f"{node.plan.id}.gate"


def score_rows(period: str, agent_id: str, scorecard_id: str, total: Node) -> list[dict[str, Any]]:
    """The rows of one person, parents before children, in the order of the rule file."""
    key = {"period": period, "agent_id": agent_id, "scorecard_id": scorecard_id}
    return [{**key, **row} for row in _rows(total, None)]


def _rows(node: Node, parent: str | None) -> Iterator[dict[str, Any]]:
    yield _row(node, parent)
    for child in node.children:
        yield from _rows(child, node.plan.id)
    if node.fired and not isinstance(node.plan, ItemPlan):
        yield _gate_row(node)


def _row(node: Node, parent: str | None) -> dict[str, Any]:
    plan, measures = node.plan, _figures(node)
    kind = "item" if isinstance(plan, ItemPlan) else "total" if parent is None else "section"
    notes = notes_of(node)
    return {
        "node_id": plan.id,
        "parent_id": parent,
        "kind": kind,
        "name_zh": plan.name_zh,
        "name_en": plan.name_en,
        **measures,
        "score": node.score,
        "weight_declared": rounded(plan.weight, SCORE_DIGITS),
        "weight_applied": node.weight_applied,
        "contribution": node.contribution,
        "policy": node.policy,
        "flag": flag_of(node),
        "rule_ref": plan.rule_ref,
        "note_zh": notes[0],
        "note_en": notes[1],
    }


def _figures(node: Node) -> dict[str, Any]:
    plan = node.plan
    if not isinstance(plan, ItemPlan):
        return dict.fromkeys(
            ("metric", "n", "numerator", "denominator", "metric_value", "target", "function")
        )
    only: Measured | None = node.measured[0] if len(node.measured) == 1 else None
    return {
        "metric": ", ".join(metric.name for metric in plan.metrics),
        "n": only.n if only else None,
        "numerator": only.numerator if only else None,
        "denominator": only.denominator if only else None,
        "metric_value": only.value if only else None,
        "target": plan.function.target(plan.full_score),
        "function": plan.function.code,
    }


def flag_of(node: Node) -> str | None:
    """Gates that fired, with their action, as 'fatal_error: CAP 60'; HOLD where held."""
    told = [f"{gate.id}: {gate.rule.told}" for gate in node.fired]
    return "; ".join(told) or ("HOLD" if node.state == "held" else None)


def _gate_row(node: Node) -> dict[str, Any]:
    zh, en = gate_notes(node)
    return {
        **dict.fromkeys(("n", "numerator", "denominator", "metric_value", "target", "policy")),
        "node_id": gate_node_id(node),
        "parent_id": node.plan.id,
        "kind": "item",
        "name_zh": "、".join(gate.name_zh for gate in node.fired),
        "name_en": ", ".join(gate.name_en for gate in node.fired),
        "metric": ", ".join(sorted({gate.metric.name for gate in node.fired})),
        "function": "F14",
        "score": None,
        "weight_declared": rounded(ZERO, SCORE_DIGITS),
        "weight_applied": rounded(ZERO, SCORE_DIGITS),
        "contribution": rounded(node.gate_effect, SCORE_DIGITS),
        "flag": flag_of(node),
        "rule_ref": node.fired[0].rule_ref,
        "note_zh": zh,
        "note_en": en,
    }


def condition(gate: FiredGate, language: str) -> str:
    """The gate's condition and action for people."""
    rule = gate.rule
    name = gate.metric.definition.name_zh if language == "zh" else gate.metric.definition.name_en
    return f"{name} {shown(gate.figure)} {rule.operator} {shown(rule.threshold)} → {rule.told}"


def gate_notes(node: Node) -> tuple[str, str]:
    """What the gates did, in Chinese and English."""
    before = shown_cut(node.ungated) if node.ungated is not None else "—"
    after = shown_cut(node.score) if node.score is not None else "HOLD"
    zh = "；".join(f"{g.name_zh}（{condition(g, 'zh')}）" for g in node.fired)
    en = "; ".join(f"{g.name_en} ({condition(g, 'en')})" for g in node.fired)
    return f"{zh}：{before} → {after}", f"{en}: {before} → {after}"


def notes_of(node: Node) -> tuple[str, str]:
    """Why the node has its score, in Chinese and English."""
    plan = node.plan
    score = "—" if node.ungated is None else shown_cut(node.ungated)
    if isinstance(plan, ItemPlan):
        zh, en = _item_notes(node, plan, score)
    else:
        zh = f"{plan.name_zh} {score} = Σ 加权得分"
        en = f"{plan.name_en} {score} = Σ weighted scores"
        if node.state == "held":
            zh, en = f"{plan.name_zh}：{POLICY_ZH['HOLD']}", f"{plan.name_en}: {POLICY_EN['HOLD']}"
        elif node.state == "excluded":
            zh = f"{plan.name_zh}：本组无可计分项目"
            en = f"{plan.name_en}: nothing in it can be scored"
    if not node.fired:
        return zh, en
    gate_zh, gate_en = gate_notes(node)
    return f"{zh}；{gate_zh}", f"{en}; {gate_en}"


def _item_notes(node: Node, plan: ItemPlan, score: str) -> tuple[str, str]:
    if node.policy is not None:
        why_zh, why_en = _missing(node, plan)
        return (
            f"{plan.name_zh} {score}：{why_zh}，{POLICY_ZH[node.policy]}",
            f"{plan.name_en} {score}: {why_en}, {POLICY_EN[node.policy]}",
        )
    values = ", ".join(
        shown(found.value) for found in node.measured if found and found.value is not None
    )
    code = plan.function.code
    capped = "" if node.raw == node.ungated else f" [{shown_cut(node.raw or ZERO)}]"
    figures = f"{values}（{code}：{node.where}）{capped}"
    figures_en = f"{values} ({code}: {node.where}){capped}"
    return f"{plan.name_zh} {score} ← {figures}", f"{plan.name_en} {score} ← {figures_en}"


def _missing(node: Node, plan: ItemPlan) -> tuple[str, str]:
    if any(found is None or found.value is None for found in node.measured):
        return "无数据", "no data"
    n = min(found.n for found in node.measured if found)
    return f"样本 {n} 少于 {plan.min_sample}", f"sample {n} is below {plan.min_sample}"
