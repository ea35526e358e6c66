"""The starts of an employment dealt to its classes: the second model, a transport problem."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import pulp

from scheduling.roster.breaches import Breaches
from scheduling.roster.linear import Terms, add_row, count, value
from scheduling.roster.person import DAYS
from scheduling.roster.person_classes import PersonClass, working_people
from scheduling.roster.person_rules import rule_rows
from scheduling.roster.sessions import Busy, suits
from scheduling.roster.shift_counts import Start
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.solver import minimise
from scheduling.roster.working_time import WorkingTime

MISSED = 1000.0
"""What a start too few or too many weighs: more than any soft rule."""
Share = tuple[str, int, ShiftOption]
"""Queue, day of the week, shift option."""


def share_starts(
    classes: Sequence[PersonClass],
    counts: Mapping[Start, int],
    limits: WorkingTime,
    busy: Busy,
    *,
    time_limit_s: float,
    seed: int,
) -> list[dict[Share, int]]:
    """For each class its starts; as near to `counts` as the rest of each class allows."""
    model = pulp.LpProblem("class_shares", pulp.LpMinimize)
    shares: list[dict[Share, pulp.LpVariable]] = []
    breaches = Breaches()
    total: dict[Start, Terms] = defaultdict(list)
    for k, group in enumerate(classes):
        shares.append(_deal(model, k, group, counts, limits, breaches))
        _send(breaches, model, k, group, shares[k], busy)
        for (queue, day, option), variable in shares[k].items():
            total[group.pool, queue, day, option].append((variable, 1.0))
    missed: Terms = []
    for n, (start, terms) in enumerate(total.items()):
        fewer, more = pulp.LpVariable(f"fewer_{n}", 0), pulp.LpVariable(f"more_{n}", 0)
        row = [*terms, (fewer, 1.0), (more, -1.0)]
        add_row(model, f"met_{n}", row, "==", counts.get(start, 0))
        missed += [(fewer, MISSED), (more, MISSED)]
    model.setObjective(pulp.LpAffineExpression(missed + breaches.cost))
    answer = minimise(model, time_limit_s=time_limit_s, seed=seed)
    if not answer.solved:
        return [{} for _ in classes]
    return [{s: value(v) for s, v in share.items() if value(v)} for share in shares]


def _send(
    breaches: Breaches,
    model: pulp.LpProblem,
    k: int,
    group: PersonClass,
    share: Mapping[Share, pulp.LpVariable],
    busy: Busy,
) -> None:
    """As many shifts that suit a session as the class sends people there."""
    mine = [(day, spans) for (agent_id, day), spans in busy.items()
            if any(person.agent_id == agent_id for person in group.people)]  # fmt: skip
    for n, ((day, spans), people) in enumerate(Counter(mine).items()):
        row = [(v, 1.0) for (_, d, o), v in share.items() if d == day and suits(o, spans)]
        row += [(v, -sign) for v, sign in breaches.room(f"absent_{k}_{n}", round(MISSED))]
        add_row(model, f"there_{k}_{n}", row, ">=", people)


def _deal(
    model: pulp.LpProblem,
    k: int,
    group: PersonClass,
    counts: Mapping[Start, int],
    limits: WorkingTime,
    breaches: Breaches,
) -> dict[Share, pulp.LpVariable]:
    used = {(day, option) for (e, _, day, option) in counts if e == group.pool}
    mine = {
        (queue, day, option): count(f"share_{k}_{queue}_{day}_{option.code}_{option.start_min}")
        for queue in group.skills
        for day in range(DAYS)
        for option in group.options
        if (day, option) in used
    }
    working = working_people(model, str(k), group.people, limits, breaches)
    by_option: dict[tuple[int, ShiftOption], Terms] = defaultdict(list)
    for (_, day, option), variable in mine.items():
        by_option[day, option].append((variable, 1.0))
    for day in range(DAYS):
        begun = [term for (d, _), terms in by_option.items() if d == day for term in terms]
        minus = [(variable, -1.0) for variable, _ in working[day]]
        add_row(model, f"day_{k}_{day}", begun + minus, "==", 0)
    hours = [(variable, option.paid_s / 3600) for (_, _, option), variable in mine.items()]
    add_row(model, f"hours_{k}", hours, "==", group.planned_h)
    rule_rows(model, str(k), group.people, by_option, limits, breaches)
    return mine
