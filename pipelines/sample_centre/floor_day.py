"""What happens on the floor in a day: segments of calls, spans of agents, agents on duty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.sample_centre.people import Person


@dataclass(slots=True)
class Segment:
    """One attempt in one queue; instants are seconds since local midnight."""

    contact_no: int
    segment_no: int
    queue: int
    customer: int
    arrived_s: int
    queued_s: int | None
    draw: int
    contact_type: str | None = None
    answered_s: int | None = None
    ended_s: int = 0
    updated_s: int = 0
    wait_s: int | None = None
    talk_s: int = 0
    hold_s: int = 0
    wrap_s: int = 0
    outcome: str = "waiting"
    agent: int | None = None
    transferred: bool = False
    disconnected_by: str | None = None
    gives_up_s: int = 0
    transferred_by: int | None = None


class Span(NamedTuple):
    """An agent in one state, half-open, seconds since local midnight."""

    agent: int
    state: str
    starts_s: int
    ends_s: int
    reason: str | None = None
    contact_no: int | None = None


@dataclass
class DutyAgent:
    """An agent who came to work: login, planned logout and interruptions in order.

    Each interruption is (due second, duration, aux reason); it starts when the agent is
    next free at or after it is due.
    """

    person: Person
    queues: tuple[int, ...]
    logs_in_s: int
    logs_out_s: int
    interruptions: list[tuple[int, int, str]] = field(default_factory=list)
    available_since_s: int | None = None


@dataclass(frozen=True)
class FloorDay:
    """What happened: every segment in order of creation, every state span but logged_in."""

    segments: list[Segment]
    spans: list[Span]
    logins: list[Span]
