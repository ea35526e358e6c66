"""Agents of shared skills: how many of each group keep every queue's level, against teams alone."""

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
from reports.workbooks.mail_note import says_without_mail
from reports.workbooks.spans import period_rows

AGENTS, QUEUES = "skill_agents", "skill_queues"
GROUPS = (
    Figure("group", N_("Group of skills"), "text", N_("Agents of the same skills"),
           f"{AGENTS}.group_id"),
    Figure("agent_h", N_("Agent hours"), "h", N_("Hours of the group on the queues"),
           f"{AGENTS}.agents ÷ 2", digits=1),
    Figure("most", N_("Most at once"), "count", N_("Agents in the fullest half-hour"),
           f"{AGENTS}.agents"),
    Figure("cost", N_("Cost"), "number", N_("Hours × cost of an agent of the group"),
           f"{AGENTS}.cost", digits=1),
)  # fmt: skip
LEVELS = (
    Figure("business_date", N_("Day"), "date", N_("Local date"), f"{QUEUES}.business_date"),
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{QUEUES}.queue_id"),
    Figure("offered", N_("Expected"), "number", N_("Expected contacts"), f"{QUEUES}.offered",
           "ARRIVAL", digits=0),
    Figure("target_level", N_("Target"), "ratio", N_("Promised service level"),
           f"{QUEUES}.target_level"),
    Figure("shared_low", N_("Worst, shared"), "ratio",
           N_("Lowest simulated level of a half-hour with shared skills"),
           f"{QUEUES}.simulated_level", "ARRIVAL"),
    Figure("alone_h", N_("Hours alone"), "h",
           N_("Agent hours of a team of this queue alone, as required"),
           f"{QUEUES}.agents_alone ÷ 2", digits=1),
    Figure("alone_low", N_("Worst, alone"), "ratio",
           N_("Lowest simulated level of a half-hour with such teams"),
           f"{QUEUES}.level_alone", "ARRIVAL"),
    Figure("missed", N_("Half-hours missed alone"), "count",
           N_("Half-hours below target with such teams"), f"{QUEUES}.level_alone"),
)  # fmt: skip
AGENTS_AT = Matrix(
    key="agents",
    meaning=N_("Agents of the group in the half-hour"),
    source=f"{AGENTS}.agents",
    join=sum,
    closing=N_("Most at once"),
    closed_by=max,
)


def add_skills(book: Book, peers: Peers) -> None:
    """Groups with hours and cost, queues with both ways of staffing, the half-hours by group."""
    sheet = open_sheet(
        book, N_("Shared skills"), N_("Agents of several skills who keep every queue's level"),
        AGENTS, QUEUES,
    )  # fmt: skip
    says_without_mail(sheet)
    rows = period_rows(book, AGENTS, "business_date", "group_id", "interval_start_at")
    if not rows:
        return
    rows = [row | {"group": twin(book, row, "name")} for row in rows]
    groups = [_group(name, own) for (name,), own in grouped(rows, "group").items()]
    levels = [
        _level(book, day, queue, own)
        for (day, queue), own in grouped(
            period_rows(book, QUEUES, "business_date", "queue_id"), "business_date", "queue_id"
        ).items()
    ]
    write_table(sheet, GROUPS, groups, filtered=False)
    sheet.caption(N_("Queues on the simulated days"))
    write_table(sheet, LEVELS, levels, filtered=False)
    write_matrices(sheet, rows, "group", AGENTS_AT)
    if not levels:
        return
    sheet.headline(
        N_("{shared} agent hours of shared skills keep every level; teams alone take {alone} and "
           "miss {missed} half-hours"),
        shared=f"{total(groups, 'agent_h'):,.1f}",
        alone=f"{total(levels, 'alone_h'):,.1f}",
        missed=sum(row["missed"] for row in levels),
    )  # fmt: skip


def _group(name: str, own: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "group": name,
        "agent_h": sum(row["agents"] for row in own) / 2,
        "most": max(row["agents"] for row in own),
        "cost": sum(row["cost"] for row in own) / 2,
    }


def _level(book: Book, day: object, queue: str, own: list[dict[str, Any]]) -> dict[str, Any]:
    shared, alone = (
        [row[name] for row in own if row[name] is not None]
        for name in ("simulated_level", "level_alone")
    )
    target = own[0]["target_level"]
    return {
        "business_date": day,
        "queue": word(book, queue),
        "offered": total(own, "offered"),
        "target_level": target,
        "shared_low": _toned(min(shared, default=None), target),
        "alone_h": sum(row["agents_alone"] for row in own) / 2,
        "alone_low": _toned(min(alone, default=None), target),
        "missed": sum(level < target for level in alone),
    }


def _toned(level: float | None, target: float) -> Cell:
    return Cell(level, "plain" if level is None else "good" if level >= target else "bad")
