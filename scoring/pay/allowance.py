"""P8 补贴: days or shifts with an allowance × its amount."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from scoring.columns import Figures, Fractions, figures_of
from scoring.exact import MONEY_DIGITS, shown
from scoring.grouping import Grouping
from scoring.inputs.group import Group
from scoring.pay.entries import entries_of
from scoring.pay.inputs import PayInputs
from scoring.pay.parts import Factor, Parts
from scoring.rules.pay_plans import AllowancePlan

NEEDED = ("work_date", "allowance", "quantity")


def allowance_pay(plan: AllowancePlan, group: Group, inputs: PayInputs) -> Parts:
    """Σ quantity of the period's days × amount, one part per person who has any."""
    days = entries_of(group, inputs.extras.allowance_days, "allowance_days", NEEDED, NEEDED[:2])
    kinds = np.array(days.table["allowance"].to_pylist(), dtype=object)
    days = days.where(np.asarray(kinds == plan.allowance, dtype=bool))
    dates = days.table["work_date"].to_pylist()
    first, last = inputs.period.first, inputs.period.last
    days = days.where(np.array([first <= day <= last for day in dates], dtype=bool))
    persons = Grouping.of(days.rows)
    quantity = Figures(persons.sums(figures_of(days.table["quantity"]).units))
    factors = (
        Factor("quantity", Fractions.of(quantity), lambda: quantity.text()),
        Factor(
            "amount",
            Fractions.constant(Fraction(plan.amount), len(persons)),
            lambda: shown(plan.amount, MONEY_DIGITS),
        ),
    )
    return Parts(persons.keys, factors)
