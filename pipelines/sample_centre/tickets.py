"""Tickets that calls open: their whole life is drawn when they open, then cut by day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from pipelines.sample_centre.floor_day import Segment
from pipelines.sample_centre.people import Skill, Staff
from pipelines.sample_centre.streams import stream

OPEN_SHARES = {"complaint": 0.20, "technical": 0.05, "billing": 0.01}
PRIORITIES = ("low", "normal", "high", "urgent")
PRIORITY_SHARES = (0.15, 0.55, 0.23, 0.07)
REPLY_HOURS = {"low": 24, "normal": 8, "high": 4, "urgent": 1}
RESOLUTION_HOURS = {"low": 120, "normal": 72, "high": 48, "urgent": 24}
REOPENED_SHARE, PENDED_SHARE, ESCALATED_SHARE, REVIEWED_SHARE = 0.07, 0.25, 0.06, 0.5
CLOSES_AFTER = timedelta(days=2)
DESK_OPENS, DESK_CLOSES = time(8), time(21)


@dataclass(frozen=True)
class TicketEvent:
    """Something that happened to a ticket; local time."""

    ticket_id: str
    number: int
    event_type: str
    step: str | None
    at: datetime
    actor: str | None = None
    to_agent: str | None = None
    to_team: str | None = None

    @property
    def event_id(self) -> str:
        return f"{self.ticket_id}-{self.number:02d}"


@dataclass(frozen=True)
class Ticket:
    """A ticket's state at some moment; local times."""

    ticket_id: str
    contact_id: str
    ticket_type: str
    priority: str
    customer: int
    created_by: str
    opened_at: datetime
    reply_due_at: datetime
    resolution_due_at: datetime
    status: str = "open"
    owner: str | None = None
    team: str | None = None
    first_reply_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    updated_at: datetime = datetime.min


@dataclass
class Life:
    """A ticket as it was opened, and everything that will happen to it, by time."""

    opened: Ticket
    events: list[TicketEvent] = field(default_factory=list)

    def state_after(self, day: date) -> Ticket:
        """The ticket at the end of the local day."""
        after = datetime.combine(day + timedelta(1), time())
        changes: dict[str, Any] = {}
        for event in self.events:
            if event.at >= after:
                break
            changes |= _changes(event, changes) | {"updated_at": event.at}
        return replace(self.opened, **changes)


def open_tickets(
    segments: list[tuple[str, Segment]], staff: Staff, day: date, seed: int
) -> list[Life]:
    """Tickets opened by the day's answered calls; `segments` pairs contact_id and segment."""
    rng = stream(seed, "tickets", day.toordinal())
    lives: list[Life] = []
    midnight = datetime.combine(day, time())
    workers = [p.agent_id for p in staff.with_role("agent", day) if _handles_tickets(p.skills)]
    for contact_id, segment in segments:
        share = OPEN_SHARES.get(segment.contact_type or "", 0.0)
        if segment.outcome != "answered" or rng.random() >= share:
            continue
        ticket = _opened(len(lives) + 1, contact_id, segment, midnight, rng)
        lives.append(_live(ticket, workers, rng))
    return lives


def _handles_tickets(skills: tuple[Skill, ...]) -> bool:
    return any(skill.queue_id == "voice_complaints" for skill in skills)


def _opened(
    number: int, contact_id: str, segment: Segment, midnight: datetime, rng: np.random.Generator
) -> Ticket:
    at = midnight + timedelta(seconds=segment.ended_s)
    priority = PRIORITIES[int(rng.choice(4, p=PRIORITY_SHARES))]
    return Ticket(
        ticket_id=f"T{midnight:%y%m%d}{number:04d}",
        contact_id=contact_id,
        ticket_type=segment.contact_type or "",
        priority=priority,
        customer=segment.customer,
        created_by=f"A{1000 + (segment.agent or 0)}",
        opened_at=at,
        reply_due_at=at + timedelta(hours=REPLY_HOURS[priority]),
        resolution_due_at=at + timedelta(hours=RESOLUTION_HOURS[priority]),
        updated_at=at,
    )


