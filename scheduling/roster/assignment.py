"""Named people for the starts of a class: the third model, one per class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulp

from scheduling.roster.breaches import Breaches
from scheduling.roster.class_shares import MISSED, Share
from scheduling.roster.linear import Terms, add_row, value
from scheduling.roster.person import DAYS, Person, most_days
from scheduling.roster.person_classes import PersonClass
from scheduling.roster.person_rules import rule_rows, weekend_rows
from scheduling.roster.seats import seat_rows
from scheduling.roster.sessions import Busy, suits
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.solver import Answer, minimise
from scheduling.roster.working_time import WorkingTime

FAR_MIN = 120


@dataclass(frozen=True)
class Duty:
    """One person's shift on one day of the week, for one queue."""

    person: Person
    day: int
    option: ShiftOption
    queue: str


@dataclass(frozen=True)
class ClassRoster:
    """A class's duties; no dealing that meets as many starts has changes below the bound."""

    duties: list[Duty]
    start_change_bound: float
    answer: Answer


def assign_class(
    group: PersonClass,
    share: Mapping[Share, int],
    limits: WorkingTime,
    seats_left: Mapping[int, int],
    busy: Busy,
    *,
    time_limit_s: float,
    seed: int,
) -> ClassRoster:
    """Deal a class's starts to its people: exact hours, rest, consecutive days, steady starts.

    `seats_left`: seats that the others leave, by slot of the week; empty where not limited.
    `busy`: the sessions for which people should have a shift that suits.

    Meeting the counts goes before everything; then starts that move by more than two hours from
    the working day before cost `start_change_price`. Starts nobody can take are left out, and
    people who then lack hours get a start that was not asked for.
    """
    wanted: dict[tuple[int, ShiftOption], int] = defaultdict(int)
    for (_, day, option), n in share.items():
        wanted[day, option] += n
    model = pulp.LpProblem("assignment", pulp.LpMinimize)
    taken: dict[tuple[int, int, ShiftOption], pulp.LpVariable] = {}
    cost: Terms = []
    breaches = Breaches()
    for i, person in enumerate(group.people):
        mine = _week_of(model, i, person, wanted, limits, breaches)
        _attend(model, i, person, mine, busy, breaches)
        taken |= {(i, day, option): variable for (day, option), variable in mine.items()}
        cost += _changes(model, i, mine, limits)
    cost += _meet(model, taken, wanted) + breaches.cost
    _seat(model, taken, seats_left, len(group.people))
    model.setObjective(pulp.LpAffineExpression(cost))
    answer = minimise(model, time_limit_s=time_limit_s, seed=seed, gap=0.05)
    if not answer.solved:
        return ClassRoster([], 0.0, answer)
    chosen = [key for key, variable in taken.items() if value(variable)]
    missed = MISSED * _misses(chosen, wanted)
    duties = _with_queues(group, chosen, share)
    return ClassRoster(duties, max(0.0, answer.bound - missed), answer)


def _week_of(
    model: pulp.LpProblem,
    i: int,
    person: Person,
    wanted: Mapping[tuple[int, ShiftOption], int],
    limits: WorkingTime,
    breaches: Breaches,
) -> dict[tuple[int, ShiftOption], pulp.LpVariable]:
    mine = {
        (day, option): pulp.LpVariable(f"y_{i}_{day}_{n}", cat=pulp.LpBinary)
        for n, (day, option) in enumerate(wanted)
        if day in person.open_days and day * 1440 + option.start_min >= person.ready_min
    }
    hours = [(variable, option.paid_s / 3600) for (_, option), variable in mine.items()]
    add_row(model, f"hours_{i}", hours, "==", person.planned_s / 3600)
    per_day = [[(v, 1.0) for (d, _), v in mine.items() if d == day] for day in range(DAYS)]
    for day, row in enumerate(per_day):
        if row:
            add_row(model, f"one_{i}_{day}", row, "<=", 1)
    days = [term for row in per_day for term in row]
    can = most_days(person.open_days, person.carry_days, limits)
    add_row(model, f"days_{i}", days, "<=", can)
    _runs(model, i, person, per_day, limits)
    starts: dict[tuple[int, ShiftOption], Terms] = {key: [(v, 1.0)] for key, v in mine.items()}
    rule_rows(model, str(i), [person], starts, limits, breaches)
    weekend_rows(model, str(i), dict(enumerate(per_day)), person.weekend_weight, breaches)
    return mine


def _attend(
    model: pulp.LpProblem,
    i: int,
    person: Person,
    mine: Mapping[tuple[int, ShiftOption], pulp.LpVariable],
    busy: Busy,
    breaches: Breaches,
) -> None:
    """A shift that suits on every day with a session; missing one weighs like a missed start."""
    for day in person.open_days:
        spans = busy.get((person.agent_id, day), ())
        if spans:
            row = [(v, 1.0) for (d, option), v in mine.items() if d == day and suits(option, spans)]
            row += [(v, -sign) for v, sign in breaches.room(f"absent_{i}_{day}", round(MISSED))]
            add_row(model, f"there_{i}_{day}", row, ">=", 1)


