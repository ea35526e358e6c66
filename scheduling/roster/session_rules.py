"""The rule of sessions: everybody who is to take part is there, at one and the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.half_hours import local_to_utc
from scheduling.roster.rule import Broken, Row, named
from scheduling.roster.sessions import Session

Held = tuple[datetime, datetime]


@dataclass(frozen=True)
class SessionWeek:
    """A session and, by participant, the activities and days without shift of the week."""

    session: Session
    plan_week: date
    zone: str
    activities: Mapping[str, Sequence[Row]]
    leave_days: Mapping[str, set[date]]

    @property
    def places(self) -> dict[Held, date]:
        """From when to when the session may be held, with the local date."""
        length = timedelta(minutes=self.session.length_min)
        found: dict[Held, date] = {}
        for place in self.session.places:
            day = self.plan_week + timedelta(days=place.day)
            starts = local_to_utc(day, place.start_min, self.zone)
            found[starts, starts + length] = day
        return found

    def held(self, agent_id: str) -> set[Held]:
        """When the person has an activity that can be this session."""
        return {
            (row["starts_at"], row["ends_at"])
            for row in self.activities.get(agent_id, ())
            if row["activity"] == self.session.activity
        } & self.places.keys()


@named(
    "参加计划的培训与会议", "Planned sessions attended", counted="participant", authority="centre"
)
def sessions_attended(week: SessionWeek) -> Iterator[Broken]:
    """Everybody who is not on leave then is in the session, at the time when most are."""
    mine = {agent_id: week.held(agent_id) for agent_id in sorted(week.session.participants)}
    times = [at for held in mine.values() for at in sorted(held)]
    at = max(times, key=times.count, default=next(iter(week.places)))
    day = week.places[at]
    for agent_id, held in mine.items():
        if at not in held and day not in week.leave_days.get(agent_id, ()):
            name = week.session.name_zh, week.session.name_en
            yield Broken(day, f"未参加：{name[0]}", f"not there: {name[1]}", agent_id)
