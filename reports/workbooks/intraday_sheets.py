"""A week looked back on, half-hour by half-hour: forecast, actual, staffed, level, causes."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.bridge_sheets import PART_FIGURES
from reports.workbooks.listing import open_sheet
from reports.workbooks.spans import period_rows

BRIDGE = "service_level_bridge"
QUEUE = Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{BRIDGE}.queue_id")
HALF_HOURS = (
    QUEUE,
    Figure("interval_start_at", N_("Half-hour"), "instant",
           N_("Start of the half-hour, centre's clock"), f"{BRIDGE}.interval_start_at"),
    Figure("planned_offered", N_("Forecast"), "number", N_("Contacts planned for"),
           f"{BRIDGE}.planned_offered", "ARRIVAL", digits=1),
    Figure("offered", N_("Came"), "count", N_("Contacts that entered the queue"),
           f"{BRIDGE}.offered", "ARRIVAL"),
    Figure("error", N_("Forecast − came"), "number",
           N_("M059 Forecast error: forecast − actual of the half-hour"),
           f"{BRIDGE}.planned_offered − offered", "ARRIVAL", digits=1),
    Figure("deviation", N_("Forecast ÷ came − 1"), "ratio",
           N_("M067 Deviation: forecast ÷ actual − 1 of the half-hour"),
           f"{BRIDGE}.planned_offered ÷ offered − 1", "ARRIVAL"),
    Figure("planned_aht_s", N_("Handle time planned"), "s", N_("Handle time planned for"),
           f"{BRIDGE}.planned_aht_s", "ARRIVAL"),
    Figure("aht_s", N_("Handle time"), "s", N_("Handle time of the answered"),
           f"{BRIDGE}.aht_s", "ARRIVAL"),
    Figure("aht_accuracy", N_("Handle-time accuracy"), "ratio",
           N_("M065 Planned ÷ actual handle time; above 100 % is no merit, nobody is ranked by it"),
           f"{BRIDGE}.planned_aht_s ÷ aht_s", "ARRIVAL"),
    Figure("planned_agents", N_("Required"), "number", N_("Agents required on the queue"),
           f"{BRIDGE}.planned_agents", digits=1),
    Figure("scheduled", N_("Scheduled"), "number",
           N_("Agents scheduled, pauses and approved leave taken out"), f"{BRIDGE}.scheduled",
           digits=1),
    Figure("agents", N_("Staffed"), "number", N_("Agents on the queue"), f"{BRIDGE}.agents",
           "OVERLAP", digits=1),
    Figure("adherence", N_("Adherence"), "ratio",
           N_("Agents on the queue ÷ scheduled agents less absence and approved other work"),
           f"{BRIDGE}.adherence", "OVERLAP"),
    Figure("planned_level", N_("Level planned"), "ratio",
           N_("Service level that the plan expected, by Erlang A"), f"{BRIDGE}.planned_level",
           "ARRIVAL"),
    Figure("actual_level", N_("Service level"), "ratio",
           N_("M008 Answered within target ÷ (answered + abandoned)"), f"{BRIDGE}.actual_level",
           "ARRIVAL"),
    *PART_FIGURES,
)  # fmt: skip
DAYS = (
    Figure("day", N_("Day"), "date", N_("Local date"), f"{BRIDGE}.business_date"),
    QUEUE,
    Figure("planned_offered", N_("Forecast"), "number", N_("Contacts planned for"),
           f"{BRIDGE}.planned_offered", "ARRIVAL", digits=0),
    Figure("offered", N_("Came"), "count", N_("Contacts that entered the queue"),
           f"{BRIDGE}.offered", "ARRIVAL"),
    Figure("error", N_("Forecast ÷ came − 1"), "ratio",
           N_("M062 Bias: Σ(forecast − actual) ÷ Σ actual, signed"), f"{BRIDGE}.planned_offered",
           "ARRIVAL"),
    Figure("required_h", N_("Required hours"), "h", N_("Agent hours required on the queue"),
           f"{BRIDGE}.planned_agents ÷ 2", digits=1),
    Figure("staffed_h", N_("Staffed hours"), "h", N_("Agent hours on the queue"),
           f"{BRIDGE}.agents ÷ 2", "OVERLAP", digits=1),
)  # fmt: skip


def add_intraday(book: Book, peers: Peers) -> None:
    """Days with charts, then every half-hour with its causes."""
    sheet = open_sheet(
        book, N_("Intraday review"), N_("Forecast, actual, staffed and why, for the week"), BRIDGE
    )
    rows = [
        row | {"queue": word(book, row["queue_id"])}
        for row in period_rows(book, BRIDGE, "business_date", "queue_id", "interval_start_at")
    ]
    rows.sort(key=lambda row: (row["queue_id"], row["interval_start_at"]))
    write_table(sheet, DAYS, _days(rows), freeze=2)
    if any(row["plan_source"] == "rebuilt" for row in rows):
        sheet.line(
            book.language.text(
                N_("No plan of the time is stored: the forecast is made as it would have been.")
            ),
            tone="warn",
        )
    detail = open_sheet(
        book, N_("Intraday detail"), N_("Every half-hour with contacts, and its causes"), BRIDGE
    )
    placed = write_table(detail, HALF_HOURS, [_toned(row) for row in rows], freeze=2)
    if rows:
        _charts(sheet, placed, rows)


def _days(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for (day, queue), own in sorted(grouped(rows, "business_date", "queue").items()):
        planned, came = total(own, "planned_offered"), total(own, "offered")
        found.append(
            {
                "day": day,
                "queue": queue,
                "planned_offered": planned,
                "offered": came,
                "error": planned / came - 1.0 if came else None,
                "required_h": total(own, "planned_agents") / 2,
                "staffed_h": total(own, "agents") / 2,
            }
        )
    return found


def _toned(row: Row) -> dict[str, Any]:
    missed = row["actual_level"] < row["target_level"]
    planned, came = row["planned_offered"], row["offered"]
    return row | {
        "error": planned - came,
        "deviation": planned / came - 1.0 if came else None,
        "aht_accuracy": row["planned_aht_s"] / row["aht_s"] if row["aht_s"] else None,
        "actual_level": Cell(row["actual_level"], "bad" if missed else "plain"),
    }


def _charts(sheet: Sheet, placed: Placed, rows: list[dict[str, Any]]) -> None:
    first = placed.first
    for (queue,), own in grouped(rows, "queue").items():
        last = first + len(own) - 1

        def part(key: str, first: int = first, last: int = last) -> list[object]:
            column = placed.columns[key]
            return [placed.sheet, first, column, last, column]

        start = part("interval_start_at")
        drawing = Drawing(
            "column",
            sheet.book.language.text(N_("Contacts and agents: {queue}"), queue=queue),
            (
                Series(placed.head("offered"), start, part("offered"), "#BCD3EA"),
                Series(placed.head("planned_offered"), start, part("planned_offered"), 0,
                       kind="line"),
                Series(placed.head("agents"), start, part("agents"), 3, kind="line"),
            ),
            x_unit="day_hour",
            gap=0,
            labels_every=max(1, len(own) // 7),
        )  # fmt: skip
        sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=230)
        first = last + 1
