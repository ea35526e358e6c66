"""Why two replays of a month differ: the part of the rules, of the data and of the code.

A combination says which of the three stand at the second replay's arguments. Sequential: rules
first, then data, then code, each change measured on top of the ones before. Shapley: the mean of a
change over all six orders. Either way the three parts add up to the whole difference exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations, product
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from scoring.exact import apportioned, from_units, units
from scoring.settlement.tables import REPLAY_DELTAS, table_of

Method = Literal["sequential", "shapley"]
ARGUMENTS = ("rules", "data", "code")


class Combination(NamedTuple):
    """Which arguments are the second replay's (True) and which the first's (False)."""

    rules: bool
    data: bool
    code: bool


FIRST, SECOND = Combination(False, False, False), Combination(True, True, True)
Figures = Mapping[Combination, Mapping[str, Decimal | None]]


def combinations_needed(method: Method) -> tuple[Combination, ...]:
    """The replays to make. Equal arguments make some of them the same replay."""
    if method == "shapley":
        return tuple(Combination(*which) for which in product((False, True), repeat=3))
    return tuple(_steps((0, 1, 2)))


def decomposed(
    period: str, figure: str, digits: int, figures: Figures, method: Method = "sequential"
) -> pa.Table:
    """One row per person: both values and the three effects, as outputs/replay_deltas.

    `figures` gives each needed combination's value by agent_id, held at `digits` decimals; a
    person who is absent counts as 0 in money (`figure` pay) and as not known otherwise: then
    the effects are NULL.
    """
    agents = sorted({agent for values in figures.values() for agent in values})
    return table_of(
        (_row(period, figure, digits, agent, figures, method) for agent in agents), REPLAY_DELTAS
    )


def _row(
    period: str, figure: str, digits: int, agent_id: str, figures: Figures, method: Method
) -> dict[str, Any]:
    absent = Decimal(0) if figure == "pay" else None
    values = {which: found.get(agent_id, absent) for which, found in figures.items()}
    known = {which: value for which, value in values.items() if value is not None}
    effects: list[Decimal] = []
    if len(known) == len(values):
        effects = _effects(known, digits, method)
    named = {f"{name}_effect": part for name, part in zip(ARGUMENTS, effects, strict=False)}
    return {
        "period": period,
        "agent_id": agent_id,
        "figure": figure,
        "method": method,
        "from_value": values[FIRST],
        "to_value": values[SECOND],
        **named,
    }


def _effects(values: Mapping[Combination, Decimal], digits: int, method: Method) -> list[Decimal]:
    """The three parts at `digits` decimals, settled in the last digit by largest remainder."""
    orders = list(permutations(range(3))) if method == "shapley" else [(0, 1, 2)]
    parts = [Fraction(0)] * 3
    for order in orders:
        for argument, (before, after) in zip(order, _pairs(order), strict=True):
            parts[argument] += Fraction(values[after] - values[before]) / len(orders)
    whole = units(values[SECOND] - values[FIRST], digits)
    scaled = [part * 10**digits for part in parts]
    return [from_units(part, digits) for part in apportioned(scaled, whole)]


def _pairs(order: tuple[int, ...]) -> list[tuple[Combination, Combination]]:
    steps = list(_steps(order))
    return list(pairwise(steps))


def _steps(order: tuple[int, ...]) -> Iterator[Combination]:
    """From the first replay to the second, one argument after the other."""
    changed = [False, False, False]
    yield FIRST
    for argument in order:
        changed[argument] = True
        yield Combination(*changed)
