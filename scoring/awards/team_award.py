"""P11: the award for a cascaded result (scoring.md 4.7, 4.8)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.awards.cascade_rules import AwardPlan, CascadePlan
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, rounded, shown, shown_cut, truncated

FULL_COEFFICIENT = Decimal(1)


def award_row(plan: CascadePlan, award: AwardPlan, agent_id: str, score: Decimal) -> dict[str, Any]:
    """base × coefficient(score), rounded once to the fen, as a row of team_awards."""
    coefficient = award.coefficient.score([score], FULL_COEFFICIENT).score
    exact = Fraction(award.base_amount) * Fraction(coefficient)
    amount = rounded(exact, MONEY_DIGITS)
    figures = f"{shown(award.base_amount, 2)} × {shown(coefficient)} = {shown(amount, 2)}"
    cut = shown_cut(score)
    return {
        "period": plan.period.label,
        "agent_id": agent_id,
        "cascade_id": plan.rule.id,
        "amount": amount,
        "base_amount": rounded(award.base_amount, MONEY_DIGITS),
        "coefficient": rounded(coefficient, SCORE_DIGITS),
        "unrounded_amount": truncated(exact, SCORE_DIGITS),
        "currency": award.rule.currency,
        "payroll_code": award.rule.payroll_code,
        "taxable": award.rule.taxable,
        "rule_ref": award.rule_ref,
        "reason_zh": f"{plan.rule.name_zh} {cut}：{figures}",
        "reason_en": f"{plan.rule.name_en} {cut}: {figures}",
    }
