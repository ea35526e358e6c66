"""Next month's pay, drawn: every draw is a whole month through scoring.calculation.ORDER (S1-22).

All people and pools of a draw are calculated together, many draws side by side as scenarios;
draws differ by the declared model of `draws` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa

from data_contracts.dated import Dated
from scoring.columns import Ints, Rows, product
from scoring.exact import SCORE_DIGITS
from scoring.impact.draws import DrawModel, Drawn, draws_of
from scoring.impact.money import money_of, points_of
from scoring.impact.pay_forecast import PayForecast
from scoring.impact.records import UNIT, Records, WorkFrame, read_records, work_frame
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
from scoring.run import Facts
from scoring.scores.cards import Assigned, assign

# Rows of People calculated at once: memory stays flat, and numpy has enough to do.
ROWS_AT_ONCE = 50_000


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
            frame.work.filled(product(drawn.work, UNIT)),
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
    dated += tariff.time_window_coefficient.values()
    dated += [campaign.coefficient for campaign in tariff.campaigns]
    since = [found[0] if (found := one.entry_on(day)) else None for one in dated]
    by_class = tariff.day_class_coefficient
    classes = (facts.day_classes or {}).get(day) if by_class else None
    capped = day if plan.cap is not None and plan.cap.per_day is not None else None
    of_class = [f[0] if (f := one.entry_on(day)) else None for one in by_class.values()]
    return (*since, *of_class, classes, capped)
