"""What a person lacks on a day for a type of contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.period import full_months
from scoring.qualification.rules import Requirement

NOT_STAFF, SERVICE, SKILL, LEVEL, CERTIFICATE = (
    "not_on_the_staff_list", "service_months", "skill", "level", "certificate",
)  # fmt: skip


@dataclass(frozen=True)
class Skill:
    """A span in which a person may serve a queue; `until` and `certified_until` are last days."""

    queue_id: str
    level: int
    since: date
    until: date | None
    certified_until: date | None

    def holds(self, day: date) -> bool:
        """Whether the skill is in force on the day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def certified(self, day: date) -> bool:
        """Whether its certificate has not run out on the day."""
        return self.certified_until is None or day <= self.certified_until


@dataclass(frozen=True)
class Person:
    """Somebody with their skills; `hired_on` is None for a login that no staff list knows."""

    agent_id: str
    team_id: str | None
    hired_on: date | None
    skills: Sequence[Skill]

    def skill(self, queue_id: str, day: date) -> Skill | None:
        """The skill of a queue on a day, the highest level where several overlap."""
        held = [one for one in self.skills if one.queue_id == queue_id and one.holds(day)]
        return max(held, key=lambda one: one.level, default=None)


def lacking(person: Person, asked: Requirement | None, day: date) -> tuple[str, ...]:
    """The criteria that the person does not meet on the day; empty: may handle the type."""
    if asked is None:
        return ()
    if person.hired_on is None:
        return (NOT_STAFF,)
    found = [SERVICE] if service_months(person.hired_on, day) < asked.service_months else []
    return (*found, *_lacking_skill(person, asked, day))


def _lacking_skill(person: Person, asked: Requirement, day: date) -> list[str]:
    if asked.skill is None:
        return []
    held = person.skill(asked.skill, day)
    if held is None:
        return [SKILL]
    found = [LEVEL] if asked.level is not None and held.level < asked.level else []
    if asked.certificate and not held.certified(day):
        found.append(CERTIFICATE)
    return found


def service_months(hired_on: date, day: date) -> int:
    """Full months of service before `day`, 0 before the day of hire."""
    return max(0, full_months(hired_on, day))
