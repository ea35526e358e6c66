"""How a month that is not over may end: a person's own outlook, and the team's (X18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.workbooks.listing import twin
from reports.workbooks.people_sheets import NAME
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import named

AS_OF = Figure("as_of", N_("Seen from"), "date", N_("Day on whose evening it was projected"),
               "projections.as_of")  # fmt: skip
STATUS = Figure("status", N_("Status"), "text",
                N_("Provisional while days are left; final when none is"),
                "projections.status")  # fmt: skip
LOW = Figure("p10", N_("P10"), "score", N_("One draw in ten is below"), "projections.p10", gap=True)
MIDDLE = Figure("p50", N_("P50"), "score", N_("Half of the draws are below"), "projections.p50")
HIGH = Figure("p90", N_("P90"), "score", N_("Nine draws in ten are below"), "projections.p90")
DAYS = Figure("days_left", N_("Days left"), "count",
              N_("Days of the month that the person may still work"),
              "projections.days_left")  # fmt: skip
OUTLOOK = (
    AS_OF,
    STATUS,
    Figure("figure", N_("Figure"), "text", N_("Score, points, or pay"), "projections.figure"),
    Figure("so_far", N_("So far"), "number", N_("The figure if the month had ended that day"),
           "projections.so_far"),
    LOW,
    MIDDLE,
    HIGH,
    DAYS,
)  # fmt: skip
BAND = Figure("band", N_("Band"), "text", N_("Band of performance pay, or grade"),
              "projection_bands.name_zh")  # fmt: skip
CHANCE = Figure("probability", N_("Chance"), "ratio", N_("Share of draws that end in the band"),
                "projection_bands.probability", digits=0)  # fmt: skip
CHANCES = (AS_OF, BAND, CHANCE)
RISK = Figure("risk", N_("P(at risk)"), "ratio",
              N_("Share of draws below the score at which somebody is at risk"),
              "projections.risk_probability", digits=0)  # fmt: skip
TEAM = (
    NAME,
    Figure("so_far", N_("So far"), "score", N_("The score if the month had ended that day"),
           "projections.so_far"),
    LOW,
    MIDDLE,
    HIGH,
    Figure("likely", N_("Likeliest band"), "text", N_("Band in which most draws end"),
           "projection_bands.name_zh"),
    Figure("chance", N_("Its chance"), "ratio", N_("Share of draws that end in the band"),
           "projection_bands.probability", digits=0),
    RISK,
    DAYS,
    Figure("latest", N_("By now"), "score", N_("The score on the last day of data"),
           "projections.p50"),
)  # fmt: skip
NAMES = {"score": N_("Score"), "points": N_("Points"), "pay": N_("Pay before settlement")}
UNITS = {"score": ("score", 2), "points": ("points", 2), "pay": ("amount", 2)}
STATES = {"provisional": N_("provisional"), "final": N_("final")}
NOTE = N_(
    "Drawn from earlier days of the same shifts, own and the team's, through the rules of the "
    "month. Commission, prizes and adjustments count when the month is settled."
)
AT_RISK = Decimal("0.5")


def add_outlook(book: Book, peers: Peers) -> None:
    """The month's end as it may come out for one person, day by day of projection."""
    sheet = Sheet(book, N_("Outlook"), N_("How the month may end, and how sure that is"))
    sheet.link_home()
    sheet.says_missing("projections")
    rows = month_rows(book, "projections", "as_of")
    rows.sort(key=lambda row: (row["as_of"], list(NAMES).index(row["figure"])))
    sheet.line(book.language.text(NOTE), tone="off")
    sheet.row += 1
    sheet.caption(N_("Score, points and pay at the end of the month"))
    write_table(sheet, OUTLOOK, [_outlook(book, row) for row in rows])
    sheet.caption(N_("Chance of each band"))
    chances = month_rows(book, "projection_bands", "as_of", "kind", "band")
    placed = write_table(
        sheet, CHANCES, [row | {"band": twin(book, row, "name")} for row in chances]
    )
    if chances:
        _bands_chart(sheet, placed, len(grouped(chances, "as_of")[(chances[0]["as_of"],)]))
    if rows and rows[-1]["status"] == "provisional":
        _say(sheet, rows)


