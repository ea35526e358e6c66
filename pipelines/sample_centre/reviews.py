"""Monthly reviews: leader, evaluators, colleagues and the person, each on the same three questions.

What a person deserves comes from their quality; what a rater writes adds the rater's own habit.
Some leaders rate too kindly, too strictly, everybody alike, or every question alike, and nearly
everybody rates themself a little higher.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pipelines.sample_centre.people import QUALITY_TEAM, Person, Staff
from pipelines.sample_centre.streams import stream

Floats = NDArray[np.float64]
QUESTIONS = ("业务知识", "服务态度", "团队协作")
REVIEWS = {"agent": "agent_review", "team_leader": "leader_review"}
FIRST_DAY, DAYS_OPEN = 20, 8
PEERS, EVALUATORS = 4, 2
SELF_LOVE, NOISE, MIDDLE, PER_QUALITY = 6.0, 4.0, 76.0, 150.0
# The habits of the first leaders in the order of their numbers; the others have none.
HABITS = ("lenient", "strict", "central_tendency", "halo")
LENIENCY = {"lenient": 10.0, "strict": -10.0}


@dataclass(frozen=True)
class Rating:
    """What a rater wrote about a person under one question."""

    rating_id: str
    review_id: str
    subject: Person
    rater: Person
    source: str
    question: str
    score: int
    comment: str
    day: date
    at_s: int


def habits(staff: Staff) -> dict[int, str]:
    """The leaders of agents who rate badly, by number."""
    leaders = [
        p.number
        for p in staff.people
        if p.assignments[0].role == "team_leader" and p.assignments[0].team_id != QUALITY_TEAM
    ]
    return dict(zip(leaders, HABITS, strict=False))


def ratings_on(staff: Staff, day: date, seed: int) -> list[Rating]:
    """The ratings that are entered on a day; none outside the days on which reviews are open."""
    opened = day.replace(day=FIRST_DAY)
    if not opened <= day < opened + timedelta(DAYS_OPEN):
        return []
    return [rating for rating in _Round(staff, opened, seed).ratings() if rating.day == day]


@dataclass(frozen=True)
class _Round:
    """One month's reviews; every day of it draws the same forms and keeps its own."""

    staff: Staff
    opened: date
    seed: int

    def ratings(self) -> Iterator[Rating]:
        """Every rating of the month, person by person."""
        rng = stream(self.seed, "reviews", self.opened.toordinal())
        bad = habits(self.staff)
        for subject in self.staff.people:
            if subject.employed(self.opened) and self._role(subject) in REVIEWS:
                for source, rater in self._raters(subject, rng):
                    habit = bad.get(rater.number) if source == "上级" else None
                    yield from self._form(subject, source, rater, habit, rng)

    def _role(self, person: Person) -> str:
        return person.assignment(self.opened).role

    def _raters(self, subject: Person, rng: np.random.Generator) -> Iterator[tuple[str, Person]]:
        """Who rates the person, and as what; agents are rated within their team."""
        role, day = self._role(subject), self.opened
        team = subject.assignment(day).team_id
        is_agent = role == "agent"
        near = [
            p for p in self.staff.people
            if p.employed(day) and (not is_agent or p.assignment(day).team_id == team)
        ]  # fmt: skip
        above = "team_leader" if is_agent else "manager"
        yield from (("上级", p) for p in near if self._role(p) == above)
        heard = self.staff.with_role("evaluator", day)
        yield from (("质检", p) for p in _some(heard, EVALUATORS, rng))
        colleagues = [p for p in near if self._role(p) == role and p is not subject]
        yield from (("同事", p) for p in _some(colleagues, PEERS, rng))
        yield "本人", subject

    def _form(
        self,
        subject: Person,
        source: str,
        rater: Person,
        habit: str | None,
        rng: np.random.Generator,
    ) -> Iterator[Rating]:
        seen = self._deserved(subject) + rng.normal(0, NOISE, len(QUESTIONS))
        given = _by_habit(seen, habit, rng) + (SELF_LOVE if source == "本人" else 0.0)
        day = self.opened + timedelta(int(rng.integers(DAYS_OPEN)))
        at_s = int(rng.integers(9 * 3600, 18 * 3600))
        comment = "见当月记录" if rng.random() < 0.15 else ""
        for number, question in enumerate(QUESTIONS):
            yield Rating(
                f"R{day:%Y%m}{subject.number:04d}{rater.number:04d}{number + 1}",
                REVIEWS[self._role(subject)], subject, rater, source, question,
                int(np.clip(round(float(given[number])), 0, 100)), comment, day, at_s,
            )  # fmt: skip

    def _deserved(self, subject: Person) -> Floats:
        """What the person deserves under each question, the same in every month."""
        own = stream(self.seed, "reviewed", subject.number).normal(0, 5, len(QUESTIONS))
        return own + MIDDLE + PER_QUALITY * (subject.quality - 0.885)


def _some(people: Sequence[Person], count: int, rng: np.random.Generator) -> list[Person]:
    chosen = rng.permutation(len(people))[:count]
    return [people[int(index)] for index in sorted(chosen)]


def _by_habit(seen: Floats, habit: str | None, rng: np.random.Generator) -> Floats:
    if habit == "central_tendency":
        return MIDDLE + 0.2 * (seen - MIDDLE)
    if habit == "halo":
        return np.full(len(seen), seen[0]) + rng.normal(0, 1, len(seen))
    return seen + LENIENCY.get(habit or "", 0.0)
