"""P2 绩效工资: base × coefficient of the total score (scoring.md 4.7)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from data_contracts.refusal import Place, Refusal
from scoring.exact import MONEY_DIGITS, shown
from scoring.functions import OutsideDomain
from scoring.inputs import Person
from scoring.pay.amounts import Amount, Factor, Hold, paid_fractions, product_of
from scoring.period import Period
from scoring.rules.plans import PerformancePlan

NO_SCORE = Hold("没有总分，暂不计发", "no total score yet, held")
FULL = Decimal(1)


def performance_pay(
    plan: PerformancePlan, person: Person, period: Period, score: Decimal | None
) -> Amount:
    """The performance pay of one person before limits and rounding; held without a score.

    Raises Refusal where the score lies outside the coefficient's bands.
    """
    if score is None:
        return Amount(plan, person, held=NO_SCORE)
    try:
        scored = plan.coefficient.score([score], FULL)
    except OutsideDomain as error:
        raise Refusal(
            f"the score of {person.agent_id}: {error}",
            place=Place(plan.rule_ref, key=plan.id),
            next_step="widen the coefficient's domain, with -inf and inf for open ends",
        ) from None
    factors = (
        Factor("base_amount", Fraction(plan.base_amount), shown(plan.base_amount, MONEY_DIGITS)),
        Factor(
            "coefficient",
            Fraction(scored.score),
            shown(scored.score, MONEY_DIGITS),
            f"pay/{plan.id}.coefficient",
        ),
        *(paid_fractions(person, period) if plan.prorated else ()),
    )
    return Amount(
        plan,
        person,
        factors=factors,
        base_amount=plan.base_amount,
        scored=scored,
        score=score,
        product=product_of(factors),
    )
