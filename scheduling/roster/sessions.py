"""sessions.yaml: trainings and meetings to be held in a week, and where the roster puts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from data_contracts.dated import Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scheduling.half_hours import SLOTS_PER_DAY, minute_of, monday_of
from scheduling.roster.pauses import Shares, pause_places
from scheduling.roster.shift_library import Pause, ShiftOption

SessionKind = Literal["training", "meeting"]
SESSIONS: tuple[SessionKind, ...] = ("training", "meeting")


class PinnedAt(Rule):
    """A session that is already agreed."""

    day: date
    at: str


class PlannedSession(Rule):
    """One entry: who meets for how long, in which window of one week, or pinned."""

    id: str
    activity: SessionKind
    name_zh: str
    name_en: str
    length_min: int = Field(gt=0, multiple_of=30)
    team: str | None = None
    agents: list[str] = Field(default_factory=list)
    first_day: date
    last_day: date
    earliest: str
    latest: str
    pinned: PinnedAt | None = None

    @model_validator(mode="after")
    def _in_one_week(self) -> Self:
        if monday_of(self.first_day) != monday_of(self.last_day) or self.last_day < self.first_day:
            raise ValueError("first_day and last_day must lie in one week, in order")
        if (self.team is None) == (not self.agents):
            raise ValueError("a session names either a team or its agents")
        clocks = [self.earliest, self.latest, *([self.pinned.at] if self.pinned else [])]
        if any(minute_of(clock) % 30 for clock in clocks):
            raise ValueError("earliest, latest and at must be half-hours, as 10:00 or 10:30")
        if minute_of(self.latest) + self.length_min > 1440:
            raise ValueError("latest is the last start; the session must end by midnight")
        return self


class SessionFile(Rule):
    """sessions.yaml"""

    sessions: list[PlannedSession]


class SessionPlace(NamedTuple):
    """Day of the week and minute after its midnight."""

    day: int
    start_min: int


class Span(NamedTuple):
    """A stretch of a day that a session takes, minutes after midnight."""

    start_min: int
    end_min: int
    activity: SessionKind


Busy = Mapping[tuple[str, int], tuple[Span, ...]]
"""The sessions of each person and day of the week."""


@dataclass(frozen=True)
class Session:
    """A session of the week with the places it may take; a pinned one has a single place."""

    session_id: str
    activity: SessionKind
    name_zh: str
    name_en: str
    length_min: int
    participants: frozenset[str]
    places: tuple[SessionPlace, ...]

    def span(self, place: SessionPlace) -> Span:
        """What the session takes of its day."""
        return Span(place.start_min, place.start_min + self.length_min, self.activity)


@dataclass(frozen=True)
class SessionPlan:
    """The file with its lines."""

    file: SessionFile
    document: LocatedYaml

    def of_week(self, plan_week: date, people: Iterable[Mapping[str, Any]]) -> tuple[Session, ...]:
        """The week's sessions. Raises Refusal where nobody of the named ones is employed."""
        rows = [row for row in people if row.get("role", "agent") == "agent"]
        return tuple(
            self._session(n, one, rows)
            for n, one in enumerate(self.file.sessions)
            if monday_of(one.first_day) == plan_week
        )

    def _session(self, n: int, one: PlannedSession, rows: Sequence[Mapping[str, Any]]) -> Session:
        named = {
            row["agent_id"]
            for row in rows
            if row["agent_id"] in one.agents or (one.team and row.get("team_id") == one.team)
        }
        if not named:
            raise Refusal(
                "nobody who is to take part is in the week's roster",
                place=self.document.place(("sessions", n)),
                value=one.team or ", ".join(one.agents),
                next_step="name a team or agents of the centre",
            )
        return Session(
            one.id, one.activity, one.name_zh, one.name_en, one.length_min, frozenset(named),
            _places(one),
        )  # fmt: skip


def read_sessions(document: LocatedYaml) -> SessionPlan:
    """The sessions of a centre. Raises Refusal with file, line and key on a bad entry."""
    return SessionPlan(validated(SessionFile, document), document)


def busy_days(placed: Mapping[Session, SessionPlace]) -> Busy:
    """Everybody's sessions by day, in order."""
    found: dict[tuple[str, int], list[Span]] = defaultdict(list)
    for session, place in placed.items():
        for agent_id in session.participants:
            found[agent_id, place.day].append(session.span(place))
    return {key: tuple(sorted(spans)) for key, spans in found.items()}


def busy_slots(day: int, spans: Sequence[Span]) -> list[int]:
    """Slots of the week that the sessions of a day take."""
    first = day * SLOTS_PER_DAY
    return [first + at // 30 for span in spans for at in range(span.start_min, span.end_min, 30)]


def suits(option: ShiftOption, spans: Sequence[Span]) -> bool:
    """Whether the shift runs all through the sessions and its pauses have room beside them."""
    inside = all(option.start_min <= s.start_min and s.end_min <= option.end_min for s in spans)
    return inside and all(free_places(0, option, pause, spans) for pause in option.pauses)


def free_places(
    day: int, option: ShiftOption, pause: Pause, spans: Sequence[Span]
) -> dict[Shares, list[int]]:
    """`pause_places` that meet no session."""
    free = {
        shares: [start for start in starts if not meets(option, pause, start, spans)]
        for shares, starts in pause_places(day, option, pause).items()
    }
    return {shares: starts for shares, starts in free.items() if starts}


def meets(option: ShiftOption, pause: Pause, start: int, spans: Sequence[Span]) -> bool:
    """Whether a pause that begins `start` minutes after the shift does meets a session."""
    begins = option.start_min + start
    return any(begins < s.end_min and begins + pause.length_min > s.start_min for s in spans)


def _places(one: PlannedSession) -> tuple[SessionPlace, ...]:
    if one.pinned:
        return (SessionPlace(one.pinned.day.weekday(), minute_of(one.pinned.at)),)
    days = range((one.last_day - one.first_day) // timedelta(days=1) + 1)
    return tuple(
        SessionPlace(one.first_day.weekday() + day, start)
        for day in days
        for start in range(minute_of(one.earliest), minute_of(one.latest) + 1, 30)
    )
