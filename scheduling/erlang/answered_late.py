"""The integral behind Erlang A's service level, exact where hardly anybody is answered in time."""

from __future__ import annotations

import numpy as np

from scheduling.erlang.poisson import Array

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_NEGLIGIBLE = 40.0


def log_answered_integral(x: Array, y: Array, patiences: Array) -> Array:
    """log of the integral of exp(f(u)), 0 <= u <= patiences, f = y (1 - e^-u) - (x + 1) u.

    x > 0, y > 0, `patiences` >= 0 in units of mean patience; 0 gives -inf. f is concave, so the
    integrand has one peak: Gauss-Legendre on either side of it, as far as f falls by 40.
    All terms are positive and the peak is taken out, so nothing cancels and nothing overflows.
    """
    peak = np.clip(np.log(y / (x + 1.0)), 0.0, patiences)
    left, right = _reach(x, y, peak)
    height = _exponent(x, y, peak)
    before = _panel(x, y, np.maximum(peak - left, 0.0), peak, height)
    after = _panel(x, y, peak, np.minimum(peak + right, patiences), height)
    with np.errstate(divide="ignore"):
        return height + np.log(before + after)


def _exponent(x: Array, y: Array, u: Array) -> Array:
    return -y * np.expm1(-u) - (x + 1.0) * u


def _reach(x: Array, y: Array, peak: Array) -> tuple[Array, Array]:
    """How far to the left and right of the peak the exponent may fall by less than 40.

    From its slope s and curvature k there, with e^d - 1 - d >= d^2 / 2 on the left and
    d - 1 + e^-d >= d^2 / (2 + d) on the right.
    """
    curve = y * np.exp(-peak)
    slope = curve - (x + 1.0)
    rising, falling = np.maximum(slope, 0.0), np.maximum(-slope, 0.0)
    left = 2.0 * _NEGLIGIBLE / (rising + np.sqrt(rising**2 + 2.0 * curve * _NEGLIGIBLE))
    both, rest = curve + falling, _NEGLIGIBLE - 2.0 * falling
    root = np.sqrt(rest**2 + 8.0 * _NEGLIGIBLE * both)
    right = np.where(rest > 0, (rest + root) / (2.0 * both), 4.0 * _NEGLIGIBLE / (root - rest))
    return left, right


def _panel(x: Array, y: Array, start: Array, end: Array, height: Array) -> Array:
    half = 0.5 * (end - start)
    u = np.expand_dims(start, -1) + np.expand_dims(half, -1) * (1.0 + _NODES)
    risen = _exponent(np.expand_dims(x, -1), np.expand_dims(y, -1), u)
    return half * (np.exp(risen - np.expand_dims(height, -1)) @ _WEIGHTS)
