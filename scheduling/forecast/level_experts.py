"""Where the level will stand: exponential means and a state-space model, each without last year's
course and with it.

Each expert forecasts the log level of the coming days from what was known at an origin. At past
weekly origins they are judged against what came, per lead week; their shares are inverse powers
of the recent error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.state_space import DailyStates
from scheduling.forecast.windows import Array, exponential_means, window_mean

HALF_LIVES_DAYS = (3, 6, 12, 24, 48)
YEARS_DAYS = (364, 728)
_NOW_DAYS = 14
_SEASON_DAYS = 6
_JUDGED_WEEKS = 52
_FIRST_DAYS = 28
_HALF_LIFE_WEEKS = 20.0
_POWER = 3.0
_CLIPPED = 0.5
_FEWEST_SLOPES = 8
_FEWEST_ORIGINS = 4
_SLOPE_DOUBT = 4 * 0.03**2
_SMALLEST_ERROR = 1e-4


@dataclass(frozen=True)
class LevelForecasts:
    """Log levels of the days after each origin (origins x days); origin 0 is the end of the data.

    `shares`: per lead week the share of each expert, first without, then with last year's course;
    the last of each half is the state-space model.
    """

    origins: NDArray[np.int_]
    logs: Array
    shares: Array

    @property
    def memory_days(self) -> float:
        """Mean half-life of the exponential means, by their shares."""
        shares = self._halves[:, :-1].sum(axis=0)
        return float(np.exp(shares @ np.log(HALF_LIVES_DAYS) / shares.sum()))

    @property
    def last_year(self) -> float:
        """Share of the experts that follow past years' course."""
        return float(self._halves[1].sum())

    @property
    def state_space(self) -> float:
        """Share of the state-space model."""
        return float(self._halves[:, -1].sum())

    @property
    def _halves(self) -> Array:
        return self.shares.mean(axis=0).reshape(2, -1)


def level_forecasts(usual: Array, days_ahead: int, states: DailyStates) -> LevelForecasts:
    """Combine the experts at the end of the row `usual` (NaN: unknown) and at past origins.

    Whole weeks are forecast, as many as hold `days_ahead`. states: of the same days.
    """
    count, leads = len(usual), -(-days_ahead // 7)
    origins = np.arange(count, _FIRST_DAYS - 1, -7)[: _JUDGED_WEEKS + leads]
    origins = origins if origins.size else np.array([count])
    means = np.array([exponential_means(usual, life)[origins] for life in HALF_LIVES_DAYS])
    followed = states.ahead(origins, 7 * leads)
    season = _season(usual, origins, 7 * leads)
    logs, shares = np.zeros((len(origins), 7 * leads)), []
    for lead in range(leads):
        week = slice(7 * lead, 7 * lead + 7)
        came = _came(usual, origins, lead)
        slope = _slope(came - window_mean(usual, origins - _NOW_DAYS, origins), season[:, week])
        means_then = np.repeat(means[:, :, None], 7, axis=2)
        plain = np.concatenate([means_then, followed[None, :, week]])
        experts = np.concatenate([plain, plain + slope * season[None, :, week]])
        own = _shares(np.abs(came - experts.mean(axis=2)))
        logs[:, week] = np.einsum("e,eod->od", own, experts)
        shares.append(own)
    return LevelForecasts(origins, logs, np.array(shares))


def _came(usual: Array, origins: NDArray[np.int_], lead: int) -> Array:
    """Mean level of the lead's week after each origin; NaN where that week is not over."""
    start = origins + 7 * lead
    return np.where(start + 7 <= len(usual), window_mean(usual, start, start + 7), np.nan)


def _season(usual: Array, origins: NDArray[np.int_], days_ahead: int) -> Array:
    """Change of the log level that the same days of past years saw; 0 where there is no year."""
    changes = []
    for year in YEARS_DAYS:
        then = origins - year
        middle = then[:, None] + np.arange(days_ahead)
        later = window_mean(usual, middle - _SEASON_DAYS, middle + _SEASON_DAYS + 1)
        change = later - window_mean(usual, then - _NOW_DAYS, then)[:, None]
        changes.append(np.where((then >= _NOW_DAYS)[:, None], change, np.nan))
    known = np.isfinite(changes)
    return np.nansum(changes, axis=0) / np.maximum(known.sum(axis=0), 1)


def _slope(change: Array, season: Array) -> float:
    """How much of past years' change came true at past origins: 0 to 1, drawn to 0."""
    expected = season.mean(axis=1)
    told = np.isfinite(change) & (expected != 0)
    if told.sum() < _FEWEST_SLOPES:
        return 0.0
    weight = _recency(len(change))[told]
    x, y = expected[told], np.clip(change[told], -_CLIPPED, _CLIPPED)
    doubt = _SLOPE_DOUBT * float(weight.mean())
    return float(np.clip((weight * x * y).sum() / ((weight * x * x).sum() + doubt), 0.0, 1.0))


def _shares(errors: Array) -> Array:
    """Shares of the experts from their errors (experts x origins) of the past."""
    judged = np.isfinite(errors).all(axis=0)
    if judged.sum() < _FEWEST_ORIGINS:
        return np.full(len(errors), 1.0 / len(errors))
    weight = _recency(errors.shape[1])[judged]
    mean = np.minimum(errors[:, judged], _CLIPPED) @ weight / weight.sum()
    inverse = np.maximum(mean, _SMALLEST_ERROR) ** -_POWER
    return inverse / inverse.sum()


def _recency(count: int) -> Array:
    return 0.5 ** (np.arange(count) / _HALF_LIFE_WEEKS)
