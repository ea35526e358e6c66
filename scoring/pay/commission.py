"""P6 营销/催收提成: certified sale × rate; taken back where cancelled within the window (4.8)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.arrow_text import chosen, filled
from scoring.columns import Figures, Fractions
from scoring.exact import MONEY_DIGITS, shown
from scoring.inputs.group import Group
from scoring.pay.entries import Entries, entries_of
from scoring.pay.inputs import PayInputs
from scoring.pay.parts import Factor, Parts
from scoring.period import Period
from scoring.rules.pay_plans import CommissionPlan

NEEDED = ("sale_id", "sold_on", "certified", "amount", "cancelled_on")


def commission_pay(plan: CommissionPlan, group: Group, inputs: PayInputs) -> Parts:
    """Certified sales of the period, less those cancelled in it within the window.

    A sale of an earlier month that is cancelled now is a negative part that names it.
    """
    sales = entries_of(group, inputs.extras.sales, "sales", NEEDED, ("sale_id",))
    sales = sales.where(_true(pc.field("certified"), sales))
    sold = sales.where(_sold(sales, inputs.period))
    back = sales.where(_taken_back(sales, inputs.period, plan.clawback_days))
    money = np.concatenate([sold.money().units, -back.money().units])
    rows = np.concatenate([sold.rows, back.rows])
    order = np.argsort(rows, kind="stable")
    amount = Figures(money[order], MONEY_DIGITS)
    ids = _joined(sold.texts("sale_id"), filled(back.texts("sale_id"), "/clawback"), order)
    rate = Fractions.constant(Fraction(plan.rate), len(order))
    factors = (
        Factor("amount", Fractions.of(amount), lambda: amount.text(MONEY_DIGITS)),
        Factor("rate", rate, lambda: shown(plan.rate)),
    )
    backward = pa.array(np.asarray(amount.units < 0, dtype=bool))
    reasons = (
        chosen(backward, filled("退订追回 ", ids), filled("成交 ", ids)),
        chosen(backward, filled("Cancelled ", ids), filled("Sale ", ids)),
    )
    return Parts(rows[order], factors, labels=ids, reasons=reasons)


def _true(condition: pc.Expression, sales: Entries) -> np.ndarray:
    mask = sales.table.add_column(0, "place", pa.array(np.arange(len(sales))))
    places = mask.filter(condition)["place"].to_numpy()
    found = np.zeros(len(sales), dtype=bool)
    found[places] = True
    return found


def _sold(sales: Entries, period: Period) -> np.ndarray:
    day = pc.field("sold_on")
    return _true((day >= period.first) & (day <= period.last), sales)


def _taken_back(sales: Entries, period: Period, window: int) -> np.ndarray:
    """Cancelled in the period and within the window of days after the sale."""
    day = pc.field("cancelled_on")
    now = _true((day >= period.first) & (day <= period.last), sales)
    sold = sales.table["sold_on"].cast(pa.date32()).to_numpy().astype("datetime64[D]")
    gone = sales.table["cancelled_on"].cast(pa.date32()).fill_null(period.first)
    days = (gone.to_numpy().astype("datetime64[D]") - sold).astype(np.int64)
    return now & (days <= window)


def _joined(first: pa.Array, second: pa.Array, order: np.ndarray) -> pa.Array:
    return pa.concat_arrays([first, second]).take(pa.array(order))
