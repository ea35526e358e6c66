"""People who may replace each other, and how many of them can work on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pulp

from scheduling.roster.linear import Terms, add_row, count
from scheduling.roster.person import DAYS, Person, most_days
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import WorkingTime


@dataclass(frozen=True)
class PersonClass:
    """People of equal skills and employment."""

    skills: tuple[str, ...]
    employment: str
    people: tuple[Person, ...]
    options: tuple[ShiftOption, ...]

    @property
    def planned_h(self) -> float:
        """Paid hours to be given to the class."""
        return sum(person.planned_s for person in self.people) / 3600


def person_classes(people: Sequence[Person], queues: Sequence[str]) -> list[PersonClass]:
    """People with hours to work and a skill that is wanted, by class."""
    members: dict[tuple[tuple[str, ...], str], list[Person]] = defaultdict(list)
    for person in people:
        skills = tuple(queue for queue in person.skills if queue in queues)
        if skills and person.planned_s:
            members[(skills, person.employment)].append(person)
    return [
        PersonClass(skills, employment, tuple(group), group[0].options)
        for (skills, employment), group in sorted(members.items())
    ]


def working_people(
    model: pulp.LpProblem, name: str, people: Sequence[Person], limits: WorkingTime
) -> list[Terms]:
    """For each day the variables that count who works, with the rows that make weeks possible.

    People with equal free days, run and hours are one kind; the days of a kind can always be
    dealt to its people when each day has at most all of them and the total fits their weeks.
    """
    kinds: dict[tuple[tuple[int, ...], int, int], list[Person]] = defaultdict(list)
    for person in people:
        kinds[(person.free_days, person.carry_days, person.planned_s)].append(person)
    per_day: list[Terms] = [[] for _ in range(DAYS)]
    for g, (_, alike) in enumerate(sorted(kinds.items())):
        days = {d: count(f"work_{name}_{g}_{d}", len(alike)) for d in alike[0].free_days}
        for day, variable in days.items():
            per_day[day].append((variable, 1.0))
        _week_of_kind(model, f"{name}_{g}", days, alike[0], len(alike), limits)
    return per_day


def _week_of_kind(
    model: pulp.LpProblem,
    name: str,
    days: dict[int, pulp.LpVariable],
    person: Person,
    size: int,
    limits: WorkingTime,
) -> None:
    lengths = [option.paid_s for option in person.options]
    fewest = -(-person.planned_s // max(lengths))
    can = most_days(person.free_days, person.carry_days, limits)
    most = min(person.planned_s // min(lengths), can)
    terms = [(variable, 1.0) for variable in days.values()]
    add_row(model, f"fewest_{name}", terms, ">=", fewest * size)
    add_row(model, f"most_{name}", terms, "<=", most * size)
    left = max(0, limits.maximum_consecutive_days - person.carry_days)
    early = [(variable, 1.0) for day, variable in days.items() if day <= left]
    if person.carry_days and early and left < DAYS:
        add_row(model, f"run_{name}", early, "<=", left * size)


def rest_rows(
    model: pulp.LpProblem,
    name: str,
    people: Sequence[Person],
    starts: dict[tuple[int, ShiftOption], Terms],
    limits: WorkingTime,
) -> None:
    """Nobody both ends late and starts early next day, nor on Monday before rest is over.

    `starts` has the variables that count who starts which option on which day. The rows are
    necessary for named people, and all that counts can say.
    """
    options = sorted({option for _, option in starts}, key=lambda o: (o.start_min, o.code))
    for day in range(DAYS - 1):
        either = sum(day in p.free_days or day + 1 in p.free_days for p in people)
        for end in sorted({option.end_min for option in options}):
            rested = end + limits.minimum_rest_min - 1440
            late = _of(starts, day, [o for o in options if o.end_min >= end])
            early = _of(starts, day + 1, [o for o in options if o.start_min < rested])
            if late and early:
                add_row(model, f"rest_{name}_{day}_{end}", late + early, "<=", either)
    for start in sorted({option.start_min for option in options}):
        ready = sum(p.earliest_min <= start for p in people if 0 in p.free_days)
        early = _of(starts, 0, [o for o in options if o.start_min <= start])
        if early:
            add_row(model, f"monday_{name}_{start}", early, "<=", ready)


def _of(
    starts: dict[tuple[int, ShiftOption], Terms], day: int, options: Sequence[ShiftOption]
) -> Terms:
    return [term for option in options for term in starts.get((day, option), [])]