def _runs(
    model: pulp.LpProblem, i: int, person: Person, per_day: list[Terms], limits: WorkingTime
) -> None:
    limit = limits.maximum_consecutive_days
    left = max(0, limit - person.carry_days)
    if person.carry_days and left < DAYS:
        early = [term for row in per_day[: left + 1] for term in row]
        add_row(model, f"carried_{i}", early, "<=", left)
    for first in range(DAYS - limit):
        row = [term for day in per_day[first : first + limit + 1] for term in day]
        add_row(model, f"run_{i}_{first}", row, "<=", limit)


def _changes(
    model: pulp.LpProblem,
    i: int,
    mine: Mapping[tuple[int, ShiftOption], pulp.LpVariable],
    limits: WorkingTime,
) -> Terms:
    """A price for starts on neighbouring days that lie more than two hours apart."""
    if not limits.start_change_price:
        return []
    cost: Terms = []
    for day in range(DAYS - 1):
        today = [(o, v) for (d, o), v in mine.items() if d == day]
        tomorrow = [(o, v) for (d, o), v in mine.items() if d == day + 1]
        moved = pulp.LpVariable(f"moved_{i}_{day}", 0)
        for start in sorted({option.start_min for option, _ in today}):
            before = [(v, 1.0) for o, v in today if o.start_min <= start]
            after = [(v, 1.0) for o, v in tomorrow if o.start_min > start + FAR_MIN]
            if before and after:
                row = [*before, *after, (moved, -1.0)]
                add_row(model, f"later_{i}_{day}_{start}", row, "<=", 1)
        for start in sorted({option.start_min for option, _ in today}):
            before = [(v, 1.0) for o, v in today if o.start_min >= start]
            after = [(v, 1.0) for o, v in tomorrow if o.start_min < start - FAR_MIN]
            if before and after:
                row = [*before, *after, (moved, -1.0)]
                add_row(model, f"sooner_{i}_{day}_{start}", row, "<=", 1)
        cost.append((moved, float(limits.start_change_price)))
    return cost


def _meet(
    model: pulp.LpProblem,
    taken: Mapping[tuple[int, int, ShiftOption], pulp.LpVariable],
    wanted: Mapping[tuple[int, ShiftOption], int],
) -> Terms:
    cost: Terms = []
    for n, ((day, option), number) in enumerate(wanted.items()):
        row: Terms = [(v, 1.0) for (_, d, o), v in taken.items() if (d, o) == (day, option)]
        fewer, more = pulp.LpVariable(f"fewer_{n}", 0), pulp.LpVariable(f"more_{n}", 0)
        add_row(model, f"met_{n}", [*row, (fewer, 1.0), (more, -1.0)], "==", number)
        cost += [(fewer, MISSED), (more, MISSED)]
    return cost


def _seat(
    model: pulp.LpProblem,
    taken: Mapping[tuple[int, int, ShiftOption], pulp.LpVariable],
    left: Mapping[int, int],
    people: int,
) -> None:
    """Rows where the class could take more seats than are left."""
    by_option: dict[tuple[int, ShiftOption], Terms] = defaultdict(list)
    for (_, day, option), variable in taken.items():
        by_option[day, option].append((variable, 1.0))
    scarce = [slot for slot, seats in left.items() if seats < people]
    seat_rows(model, "left", by_option, scarce, left)


def _misses(
    chosen: Sequence[tuple[int, int, ShiftOption]], wanted: Mapping[tuple[int, ShiftOption], int]
) -> int:
    """Starts too few and too many."""
    left = dict(wanted)
    for _, day, option in chosen:
        left[day, option] -= 1
    return sum(abs(n) for n in left.values())


def _with_queues(
    group: PersonClass, chosen: Sequence[tuple[int, int, ShiftOption]], share: Mapping[Share, int]
) -> list[Duty]:
    """A queue for each duty, as the share says; a person keeps to one queue where possible."""
    left = dict(share)
    served: dict[tuple[int, str], int] = defaultdict(int)
    duties = []
    for i, day, option in sorted(chosen, key=lambda c: (c[1], c[2].start_min, c[2].code, c[0])):
        queue = max(
            group.skills,
            key=lambda q, i=i, day=day, option=option: (
                left.get((q, day, option), 0) > 0,
                served[i, q],
                left.get((q, day, option), 0),
            ),
        )
        left[queue, day, option] = left.get((queue, day, option), 0) - 1
        served[i, queue] += 1
        duties.append(Duty(group.people[i], day, option, queue))
    return duties
