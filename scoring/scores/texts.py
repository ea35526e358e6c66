"""What is said of a scored tree in Chinese and English, each text made once for a group."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.arrow_text import filled
from scoring.columns import Figures, Mask, Rows
from scoring.exact import shown
from scoring.gates import Fired
from scoring.rules.scorecard_plans import ItemPlan, SectionPlan
from scoring.scores.nodes import POLICIES, ItemDetail, Node, State

Objects = NDArray[np.object_]

POLICY_ZH = {
    "EXCLUDE_REWEIGHT": "不计分，权重分摊到同组其他项目",
    "NEUTRAL": "按达标计分",
    "ZERO": "计零分",
    "HOLD": "暂不计分，待数据齐全",
    "TEAM_MEAN": "按班组均值计分",
    "CARRY_FORWARD": "按此前月份的数值计分",
    "SHRINK": "按样本量向组均值收缩",
    "IN_TRAINING": "培训期内免考核",
    "DATA_INCOMPLETE": "数据未到齐，暂不计分",
}
POLICY_EN = {
    "EXCLUDE_REWEIGHT": "left out, its weight goes to the rest of the section",
    "NEUTRAL": "scored at target",
    "ZERO": "scored zero",
    "HOLD": "held until the data are complete",
    "TEAM_MEAN": "scored at the team's mean",
    "CARRY_FORWARD": "scored at the value of an earlier month",
    "SHRINK": "drawn towards the group's mean for want of cases",
    "IN_TRAINING": "not asked of people in training",
    "DATA_INCOMPLETE": "held, the data are not complete",
}
COMPOSED_ZH = {
    "weighted_mean": "Σ 加权得分",
    "sum_of_points": "Σ 得分",
    "min": "最低项得分",
    "product": "各项得分之积",
}
COMPOSED_EN = {
    "weighted_mean": "Σ weighted scores",
    "sum_of_points": "Σ points",
    "min": "the lowest score",
    "product": "the product of scores",
}


@dataclass(frozen=True)
class Told:
    """A node with its texts, one per person; gate texts stand where a gate acts."""

    node: Node
    zh: pa.Array
    en: pa.Array
    gate_zh: Objects
    gate_en: Objects
    flag: pa.Array
    children: tuple[Told, ...]


def told(node: Node) -> Told:
    """The tree with its texts."""
    gate_zh, gate_en = _gate_notes(node, "zh"), _gate_notes(node, "en")
    zh, en = (
        _item_notes(node, node.plan)
        if isinstance(node.plan, ItemPlan)
        else _section_notes(node, node.plan)
    )
    acts = node.any_fired
    return Told(
        node=node,
        zh=_with_gates(zh, gate_zh, acts, "；"),
        en=_with_gates(en, gate_en, acts, "; "),
        gate_zh=gate_zh,
        gate_en=gate_en,
        flag=_flags(node),
        children=tuple(told(child) for child in node.children),
    )


def _with_gates(notes: Objects, gates: Objects, acts: Mask, between: str) -> pa.Array:
    for row in np.flatnonzero(acts):
        notes[row] = f"{notes[row]}{between}{gates[row]}"
    return pa.array(notes, pa.string())


def _flags(node: Node) -> pa.Array:
    """Gates that acted, as 'fatal_error: CAP 60'; HOLD where held."""
    flags: Objects = np.full(len(node), None, dtype=object)
    for gate in node.fired:
        for row in np.flatnonzero(gate.who):
            told_gate = f"{gate.plan.id}: {gate.plan.rule.told}"
            flags[row] = f"{flags[row]}; {told_gate}" if flags[row] else told_gate
    held = (node.state == State.HELD) & (flags == None)  # noqa: E711
    flags[held] = "HOLD"
    return pa.array(flags, pa.string())


def _section_notes(node: Node, plan: SectionPlan) -> tuple[Objects, Objects]:
    scores = Figures(node.ungated).text_cut()
    zh = _objects(filled(f"{plan.name_zh} ", scores, f" = {COMPOSED_ZH[plan.composition]}"))
    en = _objects(filled(f"{plan.name_en} ", scores, f" = {COMPOSED_EN[plan.composition]}"))
    waiting = (node.state == State.HELD) & ~node.any_fired
    zh[waiting] = f"{plan.name_zh}：{POLICY_ZH['HOLD']}"
    en[waiting] = f"{plan.name_en}: {POLICY_EN['HOLD']}"
    empty = node.state == State.EXCLUDED
    zh[empty] = f"{plan.name_zh}：本组无可计分项目"
    en[empty] = f"{plan.name_en}: nothing in it can be scored"
    return zh, en


def _item_notes(node: Node, plan: ItemPlan) -> tuple[Objects, Objects]:
    detail = node.detail
    assert detail is not None
    zh: Objects = np.full(len(node), None, dtype=object)
    en = zh.copy()
    ran, code = detail.ran, getattr(plan.function, "code", "")
    if len(ran):
        scores, values = Figures(node.ungated[ran]).text_cut(), _values(detail)
        instead_zh, instead_en = _instead(detail, ran)
        capped = _capped(node, detail)
        zh[ran] = _objects(
            filled(
                f"{plan.name_zh} ",
                scores,
                " ← ",
                values,
                f"（{code}：",
                detail.told(),
                instead_zh,
                "）",
                capped,
            )
        )
        en[ran] = _objects(
            filled(
                f"{plan.name_en} ",
                scores,
                " ← ",
                values,
                f" ({code}: ",
                detail.told(),
                instead_en,
                ")",
                capped,
            )
        )
    rest = np.setdiff1d(np.arange(len(node)), ran)
    scores = Figures(node.ungated[rest]).text_cut().to_pylist()
    for row, score in zip(rest, scores, strict=True):
        policy, score = POLICIES[detail.policy[row]], score if node.counts[row] else "—"
        why_zh, why_en = _missing(detail, row)
        zh[row] = f"{plan.name_zh} {score}：{why_zh}{POLICY_ZH[policy]}"
        en[row] = f"{plan.name_en} {score}: {why_en}{POLICY_EN[policy]}"
    return zh, en


def _values(detail: ItemDetail) -> pa.Array:
    texts = [
        Figures(read.value.units[detail.ran], read.value.digits).text() for read in detail.reads
    ]
    parts = [part for text in texts for part in (", ", text)]
    return filled(*parts[1:])


def _instead(detail: ItemDetail, ran: Rows) -> tuple[pa.Array, pa.Array]:
    """Why another value stands for a person's own."""
    zh = np.array(["", *(f"；{POLICY_ZH[p]}" for p in POLICIES[1:])], dtype=object)
    en = np.array(["", *(f"; {POLICY_EN[p]}" for p in POLICIES[1:])], dtype=object)
    codes = detail.policy[ran]
    return pa.array(zh[codes], pa.string()), pa.array(en[codes], pa.string())


