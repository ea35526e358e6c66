"""Calibration of evaluators: sessions, nearness to the reference by question, pairs (X19)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.listing import names, open_sheet
from reports.workbooks.spans import month_rows

SESSIONS_TABLE, PAIRS_TABLE = "calibration_sessions", "calibration_agreement"
EVERYBODY, FORM, REFERENCE = "*", "form", "reference"
# Agreement from here on is good (features.md X19).
GOOD_PERCENT = 85
SESSION = Figure("session_id", N_("Session"), "text", N_("Calibration session"),
                 f"{SESSIONS_TABLE}.session_id")  # fmt: skip
CONTACTS = Figure("contacts", N_("Contacts compared"), "count", N_("Contacts that were compared"),
                  f"{SESSIONS_TABLE}.contacts")  # fmt: skip
AGREEMENT = Figure("percent_agreement", N_("Agreement"), "ratio",
                   N_("Pairs of judgements within the tolerance of the quality policy ÷ pairs"),
                   f"{SESSIONS_TABLE}.percent_agreement", digits=0)  # fmt: skip
ALPHA = Figure("alpha", N_("Krippendorff's α"), "number",
               N_("1: evaluators agree fully; 0: no better than by chance"),
               f"{SESSIONS_TABLE}.alpha", digits=2)  # fmt: skip
SESSIONS = (
    SESSION,
    Figure("held_on", N_("Held on"), "date", N_("Local date of the session"),
           f"{SESSIONS_TABLE}.held_on"),
    Figure("form_id", N_("Form"), "text", N_("Form of the evaluation"),
           f"{SESSIONS_TABLE}.form_id"),
    CONTACTS,
    Figure("pairs", N_("Pairs"), "count", N_("Pairs of judgements compared"),
           f"{SESSIONS_TABLE}.pairs"),
    AGREEMENT,
    ALPHA,
)  # fmt: skip
EVALUATOR = Figure("evaluator", N_("Evaluator"), "text", N_("Who judged"),
                   f"{SESSIONS_TABLE}.evaluator_id")  # fmt: skip
WITH_REFERENCE = Figure("percent_agreement", N_("Agreement with the reference"), "ratio",
                        N_("Contacts within the tolerance of the reference ÷ contacts"),
                        f"{SESSIONS_TABLE}.percent_agreement", digits=0)  # fmt: skip
PAIRS = (
    Figure("first", N_("First evaluator"), "text", N_("Who judged"),
           f"{PAIRS_TABLE}.evaluator_a"),
    Figure("second", N_("Second evaluator"), "text", N_("Whom the first is compared with"),
           f"{PAIRS_TABLE}.evaluator_b"),
    Figure("contacts", N_("Contacts compared"), "count", N_("Contacts that both judged"),
           f"{PAIRS_TABLE}.contacts"),
    Figure("percent_agreement", N_("Agreement"), "ratio",
           N_("Pairs of judgements within the tolerance of the quality policy ÷ pairs"),
           f"{PAIRS_TABLE}.percent_agreement", digits=0),
    Figure("mean_difference", N_("Mean difference"), "number",
           N_("Mean of first minus second evaluator, in points"),
           f"{PAIRS_TABLE}.mean_difference", digits=1),
    Figure("kappa_linear", N_("κ, linear"), "number", N_("Cohen's kappa with linear weights"),
           f"{PAIRS_TABLE}.kappa_linear", digits=2),
    Figure("kappa_quadratic", N_("κ, quadratic"), "number",
           N_("Cohen's kappa with quadratic weights"), f"{PAIRS_TABLE}.kappa_quadratic", digits=2),
    Figure("alpha", N_("Krippendorff's α"), "number",
           N_("1: evaluators agree fully; 0: no better than by chance"),
           f"{PAIRS_TABLE}.alpha", digits=2),
)  # fmt: skip
SEVERITY_MEANING = N_("Evaluator minus reference in points of 100; below 0 is strict")
NO_SESSIONS = N_("No calibration session of this scope was held this month.")
HEAT = {
    "type": "3_color_scale",
    "min_color": "#9DC3E6",
    "mid_color": "#FFFFFF",
    "max_color": "#F4B183",
    "mid_type": "num",
    "mid_value": 0,
}


def add_calibration(book: Book, peers: Peers) -> None:
    """Sessions, severity of each evaluator by question, and agreement pair by pair."""
    sheet = open_sheet(
        book, N_("Calibration"), N_("How far evaluators agree on the same contacts, and where not")
    )
    rows = month_rows(book, SESSIONS_TABLE, "held_on", "session_id", "evaluator_id", "item_id")
    if sheet.says_none(SESSIONS_TABLE, rows, NO_SESSIONS):
        return
    called = names(book) | {REFERENCE: book.language.text(N_("Reference"))}
    whole = [r for r in rows if r["item_id"] == FORM and r["evaluator_id"] == EVERYBODY]
    write_table(sheet, SESSIONS, [_session(book, row) for row in whole])
    sheet.caption(N_("Severity against the reference, by question"))
    _heat_map(sheet, [row for row in rows if row["evaluator_id"] != EVERYBODY], called)
    sheet.caption(N_("Agreement pair by pair"))
    pairs = month_rows(book, PAIRS_TABLE, "form_id", "evaluator_a", "evaluator_b")
    shown = [_pair(row, called) for row in pairs if _is_pair(row)]
    write_table(sheet, PAIRS, shown, freeze=2)


def _session(book: Book, row: Row) -> Row:
    return row | {
        "form_id": word(book, row["form_id"]),
        "percent_agreement": _agreement(row),
    }


def _agreement(row: Row) -> Cell:
    share = row["percent_agreement"]
    return Cell(share, "plain" if share is None or 100 * share >= GOOD_PERCENT else "warn")


def _is_pair(row: Row) -> bool:
    return row["item_id"] == FORM and row["evaluator_a"] != EVERYBODY


def _pair(row: Row, called: dict[str, str]) -> Row:
    first, second = (called.get(row[key], row[key]) for key in ("evaluator_a", "evaluator_b"))
    return row | {"first": first, "second": second, "percent_agreement": _agreement(row)}


def _heat_map(sheet: Sheet, rows: Sequence[Row], called: dict[str, str]) -> None:
    """A row per session and evaluator, a column per question, coloured from strict to kind."""
    book = sheet.book
    items = sorted({row["item_id"] for row in rows}, key=lambda item: (item != FORM, item))
    figures = [
        Figure(
            f"item:{item}",
            N_("Whole form") if item == FORM else word(book, item) or item,
            "number",
            SEVERITY_MEANING,
            f"{SESSIONS_TABLE}.mean_difference",
            digits=1,
        )
        for item in items
    ]
    shown = [
        _evaluator(own, called)
        for own in grouped(rows, "session_id", "form_id", "evaluator_id").values()
    ]
    placed = write_table(sheet, (SESSION, EVALUATOR, WITH_REFERENCE, *figures), shown)
    if shown:
        _colour(sheet, placed, [figure.key for figure in figures])


def _evaluator(own: Sequence[Row], called: dict[str, str]) -> dict[str, Any]:
    evaluator = own[0]["evaluator_id"]
    whole = next((row for row in own if row["item_id"] == FORM), None)
    return {
        "session_id": own[0]["session_id"],
        "evaluator": called.get(evaluator, evaluator),
        "percent_agreement": _agreement(whole) if whole else None,
    } | {f"item:{row['item_id']}": row["mean_difference"] for row in own}


def _colour(sheet: Sheet, placed: Placed, keys: Sequence[str]) -> None:
    _, first, left, last, _ = placed.cells(keys[0])
    _, _, right, _, _ = placed.cells(keys[-1])
    sheet.page.conditional_format(first, left, last, right, HEAT)  # type: ignore[arg-type]
