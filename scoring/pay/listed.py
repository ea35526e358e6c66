"""P7 竞赛奖, P11 团队奖/主管奖, P12 调整: amounts settled elsewhere, one part per entry."""

from __future__ import annotations

from scoring.columns import Fractions
from scoring.exact import MONEY_DIGITS
from scoring.inputs.group import Group
from scoring.pay.entries import Entries, entries_of
from scoring.pay.inputs import Extras
from scoring.pay.parts import Factor, Parts
from scoring.rules.pay_plans import ListedPlan

# Component: the table in Extras, and the column that names an entry.
SOURCES = {
    "P7": ("prizes", "contest_id"),
    "P10": ("deductions", "reference"),
    "P11": ("team_awards", "reference"),
    "P12": ("adjustments", "reference"),
}


def listed_pay(plan: ListedPlan, group: Group, extras: Extras) -> Parts:
    """The entries of the component's table that are about the group."""
    return parts_of(listed_entries(plan.code, group, extras), SOURCES[plan.code][1])


def listed_entries(code: str, group: Group, extras: Extras) -> Entries:
    """The rows of the table of a component, by person and reference."""
    name, key = SOURCES[code]
    needed = (key, "amount", "reason_zh", "reason_en")
    return entries_of(group, getattr(extras, name), name, needed, (key,))


def parts_of(listed: Entries, key: str, sign: int = 1) -> Parts:
    """One part per entry; `sign` −1 takes the amounts away."""
    money = listed.money()
    amount = type(money)(sign * money.units, MONEY_DIGITS)
    factor = Factor("amount", Fractions.of(amount), lambda: amount.text(MONEY_DIGITS))
    reasons = (listed.texts("reason_zh"), listed.texts("reason_en"))
    return Parts(listed.rows, (factor,), labels=listed.texts(key), reasons=reasons)
