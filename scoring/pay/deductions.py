"""P10 扣款: compensation taken within the lawful share, oldest first, the rest carried on.

Source: scoring.md 4.12; Interim Provisions on Payment of Wages, art. 16.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pyarrow as pa

from scoring.arrow_text import filled
from scoring.columns import Figures, Fractions, Ints, divided, minus, product
from scoring.exact import MONEY_DIGITS
from scoring.inputs.group import Group
from scoring.pay.amounts import Amounts, Law
from scoring.pay.inputs import PayInputs
from scoring.pay.listed import listed_entries, parts_of
from scoring.pay.minimum_wage import counted_fen, required_fen, wage_fen
from scoring.pay.parts import Parts
from scoring.pay.payday import Payday
from scoring.rules.pay_plans import DeductionPlan
from scoring.tables import MONEY

CARRIED = pa.schema(
    [
        ("agent_id", pa.string()),
        ("component", pa.string()),
        ("reference", pa.string()),
        ("opening_amount", MONEY),
        ("taken_amount", MONEY),
        ("carried_amount", MONEY),
    ]
)


def deduction_pay(plan: DeductionPlan, group: Group, inputs: PayInputs) -> Parts:
    """Every claim as a negative part; the law's cap comes after it."""
    return parts_of(listed_entries(plan.code, group, inputs.extras), "reference", sign=-1)


def cap_deductions(amounts: Amounts, at: Payday) -> Amounts:
    """At most the share of the month's wage, and never into the minimum wage."""
    if not isinstance(amounts.component, DeductionPlan) or not len(amounts):
        return amounts
    people, rows = amounts.group.people, amounts.group.rows
    city = at.inputs.law(amounts.component.code).in_month(at.inputs.period)
    earned = [one for one in at.earned if not isinstance(one.component, DeductionPlan)]
    wage, counted = wage_fen(earned, people)[rows], counted_fen(earned, people)[rows]
    share = Fraction(city.deduction_share_cap)
    most = divided(product(np.maximum(wage, 0), share.numerator), share.denominator, "FLOOR")
    floor = _floor(amounts, at, city.deduction_floor, Fraction(city.minimum_wage_month_amount))
    allowed = np.maximum(np.minimum(most, minus(counted, floor)), 0)
    taken = Fractions(-allowed, np.full(len(allowed), 100)).reduced()
    limited = taken.where(amounts.exact.less(taken), amounts.exact)
    law = Law(
        operation="deduction_cap",
        inputs=(
            ("exact", amounts.exact),
            ("wage_amount", Figures(wage, MONEY_DIGITS)),
            ("share_cap", city.deduction_share_cap),
            ("counted_amount", Figures(counted, MONEY_DIGITS)),
            ("floor_amount", Figures(floor, MONEY_DIGITS)),
        ),
        zh=filled("依法可扣 ", Figures(allowed, MONEY_DIGITS).text(2), "，其余结转"),
        en=filled("Lawful to take ", Figures(allowed, MONEY_DIGITS).text(2), ", the rest carried"),
        rule_ref=city.citations["deduction_share_cap"].rule_ref,
    )
    return replace(amounts, limited=limited, law=law)


def _floor(amounts: Amounts, at: Payday, kind: str, standard: Fraction) -> Ints:
    """What must remain, in fen: the whole month's minimum, or that of the time attended."""
    if kind == "full_month":
        return np.full(len(amounts), int(standard * 100))
    return required_fen(amounts.group, at.inputs, standard)


def carried(amounts: Amounts) -> pa.Table:
    """Every claim: opening = taken + carried; taken oldest first, as the references sort."""
    parts, persons = amounts.parts, amounts.persons
    assert parts.labels is not None
    exact = parts.product.rounded(MONEY_DIGITS)
    claims = -exact.units
    before = minus(persons.running(claims), claims)
    left = minus((-amounts.paid.units)[persons.group], before)
    taken = np.minimum(np.maximum(left, 0), claims)
    agents = pa.array(amounts.group.people.agent_ids, pa.string()).take(pa.array(parts.rows))
    component = pa.repeat(pa.scalar(amounts.component.id), len(parts))
    money = (claims, taken, minus(claims, taken))
    columns = [Figures(fen, MONEY_DIGITS).arrow(MONEY) for fen in money]
    return pa.table([agents, component, parts.labels, *columns], schema=CARRIED)
