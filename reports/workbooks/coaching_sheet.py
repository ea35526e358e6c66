"""Coaching in a team: who and why, when last and when next, and what it did (S1-13)."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.tile import Tile, write_tiles
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.people_sheets import NAME
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import named

CASES = (
    NAME,
    Figure("failed_on", N_("Evaluated on"), "date", N_("Day of the evaluation that failed"),
           "coaching_cases.failed_on"),
    Figure("evaluation_id", N_("Evaluation"), "text", N_("Evaluation that failed: the evidence"),
           "coaching_cases.evaluation_id"),
    Figure("score", N_("Score"), "score", N_("Score of the evaluation"), "coaching_cases.score"),
    Figure("state", N_("State"), "text", N_("Whether it was talked about in time"),
           "coaching_cases.state"),
    Figure("coached_on", N_("Coached on"), "date", N_("Day of the talk that followed"),
           "coaching_cases.coached_on"),
    Figure("lag_days", N_("After days"), "count", N_("Days from evaluation to talk"),
           "coaching_cases.lag_days"),
    Figure("topic", N_("Topic"), "text", N_("What the talk was about"), "coaching_cases.topic"),
    Figure("last_on", N_("Last talk"), "date", N_("Latest talk with the person"),
           "coaching_cases.last_on"),
    Figure("next_on", N_("Next talk"), "date", N_("When the next talk is due"),
           "coaching_cases.next_on"),
)  # fmt: skip
EFFECTS = (
    NAME,
    Figure("before", N_("Before"), "score", N_("Mean score before the first talk"),
           "coaching_cases.before"),
    Figure("after", N_("After"), "score", N_("Mean score after it"), "coaching_cases.after"),
    Figure("peer_change", N_("Others' change"), "score",
           N_("Change over the same days of people alike who were not coached"),
           "coaching_cases.peer_change"),
    Figure("effect", N_("Beyond others"), "score",
           N_("Change beyond theirs; one person alone proves nothing"),
           "coaching_cases.effect"),
)  # fmt: skip
FAILED = Figure("failed", N_("Failed evaluations"), "count", N_("Evaluations below the mark"),
                "coaching_cases.evaluation_id")  # fmt: skip
COVERED = Figure("covered", N_("Coached after it"), "ratio",
                 N_("Failed evaluations with a talk ÷ failed evaluations"),
                 "coaching_cases.state", digits=0)  # fmt: skip
LAG = Figure("lag", N_("Mean days until the talk"), "number",
             N_("Σ days from evaluation to talk ÷ talks"), "coaching_cases.lag_days",
             digits=1)  # fmt: skip
RAW = Figure("raw_change", N_("Change, alone"), "score",
             N_("Mean of after − before; flatters, because bad months are followed by better"),
             "coaching_effects.raw_change")  # fmt: skip
EFFECT = Figure("effect", N_("Effect of coaching"), "score",
                N_("Mean change beyond people alike who were not coached"),
                "coaching_effects.effect")  # fmt: skip
STATES = {
    "in_time": (N_("● in time"), "good"),
    "late": (N_("● late"), "warn"),
    "due": (N_("● due"), "plain"),
    "overdue": (N_("● overdue"), "bad"),
}
TOPICS = {
    "knowledge": N_("knowledge"), "communication": N_("communication"),
    "compliance": N_("compliance"), "efficiency": N_("efficiency"), "other": N_("other"),
}  # fmt: skip
NO_CASES = N_("No evaluation failed this month.")


def add_coaching(book: Book, peers: Peers) -> None:
    """Failed evaluations and their talks; before and after, against people not coached."""
    sheet = open_sheet(book, N_("Coaching"), N_("Who and why, when last and next, what it did"))
    rows = named(book, month_rows(book, "coaching_cases", "failed_on", "evaluation_id"))
    if sheet.says_none("coaching_cases", rows, NO_CASES):
        return
    _tiles(sheet, rows)
    sheet.caption(N_("Failed evaluations and what followed"))
    write_table(sheet, CASES, [_case(book, row) for row in reversed(rows)])
    _effects(sheet, rows)
    open_now = {row["person"] for row in rows if row["state"] == "overdue"}
    if open_now:
        words = N_("Coaching overdue: {names}")
        sheet.headline(words, tone="bad", names=" · ".join(sorted(map(str, open_now))))


def _tiles(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    """Coverage, lag, and the effect: the team's where it is known, with its bounds below."""
    book, lags = sheet.book, [row["lag_days"] for row in rows if row["lag_days"] is not None]
    tiles = [
        Tile(FAILED, len(rows)),
        Tile(COVERED, len(lags) / len(rows)),
        Tile(LAG, sum(lags) / len(lags) if lags else None),
    ]
    for row in month_rows(book, "coaching_effects"):
        scope = N_("Centre") if row["subject_kind"] == "centre" else N_("Team")
        if row["subject_kind"] == "centre" or row["subject_id"] == book.scope.subject_id:
            tiles.append(Tile(RAW, row["raw_change"], below=book.language.text(scope)))
            tiles.append(Tile(EFFECT, row["effect"], below=_bounds(book, row)))
    write_tiles(sheet, tiles, width=22)


def _bounds(book: Book, row: Row) -> str:
    return twin(book, row, "note") or ""


def _case(book: Book, row: Row) -> dict[str, Any]:
    words, tone = STATES[row["state"]]
    topic = TOPICS.get(row["topic"] or "")
    return row | {
        "state": Cell(book.language.text(words), tone),
        "topic": book.language.text(topic) if topic else None,
    }


def _effects(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    """Each person with a measured first talk, once."""
    people = {row["agent_id"]: row for row in rows if row["before"] is not None}
    if not people:
        return
    sheet.caption(N_("Before and after the first talk"))
    shown = [
        {key: row[key] for key in ("person", "before", "after", "peer_change", "effect")}
        for row in people.values()
    ]
    placed = write_table(sheet, EFFECTS, shown)
    _chart(sheet, placed)


def _chart(sheet: Sheet, placed: Placed) -> None:
    series = [
        Series(placed.head(key), placed.cells("person"), placed.cells(key), colour)
        for key, colour in (("before", 5), ("after", 0))
    ]
    title = sheet.book.language.text(N_("Score before and after the first talk"))
    drawing = Drawing("column", title, series, unit="score", digits=0, y_min=60)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=700, height=280)