def _capped(node: Node, detail: ItemDetail) -> pa.Array:
    """The function's own score where caps or a bonus changed it."""
    raw, ran = Figures(detail.raw[detail.ran]).text_cut(), detail.ran
    same = np.asarray(detail.raw[ran] == node.ungated[ran], dtype=bool)
    shown_raw = _objects(filled(" [", raw, "]"))
    shown_raw[same] = ""
    return pa.array(shown_raw, pa.string())


def _missing(detail: ItemDetail, row: int) -> tuple[str, str]:
    if POLICIES[detail.policy[row]] in ("IN_TRAINING", "DATA_INCOMPLETE"):
        return "", ""
    if not all(read.measured.value.is_known[row] for read in detail.reads):
        return "无数据，", "no data, "
    n = min(int(read.measured.n[row]) for read in detail.reads)
    least = int(detail.least[row])
    if n >= least:
        return "无可比对象，", "nothing to compare with, "
    return f"样本 {n} 少于 {least}，", f"sample {n} is below {least}, "


def _gate_notes(node: Node, language: str) -> Objects:
    """What the gates did to each person: names, conditions, score before and after."""
    notes: Objects = np.full(len(node), None, dtype=object)
    between = "；" if language == "zh" else "; "
    for gate in node.fired:
        for row in np.flatnonzero(gate.who):
            one = gate_told(gate, int(row), language)
            notes[row] = f"{notes[row]}{between}{one}" if notes[row] else one
    for row in np.flatnonzero(node.any_fired):
        before, after = (
            Figures(column[row : row + 1]).text_cut().to_pylist()[0]
            for column in (node.ungated, node.score)
        )
        after = "HOLD" if node.state[row] == State.HELD else after
        colon = "：" if language == "zh" else ": "
        notes[row] = f"{notes[row]}{colon}{before} → {after}"
    return notes


def gate_told(gate: Fired, row: int, language: str) -> str:
    """One gate with the condition that held for the person at `row`."""
    name = gate.plan.name_zh if language == "zh" else gate.plan.name_en
    left, right = ("（", "）") if language == "zh" else (" (", ")")
    return f"{name}{left}{condition(gate, row, language)}{right}"


def condition(gate: Fired, row: int, language: str) -> str:
    """The gate's condition and action for people."""
    rule, metric = gate.plan.rule, gate.plan.metric.definition
    name = metric.name_zh if language == "zh" else metric.name_en
    figure = shown(_decimal(gate.figure, row))
    return f"{name} {figure} {rule.operator} {shown(rule.threshold)} → {rule.told}"


def _decimal(figures: Figures, row: int) -> Decimal:
    value = Figures(figures.units[row : row + 1], figures.digits).decimals()[0]
    assert value is not None
    return value


def _objects(texts: pa.Array) -> Objects:
    return texts.to_numpy(zero_copy_only=False)
