"""The smallest whole number that satisfies, for many rows at once, led by secants."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scheduling.erlang.poisson import Array

Integers = NDArray[np.int64]
Rows = NDArray[np.intp]
Judge = Callable[[Rows, Integers], tuple[NDArray[np.bool_], Array]]

_UNKNOWN = np.iinfo(np.int64).max // 4
_SECANTS = 8


def smallest(judge: Judge, start: Integers, guess: Integers, slope: Array) -> Integers:
    """The smallest number >= `start` that satisfies a judge whose verdict never turns back.

    `judge(rows, numbers)` gives the verdicts and a slack that rises with the number and passes 0
    there; the slack only says where to look next, so the answer rests on verdicts alone: the
    number satisfies, and the one before it does not or lies before `start`. `slope` guesses how
    much slack one more brings.
    """
    low, high = start - 1, np.full(start.shape, _UNKNOWN)
    rows, number = np.arange(start.size), np.maximum(guess, start)
    slope = np.broadcast_to(slope, start.shape)
    old_number, old_slack = number, np.full(start.shape, np.nan)
    tries = 0
    while True:
        good, slack = judge(rows, number)
        high[rows] = np.where(good, number, high[rows])
        low[rows] = np.where(good, low[rows], number)
        open_ = np.flatnonzero(high[rows] - low[rows] > 1)
        if not open_.size:
            return high
        with np.errstate(divide="ignore", invalid="ignore"):
            seen = (slack - old_slack) / (number - old_number)
        slope = np.where(np.isfinite(seen) & (seen > 0), seen, slope)[open_]
        rows, old_number, old_slack = rows[open_], number[open_], slack[open_]
        tries += 1
        if tries <= _SECANTS:
            number = _led(old_number, old_slack, slope, low[rows], high[rows])
        else:
            number = _halved(low[rows], high[rows])


def _led(number: Integers, slack: Array, slope: Array, low: Integers, high: Integers) -> Integers:
    """Where the secant says the first number that satisfies is, or the neighbour that proves it."""
    reach = 1.0 + np.abs(number)
    root = np.nan_to_num(np.ceil(number - slack / slope), nan=0.0, posinf=1e18, neginf=-1e18)
    led = np.clip(root, number - reach, number + reach).astype(np.int64)
    led = np.where(high == number, np.minimum(led, number - 1), np.maximum(led, number + 1))
    return np.clip(led, low + 1, high - 1)


def _halved(low: Integers, high: Integers) -> Integers:
    return np.where(high == _UNKNOWN, 2 * np.maximum(low, 1) + 1, (low + high) // 2)
