"""Work that may wait until a deadline: ways to staff it, kinds of work, and every half-hour."""

from __future__ import annotations

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.table import Cell, write_table
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.spans import period_rows

HALF_HOURS, WORK, CAPACITY = "backlog_half_hours", "backlog_work", "backlog_capacity"
CHART_ROWS = 16
OPTIONS = {
    "planned": N_("as planned"),
    "constant": N_("the same all the time, expected week"),
    "safe": N_("the same all the time, most past weeks"),
    "levelled": N_("as even as can be, expected week"),
}
WAYS = (
    Figure("way", N_("Option"), "text", N_("How agents are laid over the open half-hours"),
           f"{CAPACITY}.option"),
    Figure("most_agents", N_("Agents"), "number", N_("Agents in the fullest half-hour"),
           f"{CAPACITY}.most_agents"),
    Figure("agent_h", N_("Agent hours"), "h", N_("Agent hours of the week"),
           f"{CAPACITY}.agent_h", digits=1),
    Figure("in_time_share", N_("In time"), "ratio",
           N_("Hours done before their deadline ÷ hours due, expected week"),
           f"{CAPACITY}.in_time_share"),
    Figure("weeks_kept_share", N_("Past weeks kept"), "ratio",
           N_("Share of past weeks in which no deadline had been missed"),
           f"{CAPACITY}.weeks_kept_share", digits=0),
    Figure("most_backlog_h", N_("Largest backlog"), "h", N_("Most hours of work open at once"),
           f"{CAPACITY}.most_backlog_h", digits=1),
)  # fmt: skip
KINDS = (
    Figure("kind", N_("Kind of work"), "text", N_("Kind of work"), f"{WORK}.name_zh, name_en"),
    Figure("pieces", N_("Pieces"), "number", N_("Pieces expected in the week"), f"{WORK}.pieces",
           digits=0),
    Figure("work_s", N_("Time of a piece"), "s", N_("Handling time of a piece"),
           f"{WORK}.work_s", digits=0),
    Figure("workload_h", N_("Work"), "h", N_("Hours of work in the week"), f"{WORK}.workload_h",
           digits=1),
    Figure("answer_within_h", N_("Deadline"), "h",
           N_("Open hours within which it must be done"), f"{WORK}.answer_within_h", digits=1),
)  # fmt: skip
TIMES = (
    Figure("interval_start_at", N_("Half-hour"), "instant",
           N_("Start of the half-hour, centre's clock"), f"{HALF_HOURS}.interval_start_at"),
    Figure("arriving_h", N_("Coming in"), "h", N_("Hours of work that come in"),
           f"{HALF_HOURS}.arriving_h"),
    Figure("planned_agents", N_("Planned agents"), "number", N_("Agents planned"),
           f"{HALF_HOURS}.planned_agents", digits=1),
    Figure("levelled_agents", N_("Even agents"), "number",
           N_("Agents that keep every deadline as evenly as can be"),
           f"{HALF_HOURS}.levelled_agents"),
    Figure("done_h", N_("Done"), "h", N_("Hours done, the most urgent first"),
           f"{HALF_HOURS}.done_h"),
    Figure("backlog_h", N_("Backlog"), "h", N_("Hours open at the end of the half-hour"),
           f"{HALF_HOURS}.backlog_h"),
    Figure("late_h", N_("Late"), "h", N_("Hours whose deadline passes undone"),
           f"{HALF_HOURS}.late_h"),
)  # fmt: skip


def add_backlog(book: Book, peers: Peers) -> None:
    """Ways to staff the work, what comes in by kind, and the half-hours with a chart."""
    sheet = open_sheet(
        book, N_("Back office"), N_("Work with deadlines, and the agents that keep them"), CAPACITY
    )
    ways = {row["option"]: row for row in period_rows(book, CAPACITY, "plan_week", "option")}
    if not ways:
        return
    planned, safe = ways["planned"], ways["safe"]
    sheet.headline(
        N_("{planned} agents are planned; {safe} keep every deadline in most past weeks"),
        tone="good" if planned["most_agents"] >= safe["most_agents"] else "warn",
        planned=f"{planned['most_agents']:.1f}",
        safe=f"{safe['most_agents']:.2f}",
    )
    shown = [
        ways[option]
        | {"way": book.language.text(OPTIONS[option]),
           "in_time_share": _kept(ways[option]["in_time_share"])}
        for option in OPTIONS
    ]  # fmt: skip
    write_table(sheet, WAYS, shown, filtered=False)
    kinds = period_rows(book, WORK, "plan_week", "work_type")
    sheet.caption(N_("What comes in, by kind"))
    write_table(sheet, KINDS, [row | {"kind": twin(book, row, "name")} for row in kinds])
    chart_at, sheet.row = sheet.row, sheet.row + CHART_ROWS
    sheet.caption(N_("Every open half-hour"))
    rows = period_rows(book, HALF_HOURS, "business_date", "interval_start_at")
    placed = write_table(sheet, TIMES, rows, filtered=False)
    times = placed.cells("interval_start_at")
    series = [
        Series(placed.head(key), times, placed.cells(key), colour)
        for key, colour in (("arriving_h", 0), ("backlog_h", 3))
    ]
    title = book.language.text(N_("Work coming in and open, by half-hour"))
    drawing = Drawing("line", title, series, unit="h", digits=1, x_unit="day_hour",
                      labels_every=max(1, len(rows) // 7))  # fmt: skip
    draw(sheet, drawing, chart_at, 0, width=760, height=280)


def _kept(share: float) -> Cell:
    return Cell(share, "good" if share > 1 - 1e-9 else "bad")
