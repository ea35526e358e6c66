"""The scoring functions of scoring.md 4.1, one file each.

A function is a frozen model of its parameters with `code`, `score(values, full_score)`
and `target(full_score)`. To add one: write its file and name it in `ScoringFunction`.
Must stay out: metrics, weights, dates and everything about people.
F14 (`gate.py`) acts on scores and pay already made, so it is not in the union.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scoring.functions.bands import Bands, OutsideDomain
from scoring.functions.deduction import Deduction
from scoring.functions.linear import Linear
from scoring.functions.scored import Scored

ScoringFunction = Annotated[Linear | Bands | Deduction, Field(discriminator="code")]
CurveFunction = Annotated[Linear | Bands, Field(discriminator="code")]

__all__ = [
    "Bands",
    "CurveFunction",
    "Deduction",
    "Linear",
    "OutsideDomain",
    "Scored",
    "ScoringFunction",
]
