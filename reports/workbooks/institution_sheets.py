"""Institutions 制度: what attendance, quality, training and conduct took (S0-09, S2-05)."""

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
from reports.vocabulary import rule_place, word
from reports.workbooks.cause_sheets import write_flags
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.people_sheets import write_attendance, write_heard
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import NAME, TEAM, named

FROM = "institution_lines"
ACTIONS = {
    "DEDUCT": N_("points off"),
    "ZERO": N_("set to 0"),
    "CAP": N_("capped"),
    "MULTIPLY": N_("multiplied"),
    "DROP_BAND": N_("bands lower"),
    "HOLD": N_("held"),
}
LEVELS = {
    "item": N_("item"),
    "section": N_("section"),
    "total": N_("Total"),
    "pay": N_("gross pay"),
}
LINES = (
    NAME,
    TEAM,
    Figure("line", N_("Item or gate"), "text", N_("Rule that took something"), f"{FROM}.name_zh"),
    Figure("metric", N_("Metric"), "text", N_("What was counted"), f"{FROM}.metric"),
    Figure("action", N_("Effect"), "text", N_("Points off, or what the gate does"),
           f"{FROM}.action"),
    Figure("level", N_("Level"), "text", N_("Where it acts"), f"{FROM}.level"),
    Figure("figure", N_("Count or value"), "number", N_("Events, or the figure compared"),
           f"{FROM}.figure", digits=2),
    Figure("per_event", N_("Points each"), "score", N_("Points per event"), f"{FROM}.per_event"),
    Figure("deducted", N_("Taken"), "score", N_("Points taken at the level"), f"{FROM}.deducted"),
    Figure("cap", N_("At most"), "score", N_("Most that the category may take"), f"{FROM}.cap"),
    Figure("cap_used", N_("Cap reached"), "text", N_("Whether the cap kept points"),
           f"{FROM}.cap_used"),
    Figure("of_total", N_("Of the total"), "score", N_("Points of the total score that it took"),
           f"{FROM}.of_total"),
    Figure("twice", N_("Double penalty"), "text",
           N_("Whether another rule takes something for the same metric"),
           f"{FROM}.rules_on_metric"),
    Figure("appeal", N_("Appeal"), "text", N_("State of an appeal against a node of the item"),
           "appeal_cases.state"),
    Figure("rule", N_("Rule"), "text", N_("Rule file and day"), f"{FROM}.rule_ref"),
)  # fmt: skip
PARETO = (
    Figure("question", N_("Question"), "text", N_("Question of the evaluation form"),
           "evaluation_lines.name_zh"),
    Figure("times", N_("Times"), "count", N_("Evaluations in which it lost points"),
           "evaluation_lines.points_lost"),
    Figure("people", N_("People"), "count", N_("People who lost points under it"),
           "evaluation_lines.agent_id"),
    Figure("lost", N_("Points lost"), "score", N_("Points of the form that it cost in all"),
           "evaluation_lines.points_lost"),
    Figure("share", N_("Running share"), "ratio", N_("Share of all lost points up to here"),
           "evaluation_lines.points_lost", digits=0),
)  # fmt: skip
FOLLOWED = (
    NAME,
    TEAM,
    Figure("failed", N_("Failed evaluations"), "count",
           N_("Evaluations that call for coaching"), "coaching_cases.evaluation_id"),
    Figure("in_time", N_("Coached in time"), "count", N_("Talked about within the days agreed"),
           "coaching_cases.state"),
    Figure("late", N_("Coached late"), "count", N_("Talked about after the days agreed"),
           "coaching_cases.state"),
    Figure("overdue", N_("Overdue"), "count", N_("Not talked about and past the day"),
           "coaching_cases.state"),
    Figure("without", N_("Handled without"), "count",
           N_("Contacts handled on a day without qualification"), "unqualified_work.contacts"),
)  # fmt: skip
NOTHING = N_("No rule of this institution took anything this month.")
STATES = ("in_time", "late", "overdue")


def add_attendance(book: Book, peers: Peers) -> None:
    """Attendance: what its rules took, then counts person by person."""
    sheet = open_sheet(
        book,
        N_("Attendance rules"),
        N_("Lates and departures: counts, points off, caps, appeals"),
    )
    _lines(sheet, "attendance")
    sheet.caption(N_("Person by person"))
    write_attendance(sheet)


def add_quality(book: Book, peers: Peers) -> None:
    """Quality: gates and deductions, then the questions that cost most."""
    sheet = open_sheet(
        book, N_("Quality rules"), N_("Gates of quality, and the questions that cost most")
    )
    _lines(sheet, "quality")
    _pareto(sheet)
    sheet.caption(N_("Person by person"))
    write_heard(sheet)


