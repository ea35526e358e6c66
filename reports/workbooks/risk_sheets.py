"""The risk of the week's plan: options with service and cost, the reserve, the histogram."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, read, total
from reports.sheet import Sheet
from reports.table import write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet
from reports.workbooks.mail_note import says_without_mail
from reports.workbooks.prediction_sheets import CHANCE, DAY, HIGH, LOW, MIDDLE, QUEUE
from reports.workbooks.reserve_tables import write_reserves
from reports.workbooks.spans import period_rows

RISK, LEVELS = "plan_risk", "plan_risk_levels"
OPTIONS = {
    "as_planned": N_("as planned"),
    "added_only": N_("best number added, nobody on call"),
    "two_stage": N_("added and on call"),
}
OPTION = Figure("option", N_("Option"), "text", N_("What is done against the forecast's error"),
                f"{RISK}.option")  # fmt: skip
COST = Figure("cost_amount", N_("Expected cost"), "amount",
              N_("Short hours and everything paid on top of the plan, mean over scenarios"),
              f"{RISK}.cost_amount")  # fmt: skip
WEEK = (
    OPTION,
    COST,
    Figure("saved_amount", N_("Saved"), "amount", N_("Against the plan as it is"),
           f"{RISK}.cost_amount"),
    Figure("agent_h", N_("Hours on the queue"), "h", N_("Expected agent hours"),
           f"{RISK}.agent_h"),
    Figure("sure_days", N_("Days on target"), "number",
           N_("Queue-days expected to meet their target"), f"{RISK}.target_probability", digits=1),
)  # fmt: skip
DAYS = (DAY, QUEUE, OPTION, LOW, MIDDLE, HIGH, CHANCE, COST)
BINS = (
    Figure("bin", N_("Service level of the day"), "text", N_("Bin of the day's service level"),
           f"{LEVELS}.level_from"),
    *(
        Figure(option, heading, "ratio", N_("Share of drawn queue-days in the bin"),
               f"{LEVELS}.share_of_days")
        for option, heading in OPTIONS.items()
    ),
)  # fmt: skip


def add_risk(book: Book, peers: Peers) -> None:
    """The week by option, a histogram of days, the reserves, every day."""
    sheet = open_sheet(
        book, N_("Risk"), N_("What the forecast's error may cost, and a reserve against it"), RISK
    )
    says_without_mail(sheet)
    rows = [
        row | {"queue": word(book, row["queue_id"])}
        for row in period_rows(book, RISK, "business_date", "queue_id", "option")
    ]
    if not rows:
        return
    _week(sheet, rows)
    _histogram(sheet)
    write_reserves(sheet)
    sheet.caption(N_("Every day and option"))
    write_table(sheet, DAYS, [row | {"option": _option(book, row)} for row in rows], freeze=2)


def _option(book: Book, row: dict[str, Any]) -> str:
    return book.language.text(OPTIONS[row["option"]])


def _week(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    options = grouped(rows, "option")
    planned = total(options[("as_planned",)], "cost_amount")
    weeks = []
    for option in OPTIONS:
        own = options[(option,)]
        cost = total(own, "cost_amount")
        weeks.append(
            {
                "option": _option(sheet.book, own[0]),
                "cost_amount": cost,
                "saved_amount": planned - cost,
                "agent_h": total(own, "agent_h"),
                "sure_days": total(own, "target_probability"),
            }
        )
    sheet.caption(N_("The week by option"))
    write_table(sheet, WEEK, weeks, filtered=False)
    flexible = weeks[1]["cost_amount"] - weeks[2]["cost_amount"]
    sheet.headline(
        N_("Flexibility is worth {amount} {currency} this week: a reserve on call saves it"),
        amount=f"{flexible:,.0f}",
        currency=sheet.book.context.currency,
    )


def _histogram(sheet: Sheet) -> None:
    shares = read(sheet.book.tables, LEVELS, "level_from")
    queues = len({row["queue_id"] for row in shares}) or 1
    bins: dict[float, dict[str, Any]] = {}
    for row in shares:
        at = bins.setdefault(
            row["level_from"],
            {"bin": f"{row['level_from']:.0%} – {row['level_to']:.0%}"}
            | dict.fromkeys(OPTIONS, 0.0),
        )
        at[row["option"]] += row["share_of_days"] / queues
    used = [at for at in bins.values() if any(at[option] > 0.0005 for option in OPTIONS)]
    top = sheet.row
    placed = write_table(sheet, BINS, used, filtered=False)
    if not used:
        return
    series = [
        Series(placed.head(option), placed.cells("bin"), placed.cells(option), colour)
        for option, colour in zip(OPTIONS, (5, 0, 1), strict=True)
    ]
    title = sheet.book.language.text(N_("How often queue-days reach which service level"))
    drawing = Drawing("column", title, series, unit="ratio", digits=0, gap=20)
    below = draw(sheet, drawing, top, len(BINS) + 1, width=640, height=280)
    sheet.row = max(sheet.row, below)
