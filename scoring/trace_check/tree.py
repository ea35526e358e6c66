"""Metrics, sums and weights: what holds the tree together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from scoring.trace_check.checked import Checked, at


def given(node: Checked) -> Decimal | None:
    """A figure from outside is what it is."""
    return node.row["output"]


def nothing(node: Checked) -> Decimal | None:
    """What is left out adds nought."""
    return at(Fraction(0), node.digits)


def total(node: Checked) -> Decimal | None:
    """Σ of the children in the same unit."""
    unit = node.row["unit"]
    return sum((c["output"] for c in node.children if c["unit"] == unit), Decimal(0))


def ratio(node: Checked) -> Decimal | None:
    """numerator ÷ denominator; none where that is 0."""
    if node.number("denominator") == 0:
        return None
    return at(node.number("numerator") / node.number("denominator"), node.digits)


def weigh(node: Checked) -> Decimal | None:
    """score × weight ÷ weights, cut, plus its last digit."""
    share = node.number("score") * node.number("weight") / node.number("weights")
    cut = at(share, node.digits, ROUND_FLOOR)
    return cut + Decimal(node.inputs["last_digit"]).scaleb(-node.digits)


def share(node: Checked) -> Decimal | None:
    """What a child adds where the composition is no mean."""
    composition = node.inputs["composition"]
    if composition == "bonus":
        return at(node.number("score"), node.digits)
    scores = [None if one is None else Fraction(one) for one in node.inputs["scores"]]
    parts = {"min": _lowest, "product": _multiplied}[composition](scores)
    return _settled(parts, node.digits)[int(node.inputs["place"])]


def _lowest(scores: Sequence[Fraction | None]) -> list[Fraction]:
    """The lowest score adds itself, the earlier of two; the rest add nothing."""
    lowest = min(score for score in scores if score is not None)
    place = scores.index(lowest)
    return [lowest if here == place else Fraction(0) for here in range(len(scores))]


def _multiplied(scores: Sequence[Fraction | None]) -> list[Fraction]:
    """The first score adds itself, each later one what it changes of the product."""
    parts, running = list[Fraction](), None
    for score in scores:
        before = running or Fraction(0)
        if score is not None:
            running = score if running is None else running * score / 100
        parts.append((running or Fraction(0)) - before)
    return parts


def _settled(parts: Sequence[Fraction], digits: int) -> list[Decimal]:
    """The parts cut, the missing last digits to the largest remainders, the earlier first."""
    cut = [at(part, digits, ROUND_FLOOR) for part in parts]
    digit = Decimal(1).scaleb(-digits)
    missing = int((at(sum(parts, Fraction(0)), digits) - sum(cut, Decimal(0))) / digit)
    rests = [part - Fraction(one) for part, one in zip(parts, cut, strict=True)]
    for place in sorted(range(len(parts)), key=lambda place: -rests[place])[:missing]:
        cut[place] += digit
    return cut


def lift(node: Checked) -> Decimal | None:
    """What a floor adds to a composed score."""
    return at(node.number("floor") - node.number("composed"), node.digits)
