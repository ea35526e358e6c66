"""Everybody's results with trend and peers, and the training that would gain most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.people_sheets import NAME, TEAM
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import named

LEVELS = {"total": N_("Total"), "section": N_("section"), "item": N_("item")}
PROFILE = (
    NAME,
    TEAM,
    Figure("level", N_("Level"), "text", N_("Total, section or item of the scorecard"),
           "person_profile.kind"),
    Figure("node", N_("Result"), "text", N_("Total, section or item by its name"),
           "person_profile.name_zh"),
    Figure("metric_value", N_("Value"), "number", N_("Value of the metric in the month"),
           "person_profile.metric_value"),
    Figure("score", N_("Score"), "score", N_("Score of the month"), "person_profile.score"),
    Figure("previous_score", N_("Before"), "score",
           N_("Score of the last month before that has one"), "person_profile.previous_score"),
    Figure("months", N_("Months"), "count", N_("Months with a score"), "person_profile.months"),
    Figure("mean_score", N_("Mean"), "score", N_("Mean score over these months"),
           "person_profile.mean_score"),
    Figure("trend", N_("Trend"), "score", N_("Least-squares slope, points a month"),
           "person_profile.trend"),
    Figure("peers", N_("Peers"), "count",
           N_("People of the group with a score, the person included"), "person_profile.peers"),
    Figure("peer_mean", N_("Mean of peers"), "score", N_("Mean score of the group"),
           "person_profile.peer_mean"),
    Figure("percentile", N_("Place among peers"), "ratio",
           N_("Share of the group at or below; 100 % is the best"), "person_profile.percentile",
           digits=0),
    Figure("evidence", N_("Trace"), "text", N_("Node of the trace that holds the number"),
           "person_profile.evidence"),
)  # fmt: skip
TRAINING = (
    NAME,
    TEAM,
    Figure("rank", N_("Rank"), "count", N_("Rank by expected gain, per person"),
           "training_needs.rank"),
    Figure("course", N_("Content"), "text", N_("Name of the course"), "training_needs.name_zh"),
    Figure("full_gain", N_("Gain at full score"), "score",
           N_("Points of the total if the item reached full score"), "training_needs.full_gain"),
    Figure("closes", N_("Closes"), "ratio", N_("Share of the gap that the course closes"),
           "training_needs.closes", digits=0),
    Figure("expected_gain", N_("Expected gain"), "score",
           N_("Points of the total that the course is worth"), "training_needs.expected_gain"),
    Figure("hours", N_("Length"), "h", N_("Length of the course"), "training_needs.hours"),
    Figure("gain_per_hour", N_("Gain per hour"), "score", N_("Expected gain by hour of the course"),
           "training_needs.gain_per_hour"),
    Figure("note", N_("Why"), "text", N_("The reason in words"), "training_needs.note_zh"),
    Figure("evidence", N_("Trace"), "text", N_("Node of the trace that holds the number"),
           "training_needs.evidence"),
)  # fmt: skip
COURSES = (
    Figure("course", N_("Content"), "text", N_("Name of the course"), "training_needs.name_zh"),
    Figure("people", N_("People"), "count", N_("People whom it would help"),
           "training_needs.agent_id"),
    Figure("gain", N_("Expected gain in all"), "score",
           N_("Expected gains of these people, added up"), "training_needs.expected_gain"),
)  # fmt: skip


def add_profiles(book: Book, peers: Peers) -> None:
    """Every node of everybody's scorecard; the filter makes it one person's page."""
    sheet = open_sheet(
        book,
        N_("Person profile"),
        N_("Score, trend and place among peers; filter a name for one person's page"),
        "person_profile",
    )
    rows = named(book, month_rows(book, "person_profile", "agent_id"))
    order = {"total": 0, "section": 1, "item": 2}
    rows.sort(key=lambda row: (row["agent_id"], order.get(row["kind"], 3), row["node_id"]))
    write_table(sheet, PROFILE, [_profile(book, row) for row in rows], freeze=1)


def _profile(book: Book, row: Row) -> dict[str, Any]:
    words = LEVELS.get(row["kind"])
    shown = row | {
        "level": book.language.text(words) if words else row["kind"],
        "node": twin(book, row, "name"),
        "trend": Cell(row["trend"], _tone(row["trend"])),
    }
    if row["kind"] == "total":
        shown |= {key: Cell(shown[key], "total") for key in ("person", "node", "score")}
    return shown


def _tone(slope: Any) -> str:
    if slope is None or abs(slope) < 1:
        return "plain"
    return "good" if slope > 0 else "bad"


def add_training(book: Book, peers: Peers) -> None:
    """Courses by expected gain, person by person, and what each course is worth in all."""
    sheet = open_sheet(
        book, N_("Training needs"), N_("Courses that would gain points, best first"),
        "training_needs",
    )  # fmt: skip
    rows = named(book, month_rows(book, "training_needs", "agent_id", "rank"))
    told = [
        row | {"course": twin(book, row, "name"), "note": twin(book, row, "note")} for row in rows
    ]
    _courses(sheet, told)
    write_table(sheet, TRAINING, told, freeze=1)


def _courses(sheet: Sheet, rows: Sequence[Row]) -> None:
    if not rows:
        return
    sums = [
        {"course": key[0], "people": len({row["agent_id"] for row in own}),
         "gain": total(own, "expected_gain")}
        for key, own in grouped(rows, "course").items()
    ]  # fmt: skip
    sums.sort(key=lambda row: -row["gain"])
    top = sheet.row
    placed = write_table(sheet, COURSES, sums)
    title = sheet.book.language.text(N_("Expected gain by course"))
    series = Series(placed.head("gain"), placed.cells("course"), placed.cells("gain"), 0)
    drawing = Drawing("bar", title, (series,), unit="score", digits=0, gap=30)
    below = draw(sheet, drawing, top, 4, width=560, height=110 + 30 * len(sums))
    sheet.row = max(sheet.row, below)
    best = sums[0]
    sheet.headline(
        N_("Most to gain by training: {course}, {people} people"),
        course=best["course"],
        people=best["people"],
    )
