"""How the roster fits the requirement: under and over, coverage fit, half-hours within 10 %."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, total
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet
from reports.workbooks.spans import period_rows

TABLE = "schedule_efficiency"
GOOD, POOR = 0.90, 0.75
DAYS = (
    Figure("business_date", N_("Day"), "date", N_("Local date"), f"{TABLE}.business_date"),
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{TABLE}.queue_id"),
    Figure("required_h", N_("Required hours"), "h", N_("M068 Agent hours required on the queue"),
           f"{TABLE}.required_h"),
    Figure("scheduled_h", N_("Scheduled hours"), "h",
           N_("M069 Agent hours rostered on the queue, shrinkage taken off"),
           f"{TABLE}.scheduled_h"),
    Figure("under_h", N_("Short"), "h", N_("M071 Hours under, added and never netted"),
           f"{TABLE}.under_h"),
    Figure("over_h", N_("Over"), "h", N_("M071 Hours over, added and never netted"),
           f"{TABLE}.over_h"),
    Figure("coverage_fit", N_("Coverage fit"), "ratio",
           N_("M072 1 − Σ|scheduled − required| ÷ Σ required"), f"{TABLE}.coverage_fit"),
    Figure("close_share", N_("Within 10 %"), "ratio",
           N_("M073 Share of half-hours within 10 % of what they require"),
           f"{TABLE}.close_share"),
    Figure("under_amount", N_("Cost of short"), "amount",
           N_("X04 Hours short × their dated price"), f"{TABLE}.under_amount"),
    Figure("over_amount", N_("Cost of over"), "amount",
           N_("X04 Hours over × their dated price"), f"{TABLE}.over_amount"),
)  # fmt: skip
NUMBERED = {
    "M068 HOURS": N_("Required hours"),
    "M069 HOURS": N_("Scheduled hours"),
    "M070 HOURS": N_("Net hours (hide short and over)"),
    "M071 UNDER": N_("Short"),
    "M071 OVER": N_("Over"),
    "M071 UNDER_COST": N_("Cost of short"),
    "M071 OVER_COST": N_("Cost of over"),
    "M072 WEEK": N_("Coverage fit"),
    "M073 WEEK": N_("Within 10 %"),
    "M074 ROSTER": N_("Optimality gap"),
    "M075 ALL": N_("Satisfaction, all weights"),
    "M075 LEAST": N_("Satisfaction, least person"),
    "M075 MIDDLE": N_("Satisfaction, median person"),
}
METRICS = "plan_metrics"
WEEK = (
    Figure("metric_id", N_("Number"), "text", N_("Number of the metric"), f"{METRICS}.metric_id"),
    Figure("name", N_("Figure"), "text", N_("What is measured over the week"),
           f"{METRICS}.variant"),
    Figure("value", N_("Centre"), "number", N_("Value of the whole centre"), f"{METRICS}.value"),
)  # fmt: skip


def add_efficiency(book: Book, peers: Peers) -> None:
    """Days by queue, with a chart of the fit."""
    sheet = open_sheet(
        book, N_("Schedule efficiency"), N_("How the roster fits the requirement"), TABLE
    )
    rows = [
        row | {"queue": word(book, row["queue_id"])}
        for row in period_rows(book, TABLE, "business_date", "queue_id")
    ]
    top = sheet.row
    placed = write_table(sheet, DAYS, [_toned(row) for row in rows], freeze=2)
    if not rows:
        return
    misfit = total(rows, "under_amount"), total(rows, "over_amount")
    if None not in misfit:
        sheet.headline(
            N_("The misfit costs {cost} {currency} a week: {under} short, {over} over"),
            cost=f"{sum(misfit):,.0f}",
            currency=book.context.currency,
            under=f"{misfit[0]:,.0f}",
            over=f"{misfit[1]:,.0f}",
        )
    series = [
        Series(placed.head(key), placed.cells("queue"), placed.cells(key), colour)
        for key, colour in (("under_h", 3), ("over_h", 5))
    ]
    title = book.language.text(N_("Hours short and over, by day and queue"))
    drawing = Drawing("column", title, series, unit="h", digits=0, gap=20)
    draw(sheet, drawing, top, len(DAYS) + 1, width=640, height=320)
    sheet.caption(N_("The week by metric"))
    write_table(sheet, WEEK, _metrics(book), filtered=False)


def _metrics(book: Book) -> list[dict[str, Any]]:
    """The centre's numbered figures of the week, in the order of their numbers."""
    rows = {
        f"{row['metric_id']} {row['variant']}": row
        for row in period_rows(book, METRICS, "plan_week")
        if row["subject_kind"] == "centre"
    }
    return [
        rows[key]
        | {"name": book.language.text(name),
           "value": Cell(rows[key]["value"], unit=rows[key]["unit"], digits=2)}
        for key, name in NUMBERED.items()
        if key in rows
    ]  # fmt: skip


def _toned(row: Row) -> dict[str, Any]:
    fit = row["coverage_fit"]
    tone = "plain" if fit is None else "good" if fit >= GOOD else "bad" if fit < POOR else "warn"
    return row | {"coverage_fit": Cell(fit, tone)}
