"""F14: gates on an item, on a section and on pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any

from scoring.trace_check.checked import Checked, at

FIRES: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": lambda figure, threshold: figure >= threshold,
    ">": lambda figure, threshold: figure > threshold,
    "<=": lambda figure, threshold: figure <= threshold,
    "<": lambda figure, threshold: figure < threshold,
}
Drop = Callable[[int], Fraction]


def gate(node: Checked) -> Decimal | None:
    """What gates leave of an item's score."""
    value, scores = node.number("input"), node.inputs.get("band_scores", [])

    def drop(bands: int) -> Fraction:
        return _dropped(scores, value, bands)

    left = _left(value, node.inputs["gates"], node.inputs["multipliers"], drop)
    return None if left is None else at(left, node.digits)


def gate_effect(node: Checked) -> Decimal | None:
    """What gates took away from a section."""
    value = node.number("ungated")
    left = _left(value, node.inputs["gates"], node.inputs["multipliers"], None)
    if left is None:
        return None
    return at(left, node.digits) - at(value, node.digits)


def limit(node: Checked) -> Decimal | None:
    """A component of pay after floor, cap and gates."""
    value, floor, cap = node.number("exact"), node.inputs["floor"], node.inputs["cap"]
    value = value if cap is None else min(value, Fraction(cap))
    value = value if floor is None else max(value, Fraction(floor))

    def drop(bands: int) -> Fraction:
        scores = node.inputs["band_scores"]
        return node.number("per_coefficient") * _dropped(scores, node.number("coefficient"), bands)

    own = _left(value, node.inputs["gates"], node.inputs["multipliers"], drop)
    if own is None:
        return None
    mode = node.inputs["variable_pay_multipliers"]
    left = _left(own, node.inputs["variable_pay_gates"], mode, drop)
    return None if left is None else at(left, node.digits, ROUND_DOWN)


def _left(value: Fraction, gates: Any, mode: str, drop: Drop | None) -> Fraction | None:
    results, factors = [value], list[Fraction]()
    for action, amount, figure, operator, threshold in gates:
        if not FIRES[operator](Decimal(figure), Decimal(threshold)):
            raise ValueError(f"the gate {action} did not fire at {figure}")
        if action == "HOLD":
            return None
        if action == "MULTIPLY":
            factors.append(Fraction(amount))
        elif action == "DROP_BAND":
            results.append(_through(drop, amount))
        else:
            results.append(Fraction(0) if action == "ZERO" else Fraction(amount))
    multiplied = value
    for factor in factors if mode == "product" else sorted(factors)[:1]:
        multiplied *= factor
    return min([multiplied, *results])


def _through(drop: Drop | None, bands: Any) -> Fraction:
    if drop is None:
        raise ValueError("there are no bands to drop here")
    return drop(int(Fraction(bands)))


def _dropped(scores: Sequence[str], score: Fraction, bands: int) -> Fraction:
    below = sorted({Fraction(one) for one in scores if Fraction(one) < score}, reverse=True)
    return [score, *below][min(bands, len(below))]
