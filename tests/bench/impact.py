"""A rule change on twelve months, and a month drawn a thousand times, beside the Decimal oracle."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa

import scoring
from data_contracts.located_yaml import read_yaml
from scoring.impact import DrawModel, Month, PayForecast, Volume, forecast_pay, preview_rules
from scoring.impact.draws import draws_of
from scoring.impact.records import read_records
from scoring.inputs import read_people
from scoring.period import Period
from tests.bench.clock import PROJECT, cpu_seconds
from tests.bench.figure import Figure, at_most
from tests.bench.oracles import oracle_of
from tests.bench.place import Place

PEOPLE, MONTHS, DRAWS, SEED = 2000, 12, 1000, 7
PERIOD, COMING = "2026-06", "2026-07"
PAST = ("2026-04", "2026-05", "2026-06")
DAYS_WORKED, SAMPLE = 22, 3
VOLUME = Volume(Decimal("0.95"), Decimal("1.02"), Decimal("1.10"))
CHANGES = {"value: 1200.00": "value: 1300.00", "score: 1.10": "score: 1.15"}


@dataclass(frozen=True)
class _Sample:
    """The sample centre's rules, and the modules that write and check months under them."""

    tests: ModuleType
    writers: ModuleType
    catalogue: dict[str, scoring.Metric]
    rules: scoring.Rules

    @classmethod
    def read(cls) -> _Sample:
        tests, writers = oracle_of("scoring/test_calculation.py"), oracle_of("scoring/conftest.py")
        catalogue = writers.semantic_layer()
        rules = scoring.compile_rules(writers.rule_files("sample"), catalogue)
        return cls(tests, writers, catalogue, rules)

    def changed(self) -> scoring.Rules:
        """The rules with another base and another coefficient of performance pay."""
        files = []
        for document in self.writers.rule_files("sample"):
            text = (PROJECT / "centres/sample" / document.file).read_text(encoding="utf-8")
            for old, new in CHANGES.items() if document.data["kind"] == "pay" else ():
                text = text.replace(old, new)
            files.append(read_yaml(text, document.file))
        return scoring.compile_rules(files, self.catalogue)

    def month(self, people: list, values: dict, work: dict, period: str = PERIOD) -> Month:
        """The tables of a month."""
        return Month(
            period,
            self.writers.people_table(people),
            self.writers.metric_table(period, values, self.catalogue),
            self.writers.work_table(work),
            self.writers.sample_facts(),
        )


def rule_preview(place: Place) -> Mapping[str, Figure]:
    """CPU seconds of a preview of 2,000 people × 12 months; the oracle works out pay alone, and
    under one of the two rules."""
    sample = _Sample.read()
    drawn = [sample.tests.situation(seed, PEOPLE) for seed in range(MONTHS)]
    months = [sample.month(*one) for one in drawn]
    old, new = sample.rules, sample.changed()
    preview_s = cpu_seconds(lambda: preview_rules(old, new, months), 1)
    oracle_s = 0.0
    for (people, values, _), month in zip(drawn, months, strict=True):
        done = month.under(old)
        _refuse_other_pay(sample.tests.oracle(people, values, done), _paid(done))
        oracle_s += cpu_seconds(lambda p=people, v=values, d=done: sample.tests.oracle(p, v, d), 1)
    return {"rule_preview": Figure(preview_s, "CPU s", oracle_s, at_most(180))}


def pay_monte_carlo(place: Place) -> Mapping[str, Figure]:
    """CPU seconds of 1,000 draws × 2,000 people; the oracle's are those of three draws × 1,000/3,
    whose pay is the same to the fen."""
    sample = _Sample.read()
    past = _past(sample)
    people = [{**one, "employed_from": None} for one in sample.tests.situation(SEED, PEOPLE)[0]]
    model = DrawModel(DRAWS, SEED, VOLUME)
    tables = (sample.writers.people_table(people), past.metrics, past.work)
    given = {"months": PAST, "model": model, "facts": sample.writers.sample_facts()}
    found: list[PayForecast] = []
    forecast_s = cpu_seconds(
        lambda: found.append(forecast_pay(sample.rules, COMING, *tables, **given)), 1
    )
    oracle_s = 0.0
    for number, values, work in _drawn(past, tables, model):
        done = sample.month(people, values, work, COMING).under(sample.rules)
        oracle = sample.tests.oracle(people, values, done)
        _refuse_other_pay(oracle, _paid(done))
        _refuse_other_pay(oracle, _paid_in(found[0], number, oracle))
        oracle_s += cpu_seconds(lambda v=values, d=done: sample.tests.oracle(people, v, d), 1)
    baseline = oracle_s * DRAWS / SAMPLE
    return {"pay_monte_carlo": Figure(forecast_s, "CPU s", baseline, at_most(60))}


@dataclass(frozen=True)
class _Past:
    """Three months to draw from: tables, and the same values by month as the oracle reads them."""

    metrics: pa.Table
    work: pa.Table
    values: list[dict]


def _past(sample: _Sample) -> _Past:
    values, tables, work = [], [], []
    for number, month in enumerate(PAST):
        _, metrics, worked = sample.tests.situation(number, PEOPLE)
        draw, kinds = random.Random(number), {(agent, kind) for agent, _, kind in worked}
        days = {
            (agent, date.fromisoformat(f"{month}-{day:02d}"), kind): draw.randint(1, 60)
            for agent, kind in sorted(kinds)
            for day in range(1, DAYS_WORKED + 1)
        }
        values.append(metrics)
        tables.append(sample.writers.metric_table(month, metrics, sample.catalogue))
        work.append(sample.writers.work_table(days))
    return _Past(pa.concat_tables(tables), pa.concat_tables(work), values)


def _drawn(
    past: _Past, tables: tuple[pa.Table, pa.Table, pa.Table], model: DrawModel
) -> Iterator[tuple[int, dict, dict]]:
    """The first draws as the oracle reads a month: number, values and work."""
    people = read_people(tables[0], Period.of(COMING))
    records = read_records(people, tables[1], tables[2], PAST)
    few = DrawModel(SAMPLE, model.seed, model.volume)
    days = np.where(
        people.scheduled_days.is_known, people.scheduled_days.units // 10**6, np.int64(-1)
    )
    spans = np.zeros(31, dtype=np.int64)
    metrics = list(dict.fromkeys(metric for _, metric in past.values[0]))
    for number, drawn in enumerate(draws_of(few, records, days, spans, 1)):
        values, work = {}, {}
        for person, agent in enumerate(people.persons):
            month = int(drawn.record[0, person]) // len(people.persons)
            own = past.values[month]
            values |= {(agent, metric): own[agent, metric] for metric in metrics}
            for kind, name in enumerate(records.work_types):
                quantity = int(drawn.work[0, person, 0, kind])
                if quantity:
                    work[agent, date(2026, 7, 1), name] = quantity
        yield number, values, work


def _paid(done: scoring.Scoring) -> dict[tuple[str, str], Any]:
    rows = done.pay_lines.to_pylist()
    return {(row["agent_id"], row["component"]): row["pay_amount"] for row in rows}


def _paid_in(forecast: PayForecast, draw: int, like: Mapping) -> dict[tuple[str, str], Any]:
    agents = {agent: place for place, agent in enumerate(forecast.people.persons)}
    return {
        (agent, component): Decimal(int(forecast.fen[component][draw, agents[agent]])) / 100
        for agent, component in like
    }


def _refuse_other_pay(wanted: Mapping, found: Mapping) -> None:
    if wanted != found:
        raise ArithmeticError("the engine and the oracle disagree on pay")
