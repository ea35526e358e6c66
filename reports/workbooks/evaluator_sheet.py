"""Quality by form, call type and method, by person, and by evaluator (S2-27, N10)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, ratio, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import names, open_sheet, twin
from reports.workbooks.multi_source_sheet import FLAGS
from reports.workbooks.quality_sheets import COMPOSITE
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import NAME, TEAM, named

CELLS_TABLE, SEVERITY_TABLE, BIAS_TABLE = "quality_cells", "evaluator_severity", "rater_bias"
UNKNOWN, NOT_RECORDED = "unknown", N_("type not recorded")
# The figures of a person's composite that stand on this sheet too.
PERSON_FIGURES = (
    "evaluations", "raw_score", "adjustment", "adjusted_score", "ci_low", "ci_high", "confidence",
)  # fmt: skip
CELLS = (
    Figure("form", N_("Form"), "text", N_("Form of the evaluation"), f"{CELLS_TABLE}.form_id"),
    Figure("type", N_("Contact type"), "text", N_("Type of the contact that was heard"),
           f"{CELLS_TABLE}.call_type"),
    Figure("how", N_("Method"), "text", N_("How the contact was observed"),
           f"{CELLS_TABLE}.method"),
    Figure("evaluations", N_("Evaluations"), "count", N_("Evaluations that count"),
           f"{CELLS_TABLE}.evaluations"),
    Figure("people", N_("People"), "count", N_("People with such an evaluation"),
           f"{CELLS_TABLE}.agent_id"),
    Figure("cell_weight", N_("Weight by rule"), "number",
           N_("Weight of form, contact type and method multiplied"),
           f"{CELLS_TABLE}.cell_weight", digits=2),
    Figure("raw_score", N_("Raw score"), "score",
           N_("Mean of the scores given, by evaluations"), f"{CELLS_TABLE}.score"),
    Figure("contribution", N_("Adds to the composite"), "score",
           N_("Mean over everybody evaluated; the column adds up to their mean raw score"),
           f"{CELLS_TABLE}.contribution"),
)  # fmt: skip
PEOPLE = (NAME, TEAM, *(figure for figure in COMPOSITE if figure.key in PERSON_FIGURES))
EVALUATORS = (
    Figure("evaluator", N_("Evaluator"), "text", N_("Who judged"),
           f"{SEVERITY_TABLE}.evaluator_id"),
    Figure("evaluations", N_("Evaluations"), "count",
           N_("Evaluations of the months that are compared"), f"{SEVERITY_TABLE}.evaluations"),
    Figure("agents", N_("People"), "count", N_("People evaluated"), f"{SEVERITY_TABLE}.agents"),
    Figure("shared_agents", N_("Shared people"), "count",
           N_("People whom another evaluator judged too"), f"{SEVERITY_TABLE}.shared_agents"),
    Figure("mean_given", N_("Mean given"), "score", N_("Mean of the scores given"),
           f"{SEVERITY_TABLE}.mean_given"),
    Figure("leniency", N_("Leniency"), "score",
           N_("Points of 100 above the mean evaluator; below 0 is strict"),
           f"{SEVERITY_TABLE}.leniency"),
    Figure("standard_error", N_("Error of it"), "score", N_("Standard error of the leniency"),
           f"{SEVERITY_TABLE}.standard_error"),
    Figure("reliability", N_("How well known"), "ratio",
           N_("Share of the variance among evaluators that is known of this one"),
           f"{SEVERITY_TABLE}.reliability", digits=0),
    Figure("finding", N_("Finding"), "text", N_("What stands out beside the other raters"),
           f"{BIAS_TABLE}.flags"),
    Figure("spread", N_("Spread"), "score", N_("Standard deviation of the scores given"),
           f"{BIAS_TABLE}.spread"),
    Figure("halo_correlation", N_("Questions correlate"), "number",
           N_("Mean correlation of two questions"), f"{BIAS_TABLE}.halo_correlation", digits=2),
    Figure("note", N_("Note"), "text", N_("Whether the leniency is taken out of the scores"),
           f"{SEVERITY_TABLE}.note_zh, note_en"),
)  # fmt: skip
NO_CELLS = N_("No evaluation of this scope counts this month.")
NO_EVALUATORS = N_("No evaluator to show: evaluators are compared in the centre's file alone.")


def add_evaluators(book: Book, peers: Peers) -> None:
    """The composite by situation and by person, then the evaluators behind it."""
    sheet = open_sheet(
        book,
        N_("Quality types and evaluators"),
        N_("What each kind of evaluation adds to the composite, and how evaluators judge"),
    )
    cells = month_rows(book, CELLS_TABLE, "form_id", "call_type", "method")
    if not sheet.says_none(CELLS_TABLE, cells, NO_CELLS):
        _situations(book, sheet, cells)
        sheet.caption(N_("Composite by person"))
        write_table(sheet, PEOPLE, named(book, month_rows(book, "quality_scores", "agent_id")))
    sheet.caption(N_("Evaluators"))
    _evaluators(book, sheet)


def _situations(book: Book, sheet: Sheet, cells: Sequence[Row]) -> None:
    """A row per form, contact type and method, and their sum."""
    everybody = len({row["agent_id"] for row in cells})
    shown = [
        _situation(book, own, everybody)
        for own in grouped(cells, "form_id", "call_type", "method").values()
    ]
    whole = {
        "form": word(book, "total"),
        "evaluations": total(cells, "evaluations"),
        "people": everybody,
        "raw_score": _mean_given(cells),
        "contribution": ratio(total(cells, "contribution"), everybody),
    }
    sums = {key: Cell(value, "total") for key, value in whole.items()}
    write_table(sheet, CELLS, [*shown, sums], filtered=False)


def _situation(book: Book, own: Sequence[Row], everybody: int) -> dict[str, Any]:
    first = own[0]
    known = first["call_type"] != UNKNOWN
    return {
        "form": word(book, first["form_id"]),
        "type": word(book, first["call_type"]) if known else book.language.text(NOT_RECORDED),
        "how": word(book, first["method"]),
        "evaluations": total(own, "evaluations"),
        "people": len({row["agent_id"] for row in own}),
        "cell_weight": first["cell_weight"],
        "raw_score": _mean_given(own),
        "contribution": ratio(total(own, "contribution"), everybody),
    }


def _mean_given(cells: Sequence[Row]) -> Decimal | None:
    given = sum((row["score"] * row["evaluations"] for row in cells), Decimal(0))
    return ratio(given, total(cells, "evaluations"))


def _evaluators(book: Book, sheet: Sheet) -> None:
    """Whoever stands out first, then from strict to kind."""
    rows = month_rows(book, SEVERITY_TABLE, "leniency")
    if sheet.says_none(SEVERITY_TABLE, rows, NO_EVALUATORS):
        return
    bias = {row["rater_id"]: row for row in month_rows(book, BIAS_TABLE) if row["source"] == "qa"}
    called = names(book)
    shown = [_evaluator(book, called, row, bias.get(row["evaluator_id"], {})) for row in rows]
    shown.sort(key=lambda row: row["finding"].value is None)
    write_table(sheet, EVALUATORS, shown, filtered=False)


def _evaluator(book: Book, called: dict[str, str], row: Row, bias: Row) -> dict[str, Any]:
    found = [book.language.text(FLAGS[flag]) for flag in bias.get("flags", "").split()]
    tone = "warn" if found else "plain"
    return row | {
        "evaluator": called.get(row["evaluator_id"], row["evaluator_id"]),
        "leniency": Cell(row["leniency"], tone),
        "finding": Cell(book.language.choose("、", ", ").join(found) or None, tone),
        "spread": bias.get("spread"),
        "halo_correlation": bias.get("halo_correlation"),
        "note": twin(book, row, "note"),
    }
