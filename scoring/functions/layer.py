"""F7 LAYER 层差法: points for each whole layer completed beyond a floor."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
from pydantic import Field

from scoring.arrow_text import filled
from scoring.columns import Figures, Ints, divided, minus, product, units_of
from scoring.exact import SCORE_DIGITS, from_units, shown
from scoring.functions.scored import Direction, Function, Number, Read, ScoredColumn


class Layer(Function):
    """Completed layers × points per layer; a layer begun earns nothing.

    Layers are `width` wide and stack upwards from `floor`, or downwards where less is better.
    """

    code: Literal["F7"]
    direction: Direction
    floor: Number
    width: Number = Field(gt=0)
    points_per_layer: Number = Field(gt=0)

    @property
    def better(self) -> Direction:
        """The way the layers stack."""
        return self.direction

    def score_column(self, read: Read) -> ScoredColumn:
        """Whole layers times their points."""
        (values,) = read.values
        layers = self.layers(values)
        return ScoredColumn(
            product(layers, units_of(self.points_per_layer)),
            lambda: filled(Figures(layers, 0).text(), f"×{shown(self.points_per_layer)}"),
        )

    def layers(self, values: Ints) -> Ints:
        """How many layers each value completes; none on the wrong side of the floor."""
        beyond = minus(values, units_of(self.floor))
        beyond = beyond if self.direction == "up" else -beyond
        return divided(np.maximum(beyond, 0), units_of(self.width), "FLOOR")

    def target(self, full_score: Decimal) -> Decimal:
        """Where the last of the layers is completed that make up the full score."""
        needed = -(-Fraction(full_score) // Fraction(self.points_per_layer))
        way = units_of(self.width) * needed * (1 if self.direction == "up" else -1)
        return self.floor + from_units(int(way), SCORE_DIGITS)

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """Direction, floor, width and points."""
        return [
            ("direction", self.direction),
            ("floor", self.floor),
            ("width", self.width),
            ("points_per_layer", self.points_per_layer),
        ]
