"""How many start which shift on which day for which queue: the first model, with the bound.

It is an aggregate relaxation of the whole roster, so its bound is valid for the roster: people
are counted by class (equal skills and contract) and their shifts by employment, not by name;
pauses are implicit (T. Aykin 1996: the pauses of all who work a shift are spread over its
window) and may be fractional; rest between days is asked of the counts. Where the assignment
that follows meets the counts, named people achieve what the counts promise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulp

from scheduling.roster.breaches import Breaches
from scheduling.roster.coverage_cost import priced_coverage
from scheduling.roster.linear import Terms, add_row, count, value
from scheduling.roster.pauses import WEEK_SLOTS, pause_places, shift_slots
from scheduling.roster.person import DAYS
from scheduling.roster.person_classes import PersonClass, working_people
from scheduling.roster.person_rules import rule_rows
from scheduling.roster.seats import first_slots, people_on_shift, seat_rows
from scheduling.roster.session_rows import ABSENT, SessionRows
from scheduling.roster.sessions import Session, SessionPlace
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.solver import Answer, minimise
from scheduling.roster.working_time import WorkingTime

Required = Mapping[str, Sequence[float]]
"""Agents wanted per queue and half-hour slot of the week, 7 x 48 from Monday's midnight."""

Start = tuple[str, str, int, ShiftOption]
"""Pool of people, queue, day of the week, shift option."""


@dataclass(frozen=True)
class ShiftCounts:
    """People per start, where each session is held, and what the solver proved."""

    counts: Mapping[Start, int]
    answer: Answer
    sessions: Mapping[Session, SessionPlace] = field(default_factory=dict[Session, SessionPlace])


def count_shifts(
    classes: Sequence[PersonClass],
    required: Required,
    limits: WorkingTime,
    seats: Mapping[str, int],
    sessions: Sequence[Session] = (),
    *,
    time_limit_s: float,
    seed: int,
    gap: float,
) -> ShiftCounts:
    """Solve the aggregate model to the relative `gap` or the time limit.

    Rows for seats make the model much harder, so it is solved without them first, and once more
    with those of the sites that it crowds.
    """
    model = pulp.LpProblem("shift_counts", pulp.LpMinimize)
    starts, breaches = _starts(classes), Breaches()
    held = SessionRows(model, sessions, classes, limits.soft.get("sessions_attended", ABSENT))
    for pool in sorted({group.pool for group in classes}):
        alike = [group for group in classes if group.pool == pool]
        _staff(model, pool, alike, starts, limits, breaches)
        held.be_there(pool, _starts_of({pool}, starts))
    cost = _cover(model, starts, required, limits, held) + breaches.cost + held.cost
    model.setObjective(pulp.LpAffineExpression(cost))
    answer = minimise(model, time_limit_s=time_limit_s, seed=seed, gap=gap)
    crowded = _crowded(starts, classes, seats) if answer.solved else set[str]()
    if crowded:
        for site in sorted(crowded):
            _seat(model, site, seats[site], _starts_at(site, starts, classes))
        answer = minimise(model, time_limit_s=time_limit_s, seed=seed, gap=gap)
    found = {start: value(variable) for start, variable in starts.items() if answer.solved}
    places = held.places() if answer.solved else {}
    return ShiftCounts({start: n for start, n in found.items() if n}, answer, places)


def _starts(classes: Sequence[PersonClass]) -> dict[Start, pulp.LpVariable]:
    wanted = dict.fromkeys(
        (group.pool, queue, day, option)
        for group in classes
        for queue in group.skills
        for day in range(DAYS)
        for option in group.options
    )
    return {
        (pool, queue, day, option): count(
            f"start_{pool}_{queue}_{day}_{option.code}_{option.start_min}"
        )
        for pool, queue, day, option in wanted
    }


