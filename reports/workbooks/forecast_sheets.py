"""What is expected and how many people it needs, by queue and half-hour."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, total
from reports.sheet import FIRST_ROW, Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.spans import local, period_rows

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
    Figure("model", N_("Model"), "text", N_("Method that made the forecast"), "forecast.model"),
)
TIME = Figure(
    "time",
    N_("Time of day"),
    "text",
    N_("Start of the half-hour, centre's clock"),
    "forecast.interval_start_at",
)
# Half-hours between two labels of a week's axis.
LABELS_EVERY = 14
HEAT_MEANING = N_("Expected contacts of all queues on this day")
REQUIREMENT = (
    QUEUE,
    Figure(
        "interval_start_at",
        N_("Half-hour"),
        "instant",
        N_("Start of the half-hour, centre's clock"),
        "requirement.interval_start_at",
    ),
    Figure(
        "offered",
        N_("Expected"),
        "number",
        N_("Expected contacts"),
        "requirement.offered",
        "ARRIVAL",
        digits=1,
    ),
    Figure(
        "aht_s", N_("Handle time"), "s", N_("Expected handle time per contact"), "requirement.aht_s"
    ),
    Figure(
        "offered_load_erlang",
        N_("Offered load"),
        "erlang",
        N_("Contacts × handle time ÷ length of the half-hour"),
        "requirement.offered_load_erlang",
    ),
    Figure(
        "agents",
        N_("On the queue"),
        "count",
        N_("Agents needed on the queue"),
        "requirement.agents",
    ),
    Figure(
        "shrinkage",
        N_("Shrinkage"),
        "ratio",
        N_("Share of paid time not on the queue"),
        "requirement.shrinkage",
    ),
    Figure(
        "required_agents",
        N_("To schedule"),
        "count",
        N_("Agents to schedule, shrinkage added"),
        "requirement.required_agents",
    ),
    Figure(
        "binding",
        N_("Decided by"),
        "text",
        N_("Which condition set the number"),
        "requirement.binding",
    ),
    Figure(
        "service_level",
        N_("Service level"),
        "ratio",
        N_("Expected share answered within target"),
        "requirement.service_level",
    ),
    Figure(
        "asa_s",
        N_("Mean wait"),
        "s",
        N_("Expected mean wait of the answered"),
        "requirement.asa_s",
        digits=1,
    ),
    Figure(
        "abandon_rate",
        N_("Abandon rate"),
        "ratio",
        N_("Expected share that hangs up"),
        "requirement.abandon_rate",
    ),
    Figure(
        "occupancy",
        N_("Occupancy"),
        "ratio",
        N_("Expected share of time handling"),
        "requirement.occupancy",
    ),
    Figure("model", N_("Model"), "text", N_("Erlang formula"), "requirement.model"),
)

REQUIREMENT_DAYS = (
    QUEUE,
    Figure("day", N_("Day"), "date", N_("Local date"), "requirement.business_date"),
    Figure(
        "offered",
        N_("Expected"),
        "number",
        N_("Expected contacts"),
        "requirement.offered",
        "ARRIVAL",
        digits=0,
    ),
    Figure(
        "agent_h",
        N_("Hours on the queue"),
        "h",
        N_("Agent hours needed on the queue"),
        "requirement.agents ÷ 2",
        digits=1,
    ),
    Figure(
        "required_h",
        N_("Hours to schedule"),
        "h",
        N_("Agent hours to schedule, shrinkage added"),
        "requirement.required_agents ÷ 2",
        digits=1,
    ),
    Figure(
        "peak", N_("Peak"), "count", N_("Most agents needed in one half-hour"), "requirement.agents"
    ),
)


def add_forecast(book: Book, peers: Peers) -> None:
    """A heat map of the week and fan charts; then a sheet with every half-hour."""
    sheet = Sheet(book, N_("Forecast"), N_("Expected contacts with their 90 % interval"))
    sheet.link_home()
    sheet.says_missing("forecast")
    sheet.on_one_page()
    rows = _by_queue(book, "forecast")
    if rows:
        _heat_map(sheet, rows)
    detail = Sheet(
        book, N_("Forecast detail"), N_("The forecast of every half-hour"), orientation="portrait"
    )
    detail.link_home()
    detail.says_missing("forecast")
    placed = write_table(detail, FORECAST, rows, freeze=2)
    if rows:
        _fans(sheet, placed, rows)


def _by_queue(book: Book, table: str) -> list[dict[str, Any]]:
    rows = period_rows(book, table, "business_date", "queue_id", "interval_start_at")
    rows.sort(key=lambda row: (row["queue_id"], row["interval_start_at"]))
    return [row | {"queue": word(book, row["queue_id"])} | _band(row) for row in rows]


def _band(row: Row) -> dict[str, Any]:
    return {"band": row["offered_p95"] - row["offered_p05"]} if "offered_p95" in row else {}


def _heat_map(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    zone = sheet.book.context.zone
    cells: dict[tuple[str, date], list[Row]] = {}
    for row in rows:
        start: datetime = local(row["interval_start_at"], zone)
        cells.setdefault((start.strftime("%H:%M"), start.date()), []).append(row)
    times = sorted({key[0] for key in cells})
    days = sorted({key[1] for key in cells})
    figures = [TIME, *(_day_figure(sheet.book, day) for day in days)]
    placed = write_table(
        sheet,
        figures,
        [
            {"time": time}
            | {str(day): total(cells.get((time, day), []), "offered") for day in days}
            for time in times
        ],
        freeze=1,
        filtered=False,
    )
    colours = sheet.book.theme.colours
    left, right = placed.columns[str(days[0])], placed.columns[str(days[-1])]
    sheet.page.conditional_format(
        placed.first,
        left,
        placed.last,
        right,
        {"type": "2_color_scale", "min_color": colours.scale_low, "max_color": colours.scale_high},
    )


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


def weekday(book: Book, day: date) -> str:
    """Weekday and date as a column header, in the reader's language."""
    return format_date(day, "EEE MM-dd", locale=book.language.locale)


