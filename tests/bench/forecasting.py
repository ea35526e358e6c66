"""Forecasts of real arrivals beside well-known methods and libraries, weekly rolling origins.

Every origin sees only the days before it. Rivals get the history that our masks and an imputation
cleaned; libraries run in an environment of their own (`rivals/forecasts.py`) in the same measure.
Scored are all known half-hours of the four weeks after an origin, holidays too: they are in every
calendar. The figures without holidays are told beside.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.queue_forecast import QueueForecast, forecast_queue
from tests.bench.arrivals import Series, real_series
from tests.bench.clock import PROJECT
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place
from tests.bench.plain_forecasts import PLAIN, imputed, special

Array = NDArray[np.float64]
LEADS = 4
DAYS = 7 * LEADS
OURS = "ours"
SCRIPT = PROJECT / "tests" / "bench" / "rivals" / "forecasts.py"
BELOW_BEST_PERCENT = 95.0
COVERED_PERCENT = (88.0, 92.0)
TIMES_STATSFORECAST = 20.0
CACHED = "BENCH_KEEP_RIVALS"
MOST_CPU_S, MOST_MEMORY_GB = 60.0, 2.0
ONE_THREAD = {
    name: "1" for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS")
}


@dataclass(frozen=True)
class Judged:
    """One series: what came, and each method's forecasts (origins x 28 days x 48)."""

    series: Series
    actual: Array
    made: Mapping[str, Array]
    low: Mapping[str, Array]
    high: Mapping[str, Array]
    cpu_s: Mapping[str, float]

    def wape(self, method: str, lead: int | None = None, holidays: bool = True) -> float:
        """Sum of absolute errors over sum of contacts, percent; of one lead week or of all."""
        week = slice(None) if lead is None else slice(7 * lead, 7 * lead + 7)
        actual = self.actual[:, week]
        if not holidays:
            actual = np.where(self._holidays()[:, week, None], np.nan, actual)
        missed = np.abs(self.made[method][:, week] - actual)
        known = np.isfinite(actual)
        return 100 * float(missed[known].sum() / actual[known].sum())

    def best_rival(self, lead: int | None = None, holidays: bool = True) -> tuple[float, str]:
        """The smallest WAPE of a rival, and whose it is."""
        rivals = [name for name in self.made if name != OURS]
        return min((self.wape(name, lead, holidays), name) for name in rivals)

    def covered(self, method: str, lead: int) -> tuple[int, int]:
        """Half-hours inside the interval, and all known ones."""
        week = slice(7 * lead, 7 * lead + 7)
        actual = self.actual[:, week]
        inside = (actual >= self.low[method][:, week]) & (actual <= self.high[method][:, week])
        return int(inside.sum()), int(np.isfinite(actual).sum())

    def _holidays(self) -> NDArray[np.bool_]:
        flags = np.concatenate([special(self.series.history), np.zeros(DAYS, bool)])
        return np.array([flags[origin : origin + DAYS] for origin in self.series.origins])


