"""Levels, shifts, seasons, holidays and profiles, on rows whose making is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data_contracts.refusal import Refusal
from scheduling.forecast.day_types import AFTER, EXTRA, HOLIDAY, ORDINARY, DayTypes, day_types
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.intervals import Bounds, bounds_of
from scheduling.forecast.level_experts import level_forecasts
from scheduling.forecast.levels import day_levels, day_totals
from scheduling.forecast.models import BLEND, fitted
from scheduling.forecast.profile_experts import profiles
from scheduling.forecast.queue_forecast import forecast_queue, poisson_median
from scheduling.forecast.shifts import level_shifts, moved_to_today
from scheduling.forecast.state_space import daily_states
from scheduling.forecast.windows import exponential_means, median, rolling_median, window_mean

MONDAY = date(2024, 1, 1)
SHAPE = np.where((np.arange(48) >= 16) & (np.arange(48) < 40), 1.0, 0.0)
WEEK = np.array([1.3, 1.1, 1.0, 1.0, 1.0, 0.5, 0.4])


def plain_types(days: int, classes: dict[date, str] | None = None) -> DayTypes:
    every = [MONDAY + timedelta(days=n) for n in range(days)]
    plain = {day: "workday" if day.weekday() < 5 else "rest_day" for day in every}
    return day_types(every, plain | (classes or {}))


def arrivals(days: int, level: np.ndarray | float = 20.0, seed: int = 3) -> np.ndarray:
    means = np.asarray(level) * WEEK[np.arange(days) % 7]
    return np.random.default_rng(seed).poisson(means[:, None] * SHAPE).astype(float)


def test_a_holiday_the_day_after_and_a_make_up_saturday_have_their_kinds() -> None:
    friday, saturday = MONDAY + timedelta(days=11), MONDAY + timedelta(days=5)
    types = plain_types(21, {friday: "statutory_holiday", saturday: "workday"})
    found = {int(n): int(types.kind[n]) for n in np.flatnonzero(types.kind != ORDINARY)}
    assert found == {5: EXTRA, 11: HOLIDAY, 14: AFTER}  # after: the Monday, not the Saturday


def test_a_day_without_class_is_refused() -> None:
    with pytest.raises(Refusal, match="2024-01-02"):
        day_types([MONDAY, MONDAY + timedelta(days=1)], {MONDAY: "workday"})


def test_medians_leave_out_what_is_unknown() -> None:
    rows = np.array([[1.0, np.nan, 3.0, 2.0], [np.nan] * 4, [4.0, 1.0, 2.0, 3.0]])
    assert median(rows, axis=1) == pytest.approx([2.0, np.nan, 2.5], nan_ok=True)
    assert rolling_median(np.array([1.0, np.nan, 9.0, 2.0]), 1) == pytest.approx([1, 5, 5.5, 5.5])


def test_exponential_means_have_seen_only_what_lies_before() -> None:
    values = np.array([np.nan, 4.0, np.nan, 8.0])
    assert exponential_means(values, 1.0) == pytest.approx(
        [np.nan, np.nan, 4.0, 4.0, (8.0 + 4.0 / 4) / (1 + 1 / 4)], nan_ok=True
    )
    assert window_mean(values, np.array([0, 2]), np.array([2, 9])) == pytest.approx([4.0, 8.0])


def test_a_level_shift_is_found_where_it_is_and_the_past_is_moved() -> None:
    logs = np.random.default_rng(1).normal(0, 0.05, 120)
    logs[70:] += np.log(3)
    logs[[20, 90]] = -3.0  # outages are no shifts
    [shift] = level_shifts(logs)
    assert shift.day == 70
    assert shift.size == pytest.approx(np.log(3), abs=0.06)
    assert moved_to_today(120, [shift])[[0, 69, 70]] == pytest.approx([shift.size, shift.size, 0])


def test_noise_a_slow_rise_and_three_odd_days_are_no_shift() -> None:
    noise = np.random.default_rng(2).normal(0, 0.15, 300)
    assert level_shifts(noise) == []
    assert level_shifts(np.linspace(0, 0.5, 300)) == []
    odd = np.zeros(60)
    odd[-3:] = 0.8
    assert level_shifts(odd + noise[:60] / 10) == []
    odd[-5:] = 0.8
    assert [shift.day for shift in level_shifts(odd + noise[:60] / 10)] == [55]


def test_an_outage_and_an_unknown_day_say_nothing_about_the_level() -> None:
    offered = arrivals(140)
    offered[100] *= 0.2
    offered[101] = np.nan
    levels = day_levels(offered, plain_types(140))
    assert not levels.normal[[100, 101]].any()
    assert levels.normal.sum() >= 136
    assert levels.level[100] == pytest.approx(levels.level[95], abs=0.05)


def test_a_day_of_which_half_is_known_is_scaled_or_left_out() -> None:
    offered = arrivals(70, 200.0)
    offered[60, 38:40] = np.nan
    offered[61, 18:40] = np.nan
    totals = day_totals(offered, np.arange(70) % 7)
    assert totals[60] == pytest.approx(200 * WEEK[60 % 7] * 24, rel=0.05)
    assert np.isnan(totals[61])


def test_a_short_friday_is_whole_and_its_hours_are_forecast() -> None:
    offered = arrivals(98, 40.0)
    friday = np.arange(98) % 7 == 4
    offered[friday, 26:] = np.nan
    types = plain_types(98)
    levels = day_levels(offered, types)
    assert levels.normal[friday].all()
    history = QueueHistory("q", tuple(MONDAY + timedelta(days=n) for n in range(98)), types,
                           offered, offered, offered)  # fmt: skip
    made = forecast_queue(history, types.part(slice(0, 7)), np.arange(1, 8), 200.0).offered
    assert made[4, 16:26].sum() == pytest.approx(10 * 40.0, rel=0.08)
    assert made[0, 16:40].sum() == pytest.approx(24 * 40.0 * WEEK[0], rel=0.08)


def test_origins_inside_a_long_gap_do_not_widen_the_interval() -> None:
    offered = arrivals(240, 40.0)
    offered[30:150] = np.nan
    offered[:30] *= 3.0
    types = plain_types(240)
    history = QueueHistory("q", tuple(MONDAY + timedelta(days=n) for n in range(240)), types,
                           offered, offered, offered)  # fmt: skip
    made = forecast_queue(history, types.part(slice(2, 9)), np.arange(1, 8), 200.0)
    assert (made.high - made.low)[:, 20].mean() < 6 * np.sqrt(40.0)


def test_billing_days_are_learned_and_chance_is_not() -> None:
    types = plain_types(420)
    payday = np.where(types.month_day <= 2, 1.3, 1.0)
    learned = day_levels(arrivals(420, 40.0 * payday), types).month_day
    assert learned[1] - learned[15] == pytest.approx(np.log(1.3), abs=0.09)
    none = day_levels(arrivals(420, 40.0), types).month_day
    assert np.abs(none).max() < 0.02


def test_a_holiday_takes_after_last_years_and_the_day_after_is_busy() -> None:
    first, second = date(2024, 5, 1), date(2025, 5, 1)
    classes = {first: "statutory_holiday", second: "statutory_holiday"}
    types = plain_types(500, classes)
    days = [MONDAY + timedelta(days=n) for n in range(500)]
    factor = np.ones(500)
    factor[days.index(first)], factor[days.index(first) + 1] = 0.3, 1.5
    seen = days.index(second)
    offered = arrivals(500, 40.0 * factor)[:seen]
    levels = day_levels(offered, types.upto(seen))
    effect = levels.special.effect(types.part(slice(seen, seen + 3)))
    ordinary = levels.weekday[types.weekday[seen : seen + 3]]
    assert np.exp(effect - ordinary)[0] == pytest.approx(0.3, abs=0.06)
    assert 1.2 < np.exp(effect - ordinary)[1] < 1.55
    assert effect[2] == ordinary[2]


def test_last_years_course_is_followed_where_it_came_true() -> None:
    days = np.arange(900)
    season = 0.4 * np.sin(2 * np.pi * days / 364)
    noise = np.random.default_rng(5).normal(0, 0.03, 900)
    rows = season[:860] + noise[:860]
    followed = level_forecasts(rows, 28, daily_states(rows, np.zeros((860, 0))))
    assert np.abs(followed.logs[0] - season[860:888]).max() < 0.09
    assert followed.last_year > 0.5
    walk = np.cumsum(noise)
    wandering = level_forecasts(walk, 28, daily_states(walk, np.zeros((900, 0))))
    assert wandering.memory_days < followed.memory_days + 40


def test_a_member_that_errs_is_let_go() -> None:
    rows = np.random.default_rng(8).normal(5.0, 0.03, 400)
    good = daily_states(rows, np.zeros((400, 0)))
    assert level_forecasts(rows, 28, good).state_space > 0.1
    off = level_forecasts(rows, 28, replace(good, level=good.level + 0.4))
    assert off.state_space < 0.01
    assert off.logs[0] == pytest.approx(5.0, abs=0.03)


def test_profiles_forget_what_lies_before_a_shift() -> None:
    before, after = np.roll(SHAPE, -8), SHAPE
    relative = np.repeat([before, after], [100, 14], axis=0)
    moved = np.repeat([1.0, 0.0], [100, 14])
    found = profiles(relative, moved, np.zeros(114)).combined[0]
    assert np.abs(found - after).max() < 0.1
    kept = profiles(relative, np.zeros(114), np.zeros(114)).combined[0]
    assert np.abs(kept - after).max() > 0.2


def test_bounds_hold_nine_of_ten_at_small_and_large_forecasts() -> None:
    rng = np.random.default_rng(6)
    expected = np.broadcast_to(np.geomspace(0.5, 400, 48), (30, 1, 7, 48))
    level = rng.lognormal(0, 0.1, (30, 1, 7, 1))
    found = bounds_of(rng.poisson(expected * level).astype(float), expected)
    again = rng.poisson(np.broadcast_to(expected, (30, 1, 7, 48)) * level[::-1]).astype(float)
    low, high = found.around(expected[0, 0], np.zeros(7, int))
    inside = (again[:, 0] >= low) & (again[:, 0] <= high)
    assert 0.86 < inside[..., :24].mean() < 0.97
    assert 0.86 < inside[..., 24:].mean() < 0.94


def test_bounds_widen_with_a_lead_that_nobody_has_seen() -> None:
    bounds = Bounds(np.zeros(1), np.full((2, 1), 2.0))
    low, high = bounds.around(np.full((3, 48), 50.0), np.array([1, 5, 9]))
    assert (np.diff(high[:, 0]) > 0).all()
    assert (np.diff(low[:, 0]) < 0).all()


@pytest.mark.parametrize("mean", [0.1, 0.6, 0.8, 1.5, 2.6, 3.4, 10.0, 47.3])
def test_the_poisson_median_is_scipys(mean: float) -> None:
    from scipy.stats import poisson

    assert poisson_median(np.array([mean]))[0] == poisson.median(mean)


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(Refusal, match="oracle"):
        fitted("oracle", *(None,) * 2, 28)  # pyright: ignore
    assert BLEND == "blend"
