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
from pipelines.arrival_series import days_with_counts, open_hours_of, read_arrivals
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


@dataclass(frozen=True)
class ArrivalFiles:
    """Files of arrivals ("instant, contacts"), each a queue by its name, and how to read them.

    opening: hours of every file; None: those that the file's own intervals show. calendar_file: as
    a centre's. until: local days from it on are not used.
    """

    paths: Sequence[Path]
    zone: str
    opening: OpenHours | None = None
    calendar_file: Path | None = None
    until: date | None = None

    def histories(self) -> list[QueueHistory]:
        """The queues. Raises Refusal where a file has no known half-hour, or cannot be read."""
        return [self._history(path) for path in self.paths]

    def _history(self, path: Path) -> QueueHistory:
        table = read_arrivals(path, zone=self.zone)
        days = {day for day in days_with_counts(table) if self.until is None or day < self.until}
        if not days:
            raise Refusal(
                "the file has no known half-hour",
                place=Place(path.name),
                next_step="give a file with a header and rows of instant and contacts",
            )
        calendar = _calendar(self.calendar_file, min(days), max(days))
        opening = self.opening or of_weekdays(open_hours_of(path))
        [history] = read_history(
            table, calendar, opening, zone=self.zone, as_of=self.until, days_in_data=days
        )
        return history


def backtest_files(files: ArrivalFiles, *, origins: int, weeks_ahead: int) -> Backtest:
    """Backtest every file of arrivals."""
    return _backtest(files.histories(), origins, weeks_ahead)


def arrival_files(paths: Sequence[Path]) -> list[Path]:
    """The files, and those with arrivals in the folders among them, by name."""
    found = [
        file
        for path in paths
        for file in (sorted(path.iterdir()) if path.is_dir() else [path])
        if not path.is_dir() or file.suffix in (".csv", ".txt", ".tsv")
    ]
    if not found:
        raise Refusal(
            "the folder has no .csv, .tsv or .txt file",
            place=Place(str(paths[0])),
            next_step="name a folder of files with a header and rows of instant and contacts",
        )
    return found


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
    return of_weekdays([None if day in closed else (opens, closes) for day in WEEKDAYS])


def of_weekdays(hours: Sequence[tuple[str, str] | None]) -> OpenHours:
    """The hours of each weekday, Monday first."""

    def opening(queue_id: str, day: date) -> tuple[str, str] | None:
        return hours[day.weekday()]

    return opening


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
