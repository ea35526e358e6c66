"""Why the service level came out as it did: six parts that add up to actual − planned."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet
from reports.workbooks.mail_note import says_without_mail
from reports.workbooks.spans import period_rows

TOTALS = "service_level_bridge_totals"
PARTS = ("offered_part", "aht_part", "scheduled_part", "shrinkage_part", "adherence_part",
         "rest_part")  # fmt: skip
PART_FIGURES = (
    Figure("offered_part", N_("Volume"), "ratio",
           N_("Part of actual − planned level that other contacts than forecast made"),
           f"{TOTALS}.offered_part", "ARRIVAL", digits=1),
    Figure("aht_part", N_("Handle time"), "ratio",
           N_("Part of actual − planned level that other handle times than forecast made"),
           f"{TOTALS}.aht_part", "ARRIVAL", digits=1),
    Figure("scheduled_part", N_("Schedule"), "ratio",
           N_("Part that scheduling other than required agents made"),
           f"{TOTALS}.scheduled_part", "ARRIVAL", digits=1),
    Figure("shrinkage_part", N_("Shrinkage"), "ratio",
           N_("Part that more or less absence and work off the queue than planned made"),
           f"{TOTALS}.shrinkage_part", "ARRIVAL", digits=1),
    Figure("adherence_part", N_("Adherence"), "ratio",
           N_("Part that being on the queue other than scheduled made"),
           f"{TOTALS}.adherence_part", "ARRIVAL", digits=1),
    Figure("rest_part", N_("Routing, rest"), "ratio",
           N_("Part of routing, other skills and whatever the model does not explain"),
           f"{TOTALS}.rest_part", "ARRIVAL", digits=1),
)  # fmt: skip
TARGET = Figure("target_level", N_("Target"), "ratio", N_("Promised service level"),
                f"{TOTALS}.target_level", digits=1)  # fmt: skip
PLANNED = Figure("planned_level", N_("Planned"), "ratio",
                 N_("Service level that the plan expected, by Erlang A"),
                 f"{TOTALS}.planned_level", "ARRIVAL", digits=1)  # fmt: skip
ACTUAL = Figure("actual_level", N_("Actual"), "ratio",
                N_("M008 Answered within target ÷ (answered + abandoned)"),
                f"{TOTALS}.actual_level", "ARRIVAL", digits=1)  # fmt: skip
DIFFERENCE = Figure("difference", N_("Actual − planned"), "ratio",
                    N_("Sum of the six parts"), f"{TOTALS}.actual_level − planned_level",
                    "ARRIVAL", digits=1)  # fmt: skip
SUBJECT = Figure("subject", N_("Queue"), "text", N_("Queue, or the centre as a whole"),
                 f"{TOTALS}.subject_id")  # fmt: skip
DAY = Figure("first_day", N_("Day"), "date", N_("Local date"), f"{TOTALS}.first_day")
LEVELS = (TARGET, PLANNED, ACTUAL, DIFFERENCE)
STEPS = (
    Figure("step", N_("Step"), "text", N_("Cause, from the planned level to the actual one"),
           TOTALS),
    Figure("below", N_("From"), "ratio", N_("Lower end of the step"), TOTALS, digits=1),
    Figure("level", N_("Service level"), "ratio", N_("Planned or actual service level"), TOTALS,
           digits=1, gap=True),
    Figure("rise", N_("Up"), "ratio", N_("What the cause added"), TOTALS, digits=1, gap=True),
    Figure("fall", N_("Down"), "ratio", N_("What the cause cost"), TOTALS, digits=1, gap=True),
)  # fmt: skip


def add_bridge(book: Book, peers: Peers) -> None:
    """The span by queue with a waterfall of the centre, then every day of the centre."""
    sheet = open_sheet(
        book,
        N_("Service-level causes"),
        N_("Actual − planned service level, split exactly: the parts add up"),
        TOTALS,
    )
    says_without_mail(sheet)
    rows = [_with_difference(book, row) for row in period_rows(book, TOTALS, "first_day")]
    spans = {row["span"] for row in rows}
    whole = [row for row in rows if row["span"] == ("month" if "month" in spans else "week")]
    centre = [row for row in whole if row["subject_kind"] == "centre"]
    if centre:
        _waterfall(sheet, centre[0])
        sheet.caption(N_("By queue"))
        write_table(sheet, (SUBJECT, *LEVELS, *PART_FIGURES), [_toned(row) for row in whole])
    days = [row for row in rows if (row["subject_kind"], row["span"]) == ("centre", "day")]
    sheet.caption(N_("Every day of the centre"))
    write_table(sheet, (DAY, *LEVELS, *PART_FIGURES), [_toned(row) for row in days], freeze=1)


def _with_difference(book: Book, row: Row) -> dict[str, Any]:
    name = book.centre_name if row["subject_kind"] == "centre" else word(book, row["subject_id"])
    return row | {"subject": name, "difference": row["actual_level"] - row["planned_level"]}


def _toned(row: Row) -> dict[str, Any]:
    """Parts that cost a point or more in red, those that gained one in green."""

    def tone(part: float) -> str:
        return "bad" if part <= -0.01 else "good" if part >= 0.01 else "plain"

    return row | {name: Cell(row[name], tone(row[name])) for name in (*PARTS, "difference")}


def _waterfall(sheet: Sheet, whole: Row) -> None:
    book = sheet.book
    top = sheet.row
    placed = write_table(sheet, STEPS, waterfall_steps(book, whole), filtered=False)
    step = placed.cells("step")
    series = (
        Series(placed.head("below"), step, placed.cells("below"), "none"),
        Series(placed.head("level"), step, placed.cells("level"), 0),
        Series(placed.head("rise"), step, placed.cells("rise"), 1),
        Series(placed.head("fall"), step, placed.cells("fall"), 3),
    )
    title = book.language.text(N_("From the planned to the actual service level"))
    drawing = Drawing("column", title, series, stacked=True, unit="ratio", digits=0, gap=30,
                      y_min=0.0, y_max=1.0)  # fmt: skip
    below = draw(sheet, drawing, top, len(STEPS) + 1, width=640, height=280)
    sheet.row = max(sheet.row, below)
    worst = min(PART_FIGURES, key=lambda figure: whole[figure.key])
    sheet.headline(
        N_("Service level {actual}, planned {planned}; what cost most: {cause} ({part})"),
        tone="warn" if whole["actual_level"] < whole["target_level"] else "plain",
        actual=f"{whole['actual_level']:.1%}",
        planned=f"{whole['planned_level']:.1%}",
        cause=book.language.text(worst.heading),
        part=f"{whole[worst.key]:+.1%}",
    )


def waterfall_steps(book: Book, whole: Row) -> list[dict[str, Any]]:
    """The planned level, each part from where the one before ended, the actual level."""
    text = book.language.text
    at = whole["planned_level"]
    steps: list[dict[str, Any]] = [{"step": text(PLANNED.heading), "below": 0.0, "level": at}]
    for figure in PART_FIGURES:
        part = whole[figure.key]
        side = "rise" if part >= 0 else "fall"
        steps.append({"step": text(figure.heading), "below": min(at, at + part), side: abs(part)})
        at += part
    steps.append({"step": text(ACTUAL.heading), "below": 0.0, "level": whole["actual_level"]})
    return steps
