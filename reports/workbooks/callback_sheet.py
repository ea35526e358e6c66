"""Call-backs: the times that a week can promise, and what became of earlier promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.blend_sheets import slack_rows
from reports.workbooks.half_hours import Matrix, write_matrices
from reports.workbooks.listing import open_sheet
from reports.workbooks.spans import period_rows

CALLBACKS, OUTCOMES, SLACK = "callback_days", "callback_outcomes", "blend_half_hours"
DUE = ("kept", "early", "late", "overdue", "missed")
CALLED = (
    Figure("business_date", N_("Day"), "date", N_("Local date"), f"{CALLBACKS}.business_date"),
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{CALLBACKS}.queue_id"),
    Figure("requests", N_("Requests"), "count",
           N_("Call-backs that callers who hang up will ask for"), f"{CALLBACKS}.requests"),
    Figure("promised", N_("Promised"), "count",
           N_("Requests with a half-hour in which inbound keeps its level"),
           f"{CALLBACKS}.promised"),
    Figure("without_slot", N_("Without a time"), "count",
           N_("Requests for which no half-hour can be offered"), f"{CALLBACKS}.without_slot"),
    Figure("share", N_("Share"), "ratio", N_("Promised ÷ requested"), f"{CALLBACKS}.promised"),
    Figure("mean_wait_h", N_("Mean wait"), "h", N_("Hours until the promised half-hour"),
           f"{CALLBACKS}.mean_wait_h", digits=1),
)  # fmt: skip
PLANNED = (
    Figure("planned_requests", N_("Requests, planned"), "number",
           N_("Call-backs that the plan of the day expected; empty where no plan was made"),
           f"{OUTCOMES}.planned_requests", digits=1),
    Figure("planned_promised", N_("Promised, planned"), "number",
           N_("Of these with a half-hour in the plan"), f"{OUTCOMES}.planned_promised", digits=1),
)  # fmt: skip
BECAME = (
    Figure("requests", N_("Requests, actual"), "count", N_("Call-backs that customers asked for"),
           f"{OUTCOMES}.requests"),
    Figure("kept", N_("Kept"), "count", N_("First called in the window promised"),
           f"{OUTCOMES}.kept"),
    Figure("early", N_("Early"), "count", N_("First called before the window"),
           f"{OUTCOMES}.early"),
    Figure("late", N_("Late"), "count",
           N_("First called after the window, not later than the rule allows"),
           f"{OUTCOMES}.late"),
    Figure("overdue", N_("Overdue"), "count",
           N_("Not called after the window, while it may still be late"), f"{OUTCOMES}.overdue"),
    Figure("missed", N_("Missed"), "count",
           N_("First called later than the rule allows, or never"), f"{OUTCOMES}.missed"),
    Figure("withdrawn", N_("Withdrawn"), "count",
           N_("No longer wanted before the window was over; nothing was due"),
           f"{OUTCOMES}.withdrawn"),
    Figure("share_kept", N_("Share kept"), "ratio",
           N_("Kept ÷ (kept + early + late + overdue + missed)"), f"{OUTCOMES}.kept"),
)  # fmt: skip
CAME_QUEUES = (
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{OUTCOMES}.queue_id"),
    *BECAME,
)
CAME_DAYS = (
    Figure("business_date", N_("Day"), "date", N_("Local date of the request"),
           f"{OUTCOMES}.business_date"),
    *CAME_QUEUES[:1],
    *PLANNED,
    *BECAME,
    Figure("median_wait_s", N_("Median wait"), "s",
           N_("Median time from the request to the first call"), f"{OUTCOMES}.median_wait_s",
           digits=0),
    Figure("median_delay_s", N_("Median delay"), "s",
           N_("Median time from the end of the window to the first call, of those after it"),
           f"{OUTCOMES}.median_delay_s", digits=0),
)  # fmt: skip
ROOM_AT = Matrix(
    key="callback_room",
    meaning=N_("Call-backs that may be offered in the half-hour"),
    source=f"{SLACK}.callback_room",
    join=sum,
    closing=N_("Call-backs offered"),
    closed_by=sum,
)


def add_callbacks(book: Book, peers: Peers) -> None:
    """Requests and promises by day, what became of earlier ones, half-hours to be offered."""
    sheet = open_sheet(
        book, N_("Call-backs"), N_("Times offered only where inbound keeps its level"),
        CALLBACKS, OUTCOMES,
    )  # fmt: skip
    rows = [
        row
        | {"queue": word(book, row["queue_id"]),
           "share": _share(row["promised"], row["requests"])}
        for row in period_rows(book, CALLBACKS, "business_date", "queue_id")
    ]  # fmt: skip
    if rows:
        sheet.headline(
            N_("{promised} of {requests} call-backs expected can be promised a time"),
            promised=total(rows, "promised"),
            requests=total(rows, "requests"),
        )
        write_table(sheet, CALLED, rows, filtered=False)
    _write_outcomes(sheet, read(book.tables, OUTCOMES, "business_date", "queue_id"))
    offering = {row["queue"] for row in rows}
    room = [row for row in slack_rows(book) if row["queue"] in offering]
    if room:
        write_matrices(sheet, room, "queue", ROOM_AT)


def _write_outcomes(sheet: Sheet, rows: Sequence[dict[str, Any]]) -> None:
    """Promises of the weeks before by queue, then by day beside what was planned."""
    if not rows:
        return
    told = [row | {"queue": word(sheet.book, row["queue_id"])} | _kept(row) for row in rows]
    queues = []
    for (queue,), own in grouped(told, "queue").items():
        sums = {name: total(own, name) for name in ("requests", "withdrawn", *DUE)}
        queues.append({"queue": queue} | sums | _kept(sums))
    sheet.caption(N_("What became of the call-backs of the four weeks before"))
    write_table(sheet, CAME_QUEUES, queues, filtered=False)
    sheet.caption(N_("The same by day, beside the plan"))
    write_table(sheet, CAME_DAYS, told, filtered=False)


def _kept(row: dict[str, Any]) -> dict[str, Cell | None]:
    return {"share_kept": _share(row["kept"], sum(row[name] for name in DUE))}


def _share(part: int, whole: int) -> Cell | None:
    if not whole:
        return None
    return Cell(part / whole, "good" if part == whole else "warn" if part else "bad")
