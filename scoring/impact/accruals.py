"""Accruals for finance: what the coming pay will cost, against its budget, as journal lines (X16).

The amount of a line is the mean of the draws, rounded half up; the credit is the sum of the
debits, so that a journal balances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns import Ints
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.impact.impact_tables import PAY_ACCRUALS
from scoring.impact.pay_forecast import TOTAL, Budget, PayForecast, Quantiles
from scoring.tables import table_of

CENTRE, LIABILITY = "centre", "accrued_pay"


def accruals(
    forecast: PayForecast, payroll_codes: Mapping[str, str], budgets: Sequence[Budget] = ()
) -> pa.Table:
    """Rows of outputs/pay_accruals: a debit per department and component, and the credit.

    `payroll_codes` names the account of each component; `budgets` of kind `department` (or
    `centre` where there are no departments) stand beside the forecast.
    """
    kind = "department" if any(forecast.subjects("department")) else CENTRE
    names = sorted({name for name in forecast.subjects(kind) if name is not None})
    given = {(one.subject_id, one.component): one for one in budgets if one.subject_kind == kind}
    rows = [
        _debit(forecast, kind, name, component, payroll_codes[component], given)
        for name in names
        for component in forecast.fen
    ]
    owed = sum((row["accrual_amount"] for row in rows), Decimal(0))
    return table_of([*rows, _credit(forecast, owed)], PAY_ACCRUALS)


def _debit(
    forecast: PayForecast,
    kind: str,
    name: str,
    component: str,
    account: str,
    given: Mapping[tuple[str, str], Budget],
) -> dict[str, Any]:
    drawn = forecast.drawn(kind, name, component)
    found, amount = Quantiles.of(drawn), _mean(drawn)
    budget = given.get((name, component))
    return {
        "period": forecast.period,
        "department_id": name,
        "component": component,
        "account": account,
        "entry": "debit",
        "accrual_amount": amount,
        "low_amount": from_units(found.p10, MONEY_DIGITS),
        "high_amount": from_units(found.p90, MONEY_DIGITS),
        "budget_amount": budget.amount if budget else None,
        "variance_amount": amount - budget.amount if budget else None,
        "over_budget_probability": rounded(forecast.over(budget), SCORE_DIGITS) if budget else None,
    }


def _credit(forecast: PayForecast, owed: Decimal) -> dict[str, Any]:
    return {
        **dict.fromkeys(PAY_ACCRUALS.names),
        "period": forecast.period,
        "department_id": CENTRE,
        "component": TOTAL,
        "account": LIABILITY,
        "entry": "credit",
        "accrual_amount": owed,
    }


def _mean(drawn: Ints) -> Decimal:
    return rounded(Fraction(int(np.sum(drawn)), 100 * len(drawn)), MONEY_DIGITS)