def add_training(book: Book, peers: Peers) -> None:
    """Training: coaching that was due, and work without qualification."""
    sheet = open_sheet(
        book, N_("Training rules"), N_("Coaching that was due, and work without qualification")
    )
    _lines(sheet, "training")
    sheet.says_missing("coaching_cases", "unqualified_work")
    cases = grouped(month_rows(book, "coaching_cases"), "agent_id")
    without = grouped(month_rows(book, "unqualified_work"), "agent_id")
    rows = [
        {"agent_id": agent, "failed": len(cases.get((agent,), []))}
        | {state: _in_state(cases.get((agent,), []), state) for state in STATES}
        | {"without": total(without.get((agent,), []), "contacts")}
        for (agent,) in sorted({*cases, *without})
    ]
    rows.sort(key=lambda row: (-row["overdue"], -(row["without"] or 0), row["agent_id"]))
    toned = [
        row | {"overdue": Cell(row["overdue"], "warn")} if row["overdue"] else row for row in rows
    ]
    sheet.caption(N_("Person by person"))
    write_table(sheet, FOLLOWED, named(book, toned), freeze=1)


def _in_state(cases: Sequence[Row], state: str) -> int:
    return sum(case["state"] == state for case in cases)


def add_conduct(book: Book, peers: Peers) -> None:
    """Conduct: what its rules took, and patterns to look into."""
    sheet = open_sheet(
        book,
        N_("Conduct rules"),
        N_("What rules of conduct took; patterns are reasons to look, never findings"),
    )
    _lines(sheet, "conduct", "other")
    sheet.caption(N_("Patterns to look into"))
    write_flags(sheet)


def _lines(sheet: Sheet, *institutions: str) -> None:
    """The deductions and gates of some institutions, most points first."""
    book = sheet.book
    rows = [
        row
        for row in month_rows(book, FROM, "agent_id", "line_id")
        if row["institution"] in institutions
    ]
    if sheet.says_none(FROM, rows, NOTHING):
        return
    rows.sort(key=lambda row: -(row["of_total"] or 0))
    appeals = _appeals(book)
    sheet.caption(N_("What the rules took"))
    write_table(sheet, LINES, [_line(book, appeals, row) for row in named(book, rows)])
    twice = {row["agent_id"] for row in rows if row["rules_on_metric"] > 1}
    if twice:
        sheet.headline(N_("{n} people lose by two rules for one metric"), tone="warn", n=len(twice))


def _appeals(book: Book) -> dict[tuple[str, str], str]:
    """States of the month's appeals by person and node of the scorecard."""
    return {
        (row["agent_id"], _node_of(str(row["trace_node_id"]))): row["state"]
        for row in month_rows(book, "appeal_cases")
    }


def _node_of(trace_node: str) -> str:
    """The scorecard node of 2026-06/A1001/score/punctuality.late_count."""
    return trace_node.rpartition("/score/")[2].partition(".")[0]


def _line(book: Book, appeals: dict[tuple[str, str], str], row: Row) -> dict[str, Any]:
    text = book.language.text
    metric = book.context.metrics.get(row["metric"])
    node = row["line_id"].removeprefix("gate:").partition("/")[0]
    twice = row["rules_on_metric"] > 1
    return row | {
        "line": twin(book, row, "name"),
        "metric": book.language.choose(metric.name_zh, metric.name_en) if metric else row["metric"],
        "action": text(ACTIONS[row["action"]]) if row["action"] in ACTIONS else row["action"],
        "level": text(LEVELS[row["level"]]) if row["level"] in LEVELS else row["level"],
        "of_total": Cell(row["of_total"], "bad") if row["of_total"] else row["of_total"],
        "twice": Cell(True, "warn") if twice else False,
        "appeal": word(book, appeals.get((row["agent_id"], node))),
        "rule": rule_place(book, row["rule_ref"]),
    }


def _pareto(sheet: Sheet) -> None:
    """Questions by the points that they cost, with the running share."""
    book = sheet.book
    lines = [
        row
        for row in month_rows(book, "evaluation_lines")
        if row["kind"] == "question" and row["points_lost"]
    ]
    found = [_question(book, own) for own in grouped(lines, "node_id").values()]
    found.sort(key=lambda row: -row["lost"])
    whole, running = total(found, "lost"), 0
    for row in found:
        running += row["lost"]
        row["share"] = running / whole
    sheet.caption(N_("Questions that cost most"))
    top = sheet.row
    placed = write_table(sheet, PARETO, found, filtered=False)
    if found:
        series = Series(placed.head("lost"), placed.cells("question"), placed.cells("lost"), 0)
        title = book.language.text(N_("Points lost by question"))
        drawing = Drawing("bar", title, (series,), unit="score", digits=0, gap=30)
        height = 110 + 24 * len(found)
        sheet.row = max(sheet.row, draw(sheet, drawing, top, 6, width=560, height=height))


def _question(book: Book, own: Sequence[Row]) -> dict[str, Any]:
    return {
        "question": twin(book, own[0], "name"),
        "times": len(own),
        "people": len({row["agent_id"] for row in own}),
        "lost": total(own, "points_lost"),
    }
