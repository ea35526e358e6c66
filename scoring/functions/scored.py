"""What a scoring function reads and returns: columns, one row per person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import numpy as np
import pyarrow as pa
from pydantic import AfterValidator

from data_contracts.dated import Rule
from scoring.arrow_text import filled
from scoring.columns import FITS, Figures, Ints, Mask, Rows, ints, largest, units_of
from scoring.exact import SCORE_DIGITS, from_units

Direction = Literal["up", "down"]
# A metric by name and variant.
MetricKey = tuple[str, str]
# What a node of the trace must say per person beside values and parameters: JSON values.
Evidence = list[tuple[str, pa.StringArray]]


class OutsideDomain(ValueError):
    """A value lies where the function declares that none can; `row` counts from 0."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


@dataclass(frozen=True)
class Read:
    """What a function reads of the people it scores, all in units of 10^−6.

    `values` has one column per metric, in the order of the item. `peers` numbers the peer
    group of each person (−1: in none). `before` are the same metrics a period earlier, with
    `before_known` false for people who have none. `known` says which values there are, for
    functions that do without some of them (`needs_all` false); empty means all. The scores of
    items that a formula names stand after its metrics.
    """

    values: tuple[Ints, ...]
    full_score: int
    peers: Rows | None = None
    before: tuple[Ints, ...] = ()
    before_known: Mask | None = None
    known: tuple[Mask, ...] = ()

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.values[0])


@dataclass(frozen=True)
class ScoredColumn:
    """Scores in units of 10^−6; `told` names the stretch or band used, in figures only.

    `missing` are people whom the function has no score for: their missing policy decides.
    """

    score: Ints
    told: Callable[[], pa.StringArray]
    missing: Mask | None = None


@dataclass(frozen=True)
class Scored:
    """One score at 6 digits, and the stretch or band it comes from."""

    score: Decimal
    where: str


def six_digits(value: Decimal) -> Decimal:
    """`value` itself. Raises ValueError where it has more than 6 decimals."""
    if value.is_finite():
        units_of(value)
    return value


# A number of a rule: at most 6 decimals, like everything that scoring counts with.
Number = Annotated[Decimal, AfterValidator(six_digits)]


class Function(Rule):
    """A scoring function: frozen parameters, scores for a column of people.

    `needs_peers` and `needs_before` say which parts of Read it cannot do without; with
    `needs_all` false it scores people who lack some of the values.
    """

    needs_peers: ClassVar[bool] = False
    needs_before: ClassVar[bool] = False
    needs_all: ClassVar[bool] = True

    @property
    def metrics(self) -> tuple[MetricKey, ...] | None:
        """The metrics it reads, in the order of `Read.values`; None: the item's own one."""
        return None

    @property
    def better(self) -> Direction | None:
        """Which way its metric earns more; None where that is not one way, or not one metric."""
        return None

    def score_column(self, read: Read) -> ScoredColumn:
        """The scores of everybody read. Raises OutsideDomain."""
        raise NotImplementedError

    def target(self, full_score: Decimal) -> Decimal | None:
        """The value that earns `full_score`; None where there is no one such value."""
        return None

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """Everything beside the values that a checker needs to compute the score again."""
        raise NotImplementedError

    def evidence(self, read: Read) -> Evidence:
        """What a checker needs to know of each person beside values and parameters."""
        return []

    def score(self, values: Sequence[Decimal], full_score: Decimal) -> Scored:
        """The score of one person: a column of one."""
        columns = tuple(ints([units_of(value)]) for value in values)
        scored = self.score_column(Read(columns, units_of(full_score)))
        return Scored(from_units(int(scored.score[0]), SCORE_DIGITS), scored.told()[0].as_py())


def refuse_repeated(metrics: Sequence[MetricKey], parts: str) -> None:
    """Raises ValueError where two parts of a function name one metric."""
    if len(set(metrics)) < len(metrics):
        raise ValueError(f"two {parts} count the same metric; join them")


def nested(function: Function, full_score: Decimal) -> list[list[object]]:
    """A function inside another as parameters: pairs of name and value, its code first."""
    pairs = [("code", getattr(function, "code", None)), *function.parameters(full_score)]
    return [list(pair) for pair in pairs]


def narrowed(units: Ints) -> Ints:
    """The same whole numbers as int64 where they fit, so that what follows is fast."""
    return units.astype(np.int64) if largest(units) < FITS else units


def quoted(figures: Figures) -> pa.StringArray:
    """Exact numbers as JSON text."""
    return filled('"', figures.written(), '"')


def told_by_code(texts: Sequence[str], codes: Rows) -> Callable[[], pa.StringArray]:
    """Texts looked up when they are asked for."""
    return lambda: pa.array(texts, pa.string()).take(pa.array(codes))