def accuracy(place: Place) -> Mapping[str, Figure]:
    """WAPE beside each series' best single rival, coverage, and CPU time beside statsforecast."""
    series = real_series()
    if not series:
        place.say("  no real arrivals: set CALLFLOOR_DATA to the folder of the data")
        return {}
    judged = judge(series, place)
    for one in judged:
        _tell(one, place)
    best = [one.wape(OURS) / one.best_rival()[0] for one in judged]
    per_lead = [
        one.wape(OURS, lead) / one.best_rival(lead)[0] for one in judged for lead in range(LEADS)
    ]
    ordinary = [one.wape(OURS, holidays=False) / one.best_rival(holidays=False)[0]
                for one in judged]  # fmt: skip
    covered = [_coverage(judged, OURS, lead) for lead in range(LEADS)]
    library = [_coverage(judged, "mstl_autoets", lead) for lead in range(LEADS)]
    ours_s = sum(one.cpu_s[OURS] for one in judged)
    theirs_s = sum(one.cpu_s["mstl_autoets"] + one.cpu_s["autoarima_daily"] for one in judged)
    percent = "% of best rival's WAPE"
    return {
        "forecast_accuracy": _relative(float(np.mean(best)), percent, BELOW_BEST_PERCENT),
        "forecast_accuracy_worst": _relative(max(best), percent, 100.0),
        "forecast_accuracy_per_lead": _relative(
            float(np.mean(per_lead)), percent, BELOW_BEST_PERCENT
        ),
        "forecast_accuracy_ordinary": _relative(
            float(np.mean(ordinary)), percent, BELOW_BEST_PERCENT
        ),
        "forecast_coverage": Figure(
            min(covered), "% in 90 % band, lowest lead", min(library), at_least(COVERED_PERCENT[0])
        ),
        "forecast_coverage_highest": Figure(
            max(covered), "% in 90 % band, highest lead", max(library), at_most(COVERED_PERCENT[1])
        ),
        "forecast_speed_statsforecast": Figure(
            theirs_s / ours_s, "times statsforecast's speed", 1.0, at_least(TIMES_STATSFORECAST)
        ),
    }


def speed(place: Place) -> Mapping[str, Figure]:
    """CPU seconds and memory for four weeks of 100 queues from three years of half-hours."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.hundred_queues"],
        check=True,
        cwd=PROJECT,
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
    ).stdout
    found = json.loads(told.splitlines()[-1])
    return {
        "forecast_speed": Figure(found["cpu_s"], "CPU s, 100 queues", goal=at_most(MOST_CPU_S)),
        "forecast_memory": Figure(
            found["peak_bytes"] / 1e9, "GB peak, 100 queues", goal=at_most(MOST_MEMORY_GB)
        ),
    }


def judge(series: tuple[Series, ...], place: Place) -> list[Judged]:
    """Every method on every series."""
    library = _library_forecasts(series, place)
    return [_judged(one, library) for one in series]


def _judged(series: Series, library: Mapping[str, Array]) -> Judged:
    history = series.history
    count = len(history.days)
    actual = np.full((len(series.origins), DAYS, 48), np.nan)
    ours: list[QueueForecast] = []
    plain: dict[str, list[Array]] = {name: [] for name in PLAIN}
    spent = 0.0
    for place, origin in enumerate(series.origins):
        days = slice(origin, min(count, origin + DAYS))
        actual[place, : days.stop - origin] = history.offered[days]
        past, began = history.upto(origin), time.process_time()
        ahead = np.arange(1, days.stop - origin + 1)
        ours.append(forecast_queue(past, history.types.part(days), ahead, 1.0))
        spent += time.process_time() - began
        clean = imputed(past)[_open_days(series, origin)][:, series.open_slots]
        for name, forecast in PLAIN.items():
            plain[name].append(_grid(series, forecast(clean, series.open_weekdays)))
    made = {OURS: _padded([one.median for one in ours])}
    made |= {name: np.array(grids) for name, grids in plain.items()}
    low, high = {OURS: _padded([one.low for one in ours])}, {OURS: _padded([o.high for o in ours])}
    seconds = {OURS: spent}
    for name in _rivals(library, series.name):
        key = f"{series.name}.{name}"
        made[name] = np.array([_grid(series, one) for one in library[key]])
        seconds[name] = float(library[f"{key}.cpu_s"])
        if f"{key}.low" in library:
            low[name] = np.array([_grid(series, one) for one in library[f"{key}.low"]])
            high[name] = np.array([_grid(series, one) for one in library[f"{key}.high"]])
    return Judged(series, actual, made, low, high, seconds)


def _open_days(series: Series, count: int) -> NDArray[np.bool_]:
    """Days of the history that a rival sees: whole weeks of open days."""
    weekday = series.history.types.weekday[:count]
    shown = weekday < series.open_weekdays
    shown[: count % 7] = False
    return shown


def _grid(series: Series, made: Array) -> Array:
    """Open days x open half-hours as 28 days x 48, closed ones NaN."""
    whole = np.full((LEADS, 7, 48), np.nan)
    slots = series.open_slots.stop - series.open_slots.start
    whole[:, : series.open_weekdays, series.open_slots] = made.reshape(LEADS, -1, slots)
    return whole.reshape(DAYS, 48)


def _padded(grids: list[Array]) -> Array:
    made = np.full((len(grids), DAYS, 48), np.nan)
    for place, grid in enumerate(grids):
        made[place, : len(grid)] = grid
    return made


def _rivals(library: Mapping[str, Array], name: str) -> list[str]:
    keys = [key.removeprefix(f"{name}.") for key in library if key.startswith(f"{name}.")]
    return [key.removesuffix(".cpu_s") for key in keys if key.endswith(".cpu_s")]


def _library_forecasts(series: tuple[Series, ...], place: Place) -> Mapping[str, Array]:
    """Forecasts of the rivals' script; kept ones only where BENCH_KEEP_RIVALS is set."""
    folder = place.folder / "forecasting"
    folder.mkdir(parents=True, exist_ok=True)
    asked = _asked(series)
    digest = hashlib.sha256(SCRIPT.read_bytes())
    for key in sorted(asked):
        digest.update(np.ascontiguousarray(asked[key]).tobytes())
    answered = folder / f"rivals-{digest.hexdigest()[:12]}.npz"
    if os.environ.get(CACHED) and answered.exists():
        place.say("  the libraries' forecasts are those of an earlier run, data and code unchanged")
    else:
        place.say("  statsforecast and LightGBM forecast the same origins (a quarter of an hour)")
        question = folder / "asked.npz"
        np.savez_compressed(question, allow_pickle=False, **asked)
        _run(question, answered)
    with np.load(answered) as found:
        return {key: found[key] for key in found.files}


