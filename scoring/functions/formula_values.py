"""A formula worked out for a column of people, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from scoring.columns import Fractions, Mask
from scoring.functions.formula_language import (
    Binary,
    Call,
    Constant,
    Expression,
    Name,
    Negative,
    parts_of,
)


@dataclass(frozen=True)
class Values:
    """Exact ratios; `missing` where a division by nought left none."""

    ratios: Fractions
    missing: Mask


@dataclass(frozen=True)
class Truths:
    """Which conditions hold; `missing` where they compare what is missing."""

    hold: Mask
    missing: Mask


def evaluated(tree: Expression, columns: Mapping[str, Fractions], count: int) -> Values:
    """The formula for `count` people, with a column per name."""
    if isinstance(tree, Constant):
        return Values(Fractions.constant(tree.value, count), np.zeros(count, dtype=bool))
    if isinstance(tree, Name):
        return Values(columns[tree.name], np.zeros(count, dtype=bool))
    if isinstance(tree, Negative):
        return _negative(evaluated(tree.part, columns, count))
    if isinstance(tree, Call) and tree.function == "if":
        return _chosen(tree, columns, count)
    if isinstance(tree, Call) and tree.function == "round":
        return _rounded(tree, columns, count)
    if isinstance(tree, Binary):
        left, right = (evaluated(part, columns, count) for part in (tree.left, tree.right))
        return OPERATIONS[tree.operation](left, right)
    return reduce(
        OPERATIONS[tree.function], (evaluated(part, columns, count) for part in tree.arguments)
    )


def _chosen(tree: Call, columns: Mapping[str, Fractions], count: int) -> Values:
    condition, then, otherwise = tree.arguments
    truth = _judged(condition, columns, count)
    yes, no = evaluated(then, columns, count), evaluated(otherwise, columns, count)
    missing = truth.missing | np.where(truth.hold, yes.missing, no.missing)
    return Values(yes.ratios.where(truth.hold, no.ratios), missing)


def _judged(tree: Expression, columns: Mapping[str, Fractions], count: int) -> Truths:
    parts = [evaluated(part, columns, count) for part in parts_of(tree)]
    missing = np.logical_or.reduce([part.missing for part in parts])
    if isinstance(tree, Binary):
        return Truths(_compared(tree.operation, *parts), missing)
    value, low, high = parts
    return Truths(_compared(">=", value, low) & _compared("<=", value, high), missing)


def _compared(operation: str, left: Values, right: Values) -> Mask:
    if operation in ("<", ">="):
        less = left.ratios.less(right.ratios)
        return less if operation == "<" else ~less
    more = right.ratios.less(left.ratios)
    return more if operation == ">" else ~more


def _rounded(tree: Call, columns: Mapping[str, Fractions], count: int) -> Values:
    digits = tree.arguments[1]
    if not isinstance(digits, Constant):
        raise TypeError("the parser lets only a number of digits stand here")
    value = evaluated(tree.arguments[0], columns, count)
    return Values(Fractions.of(value.ratios.rounded(int(digits.value))), value.missing)


def _negative(value: Values) -> Values:
    ratios = value.ratios
    return Values(Fractions(-ratios.numerators, ratios.denominators), value.missing)


def _added(left: Values, right: Values) -> Values:
    return Values(left.ratios.plus(right.ratios), left.missing | right.missing)


def _multiplied(left: Values, right: Values) -> Values:
    return Values(left.ratios.times(right.ratios), left.missing | right.missing)


def _divided(left: Values, right: Values) -> Values:
    above, below = right.ratios.numerators, right.ratios.denominators
    nought = np.asarray(above == 0, dtype=bool)
    turned = Fractions(np.where(above < 0, -below, below), np.where(nought, 1, np.abs(above)))
    return Values(left.ratios.times(turned), left.missing | right.missing | nought)


def _lower(left: Values, right: Values) -> Values:
    lower = left.ratios.where(left.ratios.less(right.ratios), right.ratios)
    return Values(lower, left.missing | right.missing)


def _higher(left: Values, right: Values) -> Values:
    higher = right.ratios.where(left.ratios.less(right.ratios), left.ratios)
    return Values(higher, left.missing | right.missing)


OPERATIONS = {
    "+": _added,
    "-": lambda left, right: _added(left, _negative(right)),
    "*": _multiplied,
    "/": _divided,
    "min": _lower,
    "max": _higher,
}
