"""Required against scheduled, half-hour by half-hour and day by day."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.half_hours import Matrix, write_list, write_matrices

GROUP = Figure(
    "group",
    N_("Skill group"),
    "text",
    N_("Group of queues that the shift serves"),
    "roster_coverage.queue_group",
)
REQUIRED = Figure(
    "required_agents",
    N_("Required"),
    "number",
    N_("Agents required"),
    "roster_coverage.required_agents",
    digits=1,
)
SCHEDULED = Figure(
    "scheduled_agents",
    N_("Scheduled"),
    "number",
    N_("Agents scheduled on the queue"),
    "roster_coverage.scheduled_agents",
    digits=1,
)
SHORT = Figure(
    "short_h", N_("Short"), "h", N_("Agent hours short"), "roster_coverage.short_h", digits=1
)
OVER = Figure("over_h", N_("Over"), "h", N_("Agent hours over"), "roster_coverage.over_h", digits=1)
SERVICE = Figure(
    "service_level",
    N_("Simulated service level"),
    "ratio",
    N_("Share answered in time when the day is simulated with this roster"),
    "roster_service.service_level",
    digits=1,
)
INTERVALS = (
    GROUP,
    Figure(
        "interval_start_at",
        N_("Half-hour"),
        "instant",
        N_("Start of the half-hour, centre's clock"),
        "roster_coverage.interval_start_at",
    ),
    REQUIRED,
    SCHEDULED,
    Figure("net", N_("Net"), "number", N_("Scheduled minus required"), "roster_coverage", digits=1),
    SHORT,
    OVER,
    SERVICE,
)
DAYS = (
    Figure("day", N_("Day"), "date", N_("Local date"), "roster_coverage.business_date"),
    GROUP,
    Figure(
        "required_h",
        N_("Required hours"),
        "h",
        N_("Agent hours required"),
        "roster_coverage.required_agents ÷ 2",
        digits=1,
    ),
    Figure(
        "scheduled_h",
        N_("Scheduled hours"),
        "h",
        N_("Agent hours scheduled"),
        "roster_coverage.scheduled_agents ÷ 2",
        digits=1,
    ),
    SHORT,
    OVER,
    SERVICE,
)


def _hours(agents: list[float]) -> float:
    return sum(agents) / 2


NET = Matrix(
    "net",
    N_("Scheduled minus required in the half-hour on this day; red where people are short"),
    "roster_coverage.scheduled_agents − required_agents",
    min,
    N_("Day's net hours"),
    _hours,
    digits=1,
    signed=True,
)


def add_coverage(book: Book, peers: Peers) -> None:
    """Sums by day of the whole roster, charts of its first week; then a sheet with that week's
    half-hours."""
    sheet = Sheet(book, N_("Coverage"), N_("Required against scheduled"), orientation="portrait")
    sheet.link_home()
    sheet.says_missing("roster_coverage")
    served = {
        (row["queue_group"], row["interval_start_at"]): row
        for row in read(book.tables, "roster_service", "business_date")
    }
    rows: list[dict[str, Any]] = [
        row
        | _service([served.get((row["queue_group"], row["interval_start_at"]))])
        | {
            "group": word(book, row["queue_group"]),
            "net": row["scheduled_agents"] - row["required_agents"],
        }
        for row in read(book.tables, "roster_coverage", "queue_group", "interval_start_at")
    ]
    first = [row for row in rows if row["business_date"] <= book.context.period_to]
    if len(first) == len(rows):
        sheet.on_one_page()
    _days(sheet, rows)
    detail = Sheet(
        book, N_("Coverage detail"), N_("The coverage of every half-hour"), orientation="portrait"
    )
    detail.link_home()
    detail.says_missing("roster_coverage")
    staffed = [row for row in first if row["required_agents"] or row["scheduled_agents"]]
    top = detail.row
    write_matrices(detail, staffed, "group", NET)
    placed = write_list(detail, INTERVALS, [_coloured(row) for row in staffed], top)
    if staffed:
        _charts(sheet, placed, staffed)


def _service(served: list[dict[str, Any] | None]) -> dict[str, Any]:
    """Service level of some half-hours together, by the contacts they expect."""
    known = [row for row in served if row and row["service_level"] is not None]
    offered = sum(row["offered"] for row in known)
    met = sum(row["offered"] * row["service_level"] for row in known)
    return {"offered": offered, "service_level": met / offered if offered else None}


def _coloured(row: dict[str, Any]) -> dict[str, Any]:
    tone = "bad" if row["net"] < 0 else "plain"
    return row | {"net": Cell(row["net"], tone)}


def _days(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    days = []
    for (day, group), members in sorted(grouped(rows, "business_date", "group").items()):
        required, scheduled = (total(members, f"{key}_agents") for key in ("required", "scheduled"))
        short = total(members, "short_h")
        days.append(
            {
                "day": day,
                "group": group,
                "required_h": required / 2,
                "scheduled_h": scheduled / 2,
                "short_h": Cell(short, "bad" if short else "good"),
                "over_h": total(members, "over_h"),
                **_service(list(members)),
            }
        )
    if not days:
        write_table(sheet, DAYS, days, freeze=1)
        return
    whole: dict[str, Any] = {key: total(days, key) for key in ("required_h", "scheduled_h")}
    whole |= {key: total(rows, key) for key in ("short_h", "over_h")}
    whole |= _service(list(rows))
    whole |= {"day": "", "group": sheet.book.language.text(N_("Total"))}
    write_table(sheet, DAYS, days, freeze=1, total=whole)
    sheet.headline(
        N_("{short} agent hours short and {over} over, never netted"),
        tone="warn" if whole["short_h"] else "good",
        short=f"{whole['short_h']:,.1f}",
        over=f"{whole['over_h']:,.1f}",
    )


def _charts(sheet: Sheet, placed: Placed, rows: list[dict[str, Any]]) -> None:
    first = placed.first
    for (group,), members in grouped(rows, "group").items():
        last = first + len(members) - 1

        def part(key: str, first: int = first, last: int = last) -> list[object]:
            column = placed.columns[key]
            return [placed.sheet, first, column, last, column]

        start = part("interval_start_at")
        drawing = Drawing(
            "area",
            sheet.book.language.text(N_("Required and scheduled: {group}"), group=group),
            (
                Series(placed.head("scheduled_agents"), start, part("scheduled_agents"), "#BCD3EA"),
                Series(
                    placed.head("required_agents"), start, part("required_agents"), 3, kind="line"
                ),
            ),
            x_unit="day_hour",
            labels_every=max(1, (last - first + 1) // 7),
        )
        sheet.row = draw(sheet, drawing, sheet.row, 0, width=760, height=210)
        first = last + 1
