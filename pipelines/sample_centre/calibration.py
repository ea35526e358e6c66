"""Calibration: once a month all evaluators judge the same contacts, beside an agreed reference.

The reference is what a contact deserves; an evaluator adds their own severity and some chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.sample_centre.people import QUALITY_TEAM, Person, Staff
from pipelines.sample_centre.quality import ITEM_NOISE, ITEMS
from pipelines.sample_centre.streams import stream

# The second Wednesday of the month.
WEEKDAY, FIRST_DAY, LAST_DAY = 2, 8, 14
CONTACTS, CHANCE, HELD_AT_S = 8, 0.03, 15 * 3600
RATER, REFERENCE = "评分", "基准"


@dataclass(frozen=True)
class Mark:
    """What one person of a session gave a contact under one question; None: not applicable."""

    session_id: str
    contact_id: str
    agent: Person
    evaluator: Person
    standing: str
    day: date
    item_id: str
    max_score: int
    score: int | None


def calibration_on(
    staff: Staff, handled: Mapping[int, Sequence[str]], day: date, seed: int
) -> list[Mark]:
    """The marks of the session held on the day; none on other days.

    `handled` gives each agent's recent contacts by number.
    """
    if day.weekday() != WEEKDAY or not FIRST_DAY <= day.day <= LAST_DAY:
        return []
    leaders = staff.with_role("team_leader", day)
    judges = [p for p in leaders if p.assignment(day).team_id == QUALITY_TEAM]
    agents = [p for p in staff.with_role("agent", day) if handled.get(p.number)]
    if not judges or not agents:
        return []
    rng = stream(seed, "calibration", day.toordinal())
    session = _Session(day, judges[0], staff.with_role("evaluator", day), rng)
    chosen = rng.permutation(len(agents))[:CONTACTS]
    return [
        mark
        for number in sorted(chosen.tolist())
        for mark in session.marks(agents[number], handled[agents[number].number])
    ]


@dataclass(frozen=True)
class _Session:
    """One session: who agrees the reference, and who judges."""

    day: date
    judge: Person
    evaluators: Sequence[Person]
    rng: np.random.Generator

    def marks(self, agent: Person, contacts: Sequence[str]) -> Iterator[Mark]:
        """Everybody's marks of one of the agent's contacts."""
        contact_id = contacts[int(self.rng.integers(len(contacts)))]
        for item_id, _, _, top, ease, absent in ITEMS:
            share = agent.quality + ease + self.rng.normal(0, ITEM_NOISE)
            applies = self.rng.random() >= absent
            heard = [(self.judge, REFERENCE, share)]
            heard += [
                (one, RATER, share + one.severity / 100 + self.rng.normal(0, CHANCE))
                for one in self.evaluators
            ]
            for person, standing, seen in heard:
                score = int(np.clip(np.rint(seen * top), 0, top)) if applies else None
                yield Mark(
                    f"CAL{self.day:%Y%m%d}", contact_id, agent, person, standing, self.day,
                    item_id, top, score,
                )  # fmt: skip
