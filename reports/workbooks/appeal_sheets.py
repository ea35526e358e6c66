"""Appeals: each case with its state, and what became of them by evaluator and by rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.tile import Tile, write_tiles
from reports.vocabulary import rule_place, word
from reports.workbooks.spans import local, month_rows
from reports.workbooks.staff import NAME, TEAM, named

APPEAL = Figure("appeal_id", N_("Appeal"), "text", N_("Number of the appeal"),
                "appeal_cases.appeal_id")  # fmt: skip
STATE = Figure("state", N_("State"), "text", N_("How far the appeal has come"),
               "appeal_cases.state")  # fmt: skip
NODE = Figure("trace_node_id", N_("Disputed node"), "text",
              N_("Node of the trace that is disputed"), "appeal_cases.trace_node_id")  # fmt: skip
RULE = Figure("rule_ref", N_("Rule"), "text", N_("Rule that the node follows"),
              "appeal_cases.rule_ref")  # fmt: skip
CLAIMED = Figure("claimed_value", N_("Claimed"), "number", N_("What the person says it should be"),
                 "appeal_cases.claimed_value")  # fmt: skip
REASON = Figure("reason_code", N_("Reason"), "text", N_("Why the person appeals"),
                "appeal_cases.reason_code")  # fmt: skip
SUBMITTED = Figure("submitted_at", N_("Handed in"), "instant", N_("When, on the centre's clock"),
                   "appeal_cases.submitted_at")  # fmt: skip
DEADLINE = Figure("deadline", N_("Window until"), "date",
                  N_("Last day on which the result could be disputed"),
                  "appeal_cases.deadline")  # fmt: skip
DUE = Figure("due_on", N_("Due"), "date", N_("Day by which it is to be decided"),
             "appeal_cases.due_on")  # fmt: skip
DECISION = Figure("decision", N_("Decision"), "text", N_("What was decided"),
                  "appeal_cases.decision")  # fmt: skip
DECIDED = Figure("decided_at", N_("Decided at"), "instant", N_("When, on the centre's clock"),
                 "appeal_cases.decided_at")  # fmt: skip
EFFECT = Figure("effect_amount", N_("Effect on pay"), "amount",
                N_("Change of pay that came of it"), "appeal_cases.effect_amount")  # fmt: skip
OWN = (APPEAL, STATE, NODE, CLAIMED, REASON, SUBMITTED, DEADLINE, DUE, DECISION, DECIDED, EFFECT)
CASES = (
    APPEAL,
    STATE,
    NAME,
    NODE,
    CLAIMED,
    REASON,
    DEADLINE,
    Figure("assignee", N_("Assigned to"), "text", N_("Who decides"), "appeal_cases.assignee"),
    DUE,
    DECISION,
    Figure("decider", N_("Decider"), "text", N_("Who decided; never the one who scored"),
           "appeal_cases.decider"),
    Figure("correction", N_("Correction"), "text",
           N_("Override or source that was corrected"), "appeal_cases.correction"),
    EFFECT,
    SUBMITTED,
    DECIDED,
    TEAM,
    RULE,
)  # fmt: skip
COUNTED = (
    Figure("appeals", N_("Appeals"), "count", N_("Appeals handed in"),
           "appeal_statistics.appeals"),
    Figure("open", N_("Open"), "count", N_("Not decided yet"), "appeal_statistics.open"),
    Figure("upheld", N_("Upheld"), "count", N_("Decided in favour of the person"),
           "appeal_statistics.upheld"),
    Figure("partly", N_("Partly upheld"), "count", N_("Decided partly in favour of the person"),
           "appeal_statistics.partly"),
    Figure("rejected", N_("Rejected"), "count", N_("Decided against the person"),
           "appeal_statistics.rejected"),
    Figure("expired", N_("Too late"), "count", N_("Handed in after the window"),
           "appeal_statistics.expired"),
)  # fmt: skip
STATISTICS = (
    *COUNTED,
    Figure("upheld_rate", N_("Upheld share"), "ratio", N_("(upheld + partly) ÷ decided"),
           "appeal_statistics.upheld_rate"),
    Figure("mean_decision_days", N_("Days to decision"), "number",
           N_("Mean time from form to decision"), "appeal_statistics.mean_decision_days",
           digits=1),
    Figure("effect_amount", N_("Effect on pay"), "amount", N_("Sum of the changes of pay"),
           "appeal_statistics.effect_amount"),
)  # fmt: skip
BY_EVALUATOR = Figure("evaluator", N_("Evaluator"), "text",
                      N_("Whose evaluations were disputed"),
                      "appeal_statistics.subject_id")  # fmt: skip
BY_RULE = Figure("rule", N_("Rule"), "text", N_("Rule whose results were disputed"),
                 "appeal_statistics.subject_id")  # fmt: skip
OVERDUE = Figure("overdue", N_("Overdue"), "count", N_("Open appeals after their due day"),
                 "appeal_cases.due_on")  # fmt: skip
ENDED = ("UPHELD", "PARTLY", "REJECTED", "APPLIED", "CLOSED", "EXPIRED")
NO_APPEAL = N_("Nobody appealed against this month.")


def add_own_appeals(book: Book, peers: Peers) -> None:
    """A person's own appeals with node, state and due day, the newest month first."""
    sheet = Sheet(book, N_("Appeals"), N_("My appeals: what, how far, until when"))
    sheet.link_home()
    rows = read(book.tables, "appeal_cases", "period", "appeal_id")
    sheet.says_none("appeal_cases", rows, N_("You have not appealed against anything."))
    how = _how_long(book)
    if how:
        sheet.line(how)
        sheet.row += 1
    write_table(sheet, OWN, [_case(book, row) for row in reversed(rows)], freeze=1)


