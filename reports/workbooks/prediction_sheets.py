"""What the rostered week is expected to give: days as distributions, half-hours, ±1 agent."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet
from reports.workbooks.mail_note import says_without_mail
from reports.workbooks.spans import period_rows

RISK, PREDICTION, SIMULATION = "plan_risk", "plan_prediction", "plan_simulation"
AS_PLANNED = "as_planned"
SURE, DOUBTFUL = 0.80, 0.50


def measures(table: str) -> tuple[Figure, ...]:
    """ASA, abandonment and occupancy of a predicted table."""
    return (
        Figure("asa_s", N_("Mean wait"), "s", N_("Expected mean wait of the answered"),
               f"{table}.asa_s", digits=1),
        Figure("abandon_rate", N_("Abandon rate"), "ratio",
               N_("Expected share that hangs up"), f"{table}.abandon_rate"),
        Figure("occupancy", N_("Occupancy"), "ratio", N_("Expected share of time handling"),
               f"{table}.occupancy"),
    )  # fmt: skip


DAY = Figure("business_date", N_("Day"), "date", N_("Local date"), f"{RISK}.business_date")
QUEUE = Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{RISK}.queue_id")
CHANCE = Figure("target_probability", N_("P(target)"), "ratio",
                N_("Probability that the day meets its target, given how forecasts have missed"),
                f"{RISK}.target_probability", digits=0)  # fmt: skip
LOW, MIDDLE, HIGH = (
    Figure(f"service_level_{name}", heading, "ratio",
           N_("Service level of the day that so many of a hundred days stay below"),
           f"{RISK}.service_level_{name}", "ARRIVAL")
    for name, heading in (("p10", N_("P10")), ("p50", N_("P50")), ("p90", N_("P90")))
)  # fmt: skip
DAYS = (
    DAY,
    QUEUE,
    Figure("offered", N_("Expected"), "number", N_("Expected contacts"), f"{RISK}.offered",
           "ARRIVAL", digits=0),
    Figure("agent_h", N_("Hours on the queue"), "h",
           N_("Rostered agent hours, shrinkage taken off"), f"{RISK}.agent_h"),
    Figure("target_level", N_("Target"), "ratio", N_("Promised service level"),
           f"{RISK}.target_level"),
    Figure("service_level", N_("Service level"), "ratio",
           N_("Expected share of the day answered in time"), f"{RISK}.service_level", "ARRIVAL",
           ),
    LOW,
    MIDDLE,
    HIGH,
    CHANCE,
    Figure("simulated_level", N_("Simulated"), "ratio",
           N_("Share answered in time over simulated days"), f"{SIMULATION}.service_level",
           "ARRIVAL"),
    Figure("simulated_low", N_("Simulated, P10"), "ratio",
           N_("Service level that one of ten simulated days stays below"),
           f"{SIMULATION}.service_level_p10", "ARRIVAL"),
    Figure("simulated_chance", N_("P(target), simulated"), "ratio",
           N_("Share of simulated days that meet the target: chance within the day included"),
           f"{SIMULATION}.target_probability", digits=0),
    *measures(RISK),
)  # fmt: skip
CENTRE, CORRELATION = "plan_centre_days", "forecast_error_correlation"
CENTRE_DAYS = (
    Figure("business_date", N_("Day"), "date", N_("Local date"), f"{CENTRE}.business_date"),
    Figure("offered", N_("Expected"), "number", N_("Expected contacts"), f"{CENTRE}.offered",
           "ARRIVAL", digits=0),
    Figure("service_level", N_("Service level"), "ratio",
           N_("Expected share of the day answered in time"), f"{CENTRE}.service_level",
           "ARRIVAL"),
    *(
        Figure(f"service_level_{name}", heading, "ratio",
               N_("Service level of the day that so many of a hundred days stay below"),
               f"{CENTRE}.service_level_{name}", "ARRIVAL")
        for name, heading in (("p10", N_("P10")), ("p50", N_("P50")), ("p90", N_("P90")))
    ),
    Figure("all_targets_probability", N_("P(all targets)"), "ratio",
           N_("Probability that every queue meets its target, queues missing together"),
           f"{CENTRE}.all_targets_probability", digits=0),
    Figure("independent_probability", N_("If independent"), "ratio",
           N_("The product of the queues' own probabilities"),
           f"{CENTRE}.independent_probability", digits=0),
)  # fmt: skip
PAIRS = (
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{CORRELATION}.queue_id"),
    Figure("other", N_("Other queue"), "text", N_("The queue compared"),
           f"{CORRELATION}.other_queue_id"),
    Figure("day", N_("Days together"), "number",
           N_("Correlation of the days' forecast errors as used, shrunk"), f"{CORRELATION}.day"),
    Figure("day_seen", N_("Days as seen"), "number",
           N_("The same before it was shrunk"), f"{CORRELATION}.day_seen"),
    Figure("half_hour", N_("Half-hours together"), "number",
           N_("Correlation of the half-hours' forecast errors as used, shrunk"),
           f"{CORRELATION}.half_hour"),
    Figure("half_hour_seen", N_("Half-hours as seen"), "number",
           N_("The same before it was shrunk"), f"{CORRELATION}.half_hour_seen"),
)  # fmt: skip
HALF_HOURS = (
    QUEUE,
    Figure("interval_start_at", N_("Half-hour"), "instant",
           N_("Start of the half-hour, centre's clock"), f"{PREDICTION}.interval_start_at"),
    Figure("offered", N_("Expected"), "number", N_("Expected contacts"), f"{PREDICTION}.offered",
           "ARRIVAL", digits=1),
    Figure("agents", N_("Agents"), "number", N_("Rostered agents, shrinkage taken off"),
           f"{PREDICTION}.agents", digits=1),
    Figure("net_agents", N_("Net"), "number", N_("M070 Agents less required ones"),
           f"{PREDICTION}.net_agents", digits=1),
    Figure("service_level_p10", N_("P10"), "ratio",
           N_("Service level that one of ten such half-hours stays below"),
           f"{PREDICTION}.service_level_p10"),
    Figure("service_level", N_("Service level"), "ratio", N_("Expected share answered in time"),
           f"{PREDICTION}.service_level"),
    Figure("service_level_p90", N_("P90"), "ratio",
           N_("Service level that nine of ten such half-hours stay below"),
           f"{PREDICTION}.service_level_p90"),
    *measures(PREDICTION),
    Figure("one_more", N_("One more"), "number",
           N_("Contacts more answered in time with one agent more"), f"{PREDICTION}.one_more"),
    Figure("one_less", N_("One fewer"), "number",
           N_("Contacts more answered in time with one agent fewer (a loss is negative)"),
           f"{PREDICTION}.one_less"),
)  # fmt: skip


def add_prediction(book: Book, peers: Peers) -> None:
    """Days with their distribution and charts; then every half-hour."""
    sheet = open_sheet(
        book, N_("Predicted service"), N_("What the roster gives when forecasts miss as they do"),
        PREDICTION,
    )  # fmt: skip
    says_without_mail(sheet)
    days = _days(book)
    write_table(sheet, DAYS, [_toned(row) for row in days], freeze=2)
    _together(sheet)
    rows = [
        row | {"queue": word(book, row["queue_id"])}
        for row in period_rows(book, PREDICTION, "business_date", "queue_id")
    ]
    rows.sort(key=lambda row: (row["queue_id"], row["interval_start_at"]))
    detail = open_sheet(
        book, N_("Prediction detail"), N_("Every half-hour, and what one agent is worth"),
        PREDICTION,
    )  # fmt: skip
    placed = write_table(detail, HALF_HOURS, rows, freeze=2)
    if days:
        doubtful = sum(row["target_probability"] < DOUBTFUL for row in days)
        sheet.headline(
            N_("{n} of {all} queue-days will rather miss their target than meet it"),
            tone="warn" if doubtful else "good",
            n=doubtful,
            all=len(days),
        )
    if rows:
        _fans(sheet, placed, rows)


def _together(sheet: Sheet) -> None:
    """The centre's days, and how queues' forecasts have missed together."""
    book = sheet.book
    sheet.caption(N_("All queues together"))
    write_table(sheet, CENTRE_DAYS, period_rows(book, CENTRE, "business_date"), filtered=False)
    pairs = [
        row | {"queue": word(book, row["queue_id"]), "other": word(book, row["other_queue_id"])}
        for row in period_rows(book, CORRELATION, "plan_week", "queue_id", "other_queue_id")
    ]
    sheet.caption(N_("How forecasts of queues have missed together"))
    write_table(sheet, PAIRS, pairs, filtered=False)


def _days(book: Book) -> list[dict[str, Any]]:
    """The days as planned, by formula with the simulated figures beside."""
    simulated = {
        (row["queue_id"], row["business_date"]): {
            "simulated_level": row["service_level"],
            "simulated_low": row["service_level_p10"],
            "simulated_chance": row["target_probability"],
        }
        for row in period_rows(book, SIMULATION, "business_date")
    }
    return [
        row
        | {"queue": word(book, row["queue_id"])}
        | simulated.get((row["queue_id"], row["business_date"]), {})
        for row in period_rows(book, RISK, "business_date", "queue_id")
        if row["option"] == AS_PLANNED
    ]


def _toned(row: Row) -> dict[str, Any]:
    chance = row["target_probability"]
    tone = "bad" if chance < DOUBTFUL else "good" if chance >= SURE else "warn"
    return row | {"target_probability": Cell(chance, tone)}


def _fans(sheet: Sheet, placed: Placed, rows: list[dict[str, Any]]) -> None:
    first = placed.first
    for (queue,), own in grouped(rows, "queue").items():
        last = first + len(own) - 1

        def part(key: str, first: int = first, last: int = last) -> list[object]:
            column = placed.columns[key]
            return [placed.sheet, first, column, last, column]

        start = part("interval_start_at")
        series = [
            Series(placed.head(key), start, part(key), colour, dashed=key != "service_level")
            for key, colour in (("service_level_p10", 3), ("service_level", 0),
                                ("service_level_p90", 1))
        ]  # fmt: skip
        title = sheet.book.language.text(N_("Service level, P10 to P90: {queue}"), queue=queue)
        drawing = Drawing("line", title, series, unit="ratio", digits=0, x_unit="day_hour",
                          labels_every=max(1, len(own) // 7), y_min=0.0, y_max=1.0)  # fmt: skip
        sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=220)
        first = last + 1
