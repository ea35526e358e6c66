"""Control totals: payroll, engine and ledger say the same, or the month does not go out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from scoring.cost.allocation import Allocation
from scoring.cost.elements import ON_COST, OVERHEAD, PAY
from scoring.cost.journal import CREDIT, DEBIT
from scoring.cost.tables import COST_CONTROLS
from scoring.exact import MONEY_DIGITS, from_units
from scoring.tables import table_of

Told = tuple[str, str]
PAY_LINES: Told = ("工资行合计", "Pay lines")
TRACE: Told = ("追溯根节点合计", "Roots of the trace")
COST_PAY: Told = ("成本行：工资", "Cost lines: pay")
COST_ALL: Told = ("成本行：要素合计", "Cost lines: elements")
ACTIVITIES: Told = ("成本行：作业合计", "Cost lines: activities")
OBJECTS: Told = ("成本行：对象合计", "Cost lines: objects")
UNIT: Told = ("单位成本：中心", "Unit cost: the centre")
DEBITS: Told = ("凭证借方", "Journal debits")
CREDITS: Told = ("凭证贷方", "Journal credits")
LABOUR: Told = ("工资与企业缴费", "Pay and contributions")
OVERHEADS: Told = ("成本行：间接费用", "Cost lines: overheads")
DECLARED: Told = ("costs.yaml 间接费用", "Overheads of costs.yaml")


@dataclass(frozen=True)
class Control:
    """Two totals that must be equal, in their words."""

    left: Told
    left_amount: Decimal
    right: Told
    right_amount: Decimal


def cost_controls(done: Allocation, unit: pa.Table, journal: pa.Table, traced: Decimal) -> pa.Table:
    """Rows of outputs/cost_controls. `traced` is the sum of the trace's roots of the month."""
    pay = sum((row["pay_amount"] for row in done.facts.pay), Decimal(0))
    by_kind = {kind: _elements(done, kind) for kind in (PAY, ON_COST, OVERHEAD)}
    labour, everything = by_kind[PAY] + by_kind[ON_COST], sum(by_kind.values(), Decimal(0))
    activities = _money(part.fen for _, parts in done.used for part in parts.values())
    objects = _money(part.fen for one in done.served for part in one.parts.values())
    centre = [row["cost_amount"] for row in unit.to_pylist() if row["scope_kind"] == "centre"]
    debits, credits = (_posted(journal, side) for side in (DEBIT, CREDIT))
    declared = _money(charge.fen for charge in done.plan.overheads)
    return _table(done.plan.period, [
        Control(PAY_LINES, pay, TRACE, traced),
        Control(PAY_LINES, pay, COST_PAY, by_kind[PAY]),
        Control(DECLARED, declared, OVERHEADS, by_kind[OVERHEAD]),
        Control(COST_ALL, everything, ACTIVITIES, activities),
        Control(ACTIVITIES, activities, OBJECTS, objects),
        Control(OBJECTS, objects, UNIT, sum(centre, Decimal(0))),
        Control(LABOUR, labour, DEBITS, debits),
        Control(DEBITS, debits, CREDITS, credits),
    ])  # fmt: skip


def differing(controls: pa.Table) -> list[str]:
    """Controls that do not agree, one sentence each, without amounts but the difference."""
    return [
        f"{row['left_en']} and {row['right_en']} differ by {row['difference_amount']}"
        for row in controls.to_pylist()
        if not row["agrees"]
    ]


def _elements(done: Allocation, kind: str) -> Decimal:
    return _money(one.fen for one in done.elements if one.kind == kind)


def _posted(journal: pa.Table, side: str) -> Decimal:
    return sum((row["amount"] for row in journal.to_pylist() if row["side"] == side), Decimal(0))


def _money(fen: Iterable[int]) -> Decimal:
    return from_units(sum(fen), MONEY_DIGITS)


def _table(period: str, controls: Sequence[Control]) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(controls, start=1):
        difference = one.left_amount - one.right_amount
        rows.append(
            {
                "period": period,
                "control_no": number,
                "left_zh": one.left[0],
                "left_en": one.left[1],
                "left_amount": one.left_amount,
                "right_zh": one.right[0],
                "right_en": one.right[1],
                "right_amount": one.right_amount,
                "difference_amount": difference,
                "agrees": not difference,
            }
        )
    return table_of(rows, COST_CONTROLS)
