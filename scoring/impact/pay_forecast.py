"""Next month's pay as a distribution, by Monte Carlo over the engine that pays (S1-22, S1-23).

Every draw is a whole month through scoring.calculation.ORDER, all people and pools together;
draws differ by the declared model of `draws` alone. Amounts are exact in every draw; shares of
draws are exact ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa

from scoring.columns import Ints, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.impact.impact_tables import PAY_FORECAST
from scoring.inputs import People
from scoring.tables import table_of

TOTAL = "total"


@dataclass(frozen=True)
class Budget:
    """What may be spent on some people (kind and id as in the table) for one component, or for
    `total`."""

    subject_kind: str
    subject_id: str
    component: str
    amount: Decimal


@dataclass(frozen=True)
class Quantiles:
    """Amounts in fen that a tenth, half and nine tenths of the draws do not exceed."""

    p10: int
    p50: int
    p90: int

    @classmethod
    def of(cls, draws: Ints) -> Quantiles:
        """The least amount that at least p of the draws do not exceed (nearest rank)."""
        rising = np.sort(draws)
        places = (-(-len(rising) * tenth // 10) - 1 for tenth in (1, 5, 9))
        return cls(*(int(rising[max(place, 0)]) for place in places))


@dataclass(frozen=True)
class PayForecast:
    """Fen by component and points in 10^−4, each draws × persons, with who the persons are.
    `factor` is the volume factor of each draw in 10^−6."""

    period: str
    people: People
    fen: Mapping[str, Ints]
    points: Ints
    factor: Ints

    def drawn(self, kind: str, name: str, component: str = TOTAL) -> Ints:
        """The draws of one subject's amount: agent, team, department or centre."""
        who = np.flatnonzero([one == name for one in self.subjects(kind)])
        parts = self.fen.values() if component == TOTAL else (self.fen[component],)
        return np.sum([column[:, who].sum(axis=1) for column in parts], axis=0)

    def over(self, budget: Budget) -> Fraction:
        """The share of draws that spend more than the budget."""
        drawn = self.drawn(budget.subject_kind, budget.subject_id, budget.component)
        fen = int(budget.amount.scaleb(MONEY_DIGITS))
        return Fraction(int((drawn > fen).sum()), len(drawn))

    def table(self, budgets: Sequence[Budget] = ()) -> pa.Table:
        """Rows of outputs/pay_forecast: P10, P50 and P90 of everybody, every team, department
        and the centre, by component and in total."""
        given = {(one.subject_kind, one.subject_id, one.component): one for one in budgets}
        rows = []
        for kind in SUBJECTS:
            names = self.subjects(kind)
            known = sorted({name for name in names if name is not None})
            codes = {name: code for code, name in enumerate(known)}
            place = np.array([codes.get(name or "", -1) for name in names], dtype=np.int64)
            for component, columns in self._columns():
                drawn = _grouped(columns, place, len(known))
                for code, name in enumerate(known):
                    budget = given.get((kind, name, component))
                    rows.append(self._row(kind, name, component, drawn[:, code], budget))
        return table_of(rows, PAY_FORECAST)

    def _columns(self) -> list[tuple[str, Ints]]:
        whole = np.sum(list(self.fen.values()), axis=0)
        return [*self.fen.items(), (TOTAL, whole)]

    def _row(
        self, kind: str, name: str, component: str, drawn: Ints, budget: Budget | None
    ) -> dict[str, object]:
        found = Quantiles.of(drawn)
        return {
            "period": self.period,
            "subject_kind": kind,
            "subject_id": name,
            "component": component,
            "draws": len(drawn),
            "p10_amount": from_units(found.p10, MONEY_DIGITS),
            "p50_amount": from_units(found.p50, MONEY_DIGITS),
            "p90_amount": from_units(found.p90, MONEY_DIGITS),
            "budget_amount": budget.amount if budget else None,
            "over_budget_probability": rounded(self.over(budget), SCORE_DIGITS) if budget else None,
        }

    def subjects(self, kind: str) -> list[str | None]:
        """The team, department … of each person, in the order of the columns."""
        return SUBJECTS[kind](self.people)


def _grouped(columns: Ints, place: Rows, count: int) -> Ints:
    """draws × persons as draws × groups; people of no group are left out."""
    order = np.argsort(place, kind="stable")
    order = order[place[order] >= 0]
    begins = np.searchsorted(place[order], np.arange(count))
    return np.add.reduceat(columns[:, order], begins, axis=1)


def last_row_of_each(people: People) -> Rows:
    """The last row of each person: their team and department of the month's end."""
    return len(people) - 1 - np.unique(people.person[::-1], return_index=True)[1]


def _column(attribute: str) -> Callable[[People], list[str | None]]:
    def read(people: People) -> list[str | None]:
        texts = people.attributes.get(attribute) or [None] * len(people)
        return [texts[row] for row in last_row_of_each(people).tolist()]

    return read


SUBJECTS: Mapping[str, Callable[[People], list[str | None]]] = {
    "agent": lambda people: list(people.persons),
    "team": _column("team_id"),
    "department": _column("department_id"),
    "centre": lambda people: ["centre"] * len(people.persons),
}
