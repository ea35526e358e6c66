"""Targets for part of a month and for people in training (scoring.md 4.4, 4.5).

A target that is a part of the whole is met by the same part of the whole value, so the value
is set to what it would be over the full month, or after training, and the function stays one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.columns import Figures, Fractions, Ints, Mask, divided, ints, product, units_of
from scoring.exact import SCORE_DIGITS
from scoring.rules.ramp import Ramp

UNIT = 10**SCORE_DIGITS


@dataclass(frozen=True)
class Training:
    """Where each person stands on the ramp: factors in 10^−6, a floor (−1: none), and by item
    who need not do it."""

    in_training: Mask
    target_factor: Ints
    points_factor: Ints
    score_floor: Ints
    exempt: Mapping[str, Mask]


def training(ramp: Ramp | None, live_weeks: Figures) -> Training | None:
    """The step of each person; people whose weeks are not known count as trained."""
    if ramp is None or not len(ramp.steps):
        return None
    begins = ints([step.from_week * UNIT for step in ramp.steps])
    place = np.searchsorted(begins, live_weeks.units, side="right") - 1
    place = np.where(live_weeks.is_known, place, len(ramp.steps) - 1)
    floors = [-1 if step.score_floor is None else units_of(step.score_floor) for step in ramp.steps]
    items = {item for step in ramp.steps for item in step.exempt_items}
    return Training(
        in_training=place < len(ramp.steps) - 1,
        target_factor=ints([units_of(step.target_factor) for step in ramp.steps])[place],
        points_factor=ints([units_of(step.points_factor) for step in ramp.steps])[place],
        score_floor=ints(floors)[place],
        exempt={
            item: np.array([item in step.exempt_items for step in ramp.steps])[place]
            for item in items
        },
    )


def over_the_full_month(value: Figures, share: Fractions) -> Figures:
    """A volume done in `share` of the month as it would be over all of it, at 6 digits."""
    none = np.asarray(share.numerators == 0, dtype=bool)
    units = divided(product(value.units, share.denominators), np.where(none, 1, share.numerators))
    return Figures(units, SCORE_DIGITS, value.is_known & ~none)


def after_training(value: Figures, factor: Ints, *, more_is_better: bool) -> Figures:
    """A value as a trained person's: ÷ factor where more is better, × factor where less is."""
    if more_is_better:
        units = divided(product(value.units, UNIT), factor)
    else:
        units = divided(product(value.units, factor), UNIT)
    return Figures(units, SCORE_DIGITS, value.known)


def least_cases(min_sample: int, share: Fractions | None, count: int) -> Ints:
    """The least sample of each person: for part of a month its part, rounded up."""
    if share is None or min_sample == 0:
        return np.full(count, min_sample)
    scaled = product(share.numerators, -min_sample)
    return -divided(scaled, share.denominators, "FLOOR")


def full_share(count: int) -> Fractions:
    """Everybody the whole month."""
    return Fractions.constant(Fraction(1), count)
