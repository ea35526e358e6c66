"""Metrics day by day, the person's own beside the team's median."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.context import Metric
from reports.figure import Figure, metric_figure
from reports.language import N_
from reports.peers import Peers, measured
from reports.rows import grouped, read
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.workbooks.kpi import daily_values, usable_metrics
from reports.workbooks.score_sheets import current

DAY = Figure(
    "business_date",
    N_("Date"),
    "date",
    N_("Local business date"),
    "metric_values_daily",
)
MEDIAN_MEANING = N_("Median over the team's people on that day; empty for fewer than five")
SHOWN, CHARTED = 8, 4


def add_trend(book: Book, peers: Peers) -> None:
    """A row per day; line charts of the scorecard's first metrics."""
    sheet = Sheet(
        book,
        N_("Daily metrics"),
        N_("Each day's figures beside the team's median"),
        orientation="portrait",
    )
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("metric_values_daily")
    rows = daily_values(book, "agent")
    metrics = _metrics(book, rows)
    charted = metrics[:CHARTED]
    medians = peers.team_medians(_teams(book), charted)
    days = [
        _day(day, members, metrics, charted, medians)
        for (day,), members in sorted(grouped(rows, "business_date").items())
    ]
    figures = [DAY, *(metric_figure(m, book.language, gap=True) for m in metrics)]
    figures += [_median_figure(book, metric) for metric in charted]
    placed = write_table(sheet, figures, days, freeze=1)
    if days:
        _charts(sheet, placed, charted)


def _metrics(book: Book, rows: list[dict[str, Any]]) -> list[Metric]:
    """Catalogued metrics that these rows can measure, the scorecard's own first."""
    items = sorted(current(book, "item"), key=lambda r: r["weight_declared"], reverse=True)
    wanted = [row["metric"] for row in items]
    usable = {metric.name: metric for metric in usable_metrics(book, rows)}
    names = dict.fromkeys([*filter(None, wanted), *usable])
    return [usable[name] for name in names if name in usable][:SHOWN]


def _teams(book: Book) -> list[str]:
    return [row["team_id"] for row in read(book.tables, "directory") if row["team_id"]]


def _day(
    day: date,
    members: list[dict[str, Any]],
    metrics: list[Metric],
    charted: list[Metric],
    medians: dict[tuple[date, str], Decimal],
) -> dict[str, Any]:
    own = {metric.name: measured(metric, members) for metric in metrics}
    team = {f"{m.name}_median": medians.get((day, m.name)) for m in charted}
    return {"business_date": day} | own | team


def _median_figure(book: Book, metric: Metric) -> Figure:
    own = metric_figure(metric, book.language)
    heading = book.language.text(N_("{figure}, team median"), figure=own.heading)
    return Figure(
        f"{metric.name}_median",
        heading,
        own.unit,
        MEDIAN_MEANING,
        own.source,
        own.basis,
        own.variant,
        own.digits,
        gap=True,
    )


def _charts(sheet: Sheet, placed: Placed, charted: list[Metric]) -> None:
    top = bottom = sheet.row
    for index, metric in enumerate(charted):
        own = metric_figure(metric, sheet.book.language)
        series = [
            Series(
                placed.head(key),
                placed.cells("business_date"),
                placed.cells(key),
                colour,
                dashed=dashed,
            )
            for key, colour, dashed in ((metric.name, 0, False), (f"{metric.name}_median", 5, True))
        ]
        drawing = Drawing(
            "line", own.heading, series, unit=own.unit, digits=own.digits, x_unit="date"
        )
        row = top if index < 2 else bottom
        ends = draw(sheet, drawing, row, 0, x=490 * (index % 2), width=480, height=260)
        bottom = ends if index == 1 else bottom
    sheet.row = bottom
