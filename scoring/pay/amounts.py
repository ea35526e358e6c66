"""A component of everybody it is about: exact before rounding, limited, gated, and in money."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from scoring.arrow_text import Texts
from scoring.columns import Figures, Fractions, Mask, Rows
from scoring.exact import MONEY_DIGITS
from scoring.gates import Fired
from scoring.grouping import Grouping
from scoring.inputs.group import Group
from scoring.pay.parts import Hold, Parts
from scoring.pay.shares import Shares
from scoring.rules.pay_plans import ComponentPlan
from scoring.trace import Input


@dataclass(frozen=True)
class Law:
    """What the law made of the amounts: the trace node that shows it, and its rule."""

    operation: str
    inputs: tuple[Input, ...]
    zh: Texts
    en: Texts
    rule_ref: str


@dataclass(frozen=True)
class Amounts:
    """A component, one entry per person.

    `group` has the row of People that stands for each person, `parts` what the formula gave
    and `persons` the parts of each. `exact` is Σ parts, `limited` what limits, gates and the
    law leave of it, both unrounded; `paid` is the money. `hold` numbers `holds` from 1; a
    held component pays 0 yet. `whole` are the gates on all variable pay. `covered` are all
    rows that the component is about, also those of people who have no part in it.
    """

    component: ComponentPlan
    group: Group
    parts: Parts
    persons: Grouping
    exact: Fractions
    limited: Fractions
    paid: Figures
    hold: Rows
    holds: tuple[Hold, ...] = ()
    own: tuple[Fired, ...] = ()
    whole: tuple[Fired, ...] = ()
    forfeited: Mask | None = None
    share: Shares | None = None
    law: Law | None = None
    covered: Group = field(kw_only=True)

    def __len__(self) -> int:
        return len(self.group)

    @property
    def held(self) -> Mask:
        """Where there is no amount yet."""
        return np.asarray(self.hold > 0, dtype=bool)

    @cached_property
    def changed(self) -> Mask:
        """Where limits, gates or the law changed Σ parts."""
        if self.limited is self.exact:
            return np.zeros(len(self), dtype=bool)
        return self.limited.less(self.exact) | self.exact.less(self.limited)

    @property
    def limit_shown(self) -> Mask:
        """Where a node of its own tells how the amount was limited."""
        return np.ones(len(self), dtype=bool) if self.law is not None else self.changed

    @cached_property
    def single(self) -> Mask:
        """People with one part, told without a node of their own for the sum."""
        alone = np.asarray(self.persons.counts == 1, dtype=bool)
        return alone if self.parts.labels is None else np.zeros(len(self), dtype=bool)

    @property
    def first(self) -> Rows:
        """The first part of each person."""
        return self.persons.first

    @property
    def fired(self) -> tuple[Fired, ...]:
        """Every gate that acts on somebody."""
        return (*self.own, *self.whole)


def amounts_of(component: ComponentPlan, group: Group, parts: Parts) -> Amounts:
    """Σ parts of each person, before anything limits them; held where one part is."""
    person = group.people.person[parts.rows]
    persons = Grouping.of(person)
    stands = parts.rows[persons.first]
    hold = np.zeros(len(persons), dtype=np.int64)
    if parts.hold is not None:
        np.maximum.at(hold, persons.group, parts.hold)
    exact = persons.fraction_sums(parts.product)
    if hold.any():
        exact = _zero(len(hold)).where(hold > 0, exact)
    zeros = Figures(np.zeros(len(persons), dtype=np.int64), MONEY_DIGITS)
    return Amounts(
        component=component,
        group=Group(group.people, stands, group.measures, group.history),
        parts=parts,
        persons=persons,
        exact=exact,
        limited=exact,
        paid=zeros,
        hold=hold,
        holds=parts.holds,
        covered=group,
    )


def held_back(amounts: Amounts, who: Mask, why: Hold) -> Amounts:
    """With the amounts of `who` emptied until the reason is gone."""
    if not who.any():
        return amounts
    code = len(amounts.holds) + 1
    return replace(
        amounts,
        limited=_zero(len(amounts)).where(who, amounts.limited),
        hold=np.where(who & ~amounts.held, code, amounts.hold),
        holds=(*amounts.holds, why),
    )


def _zero(count: int) -> Fractions:
    return Fractions.constant(Fraction(0), count)
