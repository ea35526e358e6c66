"""P3 积分工资 at a fixed price, and the points made in overtime at theirs (scoring.md 4.12)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from scoring.arrow_text import filled
from scoring.columns import Figures, Fractions, figures_of, minus
from scoring.exact import POINT_DIGITS, shown
from scoring.inputs.group import Group
from scoring.pay.by_day import multiples
from scoring.pay.entries import Entries, entries_of
from scoring.pay.inputs import PayInputs
from scoring.pay.parts import Factor, Parts
from scoring.rules.pay_plans import FixedPointsPlan, OvertimePointsPlan

KEYS = ("work_date", "day_class")


def fixed_points_pay(plan: FixedPointsPlan, group: Group, inputs: PayInputs) -> Parts:
    """Points × unit price; points made in overtime are left to P3_ot where the plan says so.

    Overtime points are taken off the first row of their person.
    """
    points = inputs.points.take(group.rows)
    node = "points"
    if plan.separate:
        made, node = _overtime(group, inputs), None
        place = np.searchsorted(group.rows, made.rows)
        off = np.zeros(len(group), dtype=np.int64)
        np.add.at(off, place, figures_of(made.table["points"], POINT_DIGITS).units)
        points = Figures(minus(points.units, off), POINT_DIGITS)
    several = len(group.people.persons) < len(group.people)
    factors = (
        Factor(
            "points",
            Fractions.of(points),
            lambda: points.text(POINT_DIGITS),
            node=None if several else node,
        ),
        Factor(
            "unit_price",
            Fractions.constant(Fraction(plan.unit_price), len(group)),
            lambda: shown(plan.unit_price, 2),
        ),
    )
    return Parts(group.rows, factors)


def overtime_points_pay(plan: OvertimePointsPlan, group: Group, inputs: PayInputs) -> Parts:
    """Points made in overtime × unit price × the multiple of their day class, day by day."""
    made = _overtime(group, inputs)
    points = figures_of(made.table["points"], POINT_DIGITS)
    times = multiples(made, inputs.law(plan.code), plan.system, least=Fraction(1))
    factors = (
        Factor("points", Fractions.of(points), lambda: points.text(POINT_DIGITS)),
        Factor(
            "unit_price",
            Fractions.constant(Fraction(plan.unit_price), len(made)),
            lambda: shown(plan.unit_price, 2),
        ),
        Factor("multiple", times, lambda: times.rounded(2).text(2)),
    )
    labels = filled(made.texts("work_date"), ".", made.texts("day_class"))
    return Parts(made.rows, factors, labels=labels)


def _overtime(group: Group, inputs: PayInputs) -> Entries:
    table = inputs.extras.overtime_points
    return entries_of(group, table, "overtime_points", (*KEYS, "points"), KEYS)
