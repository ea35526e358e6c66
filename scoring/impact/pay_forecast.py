"""Next month's pay as a distribution, by Monte Carlo over the engine that pays (S1-22, S1-23).

Every draw is a whole month through scoring.calculation.ORDER, all people and pools together;
draws differ by the declared model of `draws` alone. Amounts are exact in every draw; shares of
draws are exact ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa

from data_contracts.dated import Dated
from scoring.calculation import Facts
from scoring.columns import Ints, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.impact.draws import (
    DrawModel,
    Drawn,
    Records,
    WorkFrame,
    draws_of,
    read_records,
    work_frame,
)
from scoring.impact.impact_tables import PAY_FORECAST
from scoring.impact.money import money_of, points_of
from scoring.impact.scenarios import (
    calculated,
    spread_facts,
    spread_measures,
    spread_people,
    spread_plan,
)
from scoring.inputs import Measures, People, read_measures, read_people
from scoring.inputs.tables import Dates
from scoring.period import Period
from scoring.rules.compiled import Rules
from scoring.rules.plans import MonthPlan
from scoring.rules.points_plans import PointsPlan
from scoring.scores.cards import Assigned, assign
from scoring.tables import table_of

# Rows of People calculated at once: memory stays flat, and numpy has enough to do.
ROWS_AT_ONCE = 50_000
TOTAL = "total"


@dataclass(frozen=True)
class Budget:
    """What may be spent on some people (kind and id as in the table) for one component, or for
    `total`."""

    subject_kind: str
    subject_id: str
    component: str
    amount: Decimal


@dataclass(frozen=True)
class Quantiles:
    """Amounts in fen that a tenth, half and nine tenths of the draws do not exceed."""

    p10: int
    p50: int
    p90: int

    @classmethod
    def of(cls, draws: Ints) -> Quantiles:
        """The least amount that at least p of the draws do not exceed (nearest rank)."""
        rising = np.sort(draws)
        places = (-(-len(rising) * tenth // 10) - 1 for tenth in (1, 5, 9))
        return cls(*(int(rising[max(place, 0)]) for place in places))


@dataclass(frozen=True)
class PayForecast:
    """Fen by component and points in 10^−4, each draws × persons, with who the persons are.
    `factor` is the volume factor of each draw in 10^−6."""

    period: str
    people: People
    fen: Mapping[str, Ints]
    points: Ints
    factor: Ints

    def drawn(self, kind: str, name: str, component: str = TOTAL) -> Ints:
        """The draws of one subject's amount: agent, team, department or centre."""
        who = np.flatnonzero([one == name for one in self.subjects(kind)])
        parts = self.fen.values() if component == TOTAL else (self.fen[component],)
        return np.sum([column[:, who].sum(axis=1) for column in parts], axis=0)

    def over(self, budget: Budget) -> Fraction:
        """The share of draws that spend more than the budget."""
        drawn = self.drawn(budget.subject_kind, budget.subject_id, budget.component)
        fen = int(budget.amount.scaleb(MONEY_DIGITS))
        return Fraction(int((drawn > fen).sum()), len(drawn))

    def table(self, budgets: Sequence[Budget] = ()) -> pa.Table:
        """Rows of outputs/pay_forecast: P10, P50 and P90 of everybody, every team, department
        and the centre, by component and in total."""
        given = {(one.subject_kind, one.subject_id, one.component): one for one in budgets}
        rows = []
        for kind in SUBJECTS:
            names = self.subjects(kind)
            known = sorted({name for name in names if name is not None})
            codes = {name: code for code, name in enumerate(known)}
            place = np.array([codes.get(name or "", -1) for name in names], dtype=np.int64)
            for component, columns in self._columns():
                drawn = _grouped(columns, place, len(known))
                for code, name in enumerate(known):
                    budget = given.get((kind, name, component))
                    rows.append(self._row(kind, name, component, drawn[:, code], budget))
        return table_of(rows, PAY_FORECAST)

    def _columns(self) -> list[tuple[str, Ints]]:
        whole = np.sum(list(self.fen.values()), axis=0)
        return [*self.fen.items(), (TOTAL, whole)]

    def _row(
        self, kind: str, name: str, component: str, drawn: Ints, budget: Budget | None
    ) -> dict[str, object]:
        found = Quantiles.of(drawn)
        return {
            "period": self.period,
            "subject_kind": kind,
            "subject_id": name,
            "component": component,
            "draws": len(drawn),
            "p10_amount": from_units(found.p10, MONEY_DIGITS),
            "p50_amount": from_units(found.p50, MONEY_DIGITS),
            "p90_amount": from_units(found.p90, MONEY_DIGITS),
            "budget_amount": budget.amount if budget else None,
            "over_budget_probability": rounded(self.over(budget), SCORE_DIGITS) if budget else None,
        }

    def subjects(self, kind: str) -> list[str | None]:
        """The team, department … of each person, in the order of the columns."""
        return SUBJECTS[kind](self.people)


