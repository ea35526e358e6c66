"""The staff of the sample centre: who works where, with which skill, pace and habits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from pipelines.sample_centre.streams import stream

QUEUES = ("voice_general", "voice_complaints", "voice_sales")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华慧建文欣怡宇轩梓涵晨曦雅琪思远"
TEAM_NAMES = {
    "T01": "客服一组",
    "T02": "客服二组",
    "T03": "客服三组",
    "T04": "客服四组",
    "T05": "投诉处理组",
    "T06": "营销组",
    "T07": "综合机动组",
    "T08": "质检组",
    "T00": "运营管理部",
}
QUALITY_TEAM, OFFICE_TEAM = "T08", "T00"
SITE = "SH1"


@dataclass(frozen=True)
class Assignment:
    """A role in a team from a date until the day before another (None: still in force)."""

    team_id: str
    role: str
    effective_from: date
    effective_to: date | None = None


@dataclass(frozen=True)
class Skill:
    """A queue that the person may serve, level 1 to 5."""

    queue_id: str
    level: int
    effective_from: date


@dataclass(frozen=True)
class Person:
    """One employee with everything the simulation needs to know about them.

    `pace` multiplies handle time (1 is standard, below 1 is faster), `quality` is the
    expected share of an evaluation's points, `severity` the points of 100 that an
    evaluator adds (lenient, positive) or takes away (strict, negative).
    """

    number: int
    full_name: str
    hired_on: date
    salary_amount: int
    assignments: tuple[Assignment, ...]
    skills: tuple[Skill, ...] = ()
    left_on: date | None = None
    pace: float = 1.0
    quality: float = 0.9
    punctuality: float = 0.05
    gaming: str | None = None
    severity: float = 0.0
    language: str | None = None

    @property
    def employee_id(self) -> str:
        return f"E{self.number:04d}"

    @property
    def agent_id(self) -> str:
        return f"A{1000 + self.number}"

    def employed(self, day: date) -> bool:
        """Whether the person is on the staff that day."""
        return self.hired_on <= day and (self.left_on is None or day <= self.left_on)

    def assignment(self, day: date) -> Assignment:
        """The assignment in force that day, the first or last one outside the staff span."""
        for one in reversed(self.assignments):
            if one.effective_from <= day:
                return one
        return self.assignments[0]


@dataclass
class Staff:
    """All people of the span, with the changes that happened in it."""

    people: list[Person]
    movers: list[dict[str, str]] = field(default_factory=list)
    leavers: list[dict[str, str]] = field(default_factory=list)
    joiners: list[dict[str, str]] = field(default_factory=list)

    def with_role(self, role: str, day: date) -> list[Person]:
        """People employed in the role that day, by number."""
        return [p for p in self.people if p.employed(day) and p.assignment(day).role == role]


def build_staff(seed: int, first: date, last: date, headcount: int) -> Staff:
    """Draw the staff on the first day, then each month's movers, leavers and joiners."""
    rng = stream(seed, "people")
    staff = Staff(_founders(rng, first, headcount))
    _appoint_gamers(staff, rng)
    month = first.replace(day=1)
    while month <= last:
        _change_staff(staff, stream(seed, "staff changes", month.toordinal()), month, first, last)
        month = (month + timedelta(32)).replace(day=1)
    return staff


def agent_teams(headcount: int) -> list[str]:
    """Identifiers of the agent teams: seven in a centre of 120, at least two."""
    return [f"T{n:02d}" for n in range(1, min(7, max(2, round(headcount / 17))) + 1)]


def queues_of_team(team_id: str) -> tuple[str, ...]:
    """The queues that a team serves, its main one first."""
    served = {
        "T05": ("voice_complaints", "voice_general"),
        "T06": ("voice_sales", "voice_general"),
        "T07": QUEUES,
        "T02": ("voice_general", "voice_complaints", "voice_sales"),
    }
    return served.get(team_id, ("voice_general", "voice_sales"))