class _Writer:
    """Adds events to a life while its clock moves through the desk's working hours."""

    def __init__(self, ticket: Ticket, workers: list[str], rng: np.random.Generator) -> None:
        self.life, self.rng, self.workers = Life(ticket), rng, workers
        self.now = ticket.opened_at

    def pause(self, mean_minutes: float) -> None:
        """Let an exponential time pass, then wait until the desk is open."""
        passed = 30 + int(self.rng.exponential(mean_minutes * 60))
        self.now = _desk_time(self.now + timedelta(seconds=passed))

    def note(self, event_type: str, step: str | None, actor: str | None = None, **to: str) -> None:
        """Write an event at the present moment, at least a second after the one before."""
        events = self.life.events
        if events and self.now <= events[-1].at:
            self.now = events[-1].at + timedelta(seconds=1)
        ticket_id = self.life.opened.ticket_id
        events.append(
            TicketEvent(ticket_id, len(events) + 1, event_type, step, self.now, actor, **to)
        )

    def worker(self) -> str:
        """Somebody who handles tickets."""
        return self.workers[int(self.rng.integers(len(self.workers)))]


def _live(ticket: Ticket, workers: list[str], rng: np.random.Generator) -> Life:
    writer = _Writer(ticket, workers or [ticket.created_by], rng)
    writer.note("created", None, ticket.created_by)
    hurry = {"low": 1.6, "normal": 1.0, "high": 0.6, "urgent": 0.15}[ticket.priority]
    _step(writer, "triage", hurry * 20, 6, to_team="T05")
    writer.now += timedelta(seconds=1)
    owner = writer.worker()
    _handle(writer, owner, hurry)
    if rng.random() < REOPENED_SHARE:
        writer.pause(60 * 20)
        writer.note("reopen", "handle", None)
        _handle(writer, owner, hurry)
    writer.now += CLOSES_AFTER
    writer.note("close", None, None)
    return writer.life


def _step(writer: _Writer, step: str, wait_minutes: float, work_minutes: float, **to: str) -> str:
    writer.note("enter_queue", step, None, **to)
    writer.pause(wait_minutes)
    worker = writer.worker()
    writer.note("start_work", step, worker)
    writer.pause(work_minutes)
    return worker


def _handle(writer: _Writer, owner: str, hurry: float) -> None:
    writer.note("enter_queue", "handle", None, to_team="T05")
    writer.note("assigned", "handle", None, to_agent=owner, to_team="T05")
    writer.pause(hurry * 70)
    writer.note("start_work", "handle", owner)
    writer.pause(25)
    writer.note("reply", "handle", owner)
    if writer.rng.random() < PENDED_SHARE:
        writer.note("pend", "handle", owner)
        writer.pause(60 * 8)
        writer.note("resume", "handle", owner)
    if writer.rng.random() < ESCALATED_SHARE:
        writer.note("escalate", "handle", owner)
    writer.pause(hurry * 600)
    if writer.rng.random() < REVIEWED_SHARE:
        _step(writer, "review", hurry * 90, 8, to_team="T05")
        writer.note("solve", "review", owner)
    else:
        writer.note("solve", "handle", owner)


def _desk_time(at: datetime) -> datetime:
    """The instant itself while the desk is open, else one in its next first hour."""
    if DESK_OPENS <= at.time() < DESK_CLOSES:
        return at
    day = at.date() + timedelta(0 if at.time() < DESK_OPENS else 1)
    return datetime.combine(day, time(DESK_OPENS.hour, at.minute, at.second))


def _changes(event: TicketEvent, before: dict[str, Any]) -> dict[str, Any]:
    """The ticket's columns that an event changes; `before` are the changes so far."""
    match event.event_type:
        case "assigned":
            return {"owner": event.to_agent, "team": event.to_team}
        case "enter_queue":
            return {"team": event.to_team}
        case "reply":
            return {"first_reply_at": before.get("first_reply_at", event.at)}
        case "pend":
            return {"status": "pending"}
        case "resume":
            return {"status": "open"}
        case "solve":
            return {"status": "solved", "resolved_at": event.at}
        case "reopen":
            return {"status": "open", "reopened": before.get("reopened", 0) + 1}
        case "close":
            return {"status": "closed", "closed_at": event.at}
        case _:
            return {}
