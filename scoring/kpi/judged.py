"""Every KPI of a month and of its year: attainment, light, forecast, chance of the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.exact import SCORE_DIGITS, rounded
from scoring.kpi.rules import Kpi, KpiPlan
from scoring.kpi.tables import KPI_WEEKS, KPIS
from scoring.kpi.weeks import WEEK, History, Sums, drawn_weeks, ends
from scoring.kpi.words import said
from scoring.period import Period
from scoring.rules.month import rule_ref
from scoring.tables import table_of

PERIOD, YEAR = "period", "year"
GREEN, AMBER, RED = "green", "amber", "red"


@dataclass(frozen=True)
class Daily:
    """The centre's daily sums: exact Decimals by day, KPI and side, from `first` on.

    `divided` says of each KPI whether it is a ratio. A day without a row counts as nothing.
    """

    first: date
    numerators: list[list[Decimal]]
    denominators: list[list[Decimal]]
    divided: list[bool]

    @classmethod
    def read(cls, table: pa.Table, kpis: Sequence[Kpi], first: date, last: date) -> Daily:
        """From rows of business_date, metric, numerator, denominator and divided."""
        days = (last - first).days + 1
        sides = [[[Decimal(0)] * len(kpis) for _ in range(days)] for _ in range(2)]
        number = {kpi.metric: place for place, kpi in enumerate(kpis)}
        divided = [False] * len(kpis)
        for row in table.to_pylist():
            place, day = number.get(row["metric"]), (row["business_date"] - first).days
            if place is None or not 0 <= day < days:
                continue
            divided[place] = row["divided"]
            sides[0][day][place] += row["numerator"] or 0
            sides[1][day][place] += row["denominator"] or 0
        return cls(first, sides[0], sides[1], divided)

    def summed(self, place: int, since: date, until: date) -> tuple[Decimal, Decimal]:
        """Σ of one KPI from `since` to `until`, both included."""
        days = slice(max(0, (since - self.first).days), max(0, (until - self.first).days + 1))
        above = sum((day[place] for day in self.numerators[days]), Decimal(0))
        if not self.divided[place]:
            return above, Decimal(1)
        return above, sum((day[place] for day in self.denominators[days]), Decimal(0))

    def floats(self, until: date) -> Sums:
        """Days × KPIs × 2 up to `until`."""
        days = (until - self.first).days + 1
        sides = [
            np.array(side[:days], dtype=float) for side in (self.numerators, self.denominators)
        ]
        return np.stack(sides, axis=2)


def judge_kpis(
    plan: KpiPlan, period: str, as_of: date, daily: pa.Table, first: date
) -> tuple[pa.Table, pa.Table]:
    """Rows of outputs/kpis and outputs/kpi_weeks.

    `daily` are the centre's sums by day from `first` up to `as_of`, the evening that is judged
    from. The year is the calendar year, as far as there are data. A ratio is Σ numerator ÷
    Σ denominator of its span; a plain sum is set against the month's target in proportion to
    the days of the span. Raises Refusal where a target or setting is not in force.
    """
    month = Period.of(period)
    read = Daily.read(daily, plan.rules.kpis, first, as_of)
    judging = _Judging(plan, month, as_of, read)
    rows = [row for horizon in (PERIOD, YEAR) for row in judging.rows(horizon)]
    order = _in_order(plan)
    rows = sorted(rows, key=lambda row: (order.index(row["kpi_id"]), row["horizon"]))
    placed = [row | {"place": place} for place, row in enumerate(rows, start=1)]
    return table_of(placed, KPIS), table_of(list(judging.weeks()), KPI_WEEKS)


def _in_order(plan: KpiPlan) -> list[str]:
    """Branches and KPIs as the file names them, each branch before its KPIs."""
    return [
        name
        for branch in plan.rules.branches
        for name in (branch, *(kpi.id for kpi in plan.rules.kpis if kpi.branch == branch))
    ]


@dataclass
class _Judging:
    plan: KpiPlan
    month: Period
    as_of: date
    daily: Daily

    def __post_init__(self) -> None:
        day, settings = self.month.last, self.plan.number
        self.history = History.of(self.daily.floats(self.as_of), settings("history_weeks", day))
        left = (self._span(YEAR)[1] - self.as_of).days
        known = len(self.history.weeks)
        self.courses = drawn_weeks(
            known, -(-left // WEEK), settings("draws", day) if known else 0,
            settings("run_weeks", day), settings("seed", day),
        )  # fmt: skip

    def _span(self, horizon: str) -> tuple[date, date]:
        if horizon == PERIOD:
            return self.month.first, self.month.last
        return max(self.month.first.replace(month=1, day=1), self.daily.first), date(
            self.month.first.year, 12, 31
        )

    def rows(self, horizon: str) -> Iterator[dict[str, Any]]:
        """Every KPI against its target at the end of the span, then the branches."""
        since, until = self._span(horizon)
        left = max(0, (until - self.as_of).days)
        final = self._final(since, left) if left and len(self.courses) else None
        kpis = [
            self._kpi(place, kpi, horizon, None if final is None else final[:, place])
            for place, kpi in enumerate(self.plan.rules.kpis)
        ]
        yield from kpis
        yield from self._branches(kpis)

    def _final(self, since: date, left: int) -> Sums:
        """Draws × KPIs × 2 at the end of the span."""
        begun = (since - self.daily.first).days
        so_far = self.daily.floats(self.as_of)[max(begun, 0) :].sum(axis=0)
        return ends(self.history, so_far, left, self.courses)

    def _kpi(self, place: int, kpi: Kpi, horizon: str, final: Sums | None) -> dict[str, Any]:
        since, until = self._span(horizon)
        seen = min(self.as_of, until)
        direction = self.plan.metrics[kpi.id].definition.direction
        actual = _value(*self.daily.summed(place, since, seen))
        monthly = self.plan.target(kpi, until)
        divided = self.daily.divided[place]
        target = monthly if divided else _of_days(monthly, since, until)
        due = monthly if divided else _of_days(monthly, since, seen)
        attainment = _attainment(actual, due, direction)
        values = None if final is None else _values(final, divided)
        chance = _chance(values, actual, target, direction)
        low, middle, high = _quantiles(values, actual)
        row = {
            "horizon": horizon, "since": since, "until": until, "actual": actual,
            "target": target, "previous": self._previous(place, horizon),
            "attainment": attainment, "light": self._light(attainment),
            "p10": low, "p50": middle, "p90": high, "hit_probability": chance,
            "days_left": max(0, (until - self.as_of).days), "metric": kpi.metric,
            "weight": kpi.weight, "owner": kpi.owner,
            "rule_ref": rule_ref(self.plan.document.file, _since(kpi, until)),
        }  # fmt: skip
        zh, en = said(row, self.plan.metrics[kpi.id].definition)
        return self._named(kpi.id, kpi.branch, kpi.name_zh, kpi.name_en) | row | {
            "note_zh": zh, "note_en": en,
        }  # fmt: skip

    def _previous(self, place: int, horizon: str) -> Decimal | None:
        """The month before, as far as it is in the data; of a year nothing is compared."""
        last = self.month.first - timedelta(days=1)
        first = last.replace(day=1)
        if horizon == YEAR or first < self.daily.first:
            return None
        return _value(*self.daily.summed(place, first, last))

    def _light(self, attainment: Decimal | None) -> str | None:
        if attainment is None:
            return None
        if attainment >= 1:
            return GREEN
        return AMBER if attainment >= self.plan.amber_from(self.month.last) else RED

    def _named(self, key: str, branch: str, zh: str, en: str) -> dict[str, Any]:
        bough = self.plan.rules.branches[branch]
        return {
            "period": self.month.label, "as_of": self.as_of, "kpi_id": key, "branch": branch,
            "name_zh": zh, "name_en": en, "branch_zh": bough.name_zh, "branch_en": bough.name_en,
        }  # fmt: skip

    def _branches(self, kpis: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Σ weight × attainment ÷ Σ weight of each bough; nothing counts for more than it is."""
        for branch, bough in self.plan.rules.branches.items():
            own = [row for row in kpis if row["branch"] == branch and row["attainment"] is not None]
            whole = sum((row["weight"] for row in own), Decimal(0))
            met = sum(
                (row["weight"] * min(row["attainment"], Decimal(1)) for row in own), Decimal(0)
            )
            attainment = rounded(Fraction(met) / Fraction(whole), SCORE_DIGITS) if whole else None
            empty = dict.fromkeys(KPIS.names)
            of_span = {key: kpis[0][key] for key in ("horizon", "since", "until", "days_left")}
            yield empty | of_span | self._named(branch, branch, bough.name_zh, bough.name_en) | {
                "weight": whole, "attainment": attainment, "light": self._light(attainment),
            }  # fmt: skip

    def weeks(self) -> Iterator[dict[str, Any]]:
        """Each week of history as a value, for the trend."""
        count = len(self.history.weeks)
        for place, kpi in enumerate(self.plan.rules.kpis):
            for week in range(count):
                until = self.as_of - timedelta(weeks=count - 1 - week)
                above, below = self.daily.summed(place, until - timedelta(days=6), until)
                yield {
                    "period": self.month.label, "kpi_id": kpi.id, "week_to": until,
                    "numerator": above, "denominator": below, "value": _value(above, below),
                }  # fmt: skip


