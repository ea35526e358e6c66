"""People who may replace each other, and how many of them can work on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pulp

from scheduling.roster.breaches import Breaches
from scheduling.roster.linear import Terms, add_row, count
from scheduling.roster.person import DAYS, Person, most_days
from scheduling.roster.person_rules import weekend_rows
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import WorkingTime


@dataclass(frozen=True)
class PersonClass:
    """People of equal skills, employment and site."""

    skills: tuple[str, ...]
    pool: str
    people: tuple[Person, ...]
    options: tuple[ShiftOption, ...]

    @property
    def site(self) -> str:
        """Where the class takes its seats, "" where they are not limited."""
        return self.people[0].site

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
            members[(skills, person.pool)].append(person)
    return [
        PersonClass(skills, pool, tuple(group), group[0].options)
        for (skills, pool), group in sorted(members.items())
    ]


def working_people(
    model: pulp.LpProblem,
    name: str,
    people: Sequence[Person],
    limits: WorkingTime,
    breaches: Breaches,
) -> list[Terms]:
    """For each day the variables that count who works, with the rows that make weeks possible.

    People with equal open days, run, hours and price of the weekend are one kind; the days of a
    kind can always be dealt to its people when each day has at most all of them and the total fits
    their weeks.
    """
    kinds: dict[tuple[tuple[int, ...], int, int, int], list[Person]] = defaultdict(list)
    for person in people:
        carried = person.carry_days, person.planned_s, person.weekend_weight
        kinds[(person.open_days, *carried)].append(person)
    per_day: list[Terms] = [[] for _ in range(DAYS)]
    for g, (_, alike) in enumerate(sorted(kinds.items())):
        days = {d: count(f"work_{name}_{g}_{d}", len(alike)) for d in alike[0].open_days}
        for day, variable in days.items():
            per_day[day].append((variable, 1.0))
        _week_of_kind(model, f"{name}_{g}", days, alike[0], len(alike), limits)
        counted: dict[int, Terms] = {day: [(variable, 1.0)] for day, variable in days.items()}
        weekend_rows(model, f"{name}_{g}", counted, alike[0].weekend_weight, breaches)
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
    can = most_days(person.open_days, person.carry_days, limits)
    most = min(person.planned_s // min(lengths), can)
    terms = [(variable, 1.0) for variable in days.values()]
    add_row(model, f"fewest_{name}", terms, ">=", fewest * size)
    add_row(model, f"most_{name}", terms, "<=", most * size)
    left = max(0, limits.maximum_consecutive_days - person.carry_days)
    early = [(variable, 1.0) for day, variable in days.items() if day <= left]
    if person.carry_days and early and left < DAYS:
        add_row(model, f"run_{name}", early, "<=", left * size)