def _founders(rng: np.random.Generator, first: date, headcount: int) -> list[Person]:
    teams = agent_teams(headcount)
    evaluators = max(2, headcount // 20)
    office = ["planner", "trainer", "manager"]
    agents = max(4 * len(teams), headcount - len(teams) - evaluators - 1 - len(office))
    posts = [("agent", teams[n % len(teams)]) for n in range(agents)]
    posts += [("team_leader", team) for team in teams] + [("team_leader", QUALITY_TEAM)]
    posts += [("evaluator", QUALITY_TEAM)] * evaluators
    posts += [(role, OFFICE_TEAM) for role in office]
    people = [_hire(rng, n + 1, role, team, first, None) for n, (role, team) in enumerate(posts)]
    return _with_severity(people, rng)


def _hire(
    rng: np.random.Generator, number: int, role: str, team: str, first: date, on: date | None
) -> Person:
    hired = on or first - timedelta(int(rng.integers(60, 2200)))
    skills = _skills(rng, team, hired) if role == "agent" else ()
    return Person(
        number=number,
        full_name=_name(rng),
        hired_on=hired,
        salary_amount=_salary(rng, role),
        assignments=(Assignment(team, role, hired),),
        skills=skills,
        pace=round(float(np.exp(rng.normal(0.08 if on else 0.0, 0.13))), 4),
        quality=round(float(rng.uniform(0.80, 0.97)), 4),
        punctuality=round(float(rng.beta(1.2, 22)), 4),
        language="en" if role in ("manager", "planner") or rng.random() < 0.02 else None,
    )


def _skills(rng: np.random.Generator, team: str, since: date) -> tuple[Skill, ...]:
    main, *others = queues_of_team(team)
    chosen = [main] + [queue for queue in others if rng.random() < 0.6]
    return tuple(
        Skill(queue, int(rng.integers(3, 6) if queue == main else rng.integers(1, 5)), since)
        for queue in chosen
    )


def _name(rng: np.random.Generator) -> str:
    given = "".join(GIVEN[int(n)] for n in rng.integers(0, len(GIVEN), int(rng.integers(1, 3))))
    return SURNAMES[int(rng.integers(len(SURNAMES)))] + given


def _salary(rng: np.random.Generator, role: str) -> int:
    low, high = {
        "agent": (4000, 6500),
        "team_leader": (7500, 9000),
        "evaluator": (6000, 7500),
        "manager": (15000, 18000),
    }.get(role, (8000, 10000))
    return int(rng.integers(low // 50, high // 50 + 1)) * 50


def _with_severity(people: list[Person], rng: np.random.Generator) -> list[Person]:
    evaluators = [p.number for p in people if p.assignments[0].role == "evaluator"]
    offsets = np.linspace(-4.0, 4.0, len(evaluators))
    by_number = dict(zip(evaluators, rng.permutation(offsets), strict=True))
    return [replace(p, severity=round(float(by_number.get(p.number, 0.0)), 2)) for p in people]


def _appoint_gamers(staff: Staff, rng: np.random.Generator) -> None:
    agents = [n for n, p in enumerate(staff.people) if p.assignments[0].role == "agent"]
    chosen = rng.choice(agents, 2, replace=False)
    for index, habit in zip(chosen, ("short_calls", "wrap_parking"), strict=True):
        staff.people[index] = replace(staff.people[index], gaming=habit)


def _change_staff(
    staff: Staff, rng: np.random.Generator, month: date, first: date, last: date
) -> None:
    settled = [
        n
        for n, p in enumerate(staff.people)
        if p.assignments[0].role == "agent"
        and p.gaming is None
        and p.left_on is None
        and len(p.assignments) == 1
        and p.hired_on < first
    ]
    first_mover, second_mover, leaver = (int(n) for n in rng.choice(settled, 3, replace=False))
    teams = sorted({p.assignments[0].team_id for p in staff.people} - {QUALITY_TEAM, OFFICE_TEAM})
    for index, day in ((first_mover, rng.integers(10, 16)), (second_mover, rng.integers(14, 21))):
        on = month.replace(day=int(day))
        if first < on <= last:
            _move(staff, index, teams[int(rng.integers(len(teams)))], teams, on)
    left = month.replace(day=int(rng.integers(8, 26)))
    if first < left <= last:
        _leave(staff, leaver, left)
    joined = month.replace(day=int(rng.integers(3, 16)))
    if first < joined <= last:
        _join(staff, rng, teams[int(rng.integers(len(teams)))], first, joined)


def _move(staff: Staff, index: int, team: str, teams: list[str], on: date) -> None:
    person = staff.people[index]
    old = person.assignments[0]
    new = team if team != old.team_id else teams[(teams.index(team) + 1) % len(teams)]
    known = {skill.queue_id for skill in person.skills}
    gained = tuple(Skill(q, 2, on) for q in queues_of_team(new)[:1] if q not in known)
    staff.people[index] = replace(
        person,
        assignments=(replace(old, effective_to=on), Assignment(new, "agent", on)),
        skills=person.skills + gained,
    )
    staff.movers.append(
        {"agent_id": person.agent_id, "from": old.team_id, "to": new, "on": on.isoformat()}
    )


def _leave(staff: Staff, index: int, on: date) -> None:
    person = staff.people[index]
    ended = replace(person.assignments[-1], effective_to=on + timedelta(1))
    staff.people[index] = replace(person, left_on=on, assignments=(*person.assignments[:-1], ended))
    staff.leavers.append({"agent_id": person.agent_id, "on": on.isoformat()})


def _join(staff: Staff, rng: np.random.Generator, team: str, first: date, on: date) -> None:
    person = _hire(rng, len(staff.people) + 1, "agent", team, first, on)
    staff.people.append(person)
    staff.joiners.append({"agent_id": person.agent_id, "to": team, "on": on.isoformat()})
