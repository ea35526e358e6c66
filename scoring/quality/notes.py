"""What the tables of this room say in words, in Chinese and English."""

from __future__ import annotations

from decimal import Decimal

from scoring.exact import rounded
from scoring.notices import Notice
from scoring.quality.agent_scores import AgentQuality, Severity
from scoring.quality.rules import PolicyInForce
from scoring.quality.severity import RaterEffect

SHOWN_DIGITS = 2


def agent_note(quality: AgentQuality, policy: PolicyInForce) -> tuple[str, str]:
    """Why the score and the paid band are what they are."""
    raw, adjusted = _shown(quality.raw_score), _shown(quality.adjusted_score)
    zh = f"{quality.evaluations} 次评测：原始 {raw}，剔除评分宽严后 {adjusted}"
    en = f"{quality.evaluations} evaluations: {raw} raw, {adjusted} without evaluators' leniency"
    if quality.interval:
        low, high = _shown(quality.interval.low), _shown(quality.interval.high)
        level = f"{100 * policy.confidence:f}".rstrip("0").rstrip(".")
        zh += f"，{level}% 置信区间 {low}–{high}"
        en += f", {level} % interval {low}–{high}"
    if quality.band != quality.paid_band:
        own, paid = policy.bands[quality.band], policy.bands[quality.paid_band]
        zh += f"；得分在“{own.name_zh}”档，但区间未越过档界，计酬档为“{paid.name_zh}”"
        en += (
            f"; the score lies in '{own.name_en}' but the interval does not clear the edge: "
            f"pay stays in '{paid.name_en}'"
        )
    if quality.uncorrected:
        who = ", ".join(quality.uncorrected)
        zh += f"；评测员 {who} 的宽严未剔除"
        en += f"; leniency of {who} not taken out"
    return zh, en


def severity_note(effect: RaterEffect, corrected: bool) -> tuple[str, str]:
    """What is known of an evaluator, and what is done with it."""
    if not effect.identified:
        return (
            "无人与其评测过相同坐席，宽严无法识别，不剔除",
            "nobody else evaluated the same agents: severity is not identified, nothing taken out",
        )
    points = _shown(abs(effect.leniency))
    zh = f"比平均{'宽松' if effect.leniency >= 0 else '严格'} {points} 分"
    en = f"{points} points {'more lenient' if effect.leniency >= 0 else 'stricter'} than the mean"
    if corrected:
        return f"{zh}，已从其评分中剔除", f"{en}; taken out of the scores given"
    return f"{zh}，但样本不足，不剔除", f"{en}; too few evaluations to take it out"


def severity_notices(severity: Severity) -> list[Notice]:
    """Evaluators without overlap, and groups that nothing links."""
    raters = severity.model.raters
    notices: list[Notice] = []
    alone = [effect.rater_id for effect in raters if not effect.identified]
    if alone:
        who = ", ".join(alone)
        notices.append(
            Notice(
                "severity_not_identified",
                f"评测员 {who} 与他人没有共同评测的坐席，宽严无法识别",
                f"severity of {who} is not identified: they share no agent with another evaluator",
            )
        )
    if severity.model.components > 1:
        groups = " | ".join(
            ", ".join(e.rater_id for e in raters if e.component == component + 1)
            for component in range(severity.model.components)
        )
        notices.append(
            Notice(
                "evaluators_not_connected",
                f"评测员分成互不相连的组，组间宽严不可比：{groups}",
                f"evaluators fall into groups that no agent links; severity is comparable within "
                f"a group only: {groups}",
            )
        )
    return notices


def _shown(score: Decimal) -> str:
    return f"{rounded(score, SHOWN_DIGITS):f}"
