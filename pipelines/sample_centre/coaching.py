"""Coaching after poor evaluations: who is coached, when, and how much better they do after it.

Leaders coach by chance after a poor evaluation, so that people who were not coached after an
equally poor one can be compared with. The first session lifts a person's quality for good.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.sample_centre.calendar_effects import is_workday
from pipelines.sample_centre.people import Person, Staff
from pipelines.sample_centre.quality import Evaluation
from pipelines.sample_centre.streams import stream

POOR, COACHED_SHARE, LATEST_DAYS = 80.0, 0.4, 9
# Share of an evaluation's points that a first session adds.
LIFT = 0.04
TOPICS = ("业务知识", "沟通技巧", "合规要求")
MINUTES = (20, 30, 45)


@dataclass(frozen=True)
class Session:
    """One talk of a leader with an agent about an evaluation."""

    session_id: str
    agent: Person
    coach: Person
    day: date
    at_s: int
    topic: str
    minutes: int
    evaluation_id: str

    @property
    def next_on(self) -> date:
        """When they talk again."""
        return self.day + timedelta(days=28)


@dataclass
class Coaching:
    """What leaders have promised, and who has been coached since when."""

    staff: Staff
    seed: int
    promised: list[tuple[date, Evaluation]] = field(default_factory=list)
    since: dict[int, date] = field(default_factory=dict[int, date])

    def lift(self, person: Person, day: date) -> float:
        """What coaching adds to the share of points on a day."""
        begun = self.since.get(person.number)
        return LIFT if begun is not None and begun < day else 0.0

    def promise(self, made: Iterable[Evaluation], day: date) -> None:
        """Decide after which of the day's evaluations somebody will be coached, and when."""
        rng = stream(self.seed, "coaching promises", day.toordinal())
        for evaluation in made:
            luck, days = rng.random(), int(rng.integers(1, LATEST_DAYS + 1))
            if evaluation.reported_score < POOR and luck < COACHED_SHARE:
                self.promised.append((_workday(day + timedelta(days=days)), evaluation))

    def hold(self, day: date) -> list[Session]:
        """The day's sessions, of people and leaders still there."""
        due = [evaluation for when, evaluation in self.promised if when == day]
        leaders = {p.assignment(day).team_id: p for p in self.staff.with_role("team_leader", day)}
        rng = stream(self.seed, "coaching sessions", day.toordinal())
        held: list[Session] = []
        for number, evaluation in enumerate(due, start=1):
            agent = evaluation.agent
            at_s, topic = int(rng.integers(10 * 3600, 17 * 3600)), int(rng.integers(len(TOPICS)))
            minutes = MINUTES[int(rng.integers(len(MINUTES)))]
            coach = leaders.get(agent.assignment(day).team_id)
            if coach is None or not agent.employed(day):
                continue
            code = f"C{day:%Y%m%d}{number:03d}"
            held.append(
                Session(
                    code, agent, coach, day, at_s, TOPICS[topic], minutes,
                    evaluation.evaluation_id,
                )
            )  # fmt: skip
            self.since.setdefault(agent.number, day)
        return held


def _workday(day: date) -> date:
    while not is_workday(day):
        day += timedelta(days=1)
    return day
