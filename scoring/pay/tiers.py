"""P5 阶梯/加速器: an amount by tiers (F13) of points, the total score, or a metric."""

from __future__ import annotations

import numpy as np

from scoring.arrow_text import filled
from scoring.columns import Figures
from scoring.exact import SCORE_DIGITS
from scoring.grouping import Grouping
from scoring.inputs.group import Group
from scoring.pay.inputs import PayInputs
from scoring.pay.parts import Factor, Hold, Parts
from scoring.pay.performance import HELD_SCORE, NO_SCORE
from scoring.rules.pay_plans import TieredPlan

NO_VALUE = Hold("指标无数据，暂不计发", "the metric has no data, held")


def tiered_pay(plan: TieredPlan, group: Group, inputs: PayInputs) -> Parts:
    """The amount of each person; held without a score or a value to go by.

    The quantity is of the whole month: the person's first row of the group stands for it.
    """
    group = one_row_each(group)
    values, hold, holds = _quantity(plan, group, inputs)
    amounts = plan.tiers.amounts(values.units)
    tier = plan.tiers.told(values.units)
    word = {"marginal": "marginal 分段", "whole": "whole 全额"}[plan.tiers.method]
    factor = Factor("amount", amounts, lambda: filled(values.text(), " → ", tier, f" {word}"))
    return Parts(
        rows=group.rows,
        factors=(factor,),
        hold=hold,
        holds=holds,
        operation="F13",
        inputs=(("value", values), *plan.tiers.parameters()),
    )


def one_row_each(group: Group) -> Group:
    """The first row of each person of the group."""
    return group.part(Grouping.of(group.people.person[group.rows]).first)


def _quantity(
    plan: TieredPlan, group: Group, inputs: PayInputs
) -> tuple[Figures, np.ndarray, tuple[Hold, ...]]:
    """The quantity at 6 digits (0 where not known), and where and why it is held."""
    people = group.people
    if plan.of == "points":
        persons = Grouping.of(people.person)
        sums = persons.sums(inputs.points.units)[people.person[group.rows]]
        whole = Figures(sums, inputs.points.digits).at(SCORE_DIGITS)
        return whole, np.zeros(len(group), dtype=np.int64), ()
    if plan.of == "score":
        found = inputs.scores.take(group.rows)
        waits = np.zeros(len(people), dtype=bool) if inputs.held is None else inputs.held
        hold = np.where(found.is_known, 0, np.where(waits[group.rows], 2, 1))
        return _known(found), hold, (NO_SCORE, HELD_SCORE)
    assert plan.metric is not None
    measured = group.of(plan.metric.name, plan.metric.variant)
    found = measured.numerator if plan.figure == "numerator" else measured.value
    return _known(found), np.where(found.is_known, 0, 1), (NO_VALUE,)


def _known(found: Figures) -> Figures:
    return Figures(np.where(found.is_known, found.units, 0), found.digits)