def _outlook(book: Book, row: Row) -> dict[str, Any]:
    unit, digits = UNITS[row["figure"]]
    shown = {key: Cell(row[key], "plain", unit, digits) for key in ("so_far", "p10", "p50", "p90")}
    return (
        row
        | shown
        | {
            "figure": book.language.text(NAMES[row["figure"]]),
            "status": _status(book, row),
        }
    )


def _status(book: Book, row: Row) -> Cell:
    tone = "warn" if row["status"] == "provisional" else "plain"
    return Cell(book.language.text(STATES[row["status"]]), tone)


def _bands_chart(sheet: Sheet, placed: Placed, bands: int) -> None:
    """The chances on the first day of projection, which is the least sure."""
    last = placed.first + bands - 1

    def some(key: str) -> list[object]:
        name, first, column, _, _ = placed.cells(key)
        return [name, first, column, last, column]

    title = sheet.book.language.text(N_("Chance of each band, seen from the first of these days"))
    series = [Series(placed.head("probability"), some("band"), some("probability"))]
    drawing = Drawing("column", title, series, unit="ratio", digits=0, y_min=0, y_max=1)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=620, height=260)


def _say(sheet: Sheet, rows: Sequence[Row]) -> None:
    last = rows[-1]["as_of"]
    for row in rows:
        if row["as_of"] == last and row["figure"] == "score":
            sheet.headline(
                N_(
                    "Provisional: the month may end at {low} to {high} points, most likely {middle}"
                ),
                tone="warn",
                low=f"{row['p10']:.1f}",
                middle=f"{row['p50']:.1f}",
                high=f"{row['p90']:.1f}",
            )


def add_team_outlook(book: Book, peers: Peers) -> None:
    """Everybody of the team: the score as it may end, the likeliest band, and who is at risk."""
    sheet = Sheet(book, N_("Projected scores"), N_("How the month may end for everybody"))
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("projections")
    scores = [row for row in month_rows(book, "projections") if row["figure"] == "score"]
    seen = _seen_from(scores)
    if seen is None:
        write_table(sheet, TEAM, [], freeze=1)
        return
    day = book.language.date(seen)
    sheet.line(book.language.text(N_("Seen from {day}: provisional."), day=day), tone="warn")
    sheet.line(book.language.text(NOTE), tone="off")
    sheet.row += 1
    rows = _team_rows(book, scores, seen)
    placed = write_table(sheet, TEAM, rows, freeze=1)
    risky = [row["person"] for row in rows if row["risk"].tone == "bad"]
    if risky:
        words = N_("Likely to end below the mark, seen from {day}: {names}")
        sheet.headline(words, tone="bad", day=day, names=" · ".join(map(str, risky)))
    _dumbbell(sheet, placed)


def _seen_from(scores: Sequence[Row]) -> date | None:
    """The last day that still had days ahead; else the last of all."""
    days = {row["as_of"] for row in scores if row["status"] == "provisional"}
    days = days or {row["as_of"] for row in scores}
    return max(days, default=None)


def _team_rows(book: Book, scores: Sequence[Row], seen: date) -> list[dict[str, Any]]:
    newest = max(row["as_of"] for row in scores)
    latest = {row["agent_id"]: row["p50"] for row in scores if row["as_of"] == newest}
    chances = grouped(
        [row for row in month_rows(book, "projection_bands") if row["as_of"] == seen], "agent_id"
    )
    rows = []
    for row in named(book, [row for row in scores if row["as_of"] == seen]):
        own = chances.get((row["agent_id"],), [])
        best = max(own, key=lambda one: one["probability"], default=None)
        risk = row["risk_probability"]
        at_risk = risk is not None and risk >= AT_RISK
        rows.append(
            row
            | {
                "likely": twin(book, best, "name") if best else None,
                "chance": best["probability"] if best else None,
                "risk": Cell(risk, "bad" if at_risk else "plain"),
                "latest": latest.get(row["agent_id"]) if newest > seen else None,
            }
        )
    return sorted(rows, key=lambda row: row["p50"])


def _dumbbell(sheet: Sheet, placed: Placed) -> None:
    """P10 and P90 as the ends, P50 between them."""
    people = placed.cells("person")
    series = [
        Series(placed.head(key), people, placed.cells(key), colour, dashed=key != "p50")
        for key, colour in (("p10", 5), ("p50", 0), ("p90", 5))
    ]
    title = sheet.book.language.text(N_("Score at the end of the month: P10, P50, P90"))
    drawing = Drawing("line", title, series, unit="score", digits=0)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=300)
