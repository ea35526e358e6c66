"""Sums over the queue beyond the agents of Erlang A, all terms positive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.erlang.poisson import Array

Rows = NDArray[np.intp]

_BLOCK = 64
_RESCALE = 1e150


@dataclass(frozen=True)
class QueueSums:
    """With A = sum of t_j: 1/A, (sum of j t_j)/A and (sum of H_j t_j)/A.

    H_j = 1/(x+1) + ... + 1/(x+j) is the patience, in units of its mean, that the j-th in the queue
    spends before an agent answers. 1/A may underflow to 0, the ratios cannot overflow.
    """

    inverse_weight: Array
    mean_length: Array
    mean_patience_spent: Array


def queue_sums(x: Array, y: Array) -> QueueSums:
    """The sums of t_j = y^j / ((x+1)...(x+j)), j = 0, 1, ..., for x > 0 and y >= 0.

    Added in blocks until the last term is below 1e-18 of the sum and falling; sums that grow
    beyond 1e150 are scaled down together, which the ratios do not notice.
    """
    shape = np.shape(x)
    x, y = np.ravel(x).astype(float), np.ravel(y).astype(float)
    sums = np.zeros((4, x.size))  # weight, length, patience spent, scaled "1"
    sums[0] = sums[3] = 1.0
    open_rows = np.flatnonzero(y > 0)
    term, spent, first = np.ones(x.size), np.zeros(x.size), 1
    while open_rows.size:
        term, spent = _add_block(sums, x, y, open_rows, term, spent, first)
        first += _BLOCK
        falling = y[open_rows] < x[open_rows] + first
        go_on = ~(falling & (_tail(x, y, open_rows, term, first) < 1e-18 * sums[0, open_rows]))
        open_rows, term, spent = open_rows[go_on], term[go_on], spent[go_on]
    weight = sums[0]
    parts = (sums[3] / weight, sums[1] / weight, sums[2] / weight)
    return QueueSums(*(part.reshape(shape) for part in parts))


def _add_block(
    sums: Array, x: Array, y: Array, rows: Rows, term: Array, spent: Array, first: int
) -> tuple[Array, Array]:
    """Add the terms first ... first + block - 1 of `rows` to `sums`; the last term and H."""
    term, spent = term[-rows.size :], spent[-rows.size :]
    place = first + np.arange(_BLOCK)
    step = x[rows, None] + place
    terms = term[:, None] * np.cumprod(y[rows, None] / step, axis=1)
    spends = spent[:, None] + np.cumsum(1.0 / step, axis=1)
    sums[0, rows] += terms.sum(axis=1)
    sums[1, rows] += (terms * place).sum(axis=1)
    sums[2, rows] += (terms * spends).sum(axis=1)
    scale = np.where(sums[1, rows] > _RESCALE, _RESCALE, 1.0)
    sums[:, rows] /= scale
    return terms[:, -1] / scale, spends[:, -1]


def _tail(x: Array, y: Array, rows: Rows, term: Array, first: int) -> Array:
    """A bound on what is left of the sum of j t_j, from the ratio of the next two terms."""
    ratio = np.minimum(y[rows] / (x[rows] + first), 1.0 - 1e-12)
    return term * ratio / (1.0 - ratio)
