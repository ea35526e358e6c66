"""People of a department: item scores and pay, attendance and quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, ratio, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import person, word
from reports.workbooks.score_sheets import current, item_name
from reports.workbooks.spans import period_rows

NAME = Figure("person", N_("Person"), "text", N_("Name from the staff list"), "directory.full_name")
TEAM = Figure("team_id", N_("Team"), "text", N_("Team of the person"), "directory.team_id")
ROLE = Figure("role", N_("Role"), "text", N_("Role of the person"), "directory.role")
ITEM_MEANING = N_("Score of the item, of 100")
RESULT = (
    Figure("total", N_("Total"), "score", N_("Total score of the month"), "score_lines.score"),
    Figure(
        "ungated",
        N_("Before gates"),
        "score",
        N_("Total before the gates on it capped or zeroed it; the same where none acted"),
        "score_lines.ungated_score",
    ),
    Figure(
        "coefficient",
        N_("Coefficient"),
        "number",
        N_("Factor of the performance component"),
        "pay_lines.factor",
        digits=2,
    ),
    Figure(
        "points", N_("Points"), "points", N_("Points earned in the month"), "point_lines.points"
    ),
    Figure(
        "variable",
        N_("Variable pay"),
        "amount",
        N_("Pay of the month without base pay"),
        "pay_lines.pay_amount",
    ),
    Figure(
        "gross", N_("Gross pay"), "amount", N_("Sum of the pay components"), "pay_lines.pay_amount"
    ),
)
RULES = (
    Figure(
        "scheduled_s", N_("Planned"), "duration", N_("Planned paid time"), "agent_day.scheduled_s"
    ),
    Figure(
        "attended_s",
        N_("Attended"),
        "duration",
        N_("Attended within the planned shift"),
        "agent_day.attended_s",
    ),
    Figure("late_count", N_("Times late"), "count", N_("Late arrivals"), "agent_day.late_count"),
    Figure("late_s", N_("Late"), "duration", N_("Time late beyond the grace"), "agent_day.late_s"),
    Figure(
        "early_leave_count",
        N_("Times left early"),
        "count",
        N_("Early departures"),
        "agent_day.early_leave_count",
    ),
    Figure(
        "early_leave_s",
        N_("Left early"),
        "duration",
        N_("Time left early beyond the grace"),
        "agent_day.early_leave_s",
    ),
)
HEARD = (
    Figure(
        "evaluations",
        N_("Evaluations"),
        "count",
        N_("Evaluations received"),
        "agent_day.evaluations",
    ),
    Figure(
        "fatal_evaluations",
        N_("Fatal"),
        "count",
        N_("Evaluations with a fatal error"),
        "agent_day.fatal_evaluations",
    ),
    Figure(
        "evaluation_score_sum",
        N_("Sum of scores"),
        "score",
        N_("Scores of the evaluations, added up"),
        "agent_day.evaluation_score_sum",
    ),
)
QUALITY = Figure(
    "quality",
    N_("Quality score"),
    "score",
    N_("Sum of evaluation scores ÷ evaluations"),
    "agent_day.evaluation_score_sum ÷ evaluations",
)


def add_plan_by_post(book: Book, peers: Peers) -> None:
    """Each person's item scores, total, coefficient and pay; the spread of totals."""
    sheet = Sheet(book, N_("Plan by post"), N_("Scores and pay, person by person"))
    sheet.link_home()
    for source in ("score_lines", "point_lines", "pay_lines"):
        sheet.says_missing(source)
    items = _items(book)
    rows = _people(book)
    figures = [NAME, TEAM, ROLE]
    figures += [
        Figure(f"item:{key}", name, "score", ITEM_MEANING, "score_lines.score")
        for key, name in items.items()
    ]
    whole: dict[str, Any] = {figure.key: "" for figure in (*figures, *RESULT)}
    whole |= {key: total(rows, key) for key in ("points", "variable", "gross")}
    whole[NAME.key] = book.language.text(N_("Total"))
    placed = write_table(sheet, [*figures, *RESULT], rows, freeze=1, total=whole if rows else None)
    if rows:
        _colour(sheet, placed, list(items))


def _items(book: Book) -> dict[str, str]:
    return {
        row["node_id"]: item_name(book, row)
        for row in sorted(current(book, "item"), key=lambda r: (r["scorecard_id"], r["node_id"]))
    }