def _how_long(book: Book) -> str:
    window = book.context.appeals
    if window is None:
        return ""
    said = N_(
        "Any node of the trace may be disputed within {days} workdays after this file was first "
        "delivered, so at least until {day}."
    )
    day = book.language.date(window.open_until)
    return book.language.text(said, days=window.workdays, day=day)


def add_appeals(book: Book, peers: Peers) -> None:
    """Every appeal against the month: open ones first, overdue ones in red."""
    sheet = Sheet(book, N_("Appeals"), N_("Every appeal with state, due day and decision"))
    sheet.link_home()
    rows = named(book, month_rows(book, "appeal_cases", "due_on", "submitted_at", "appeal_id"))
    if not sheet.says_none("appeal_cases", rows, NO_APPEAL):
        _tiles(sheet, rows)
    rows.sort(key=lambda row: row["state"] in ENDED)
    shown = [_case(book, row) for row in rows]
    closing: dict[str, Any] = {figure.key: "" for figure in CASES}
    closing |= {
        "appeal_id": book.language.text(N_("Total")),
        "effect_amount": total(rows, "effect_amount"),
    }
    # What follows the effect is for filters and stays off the page.
    placed = write_table(sheet, CASES, shown, total=closing if rows else None)
    sheet.page.print_area(0, 0, sheet.row, placed.columns["effect_amount"])


def _tiles(sheet: Sheet, rows: Sequence[Row]) -> None:
    book = sheet.book
    decisions = [row["decision"] for row in rows]
    late = sum(_is_late(book, row) for row in rows)
    counts = {
        "appeals": len(rows),
        "open": sum(row["state"] not in ENDED for row in rows),
        "upheld": decisions.count("UPHELD"),
        "partly": decisions.count("PARTLY"),
        "rejected": decisions.count("REJECTED"),
    }
    tiles = [Tile(figure, counts[figure.key]) for figure in COUNTED if figure.key in counts]
    write_tiles(sheet, [*tiles, Tile(OVERDUE, late, "bad" if late else "good")], width=16)
    sheet.headline(
        N_("{appeals} appeals, {open} open, {late} of them overdue"),
        tone="warn" if late else "plain",
        late=late,
        **counts,
    )


def _case(book: Book, row: Row) -> dict[str, Any]:
    late = _is_late(book, row)
    tone = "off" if row["state"] in ENDED else "warn"
    return row | {
        "state": Cell(word(book, row["state"]), tone),
        "reason_code": word(book, row["reason_code"]),
        "rule_ref": rule_place(book, row["rule_ref"]),
        "decision": word(book, row["decision"]),
        "due_on": Cell(row["due_on"], "bad") if late else row["due_on"],
    }


def _is_late(book: Book, row: Row) -> bool:
    context = book.context
    today = local(context.data_as_of, context.zone).date()
    return row["state"] not in ENDED and row["due_on"] is not None and row["due_on"] < today


def add_appeal_statistics(book: Book, peers: Peers) -> None:
    """Appeals by evaluator and by rule, and the share that was upheld."""
    sheet = Sheet(
        book, N_("Appeal statistics"), N_("By evaluator and by rule: how many, how they ended")
    )
    sheet.link_home()
    sheet.on_one_page()
    rows = month_rows(book, "appeal_statistics", "subject_kind", "subject_id")
    sheet.says_none("appeal_statistics", rows, NO_APPEAL)
    people = named(
        book,
        ({"agent_id": row["subject_id"]} | row for row in rows if row["subject_kind"] != "rule"),
    )
    sheet.caption(N_("By evaluator"))
    write_table(
        sheet, (BY_EVALUATOR, *STATISTICS), [r | {"evaluator": r["person"]} for r in people]
    )
    sheet.caption(N_("By rule"))
    rules = [row for row in rows if row["subject_kind"] == "rule"]
    shown = [row | {"rule": rule_place(book, row["subject_id"])} for row in rules]
    # What follows the effect is for filters and stays off the page.
    placed = write_table(sheet, (BY_RULE, *STATISTICS), shown)
    if not shown:
        return
    drawing = Drawing(
        "bar",
        book.language.text(N_("How appeals ended, by rule")),
        [
            Series(placed.head(key), placed.cells("rule"), placed.cells(key), colour)
            for key, colour in (("upheld", 1), ("partly", 2), ("rejected", 3), ("open", 5))
        ],
        stacked=True,
        gap=30,
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=860, height=130 + 26 * len(shown))
