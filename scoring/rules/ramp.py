"""The ramp of new staff: by completed weeks since going live (scoring.md 4.5)."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import Field, field_validator

from data_contracts.dated import Rule
from scoring.functions.scored import Number

Share = Annotated[Number, Field(gt=0, le=1)]


class Step(Rule):
    """From this many completed weeks on: the part of a target, the factor on points, the items
    left out, and the least total."""

    from_week: Annotated[int, Field(ge=0)]
    target_factor: Share = Decimal(1)
    points_factor: Annotated[Number, Field(ge=0)] = Decimal(1)
    exempt_items: tuple[str, ...] = ()
    score_floor: Number | None = None


class Ramp(Rule):
    """Steps in rising weeks, the first from week 0; weeks on long leave do not count."""

    steps: tuple[Step, ...] = Field(min_length=1)

    @field_validator("steps")
    @classmethod
    def _rising(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        if steps[0].from_week != 0:
            raise ValueError("the first step of a ramp is from_week: 0")
        for before, after in pairwise(steps):
            if after.from_week <= before.from_week:
                raise ValueError(
                    f"ramp steps rise in weeks, but {after.from_week} follows {before.from_week}"
                )
        return steps
