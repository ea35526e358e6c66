"""One backtest of the forecast, over a file of arrivals or a centre's contacts, with plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from data_contracts.located_yaml import validated
from data_contracts.refusal import Place, Refusal
from pipelines.arrival_series import days_with_counts, read_arrivals
from pipelines.centre import WEEKDAYS, Calendar, Centre, read_document
from pipelines.planning.forecast_plots import past_weeks
from pipelines.planning.past import forecast_past
from pipelines.settings import House
from scheduling.forecast import OpenHours, judged_forecasts, read_history
from scheduling.forecast.accuracy import JudgedForecast
from scheduling.forecast.handle_time import centre_handle_time
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.ledger import accuracy, backtest_pairs
from scheduling.half_hours import monday_of

PLAIN_WEEKEND = ("saturday", "sunday")


@dataclass(frozen=True)
class Backtest:
    """Errors (outputs/forecast_accuracy, basis backtest) and the plot of each queue."""

    errors: pa.Table
    plots: Mapping[str, bytes]

    def write(self, folder: Path) -> list[Path]:
        """accuracy.parquet, accuracy.csv and one PNG a queue."""
        folder.mkdir(parents=True, exist_ok=True)
        table, text = folder / "accuracy.parquet", folder / "accuracy.csv"
        pyarrow.parquet.write_table(self.errors, table)
        pyarrow.csv.write_csv(self.errors, text)
        pictures = [folder / f"{queue_id}.png" for queue_id in self.plots]
        for path, plot in zip(pictures, self.plots.values(), strict=True):
            path.write_bytes(plot)
        return [table, text, *pictures]

    def lines(self) -> list[str]:
        """Half-hour errors per queue and lead week, for the screen."""
        rows = [row for row in self.errors.to_pylist() if row["grain"] == "half_hour"]
        keys = sorted({(row["queue_id"], row["lead_weeks"]) for row in rows})
        head = (
            f"{'queue':24}{'weeks ahead':>12}{'WAPE':>8}{'bias':>8}{'MASE':>8}{'inside 90 %':>13}"
        )
        return [head, *(_line(key, rows) for key in keys)]


def backtest_file(
    path: Path,
    *,
    zone: str,
    opening: OpenHours,
    calendar_file: Path | None,
    origins: int,
    weeks_ahead: int,
) -> Backtest:
    """Backtest a file of arrivals ("instant, contacts"). calendar_file: as a centre's."""
    history = read_arrivals(path, zone=zone)
    days = days_with_counts(history)
    if not days:
        raise Refusal(
            "the file has no known half-hour",
            place=Place(path.name),
            next_step="give a file with a header and rows of instant and contacts",
        )
    calendar = _calendar(calendar_file, min(days), max(days))
    histories = read_history(history, calendar, opening, zone=zone, days_in_data=days)
    return _backtest(histories, origins, weeks_ahead)


def backtest_centre(house: House, centre: Centre, *, origins: int, weeks_ahead: int) -> Backtest:
    """Backtest every queue of a centre from its published warehouse."""
    import duckdb

    if not house.published.exists():
        raise Refusal(
            "the centre has no published warehouse yet",
            place=Place(str(house.published)),
            next_step="run the month first: callfloor run",
        )
    with duckdb.connect(str(house.published), read_only=True) as connection:
        past = forecast_past(connection, centre, date.min)
    return _backtest(past.queues(), origins, weeks_ahead)


def weekday_hours(opens: str, closes: str, closed: Sequence[str]) -> OpenHours:
    """The same hours on every weekday but the closed ones."""
    shut = {WEEKDAYS.index(day) for day in WEEKDAYS if day in closed}

    def hours(queue_id: str, day: date) -> tuple[str, str] | None:
        return None if day.weekday() in shut else (opens, closes)

    return hours


def _backtest(histories: Sequence[QueueHistory], origins: int, weeks_ahead: int) -> Backtest:
    aht_s = centre_handle_time(histories) or 0.0
    judged: dict[str, list[JudgedForecast]] = {
        one.queue_id: list(judged_forecasts(one, origins, weeks_ahead, aht_s)) for one in histories
    }
    pairs = [pair for own in judged.values() for one in own for pair in backtest_pairs(one)]
    plots = {queue_id: past_weeks(own) for queue_id, own in judged.items() if own}
    following = max(one.days[-1] for one in histories) + timedelta(days=7)
    return Backtest(accuracy(pairs, monday_of(following)), plots)


def _calendar(file: Path | None, first: date, last: date) -> Mapping[date, str]:
    if file is None:
        calendar = Calendar(weekend=list(PLAIN_WEEKEND), source="plain week", days={})
    else:
        calendar = validated(Calendar, read_document(file, file.name))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: calendar.day_class(day) for day in days}


def _line(key: tuple[str, int], rows: list[dict[str, object]]) -> str:
    queue_id, lead = key
    own = [row for row in rows if (row["queue_id"], row["lead_weeks"]) == key]

    def mean(name: str) -> str:
        known = [float(str(row[name])) for row in own if row[name] is not None]
        return f"{sum(known) / len(known):.3f}" if known else "-"

    figures = (mean("wape"), mean("bias"), mean("mase"))
    return (
        f"{queue_id:24}{lead:>12}"
        + "".join(f"{one:>8}" for one in figures)
        + (f"{mean('coverage'):>13}")
    )
