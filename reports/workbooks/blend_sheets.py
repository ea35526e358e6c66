"""The slack of inbound queues: campaigns filled into it, and call-backs promised in it."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, total
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.half_hours import Matrix, write_matrices
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.spans import period_rows

SLACK, CAMPAIGNS, CALLBACKS = "blend_half_hours", "blend_campaigns", "callback_days"
QUEUE = Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{SLACK}.queue_id")
DAY = Figure("business_date", N_("Day"), "date", N_("Local date"), f"{SLACK}.business_date")
PLAN = (
    Figure("campaign", N_("Campaign"), "text", N_("Outbound campaign"),
           f"{CAMPAIGNS}.name_zh, name_en"),
    QUEUE,
    Figure("contacts", N_("To make"), "number", N_("Contacts that the campaign asks for"),
           f"{CAMPAIGNS}.contacts", digits=0),
    Figure("made", N_("Made in slack"), "number", N_("Contacts that slack of the week can make"),
           f"{CAMPAIGNS}.made", digits=0),
    Figure("share", N_("Share"), "ratio", N_("Made ÷ to make"), f"{CAMPAIGNS}.made"),
    Figure("agent_h", N_("Hours lent"), "h", N_("Agent hours lent"), f"{CAMPAIGNS}.agent_h",
           digits=1),
    Figure("last_contact_on", N_("Until"), "date", N_("Day of the last contact"),
           f"{CAMPAIGNS}.last_contact_on"),
)  # fmt: skip
DAYS = (
    DAY,
    QUEUE,
    Figure("spare_h", N_("Slack"), "h",
           N_("Agent hours that inbound can spare and still meet its targets at the risk allowed"),
           f"{SLACK}.spare_agents ÷ 2", digits=1),
    Figure("callback_h", N_("For call-backs"), "h", N_("Of these lent to call-backs"),
           f"{SLACK}.callback_agents ÷ 2", digits=1),
    Figure("outbound_h", N_("For campaigns"), "h", N_("Of these lent to campaigns"),
           f"{SLACK}.outbound_agents ÷ 2", digits=1),
    Figure("outbound_contacts", N_("Outbound contacts"), "number", N_("Outbound contacts made"),
           f"{SLACK}.outbound_contacts", digits=0),
)  # fmt: skip
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
SPARE_AT = Matrix(
    key="spare_agents",
    meaning=N_("Agents that inbound can spare in the half-hour"),
    source=f"{SLACK}.spare_agents",
    join=sum,
    closing=N_("Most at once"),
    closed_by=max,
)
ROOM_AT = Matrix(
    key="callback_room",
    meaning=N_("Call-backs that may be offered in the half-hour"),
    source=f"{SLACK}.callback_room",
    join=sum,
    closing=N_("Call-backs offered"),
    closed_by=sum,
)


def add_blend(book: Book, peers: Peers) -> None:
    """Campaigns, days, and the agents that each half-hour can spare."""
    sheet = open_sheet(
        book, N_("Blending"), N_("Outbound work in the slack of inbound queues"), SLACK
    )
    rows = _rows(book)
    if not rows:
        return
    campaigns = [
        row
        | {"campaign": twin(book, row, "name"), "queue": word(book, row["queue_id"]),
           "share": row["made"] / row["contacts"]}
        for row in period_rows(book, CAMPAIGNS, "plan_week", "campaign_id")
    ]  # fmt: skip
    days = [
        {
            "business_date": day,
            "queue": queue,
            "spare_h": total(own, "spare_agents") / 2,
            "callback_h": total(own, "callback_agents") / 2,
            "outbound_h": total(own, "outbound_agents") / 2,
            "outbound_contacts": total(own, "outbound_contacts"),
        }
        for (day, queue), own in grouped(rows, "business_date", "queue").items()
    ]
    sheet.headline(
        N_("{spare} agent hours can be spared; campaigns make {made} of {asked} contacts in them"),
        spare=f"{total(days, 'spare_h'):,.1f}",
        made=f"{total(campaigns, 'made') or 0:,.0f}",
        asked=f"{total(campaigns, 'contacts') or 0:,.0f}",
    )
    write_table(sheet, PLAN, campaigns, filtered=False)
    sheet.caption(N_("Days"))
    write_table(sheet, DAYS, days, filtered=False)
    write_matrices(sheet, rows, "queue", SPARE_AT)


def add_callbacks(book: Book, peers: Peers) -> None:
    """Requests and promises by day, and the half-hours that may be offered."""
    sheet = open_sheet(
        book, N_("Call-backs"), N_("Times offered only where inbound keeps its level"), CALLBACKS
    )
    rows = [
        row
        | {"queue": word(book, row["queue_id"]),
           "share": _share(row["promised"], row["requests"])}
        for row in period_rows(book, CALLBACKS, "business_date", "queue_id")
    ]  # fmt: skip
    if not rows:
        return
    sheet.headline(
        N_("{promised} of {requests} call-backs expected can be promised a time"),
        promised=total(rows, "promised"),
        requests=total(rows, "requests"),
    )
    write_table(sheet, CALLED, rows, filtered=False)
    offering = {row["queue"] for row in rows}
    write_matrices(
        sheet, [row for row in _rows(book) if row["queue"] in offering], "queue", ROOM_AT
    )


def _rows(book: Book) -> list[dict[str, Any]]:
    return [
        row | {"queue": word(book, row["queue_id"])}
        for row in period_rows(book, SLACK, "business_date", "queue_id", "interval_start_at")
    ]


def _share(part: int, whole: int) -> Cell | None:
    if not whole:
        return None
    return Cell(part / whole, "good" if part == whole else "warn" if part else "bad")
