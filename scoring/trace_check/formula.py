"""F16: the formula read by Python's own parser and worked out for one person."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from scoring.trace_check.checked import Checked, at

SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-"})
ORDERS = {"≤": "<=", "≥": ">="}
BINARY: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARE: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def formula(node: Checked) -> Decimal | None:
    """The expression over its named values and constants."""
    values = [value for value in node.values if value is not None]
    named = dict(zip(node.inputs["names"], values, strict=True))
    named |= {name: Fraction(value) for name, value in node.inputs["constants"]}
    text = node.inputs["expression"].translate(SIGNS)
    for sign, order in ORDERS.items():
        text = text.replace(sign, order)
    text = re.sub(r"\bif\s*\(", "choose(", text)
    return at(_Reader(f"({text})", named).value(), node.digits)


class _Reader:
    """Works a formula out over names; what is not of the language is an error."""

    def __init__(self, text: str, named: Mapping[str, Fraction]) -> None:
        self._text, self._named = text, named

    def value(self) -> Fraction:
        return self._number(ast.parse(self._text, mode="eval").body)

    def _number(self, part: ast.expr) -> Fraction:
        match part:
            case ast.Constant():
                return Fraction(ast.get_source_segment(self._text, part) or "")
            case ast.Name():
                return self._named[part.id]
            case ast.UnaryOp(op=ast.USub()):
                return -self._number(part.operand)
            case ast.BinOp():
                return BINARY[type(part.op)](self._number(part.left), self._number(part.right))
            case ast.Call(func=ast.Name(id=name)):
                return self._call(name, part.args)
            case _:
                raise ValueError(f"{ast.dump(part)} is not of the language")

    def _call(self, name: str, parts: list[ast.expr]) -> Fraction:
        if name == "choose":
            condition, then, otherwise = parts
            return self._number(then if self._holds(condition) else otherwise)
        numbers = [self._number(part) for part in parts]
        if name == "round":
            return Fraction(at(numbers[0], int(numbers[1])))
        return {"min": min, "max": max}[name](numbers)

    def _holds(self, part: ast.expr) -> bool:
        if isinstance(part, ast.Compare) and len(part.ops) == 1:
            left, right = self._number(part.left), self._number(part.comparators[0])
            return COMPARE[type(part.ops[0])](left, right)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            value, low, high = (self._number(one) for one in part.args)
            return low <= value <= high
        raise ValueError(f"{ast.dump(part)} is no condition")
