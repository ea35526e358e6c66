"""A month of many people and items through the engine, beside the row-by-row Decimal oracle."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa

import scoring
from tests.bench.big_centre import (
    BASE,
    PERIOD,
    STANDARD_S,
    BigCentre,
    coefficient_bands,
)
from tests.bench.clock import PROJECT, cpu_seconds
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place
from tests.oracles import scorecard as oracle

PEOPLE, ITEMS = 10_000, 60
BY_HAND = 1_000  # of them, worked out by the oracle as well


def scoring_speed(place: Place) -> Mapping[str, Figure]:
    """CPU seconds and memory with the full trace; how much faster than row by row."""
    centre = BigCentre.of(PEOPLE, ITEMS)
    some = centre.first(BY_HAND)
    _same_results(some)
    rules, tables, few_tables = centre.rules(), centre.tables(), some.tables()
    by_hand_s = cpu_seconds(lambda: _by_hand(some, few_tables)) * PEOPLE / BY_HAND
    numbers_s = cpu_seconds(lambda: scoring.calculate(rules, PERIOD, *tables), 7)
    whole = _in_a_process(PEOPLE, ITEMS)
    few, short = _in_a_process(PEOPLE // 4, ITEMS), _in_a_process(PEOPLE, ITEMS // 3)
    return {
        "scoring": Figure(whole["cpu_s"], "CPU s", by_hand_s, at_most(20)),
        "scoring_memory": Figure(whole["gigabytes"], "GB", None, at_most(2)),
        "scoring_against_rows": Figure(by_hand_s / numbers_s, "times", 1, at_least(30)),
        "scoring_by_people": Figure(whole["cpu_s"] / few["cpu_s"], "times", 4, at_most(5)),
        "scoring_by_items": Figure(whole["cpu_s"] / short["cpu_s"], "times", 3, at_most(3.75)),
    }


Tables = tuple[pa.Table, pa.Table, pa.Table]


def _by_hand(
    centre: BigCentre, tables: Tables
) -> tuple[dict[str, dict[str, oracle.Line]], dict[tuple[str, str], Decimal]]:
    """Every line of every person, and every amount, from the same tables row by row."""
    people, metrics, work = (table.to_pylist() for table in tables)
    sections, bands = centre.sections(), coefficient_bands()
    values: dict[str, dict[str, tuple[int, Decimal, Decimal]]] = {}
    for row in metrics:
        measured = (row["n"], row["numerator"], row["denominator"])
        values.setdefault(row["subject_id"], {})[row["metric"]] = measured
    done: dict[str, list[tuple[str, int]]] = {}
    for row in work:
        done.setdefault(row["agent_id"], []).append((row["work_type"], row["quantity"]))
    lines: dict[str, dict[str, oracle.Line]] = {}
    points: dict[str, Decimal] = {}
    pay: dict[tuple[str, str], Decimal] = {}
    for person in people:
        agent = person["agent_id"]
        lines[agent] = oracle.score_person(sections, values[agent])
        points[agent] = oracle.earn(done[agent], STANDARD_S)
        pay[agent, "performance"] = oracle.performance_pay(lines[agent]["total"].score, BASE, bands)
    for agent, amount in oracle.share_pool(centre.pool, points).items():
        pay[agent, "points"] = amount
    return lines, pay


def _same_results(centre: BigCentre) -> None:
    """Raises ArithmeticError where the engine and the oracle disagree on any line."""
    tables = centre.tables()
    done = scoring.calculate(centre.rules(), PERIOD, *tables)
    lines, pay = _by_hand(centre, tables)
    for row in done.score_lines.to_pylist():
        wanted = lines[row["agent_id"]][row["node_id"]]
        found = oracle.Line(row["score"], row["weight_applied"], row["contribution"])
        if found != wanted:
            raise ArithmeticError(f"{row['agent_id']} {row['node_id']}: {found}, by hand {wanted}")
    paid = {(x["agent_id"], x["component"]): x["pay_amount"] for x in done.pay_lines.to_pylist()}
    if paid != pay:
        raise ArithmeticError("the engine and the oracle disagree on pay")


def _in_a_process(people: int, items: int) -> dict[str, float]:
    """CPU seconds and peak memory of a calculation with every table and the whole trace."""
    command = [sys.executable, "-m", "tests.bench.scoring_month", str(people), str(items)]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


def _measure(people: int, items: int) -> dict[str, float]:
    centre = BigCentre.of(people, items)
    rules, tables = centre.rules(), centre.tables()

    def everything() -> None:
        done = scoring.calculate(rules, PERIOD, *tables)
        made: list[pa.Table] = [done.score_lines, done.point_lines, done.pay_lines]
        rows = sum(table.num_rows for table in made)
        rows += sum(batch.num_rows for batch in done.trace.batches())
        if rows < people * items * 5:
            raise ArithmeticError(f"only {rows} rows for {people} people and {items} items")

    took = cpu_seconds(everything, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"cpu_s": took, "gigabytes": peak / 1e9}


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]), int(sys.argv[2]))))
