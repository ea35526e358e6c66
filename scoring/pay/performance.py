"""P2 绩效工资: base × coefficient of the total score (scoring.md 4.7)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from data_contracts.refusal import Place, Refusal
from scoring.columns import Figures, Fractions, Rows, units_of
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, shown
from scoring.functions import OutsideDomain, Read, ScoredColumn
from scoring.inputs.group import Group
from scoring.pay.days import paid_fractions
from scoring.pay.inputs import PayInputs
from scoring.pay.parts import Coefficient, Factor, Hold, Parts
from scoring.rules.pay_plans import PerformancePlan

NO_SCORE = Hold("没有总分，暂不计发", "no total score yet, held")
HELD_SCORE = Hold("总分暂缓，待数据齐全，暂不计发", "the total score is held for data, so is this")
FULL = 10**SCORE_DIGITS


def performance_pay(plan: PerformancePlan, group: Group, inputs: PayInputs) -> Parts:
    """The performance pay of each row before limits and rounding; held without a score.

    Raises Refusal where the score lies outside the coefficient's bands.
    """
    people, rows = group.people, group.rows
    score = inputs.scores.take(rows)
    known = np.flatnonzero(score.is_known)
    scored = _scored(plan, group, score, known)
    coefficient = Coefficient(_spread(scored, known, len(rows)), score, _told(scored, known, rows))
    base = Figures(np.full(len(rows), units_of(plan.base_amount, MONEY_DIGITS)), MONEY_DIGITS)
    factors = (
        Factor("base_amount", _constant(plan, rows), lambda: shown(plan.base_amount, MONEY_DIGITS)),
        Factor(
            "coefficient",
            Fractions.of(coefficient.value),
            lambda: coefficient.value.text(MONEY_DIGITS),
            node=coefficient_path(plan.id),
        ),
        *paid_fractions(people, rows, inputs.period, plan.proration, plan.earned_on_exit),
    )
    waits = np.zeros(len(people), dtype=bool) if inputs.held is None else inputs.held
    hold = np.where(score.is_known, 0, np.where(waits[rows], 2, 1))
    return Parts(rows, factors, base, hold, (NO_SCORE, HELD_SCORE), coefficient)


def coefficient_path(component_id: str) -> str:
    """Where the coefficient of a performance component stands in the trace."""
    return f"pay/{component_id}.coefficient"


def _constant(plan: PerformancePlan, rows: Rows) -> Fractions:
    return Fractions.constant(Fraction(plan.base_amount), len(rows))


def _scored(plan: PerformancePlan, group: Group, score: Figures, known: Rows) -> ScoredColumn:
    try:
        return plan.coefficient.score_column(Read((score.units[known],), FULL))
    except OutsideDomain as error:
        row = int(group.rows[known[error.row]])
        raise Refusal(
            f"the score of {group.people.agent_ids[row]}: {error}",
            place=Place(plan.rule_ref, key=plan.id),
            next_step="widen the coefficient's domain, with -inf and inf for open ends",
        ) from None


def _spread(scored: ScoredColumn, known: Rows, count: int) -> Figures:
    units = np.zeros(count, dtype=scored.score.dtype)
    units[known] = scored.score
    return Figures(units)


def _told(scored: ScoredColumn, known: Rows, rows: Rows):
    def told() -> list[str]:
        texts = np.full(len(rows), "", dtype=object)
        texts[known] = scored.told()
        return texts.tolist()

    return told
