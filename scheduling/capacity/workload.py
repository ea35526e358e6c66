"""Workload of the coming months: level, trend and season, drawn with what is not known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scheduling.capacity.rules import CapacityRules, Growth

Array = NDArray[np.float64]

_WEEKS_OF_LEVEL = 8
_WEEKS_A_YEAR = 365.25 / 7.0


@dataclass(frozen=True)
class DailyWorkload:
    """Hours of handling that arrived on each past day: contacts × handle time."""

    days: Sequence[date]
    hours: Array


@dataclass(frozen=True)
class Trend:
    """Growth a year and its standard deviation, after the data were weighed against belief."""

    annual_mean: float
    annual_sd: float


def fitted_trend(past: DailyWorkload, belief: Growth) -> Trend:
    """Growth from whole weeks by log-linear regression, weighed with `belief` by precision.

    Few weeks say little and leave the belief nearly as it was; fewer than four say nothing.
    """
    weekly = _weekly_hours(past)
    if weekly.size < 4:
        return Trend(belief.annual_mean, belief.annual_sd)
    at = np.arange(weekly.size) / _WEEKS_A_YEAR
    design = np.column_stack([np.ones_like(at), at])
    level = np.log(weekly)
    fitted = np.linalg.lstsq(design, level, rcond=None)[0]
    left = level - design @ fitted
    spread = float(((at - at.mean()) ** 2).sum())
    variance = max(float(left @ left) / (weekly.size - 2) / spread, 1e-12)
    trust = np.array([1.0 / variance, 1.0 / belief.annual_sd**2])
    mean = trust @ np.array([float(fitted[1]), np.log1p(belief.annual_mean)]) / trust.sum()
    return Trend(float(np.expm1(mean)), float(trust.sum() ** -0.5))


def _weekly_hours(past: DailyWorkload) -> Array:
    """Hours of every seven days back from the last, oldest first; days without hours count."""
    whole = past.hours[past.hours.size % 7 :].reshape(-1, 7).sum(axis=1)
    return whole[whole > 0]


def class_hours(past: DailyWorkload, day_classes: Mapping[date, str]) -> dict[str, float]:
    """Mean hours of a day of each class over the last weeks, or over all where it has none."""
    found: dict[str, float] = {}
    recent = past.days[-1] - timedelta(weeks=_WEEKS_OF_LEVEL)
    for name in sorted({day_classes[day] for day in past.days}):
        own = [place for place, day in enumerate(past.days) if day_classes[day] == name]
        late = [place for place in own if past.days[place] > recent]
        found[name] = float(past.hours[late or own].mean())
    return found


def draw_workload(
    past: DailyWorkload,
    months: Sequence[Sequence[date]],
    day_classes: Mapping[date, str],
    rules: CapacityRules,
    *,
    draws: int,
    rng: np.random.Generator,
) -> Array:
    """Hours of workload, (draws, months); each month is given as its days.

    Days of a class bring what they brought lately; the season's index moves that from the months
    it was seen in; growth is one draw per path, and a random walk adds the variation of months. A
    class of day that the past has not seen counts as a day of rest, else as the quietest known.
    """
    by_class = class_hours(past, day_classes)
    unseen = by_class.get("rest_day", min(by_class.values()))
    calm = np.array([sum(by_class.get(day_classes[d], unseen) for d in days) for days in months])
    late = [day for day in past.days if day > past.days[-1] - timedelta(weeks=_WEEKS_OF_LEVEL)]
    seen_in = float(np.mean([rules.season[day.month] for day in late]))
    season = np.array([rules.season[days[0].month] for days in months]) / seen_in
    trend = fitted_trend(past, rules.growth)
    middle = late[len(late) // 2]
    years = np.array([(days[len(days) // 2] - middle).days / 365.25 for days in months])
    annual = np.log1p(trend.annual_mean) + trend.annual_sd * rng.standard_normal((draws, 1))
    walk = np.cumsum(rng.standard_normal((draws, len(months))), axis=1) * rules.monthly_variation
    return calm * season * np.exp(annual * years + walk)
