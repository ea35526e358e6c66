"""How many people the forecast needs: hours by day, a chart per queue, every half-hour."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, total
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.vocabulary import word
from reports.workbooks.forecast_sheets import LABELS_A_WEEK, QUEUE, by_queue
from reports.workbooks.half_hours import Matrix, write_list, write_matrices


def _hours(agents: list[float]) -> float:
    return sum(agents) / 2


TO_SCHEDULE = Matrix(
    "required_agents",
    N_("Agents to schedule in the half-hour on this day"),
    "requirement.required_agents",
    max,
    N_("Day's hours"),
    _hours,
)
REQUIREMENT = (
    QUEUE,
    Figure(
        "interval_start_at",
        N_("Half-hour"),
        "instant",
        N_("Start of the half-hour, centre's clock"),
        "requirement.interval_start_at",
    ),
    Figure(
        "offered",
        N_("Expected"),
        "number",
        N_("Expected contacts"),
        "requirement.offered",
        "ARRIVAL",
        digits=1,
    ),
    Figure(
        "aht_s", N_("Handle time"), "s", N_("Expected handle time per contact"), "requirement.aht_s"
    ),
    Figure(
        "channel",
        N_("Channel"),
        "text",
        N_("What the contacts come by"),
        "requirement.channel",
    ),
    Figure(
        "offered_load_erlang",
        N_("Offered load"),
        "erlang",
        N_("Contacts × handle time ÷ length of the half-hour"),
        "requirement.offered_load_erlang",
    ),
    Figure(
        "agents",
        N_("On the queue"),
        "count",
        N_("Agents needed on the queue"),
        "requirement.agents",
    ),
    Figure(
        "agents_alone",
        N_("Team alone"),
        "count",
        N_("Agents needed on the queue if no other shared them"),
        "requirement.agents_alone",
    ),
    Figure(
        "shrinkage",
        N_("Shrinkage"),
        "ratio",
        N_("Share of paid time not on the queue"),
        "requirement.shrinkage",
    ),
    Figure(
        "required_agents",
        N_("To schedule"),
        "count",
        N_("Agents to schedule, shrinkage added"),
        "requirement.required_agents",
    ),
    Figure(
        "binding",
        N_("Decided by"),
        "text",
        N_("Which condition set the number"),
        "requirement.binding",
    ),
    Figure(
        "service_level",
        N_("Service level"),
        "ratio",
        N_("Expected share answered within target, of e-mail by the deadline"),
        "requirement.service_level",
    ),
    Figure(
        "asa_s",
        N_("Mean wait"),
        "s",
        N_("Expected mean wait of the answered"),
        "requirement.asa_s",
        digits=1,
    ),
    Figure(
        "abandon_rate",
        N_("Abandon rate"),
        "ratio",
        N_("Expected share that hangs up"),
        "requirement.abandon_rate",
    ),
    Figure(
        "occupancy",
        N_("Occupancy"),
        "ratio",
        N_("Expected share of the contacts that agents can hold at once"),
        "requirement.occupancy",
    ),
    Figure(
        "person_occupancy",
        N_("People busy"),
        "ratio",
        N_("Expected share of time with a contact in hand; differs for chats"),
        "requirement.person_occupancy",
    ),
    Figure(
        "backlog",
        N_("E-mails open"),
        "number",
        N_("E-mails not answered at the end of the half-hour, expected"),
        "requirement.backlog",
        digits=1,
    ),
    Figure("model", N_("Model"), "text", N_("How the agents were found"), "requirement.model"),
    Figure(
        "simulated_service_level",
        N_("Simulated"),
        "ratio",
        N_("Service level of these agents in simulated days"),
        "requirement.simulated_service_level",
    ),
    Figure(
        "simulated_error",
        N_("± error"),
        "ratio",
        N_("Standard error of the simulated service level"),
        "requirement.simulated_error",
    ),
    Figure(
        "model_error",
        N_("Model error"),
        "ratio",
        N_("Service level that the model expects less the simulated one"),
        "requirement.model_error",
    ),
    Figure(
        "service_level_one_less",
        N_("One less"),
        "ratio",
        N_("Simulated service level with one agent less in the half-hour"),
        "requirement.service_level_one_less",
    ),
    Figure(
        "service_level_one_more",
        N_("One more"),
        "ratio",
        N_("Simulated service level with one agent more in the half-hour"),
        "requirement.service_level_one_more",
    ),
)

REQUIREMENT_DAYS = (
    QUEUE,
    Figure("day", N_("Day"), "date", N_("Local date"), "requirement.business_date"),
    Figure(
        "offered",
        N_("Expected"),
        "number",
        N_("Expected contacts"),
        "requirement.offered",
        "ARRIVAL",
        digits=0,
    ),
    Figure(
        "agent_h",
        N_("Hours on the queue"),
        "h",
        N_("Agent hours needed on the queue"),
        "requirement.agents ÷ 2",
        digits=1,
    ),
    Figure(
        "required_h",
        N_("Hours to schedule"),
        "h",
        N_("Agent hours to schedule, shrinkage added"),
        "requirement.required_agents ÷ 2",
        digits=1,
    ),
    Figure(
        "peak", N_("Peak"), "count", N_("Most agents needed in one half-hour"), "requirement.agents"
    ),
)


def add_requirement(book: Book, peers: Peers) -> None:
    """Hours by queue and day with charts; then a sheet with every half-hour."""
    sheet = Sheet(
        book,
        N_("Requirement"),
        N_("People needed, by queue and half-hour"),
        orientation="portrait",
    )
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("requirement")
    rows = by_queue(book, "requirement")
    shown = [
        row | {name: word(book, row[name]) for name in ("binding", "model", "channel")}
        for row in rows
        if row["required_agents"] or row["agents"]
    ]
    detail = Sheet(
        book,
        N_("Requirement detail"),
        N_("The requirement of every half-hour"),
        orientation="portrait",
    )
    detail.link_home()
    detail.says_missing("requirement")
    top = detail.row
    write_matrices(detail, rows, "queue", TO_SCHEDULE)
    placed = write_list(detail, REQUIREMENT, shown, top)
    if not shown:
        return
    _requirement_days(sheet, rows)
    first, top = placed.first, sheet.row
    for (queue,), members in grouped(shown, "queue").items():
        last = first + len(members) - 1
        drawing = _staff_chart(sheet, placed, str(queue), first, last)
        top = draw(sheet, drawing, top, 0, width=760, height=210)
        first = last + 1


def _requirement_days(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    days = [
        {
            "day": day,
            "queue": queue,
            "offered": total(members, "offered"),
            "agent_h": total(members, "agents") / 2,
            "required_h": total(members, "required_agents") / 2,
            "peak": max(row["agents"] for row in members),
        }
        for (queue, day), members in grouped(rows, "queue", "business_date").items()
    ]
    whole = {key: total(days, key) for key in ("offered", "agent_h", "required_h")}
    whole |= {
        "queue": sheet.book.language.text(N_("Total")),
        "day": "",
        "peak": max(d["peak"] for d in days),
    }
    write_table(sheet, REQUIREMENT_DAYS, days, freeze=2, total=whole)
    sheet.headline(
        N_("{hours} agent hours to schedule, shrinkage added"),
        hours=f"{whole['required_h']:,.1f}",
    )


def _staff_chart(sheet: Sheet, placed: Placed, queue: str, first: int, last: int) -> Drawing:
    def part(key: str) -> list[object]:
        column = placed.columns[key]
        return [placed.sheet, first, column, last, column]

    start = part("interval_start_at")
    return Drawing(
        "column",
        sheet.book.language.text(N_("People needed: {queue}"), queue=queue),
        (
            Series(placed.head("required_agents"), start, part("required_agents"), "#BCD3EA"),
            Series(placed.head("agents"), start, part("agents"), 0, kind="line"),
        ),
        x_unit="day_hour",
        gap=0,
        labels_every=max(1, (last - first + 1) // LABELS_A_WEEK),
    )
