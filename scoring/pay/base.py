"""P1 岗位/基本工资: contract amount × share × paid-day fraction (scoring.md 4.7)."""

from __future__ import annotations

from fractions import Fraction

from data_contracts.refusal import Place, Refusal
from scoring.exact import MONEY_DIGITS, shown
from scoring.inputs import Person
from scoring.pay.amounts import Amount, Factor, Hold, paid_fractions, product_of
from scoring.period import Period
from scoring.rules.plans import BasePlan

NO_SALARY = Hold("人事数据无合同工资", "HR has no contract salary")


def base_pay(plan: BasePlan, person: Person, period: Period, currency: str) -> Amount:
    """The base pay of one person before limits and rounding; held without a contract salary.

    Raises Refusal where the salary is in another currency than the plan.
    """
    salary = person.base_salary_amount
    if salary is None:
        return Amount(plan, person, held=NO_SALARY)
    if person.currency is not None and person.currency != currency:
        raise Refusal(
            f"the salary of {person.agent_id} is not in the plan's currency {currency}",
            place=Place("people", key="currency"),
            value=person.currency,
            next_step="correct the staff list, or give this group a pay plan of its own",
        )
    contract = Factor(
        "contract_amount", Fraction(salary), shown(salary, MONEY_DIGITS), f"pay/{plan.id}.contract"
    )
    share = (Factor("share", Fraction(plan.share), shown(plan.share)),) if plan.share != 1 else ()
    factors = (contract, *share, *paid_fractions(person, period))
    return Amount(plan, person, factors=factors, base_amount=salary, product=product_of(factors))