def _grouped(columns: Ints, place: Rows, count: int) -> Ints:
    """draws × persons as draws × groups; people of no group are left out."""
    order = np.argsort(place, kind="stable")
    order = order[place[order] >= 0]
    begins = np.searchsorted(place[order], np.arange(count))
    return np.add.reduceat(columns[:, order], begins, axis=1)


def last_row_of_each(people: People) -> Rows:
    """The last row of each person: their team and department of the month's end."""
    return len(people) - 1 - np.unique(people.person[::-1], return_index=True)[1]


def _column(attribute: str) -> Callable[[People], list[str | None]]:
    def read(people: People) -> list[str | None]:
        texts = people.attributes.get(attribute) or [None] * len(people)
        return [texts[row] for row in last_row_of_each(people).tolist()]

    return read


SUBJECTS: Mapping[str, Callable[[People], list[str | None]]] = {
    "agent": lambda people: list(people.persons),
    "team": _column("team_id"),
    "department": _column("department_id"),
    "centre": lambda people: ["centre"] * len(people.persons),
}


def forecast_pay(
    rules: Rules,
    period: str,
    people: pa.Table,
    metric_values: pa.Table,
    work_done: pa.Table,
    *,
    months: Sequence[str],
    model: DrawModel,
    facts: Facts | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> PayForecast:
    """The pay of `period` under `rules`, drawn `model.draws` times.

    `people` are those of the coming month (scheduled_days are the days they are to work),
    `metric_values` and `work_done` hold the `months` to draw from. Raises Refusal where the
    rules or inputs cannot be used.
    """
    month, known = Period.of(period), facts or Facts()
    plan, everyone = rules.in_month(period), read_people(people, month)
    records = read_records(everyone, metric_values, work_done, months)
    span_of_day, begins = spans(plan.points, month, known)
    before = [read_measures(metric_values, label, everyone) for label in month.before(12)]
    size = max(1, min(model.draws, rows_at_once // max(len(everyone), 1)))
    frames = _Frames(month, plan, everyone, known, tuple(before), records, begins)
    fen: dict[str, Ints] = {}
    points: list[Ints] = []
    factors: list[Ints] = []
    for drawn in draws_of(model, records, _days(everyone), span_of_day, size):
        begun, persons = sum(map(len, factors)), drawn.record.shape[1]
        paid, earned = frames.paid(drawn)
        points.append(earned)
        for name, column in paid.items():
            whole = fen.setdefault(name, np.zeros((model.draws, persons), dtype=np.int64))
            whole[begun : begun + len(column)] = column
        factors.append(drawn.factor)
    return PayForecast(period, everyone, fen, np.concatenate(points), np.concatenate(factors))


@dataclass
class _Frames:
    """What all batches of one size share; only measures and quantities differ between them."""

    month: Period
    plan: MonthPlan
    people: People
    facts: Facts
    before: tuple[Measures, ...]
    records: Records
    begins: Dates
    frame: _Frame | None = None

    def paid(self, drawn: Drawn) -> tuple[dict[str, Ints], Ints]:
        """Fen by component and points, draws × persons."""
        count, persons = drawn.record.shape
        if self.frame is None or self.frame.count != count:
            self.frame = self._spread(count)
        frame = self.frame
        run = calculated(
            self.month,
            frame.plan,
            frame.people,
            _measures(self.records, drawn, self.people),
            frame.history,
            frame.work.filled(drawn.work),
            frame.facts,
            frame.assigned,
        )
        money = money_of(run)
        fen = {name: column.reshape(count, persons) for name, column in money.fen.items()}
        return fen, points_of(run).reshape(count, persons)

    def _spread(self, count: int) -> _Frame:
        people, plan = spread_people(self.people, count), spread_plan(self.plan, count)
        return _Frame(
            count=count,
            people=people,
            plan=plan,
            facts=spread_facts(self.facts, count),
            history=tuple(spread_measures(one, len(self.people), count) for one in self.before),
            work=work_frame(self.people, self.records, self.begins, count),
            assigned=assign(plan.scorecards, people, self.month),
        )


@dataclass(frozen=True)
class _Frame:
    """People, rules and places of work for `count` draws."""

    count: int
    people: People
    plan: MonthPlan
    facts: Facts
    history: tuple[Measures, ...]
    work: WorkFrame
    assigned: Assigned


def _measures(records: Records, drawn: Drawn, people: People) -> Measures:
    """Everybody's metrics of the records drawn."""
    place = {
        key: rows[drawn.record][:, people.person].ravel() for key, rows in records.places.items()
    }
    return Measures(records.columns, whole=place, place=place, count=drawn.record.size)


def _days(people: People) -> Rows:
    """The days each person is to work; −1 where nobody says."""
    persons = int(people.person.max()) + 1 if len(people) else 0
    days = np.zeros(persons, dtype=np.int64)
    np.add.at(days, people.person, people.scheduled_days.units // 10**SCORE_DIGITS)
    unknown = np.zeros(persons, dtype=bool)
    unknown[people.person[~people.scheduled_days.is_known]] = True
    return np.where(unknown, -1, days)


def spans(tariffs: Sequence[PointsPlan], month: Period, facts: Facts) -> tuple[Rows, Dates]:
    """The days of the month by span: days on which all work is priced alike.

    Returns the span of each day and the first day of each span. A cap per day makes every day
    a span of its own.
    """
    days = [month.first + timedelta(days=number) for number in range(month.days)]
    priced = [tuple(_priced(plan, day, facts) for plan in tariffs) for day in days]
    numbers = {one: number for number, one in enumerate(dict.fromkeys(priced))}
    span = np.array([numbers[one] for one in priced], dtype=np.int64)
    begins = [days[priced.index(one)] for one in numbers]
    return span, np.array(begins, dtype="datetime64[D]")


def _priced(plan: PointsPlan, day: date, facts: Facts) -> tuple[object, ...]:
    """Since when the values hold that price work on a day, and its class where that matters."""
    tariff = plan.tariff
    dated: list[Dated[Decimal]] = [tariff.reference_s, *tariff.standard_s.values()]
    dated += tariff.role_coefficient.values()
    dated += tariff.difficulty_coefficient.values()
    dated += [campaign.coefficient for campaign in tariff.campaigns]
    since = [found[0] if (found := one.entry_on(day)) else None for one in dated]
    by_class = tariff.day_class_coefficient
    classes = (facts.day_classes or {}).get(day) if by_class else None
    capped = day if plan.cap is not None and plan.cap.per_day is not None else None
    of_class = [f[0] if (f := one.entry_on(day)) else None for one in by_class.values()]
    return (*since, *of_class, classes, capped)
