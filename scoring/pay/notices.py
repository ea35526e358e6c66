"""What pay has to say of the facts it was handed: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.notices import Notice
from scoring.pay.components import Paid
from scoring.pay.inputs import Extras

# Which components pay the rows of which table.
PAID_BY = {
    "overtime": ("P9",),
    "overtime_points": ("P3_ot",),
    "allowance_days": ("P8",),
    "sales": ("P6",),
    "prizes": ("P7",),
    "team_awards": ("P11",),
    "deductions": ("P10",),
    "adjustments": ("P12",),
}


def facts_not_paid(paid: Sequence[Paid], extras: Extras) -> Iterator[Notice]:
    """People in a table of facts whom no component of their plan pays it to."""
    for table, codes in PAID_BY.items():
        facts = getattr(extras, table)
        if facts is None:
            continue
        left = sorted(set(facts["agent_id"].to_pylist()) - _covered(paid, codes))
        if left:
            told, count = codes[0], len(left)
            yield Notice(
                "facts_not_paid",
                f"{count} 人在 {table} 中有记录，但其薪酬方案没有 {told}",
                f"{count} people are in {table}, but their pay plan has no {told}",
                tuple(left),
            )


def _covered(paid: Sequence[Paid], codes: Sequence[str]) -> set[str]:
    return {
        one.group.people.agent_ids[row]
        for one in paid
        for amounts in one.amounts
        if amounts.component.code in codes
        for row in amounts.covered.rows.tolist()
    }
