"""How the children of a section make its score, and what each of them adds (scoring.md 4.2).

Every composition gives exact parts that sum to the exact score. The score is rounded once at
6 digits; what a child contributes is its part at 6 digits, the last digit by largest
remainder, so that contributions sum to the score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import Ints, Mask, apportioned_rows, divided, minus, product
from scoring.exact import SCORE_DIGITS
from scoring.rules.scorecard import Composition

WHOLE = 100 * 10**SCORE_DIGITS


@dataclass(frozen=True)
class Children:
    """Scores and weights in 10^−6 (people × children), and who counts for whom."""

    scores: Ints
    weights: Ints
    counts: Mask

    @property
    def weighing(self) -> Ints:
        """The weights of those that count."""
        return np.where(self.counts, self.weights, 0)


@dataclass(frozen=True)
class Composed:
    """Scores, and per child the weight it got and what it adds; where nothing counts, 0."""

    score: Ints
    weight_applied: Ints
    contribution: Ints


Parts = tuple[Ints, Ints]


def composed(composition: Composition, children: Children) -> Composed:
    """The score of a section for many people."""
    numerators, denominators = COMPOSITIONS[composition](children)
    score = divided(numerators.sum(axis=1), denominators)
    weighing = children.weighing
    weights = weighing.sum(axis=1)
    some = np.where(weights == 0, 1, weights)
    return Composed(
        score=score,
        weight_applied=apportioned_rows(
            product(weighing, WHOLE), some, np.where(weights == 0, 0, WHOLE)
        ),
        contribution=apportioned_rows(numerators, denominators, score),
    )


def weighted_mean(children: Children) -> Parts:
    """Σ w·s ÷ Σ w over the children that count."""
    weighing = children.weighing
    weights = weighing.sum(axis=1)
    return product(weighing, children.scores), np.where(weights == 0, 1, weights)


def sum_of_points(children: Children) -> Parts:
    """Σ s where full marks are the weights; marks that do not apply are scaled back to 100."""
    weights = children.weighing.sum(axis=1)
    points = np.where(children.counts, children.scores, 0)
    return product(points, WHOLE), np.where(weights == 0, 1, weights)


def least(children: Children) -> Parts:
    """The lowest child, the earlier one on a tie."""
    beyond = int(children.scores.max(initial=0)) + 1
    place = np.argmin(np.where(children.counts, children.scores, beyond), axis=1)
    lowest = np.arange(children.scores.shape[1])[None, :] == place[:, None]
    parts = np.where(lowest & children.counts, children.scores, 0)
    return parts, np.ones(len(parts), dtype=np.int64)


def multiplied(children: Children) -> Parts:
    """100 × Π s/100: the first child that counts adds its score, each later one what it
    changes."""
    count = children.scores.shape[1]
    running = np.zeros(len(children.scores), dtype=np.int64)
    begun = np.zeros(len(running), dtype=bool)
    over, parts = 1, list[Ints]()
    for child in range(count):
        counts, score = children.counts[:, child], children.scores[:, child]
        factor = np.where(counts, score, WHOLE)
        after = np.where(begun | ~counts, product(running, factor), product(score, over))
        change = minus(after, product(running, WHOLE))
        parts.append(product(np.where(counts, change, 0), WHOLE ** (count - 1 - child)))
        running, begun, over = after, begun | counts, over * WHOLE
    return np.stack(parts, axis=1), np.full(len(running), over // WHOLE or 1)


COMPOSITIONS: Mapping[Composition, Callable[[Children], Parts]] = {
    "weighted_mean": weighted_mean,
    "sum_of_points": sum_of_points,
    "min": least,
    "product": multiplied,
}
