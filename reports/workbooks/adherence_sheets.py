"""Adherence of everybody over the span: strict, excused, conformance, and the exceptions."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, ratio, total
from reports.table import Cell, write_table
from reports.workbooks.listing import names, open_sheet
from reports.workbooks.spans import period_rows

DAYS = "adherence_day"
LOW, GOOD = 0.90, 0.95
DRAWN = 25
SECONDS = (
    "scheduled_s", "matched_s", "exception_s", "excused_s", "planned_service_s", "service_s",
    "absent_s", "logged_out_s", "pause_s", "worked_pause_s",
)  # fmt: skip
PEOPLE = (
    Figure("person", N_("Person"), "text", N_("Name, or login where there is none"),
           "directory.full_name"),
    Figure("scheduled_s", N_("Scheduled"), "duration", N_("Planned time outside leave"),
           f"{DAYS}.scheduled_s", "OVERLAP"),
    Figure("strict", N_("Adherence"), "ratio",
           N_("M050 1 − exceptions ÷ scheduled; time outside the shift counts on neither side"),
           f"{DAYS}.matched_s ÷ scheduled_s", "OVERLAP"),
    Figure("excused", N_("Excused"), "ratio",
           N_("The same without meetings, training, coaching and offline work as exceptions"),
           f"{DAYS}.exception_s − excused_s", "OVERLAP"),
    Figure("conformance", N_("Conformance"), "ratio",
           N_("M053 Time on the queue ÷ time planned on it, whenever it was; may pass 100 %"),
           f"{DAYS}.service_s ÷ planned_service_s", "OVERLAP"),
    Figure("exception_s", N_("Exceptions"), "duration", N_("Planned time not spent as planned"),
           f"{DAYS}.exception_s", "OVERLAP"),
    Figure("absent_s", N_("Absent"), "duration", N_("Not there all day, without leave"),
           f"{DAYS}.absent_s", "OVERLAP"),
    Figure("logged_out_s", N_("Not logged in"), "duration",
           N_("Planned to work and not logged in"), f"{DAYS}.logged_out_s", "OVERLAP"),
    Figure("pause_s", N_("Paused"), "duration", N_("Paused while planned to work"),
           f"{DAYS}.pause_s", "OVERLAP"),
    Figure("excused_s", N_("Other work"), "duration",
           N_("Meetings, training, coaching, offline work at another time than planned"),
           f"{DAYS}.excused_s", "OVERLAP"),
    Figure("worked_pause_s", N_("Pauses worked"), "duration",
           N_("On the queue while planned to pause or meet"), f"{DAYS}.worked_pause_s", "OVERLAP"),
)  # fmt: skip


def add_adherence(book: Book, peers: Peers) -> None:
    """One row per person, the least adherent first; a chart of these."""
    sheet = open_sheet(book, N_("Adherence"), N_("Planned against done, person by person"), DAYS)
    called = names(book)
    rows = [
        _person(called.get(agent_id) or str(agent_id), own)
        for (agent_id,), own in grouped(period_rows(book, DAYS, "work_date"), "agent_id").items()
    ]
    rows.sort(key=lambda row: (row["strict"] is None, row["strict"]))
    top = sheet.row
    placed = write_table(sheet, PEOPLE, [_toned(row) for row in rows], freeze=1)
    if not rows:
        return
    low = sum(row["strict"] is not None and row["strict"] < LOW for row in rows)
    sheet.headline(
        N_("{n} of {all} people below {mark} adherence"),
        tone="warn" if low else "good",
        n=low,
        all=len(rows),
        mark=f"{LOW:.0%}",
    )
    drawn = min(len(rows), DRAWN)

    def part(key: str) -> list[object]:
        column = placed.columns[key]
        return [placed.sheet, placed.first, column, placed.first + drawn - 1, column]

    series = [
        Series(placed.head(key), part("person"), part(key), colour)
        for key, colour in (("strict", 0), ("excused", 5))
    ]
    title = book.language.text(N_("The {n} least adherent"), n=drawn)
    drawing = Drawing("bar", title, series, unit="ratio", digits=0, gap=30, y_min=0.5, y_max=1.0)
    draw(sheet, drawing, top, len(PEOPLE) + 1, width=520, height=160 + 20 * drawn)


def _person(name: str, days: list[Row]) -> dict[str, Any]:
    sums = {key: total(days, key) or 0 for key in SECONDS}
    strict = ratio(sums["matched_s"], sums["scheduled_s"])
    excused = ratio(sums["matched_s"] + sums["excused_s"], sums["scheduled_s"])
    conformance = ratio(sums["service_s"], sums["planned_service_s"])
    return {"person": name, "strict": strict, "excused": excused, "conformance": conformance} | sums


def _toned(row: Row) -> dict[str, Any]:
    strict = row["strict"]
    if strict is None:
        return dict(row)
    tone = "bad" if strict < LOW else "good" if strict >= GOOD else "plain"
    return row | {"strict": Cell(strict, tone)}
