"""Shifts whose pauses cannot move: one linear program over the periods they cover.

Where every shift covers consecutive periods the matrix is totally unimodular, so the vertex that
the simplex method ends in is whole and optimal. Elsewhere it often is whole too; if it is not, the
answer is None and the integer model has to be asked. The arrays go to HiGHS directly: models this
small cost more to write down than to solve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from scheduling.roster.sparse_program import NO_LIMIT, SparseProgram
from scheduling.tours.implicit_model import Counts, Key
from scheduling.tours.shift_pattern import CoverRules, ShiftPattern

_WHOLE = 1e-6


def has_fixed_pauses(shifts: Sequence[ShiftPattern]) -> bool:
    """Whether every pause has a single place."""
    return all(pause.earliest == pause.latest for shift in shifts for pause in shift.pauses)


def cover_with_fixed_shifts(
    required: Sequence[Sequence[float]],
    shifts: Sequence[ShiftPattern],
    rules: CoverRules,
    given: Mapping[int, float],
) -> tuple[Counts, float] | None:
    """Optimal starts and their cost, or None where the linear program is not whole."""
    program, constant = SparseProgram(), 0.0
    for _ in required:
        for shift in shifts:
            program.add_column(shift.price, NO_LIMIT if shift.most is None else shift.most)
    starts = len(program.cost)
    for columns, needs in _alike(required, shifts, given).items():
        constant += _add_periods(program, columns, needs, rules)
    solved = program.solved({"presolve": "off"})
    if solved is None:
        return None
    counts: dict[Key, int] = {}
    for column, value in enumerate(solved.values[:starts]):
        people = round(value)
        if abs(value - people) > _WHOLE:
            return None
        if people:
            counts[divmod(column, len(shifts))] = people
    return Counts(counts, {}), solved.cost + constant


def _alike(
    required: Sequence[Sequence[float]], shifts: Sequence[ShiftPattern], given: Mapping[int, float]
) -> dict[tuple[int, ...], list[float]]:
    """Requirements of the periods, by the starts that are at work in them.

    Periods with the same shifts become one row: where the requirement must be met, the largest;
    where differences are priced, their sum is convex in the people there, piece by piece.
    """
    found: dict[tuple[int, ...], list[float]] = defaultdict(list)
    flat = [need for day in required for need in day]
    by_period = _columns_by_period(len(required), len(required[0]), shifts)
    for period, columns in enumerate(by_period):
        found[columns].append(flat[period] - given.get(period, 0.0))
    return found


def _add_periods(
    program: SparseProgram, columns: tuple[int, ...], needs: list[float], rules: CoverRules
) -> float:
    """The rows of periods with the same shifts; what they cost with nobody there."""
    least = max(needs) if rules.short is None else -NO_LIMIT
    most = NO_LIMIT if rules.seats is None else float(rules.seats)
    if least > -NO_LIMIT or most < NO_LIMIT:
        program.add_row(columns, [1.0] * len(columns), least, most)
    if rules.short is None and not rules.over:
        return 0.0
    short, first, at = rules.short or 0.0, len(program.cost), 0.0
    for passed, need in enumerate([*sorted(needs), NO_LIMIT]):
        if need > at:
            slope = passed * rules.over - (len(needs) - passed) * short
            program.add_column(slope, need - at)
            at = need
    pieces = range(first, len(program.cost))
    signs = [1.0] * len(columns) + [-1.0] * len(pieces)
    program.add_row([*columns, *pieces], signs, 0.0, 0.0)
    return sum(max(0.0, need) * short - min(0.0, need) * rules.over for need in needs)


def _columns_by_period(
    days: int, per_day: int, shifts: Sequence[ShiftPattern]
) -> list[tuple[int, ...]]:
    """The columns of the starts at work in each period of the horizon."""
    at_work: list[list[int]] = [[] for _ in range(days * per_day)]
    for number, shift in enumerate(shifts):
        steps = shift.periods_at_work([pause.earliest for pause in shift.pauses])
        for day in range(days):
            column, first = day * len(shifts) + number, day * per_day + shift.start
            for step in steps:
                if first + step < len(at_work):
                    at_work[first + step].append(column)
    return [tuple(columns) for columns in at_work]