def _since(kpi: Kpi, day: date) -> date:
    found = kpi.target.entry_on(day)
    return day if found is None else found[0]


def _value(above: Decimal, below: Decimal) -> Decimal | None:
    return rounded(Fraction(above) / Fraction(below), SCORE_DIGITS) if below else None


def _of_days(monthly: Decimal, since: date, until: date) -> Decimal:
    """A month's target in proportion to the days of each month within the span."""
    total, day = Fraction(0), since
    while day <= until:
        month = Period.of(f"{day:%Y-%m}")
        last = min(month.last, until)
        total += Fraction(monthly) * ((last - day).days + 1) / month.days
        day = last + timedelta(days=1)
    return rounded(total, SCORE_DIGITS)


def _attainment(actual: Decimal | None, target: Decimal, direction: str) -> Decimal | None:
    """actual ÷ target, or target ÷ actual where less is better; 1 where nothing is reached."""
    above, below = (target, actual) if direction == "down" else (actual, target)
    if above is None or below is None:
        return None
    if not below:
        return Decimal(1)
    return rounded(Fraction(above) / Fraction(below), SCORE_DIGITS)


def _values(final: Sums, divided: bool) -> NDArray[np.float64]:
    """The value of each draw that has one."""
    if not divided:
        return final[:, 0]
    known = final[:, 1] != 0
    return final[known, 0] / final[known, 1]


def _chance(
    values: NDArray[np.float64] | None, actual: Decimal | None, target: Decimal, direction: str
) -> Decimal | None:
    """The share of draws that meet the target; 0 or 1 where nothing is left to draw."""
    if values is None:
        if actual is None:
            return None
        return Decimal(int(actual <= target if direction == "down" else actual >= target))
    if not len(values):
        return None
    met = values <= float(target) if direction == "down" else values >= float(target)
    return rounded(Fraction(int(met.sum()), len(values)), SCORE_DIGITS)


def _quantiles(
    values: NDArray[np.float64] | None, actual: Decimal | None
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    if values is None:
        return actual, actual, actual
    if not len(values):
        return None, None, None
    found = np.quantile(values, [0.1, 0.5, 0.9], method="inverted_cdf").tolist()
    low, middle, high = (rounded(Fraction(one), SCORE_DIGITS) for one in found)
    return low, middle, high