def _staff(
    model: pulp.LpProblem,
    pool: str,
    classes: Sequence[PersonClass],
    starts: Mapping[Start, pulp.LpVariable],
    limits: WorkingTime,
    breaches: Breaches,
) -> None:
    """Starts of one pool come from its classes' working days, hours and rest."""
    mine = {key[1:]: variable for key, variable in starts.items() if key[0] == pool}
    supply: dict[tuple[str, int], Terms] = defaultdict(list)
    for k, group in enumerate(classes):
        working = working_people(model, f"{pool}_{k}", group.people, limits, breaches)
        for day in range(DAYS):
            sent = {queue: count(f"on_{pool}_{k}_{queue}_{day}") for queue in group.skills}
            for queue, variable in sent.items():
                supply[queue, day].append((variable, -1.0))
            minus = [(variable, -1.0) for variable, _ in working[day]]
            row = [(variable, 1.0) for variable in sent.values()] + minus
            add_row(model, f"day_{pool}_{k}_{day}", row, "==", 0)
    for (queue, day), sent_to in supply.items():
        begun = [(v, 1.0) for (q, d, _), v in mine.items() if (q, d) == (queue, day)]
        add_row(model, f"queue_{pool}_{queue}_{day}", begun + sent_to, "==", 0)
    hours = [(variable, option.paid_s / 3600) for (_, _, option), variable in mine.items()]
    add_row(model, f"hours_{pool}", hours, "==", sum(group.planned_h for group in classes))
    by_option: dict[tuple[int, ShiftOption], Terms] = defaultdict(list)
    for (_, day, option), variable in mine.items():
        by_option[day, option].append((variable, 1.0))
    people = [person for group in classes for person in group.people]
    rule_rows(model, pool, people, by_option, limits, breaches)


def _crowded(
    starts: Mapping[Start, pulp.LpVariable],
    classes: Sequence[PersonClass],
    seats: Mapping[str, int],
) -> set[str]:
    """Sites where the solution has more on shift than seats."""
    found: set[str] = set()
    for site, most in seats.items():
        mine = _starts_at(site, starts, classes)
        on_shift = people_on_shift((day, o, value(v)) for (day, o), terms in mine.items()
                                   for v, _ in terms)  # fmt: skip
        if max(on_shift.values(), default=0) > most:
            found.add(site)
    return found


def _starts_at(
    site: str, starts: Mapping[Start, pulp.LpVariable], classes: Sequence[PersonClass]
) -> dict[tuple[int, ShiftOption], Terms]:
    """Starts of a site's people, all queues together."""
    return _starts_of({group.pool for group in classes if group.site == site}, starts)


def _starts_of(
    pools: set[str], starts: Mapping[Start, pulp.LpVariable]
) -> dict[tuple[int, ShiftOption], Terms]:
    """Starts of some pools, all queues together."""
    found: dict[tuple[int, ShiftOption], Terms] = defaultdict(list)
    for (pool, _, day, option), variable in starts.items():
        if pool in pools:
            found[day, option].append((variable, 1.0))
    return found


def _seat(
    model: pulp.LpProblem, site: str, seats: int, starts: Mapping[tuple[int, ShiftOption], Terms]
) -> None:
    slots = first_slots(starts)
    seat_rows(model, site, starts, slots, dict.fromkeys(slots, seats))


def _cover(
    model: pulp.LpProblem,
    starts: Mapping[Start, pulp.LpVariable],
    required: Required,
    limits: WorkingTime,
    held: SessionRows,
) -> Terms:
    """Priced slack of every half-hour: shifts less implicit pauses against the requirement."""
    on_queue: dict[tuple[str, int], Terms] = defaultdict(list)
    by_shift: dict[tuple[str, int, ShiftOption], Terms] = defaultdict(list)
    for (_, queue, day, option), variable in starts.items():
        by_shift[queue, day, option].append((variable, 1.0))
    for n, ((queue, day, option), counts) in enumerate(by_shift.items()):
        for slot in shift_slots(day, option):
            on_queue[queue, slot] += counts
        for p, pause in enumerate(option.pauses):
            placed = [(variable, -1.0) for variable, _ in counts]
            for i, shares in enumerate(pause_places(day, option, pause)):
                here = pulp.LpVariable(f"pause_{n}_{p}_{i}", 0)
                placed.append((here, 1.0))
                for slot, share in shares:
                    on_queue[queue, slot].append((here, -share))
            add_row(model, f"paused_{n}_{p}", placed, "==", 0)
    held.take_from_queues(on_queue)
    cost: Terms = []
    for queue, wanted in required.items():
        for slot in range(WEEK_SLOTS):
            terms = on_queue.get((queue, slot), [])
            if terms or wanted[slot]:
                name = f"{queue}_{slot}"
                cost += priced_coverage(model, name, wanted[slot], terms, limits.prices)
    return cost
