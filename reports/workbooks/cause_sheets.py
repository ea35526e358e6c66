"""Why scores moved, what is done about it, grades, and conduct to look into (WB03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import rule_place, word
from reports.workbooks.listing import names, open_sheet, twin
from reports.workbooks.people_sheets import NAME, TEAM
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import named

COMPARISONS = {"last_period": N_("the month before"), "peers": N_("peers")}
STATES = {
    "open": (N_("open"), "warn"),
    "improved": (N_("improved"), "good"),
    "not_improved": (N_("not improved"), "bad"),
}
FIRST_CAUSES = 3
# Actions that go on paper, those that lost most; the others and the parts are for the screen.
PRINTED_ACTIONS = 30
# Splits shown in the tree; finer ones stand in the table itself.
SPLITS = ("gap", "items", "effects")
SUBJECT = Figure("who", N_("Person or team"), "text", N_("Name of the person or team"),
                 "directory.full_name")  # fmt: skip
AGAINST = Figure("against", N_("Against"), "text", N_("What the score is compared with"),
                 "ranked_causes.comparison")  # fmt: skip
CAUSES = (
    SUBJECT,
    AGAINST,
    Figure("gap", N_("Whole gap"), "score", N_("Points of the total between the two sides"),
           "ranked_causes.gap"),
    Figure("rank", N_("Rank"), "count", N_("Rank by size of the movement"), "ranked_causes.rank"),
    Figure("note", N_("Cause"), "text", N_("The cause in words"), "ranked_causes.note_zh"),
    Figure("points", N_("Points moved"), "score", N_("Points of the total it moved"),
           "ranked_causes.points"),
    Figure("base_score", N_("Score there"), "score",
           N_("Score of the item on the side compared with"), "ranked_causes.base_score"),
    Figure("current_score", N_("Score here"), "score", N_("Score of the item on the own side"),
           "ranked_causes.current_score"),
    Figure("segment", N_("Segment"), "text", N_("Queue or type that moved it most"),
           "ranked_causes.segment"),
)  # fmt: skip
PARTS = (
    SUBJECT,
    Figure("against", N_("Against"), "text", N_("What the score is compared with"),
           "score_gap_parts.comparison"),
    Figure("points", N_("Points"), "score", N_("Points of the total"), "score_gap_parts.points"),
    Figure("base_score", N_("Score there"), "score",
           N_("Score of the item on the side compared with"), "score_gap_parts.base_score"),
    Figure("part", N_("Part of the gap"), "text",
           N_("Part, set in by its depth; the parts below one add up to it"),
           "score_gap_parts.note_zh"),
    Figure("current_score", N_("Score here"), "score", N_("Score of the item on the own side"),
           "score_gap_parts.current_score"),
)  # fmt: skip
ACTIONS = (
    SUBJECT,
    Figure("owner", N_("Owner"), "text", N_("Who follows it up"), "improvement_actions.owner_id"),
    Figure("due_on", N_("Due"), "date", N_("Day on which it is due"), "improvement_actions.due_on"),
    Figure("lost_points", N_("Points lost"), "score", N_("Points lost to it"),
           "improvement_actions.lost_points"),
    Figure("note", N_("Action"), "text", N_("What is to improve, in words"),
           "improvement_actions.note_zh"),
    Figure("state", N_("State"), "text", N_("Open until a later month has a score of the item"),
           "improvement_actions.state"),
    Figure("current_score", N_("Score then"), "score", N_("Score of the item when it was opened"),
           "improvement_actions.current_score"),
    Figure("checked_period", N_("Judged in"), "text", N_("Month in which it was judged"),
           "improvement_actions.checked_period"),
    Figure("checked_score", N_("Score now"), "score", N_("Score of the item in that month"),
           "improvement_actions.checked_score"),
)  # fmt: skip
GRADES = (
    NAME,
    TEAM,
    Figure("score", N_("Score"), "score", N_("Total score"), "grade_lines.score"),
    Figure("grade", N_("Grade"), "text", N_("Grade that holds"), "grade_lines.grade"),
    Figure("by_score", N_("Grade by score"), "text", N_("Grade by the score alone"),
           "grade_lines.grade_by_score"),
    Figure("forced", N_("By quota"), "text", N_("Whether quotas decided"), "grade_lines.forced"),
    Figure("rule", N_("Rule"), "text", N_("Rule file and day"), "grade_lines.rule_ref"),
)  # fmt: skip
SPREAD = (
    Figure("grade", N_("Grade"), "text", N_("Grade that holds"), "grade_lines.grade"),
    Figure("people", N_("People"), "count", N_("People with the grade"), "grade_lines.agent_id"),
)  # fmt: skip
SEVERITIES = {"review": (N_("to look into"), "warn"), "serious": (N_("serious"), "bad")}
FLAGS = (
    NAME,
    TEAM,
    Figure("flag", N_("What stands out"), "text", N_("What was looked for"),
           "gaming_flags.name_zh"),
    Figure("severity", N_("Severity"), "text",
           N_("To look into, or serious from the declared ratio on"), "gaming_flags.severity"),
    Figure("figure", N_("Own figure"), "ratio", N_("Cases ÷ exposure"), "gaming_flags.figure",
           digits=1),
    Figure("peer_figure", N_("Figure of peers"), "ratio",
           N_("A middling peer with the same mix of queues and types"), "gaming_flags.peer_figure",
           digits=1),
    Figure("z", N_("Distance"), "number", N_("Robust distance from peers in standard deviations"),
           "gaming_flags.z", digits=1),
    Figure("cases", N_("Cases"), "count", N_("Contacts, surveys or days that are cases"),
           "gaming_flags.cases"),
    Figure("exposure", N_("Looked at"), "count", N_("Contacts, surveys or days looked at"),
           "gaming_flags.exposure"),
    Figure("peers", N_("Peers"), "count", N_("People of the same role compared with"),
           "gaming_flags.peers"),
    Figure("evidence", N_("Evidence"), "text", N_("The evidence in words"),
           "gaming_flags.evidence_zh"),
    Figure("rule", N_("Rule"), "text", N_("Rule file and day"), "gaming_flags.rule_ref"),
)  # fmt: skip


def add_causes(book: Book, peers: Peers) -> None:
    """First causes of the teams' gaps, everybody's actions, and the gaps part by part."""
    sheet = open_sheet(
        book,
        N_("Causes and actions"),
        N_("Why scores moved, what is done about it, and what came of it"),
        "ranked_causes",
    )
    called = names(book)
    _causes(sheet, called)
    sheet.caption(N_("Actions"))
    actions = month_rows(book, "improvement_actions", "due_on", "action_id")
    actions.sort(key=lambda row: -row["lost_points"])
    if not sheet.says_none("improvement_actions", actions, N_("No action was opened this month.")):
        shown = [_action(book, called, row) for row in actions]
        placed = write_table(sheet, ACTIONS, shown, freeze=1)
        last = min(placed.last, placed.first + PRINTED_ACTIONS - 1)
        sheet.page.print_area(0, 0, last, len(ACTIONS) - 1)
    _tree(sheet, called)


def _causes(sheet: Sheet, called: dict[str, str]) -> None:
    """Of teams and the centre; a person's causes stand in the person's actions."""
    book = sheet.book
    causes = month_rows(book, "ranked_causes", "subject_kind", "subject_id", "comparison", "rank")
    first = [r for r in causes if r["rank"] <= FIRST_CAUSES and r["subject_kind"] != "agent"]
    sheet.caption(N_("First causes of each gap"))
    write_table(sheet, CAUSES, [_cause(book, called, row) for row in first], filtered=False)
    main = next((row for row in first if row["subject_kind"] == "centre"), None)
    if main:
        sheet.headline(
            N_("What moved the score most: {cause}"),
            tone="good" if main["points"] > 0 else "warn",
            cause=twin(book, main, "note"),
        )


def _action(book: Book, called: dict[str, str], row: Row) -> dict[str, Any]:
    words, tone = STATES.get(row["state"], (row["state"], "plain"))
    return row | {
        "who": called.get(row["subject_id"], row["subject_id"]),
        "note": twin(book, row, "note"),
        "owner": called.get(row["owner_id"], row["owner_id"]),
        "state": Cell(book.language.text(words), tone),
    }


def _cause(book: Book, called: dict[str, str], row: Row) -> dict[str, Any]:
    return row | {
        "who": _subject(book, called, row),
        "against": book.language.text(COMPARISONS.get(row["comparison"], str(row["comparison"]))),
        "note": twin(book, row, "note"),
        "points": Cell(row["points"], "good" if row["points"] > 0 else "bad"),
        "segment": word(book, row["segment"]),
    }


def _subject(book: Book, called: dict[str, str], row: Row) -> str | None:
    if row["subject_kind"] == "centre":
        return book.centre_name
    return called.get(row["subject_id"]) or word(book, row["subject_id"])


def _tree(sheet: Sheet, called: dict[str, str]) -> None:
    """Gaps of teams and the centre as a tree; a person's own stands with the person's causes."""
    book = sheet.book
    parts = month_rows(
        book, "score_gap_parts", "subject_kind", "subject_id", "comparison", "part_id"
    )
    rows: list[dict[str, Any]] = []
    for key, own in grouped(parts, "subject_kind", "subject_id", "comparison").items():
        if key[0] != "agent":
            rows += [_part(book, called, row, depth) for row, depth in _in_order(own, None, 0)]
    if rows:
        sheet.caption(N_("Gaps of the teams, part by part"))
        write_table(sheet, PARTS, rows, filtered=False)


def _in_order(parts: Sequence[Row], above: str | None, depth: int) -> list[tuple[Row, int]]:
    found = [p for p in parts if p["parent_id"] == above and p["split"] in SPLITS]
    found.sort(key=lambda row: -abs(row["points"]))
    return [
        entry
        for row in found
        for entry in ((row, depth), *_in_order(parts, row["part_id"], depth + 1))
    ]


def _part(book: Book, called: dict[str, str], row: Row, depth: int) -> dict[str, Any]:
    shown = _cause(book, called, row)
    return shown | {"part": "\u3000" * depth + (shown["note"] or row["part_id"])}


def add_grades(book: Book, peers: Peers) -> None:
    """How the grades spread, and everybody's grade."""
    sheet = open_sheet(
        book, N_("Grades"), N_("Grade that holds, and the one by score alone"), "grade_lines"
    )
    lines = month_rows(book, "grade_lines", "agent_id")
    lines.sort(key=lambda row: -row["score"])
    rows = [
        row
        | {
            "grade": twin(book, row, "grade"),
            "by_score": _by_score(book, row, lines),
            "rule": rule_place(book, row["rule_ref"]),
        }
        for row in named(book, lines)
    ]
    if rows:
        _spread(sheet, rows)
    write_table(sheet, GRADES, rows, freeze=1)


