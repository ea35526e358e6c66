"""Evaluations of a person with the month's composite, and where the points were lost."""

from __future__ import annotations

from decimal import Decimal
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
from reports.workbooks.question_sheets import losses_by_question, masked
from reports.workbooks.spans import month_rows, period_rows

EVALUATIONS = (
    Figure(
        "business_date",
        N_("Date"),
        "date",
        N_("Local date of the evaluation"),
        "evaluations.business_date",
    ),
    Figure(
        "evaluation_id",
        N_("Evaluation"),
        "text",
        N_("Number of the evaluation"),
        "evaluations.evaluation_id",
    ),
    Figure(
        "contact",
        N_("Contact"),
        "text",
        N_("Last digits of the contact's number"),
        "evaluations.contact_id",
    ),
    Figure(
        "method", N_("Method"), "text", N_("How the contact was observed"), "evaluations.method"
    ),
    Figure("form", N_("Form"), "text", N_("Form and version"), "evaluations.form_id, form_version"),
    Figure(
        "score",
        N_("Score"),
        "score",
        N_("Weighted share of the points, × 100; 0 where fatal"),
        "evaluations.score",
    ),
    Figure("comment", N_("Remark"), "text", N_("Evaluator's remark"), "evaluations.comment"),
    Figure(
        "fatal", N_("Fatal"), "text", N_("Whether a fatal error was found"), "evaluations.fatal"
    ),
    Figure(
        "appeal_until",
        N_("Appeal until"),
        "date",
        N_("Earliest day on which the window for an appeal can close; it runs from delivery"),
        "approval rules",
    ),
)
COMPOSITE = (
    Figure("evaluations", N_("Evaluations"), "count", N_("Evaluations that count"),
           "quality_scores.evaluations"),
    Figure("raw_score", N_("Raw score"), "score", N_("Composite of the evaluations as given"),
           "quality_scores.raw_score"),
    Figure("adjustment", N_("Correction"), "score",
           N_("Known leniency or severity of the evaluators, taken out"),
           "quality_scores.adjustment"),
    Figure("adjusted_score", N_("Adjusted score"), "score",
           N_("Raw score without the evaluators' leniency"), "quality_scores.adjusted_score"),
    Figure("ci_low", N_("Surely from"), "score",
           N_("Lower end of the confidence interval of the adjusted score"),
           "quality_scores.ci_low"),
    Figure("ci_high", N_("Surely to"), "score",
           N_("Upper end of the confidence interval of the adjusted score"),
           "quality_scores.ci_high"),
    Figure("confidence", N_("Confidence"), "ratio", N_("Level of the interval"),
           "quality_scores.confidence", digits=0),
    Figure("severity_known", N_("Evaluators known"), "text",
           N_("Whether the leniency of every evaluator concerned is known"),
           "quality_scores.severity_known"),
    Figure("fatal_errors", N_("Fatal"), "count", N_("Evaluations with a fatal error"),
           "quality_scores.fatal_errors"),
    Figure("paid_band", N_("Band for pay"), "text",
           N_("Band that pay follows; it moves only where the interval clears the band's edge"),
           "quality_scores.paid_band_zh, paid_band_en"),
)  # fmt: skip
PARETO = (
    Figure(
        "question",
        N_("Where points were lost"),
        "text",
        N_("Question of the form"),
        "evaluation_items.item_id",
    ),
    Figure(
        "lost_total",
        N_("Points lost"),
        "score",
        N_("Weight × share of the question's points that were not given"),
        "evaluation_items.weight × (1 − score ÷ max_score)",
    ),
    Figure(
        "share",
        N_("Cumulative share"),
        "ratio",
        N_("Share of all lost points, added up"),
        "evaluation_items",
    ),
)


def add_evaluations(book: Book, peers: Peers) -> None:
    """The month's composite with its interval, evaluations, and the Pareto of lost points."""
    sheet = Sheet(book, N_("Quality detail"), N_("Evaluations of the month, question by question"))
    sheet.link_home()
    sheet.says_missing("evaluations")
    _composite(sheet)
    rows = period_rows(book, "evaluations", "business_date", "evaluation_id")
    sheet.caption(N_("Evaluations, one by one"))
    top = sheet.row
    write_table(sheet, EVALUATIONS, [_shown(book, row) for row in rows])
    below = sheet.row
    losses = losses_by_question(book)
    ends = _pareto(sheet, losses, top) if losses else below
    sheet.row = max(below, ends)


def _composite(sheet: Sheet) -> None:
    """Raw and adjusted score with its interval, and why pay follows which band."""
    book = sheet.book
    rows = month_rows(book, "quality_scores")
    sheet.caption(N_("Quality of the month, with its uncertainty"))
    if sheet.says_none("quality_scores", rows, N_("No quality score in this month.")):
        return
    text, choose = book.language.text, book.language.choose
    shown = [
        row
        | {
            "severity_known": text(N_("yes") if row["severity_known"] else N_("no")),
            "paid_band": choose(row["paid_band_zh"], row["paid_band_en"]),
        }
        for row in rows
    ]
    write_table(sheet, COMPOSITE, shown)
    sheet.row -= 1
    for row in rows:
        sheet.line(choose(row["note_zh"], row["note_en"]), tone="off")
    sheet.row += 1


def _shown(book: Book, row: Row) -> dict[str, Any]:
    text, window = book.language.text, book.context.appeals
    return row | {
        "contact": masked(row["contact_id"]),
        "appeal_until": window.open_until if window else None,
        "method": word(book, row["method"]),
        "form": f"{row['form_id']} {row['form_version']}",
        "score": Cell(row["score"], "bad" if row["fatal"] else "plain"),
        "fatal": Cell(text(N_("yes")), "bad") if row["fatal"] else text(N_("no")),
    }


def _pareto(sheet: Sheet, losses: dict[str, Decimal], top: int) -> int:
    book = sheet.book
    ordered = sorted(losses.items(), key=lambda pair: (-pair[1], pair[0]))[:10]
    whole = sum(losses.values(), Decimal(0))
    rows, running = [], Decimal(0)
    for question, lost in ordered:
        running += lost
        share = running / whole if whole else None
        rows.append({"question": question, "lost_total": lost, "share": share})
    sheet.row, column = top, len(EVALUATIONS) + 1
    placed = write_table(sheet, PARETO, rows, column=column)
    drawing = Drawing(
        "bar",
        book.language.text(N_("Where points were lost")),
        (
            Series(
                placed.head("lost_total"), placed.cells("question"), placed.cells("lost_total"), 3
            ),
        ),
        unit="score",
        digits=1,
        gap=30,
    )
    return draw(sheet, drawing, sheet.row, column, width=430, height=110 + 24 * len(rows))