def _fans(sheet: Sheet, placed: Placed, rows: list[dict[str, Any]]) -> None:
    first, top = placed.first, FIRST_ROW
    right = len({local(row["interval_start_at"], sheet.book.context.zone).date() for row in rows})
    for (queue,), members in grouped(rows, "queue").items():
        last = first + len(members) - 1
        drawing = _fan(sheet, placed, str(queue), first, last)
        top = draw(sheet, drawing, top, right + 1, x=20, width=640, height=260)
        first = last + 1


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
        labels_every=LABELS_EVERY,
    )


def add_requirement(book: Book, peers: Peers) -> None:
    """Hours by queue and day with charts; then a sheet with every half-hour."""
    sheet = Sheet(book, N_("Requirement"), N_("People needed, by queue and half-hour"))
    sheet.link_home()
    sheet.says_missing("requirement")
    rows = _by_queue(book, "requirement")
    shown = [
        row
        | {
            "binding": Cell(
                word(book, row["binding"]), "off" if row["binding"] == "closed" else "plain"
            )
        }
        for row in rows
    ]
    detail = Sheet(book, N_("Requirement detail"), N_("The requirement of every half-hour"))
    detail.link_home()
    detail.says_missing("requirement")
    placed = write_table(detail, REQUIREMENT, shown, freeze=2)
    if not rows:
        return
    _requirement_days(sheet, rows)
    first, top = placed.first, sheet.row
    for (queue,), members in grouped(rows, "queue").items():
        last = first + len(members) - 1
        drawing = _staff_chart(sheet, placed, str(queue), first, last)
        top = draw(sheet, drawing, top, 0, width=760, height=260)
        first = last + 1


def _requirement_days(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    days = [
        {
            "day": day,
            "queue": queue,
            "offered": total(members, "offered"),
            "agent_h": total(members, "agents") / 2,
            "required_h": total(members, "required_agents") / 2,
            "peak": max(row["agents"] for row in members),
        }
        for (queue, day), members in grouped(rows, "queue", "business_date").items()
    ]
    write_table(sheet, REQUIREMENT_DAYS, days, freeze=2)


def _staff_chart(sheet: Sheet, placed: Placed, queue: str, first: int, last: int) -> Drawing:
    def part(key: str) -> list[object]:
        column = placed.columns[key]
        return [placed.sheet, first, column, last, column]

    start = part("interval_start_at")
    return Drawing(
        "column",
        sheet.book.language.text(N_("People needed: {queue}"), queue=queue),
        (
            Series(placed.head("required_agents"), start, part("required_agents"), "#BCD3EA"),
            Series(placed.head("agents"), start, part("agents"), 0, kind="line"),
        ),
        x_unit="day_hour",
        gap=0,
        labels_every=LABELS_EVERY,
    )
