"""Soft rules in a linear model: a row that may be exceeded, at the rule's weight."""

from __future__ import annotations

import pulp

from scheduling.roster.linear import Terms


class Breaches:
    """The breaches that a model may buy; `cost` has their priced terms."""

    def __init__(self) -> None:
        self.cost: Terms = []

    def room(self, name: str, weight: int | None) -> Terms:
        """Terms that give a row room: none where the rule is hard (`weight` None)."""
        if weight is None:
            return []
        breach = pulp.LpVariable(f"breach_{name}", 0)
        self.cost.append((breach, float(weight)))
        return [(breach, -1.0)]