def _people(book: Book) -> list[dict[str, Any]]:
    period = book.context.period
    lines = grouped(
        [r for r in read(book.tables, "score_lines") if r["period"] == period], "agent_id"
    )
    pay = grouped([r for r in read(book.tables, "pay_lines") if r["period"] == period], "agent_id")
    points = grouped(
        [r for r in read(book.tables, "point_lines") if r["period"] == period], "agent_id"
    )
    staff = {row["agent_id"]: row for row in read(book.tables, "directory")}
    rows = []
    for key in sorted(set(lines) | set(pay)):
        own = staff.get(key[0], {"agent_id": key[0]})
        rows.append(
            _identity(book, own)
            | _scores(lines.get(key, []))
            | _money(pay.get(key, []))
            | {"points": total(points.get(key, []), "points")}
        )
    return rows


def _identity(book: Book, own: Row) -> dict[str, Any]:
    return {
        "person": person(book, own),
        "team_id": own.get("team_id"),
        "role": word(book, own.get("role")),
    }


def _scores(lines: Sequence[Row]) -> dict[str, Any]:
    totals = [row for row in lines if row["kind"] == "total"]
    whole = totals[0] if totals else {"score": None, "ungated_score": None}
    items = {f"item:{r['node_id']}": r["score"] for r in lines if r["kind"] == "item"}
    return items | {"total": whole["score"], "ungated": whole["ungated_score"]}


def _money(lines: Sequence[Row]) -> dict[str, Any]:
    factors = [row["factor"] for row in lines if row["code"] == "P2"]
    return {
        "coefficient": factors[0] if factors else None,
        "variable": total([row for row in lines if row["code"] != "P1"], "pay_amount"),
        "gross": total(lines, "pay_amount"),
    }


def _colour(sheet: Sheet, placed: Placed, items: Sequence[str]) -> None:
    scale = {
        "type": "3_color_scale",
        "min_color": "#F6C9C4",
        "mid_color": "#FFFFFF",
        "max_color": "#CDEBD6",
    }
    for key in (*(f"item:{item}" for item in items), "total"):
        _, first, column, last, _ = placed.cells(key)
        sheet.page.conditional_format(first, column, last, column, scale)  # type: ignore[arg-type]


def write_attendance(sheet: Sheet) -> None:
    """Attendance counts per person, most lates first."""
    rows = _counted(sheet, RULES)
    rows.sort(key=lambda row: (-(row["late_count"] or 0), str(row["person"])))
    shown = [
        row
        | {key: Cell(row[key], "warn") for key in ("late_count", "early_leave_count") if row[key]}
        for row in rows
    ]
    placed = write_table(sheet, (NAME, TEAM, *RULES), shown, freeze=1)
    if rows:
        _late_chart(sheet, placed)


def write_heard(sheet: Sheet) -> None:
    """Evaluations per person, fatal ones and the lowest scores first."""
    rows = _counted(sheet, HEARD)
    for row in rows:
        row["quality"] = ratio(row["evaluation_score_sum"], row["evaluations"])
    heard = [row for row in rows if row["evaluations"]]
    heard.sort(key=lambda row: (-row["fatal_evaluations"], row["quality"], str(row["person"])))
    shown = [
        row | {"fatal_evaluations": Cell(row["fatal_evaluations"], "bad")}
        if row["fatal_evaluations"]
        else row
        for row in heard
    ]
    write_table(sheet, (NAME, TEAM, *HEARD[:2], QUALITY), shown, freeze=1)


def _counted(sheet: Sheet, figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """The sums of some figures of everybody's days."""
    book = sheet.book
    sheet.says_missing("agent_day")
    staff = {row["agent_id"]: row for row in read(book.tables, "directory")}
    groups = grouped(period_rows(book, "agent_day", "business_date"), "agent_id")
    return [
        _identity(book, staff.get(key[0], {"agent_id": key[0]}))
        | {figure.key: total(days, figure.key) for figure in figures}
        for key, days in groups.items()
    ]


def _late_chart(sheet: Sheet, placed: Placed) -> None:
    shown = min(placed.rows, 15)

    def head(key: str) -> list[object]:
        name, first, column, _, _ = placed.cells(key)
        return [name, first, column, placed.first + shown - 1, column]

    drawing = Drawing(
        "bar",
        sheet.book.language.text(N_("Most late arrivals and early departures")),
        [
            Series(placed.head(key), head("person"), head(key), colour)
            for key, colour in (("late_count", 2), ("early_leave_count", 4))
        ],
        stacked=True,
        gap=30,
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=720, height=110 + 24 * shown)
