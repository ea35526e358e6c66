"""How right the forecast was, who forecasts each queue, what planners changed, what is frozen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.forecast_event_sheets import add_events
from reports.workbooks.listing import open_sheet, twin

ACCURACY, CHAMPIONS = "forecast_accuracy", "forecast_champions"
VERSIONS, OVERRIDES = "forecast_versions", "forecast_overrides"
HEADLINE_GRAIN = "half_hour"
WORDS = {
    "frozen": N_("frozen, used by a plan"),
    "backtest": N_("backtest"),
    "half_hour": N_("half-hour"),
    "day": N_("day"),
    "week": N_("week"),
    "all": N_("all queues"),
    "champion": N_("champion"),
    "challenger": N_("challenger"),
    "keep": N_("keep"),
    "promote": N_("promote"),
    "retrain": N_("retrain"),
    "used": N_("used"),
    "superseded": N_("replaced in time"),
    "too_late": N_("came too late"),
    "blend": N_("blend of levels and profiles"),
    "seasonal_naive": N_("the week before"),
    "median_of_six": N_("median of six weeks"),
}
ERRORS = (
    Figure("basis", N_("Basis"), "text", N_("A frozen forecast, or one made afresh in a backtest"),
           f"{ACCURACY}.basis"),
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{ACCURACY}.queue_id"),
    Figure("grain", N_("Grain"), "text", N_("What is added up before errors are taken"),
           f"{ACCURACY}.grain"),
    Figure("lead_weeks", N_("Weeks ahead"), "count", N_("Weeks after the last day known"),
           f"{ACCURACY}.lead_weeks"),
    Figure("intervals", N_("Compared"), "count", N_("Half-hours, days or weeks compared"),
           f"{ACCURACY}.intervals"),
    Figure("wape", N_("WAPE"), "ratio", N_("Sum of absolute errors ÷ sum of contacts (M060)"),
           f"{ACCURACY}.wape", "ARRIVAL", digits=1),
    Figure("bias", N_("Bias"), "ratio", N_("Sum of errors ÷ sum of contacts (M062)"),
           f"{ACCURACY}.bias", "ARRIVAL", digits=1),
    Figure("mase", N_("MASE"), "number",
           N_("Errors ÷ those of the last week known; below 1 adds value (M063)"),
           f"{ACCURACY}.mase", "ARRIVAL", digits=2),
    Figure("coverage", N_("In the interval"), "ratio",
           N_("Share of half-hours inside the 90 % interval (M066)"),
           f"{ACCURACY}.coverage", "ARRIVAL", digits=1),
    Figure("aht_error", N_("Handle time error"), "ratio",
           N_("Expected ÷ actual handle time − 1 (M064)"), f"{ACCURACY}.aht_error", digits=1),
    Figure("workload_wape", N_("Workload error"), "ratio",
           N_("WAPE of contacts × handle time (M064)"), f"{ACCURACY}.workload_wape", digits=1),
    Figure("error", N_("Forecast − actual"), "number",
           N_("Mean of forecast less actual contacts of an interval (M059)"),
           f"{ACCURACY}.error", "ARRIVAL", digits=1),
    Figure("mape", N_("MAPE, secondary"), "ratio",
           N_("Mean of absolute error ÷ contacts (M061); quiet intervals dominate it"),
           f"{ACCURACY}.mape", "ARRIVAL", digits=1),
    Figure("deviation", N_("Deviation, secondary"), "ratio",
           N_("Mean of forecast ÷ actual − 1 (M067); quiet intervals dominate it, see bias"),
           f"{ACCURACY}.deviation", "ARRIVAL", digits=1),
    Figure("aht_accuracy", N_("Handle-time accuracy"), "ratio",
           N_("Expected ÷ actual handle time (M065); above 100 % is no merit, nobody is ranked"),
           f"{ACCURACY}.aht_accuracy", digits=1),
)  # fmt: skip
CONTEST = (
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{CHAMPIONS}.queue_id"),
    Figure("model", N_("Method"), "text", N_("How it forecasts"), f"{CHAMPIONS}.model"),
    Figure("role", N_("Standing"), "text",
           N_("The champion forecasts; challengers are judged beside"),
           f"{CHAMPIONS}.role"),
    Figure("origins", N_("Origins"), "count", N_("Weeks judged, one week ahead"),
           f"{CHAMPIONS}.origins"),
    Figure("wape", N_("WAPE"), "ratio", N_("Mean over the weeks judged"), f"{CHAMPIONS}.wape",
           "ARRIVAL", digits=1),
    Figure("recent_wape", N_("Last four"), "ratio", N_("WAPE of the last four weeks"),
           f"{CHAMPIONS}.recent_wape", "ARRIVAL", digits=1),
    Figure("coverage", N_("In the interval"), "ratio",
           N_("Share of half-hours inside the 90 % interval (M066)"), f"{CHAMPIONS}.coverage",
           "ARRIVAL", digits=1),
    Figure("won_share", N_("Won"), "ratio", N_("Share of weeks better than the champion"),
           f"{CHAMPIONS}.won_share", digits=0),
    Figure("decision", N_("Decision"), "text", N_("What follows for the next plan"),
           f"{CHAMPIONS}.decision"),
    Figure("why", N_("Why"), "text", N_("The rule that decided"), f"{CHAMPIONS}.why_zh"),
)  # fmt: skip
CHANGES = (
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{OVERRIDES}.queue_id"),
    Figure("first_date", N_("From"), "date", N_("First day"), f"{OVERRIDES}.first_date"),
    Figure("last_date", N_("To"), "date", N_("Last day"), f"{OVERRIDES}.last_date"),
    Figure("offered_engine", N_("Forecast"), "number", N_("Expected contacts before the override"),
           f"{OVERRIDES}.offered_engine", "ARRIVAL", digits=0),
    Figure("offered", N_("Overridden"), "number", N_("Expected contacts after the override"),
           f"{OVERRIDES}.offered", "ARRIVAL", digits=0),
    Figure("who", N_("Who"), "text", N_("Who decided it"), f"{OVERRIDES}.who"),
    Figure("why", N_("Why"), "text", N_("Reason given"), f"{OVERRIDES}.why_zh"),
)  # fmt: skip
FROZEN = (
    Figure("version_id", N_("Version"), "text", N_("Fingerprint of the frozen rows"),
           f"{VERSIONS}.version_id"),
    Figure("as_of", N_("As of"), "date", N_("First day the forecast did not see"),
           f"{VERSIONS}.as_of"),
    Figure("status", N_("State"), "text", N_("Whether the plan used it"), f"{VERSIONS}.status"),
    Figure("offered", N_("Expected"), "number", N_("Expected contacts of the weeks forecast"),
           f"{VERSIONS}.offered", "ARRIVAL", digits=0),
    Figure("overrides", N_("Overrides"), "count", N_("Overrides of planners in it"),
           f"{VERSIONS}.overrides"),
)  # fmt: skip
TONES = {"promote": "warn", "retrain": "bad", "too_late": "warn", "used": "good"}


def add_forecast_accuracy(book: Book, peers: Peers) -> None:
    """Errors per lead, then champion and challengers, events, overrides, frozen versions."""
    sheet = open_sheet(
        book, N_("Accuracy"), N_("How right the forecast was, and who forecasts next"), ACCURACY
    )
    rows = read(book.tables, ACCURACY, "basis", "grain", "queue_id", "lead_weeks")
    shown = [
        mean_errors(own)
        for own in grouped(rows, "basis", "queue_id", "grain", "lead_weeks").values()
    ]
    write_table(sheet, ERRORS, [errors_in_words(book, row) for row in shown], freeze=1)
    _headline(sheet, shown)
    _more(sheet, N_("Champion and challengers"), CONTEST, CHAMPIONS, "queue_id", "role")
    add_events(sheet)
    _more(sheet, N_("Overrides of planners"), CHANGES, OVERRIDES, "first_date")
    _more(sheet, N_("Frozen forecasts of the week"), FROZEN, VERSIONS, "as_of")


def _more(sheet: Sheet, caption: str, figures: Sequence[Figure], table: str, *order: str) -> None:
    rows = read(sheet.book.tables, table, *order)
    if rows:
        sheet.caption(caption)
        write_table(sheet, figures, [errors_in_words(sheet.book, row) for row in rows])


def errors_in_words(book: Book, row: Row) -> dict[str, Any]:
    """A row of errors with its codes as words of the book's language."""
    told: dict[str, Any] = {
        key: Cell(book.language.text(WORDS[row[key]]), TONES.get(row[key], "plain"))
        for key in ("basis", "grain", "role", "decision", "status", "model")
        if row.get(key) in WORDS
    }
    if "queue_id" in row:
        own = WORDS.get(row["queue_id"])
        told["queue"] = book.language.text(own) if own else word(book, row["queue_id"])
    return row | told | {"why": twin(book, row, "why")}


