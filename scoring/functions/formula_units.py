"""The units of a formula: seconds are not added to ratios, nor compared with counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.functions.formula_language import (
    COMPARES,
    Binary,
    Call,
    Constant,
    Expression,
    Name,
    Negative,
)

SCORE = "score"
PLAIN = ("", "-", "1")
# Plain numbers that are told apart, by the unit that names them.
KINDS = {"%": "ratio", "ratio": "ratio", "points": "points", SCORE: SCORE}


@dataclass(frozen=True)
class Unit:
    """Powers of base units, as (("h", −1), ("n", 1)); without any it is a plain number, or one
    that `kind` tells apart from other plain numbers: a ratio, points of a scale, a score."""

    powers: tuple[tuple[str, int], ...] = ()
    kind: str | None = None

    @property
    def told(self) -> str:
        """As people write it."""
        if not self.powers:
            return self.kind or "a plain number"
        above = "·".join(_raised(base, power) for base, power in self.powers if power > 0)
        below = "·".join(_raised(base, -power) for base, power in self.powers if power < 0)
        return f"{above or 1}/{below}" if below else above


def _raised(base: str, power: int) -> str:
    return base if power == 1 else f"{base}^{power}"


NUMBER = Unit()


def unit_named(text: str) -> Unit:
    """The unit called so in the semantic layer: `s`, `n/h`, `%`, `score`."""
    if text in PLAIN:
        return NUMBER
    if text in KINDS:
        return Unit(kind=KINDS[text])
    above, _, below = text.partition("/")
    return _combined(Unit(((above, 1),)), Unit(((below, 1),)) if below else NUMBER, -1)


def unit_of(tree: Expression, units: Mapping[str, str]) -> Unit | None:
    """The unit of what the formula gives; None for a number that is only written, which takes
    the unit of what it is added to or compared with.

    `units` names the unit of every name. Raises ValueError where units do not go together.
    """
    if isinstance(tree, Constant):
        return None
    if isinstance(tree, Name):
        return unit_named(units[tree.name])
    if isinstance(tree, Negative):
        return unit_of(tree.part, units)
    if isinstance(tree, Binary):
        left, right = unit_of(tree.left, units), unit_of(tree.right, units)
        if tree.operation in "*/":
            if left is None and right is None:
                return None
            return _combined(left or NUMBER, right or NUMBER, 1 if tree.operation == "*" else -1)
        return _same(tree.operation, left, right)
    return _unit_of_call(tree, units)


def _unit_of_call(tree: Call, units: Mapping[str, str]) -> Unit | None:
    found = [unit_of(part, units) for part in tree.arguments]
    if tree.function == "round":
        return found[0]
    found = found[1:] if tree.function == "if" else found
    shared = found[0]
    for unit in found[1:]:
        shared = _same(tree.function, shared, unit)
    return shared


def _same(operation: str, left: Unit | None, right: Unit | None) -> Unit | None:
    if left is None or right is None:
        return left or right
    alike = left.powers == right.powers and (
        left.kind == right.kind or left.kind is None or right.kind is None
    )
    if not alike:
        joins = "compares" if operation in (*COMPARES, "between") else "joins"
        raise ValueError(
            f"'{operation}' {joins} {left.told} and {right.told}: divide one of them to the "
            "same unit, as by a named target"
        )
    return Unit(left.powers, left.kind or right.kind)


def _combined(left: Unit, right: Unit, sign: int) -> Unit:
    powers = dict(left.powers)
    for base, power in right.powers:
        powers[base] = powers.get(base, 0) + sign * power
    return Unit(tuple(sorted((base, power) for base, power in powers.items() if power)))
