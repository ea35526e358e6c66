"""How a week's contacts lie over its half-hours: exponentially weighted profiles, low-rank ones.

A profile is the half-hour's contacts over exp(level) for each weekday. Experts differ in memory
and in rank: few singular vectors of the weekdays' square-root shapes (after Shen & Huang 2008)
let the weekdays learn from each other. At past weekly origins they are judged as the levels are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.windows import Array

EXPERTS = ((0, None), (1, None), (2, None), (0, 3), (1, 2), (2, 2))
"""Place in the half-lives, and rank (None: every weekday for itself)."""
HALF_LIVES_WEEKS = np.array([2.5, 6.0, 16.0])
_SHIFT_WEEKS = 26.0
_JUDGED_WEEKS = 26
_HALF_LIFE_WEEKS = 8.0
_POWER = 8.0


@dataclass(frozen=True)
class Profiles:
    """Contacts over exp(level): weekly origins (0: the end of the data) x 7 x 48; shares."""

    combined: Array
    shares: Array

    @property
    def memory_weeks(self) -> float:
        """Mean half-life of the experts, by their shares."""
        lives = np.log(HALF_LIVES_WEEKS[[memory for memory, _ in EXPERTS]])
        return float(np.exp(self.shares @ lives))

    @property
    def low_rank(self) -> float:
        """Share of the experts in which weekdays learn from each other."""
        return float(self.shares @ np.array([rank is not None for _, rank in EXPERTS], float))


def profiles(relative: Array, moved: Array, level: Array) -> Profiles:
    """Combine the experts. `relative`: days x 48, contacts over exp(level), NaN: not to be used.

    `moved`: what shifts add to the day's log; a shift ages what lies before it. The first axis of
    a week is the weekday of the first day after the data.
    """
    steps = _weeks(np.abs(np.diff(moved, append=0.0)))
    weeks = np.where(_leads_to_shift(steps)[..., None], np.nan, _weeks(relative))
    ageing = _SHIFT_WEEKS * np.minimum(1.0, np.nansum(steps, axis=1))
    means = _exponential(weeks, ageing)
    experts = np.array([
        means[:, memory] if rank is None else _low_rank(means[:, memory], rank)
        for memory, rank in EXPERTS
    ])  # fmt: skip
    shares = _shares(experts, weeks[::-1][: experts.shape[1]], _weeks(np.exp(level)[:, None]))
    return Profiles(np.einsum("e,eows->ows", shares, experts), shares)


def _weeks(daily: Array) -> Array:
    """Days x anything as weeks x 7 x anything, the last week complete, NaN before the first day."""
    missing = -len(daily) % 7
    front = np.full((missing, *daily.shape[1:]), np.nan)
    return np.concatenate([front, daily]).reshape(-1, 7, *daily.shape[1:])


def _leads_to_shift(steps: Array) -> NDArray[np.bool_]:
    """Days (weeks x 7) that a shift in the same week follows."""
    stepped = np.nan_to_num(steps) > 0
    return np.logical_or.accumulate(stepped[:, ::-1], axis=1)[:, ::-1]


def _exponential(weeks: Array, ageing: Array) -> Array:
    """Means after each of the last weeks (newest first) x half-lives x 7 x 48, without gaps.

    ageing: extra weeks of age that shifts put on what lies before each week.
    """
    total = np.zeros((len(HALF_LIVES_WEEKS), *weeks.shape[1:]))
    weight, kept = total.copy(), []
    for week, aged in zip(weeks, ageing, strict=True):
        factor = (0.5 ** ((1.0 + aged) / HALF_LIVES_WEEKS))[:, None, None]
        known = np.isfinite(week)
        total = total * factor + np.where(known, week, 0.0)
        weight = weight * factor + known
        kept.append((total, weight))
    newest = kept[: -_JUDGED_WEEKS - 2 : -1]
    return np.array([_filled(total, weight) for total, weight in newest])


def _filled(total: Array, weight: Array) -> Array:
    """Means; a half-hour never seen on a weekday takes the mean of the weekdays that have it."""
    means = total / np.maximum(weight, 1e-12)
    others = total.sum(axis=1, keepdims=True) / np.maximum(weight.sum(axis=1, keepdims=True), 1e-12)
    return np.where(weight > 0, means, others)


def _low_rank(means: Array, rank: int) -> Array:
    """The weekdays' shapes (origins x 7 x 48) through `rank` singular vectors of their roots."""
    size = means.sum(axis=-1, keepdims=True)
    shape = np.divide(means, size, out=np.zeros_like(means), where=size > 0)
    left, scale, right = np.linalg.svd(np.sqrt(shape), full_matrices=False)
    roots = (left[..., :rank] * scale[..., None, :rank]) @ right[..., :rank, :]
    made = np.maximum(roots, 0.0) ** 2
    return made / np.maximum(made.sum(axis=-1, keepdims=True), 1e-12) * size


def _shares(experts: Array, came: Array, volume: Array) -> Array:
    """Shares from the absolute errors of the week after each past origin, newest first."""
    # The forecast of origin 1 is judged by week 0 of `came`, the last one before origin 0.
    judged = experts.shape[1] - 1
    if judged < 1:
        return np.full(len(experts), 1.0 / len(experts))
    weight = 0.5 ** (np.arange(judged) / _HALF_LIFE_WEEKS)
    scale = volume[::-1][:judged] * weight[:, None, None]
    errors = np.nansum(np.abs(experts[:, 1:] - came[:judged]) * scale, axis=(1, 2, 3))
    if not errors.min() > 0:
        return np.full(len(experts), 1.0 / len(experts))
    inverse = errors**-_POWER
    return inverse / inverse.sum()
