"""The scoring functions F1 … F16 of scoring.md 4.1, one file each.

A function is a frozen model of its parameters with `code`, `score_column(read)`,
`target(full_score)`, `parameters(full_score)` and `evidence(read)`. To add one: write its file,
name it in `ScoringFunction`, and write what recomputes it in `trace_check/functions.py`.
Must stay out: weights, dates, missing policies and everything about people.

`ScoringFunction` is what an item may have, `CurveFunction` what a coefficient may: a function
of one value alone. Not among them, because they act on what is made already: F9 (`forced`)
labels people by quota, F13 (`tiered`) makes amounts, F14 (`gate`) cuts scores and pay.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scoring.functions.bands import Bands
from scoring.functions.bonus import Bonus
from scoring.functions.curves import CurveFunction
from scoring.functions.deduction import Deduction
from scoring.functions.forced import ForcedBands, forced_bands
from scoring.functions.formula import Formula, order_of_items
from scoring.functions.improvement import Improvement
from scoring.functions.layer import Layer
from scoring.functions.linear import Linear
from scoring.functions.matrix import Matrix
from scoring.functions.rank import Rank
from scoring.functions.ratio import Ratio
from scoring.functions.scored import Function, OutsideDomain, Read, Scored, ScoredColumn
from scoring.functions.standardised import Standardised
from scoring.functions.subjective import Subjective
from scoring.functions.threshold import Threshold
from scoring.functions.tiered import Cliff, Tiered

ScoringFunction = Annotated[
    Linear
    | Bands
    | Threshold
    | Ratio
    | Deduction
    | Bonus
    | Layer
    | Rank
    | Standardised
    | Improvement
    | Matrix
    | Subjective
    | Formula,
    Field(discriminator="code"),
]

__all__ = [
    "Bands",
    "Bonus",
    "Cliff",
    "CurveFunction",
    "Deduction",
    "ForcedBands",
    "Formula",
    "Function",
    "Improvement",
    "Layer",
    "Linear",
    "Matrix",
    "OutsideDomain",
    "Rank",
    "Ratio",
    "Read",
    "Scored",
    "ScoredColumn",
    "ScoringFunction",
    "Standardised",
    "Subjective",
    "Threshold",
    "Tiered",
    "forced_bands",
    "order_of_items",
]
