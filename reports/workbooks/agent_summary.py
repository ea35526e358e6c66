"""The first page of an agent's month: score, standing, points, pay, and what moved them."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read, total
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.tile import Tile, write_tiles
from reports.workbooks.score_sheets import (
    current,
    in_total,
    item_name,
    not_earned,
    section_shares,
)
from reports.workbooks.spans import month_rows

SCORE = Figure("score", N_("Score"), "score", N_("Total score of the month"), "score_lines.score")
GRADE = Figure(
    "grade",
    N_("Grade"),
    "text",
    N_("Grade that holds: the band in which the score falls, or its quota"),
    "grade_lines.grade_zh, grade_en, score_bands",
)
RANK = Figure(
    "rank",
    N_("Rank band"),
    "text",
    N_("Quarter of the people on the same scorecard; no names"),
    "score_lines.score",
)
POINTS = Figure(
    "points", N_("Points"), "points", N_("Points earned in the month"), "point_lines.points"
)
VARIABLE = Figure(
    "variable",
    N_("Variable pay"),
    "amount",
    N_("Pay of the month without base pay"),
    "pay_lines.pay_amount",
)
GROSS = Figure(
    "gross", N_("Gross pay"), "amount", N_("Sum of the pay components"), "pay_lines.pay_amount"
)
HISTORY = (
    Figure("period", N_("Month"), "text", N_("Pay period"), "score_lines.period"),
    Figure(
        "month_score",
        N_("Score by month"),
        "score",
        N_("Total score of that month"),
        "score_lines.score",
    ),
    Figure(
        "month_points",
        N_("Points by month"),
        "points",
        N_("Points of that month"),
        "point_lines.points",
    ),
    Figure(
        "month_gross",
        N_("Gross pay by month"),
        "amount",
        N_("Sum of that month's pay components"),
        "pay_lines.pay_amount",
    ),
)
MOVES = (
    Figure(
        "move",
        N_("Strongest items"),
        "text",
        N_("Items that add most to the score"),
        "score_lines.name_zh, name_en",
    ),
    Figure(
        "added",
        N_("Points added"),
        "score",
        N_("Contribution × the section's weight ÷ 100: points that the item adds to the total"),
        "score_lines.contribution",
    ),
    Figure(
        "loss",
        N_("Weakest items"),
        "text",
        N_("Items that leave most points unearned"),
        "score_lines.name_zh, name_en",
    ),
    Figure(
        "missed",
        N_("Points not earned"),
        "score",
        N_("Points of the total between what the item adds and its full weight"),
        "score_lines.weight_applied − contribution",
    ),
)
NEXT = (
    Figure("step", N_("On the way to the next band"), "text", N_("Whose bar it is"), "score_lines"),
    Figure(
        "reached", N_("Score now"), "score", N_("Total score of the month"), "score_lines.score"
    ),
    Figure(
        "distance",
        N_("To the next band"),
        "score",
        N_("Points missing to the lower edge of the next band"),
        "score_bands.score_from",
    ),
)
QUARTERS = {
    1: N_("top 25 %"),
    2: N_("25–50 %"),
    3: N_("50–75 %"),
    4: N_("last 25 %"),
}


def add_summary(book: Book, peers: Peers) -> None:
    """Tiles, strongest and weakest items, distance to the next band, the months before."""
    sheet = Sheet(book, N_("Summary"), N_("The month on one page"))
    sheet.link_home()
    sheet.on_one_page()
    for source in ("score_lines", "point_lines", "pay_lines"):
        sheet.says_missing(source)
    totals = current(book, "total")
    score = totals[0]["score"] if totals else None
    band, following = _bands(book, totals, score)
    write_tiles(sheet, _tiles(book, peers, score, band), width=21)
    sheet.caption(N_("What raised and what lowered the score"))
    write_table(sheet, MOVES, _moves(book))
    _next_band(sheet, score, following)
    _history(sheet)
    _headlines(sheet, score, band, following)


def _headlines(sheet: Sheet, score: Decimal | None, band: Row | None, above: Row | None) -> None:
    """The cover's sentences: score, what is missing to the next band, gates, pay."""
    book, language = sheet.book, sheet.book.language
    if score is None:
        sheet.headline(N_("No scorecard applies to this post: there is no score this month."))
    elif band:
        grade, _ = _grade(book, band)
        sheet.headline(N_("Score {score}, grade {grade}"), score=f"{score:.2f}", grade=grade)
    if score is not None and above:
        grade = language.choose(above["grade_zh"], above["grade_en"])
        missing = f"{above['score_from'] - score:.2f}"
        sheet.headline(N_("{points} points to {grade}"), points=missing, grade=grade)
    for row in current(book, "total"):
        if row["flag"]:
            reason = language.choose(row["note_zh"], row["note_en"])
            sheet.headline(N_("A gate acted: {reason}"), tone="bad", reason=reason)
    pay = [r for r in read(book.tables, "pay_lines") if r["period"] == book.context.period]
    if pay:
        sheet.headline(
            N_("Gross pay {gross} {currency}, of which variable {variable}"),
            gross=f"{total(pay, 'pay_amount'):,.2f}",
            variable=f"{total([r for r in pay if r['code'] != 'P1'], 'pay_amount') or 0:,.2f}",
            currency=book.context.currency,
        )


