"""Shapley values of a game whose every coalition has been valued, for many rows at once."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def shapley_parts(values: Array) -> Array:
    """Each player's mean marginal contribution over all orders of joining (L. S. Shapley 1953).

    `values` has one row per coalition, 2^k of them: row m is the coalition of the players whose
    bits are set in m. The answer has one row per player; the parts of a column sum to its last
    value minus its first. Raises ValueError where the rows are no power of two.
    """
    players = values.shape[0].bit_length() - 1
    if values.shape[0] != 2**players:
        raise ValueError(f"{values.shape[0]} coalitions are no power of two")
    return _weights(players) @ values


def _weights(players: int) -> Array:
    """+weight where the player has just joined a coalition, −weight at the coalition before."""
    weights = np.zeros((players, 2**players))
    for player in range(players):
        for coalition in range(2**players):
            if not coalition >> player & 1:
                size = coalition.bit_count()
                share = factorial(size) * factorial(players - size - 1) / factorial(players)
                weights[player, coalition | 1 << player] += share
                weights[player, coalition] -= share
    return weights