def _run(question: Path, answer: Path) -> None:
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [str(uv), "run", "--script", str(SCRIPT), str(question), str(answer)],
        check=True,
        env={**os.environ, **ONE_THREAD},
    )


def _asked(series: tuple[Series, ...]) -> dict[str, Array]:
    asked: dict[str, Array] = {}
    for one in series:
        asked[f"{one.name}.cuts"] = np.array(one.origins)
        asked[f"{one.name}.week"] = np.array(one.open_weekdays)
        flags = np.concatenate([special(one.history), np.zeros(DAYS, bool)])
        for place, origin in enumerate(one.origins):
            shown = _open_days(one, origin)
            ahead = np.arange(DAYS) % 7 < one.open_weekdays
            clean = imputed(one.history.upto(origin))[shown][:, one.open_slots]
            asked[f"{one.name}.history.{place}"] = clean
            asked[f"{one.name}.special.{place}"] = np.concatenate(
                [flags[:origin][shown], flags[origin : origin + DAYS][ahead]]
            )
    return asked


def _relative(ratio: float, unit: str, goal: float) -> Figure:
    return Figure(100 * ratio, unit, 100.0, at_most(goal))


def _coverage(judged: list[Judged], method: str, lead: int) -> float:
    pairs = [one.covered(method, lead) for one in judged if method in one.low]
    return 100 * sum(inside for inside, _ in pairs) / sum(known for _, known in pairs)


def _tell(one: Judged, place: Place) -> None:
    place.say(f"  {one.series.name}: WAPE % of lead weeks 1-4, all, without holidays")
    for name in sorted(one.made, key=one.wape):
        leads = "  ".join(f"{one.wape(name, lead):6.2f}" for lead in range(LEADS))
        ordinary = one.wape(name, holidays=False)
        held = "  ".join(
            f"{100 * np.divide(*one.covered(name, lead)):4.1f}"
            for lead in range(LEADS)
            if name in one.low
        )
        place.say(f"    {name:18}{leads}  {one.wape(name):6.2f}  {ordinary:6.2f}  {held}")
