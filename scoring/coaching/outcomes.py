"""Evaluations and sessions as columns: what everybody scored when, and who was coached when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.inputs.tables import require

Floats = NDArray[np.float64]
NEVER = date.max


@dataclass(frozen=True)
class Person:
    """One person: team, day of hire, evaluations by day, and sessions by day."""

    agent_id: str
    team_id: str | None
    hired_on: date | None
    days: Sequence[date]
    scores: Sequence[float]
    sessions: Sequence[date]

    def mean(self, first: date, last: date) -> float | None:
        """The mean score from `first` to `last`, both included; None without evaluations."""
        found = [
            score for day, score in zip(self.days, self.scores, strict=True) if first <= day <= last
        ]
        return sum(found) / len(found) if found else None

    def coached_between(self, first: date, last: date) -> bool:
        """Whether a session lies from `first` to `last`, both included."""
        return any(first <= day <= last for day in self.sessions)

    @property
    def first_session(self) -> date:
        """The day of the first session; NEVER without one."""
        return min(self.sessions, default=NEVER)


Outcomes = dict[str, Person]


def read_outcomes(people: pa.Table, evaluations: pa.Table, sessions: pa.Table) -> Outcomes:
    """Everybody by agent_id.

    `people` has agent_id, team_id and hired_on; `evaluations` agent_id, business_date and score;
    `sessions` agent_id and coached_on. Raises Refusal where a column is missing.
    """
    require(people, "people", ("agent_id", "team_id", "hired_on"))
    require(evaluations, "evaluations", ("agent_id", "business_date", "score"))
    require(sessions, "sessions", ("agent_id", "coached_on"))
    scored: dict[str, list[tuple[date, float]]] = {}
    for row in evaluations.to_pylist():
        if row["score"] is not None:
            entry = (row["business_date"], float(row["score"]))
            scored.setdefault(row["agent_id"], []).append(entry)
    coached: dict[str, list[date]] = {}
    for row in sessions.to_pylist():
        coached.setdefault(row["agent_id"], []).append(row["coached_on"])
    found: Outcomes = {}
    for row in people.to_pylist():
        agent = row["agent_id"]
        own = sorted(scored.get(agent, []))
        found[agent] = Person(
            agent, row["team_id"], row["hired_on"],
            [day for day, _ in own], [score for _, score in own],
            sorted(coached.get(agent, [])),
        )  # fmt: skip
    return found
