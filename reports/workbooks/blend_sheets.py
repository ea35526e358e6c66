"""The slack of inbound queues, and campaigns filled into it."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, total
from reports.table import write_table
from reports.vocabulary import word
from reports.workbooks.half_hours import Matrix, write_matrices
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.mail_note import says_without_mail
from reports.workbooks.spans import period_rows

SLACK, CAMPAIGNS = "blend_half_hours", "blend_campaigns"
QUEUE = Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{SLACK}.queue_id")
DAY = Figure("business_date", N_("Day"), "date", N_("Local date"), f"{SLACK}.business_date")
PLAN = (
    Figure("campaign", N_("Campaign"), "text", N_("Outbound campaign"),
           f"{CAMPAIGNS}.name_zh, name_en"),
    QUEUE,
    Figure("contacts", N_("To make"), "number", N_("Contacts that the campaign asks for"),
           f"{CAMPAIGNS}.contacts", digits=0),
    Figure("made_before", N_("Made before"), "number",
           N_("Contacts that the plans of earlier weeks make"), f"{CAMPAIGNS}.made_before",
           digits=0),
    Figure("made", N_("Made in slack"), "number", N_("Contacts that slack of the week can make"),
           f"{CAMPAIGNS}.made", digits=0),
    Figure("share", N_("Share"), "ratio", N_("Made, with those before ÷ to make"),
           f"{CAMPAIGNS}.made_before, made"),
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
SPARE_AT = Matrix(
    key="spare_agents",
    meaning=N_("Agents that inbound can spare in the half-hour"),
    source=f"{SLACK}.spare_agents",
    join=sum,
    closing=N_("Most at once"),
    closed_by=max,
)


def add_blend(book: Book, peers: Peers) -> None:
    """Campaigns, days, and the agents that each half-hour can spare."""
    sheet = open_sheet(
        book, N_("Blending"), N_("Outbound work in the slack of inbound queues"), SLACK
    )
    says_without_mail(sheet)
    rows = slack_rows(book)
    if not rows:
        return
    campaigns = [
        row
        | {"campaign": twin(book, row, "name"), "queue": word(book, row["queue_id"]),
           "left": row["contacts"] - row["made_before"],
           "share": (row["made_before"] + row["made"]) / row["contacts"]}
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
        asked=f"{total(campaigns, 'left') or 0:,.0f}",
    )
    write_table(sheet, PLAN, campaigns, filtered=False)
    sheet.caption(N_("Days"))
    write_table(sheet, DAYS, days, filtered=False)
    write_matrices(sheet, rows, "queue", SPARE_AT)


def slack_rows(book: Book) -> list[dict[str, Any]]:
    """The half-hours of the week with the queue's name."""
    return [
        row | {"queue": word(book, row["queue_id"])}
        for row in period_rows(book, SLACK, "business_date", "queue_id", "interval_start_at")
    ]
