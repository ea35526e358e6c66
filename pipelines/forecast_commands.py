"""`callfloor backtest` and `callfloor reforecast`: judging the forecast, and renewing a day's."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from pipelines.centre import WEEKDAYS, load_centre
from pipelines.settings import house_from_environment


@click.command()
@click.option(
    "--file",
    "paths",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Arrivals: header, then instant and contacts. A folder: all of its files. "
    "Default: the centre's queues.",
)
@click.option(
    "--origins",
    type=click.IntRange(1),
    default=12,
    show_default=True,
    help="Weekly origins, the newest a week before the data end.",
)
@click.option(
    "--weeks", type=click.IntRange(1, 13), default=4, show_default=True, help="Weeks ahead."
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Local date from which on a file is not used.",
)
@click.option("--zone", default="UTC", show_default=True, help="Time zone of the files' instants.")
@click.option("--opens", help="Opening of the files' queues. Default: as their intervals show.")
@click.option("--closes", help="Closing of the files' queues. Default: as their intervals show.")
@click.option("--closed", multiple=True, type=click.Choice(WEEKDAYS), help="Closed weekday.")
@click.option(
    "--calendar",
    "calendar_file",
    type=click.Path(exists=True, path_type=Path),
    help="Holidays of the files' queues, written as a centre's calendar.yaml.",
)
@click.option("--into", type=click.Path(path_type=Path), help="Folder for table and plots.")
def backtest(
    paths: tuple[Path, ...],
    origins: int,
    weeks: int,
    until: datetime | None,
    zone: str,
    opens: str | None,
    closes: str | None,
    closed: tuple[str, ...],
    calendar_file: Path | None,
    into: Path | None,
) -> None:
    """Forecast past weeks from what was known before them, and compare with what came."""
    from pipelines.backtest import (
        ArrivalFiles,
        arrival_files,
        backtest_centre,
        backtest_files,
        weekday_hours,
    )

    house = house_from_environment()
    if paths:
        told = opens or closes or closed
        hours = weekday_hours(opens or "00:00", closes or "24:00", closed) if told else None
        files = ArrivalFiles(
            arrival_files(paths), zone, hours, calendar_file, until.date() if until else None
        )
        made, name = backtest_files(files, origins=origins, weeks_ahead=weeks), paths[0].stem
    else:
        centre = load_centre(house.centre_dir)
        made, name = backtest_centre(house, centre, origins=origins, weeks_ahead=weeks), "centre"
    for line in made.lines():
        click.echo(line)
    for written in made.write(into or house.out / "backtest" / name):
        click.echo(f"Written: {written}")


@click.command()
@click.option("--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Local date.")
@click.option(
    "--until", "known_until", required=True, help="Local time up to which is known, 13:00."
)
def reforecast(day: datetime, known_until: str) -> None:
    """Forecast the rest of a day from its first hours."""
    from pipelines.planning.intraday import store_reforecast
    from pipelines.warehouse import open_warehouse

    house = house_from_environment()
    centre = load_centre(house.centre_dir)
    with open_warehouse(house.warehouse, say=click.echo) as connection:
        rows = store_reforecast(connection, centre, day.date(), known_until).to_pylist()
    click.echo(f"{'queue':24}{'rest planned':>14}{'rest now':>10}{'factor':>8}{'lasting':>9}")
    for queue_id in sorted({row["queue_id"] for row in rows}):
        own = [row for row in rows if row["queue_id"] == queue_id]
        planned = sum(row["offered_planned"] for row in own)
        now = sum(row["offered"] for row in own)
        factor, lasting = own[0]["factor"], own[0]["lasting_share"]
        click.echo(f"{queue_id:24}{planned:>14,.0f}{now:>10,.0f}{factor:>8.2f}{lasting:>9.0%}")
