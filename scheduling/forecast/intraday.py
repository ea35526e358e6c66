"""Intraday re-forecast: the rest of a day from the day so far (X10).

How much of a morning's surprise lasts is learned from past days at the same time of day: the
logarithm of came ÷ expected of the rest is regressed on that of the day so far, through zero and
drawn to 0. Some queues stay busy all day, others are back to normal by noon. The interval comes
from how such re-forecasts erred on those days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.intervals import NOMINAL, bounds_of
from scheduling.forecast.queue_forecast import Past
from scheduling.forecast.windows import Array

_CONTACTS_OF_DOUBT = 5.0
_CLIPPED = 0.7
_DAYS_OF_DOUBT = 10.0
_DOUBT_OF_A_DAY = 0.05


@dataclass(frozen=True)
class Reforecast:
    """The rest of a day, 48 half-hours; NaN: over or closed.

    `factor` (low, expected, high): contacts of the rest over those expected before. `lasting`:
    share of the day's surprise so far that lasts, 0 to 1.
    """

    factor: tuple[float, float, float]
    lasting: float
    low: Array
    offered: Array
    high: Array


def reforecast(expected: Array, so_far: Array, past: Past) -> Reforecast:
    """The rest of a day. expected: its 48 half-hours as forecast; so_far: NaN where not yet known.

    past: the queue's past origins, of which the first week ahead teaches. Raises ValueError where
    all of the day is known.
    """
    over = np.isfinite(so_far) & np.isfinite(expected)
    rest = np.isfinite(expected) & ~over
    if not rest.any():
        raise ValueError("the day is over: nothing is left to forecast")
    actual, due = _past_days(past)
    surprise = _surprise(actual, due, over)
    followed = _surprise(actual, due, rest)
    lasting = _lasting(surprise, followed)
    today = lasting * float(_surprise(so_far[None], expected[None], over)[0])
    revised = np.where(rest, due * np.exp(lasting * surprise)[:, None], np.nan)
    bounds = bounds_of(actual[:, None, None], revised[:, None, None])
    offered = np.where(rest, expected * np.exp(today), 0.0)
    low, high = bounds.around(offered[None], np.zeros(1, int))
    return Reforecast(
        _factor(today, followed - lasting * surprise),
        lasting,
        np.where(rest, low[0], np.nan),
        np.where(rest, offered, np.nan),
        np.where(rest, high[0], np.nan),
    )


def _past_days(past: Past) -> tuple[Array, Array]:
    """Days of the first week ahead at past origins: what came, what was expected (days x 48)."""
    actual, expected = (part[:, 0].reshape(-1, part.shape[-1]) for part in
                        (past.actual, past.expected))  # fmt: skip
    known = np.isfinite(actual).any(axis=1) & np.isfinite(expected).any(axis=1)
    return actual[known], expected[known]


def _surprise(actual: Array, expected: Array, slots: NDArray[np.bool_]) -> Array:
    """Logarithm of came over expected in the slots, days with few contacts drawn to 0."""
    known = np.isfinite(actual) & np.isfinite(expected) & slots
    came = np.where(known, actual, 0.0).sum(axis=1) + _CONTACTS_OF_DOUBT
    due = np.where(known, expected, 0.0).sum(axis=1) + _CONTACTS_OF_DOUBT
    return np.clip(np.log(came / due), -_CLIPPED, _CLIPPED)


def _lasting(surprise: Array, followed: Array) -> float:
    """Slope through zero, drawn to 0 as if ten days of 5 % surprise had not lasted."""
    doubt = _DAYS_OF_DOUBT * _DOUBT_OF_A_DAY**2
    return float(np.clip(surprise @ followed / (surprise @ surprise + doubt), 0.0, 1.0))


def _factor(today: float, rest: Array) -> tuple[float, float, float]:
    tail = (1 - NOMINAL) / 2
    low, high = np.quantile(rest, [tail, 1 - tail]) if rest.size else (-_CLIPPED, _CLIPPED)
    around = (min(float(low), 0.0), 0.0, max(float(high), 0.0))
    low_, middle, high_ = (float(np.exp(today + one)) for one in around)
    return low_, middle, high_
