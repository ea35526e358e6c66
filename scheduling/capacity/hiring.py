"""Hiring classes: the smallest that hold the risk of being understaffed, month after month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.capacity.people import practised, stays
from scheduling.capacity.rules import CapacityRules

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Hiring:
    """Classes and what they bring: `started` heads per month; the rest is (draws, months).

    `supply` is full-time equivalents at work, `heads` those still there, `training` those of them
    who still train.
    """

    started: NDArray[np.int64]
    supply: Array
    heads: Array
    training: Array


@dataclass(frozen=True)
class _Candidates:
    """A class of the largest size that starts in one month; (draws, heads, months from then on)."""

    there: NDArray[np.bool_]
    practice: Array

    def supply(self, month: int) -> Array:
        """Equivalents at work of the first 0, 1, 2, … of the class in a month: (draws, heads+1)."""
        working = self.there[:, :, month] * self.practice[:, month]
        return np.pad(np.cumsum(working, axis=1), ((0, 0), (1, 0)))


def hire(lacking: Array, rules: CapacityRules, rng: np.random.Generator) -> Hiring:
    """Classes against `lacking` full-time equivalents (needed − present), (draws, months).

    A month is looked after by the class that begins to work in it: `training_months` earlier, not
    within the notice. Its size is the smallest allowed with which at most the rule's share of
    draws is short in that month, given the classes before; where even the largest class leaves
    more, it is taken and the risk shows.
    """
    draws, months = lacking.shape
    started = np.zeros(months, dtype=np.int64)
    supply, heads, training = (np.zeros((draws, months)) for _ in range(3))
    for start in range(rules.notice_months, months - rules.training_months):
        ahead = months - start
        zero = [0] * rules.class_size.most
        made = _Candidates(
            stays(zero, ahead, rules, draws=draws, rng=rng), practised(zero, ahead, rules)
        )
        first = start + rules.training_months
        short = lacking[:, first] - supply[:, first]
        size = _smallest(short[:, None] - made.supply(rules.training_months), rules)
        started[start] = size
        there = made.there[:, :size].sum(axis=1)
        heads[:, start:] += there
        supply[:, start:] += np.einsum("dhm,hm->dm", made.there[:, :size], made.practice[:size])
        training[:, start:first] += there[:, : rules.training_months]
    return Hiring(started, supply, heads, training)


def _smallest(short: Array, rules: CapacityRules) -> int:
    """The smallest class allowed that holds the risk, from what is short by its size."""
    risk = (short > 0).mean(axis=0)
    sizes = [0, *range(rules.class_size.least, rules.class_size.most + 1)]
    held = [size for size in sizes if risk[size] <= rules.understaffing_probability]
    return held[0] if held else rules.class_size.most
