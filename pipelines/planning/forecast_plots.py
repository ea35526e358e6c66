"""Plots of forecasts as PNG bytes: the coming weeks, and how past ones turned out.

Belongs here: drawing. Stays out: figures of any kind that are not handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scheduling.forecast.accuracy import JudgedForecast
from scheduling.forecast.history import QueueHistory

Array = NDArray[np.float64]
_WIDTH_INCH, _ROW_INCH, _DPI = 11.0, 2.4, 80
_DAYS_SHOWN = 14
_ACTUAL, _EXPECTED, _BAND = "#404040", "#0b6e99", "#a9d0e0"


def coming_weeks(forecast: pa.Table, histories: Sequence[QueueHistory]) -> bytes:
    """Each queue's last fortnight and its first two forecast weeks with the 90 % interval."""
    figure, axes = _figure(len(histories))
    for axis, history in zip(axes, histories, strict=True):
        own = [row for row in forecast.to_pylist() if row["queue_id"] == history.queue_id]
        days = sorted({row["business_date"] for row in own})[:_DAYS_SHOWN]
        shown = sorted(
            (row for row in own if row["business_date"] in set(days)),
            key=lambda row: row["interval_start_at"],
        )
        past = history.offered[-_DAYS_SHOWN:]
        at = np.arange(past.size) / past.shape[1] - len(past)
        gap = (days[0] - history.days[-1]).days - 1 if days else 0
        ahead = np.arange(len(shown)) / max(1, len(shown)) * len(days) + gap
        axis.plot(at, past.ravel(), color=_ACTUAL, linewidth=0.7, label="came")
        low, middle, high = (
            [row[name] for row in shown] for name in ("offered_p05", "offered", "offered_p95")
        )
        axis.fill_between(ahead, low, high, color=_BAND, linewidth=0, label="90 % interval")
        axis.plot(ahead, middle, color=_EXPECTED, linewidth=0.9, label="expected")
        axis.set_title(f"{history.queue_id}: contacts per half-hour", loc="left", fontsize=9)
        axis.set_xlabel(f"days after {history.days[-1].isoformat()}", fontsize=8)
        axis.legend(fontsize=7, loc="upper left", ncols=3)
    return _png(figure)


def past_weeks(judged: Sequence[JudgedForecast]) -> bytes:
    """A queue's backtest: days as they came and were expected, and errors and coverage per lead.

    judged: forecasts of one queue at several origins.
    """
    figure, axes = _figure(3)
    _daily(axes[0], judged)
    _newest_week(axes[1], judged[0])
    _per_lead(axes[2], judged)
    return _png(figure)


def _daily(axis: Axes, judged: Sequence[JudgedForecast]) -> None:
    first_week = slice(0, 7)
    for place, one in enumerate(sorted(judged, key=lambda each: each.origin)):
        days = _dates(one)[first_week]
        actual = _totals(one.actual[first_week], one.actual[first_week])
        expected = _totals(one.made.offered[: len(days)], one.actual[first_week])
        named = place == 0
        axis.plot(days, actual, "o-", color=_ACTUAL, markersize=2, linewidth=0.7,
                   label="came" if named else None)  # fmt: skip
        axis.plot(days, expected, color=_EXPECTED, linewidth=1.0,
                   label="expected one week ahead" if named else None)  # fmt: skip
    axis.set_title(f"{judged[0].history.queue_id}: contacts a day", loc="left", fontsize=9)
    axis.legend(fontsize=7, loc="upper left", ncols=2)


def _newest_week(axis: Axes, one: JudgedForecast) -> None:
    week = slice(0, 7)
    actual = one.actual[week]
    at = np.arange(actual.size) / actual.shape[1]
    low, middle, high = (
        np.where(np.isfinite(actual), part[: len(actual)], np.nan).ravel()
        for part in (one.made.low[week], one.made.offered[week], one.made.high[week])
    )
    axis.fill_between(at, low, high, color=_BAND, linewidth=0, label="90 % interval")
    axis.plot(at, middle, color=_EXPECTED, linewidth=0.9)
    axis.plot(at, actual.ravel(), color=_ACTUAL, linewidth=0.7)
    title = f"the first week after the newest origin, from {_dates(one)[0]}"
    axis.set_title(title, loc="left", fontsize=9)
    axis.legend(fontsize=7, loc="upper left")


def _per_lead(axis: Axes, judged: Sequence[JudgedForecast]) -> None:
    leads = range(max((len(one.actual) - 1) // 7 + 1 for one in judged))
    wapes, covered = zip(*[_lead_figures(judged, lead) for lead in leads], strict=True)
    names = [f"{lead + 1} weeks ahead" for lead in leads]
    bars = axis.bar(names, wapes, color=_EXPECTED, width=0.5)
    labels = [f"WAPE {w:.1f} %, {c:.0f} % inside" for w, c in zip(wapes, covered, strict=True)]
    axis.bar_label(bars, labels, fontsize=7)
    axis.set_title("half-hours: error and share inside the 90 % interval", loc="left", fontsize=9)
    axis.margins(y=0.2)


def _lead_figures(judged: Sequence[JudgedForecast], lead: int) -> tuple[float, float]:
    week = slice(7 * lead, 7 * lead + 7)
    missed, total, inside, known = 0.0, 0.0, 0, 0
    for one in judged:
        actual = one.actual[week]
        told = np.isfinite(actual)
        made = one.made.median[week][: len(actual)]
        missed += float(np.abs(made - actual)[told].sum())
        total += float(actual[told].sum())
        low, high = one.made.low[week][: len(actual)], one.made.high[week][: len(actual)]
        inside += int(((actual >= low) & (actual <= high)).sum())
        known += int(told.sum())
    return 100 * missed / total if total else 0.0, 100 * inside / known if known else 0.0


def _dates(one: JudgedForecast) -> NDArray[np.datetime64]:
    first = np.datetime64(one.history.days[one.origin - 1], "D") + 1
    return first + np.arange(len(one.actual))


def _totals(values: Array, known: Array) -> Array:
    told = np.isfinite(known)
    return np.where(told.any(axis=1), np.where(told, values, 0.0).sum(axis=1), np.nan)


def _figure(rows: int) -> tuple[Figure, list[Axes]]:
    figure = Figure(figsize=(_WIDTH_INCH, _ROW_INCH * rows), dpi=_DPI, layout="constrained")
    axes = figure.subplots(rows, 1, squeeze=False)[:, 0]
    for axis in axes:
        axis.tick_params(labelsize=7)
        axis.spines[["top", "right"]].set_visible(False)
    return figure, list(axes)


def _png(figure: Figure) -> bytes:
    buffer = BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()
