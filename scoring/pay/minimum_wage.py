"""P_min: what the month's wage is short of the minimum for the time attended (scoring.md 4.12)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from scoring.arrow_text import filled
from scoring.columns import Figures, Fractions, Ints, divided, minus, plus, product, units_of
from scoring.exact import MONEY_DIGITS
from scoring.grouping import Grouping
from scoring.inputs import People
from scoring.inputs.group import Group
from scoring.pay.amounts import Amounts
from scoring.pay.days import paid_fractions
from scoring.pay.entries import entries_of
from scoring.pay.inputs import PayInputs
from scoring.pay.parts import Factor, Parts, ones
from scoring.pay.tiers import one_row_each
from scoring.points.paths import first_rows
from scoring.rules.pay_plans import MinimumWagePlan

CENT = 10**MONEY_DIGITS


def minimum_wage_top_up(
    plan: MinimumWagePlan, group: Group, inputs: PayInputs, earned: Sequence[Amounts]
) -> Parts:
    """The shortfall of each person, rounded up to the fen so that the minimum is reached.

    Counted are the rounded components that say so, less the person's own contributions where
    the city keeps them outside the minimum.
    """
    law = inputs.law(plan.code).in_month(inputs.period)
    standing = one_row_each(group)
    attended = attended_fractions(group, inputs)
    outside = law.employee_contributions == "outside"
    own = contributions(standing, inputs) if outside else np.zeros(len(standing), dtype=np.int64)
    counted = minus(counted_fen(earned, group.people)[standing.rows], own)
    standard = units_of(law.minimum_wage_month_amount, MONEY_DIGITS)
    required = product(attended.numerators, standard)
    short = minus(required, product(counted, attended.denominators))
    fen = -divided(-np.maximum(short, 0), attended.denominators, "FLOOR")
    whole, counts = Figures(np.full(len(fen), standard), 2), Figures(counted, MONEY_DIGITS)
    shortfall = Fractions(fen, np.full(len(fen), CENT)).reduced()
    factor = Factor(
        "shortfall",
        shortfall,
        lambda: filled(
            "max(0, ", whole.text(2), " × ", attended.written(), " − ", counts.text(2), ")"
        ),
    )
    return Parts(
        rows=standing.rows,
        factors=(factor,),
        operation="minimum_wage",
        inputs=(
            ("standard_amount", whole),
            ("attended_fraction", attended),
            ("counted_amount", counts),
            ("contributions_amount", Figures(own, MONEY_DIGITS)),
        ),
    )


def attended_fractions(group: Group, inputs: PayInputs) -> Fractions:
    """Of each person of the group the part of the month that was attended."""
    people, rows = group.people, group.rows
    part = ones(len(rows))
    for factor in paid_fractions(people, rows, inputs.period, "paid_days", "prorated"):
        part = part.times(factor.applied)
    attended = Grouping.of(people.person[rows]).fraction_sums(part)
    full = ones(len(attended))
    return full.where(full.less(attended), attended)


def contributions(standing: Group, inputs: PayInputs) -> Ints:
    """The person's own social insurance and housing fund, in fen; 0 where not told."""
    told = entries_of(standing, inputs.extras.contributions, "contributions", ("amount",), ())
    found = np.zeros(len(standing), dtype=np.int64)
    found[np.searchsorted(standing.rows, told.rows)] = told.money().units
    return found


def counted_fen(earned: Sequence[Amounts], people: People) -> Ints:
    """What of the month counts for the minimum wage, per row of People, told on every row."""
    return wage_fen([one for one in earned if one.component.counts_for_minimum_wage], people)


def wage_fen(earned: Sequence[Amounts], people: People) -> Ints:
    """Σ of components in fen of each row's person."""
    stands = first_rows(people)
    sums = np.zeros(len(people), dtype=np.int64)
    for amounts in earned:
        here = np.zeros(len(people), dtype=amounts.paid.units.dtype)
        here[stands[amounts.group.rows]] = amounts.paid.units
        sums = plus(sums, here)
    return sums[stands]


def required_fen(group: Group, inputs: PayInputs, standard: Fraction) -> Ints:
    """The minimum for the time attended, rounded up to the fen, of each person."""
    attended = attended_fractions(group, inputs)
    above = product(attended.numerators, int(standard * CENT))
    return -divided(-above, attended.denominators, "FLOOR")
