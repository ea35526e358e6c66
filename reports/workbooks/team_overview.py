"""The team's day at a glance: figures against target, people needed and present."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, total
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.tile import write_tiles
from reports.workbooks.flow import FLOWS
from reports.workbooks.kpi import metric_tiles, people_values, usable_metrics
from reports.workbooks.spans import period_rows

TILES = 7
INTERVALS = (
    Figure(
        "interval_start_at",
        N_("Half-hour"),
        "clock",
        N_("Start of the half-hour"),
        "queue_interval.interval_start_at",
    ),
    *FLOWS,
    Figure(
        "agents",
        N_("Needed"),
        "number",
        N_("Agents needed on the centre's queues"),
        "requirement.agents",
        digits=1,
        gap=True,
    ),
    Figure(
        "staffed",
        N_("Present, centre"),
        "number",
        N_("People logged in, all teams: logged-in seconds ÷ 1800"),
        "agent_interval.logged_in_s",
        "OVERLAP",
        digits=1,
        gap=True,
    ),
    Figure(
        "team",
        N_("Present, team"),
        "number",
        N_("People of this team logged in: logged-in seconds ÷ 1800"),
        "agent_interval.logged_in_s",
        "OVERLAP",
        digits=1,
        gap=True,
    ),
)


def add_overview(book: Book, peers: Peers) -> None:
    """Tiles of the team's figures; demand and staff by half-hour."""
    sheet = Sheet(
        book, N_("Overview"), N_("The team's day against its targets"), orientation="portrait"
    )
    sheet.link_home()
    sheet.on_one_page()
    for source in ("metric_values_daily", "queue_interval", "requirement", "agent_interval"):
        sheet.says_missing(source)
    rows = people_values(book)
    metrics = usable_metrics(book, rows)[:TILES]
    if metrics:
        write_tiles(sheet, metric_tiles(book, metrics, rows), width=16)
    sheet.caption(N_("People needed and present, by half-hour"))
    intervals = _intervals(book, peers)
    chart_row = sheet.row
    if intervals:
        sheet.row += 17
    placed = write_table(sheet, INTERVALS, intervals)
    sheet.page.repeat_rows(placed.header)
    if intervals:
        _chart(sheet, placed, chart_row)


def _intervals(book: Book, peers: Peers) -> list[dict[str, Any]]:
    demand = grouped(period_rows(book, "queue_interval", "business_date"), "interval_start_at")
    needed = grouped(period_rows(book, "requirement", "business_date"), "interval_start_at")
    centre, team = peers.staffed(None), peers.staffed([book.scope.subject_id])
    starts: set[datetime] = {key[0] for key in (*demand, *needed)} | set(team)
    rows = []
    for start in sorted(starts):
        arrived = demand.get((start,), [])
        rows.append(
            {key: total(arrived, key) for key in ("offered", "answered", "abandoned")}
            | {
                "interval_start_at": start,
                "agents": total(needed.get((start,), []), "agents"),
                "staffed": centre.get(start),
                "team": team.get(start),
            }
        )
    return rows


def _chart(sheet: Sheet, placed: Placed, row: int) -> None:
    category = placed.cells("interval_start_at")
    drawing = Drawing(
        "column",
        sheet.book.language.text(N_("People needed and present, by half-hour")),
        (
            Series(placed.head("agents"), category, placed.cells("agents"), "#BCD3EA"),
            Series(placed.head("staffed"), category, placed.cells("staffed"), 0, kind="line"),
            Series(placed.head("team"), category, placed.cells("team"), 1, kind="line"),
        ),
        unit="count",
        x_unit="clock",
        gap=20,
    )
    draw(sheet, drawing, row, 0, width=800, height=320)