def mean_errors(rows: Sequence[Row]) -> Row:
    """One row of several weeks: errors by their contacts, means of intervals by their count."""
    merged = dict(rows[0]) | {"intervals": sum(row["intervals"] for row in rows)}
    for key in ("wape", "bias", "aht_error", "aht_accuracy", "workload_wape"):
        merged[key] = _weighted(rows, key, "actual")
    for key in ("coverage", "mase", "error", "mape", "deviation"):
        merged[key] = _weighted(rows, key, "intervals")
    return merged


def _weighted(rows: Sequence[Row], key: str, weight: str) -> float | None:
    known = [row for row in rows if row[key] is not None and row[weight]]
    total = sum(row[weight] for row in known)
    return sum(row[key] * row[weight] for row in known) / total if total else None


def _headline(sheet: Sheet, rows: Sequence[Row]) -> None:
    """The week ahead at half-hours, of frozen forecasts where there are any."""
    ahead = [row for row in rows if row["grain"] == HEADLINE_GRAIN and row["lead_weeks"] == 1]
    chosen = [row for row in ahead if row["basis"] == "frozen"] or ahead
    wape = _weighted(chosen, "wape", "actual")
    coverage = _weighted(chosen, "coverage", "intervals")
    if wape is not None and coverage is not None:
        sheet.headline(
            N_("One week ahead half-hours err by {wape}, {coverage} lie in the interval"),
            wape=f"{wape:.1%}",
            coverage=f"{coverage:.1%}",
        )
