"""What is expected: a heat map of the week, fan charts, and every half-hour."""

from __future__ import annotations

from datetime import date
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, total
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.vocabulary import model_word, word
from reports.workbooks.half_hours import (
    TIME,
    Matrix,
    by_time,
    open_times,
    shade,
    weekday,
    write_list,
    write_matrices,
)
from reports.workbooks.spans import period_rows

QUEUE = Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), "forecast.queue_id")
START = Figure(
    "interval_start_at",
    N_("Half-hour"),
    "instant",
    N_("Start of the half-hour, centre's clock"),
    "forecast.interval_start_at",
)
FORECAST = (
    QUEUE,
    START,
    Figure(
        "offered_p05",
        N_("Low"),
        "number",
        N_("Lower bound of the 90 % interval"),
        "forecast.offered_p05",
        "ARRIVAL",
        digits=1,
    ),
    Figure(
        "offered",
        N_("Expected"),
        "number",
        N_("Expected contacts"),
        "forecast.offered",
        "ARRIVAL",
        digits=1,
    ),
    Figure(
        "offered_p95",
        N_("High"),
        "number",
        N_("Upper bound of the 90 % interval"),
        "forecast.offered_p95",
        "ARRIVAL",
        digits=1,
    ),
    Figure(
        "band",
        N_("Width"),
        "number",
        N_("Width of the 90 % interval"),
        "forecast.offered_p95 − offered_p05",
        "ARRIVAL",
        digits=1,
    ),
    Figure(
        "aht_s",
        N_("Handle time"),
        "s",
        N_("Expected handle time per contact"),
        "forecast.aht_s",
        "ARRIVAL",
    ),
)
EXPECTED = Matrix(
    "offered",
    N_("Expected contacts of the half-hour on this day"),
    "forecast.offered",
    sum,
    N_("Day's sum"),
    sum,
    digits=1,
)
# Labels of a week's axis: one a day.
LABELS_A_WEEK = 7
HEAT_MEANING = N_("Expected contacts of all queues on this day")


def add_forecast(book: Book, peers: Peers) -> None:
    """A heat map of the week and fan charts; then a sheet with every half-hour."""
    sheet = Sheet(
        book,
        N_("Forecast"),
        N_("Expected contacts with their 90 % interval"),
        orientation="portrait",
    )
    sheet.link_home()
    sheet.says_missing("forecast")
    sheet.on_one_page()
    rows = by_queue(book, "forecast")
    if rows:
        _heat_map(sheet, rows)
    detail = Sheet(
        book, N_("Forecast detail"), N_("The forecast of every half-hour"), orientation="portrait"
    )
    detail.link_home()
    detail.says_missing("forecast")
    open_rows = [row for row in rows if row["offered_p95"]]
    for model in sorted({row["model"] for row in open_rows}):
        words = book.language.text(N_("Method: {model}"), model=model_word(book, model))
        detail.line(words, tone="off")
    top = detail.row
    write_matrices(detail, rows, "queue", EXPECTED)
    placed = write_list(detail, FORECAST, open_rows, top)
    if open_rows:
        _fans(sheet, placed, open_rows)
        weekly = f"{total(open_rows, 'offered'):,.0f}"
        sheet.headline(N_("{contacts} contacts expected in the week"), contacts=weekly)


def by_queue(book: Book, table: str) -> list[dict[str, Any]]:
    """A planning table's half-hours of the period, queue by queue, the queue in words."""
    rows = period_rows(book, table, "business_date", "queue_id", "interval_start_at")
    rows.sort(key=lambda row: (row["queue_id"], row["interval_start_at"]))
    return [row | {"queue": word(book, row["queue_id"])} | _band(row) for row in rows]


def _band(row: Row) -> dict[str, Any]:
    return {"band": row["offered_p95"] - row["offered_p05"]} if "offered_p95" in row else {}


def _heat_map(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    cells = by_time(rows, sheet.book.context.zone)
    days = sorted({key[1] for key in cells})
    figures = [TIME, *(_day_figure(sheet.book, day) for day in days)]

    def sums(time: str) -> dict[str, Any]:
        return {str(day): total(cells.get((time, day), []), "offered") for day in days}

    whole: dict[str, Any] = {"time": sheet.book.language.text(N_("Day's sum"))}
    for day in days:
        of_day = [row for key, own in cells.items() if key[1] == day for row in own]
        whole[str(day)] = total(of_day, "offered")
    placed = write_table(
        sheet,
        figures,
        [{"time": time} | sums(time) for time in open_times(cells, "offered", "offered_p95")],
        freeze=1,
        filtered=False,
        total=whole,
    )
    shade(sheet, placed, days)


def _day_figure(book: Book, day: date) -> Figure:
    return Figure(
        str(day),
        weekday(book, day),
        "number",
        HEAT_MEANING,
        "forecast.offered",
        "ARRIVAL",
        digits=0,
    )


def _fans(sheet: Sheet, placed: Placed, rows: list[dict[str, Any]]) -> None:
    first, top = placed.first, sheet.row
    for (queue,), members in grouped(rows, "queue").items():
        last = first + len(members) - 1
        drawing = _fan(sheet, placed, str(queue), first, last)
        top = draw(sheet, drawing, top, 0, width=760, height=190)
        first = last + 1
    sheet.row = top


def _fan(sheet: Sheet, placed: Placed, queue: str, first: int, last: int) -> Drawing:
    def part(key: str) -> list[object]:
        column = placed.columns[key]
        return [placed.sheet, first, column, last, column]

    start = part("interval_start_at")
    return Drawing(
        "area",
        sheet.book.language.text(N_("Expected contacts with 90 % interval: {queue}"), queue=queue),
        (
            Series(placed.head("offered_p05"), start, part("offered_p05"), "none"),
            Series(placed.head("band"), start, part("band"), sheet.book.theme.colours.band),
            Series(placed.head("offered"), start, part("offered"), 0, kind="line"),
        ),
        stacked=True,
        unit="count",
        x_unit="day_hour",
        labels_every=max(1, (last - first + 1) // LABELS_A_WEEK),
    )
