"""Alternative rule packs on months that are known: what each costs, and for whom (S1-28, WB18).

Four criteria, each exact: cost and the Gini coefficient of pay (less is better), the
correlation of variable pay with standard time worked (more is better), and people below a
declared floor (less is better). A pack is in the Pareto set where no other is at least as good
in all four and better in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns import Ints, product
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.impact.impact_tables import PACK_COMPARISON
from scoring.impact.money import gini, money_of
from scoring.impact.months import Month
from scoring.pay.order import is_variable
from scoring.rules.compiled import Rules
from scoring.run import Run
from scoring.tables import table_of


@dataclass(frozen=True)
class _Judged:
    """A pack over all months. `correlation` is None where pay or work is the same for all."""

    name: str
    people: int
    cost: int
    variable: int
    gini: Fraction
    correlation: Decimal | None
    below: int

    @property
    def criteria(self) -> tuple[Fraction, ...]:
        """Less is better in each."""
        correlation = Fraction(self.correlation if self.correlation is not None else -1)
        return (Fraction(self.cost), self.gini, -correlation, Fraction(self.below))

    def dominates(self, other: _Judged) -> bool:
        """At least as good in all, and better in one."""
        pairs = list(zip(self.criteria, other.criteria, strict=True))
        return all(own <= theirs for own, theirs in pairs) and self.criteria != other.criteria


def pack_comparison(
    packs: Mapping[str, Rules], months: Sequence[Month], *, floor: Decimal
) -> pa.Table:
    """Rows of outputs/pack_comparison, in the order of `packs`.

    `floor` is the month's pay below which somebody is counted. Raises Refusal as
    scoring.calculate does.
    """
    judged = [_judged(name, rules, months, floor) for name, rules in packs.items()]
    return table_of([_row(one, judged, floor) for one in judged], PACK_COMPARISON)


def _judged(name: str, rules: Rules, months: Sequence[Month], floor: Decimal) -> _Judged:
    total: list[int] = []
    pairs: list[tuple[int, int]] = []
    for month in months:
        run = month.under(rules).run
        money = money_of(run)
        total += [int(fen) for fen in money.total]
        variable = _variable(run)
        work, has = _standard_time(run)
        pairs += [
            (int(variable[person]), int(work[person])) for person in np.flatnonzero(has).tolist()
        ]
    above, below = gini(total)
    return _Judged(
        name=name,
        people=len(total),
        cost=sum(total),
        variable=sum(fen for fen, _ in pairs),
        gini=Fraction(above, below),
        correlation=correlation(pairs),
        below=sum(fen < int(floor.scaleb(MONEY_DIGITS)) for fen in total),
    )


def _variable(run: Run) -> Ints:
    """Everybody's pay that gates may take, in fen."""
    fen = np.zeros(len(run.people.persons), dtype=np.int64)
    for paid in run.paid:
        for amounts in filter(is_variable, paid.amounts):
            np.add.at(fen, run.people.person[amounts.group.rows], amounts.paid.units)
    return fen


def _standard_time(run: Run) -> tuple[Ints, Ints]:
    """Σ quantity × standard points of each person, before every coefficient; and who has work
    under a tariff."""
    persons = len(run.people.persons)
    work, has = np.zeros(persons, dtype=object), np.zeros(persons, dtype=bool)
    for ledger in run.ledgers:
        person = run.people.person[ledger.lines.row]
        units = product(ledger.lines.quantity.units, ledger.lines.standard.units)
        np.add.at(work, person, units.astype(object))
        has[person] = True
    return work, has


def correlation(pairs: Sequence[tuple[int, int]]) -> Decimal | None:
    """Pearson's r of whole numbers, cut towards nought at 6 digits; None where one does not
    vary."""
    n, sum_x, sum_y = len(pairs), sum(x for x, _ in pairs), sum(y for _, y in pairs)
    both = n * sum(x * y for x, y in pairs) - sum_x * sum_y
    spread = (n * sum(x * x for x, _ in pairs) - sum_x**2) * (
        n * sum(y * y for _, y in pairs) - sum_y**2
    )
    if spread <= 0:
        return None
    size = isqrt(both * both * 10 ** (2 * SCORE_DIGITS) // spread)
    return from_units(size if both >= 0 else -size, SCORE_DIGITS)


def _row(one: _Judged, judged: Sequence[_Judged], floor: Decimal) -> dict[str, Any]:
    better = [other.name for other in judged if other.dominates(one)]
    return {
        "pack": one.name,
        "person_months": one.people,
        "cost_amount": from_units(one.cost, MONEY_DIGITS),
        "variable_amount": from_units(one.variable, MONEY_DIGITS),
        "gini": rounded(one.gini, SCORE_DIGITS),
        "workload_correlation": one.correlation,
        "floor_amount": floor,
        "below_floor": one.below,
        "pareto": not better,
        "dominated_by": ", ".join(better) or None,
    }
