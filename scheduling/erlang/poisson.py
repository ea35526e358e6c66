"""The Poisson mass at full double precision, for any load and a real-valued count.

C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000): the mass is written
as exp(-stirling_error(n) - deviance(n, a)) / sqrt(2 pi n), so that no two large logarithms are
subtracted. Relative error stays near 1e-14 where `n log n` formulas lose 1e-9 at 1e6 Erlang.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Array = NDArray[np.float64]

_HALF_LOG_TWO_PI = 0.9189385332046727417803297


def poisson_mass(count: Array, load_erlang: Array) -> Array:
    """exp(-a) a^n / Gamma(n+1) for n >= 0 and a > 0; 0 where it underflows."""
    n = np.maximum(count, 1e-300)
    root = np.sqrt(2.0 * np.pi * n)
    mass = np.exp(-_stirling_error(n) - _deviance(n, load_erlang)) / root
    return np.where(count == 0, np.exp(-load_erlang), mass)


def _stirling_error(n: Array) -> Array:
    """log n! minus Stirling's approximation."""
    r = 1.0 / np.maximum(n, 15.0) ** 2
    series = 1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r / 156)))
    series = (1 / 12 - r * (1 / 360 - r * series)) / np.maximum(n, 15.0)
    small = np.minimum(n, 15.0)
    exact = gammaln(small + 1) - (small + 0.5) * np.log(small) + small - _HALF_LOG_TWO_PI
    return np.where(n >= 15.0, series, exact)


def _deviance(n: Array, a: Array) -> Array:
    """n log(n/a) + a - n without cancellation, after R's bd0."""
    v = (n - a) / (n + a)
    near = np.where(np.abs(v) < 0.1, v, 0.0)
    square = near * near
    tail = np.zeros_like(square)
    for odd in range(21, 1, -2):
        tail = square * (1.0 / odd + tail)
    close = (n - a) * near + 2.0 * n * near * tail
    far = n * (np.log(n) - np.log(a)) + a - n
    return np.where(np.abs(v) < 0.1, close, far)
