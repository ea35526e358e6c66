"""The ledger of a group: quantity × standard × coefficients, as columns (scoring.md 4.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np

from scoring.columns import Figures, Fractions, Ints, Rows, divided, product, units_of
from scoring.exact import POINT_DIGITS, SCORE_DIGITS
from scoring.grouping import Grouping
from scoring.inputs import Work
from scoring.inputs.group import Group
from scoring.inputs.tables import Dates
from scoring.points.pieces import Pieces, pieces_of
from scoring.points.quality import Quality, quality_of
from scoring.points.reversals import (
    BELOW_ZERO,
    Names,
    Reversals,
    TakenBack,
    below_zero,
    reversals_of,
)
from scoring.points.rows import Excess, PointLines
from scoring.points.tariff import (
    OnDays,
    campaigns,
    classes_of_days,
    figures,
    keyed,
    standards,
)
from scoring.rules.month import rule_ref
from scoring.rules.points_plans import PointsPlan


@dataclass(frozen=True)
class Ledger:
    """The rows of a group in one month and the quality coefficient in them."""

    plan: PointsPlan
    group: Group
    work_types: list[str]
    windows: list[str]
    rules: list[str]
    lines: PointLines
    quality: Quality | None
    excess: Mapping[str, Excess]
    reversals: Reversals | None = None

    @property
    def parts(self) -> Sequence[PointLines | Reversals | Excess]:
        """Everything with points: what was earned, taken back, and limited."""
        taken = [] if self.reversals is None else [self.reversals]
        return [self.lines, *taken, *self.excess.values()]

    @cached_property
    def totals(self) -> Figures:
        """Σ points of the month, one entry per row of People, at 4 digits."""
        count = len(self.group.people)
        parts = self.parts
        rows = np.concatenate([part.row for part in parts])
        units = np.concatenate([part.points.units for part in parts])
        grouping = Grouping.of(rows)
        sums = grouping.sums(units)
        totals = np.zeros(count, dtype=sums.dtype)
        totals[grouping.keys] = sums
        return Figures(totals, POINT_DIGITS)


def earn_points(
    plan: PointsPlan,
    group: Group,
    work: Work,
    *,
    ramp: Figures | None = None,
    day_classes: Mapping[date, str] | None = None,
) -> Ledger:
    """The ledger of the people of `group`.

    `ramp` is the factor of each row of the group while in training (6 digits; None: 1),
    `day_classes` the calendar, needed where the tariff pays by day class. Raises Refusal
    where a type of work has no standard, or a value is missing on a day of work.
    """
    mine = np.full(len(group.people) + 1, -1, dtype=np.int64)
    mine[group.rows] = np.arange(len(group))
    member = mine[work.row]
    rows = np.flatnonzero(member >= 0)
    quality = quality_of(plan.quality, group)
    if not len(rows):
        return Ledger(plan, group, [], [], [], _nothing(work), quality, {})
    pieces = pieces_of(work, rows, member[rows], plan.tariff.time_window_coefficient)
    lines, rules = _lines(plan, group, pieces, quality, ramp, day_classes)
    excess = _excess(plan, group, lines)
    return Ledger(plan, group, pieces.work_types, pieces.windows, rules, lines, quality, excess)


def take_back(ledger: Ledger, period: str, taken: TakenBack) -> Ledger:
    """The ledger with work taken back, and what that leaves under 0 written off."""
    names = Names(ledger.work_types, ledger.windows, ledger.rules)
    found = reversals_of(period, ledger.group, ledger.lines, names, taken)
    if not len(found):
        return ledger
    after = replace(ledger, reversals=found)
    written_off = below_zero(ledger.group.people.person, after.parts)
    if not len(written_off):
        return after
    return replace(after, excess={**ledger.excess, BELOW_ZERO: written_off})


def _lines(
    plan: PointsPlan,
    group: Group,
    pieces: Pieces,
    quality: Quality | None,
    ramp: Figures | None,
    calendar: Mapping[date, str] | None,
) -> tuple[PointLines, list[str]]:
    standard = standards(plan, pieces.work_types, pieces.work_type, pieces.days)
    dated = _dated(plan, group, pieces, calendar)
    coefficients = {name: figures(found) for name, found in dated.items()}
    if quality is not None:
        coefficients["quality"] = quality.coefficient.take(pieces.member)
    if ramp is not None:
        coefficients["ramp"] = ramp.take(pieces.member)
    coefficient = _multiplied(list(coefficients.values()))
    worth = figures(standard, POINT_DIGITS)
    since, rules = _rules(plan, [standard, *dated.values()])
    lines = PointLines(
        row=pieces.row,
        work_date=pieces.work_date,
        work_type=pieces.work_type,
        window=pieces.window,
        quantity=pieces.quantity,
        standard=worth,
        coefficient=coefficient,
        points=_earned(pieces.quantity, worth, coefficient),
        rule=since,
        coefficients=coefficients,
    )
    return lines, rules


def _dated(
    plan: PointsPlan,
    group: Group,
    pieces: Pieces,
    calendar: Mapping[date, str] | None,
) -> dict[str, OnDays]:
    """The coefficients that the file dates, in the order in which they are told."""
    tariff, days = plan.tariff, pieces.days
    work_types, types = pieces.work_types, pieces.work_type
    of_group = [group.people.role[row] for row in group.rows]
    roles = sorted(set(of_group), key=lambda role: role or "")
    number = {role: code for code, role in enumerate(roles)}
    role = np.array([number[one] for one in of_group], dtype=np.int64)[pieces.member]
    found = {"role": keyed(plan, "role_coefficient", tariff.role_coefficient, roles, role, days)}
    if tariff.difficulty_coefficient:
        by_type = tariff.difficulty_coefficient
        found["difficulty"] = keyed(
            plan, "difficulty_coefficient", by_type, work_types, types, days
        )
    if tariff.day_class_coefficient:
        names, classes = classes_of_days(plan, calendar, days)
        by_class = {str(name): dated for name, dated in tariff.day_class_coefficient.items()}
        found["day_class"] = keyed(plan, "day_class_coefficient", by_class, names, classes, days)
    if len(pieces.windows) > 1 and tariff.time_window_coefficient:
        by_window = tariff.time_window_coefficient
        found["time_window"] = keyed(
            plan, "time_window_coefficient", by_window, pieces.windows, pieces.window, days
        )
    if tariff.campaigns:
        found["campaign"] = campaigns(plan, work_types, types, roles, role, days)
    return found


def _rules(plan: PointsPlan, found: list[OnDays]) -> tuple[Rows, list[str]]:
    """Per row which of the rules named file@day made it: the youngest value counts."""
    since = found[0].since
    for one in found[1:]:
        since = np.maximum(since, one.since)
    days, codes = np.unique(since, return_inverse=True)
    file = plan.document.file
    return codes, [rule_ref(file, date.fromordinal(day)) for day in days.tolist()]


def _multiplied(factors: list[Figures]) -> Figures:
    """The product of the coefficients, rounded once at 6 digits."""
    if len(factors) == 1:
        return factors[0]
    exact = Fractions.of(factors[0])
    for factor in factors[1:]:
        exact = exact.times(Fractions.of(factor))
    return exact.rounded(SCORE_DIGITS)


def _earned(quantity: Figures, standard: Figures, coefficient: Figures) -> Figures:
    """quantity × standard × coefficient, rounded once at 4 digits."""
    units, digits = quantity.units, quantity.digits
    for factor in (shortest(standard), shortest(coefficient)):
        few = shortest(Figures(units, digits))
        units, digits = product(few.units, factor.units), few.digits + factor.digits
    if digits <= POINT_DIGITS:
        return Figures(product(units, 10 ** (POINT_DIGITS - digits)), POINT_DIGITS)
    return Figures(divided(units, 10 ** (digits - POINT_DIGITS)), POINT_DIGITS)


def shortest(figures: Figures) -> Figures:
    """The same figures without the last digits that are nought in all, so products stay small."""
    digits = figures.digits
    shared = int(np.gcd.reduce(figures.units)) if len(figures) else 0
    while digits and shared % 10 == 0:
        shared, digits = shared // 10, digits - 1
        if not shared:
            digits = 0
    spare = 10 ** (figures.digits - digits)
    return Figures(figures.units // spare, digits, figures.known)


def _nothing(work: Work) -> PointLines:
    none = np.empty(0, dtype=np.int64)
    empty, points = Figures(none), Figures(none, POINT_DIGITS)
    days = work.work_date[:0]
    return PointLines(none, days, none, none, empty, points, empty, points, none, {"role": empty})


def _excess(plan: PointsPlan, group: Group, lines: PointLines) -> dict[str, Excess]:
    """What the caps of the day and then of the month take off again."""
    cap, found = plan.cap, dict[str, Excess]()
    if cap is None or not len(lines):
        return found
    rows, days, points = lines.row, lines.work_date, lines.points.units
    if cap.per_day is not None:
        day = (days - days.min()).astype(np.int64)
        spans = group.people.person[rows] * (int(day.max()) + 1) + day
        over = _over(rows, days, points, spans, cap.per_day)
        found["excess:day"] = over
        rows = np.concatenate([rows, over.row])
        days = np.concatenate([days, over.work_date])
        points = np.concatenate([points, over.points.units])
    if cap.per_period is not None:
        person = group.people.person[rows]
        found["excess:period"] = _over(rows, days, points, person, cap.per_period)
    return {name: excess for name, excess in found.items() if len(excess)}


def _over(rows: Rows, days: Dates, points: Ints, spans: Rows, limit: Decimal) -> Excess:
    """The spans (codes of the rows) whose points are over the limit, on their last day."""
    order = np.argsort(days, kind="stable")
    grouping = Grouping.of(spans[order])
    sums, cap = grouping.sums(points[order]), units_of(limit, POINT_DIGITS)
    over = np.flatnonzero(sums > cap)
    last = order[grouping.order[grouping.starts + grouping.counts - 1]][over]
    return Excess(
        row=rows[last],
        work_date=days[last],
        before=Figures(sums[over], POINT_DIGITS),
        limit=Figures(np.full(len(over), cap), POINT_DIGITS),
        points=Figures(cap - sums[over], POINT_DIGITS),
    )