def _tiles(book: Book, peers: Peers, score: Decimal | None, band: Row | None) -> list[Tile]:
    text = book.language.text
    period = book.context.period
    pay = [r for r in read(book.tables, "pay_lines") if r["period"] == period]
    points = [r for r in read(book.tables, "point_lines") if r["period"] == period]
    quarter = peers.rank_quarter(book.scope.subject_id)
    grade, beside = _grade(book, band)
    return [
        Tile(SCORE, score, below=_change(book, score)),
        Tile(GRADE, grade, below=beside),
        Tile(
            RANK, text(QUARTERS[quarter]) if quarter else None, below=text(N_("of the peer group"))
        ),
        Tile(POINTS, total(points, "points")),
        Tile(VARIABLE, total([r for r in pay if r["code"] != "P1"], "pay_amount")),
        Tile(GROSS, total(pay, "pay_amount")),
    ]


def _grade(book: Book, band: Row | None) -> tuple[str | None, str]:
    """The grade that holds and what stands below it: its coefficient, or that a quota set it."""
    choose = book.language.choose
    graded = month_rows(book, "grade_lines")
    if graded:
        own = graded[0]
        said = N_("by quota; by score it is {grade}") if own["forced"] else ""
        below = book.language.text(said, grade=own["grade_by_score"]) if said else ""
        return choose(own["grade_zh"], own["grade_en"]), below or _factor(band)
    return (choose(band["grade_zh"], band["grade_en"]) if band else None), _factor(band)


def _factor(band: Row | None) -> str:
    return f"× {band['coefficient'].normalize():f}" if band else ""


def _change(book: Book, score: Decimal | None) -> str:
    earlier = [row for row in _months(book) if row["period"] < book.context.period]
    if score is None or not earlier or earlier[-1]["month_score"] is None:
        return ""
    change = score - earlier[-1]["month_score"]
    return book.language.text(
        N_("{change} against {month}"), change=f"{change:+.2f}", month=earlier[-1]["period"]
    )


def _months(book: Book) -> list[dict[str, Any]]:
    scores = {
        r["period"]: r["score"]
        for r in read(book.tables, "score_lines")
        if r["kind"] == "total" and r["period"] <= book.context.period
    }
    pay, points = read(book.tables, "pay_lines"), read(book.tables, "point_lines")
    return [
        {
            "period": month,
            "month_score": scores[month],
            "month_points": total([r for r in points if r["period"] == month], "points"),
            "month_gross": total([r for r in pay if r["period"] == month], "pay_amount"),
        }
        for month in sorted(scores)[-6:]
    ]


def _moves(book: Book) -> list[dict[str, Any]]:
    items = [row for row in current(book, "item") if row["score"] is not None]
    shares = section_shares(book)

    def added(row: Row) -> Decimal:
        return in_total(row, "contribution", shares) or Decimal(0)

    def missed(row: Row) -> Decimal:
        return not_earned(row, shares) or Decimal(0)

    best = sorted(items, key=added, reverse=True)[:3]
    worst = [row for row in sorted(items, key=missed, reverse=True)[:3] if missed(row)]
    return [
        {
            "move": item_name(book, gain) if gain else "",
            "added": added(gain) if gain else "",
            "loss": item_name(book, loss) if loss else "",
            "missed": missed(loss) if loss else "",
        }
        for gain, loss in zip_longest(best, worst)
    ]


def _bands(book: Book, totals: list[Row], score: Decimal | None) -> tuple[Row | None, Row | None]:
    """The band of the score and the one above it."""
    if score is None:
        return None, None
    card = totals[0]["scorecard_id"]
    bands = [b for b in read(book.tables, "score_bands", "score_from") if b["scorecard_id"] == card]
    reached = [band for band in bands if band["score_from"] <= score]
    above = [band for band in bands if band["score_from"] > score]
    return (reached[-1] if reached else None), (above[0] if above else None)


def _next_band(sheet: Sheet, score: Decimal | None, following: Row | None) -> None:
    if score is None or following is None:
        return
    text = sheet.book.language.text
    row = {
        "step": sheet.book.language.choose(following["grade_zh"], following["grade_en"]),
        "reached": score,
        "distance": following["score_from"] - score,
    }
    placed = write_table(sheet, NEXT, [row])
    category = placed.cells("step")
    drawing = Drawing(
        "bar",
        text(N_("Distance to the next band")),
        (
            Series(placed.head("reached"), category, placed.cells("reached"), 1),
            Series(placed.head("distance"), category, placed.cells("distance"), "#F0C9B8"),
        ),
        stacked=True,
        unit="score",
        digits=0,
        y_min=0,
        y_max=100,
        gap=40,
    )
    sheet.row = draw(sheet, drawing, sheet.row - 1, 0, width=930, height=170)


def _history(sheet: Sheet) -> None:
    months = _months(sheet.book)
    if not months:
        return
    sheet.row += 1
    sheet.caption(N_("The months so far"))
    top = sheet.row
    placed: Placed = write_table(sheet, HISTORY, months)
    if len(months) < 2:
        return
    drawing = Drawing(
        "line",
        sheet.book.language.text(N_("Score by month")),
        (Series(placed.head("month_score"), placed.cells("period"), placed.cells("month_score")),),
        unit="score",
        digits=0,
    )
    sheet.row = draw(sheet, drawing, top + len(months) + 2, 0, width=930, height=240)
