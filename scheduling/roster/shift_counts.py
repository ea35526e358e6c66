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
from dataclasses import dataclass

import pulp

from scheduling.roster.coverage_cost import priced_coverage
from scheduling.roster.linear import Terms, add_row, count, value
from scheduling.roster.pauses import WEEK_SLOTS, pause_places, shift_slots
from scheduling.roster.person import DAYS
from scheduling.roster.person_classes import PersonClass, rest_rows, working_people
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.solver import Answer, minimise
from scheduling.roster.working_time import WorkingTime

Required = Mapping[str, Sequence[float]]
"""Agents wanted per queue and half-hour slot of the week, 7 x 48 from Monday's midnight."""

Start = tuple[str, str, int, ShiftOption]
"""Employment, queue, day of the week, shift option."""


@dataclass(frozen=True)
class ShiftCounts:
    """People per start, and what the solver proved."""

    counts: Mapping[Start, int]
    answer: Answer


def count_shifts(
    classes: Sequence[PersonClass],
    required: Required,
    limits: WorkingTime,
    *,
    time_limit_s: float,
    seed: int,
    gap: float,
) -> ShiftCounts:
    """Solve the aggregate model to the relative `gap` or the time limit."""
    model = pulp.LpProblem("shift_counts", pulp.LpMinimize)
    starts = _starts(classes)
    for employment in sorted({group.employment for group in classes}):
        alike = [group for group in classes if group.employment == employment]
        _staff(model, employment, alike, starts, limits)
    model.setObjective(pulp.LpAffineExpression(_cover(model, starts, required, limits)))
    answer = minimise(model, time_limit_s=time_limit_s, seed=seed, gap=gap)
    found = {start: value(variable) for start, variable in starts.items() if answer.solved}
    return ShiftCounts({start: n for start, n in found.items() if n}, answer)


def _starts(classes: Sequence[PersonClass]) -> dict[Start, pulp.LpVariable]:
    wanted = dict.fromkeys(
        (group.employment, queue, day, option)
        for group in classes
        for queue in group.skills
        for day in range(DAYS)
        for option in group.options
    )
    return {
        (employment, queue, day, option): count(
            f"start_{employment}_{queue}_{day}_{option.code}_{option.start_min}"
        )
        for employment, queue, day, option in wanted
    }


def _staff(
    model: pulp.LpProblem,
    employment: str,
    classes: Sequence[PersonClass],
    starts: Mapping[Start, pulp.LpVariable],
    limits: WorkingTime,
) -> None:
    """Starts of one employment come from its classes' working days, hours and rest."""
    mine = {key[1:]: variable for key, variable in starts.items() if key[0] == employment}
    supply: dict[tuple[str, int], Terms] = defaultdict(list)
    for k, group in enumerate(classes):
        working = working_people(model, f"{employment}_{k}", group.people, limits)
        for day in range(DAYS):
            sent = {queue: count(f"on_{employment}_{k}_{queue}_{day}") for queue in group.skills}
            for queue, variable in sent.items():
                supply[queue, day].append((variable, -1.0))
            minus = [(variable, -1.0) for variable, _ in working[day]]
            row = [(variable, 1.0) for variable in sent.values()] + minus
            add_row(model, f"day_{employment}_{k}_{day}", row, "==", 0)
    for (queue, day), sent_to in supply.items():
        begun = [(v, 1.0) for (q, d, _), v in mine.items() if (q, d) == (queue, day)]
        add_row(model, f"queue_{employment}_{queue}_{day}", begun + sent_to, "==", 0)
    hours = [(variable, option.paid_s / 3600) for (_, _, option), variable in mine.items()]
    add_row(model, f"hours_{employment}", hours, "==", sum(group.planned_h for group in classes))
    by_option: dict[tuple[int, ShiftOption], Terms] = defaultdict(list)
    for (_, day, option), variable in mine.items():
        by_option[day, option].append((variable, 1.0))
    people = [person for group in classes for person in group.people]
    rest_rows(model, employment, people, by_option, limits)


def _cover(
    model: pulp.LpProblem,
    starts: Mapping[Start, pulp.LpVariable],
    required: Required,
    limits: WorkingTime,
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
    cost: Terms = []
    for queue, wanted in required.items():
        for slot in range(WEEK_SLOTS):
            terms = on_queue.get((queue, slot), [])
            if terms or wanted[slot]:
                name = f"{queue}_{slot}"
                cost += priced_coverage(model, name, wanted[slot], terms, limits.prices)
    return cost