def _by_score(book: Book, row: Row, lines: Sequence[Row]) -> Cell:
    words = {line["grade"]: twin(book, line, "grade") for line in lines}
    other = row["grade_by_score"] != row["grade"]
    return Cell(
        words.get(row["grade_by_score"], row["grade_by_score"]), "warn" if other else "plain"
    )


def _spread(sheet: Sheet, rows: Sequence[Row]) -> None:
    counts = [{"grade": key[0], "people": len(own)} for key, own in grouped(rows, "grade").items()]
    top = sheet.row
    placed = write_table(sheet, SPREAD, counts)
    title = sheet.book.language.text(N_("People by grade"))
    series = Series(placed.head("people"), placed.cells("grade"), placed.cells("people"), 0)
    below = draw(sheet, Drawing("column", title, (series,), gap=40), top, 3, width=480, height=240)
    sheet.row = max(sheet.row, below)


def write_flags(sheet: Sheet) -> None:
    """Conduct that stands out from peers at the same mix: a reason to listen, never a finding."""
    book = sheet.book
    lines = month_rows(book, "gaming_flags", "agent_id", "detector")
    lines.sort(key=lambda row: -abs(row["z"]))
    if sheet.says_none("gaming_flags", lines, N_("Nobody stands out this month.")):
        return
    rows = [
        row
        | {
            "flag": twin(book, row, "name"),
            "severity": _severity(book, row["severity"]),
            "evidence": twin(book, row, "evidence"),
            "rule": rule_place(book, row["rule_ref"]),
        }
        for row in named(book, lines)
    ]
    write_table(sheet, FLAGS, rows, freeze=1)


def _severity(book: Book, code: str) -> Cell:
    words, tone = SEVERITIES.get(code, (code, "plain"))
    return Cell(book.language.text(words), tone)
