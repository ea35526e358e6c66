"""Rest, successions, nights and weekends as rows, of one person or of people counted together.

Of one person the rows are exact. Of several they are necessary, and all that counts can say:
nobody is in two of the shifts that a row adds up. A soft rule's rows have room, at its weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pulp

from scheduling.roster.breaches import Breaches
from scheduling.roster.linear import Terms, add_row
from scheduling.roster.person import DAYS, WEEKEND, Person
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import WorkingTime

Starts = Mapping[tuple[int, ShiftOption], Terms]
"""The variables that count who starts which option on which day."""


def rule_rows(
    model: pulp.LpProblem,
    name: str,
    people: Sequence[Person],
    starts: Starts,
    limits: WorkingTime,
    breaches: Breaches,
) -> None:
    """Every rule that ties shifts to each other or to the weeks before."""
    _rest(model, name, people, starts, limits, breaches)
    _first_day(model, name, people, starts, limits, breaches)
    _successions(model, name, people, starts, limits, breaches)
    _nights(model, name, people, starts, limits, breaches)


def weekend_rows(
    model: pulp.LpProblem, name: str, per_day: Mapping[int, Terms], weight: int, breaches: Breaches
) -> None:
    """A weekend beyond a soft limit costs the weight once, worked on one day or on both."""
    if not weight:
        return
    room = breaches.room(f"weekend_{name}", weight)
    for day in WEEKEND:
        if per_day.get(day):
            add_row(model, f"weekend_{name}_{day}", [*per_day[day], *room], "<=", 0)


def _rest(
    model: pulp.LpProblem,
    name: str,
    people: Sequence[Person],
    starts: Starts,
    limits: WorkingTime,
    breaches: Breaches,
) -> None:
    """Nobody both ends late and starts early next day."""
    for day in range(DAYS - 1):
        either = _free_on(people, day, day + 1)
        room = breaches.room(f"rest_{name}_{day}", limits.soft.get("minimum_rest"))
        for n, (rest_min, more) in enumerate(_rests(limits, room)):
            for end in sorted({option.end_min for d, option in starts if d == day}):
                rested = end + rest_min - 1440
                late = [term for o, term in _on(starts, day) if o.end_min >= end]
                early = [term for o, term in _on(starts, day + 1) if o.start_min < rested]
                if late and early:
                    row = [*late, *early, *more]
                    add_row(model, f"rest_{name}_{day}_{end}_{n}", row, "<=", either)


def _rests(limits: WorkingTime, room: Terms) -> list[tuple[int, Terms]]:
    hard: list[tuple[int, Terms]] = [(limits.hard_rest_min, [])]
    return [*hard, (limits.minimum_rest_min, room)] if room else hard


def _first_day(
    model: pulp.LpProblem,
    name: str,
    people: Sequence[Person],
    starts: Starts,
    limits: WorkingTime,
    breaches: Breaches,
) -> None:
    """Nobody starts on Monday before rest is over, nor a shift that may not follow Sunday's."""
    monday = [person for person in people if 0 in person.open_days]
    rest = breaches.room(f"rest_{name}_before", limits.soft.get("minimum_rest"))
    for start in sorted({option.start_min for day, option in starts if day == 0}):
        early = [term for o, term in _on(starts, 0) if o.start_min <= start]
        ready = sum(person.ready_min <= start for person in monday)
        if ready < len(monday):
            add_row(model, f"monday_{name}_{start}", early, "<=", ready)
        rested = sum(person.earliest_min <= start for person in monday)
        if rest:
            add_row(model, f"rested_{name}_{start}", [*early, *rest], "<=", rested)
    room = breaches.room(f"follow_{name}_before", limits.soft.get("forbidden_succession"))
    for code in sorted({after for _, after in limits.forbidden_successions}):
        may = sum((p.last_code, code) not in limits.forbidden_successions for p in monday)
        row = [term for o, term in _on(starts, 0) if o.code == code]
        if row and may < len(monday):
            add_row(model, f"follow_{name}_{code}", [*row, *room], "<=", may)


def _successions(
    model: pulp.LpProblem,
    name: str,
    people: Sequence[Person],
    starts: Starts,
    limits: WorkingTime,
    breaches: Breaches,
) -> None:
    """Nobody works a shift and, the day after, one that may not follow it."""
    for day in range(DAYS - 1):
        room = breaches.room(f"follow_{name}_{day}", limits.soft.get("forbidden_succession"))
        for code in sorted({before for before, _ in limits.forbidden_successions}):
            barred = {after for before, after in limits.forbidden_successions if before == code}
            first = [term for o, term in _on(starts, day) if o.code == code]
            then = [term for o, term in _on(starts, day + 1) if o.code in barred]
            if first and then:
                row, either = [*first, *then, *room], _free_on(people, day, day + 1)
                add_row(model, f"follow_{name}_{day}_{code}", row, "<=", either)


def _nights(
    model: pulp.LpProblem,
    name: str,
    people: Sequence[Person],
    starts: Starts,
    limits: WorkingTime,
    breaches: Breaches,
) -> None:
    """Nights of the week within what the caps leave."""
    nights = [term for (_, o), terms in starts.items() if o.end_min > limits.night_min
              for term in terms]  # fmt: skip
    caps = max((len(person.night_caps) for person in people), default=0)
    for n in range(caps if nights else 0):
        mine = [person.night_caps[n] for person in people if len(person.night_caps) > n]
        left = sum(min(DAYS, cap.left) for cap in mine) + DAYS * (len(people) - len(mine))
        room = breaches.room(f"nights_{name}_{n}", mine[0].weight)
        add_row(model, f"nights_{name}_{n}", [*nights, *room], "<=", left)


def _on(starts: Starts, day: int) -> Iterator[tuple[ShiftOption, tuple[pulp.LpVariable, float]]]:
    return ((option, term) for (d, option), terms in starts.items() if d == day for term in terms)


def _free_on(people: Sequence[Person], *days: int) -> int:
    """People who may work on one of the days at least."""
    return sum(any(day in person.open_days for day in days) for person in people)
