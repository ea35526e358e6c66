"""The score of a group of people and days, recomputed from atoms (scoring.md 4.8).

A group's KPI is Σ numerator ÷ Σ denominator over its people and days, never a mean of
scores. With mix adjustment each segment's rate counts by the share the segment has in the
whole centre (direct standardisation), so that a hard mix is not a bad result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.awards.cascade_rules import KpiPlan
from scoring.awards.figures import Atom, Figure, figure, figures_by
from scoring.exact import SCORE_DIGITS, apportioned, from_units, rounded, units

FULL_SCORE = Decimal(100)


@dataclass(frozen=True)
class KpiScore:
    """One KPI of a group: the figure, the value that was scored, and what it contributes."""

    kpi: KpiPlan
    figure: Figure | None
    value: Decimal | None
    score: Decimal | None
    weight_applied: Decimal
    contribution: Decimal


@dataclass(frozen=True)
class GroupScore:
    """A group's weighted score at 6 digits; None where no KPI has a value."""

    score: Decimal | None
    kpis: tuple[KpiScore, ...]


Mix = Mapping[str | None, Fraction]


def centre_mix(atoms: Sequence[Atom]) -> Mix:
    """The share of each segment in the denominators of one metric, over the whole centre."""
    by_segment = figures_by(atoms, lambda atom: atom.segment)
    volumes = {name: found.denominator or Fraction(0) for name, found in by_segment.items()}
    total = sum(volumes.values(), Fraction(0))
    return {name: volume / total for name, volume in volumes.items()} if total else {}


def standardised(atoms: Sequence[Atom], mix: Mix) -> Fraction | None:
    """The rate a group would have with the centre's `mix`; segments it never met are left out."""
    rates = {
        segment: found.value
        for segment, found in figures_by(atoms, lambda atom: atom.segment).items()
        if found.value is not None and segment in mix
    }
    covered = sum((mix[segment] for segment in rates), Fraction(0))
    if not covered:
        return None
    return sum((mix[name] * rate for name, rate in rates.items()), Fraction(0)) / covered


def group_score(
    kpis: Sequence[KpiPlan],
    atoms: Mapping[tuple[str, str], Sequence[Atom]],
    mixes: Mapping[tuple[str, str], Mix],
) -> GroupScore:
    """Score a group from its own `atoms` by (metric, variant).

    A KPI without a value is left out and the others are weighed up; contributions sum to the
    score exactly, the last digit by largest remainder.
    """
    found = [(kpi, *_value(kpi, atoms, mixes)) for kpi in kpis]
    scores = [None if value is None else _scored(kpi, value) for kpi, _, value in found]
    total = sum((k.weight for (k, _, _), s in zip(found, scores, strict=True) if s is not None), 0)
    if not total:
        nothing = tuple(KpiScore(k, f, v, None, Decimal(0), Decimal(0)) for k, f, v in found)
        return GroupScore(None, nothing)
    shares = [
        Fraction(kpi.weight) / Fraction(total) if score is not None else Fraction(0)
        for (kpi, _, _), score in zip(found, scores, strict=True)
    ]
    parts = [share * Fraction(s or 0) for share, s in zip(shares, scores, strict=True)]
    score = rounded(sum(parts, Fraction(0)), SCORE_DIGITS)
    rows = zip(found, scores, settled([100 * s for s in shares], FULL_SCORE),
               settled(parts, score), strict=True)  # fmt: skip
    return GroupScore(score, tuple(KpiScore(*one, s, w, c) for one, s, w, c in rows))


def settled(parts: Sequence[Fraction], total: Decimal) -> list[Decimal]:
    """`parts` at 6 digits that sum to `total`, the last digit by largest remainder."""
    counts = apportioned([part * 10**SCORE_DIGITS for part in parts], units(total, SCORE_DIGITS))
    return [from_units(count, SCORE_DIGITS) for count in counts]


def _value(
    kpi: KpiPlan,
    atoms: Mapping[tuple[str, str], Sequence[Atom]],
    mixes: Mapping[tuple[str, str], Mix],
) -> tuple[Figure | None, Decimal | None]:
    key = (kpi.metric.name, kpi.metric.variant)
    own = atoms.get(key, ())
    found = figure(own)
    if found is None or found.value is None:
        return found, None
    value: Fraction | None = found.value
    if kpi.mix_adjusted and found.denominator is not None:
        value = standardised(own, mixes.get(key, {}))
    return found, None if value is None else rounded(value, SCORE_DIGITS)


def _scored(kpi: KpiPlan, value: Decimal) -> Decimal:
    return kpi.function.score([value], FULL_SCORE).score
