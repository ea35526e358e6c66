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
_ODD_INVERSES = tuple(1.0 / odd for odd in range(21, 1, -2))


def poisson_mass(count: Array, load_erlang: Array) -> Array:
    """exp(-a) a^n / Gamma(n+1) for n >= 0 and a > 0; 0 where it underflows."""
    n = np.maximum(np.atleast_1d(count), 1e-300)
    load = np.atleast_1d(load_erlang)
    mass = np.exp(-_stirling_error(n) - _deviance(n, load)) / np.sqrt(2.0 * np.pi * n)
    none = n == 1e-300
    if none.any():
        mass[none] = np.exp(-load[none])
    return mass.reshape(np.shape(count))


def _stirling_error(n: Array) -> Array:
    """log n! minus Stirling's approximation."""
    large = np.maximum(n, 15.0)
    r = 1.0 / (large * large)
    series = 1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r / 156)))
    series = (1 / 12 - r * (1 / 360 - r * series)) / large
    few = n < 15.0
    if few.any():
        small = n[few]
        series[few] = gammaln(small + 1) - (small + 0.5) * np.log(small) + small - _HALF_LOG_TWO_PI
    return series


def _deviance(n: Array, a: Array) -> Array:
    """n log(n/a) + a - n without cancellation, after R's bd0."""
    over = n - a
    v = over / (n + a)
    square = v * v
    tail = np.full_like(square, _ODD_INVERSES[0])
    for inverse in _ODD_INVERSES[1:]:
        tail *= square
        tail += inverse
    deviance = v * (over + 2.0 * n * square * tail)
    far = square >= 0.01
    if far.any():
        n, a = n[far], a[far]
        deviance[far] = n * np.log(n / a) + a - n
    return deviance
