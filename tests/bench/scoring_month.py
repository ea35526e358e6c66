"""A synthetic month through the sample centre's rules, beside the row-by-row Decimal oracle."""

from __future__ import annotations

from collections.abc import Mapping

import scoring
from tests.bench.clock import cpu_seconds
from tests.bench.figure import Figure
from tests.bench.oracles import oracle_of
from tests.bench.place import Place

PERIOD = "2026-06"
SEED = 7


def scoring_speed(place: Place) -> Mapping[str, Figure]:
    """People per CPU second, with the full trace; the oracle works out pay alone."""
    return {
        "scoring": _people_per_second(1000, repetitions=1),
        "scoring_120": _people_per_second(120, repetitions=3),
    }


def _people_per_second(people: int, repetitions: int) -> Figure:
    tests, writers = oracle_of("scoring/test_calculation.py"), oracle_of("scoring/conftest.py")
    catalogue = writers.semantic_layer()
    rules = scoring.compile_rules(writers.rule_files("sample"), catalogue)
    persons, values, work = tests.situation(SEED, people)
    tables = (
        writers.people_table(persons),
        writers.metric_table(PERIOD, values, catalogue),
        writers.work_table(work),
    )
    done = scoring.calculate(rules, PERIOD, *tables)
    engine_s = cpu_seconds(lambda: scoring.calculate(rules, PERIOD, *tables), repetitions)
    oracle_s = cpu_seconds(lambda: tests.oracle(persons, values, done), repetitions)
    paid = {(x["agent_id"], x["component"]): x["pay_amount"] for x in done.pay_lines.to_pylist()}
    if paid != tests.oracle(persons, values, done):
        raise ArithmeticError(f"the engine and the oracle disagree on the pay of {people} people")
    return Figure(people / engine_s, "people/CPU s", people / oracle_s)
