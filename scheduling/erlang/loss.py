"""Erlang B: the share of contacts that find every agent taken, M/M/n/n."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincc

from scheduling.erlang.poisson import Array, poisson_mass


def blocking_probability(offered_load_erlang: ArrayLike, agents: ArrayLike) -> Array:
    """Erlang B as a function of load and agents; agents may be fractional.

    B = mass(n; a) / Q(n+1, a), the Poisson mass over its distribution function
    (A. K. Erlang 1917; D. L. Jagerman 1974 for fractional n). Load 0 blocks nobody, no agents
    block everybody. Raises ValueError on a negative load or number of agents.
    """
    load, n = np.broadcast_arrays(np.asarray(offered_load_erlang, float), np.asarray(agents, float))
    if (load < 0).any() or (n < 0).any():
        raise ValueError("load and agents must not be negative")
    return blocked(load, n)


def blocked(load: Array, n: Array) -> Array:
    """Erlang B of two arrays of one shape, load and agents not negative."""
    busy = load > 0
    safe = load if busy.all() else np.where(busy, load, 1.0)
    below = gammaincc(n + 1.0, safe)
    overload = below <= 1e-280
    if overload.any():
        by_mass = poisson_mass(n, safe) / np.where(overload, 1.0, below)
        by_mass = np.where(overload, 1.0 / _inverse_blocking_series(safe, n, overload), by_mass)
    else:
        by_mass = poisson_mass(n, safe) / below
    share = np.minimum(by_mass, 1.0)
    return share if safe is load else np.where(busy, share, np.where(n > 0, 0.0, 1.0))


def _inverse_blocking_series(load: Array, n: Array, where: Array) -> Array:
    """1/B = sum over k of n (n-1) ... (n-k+1) / a^k, for loads far above n, where it is short."""
    total = np.ones_like(load)
    term = np.where(where, 1.0, 0.0)
    k = 0
    while (np.abs(term) > 1e-18 * total).any():
        term = term * (n - k) / load
        term = np.where(n - k > 0, term, 0.0)
        total = total + term
        k += 1
    return total
