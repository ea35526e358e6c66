# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["numpy>=2", "statsforecast==2.1.1", "lightgbm==4.7.0"]
# ///
"""Forecasts by statsforecast and LightGBM at given origins, with the CPU seconds they took.

Run as `uv run --script forecasts.py <in.npz> <out.npz>`. In, per series: `<name>.cuts`, and per
cut number i `<name>.history.<i>` (open days x half-hours, no gap) and `<name>.special.<i>` (of the
history and the days ahead); `<name>.week` is the number of open days in a week. Out, per series
and rival: forecasts (origins x days ahead x half-hours), `<...>.low`, `<...>.high` (90 %) where the
rival has them, and `<...>.cpu_s`.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Mapping

import lightgbm
import numpy as np
from numpy.typing import NDArray
from statsforecast.models import MSTL, AutoARIMA, AutoETS

Array = NDArray[np.float64]
WEEKS_AHEAD = 4
WEEKS_USED = 52
WEEKS_DECOMPOSED = 26
LEVEL = 90
PROFILE_WEEKS = 6
LAG_WEEKS = (1, 2, 3, 4, 6, 8)
TREES = {"objective": "poisson", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 40,
         "num_threads": 1, "verbose": -1, "seed": 1}  # fmt: skip
ROUNDS = 300


def mstl_ets(history: Array, special: NDArray[np.bool_], week: int) -> Mapping[str, Array]:
    """MSTL with seasons of a day and a week over square roots, AutoETS for its trend."""
    slots = history.shape[1]
    model = MSTL(season_length=[slots, slots * week], trend_forecaster=AutoETS(model="ZZN"))
    ahead, recent = WEEKS_AHEAD * week * slots, history[-WEEKS_DECOMPOSED * week :]
    made = model.forecast(y=np.sqrt(recent).ravel(), h=ahead, level=[LEVEL])
    shape = (-1, slots)
    return {
        "": _square(made["mean"]).reshape(shape),
        ".low": _square(made[f"lo-{LEVEL}"]).reshape(shape),
        ".high": _square(made[f"hi-{LEVEL}"]).reshape(shape),
    }


def arima_totals(history: Array, special: NDArray[np.bool_], week: int) -> Mapping[str, Array]:
    """AutoARIMA over the logarithms of the days' totals, times the weekday's mean profile."""
    totals = np.log(np.maximum(history.sum(axis=1), 0.5))[-WEEKS_USED * week :]
    made = AutoARIMA(season_length=week).forecast(y=totals, h=WEEKS_AHEAD * week)
    recent = history[-PROFILE_WEEKS * week :].reshape(-1, week, history.shape[1]).mean(axis=0)
    shares = recent / np.maximum(recent.sum(axis=1, keepdims=True), 1e-9)
    return {"": np.exp(made["mean"])[:, None] * np.tile(shares, (WEEKS_AHEAD, 1))}


def boosted(history: Array, special: NDArray[np.bool_], week: int) -> Mapping[str, Array]:
    """LightGBM, Poisson, trained for every lead at once from lags that the lead leaves known."""
    rows, targets = _training_rows(history, special, week)
    fitted = lightgbm.train(TREES, lightgbm.Dataset(rows, targets), ROUNDS)
    count = len(history)
    days = np.arange(count, count + WEEKS_AHEAD * week)
    leads = (days - count) // week + 1
    parts = [
        fitted.predict(_features(history, special, days[leads == lead], lead, week), num_threads=1)
        for lead in range(1, WEEKS_AHEAD + 1)
    ]
    return {"": np.concatenate(parts).reshape(-1, history.shape[1])}


def _training_rows(history: Array, special: NDArray[np.bool_], week: int) -> tuple[Array, Array]:
    first = (max(LAG_WEEKS) + WEEKS_AHEAD) * week
    days = np.arange(max(first, len(history) - WEEKS_USED * week), len(history))
    leads = range(1, WEEKS_AHEAD + 1)
    rows = [_features(history, special, days, lead, week) for lead in leads]
    return np.concatenate(rows), np.tile(history[days].ravel(), WEEKS_AHEAD)


def _features(
    history: Array, special: NDArray[np.bool_], days: NDArray[np.int_], lead: int, week: int
) -> Array:
    """Same half-hour and weekday of weeks known `lead` weeks before, levels, calendar."""
    slots = history.shape[1]
    totals = history.sum(axis=1)
    known = days - lead * week
    lags = [history[known - week * (lag - 1)] for lag in LAG_WEEKS]
    levels = [totals[known[:, None] - np.arange(span)].mean(axis=1) for span in (week, 4 * week)]
    calendar = [days % week, special[days].astype(float), special[days - 1].astype(float),
                np.full(len(days), float(lead)), *levels]  # fmt: skip
    wide = [np.repeat(column, slots) for column in calendar]
    own = np.tile(np.arange(slots, dtype=float), len(days))
    return np.column_stack([*(lag.ravel() for lag in lags), np.mean(lags, axis=0).ravel(),
                            np.median(lags, axis=0).ravel(), own, *wide])  # fmt: skip


def _square(roots: Array) -> Array:
    return np.maximum(roots, 0.0) ** 2


Rival = Callable[[Array, NDArray[np.bool_], int], Mapping[str, Array]]
RIVALS: dict[str, Rival] = {
    "mstl_autoets": mstl_ets,
    "autoarima_daily": arima_totals,
    "lightgbm": boosted,
}


def main(source: str, target: str) -> None:
    """Forecast every series at every cut by every rival."""
    asked, answered = np.load(source), {}
    names = sorted({key.split(".")[0] for key in asked.files})
    for rival, forecast in RIVALS.items():
        _one(asked, names[0], 0, forecast)  # compiles
        for name in names:
            began = time.process_time()
            made = [_one(asked, name, i, forecast) for i in range(len(asked[f"{name}.cuts"]))]
            answered[f"{name}.{rival}.cpu_s"] = np.array(time.process_time() - began)
            for part in made[0]:
                answered[f"{name}.{rival}{part}"] = np.array([one[part] for one in made])
    np.savez_compressed(target, **answered)


def _one(asked: Mapping[str, Array], name: str, i: int, forecast: Rival) -> Mapping[str, Array]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return forecast(
            asked[f"{name}.history.{i}"],
            asked[f"{name}.special.{i}"].astype(bool),
            int(asked[f"{name}.week"]),
        )


if __name__ == "__main__":
    main(*sys.argv[1:3])
