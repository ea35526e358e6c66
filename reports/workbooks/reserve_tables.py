"""The reserve on call: each queue's own, and one that a group of skills shares."""

from __future__ import annotations

from typing import Any

from reports.figure import Figure
from reports.language import N_
from reports.rows import grouped, total
from reports.sheet import Sheet
from reports.table import write_table
from reports.vocabulary import word
from reports.workbooks.listing import twin
from reports.workbooks.spans import period_rows

RESERVE, SHARED = "plan_reserve", "plan_reserve_shared"
SUMMED = (
    "cost_as_planned_amount", "cost_added_only_amount", "cost_two_stage_amount",
    "value_of_flexibility_amount", "cost_alone_amount", "value_of_sharing_amount",
)  # fmt: skip
ADD = Figure("added_agents", N_("Add"), "count", N_("Agents to add to the roster for good"),
             f"{RESERVE}.added_agents")  # fmt: skip
ON_CALL = Figure("on_call_agents", N_("On call"), "count", N_("Agents to hold on call"),
                 f"{RESERVE}.on_call_agents")  # fmt: skip
FLEXIBILITY = Figure(
    "value_of_flexibility_amount", N_("Value of flexibility"), "amount",
    N_("What deciding on the day saves against the best plan that decides before"),
    f"{RESERVE}.value_of_flexibility_amount",
)  # fmt: skip
SHARING = Figure(
    "value_of_sharing_amount", N_("Value of sharing"), "amount",
    N_("Cost of the queues' own reserves less that of the shared one"),
    f"{SHARED}.value_of_sharing_amount",
)  # fmt: skip
WEEK = (
    Figure("holder", N_("Reserve of"), "text",
           N_("Queue with a reserve of its own, or group of skills whose queues share one"),
           f"{RESERVE}.queue_id; {SHARED}.group_id"),
    Figure("most_on_call", N_("Most on call"), "count", N_("Agents on call in the fullest span"),
           f"{RESERVE}.on_call_agents"),
    Figure("cost_as_planned_amount", N_("Cost, as planned"), "amount",
           N_("Short hours as planned, mean over scenarios"), f"{RESERVE}.cost_as_planned_amount"),
    Figure("cost_added_only_amount", N_("Cost, added only"), "amount",
           N_("With the best number added and nobody on call"),
           f"{RESERVE}.cost_added_only_amount"),
    Figure("cost_two_stage_amount", N_("Cost, on call"), "amount",
           N_("With the best numbers added and on call"), f"{RESERVE}.cost_two_stage_amount"),
    FLEXIBILITY,
    Figure("cost_alone_amount", N_("Cost, queues alone"), "amount",
           N_("The same queues with reserves of their own"), f"{SHARED}.cost_alone_amount"),
    SHARING,
)  # fmt: skip
DAY = Figure("business_date", N_("Day"), "date", N_("Local date"), f"{RESERVE}.business_date")
SPAN = Figure("time_window", N_("Time"), "text", N_("Span in which called agents work"),
              f"{RESERVE}.time_window")  # fmt: skip
CALLED = (
    Figure("call_probability", N_("P(call)"), "ratio", N_("Probability that any is called"),
           f"{RESERVE}.call_probability", digits=0),
    Figure("short_h", N_("Short, as planned"), "h", N_("Short hours expected as planned"),
           f"{RESERVE}.short_h"),
    Figure("short_h_left", N_("Short, reserved"), "h",
           N_("Short hours expected with the reserve"), f"{RESERVE}.short_h_left"),
)  # fmt: skip
QUEUE = Figure("holder", N_("Queue"), "text", N_("Queue of the contacts"), f"{RESERVE}.queue_id")
GROUP = Figure("holder", N_("Group of skills"), "text", N_("Agents of the same skills"),
               f"{SHARED}.group_id")  # fmt: skip
OWN_SPANS = (DAY, QUEUE, SPAN, ADD, ON_CALL, *CALLED, FLEXIBILITY)
SHARED_SPANS = (DAY, GROUP, SPAN, ADD, ON_CALL, *CALLED, FLEXIBILITY, SHARING)


def write_reserves(sheet: Sheet) -> None:
    """The week by holder, then the spans that need a reserve: own ones and shared ones."""
    book = sheet.book
    own = [
        row | {"holder": word(book, row["queue_id"])}
        for row in period_rows(book, RESERVE, "business_date", "queue_id", "time_window")
    ]
    shared = [
        row | {"holder": twin(book, row, "name")}
        for row in period_rows(book, SHARED, "business_date", "group_id", "time_window")
    ]
    sheet.caption(N_("Reserve of the week; groups that share a queue are alternatives"))
    write_table(sheet, WEEK, [*_week(own), *_week(shared)], filtered=False)
    sheet.caption(N_("Reserve by time of day; spans that need none are left out"))
    write_table(sheet, OWN_SPANS, _needed(own))
    if needed := _needed(shared):
        sheet.caption(N_("Shared reserve by time of day"))
        write_table(sheet, SHARED_SPANS, needed, filtered=False)


def _week(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"holder": holder, "most_on_call": max(row["on_call_agents"] for row in part)}
        | {name: total(part, name) for name in SUMMED}
        for (holder,), part in grouped(rows, "holder").items()
    ]


def _needed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["added_agents"] or row["on_call_agents"]]
