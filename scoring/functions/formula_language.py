"""The closed language of F16: + − × ÷ min max round between if, names and numbers.

    if(aht < 300, 100, 100 × target ÷ aht)

There are no loops, no calls out, and no way to read anything that is not named. `*`, `/` and
`-` may stand for × ÷ −. Conditions (<, <=, >, >=, between) stand only as the first part of `if`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from keyword import iskeyword
from typing import Literal

DEEPEST = 40
TOKEN = re.compile(r"\s*(?:((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)|([^\W\d]\w*)|(<=|>=|[-+−*×/÷(),<>≤≥]))")
SAME = {"−": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">="}

Operation = Literal["+", "-", "*", "/", "<", "<=", ">", ">="]
BINDS: dict[str, int] = {"<": 1, "<=": 1, ">": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3}
NEGATIVE_BINDS = 4
COMPARES = ("<", "<=", ">", ">=")

# Function: how many arguments at least, and at most (None: no end).
CALLS: dict[str, tuple[int, int | None]] = {
    "min": (2, None),
    "max": (2, None),
    "round": (2, 2),
    "between": (3, 3),
    "if": (3, 3),
}


@dataclass(frozen=True)
class Constant:
    """A number as it is written."""

    value: Fraction


@dataclass(frozen=True)
class Name:
    """A named input."""

    name: str


@dataclass(frozen=True)
class Binary:
    """Two parts and what is between them."""

    operation: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Negative:
    """The part with its sign turned."""

    part: Expression


@dataclass(frozen=True)
class Call:
    """A function of the language on its arguments."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Constant | Name | Binary | Negative | Call


def parsed(text: str) -> Expression:
    """The formula as a tree. Raises ValueError that names the column of what is wrong."""
    reader = _Reader(_tokens(text))
    tree = reader.expression(0)
    if reader.token:
        raise ValueError(f"'{reader.token}' is not expected at column {reader.column}")
    _refuse_misplaced_conditions(tree, number=True)
    return tree


def may_name(word: str) -> bool:
    """True where a formula can use the word as a name: letters as everybody types them, and no
    word that formulas or common languages keep to themselves."""
    usual = unicodedata.normalize("NFKC", word) == word
    return usual and word.isidentifier() and word not in CALLS and not iskeyword(word)


def names_in(tree: Expression) -> set[str]:
    """The names a formula uses."""
    if isinstance(tree, Name):
        return {tree.name}
    return {name for part in parts_of(tree) for name in names_in(part)}


def parts_of(tree: Expression) -> tuple[Expression, ...]:
    """The trees directly below."""
    if isinstance(tree, Binary):
        return (tree.left, tree.right)
    if isinstance(tree, Negative):
        return (tree.part,)
    return tree.arguments if isinstance(tree, Call) else ()


def is_condition(tree: Expression) -> bool:
    """True where it is true or false, and no number."""
    if isinstance(tree, Binary):
        return tree.operation in COMPARES
    return isinstance(tree, Call) and tree.function == "between"


def _tokens(text: str) -> list[tuple[str, int]]:
    tokens: list[tuple[str, int]] = []
    at = 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise ValueError(f"'{text[at]}' at column {at + 1} is not of the language")
        word = found[0].strip()
        tokens.append((SAME.get(word, word), found.end() - len(word) + 1))
        at = found.end()
    return [*tokens, ("", len(text) + 1)]


class _Reader:
    """Reads tokens from the left; what binds tighter is read deeper."""

    def __init__(self, tokens: list[tuple[str, int]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> str:
        return self._tokens[self._at][0]

    @property
    def column(self) -> int:
        return self._tokens[self._at][1]

    def expression(self, least: int) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError(f"the formula is nested more than {DEEPEST} deep; name its parts")
        left = self._operand()
        while BINDS.get(self.token, 0) > least:
            operation = self._next()
            left = Binary(operation, left, self.expression(BINDS[operation]))
        self._depth -= 1
        return left

    def _operand(self) -> Expression:
        column, token = self.column, self._next()
        if token == "-":
            return Negative(self.expression(NEGATIVE_BINDS))
        if token == "(":
            inside = self.expression(0)
            self._expect(")")
            return inside
        if token in CALLS:
            return self._call(token, column)
        if token[:1].isdigit():
            return Constant(Fraction(token))
        if token.isidentifier():
            return Name(token)
        raise ValueError(f"a name or a number is expected at column {column}, not '{token}'")

    def _call(self, function: str, column: int) -> Call:
        self._expect("(")
        arguments = [self.expression(0)]
        while self.token == ",":
            self._next()
            arguments.append(self.expression(0))
        self._expect(")")
        least, most = CALLS[function]
        if len(arguments) < least or (most is not None and len(arguments) > most):
            wanted = str(least) if least == most else f"{least} or more"
            raise ValueError(
                f"{function} at column {column} takes {wanted} parts, not {len(arguments)}"
            )
        return Call(function, tuple(arguments))

    def _next(self) -> str:
        token = self.token
        self._at += token != ""
        return token

    def _expect(self, token: str) -> None:
        if self.token != token:
            found = f"'{self.token}'" if self.token else "the end"
            raise ValueError(f"'{token}' is expected at column {self.column}, not {found}")
        self._next()


def _refuse_misplaced_conditions(tree: Expression, number: bool) -> None:
    if is_condition(tree) == number:
        raise ValueError(
            "a condition gives no number; use it as the first part of if(condition, then, else)"
            if number
            else "the first part of if is a condition, as x < 300 or between(x, 0, 300)"
        )
    if isinstance(tree, Call) and tree.function == "round":
        digits = tree.arguments[1]
        if not (isinstance(digits, Constant) and digits.value in range(7)):
            raise ValueError("round takes a number of digits from 0 to 6, as round(x, 2)")
    choice = isinstance(tree, Call) and tree.function == "if"
    for place, part in enumerate(parts_of(tree)):
        _refuse_misplaced_conditions(part, number=not (choice and place == 0))
