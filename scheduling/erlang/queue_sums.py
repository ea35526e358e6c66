"""Sums over the queue beyond the agents of Erlang A, all terms positive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.erlang.poisson import Array

Rows = NDArray[np.intp]

_BLOCK = 64
_RESCALE = 1e100


@dataclass(frozen=True)
class QueueSums:
    """With A = sum of t_j: log A, (sum of j t_j)/A and (sum of H_j t_j)/A.

    H_j = 1/(x+1) + ... + 1/(x+j) is the patience, in units of its mean, that the j-th in the queue
    spends before an agent answers. `inverse_weight` is 1/A and may underflow to 0.
    """

    log_weight: Array
    inverse_weight: Array
    mean_length: Array
    mean_patience_spent: Array


def queue_sums(x: Array, y: Array) -> QueueSums:
    """The sums of t_j = y^j / ((x+1)...(x+j)), j = 0, 1, ..., for x > 0 and y >= 0.

    Added in blocks until the last term is below 1e-18 of the sum and falling; sums that grow
    beyond 1e100 are scaled down together, which the ratios do not notice.
    """
    shape = np.shape(x)
    x, y = np.ravel(x).astype(float), np.ravel(y).astype(float)
    sums = np.zeros((3, x.size))  # weight, length, patience spent
    sums[0] = 1.0
    log_scale = np.zeros(x.size)
    rows = np.flatnonzero(y > 0)
    term, spent, first = np.ones(rows.size), np.zeros(rows.size), 1
    while rows.size:
        step = x[rows] + first
        term, spent, scale = _add_block(sums, step, y[rows], rows, term, spent, first)
        log_scale[rows] += np.log(scale)
        first += _BLOCK
        go_on = ~_finished(step + _BLOCK, y[rows], term, sums[0, rows])
        rows, term, spent = rows[go_on], term[go_on], spent[go_on]
    weight = sums[0]
    parts = (
        np.log(weight) + log_scale,
        np.exp(-log_scale) / weight,
        sums[1] / weight,
        sums[2] / weight,
    )
    return QueueSums(*(part.reshape(shape) for part in parts))


def _add_block(
    sums: Array, step: Array, y: Array, rows: Rows, term: Array, spent: Array, first: int
) -> tuple[Array, Array, Array]:
    """Add the next terms of `rows` to `sums`; the last term, its H and what all was divided by."""
    steps = step[:, None] + np.arange(_BLOCK)
    terms = np.divide(y[:, None], steps)
    terms[:, 0] *= term
    np.cumprod(terms, axis=1, out=terms)
    np.divide(1.0, steps, out=steps)
    steps[:, 0] += spent
    spends = np.cumsum(steps, axis=1, out=steps)
    sums[0, rows] += terms.sum(axis=1)
    sums[1, rows] += terms @ np.arange(first, first + _BLOCK, dtype=float)
    sums[2, rows] += np.einsum("ij,ij->i", terms, spends)
    scale = np.where(sums[1, rows] > _RESCALE, _RESCALE, 1.0)
    sums[:, rows] /= scale
    return terms[:, -1] / scale, spends[:, -1], scale


def _finished(step: Array, y: Array, term: Array, weight: Array) -> NDArray[np.bool_]:
    """Whether what is left of the sum of j t_j, by the ratio of the next terms, is negligible."""
    ratio = np.minimum(y / step, 1.0 - 1e-12)
    return (y < step) & (term * ratio / (1.0 - ratio) < 1e-18 * weight)
