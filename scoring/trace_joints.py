"""Where the trace of scores and of points joins that of pay: the node that each person's feeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.inputs import People
from scoring.pay.amounts import Amounts
from scoring.pay.components import Paid
from scoring.pay.performance import coefficient_path
from scoring.rules.pay_plans import PerformancePlan

Parents = list[str | None]


def score_parents(paid: Sequence[Paid], people: People) -> Parents:
    """Per row of People the node that the total score feeds; None where pay reads no score."""
    parents: Parents = [None] * len(people)
    for amounts in _amounts(paid):
        if isinstance(amounts.component, PerformancePlan):
            held = f"pay/{amounts.component.id}"
            _join(parents, amounts, people, coefficient_path(amounts.component.id), held)
    return parents


def points_parents(paid: Sequence[Paid], people: People) -> Parents:
    """Per row of People the node that the points feed; None where no pool shares them."""
    parents: Parents = [None] * len(people)
    for amounts in _amounts(paid):
        if amounts.share is not None:
            path = f"pay/{amounts.component.id}"
            below = np.where(amounts.changed | amounts.held, f"{path}.share", path)
            for place, row in enumerate(amounts.group.rows.tolist()):
                _settle(parents, people, row, str(below[place]))
    return parents


def _amounts(paid: Sequence[Paid]) -> list[Amounts]:
    return [amounts for one in paid for amounts in one.amounts]


def _join(parents: Parents, amounts: Amounts, people: People, path: str, where_held: str) -> None:
    for row, held in zip(amounts.group.rows.tolist(), amounts.held.tolist(), strict=True):
        _settle(parents, people, row, where_held if held else path)


def _settle(parents: Parents, people: People, row: int, path: str) -> None:
    """The first component that asks takes it, for every row of the person."""
    person = people.person[row]
    while row < len(people) and people.person[row] == person:
        parents[row] = parents[row] or path
        row += 1
