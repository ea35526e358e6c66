"""Mean patience for Erlang A, with bounds and with what the curve says of its shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from scheduling.patience.curve import steps_of

_CONFIDENCE = 0.90


@dataclass(frozen=True)
class Patience:
    """What the waits of some contacts say of patience; times in seconds.

    `mean_s` is the exponential estimate: all waiting seconds ÷ those who left (Mandelbaum &
    Zeltyn 2007), with exact 90 % bounds; None where nobody left. `restricted_mean_s` is the area
    under the Kaplan–Meier curve up to `longest_wait_s`, an answer without the exponential.
    `median_s` is None where fewer than half would have left within the longest wait.
    """

    contacts: int
    abandoned: int
    mean_s: float | None
    mean_low_s: float | None
    mean_high_s: float | None
    median_s: float | None
    restricted_mean_s: float
    longest_wait_s: float


def estimate_patience(wait_s: ArrayLike, abandoned: ArrayLike) -> Patience:
    """Patience from waits and whether each ended by leaving. Raises ValueError as `steps_of`."""
    waits = np.asarray(wait_s, float)
    steps = steps_of(waits, abandoned)
    left = int(steps.left.sum())
    longest = float(waits.max(initial=0.0))
    waited = float(waits.sum())
    low, high = _bounds(waited, left)
    ends = np.concatenate([[0.0], steps.wait_s, [longest]])
    heights = np.concatenate([[1.0], steps.survival])
    below_half = np.flatnonzero(steps.survival <= 0.5)
    return Patience(
        contacts=waits.size,
        abandoned=left,
        mean_s=waited / left if left else None,
        mean_low_s=low,
        mean_high_s=high,
        median_s=float(steps.wait_s[below_half[0]]) if below_half.size else None,
        restricted_mean_s=float(np.diff(ends) @ heights),
        longest_wait_s=longest,
    )


def _bounds(waited_s: float, left: int) -> tuple[float | None, float | None]:
    """2 × waited ÷ mean is chi-square with 2 × left degrees of freedom (exponential, censored)."""
    if not left:
        return None, None
    tail = (1.0 - _CONFIDENCE) / 2.0
    high = waited_s / float(gammaincinv(left, tail))
    return waited_s / float(gammaincinv(left + 1, 1.0 - tail)), high
