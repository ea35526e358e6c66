"""What a contest changed: difference in differences against people who could not take part.

Each person's figure before the window is taken from their figure during it; the effect is the
mean of these changes among the participants less that of the control group, with Welch's
interval (B. L. Welch, Biometrika 34, 1947). A statistic, converted to decimals once at 6
digits; no pay depends on it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.awards.contest_rules import ContestPlan
from scoring.awards.entrants import of_metric
from scoring.awards.figures import Atom, figure, read_atoms, rows_of
from scoring.awards.tables import CONTEST_EFFECTS
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, rounded, shown
from scoring.tables import table_of

CONFIDENCE = Decimal("0.95")
LEAST_PEOPLE = 2


@dataclass(frozen=True)
class _Change:
    """One person: the figure before and during, and the units a day's figure stands for."""

    before: Fraction
    during: Fraction
    volume: Fraction

    @property
    def change(self) -> Fraction:
        return self.during - self.before


def contest_effect(
    plan: ContestPlan,
    atoms: pa.Table,
    prizes: pa.Table,
    *,
    people: Collection[str],
    control: Collection[str],
) -> pa.Table:
    """One row: effect per person with its interval, units gained, and return on the prizes.

    `atoms` reach back as many days before the window as it is long. A plain sum is compared
    per active day, a ratio as Σ numerator ÷ Σ denominator. `effect` is signed so that more is
    better; `gained_units` is the effect times the participants' active days or denominators,
    `return_ratio` (gain − cost) ÷ cost where the terms price a unit. With fewer than two
    people on a side the effect is empty and the note says so.
    """
    counted = of_metric(read_atoms(atoms), plan.measure)
    treated = _changes(plan, counted, people)
    others = _changes(plan, counted, control)
    cost = sum((row["amount"] for row in rows_of(prizes, "prizes", ("amount",))), Decimal(0))
    row = {
        **dict.fromkeys(CONTEST_EFFECTS.names),
        "contest_id": plan.rule.id,
        "metric": plan.measure.name,
        "variant": plan.measure.variant,
        "people": len(treated),
        "control_people": len(others),
        **_means(treated, ""),
        **_means(others, "control_"),
        "confidence": rounded(CONFIDENCE, SCORE_DIGITS),
        "cost_amount": rounded(cost, MONEY_DIGITS),
        "note_zh": f"参赛与对照人数须各不少于 {LEAST_PEOPLE} 人，无法估计效果",
        "note_en": f"fewer than {LEAST_PEOPLE} people on a side, no effect can be estimated",
    }
    if min(len(treated), len(others)) >= LEAST_PEOPLE:
        row |= _estimate(plan, treated, others, cost)
    return table_of([row], CONTEST_EFFECTS)


def _changes(plan: ContestPlan, atoms: Sequence[Atom], people: Collection[str]) -> list[_Change]:
    """The people who have a figure on both sides of the window's first day."""
    window = plan.rule.window
    length = window.last - window.first
    before = (window.first - length - timedelta(days=1), window.first - timedelta(days=1))
    own: dict[str, list[Atom]] = {}
    for atom in atoms:
        own.setdefault(atom.agent_id, []).append(atom)
    found = [
        (_rate(own.get(agent, ()), *before), _rate(own.get(agent, ()), window.first, window.last))
        for agent in sorted(people)
    ]
    return [_Change(a[0], b[0], b[1]) for a, b in found if a is not None and b is not None]


def _rate(atoms: Sequence[Atom], first: date, last: date) -> tuple[Fraction, Fraction] | None:
    """The figure per active day (or the ratio) between two dates, and its days or denominator."""
    within = [atom for atom in atoms if first <= atom.business_date <= last]
    found = figure(within)
    if found is None or found.value is None:
        return None
    if found.denominator is not None:
        return found.value, found.denominator
    days = Fraction(len({atom.business_date for atom in within}))
    return found.value / days, days


def _means(changes: Sequence[_Change], prefix: str) -> dict[str, Decimal | None]:
    if not changes:
        return {}
    before, during = [c.before for c in changes], [c.during for c in changes]
    return {
        f"{prefix}before_mean": rounded(_mean(before), SCORE_DIGITS),
        f"{prefix}during_mean": rounded(_mean(during), SCORE_DIGITS),
    }


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _estimate(
    plan: ContestPlan, treated: Sequence[_Change], others: Sequence[_Change], cost: Decimal
) -> dict[str, Any]:
    effect, low, high = _welch(treated, others)
    if not plan.higher_is_better:
        effect, low, high = -effect, -high, -low
    volume = sum((one.volume for one in treated), Fraction(0))
    row: dict[str, Any] = {
        "effect": effect,
        "effect_low": low,
        "effect_high": high,
        "gained_units": rounded(Fraction(effect) * volume, SCORE_DIGITS),
    }
    price = plan.terms.value_per_unit_amount
    if price is not None:
        row["value_amount"] = rounded(Fraction(effect) * volume * Fraction(price), MONEY_DIGITS)
        if cost:
            row |= {
                name: _return(bound, volume, price, cost)
                for name, bound in (
                    ("return_ratio", effect),
                    ("return_low", low),
                    ("return_high", high),
                )
            }
    figures = f"{shown(effect)} [{shown(low)}, {shown(high)}]"
    sides = f"{len(treated)} / {len(others)}"
    row["note_zh"] = f"双重差分效果 {figures}（95%），参赛/对照 {sides} 人"
    row["note_en"] = f"difference in differences {figures} (95%), {sides} people"
    return row


def _return(effect: Decimal, volume: Fraction, price: Decimal, cost: Decimal) -> Decimal:
    gain = Fraction(effect) * volume * Fraction(price)
    return rounded((gain - Fraction(cost)) / Fraction(cost), SCORE_DIGITS)


def _welch(
    treated: Sequence[_Change], others: Sequence[_Change]
) -> tuple[Decimal, Decimal, Decimal]:
    """Difference of the mean changes (exact) and its Welch interval at CONFIDENCE."""
    from scipy import stats

    sides = [[one.change for one in side] for side in (treated, others)]
    effect = _mean(sides[0]) - _mean(sides[1])
    if all(len(set(side)) == 1 for side in sides):
        point = rounded(effect, SCORE_DIGITS)
        return point, point, point
    first, second = (np.array(side, dtype=np.float64) for side in sides)
    interval = stats.ttest_ind(first, second, equal_var=False).confidence_interval(
        np.float64(CONFIDENCE)
    )
    low, high = (
        rounded(Fraction(bound.item()), SCORE_DIGITS) for bound in (interval.low, interval.high)
    )
    return rounded(effect, SCORE_DIGITS), low, high
