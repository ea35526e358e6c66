"""P1 岗位/基本工资: contract amount × share × paid-day fraction (scoring.md 4.7)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from data_contracts.refusal import Place, Refusal
from scoring.columns import Fractions
from scoring.exact import MONEY_DIGITS, shown
from scoring.inputs.group import Group
from scoring.pay.days import paid_fractions
from scoring.pay.parts import Factor, Hold, Parts
from scoring.period import Period
from scoring.rules.pay_plans import BasePlan

NO_SALARY = Hold("人事数据无合同工资", "HR has no contract salary")


def base_pay(plan: BasePlan, group: Group, period: Period, currency: str) -> Parts:
    """The base pay of each row; held without a contract salary.

    Raises Refusal where the salary is in another currency than the plan.
    """
    people, rows = group.people, group.rows
    _refuse_other_currency(group, currency)
    salary = people.base_salary.take(rows)
    contract = Factor(
        "contract_amount",
        Fractions.of(salary),
        lambda: salary.text(MONEY_DIGITS),
        node=f"pay/{plan.id}.contract",
        own_node=True,
    )
    share = Factor(
        "share",
        Fractions.constant(Fraction(plan.share), len(rows)),
        lambda: shown(plan.share),
    )
    days = paid_fractions(people, rows, period, plan.proration, plan.earned_on_exit)
    return Parts(
        rows=rows,
        factors=(contract, *((share,) if plan.share != 1 else ()), *days),
        base=salary,
        hold=np.where(salary.is_known, 0, 1),
        holds=(NO_SALARY,),
    )


def _refuse_other_currency(group: Group, currency: str) -> None:
    people = group.people
    known = people.base_salary.is_known
    for row in group.rows.tolist():
        paid_in = people.currency[row]
        if paid_in is not None and paid_in != currency and known[row]:
            raise Refusal(
                f"the salary of {people.agent_ids[row]} is not in the plan's currency {currency}",
                place=Place("people", key="currency"),
                value=paid_in,
                next_step="correct the staff list, or give this group a pay plan of its own",
            )
