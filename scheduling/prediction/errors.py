"""How far forecasts miss: a factor that a whole day shares and one of each half-hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ForecastErrors:
    """Coefficients of variation of (rate ÷ forecast): of the day, and of its half-hours."""

    day: float
    half_hour: float


def forecast_errors(offered: ArrayLike, actual: ArrayLike, day: ArrayLike) -> ForecastErrors:
    """The two variations from past half-hours, by moments; Poisson noise is taken out.

    With A Poisson of mean F x D x E, the mean of (A - F)^2 - F over half-hours gives the sum of
    both variances, and the same over daily totals tells the day's part apart, because only D
    makes half-hours of one day miss together. Neither falls below 0. `offered` is the forecast;
    half-hours without one say nothing. No half-hours at all give no error.
    """
    forecast, came = np.asarray(offered, float), np.asarray(actual, float)
    known = forecast > 0
    if not known.any():
        return ForecastErrors(0.0, 0.0)
    forecast, came = forecast[known], came[known]
    place = np.unique(np.asarray(day)[known], return_inverse=True)[1]
    daily, daily_came = np.bincount(place, forecast), np.bincount(place, came)
    squares, daily_squares = (forecast**2).sum(), (daily**2).sum()
    missed = ((came - forecast) ** 2 - forecast).sum()
    daily_missed = ((daily_came - daily) ** 2 - daily).sum()
    spread = daily_squares - squares
    of_day = max((daily_missed - missed) / spread, 0.0) if spread > 0 else 0.0
    of_half_hour = max(missed / squares - of_day, 0.0)
    return ForecastErrors(float(np.sqrt(of_day)), float(np.sqrt(of_half_hour)))


def draw_offered(
    offered: ArrayLike, day: ArrayLike, errors: ForecastErrors, *, draws: int, seed: int
) -> Array:
    """Rates of arrival that may come instead of the forecast: (draws, half-hours), mean kept."""
    place = np.unique(np.asarray(day), return_inverse=True)[1]
    of_day, of_half_hour = standard_normals(place.max(initial=-1) + 1, place.size, draws, seed)
    return missed_rates(offered, of_day[:, place], of_half_hour, errors)


def standard_normals(days: int, half_hours: int, draws: int, seed: int) -> tuple[Array, Array]:
    """What the factors of one queue are made of: (draws, days) and (draws, half-hours).

    The days' are spread evenly over their distribution (one draw from each of `draws` equal
    slices, in random order), so few draws already show its tails.
    """
    rng = np.random.default_rng(seed)
    slices = np.tile(np.arange(draws)[:, None], (1, days))
    even = (rng.permuted(slices, axis=0) + rng.random(slices.shape)) / draws
    return ndtri(even), rng.standard_normal((draws, half_hours))


def missed_rates(
    offered: ArrayLike, of_day: Array, of_half_hour: Array, errors: ForecastErrors
) -> Array:
    """The forecast × the log-normal factors of these standard normal values."""
    rates = np.asarray(offered, float) * _log_normal(of_day, errors.day)
    return rates * _log_normal(of_half_hour, errors.half_hour)


def _log_normal(normal: Array, variation: float) -> Array:
    """Factors of mean 1 with a coefficient of variation, from standard normal values."""
    variance = np.log1p(variation**2)
    return np.exp(np.sqrt(variance) * normal - variance / 2.0)
