"""Roots of many falling functions at once: secants inside a fence that only closes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.erlang.poisson import Array

Rows = NDArray[np.intp]
Falling = Callable[[Array, Rows], Array]

_NOISE = 1e-12
_MOST_ROUNDS = 120


@dataclass(frozen=True)
class Roots:
    """Per row the root, a place below it where the function is positive, one above where it is not.

    `below` stays at its first value where the function is nowhere seen positive, `above` likewise.
    """

    root: Array
    below: Array
    above: Array


def fenced_roots(
    falling: Falling,
    guess: Array,
    below: Array,
    above: Array,
    *,
    accuracy: float,
    ceiling: float | Array = np.inf,
) -> Roots:
    """Roots between `below` and `above` (infinite: unknown), to a relative `accuracy` of about.

    A secant errs by a small multiple of the product of its last two steps, which ends the search.
    `falling(x, rows)` gives the values of some rows. A secant that leaves the fence is replaced by
    the middle, or by the double where nothing lies above. A row that is positive at or beyond
    `ceiling` is not followed further: its `above` stays infinite.
    """
    below, above, root = below.copy(), above.copy(), guess.copy()
    rows, tops = np.arange(guess.size), np.broadcast_to(ceiling, guess.shape)
    old_x = np.maximum(guess * 0.97, 0.5 * (below + guess))
    old_y, y = np.split(falling(np.append(old_x, guess), np.append(rows, rows)), 2)
    _close_fence(below, above, rows, old_x, old_y)
    x = guess
    for _ in range(_MOST_ROUNDS):
        _close_fence(below, above, rows, x, y)
        following = _next(x, y, old_x, old_y, below[rows], above[rows])
        following = np.minimum(following, tops[rows])
        root[rows] = following
        step = np.abs(following - x)
        moving = step * (step + np.abs(x - old_x)) > accuracy * x * x
        moving &= ~((y > 0) & (x >= tops[rows]))
        if not moving.all():
            rows = rows[moving]
            x, y, following = x[moving], y[moving], following[moving]
        if not rows.size:
            break
        old_x, old_y, x = x, y, following
        y = falling(x, rows)
    return Roots(root, below, above)


def _close_fence(below: Array, above: Array, rows: Rows, x: Array, y: Array) -> None:
    below[rows] = np.where(y > _NOISE, np.maximum(below[rows], x), below[rows])
    above[rows] = np.where(y < -_NOISE, np.minimum(above[rows], x), above[rows])


def _next(x: Array, y: Array, old_x: Array, old_y: Array, below: Array, above: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        following = x - y * (x - old_x) / (y - old_y)
    inside = (following > below) & (following < above) & (following < 4.0 * x + 1.0)
    middle = np.where(np.isinf(above), 2.0 * np.maximum(x, 0.5), 0.5 * (below + above))
    return np.where(y == 0, x, np.where(inside, following, middle))
