"""A scorecard, points and pay row by row in Decimal: what a careful clerk would work out.

One person at a time, one item at a time; F1 and F2, least samples, weighted means with
contributions by largest remainder, points by standard, a coefficient by bands, and a pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import pairwise

SIX, FOUR, FEN = Decimal("0.000001"), Decimal("0.0001"), Decimal("0.01")
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Item:
    """An item: breakpoints of F1, or lower bounds and scores of F2."""

    id: str
    weight: Decimal
    min_sample: int
    points: Sequence[tuple[Decimal, Decimal]] = ()
    bands: Sequence[tuple[Decimal, Decimal]] = ()


@dataclass(frozen=True)
class Section:
    """A section and its items."""

    id: str
    weight: Decimal
    items: Sequence[Item]


@dataclass(frozen=True)
class Line:
    """What a score line says; no score where nothing counts."""

    score: Decimal | None
    weight_applied: Decimal
    contribution: Decimal


Values = Mapping[str, tuple[int, Decimal, Decimal]]  # n, numerator, denominator by item


def score_person(sections: Sequence[Section], values: Values) -> dict[str, Line]:
    """Every line of one person."""
    lines: dict[str, Line] = {}
    with localcontext() as context:
        context.prec = 60
        scores = {}
        for section in sections:
            items = {item.id: _item_score(item, values[item.id]) for item in section.items}
            weights = {item.id: item.weight for item in section.items}
            scores[section.id] = _weighed(lines, items, weights)
        weights = {section.id: section.weight for section in sections}
        total = _weighed(lines, scores, weights)
        lines["total"] = Line(total, WHOLE, total if total is not None else Decimal(0))
    return lines


def _item_score(item: Item, measured: tuple[int, Decimal, Decimal]) -> Decimal | None:
    n, numerator, denominator = measured
    if n < item.min_sample or denominator == 0:
        return None
    value = (numerator / denominator).quantize(SIX, ROUND_HALF_UP)
    return _on_line(item.points, value) if item.points else _in_band(item.bands, value)


def _on_line(points: Sequence[tuple[Decimal, Decimal]], x: Decimal) -> Decimal:
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x < x1:
            return (y0 + (x - x0) * (y1 - y0) / (x1 - x0)).quantize(SIX, ROUND_HALF_UP)
    return points[-1][1]


def _in_band(bands: Sequence[tuple[Decimal, Decimal]], x: Decimal) -> Decimal:
    earned = bands[0][1]
    for low, score in bands:
        if x >= low:
            earned = score
    return earned


def _weighed(
    lines: dict[str, Line], scores: Mapping[str, Decimal | None], weights: Mapping[str, Decimal]
) -> Decimal | None:
    """The weighted mean of the children that count, and a line for each of them."""
    counted = {name: score for name, score in scores.items() if score is not None}
    whole = sum((weights[name] for name in counted), Decimal(0))
    if not counted or whole == 0:
        for name, score in scores.items():
            lines[name] = Line(score, Decimal(0), Decimal(0))
        return None
    total = sum((weights[name] * score for name, score in counted.items()), Decimal(0)) / whole
    total = total.quantize(SIX, ROUND_HALF_UP)
    adds = _apportioned({n: weights[n] * s for n, s in counted.items()}, whole, total)
    applied = _apportioned({n: weights[n] * WHOLE for n in counted}, whole, WHOLE)
    for name, score in scores.items():
        lines[name] = Line(score, applied.get(name, Decimal(0)), adds.get(name, Decimal(0)))
    return total


def _apportioned(
    parts: Mapping[str, Decimal], whole: Decimal, total: Decimal
) -> dict[str, Decimal]:
    """parts ÷ whole at 6 digits that sum to `total`, the last digits by largest remainder."""
    cut, rest = {}, {}
    for name, part in parts.items():
        cut[name], rest[name] = divmod(part / SIX, whole)
    missing = int(total / SIX - sum(cut.values()))
    for name in sorted(rest, key=lambda one: -rest[one])[:missing]:
        cut[name] += 1
    return {name: units * SIX for name, units in cut.items()}


def earn(work: Sequence[tuple[str, int]], standard_s: Mapping[str, Decimal]) -> Decimal:
    """Points of one person at 60 standard seconds a point."""
    earned = Decimal(0)
    for kind, quantity in work:
        standard = (standard_s[kind] / 60).quantize(FOUR, ROUND_HALF_UP)
        earned += (quantity * standard).quantize(FOUR, ROUND_HALF_UP)
    return earned


def performance_pay(
    total: Decimal | None, base: Decimal, bands: Sequence[tuple[Decimal, Decimal]]
) -> Decimal:
    """base × coefficient of the total; nothing yet without a total."""
    if total is None:
        return Decimal("0.00")
    return (base * _in_band(bands, total)).quantize(FEN, ROUND_HALF_UP)


def share_pool(pool: Decimal, points: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The pool by points, spent to the fen; ties of the last fen by person id."""
    whole, fen = sum(points.values(), Decimal(0)), pool / FEN
    cut, rest = {}, {}
    for person, earned in points.items():
        cut[person], rest[person] = divmod(fen * earned, whole)
    missing = int(fen - sum(cut.values()))
    for person in sorted(rest, key=lambda one: (-rest[one], one))[:missing]:
        cut[person] += 1
    return {person: units * FEN for person, units in cut.items()}
