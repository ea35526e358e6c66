"""Pay of every component against an oracle that works person by person in plain fractions."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from scoring import calculate, check_trace, compile_rules
from scoring.pay import Extras
from scoring.run import Facts
from scoring.statutory.city import City, compile_statutory
from scoring.statutory.deductions import Claim, cap_deductions
from scoring.statutory.minimum_wage import NormalLabour, WageItem, minimum_wage_top_up
from scoring.statutory.overtime import OvertimeDay
from scoring.statutory.overtime_pay import overtime_pay
from tests.oracles.pay import (
    FIRST,
    MINIMUM,
    NOT_COUNTED,
    TIMES,
    Rows,
    attended,
    expected_pay,
)

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[3]
MONEY = pa.decimal128(18, 2)
POINTS = pa.decimal128(18, 6)


@pytest.fixture(scope="module")
def rules(catalogue, brief):
    files = [f for f in brief.rule_files("sample") if f.data["kind"] != "pay"]
    text = (HERE / "full_plan.yaml").read_text(encoding="utf-8")
    return compile_rules([*files, read_yaml(text, "full_plan.yaml")], catalogue)


@pytest.fixture(scope="module")
def city() -> City:
    file = REPOSITORY / "centres/sample/statutory/shanghai.yaml"
    return compile_statutory([read_yaml(file.read_text(encoding="utf-8"), file.name)])["shanghai"]


def situation(seed: int, size: int) -> dict[str, Any]:
    """People, what they did, and what is owed to and by them, at random."""
    draw = random.Random(seed)
    people, values, work, tables = [], {}, {}, defaultdict(list)
    for number in range(size):
        agent = f"A{1000 + number}"
        role = ("agent", "agent", "evaluator", "agent", "team_leader")[number % 5]
        scheduled = draw.randint(18, 23)
        people.append(
            {
                "agent_id": agent,
                "role": role,
                "team_id": f"T{number % 3}",
                "base_salary_amount": Decimal(draw.randint(250000, 900000)) / 100,
                "scheduled_days": draw.choice([None, scheduled]),
                "paid_days": draw.choice([None, scheduled, scheduled - draw.randint(0, 5)]),
                "employed_from": draw.choice([None, None, None, date(2026, 6, 11)]),
                "employed_to": draw.choice([None, None, None, date(2026, 6, 20)]),
            }
        )
        for metric in ("qa_score", "adherence_strict"):
            values[agent, metric] = (draw.randint(60, 100), 1, 9)
        kind = "evaluation" if role == "evaluator" else "contact:sales"
        for day in (2, 9, 25):
            if role != "team_leader" and draw.random() < 0.9:
                work[agent, date(2026, 6, day), kind] = draw.randint(0, 150)
        _owe(draw, agent, tables)
    return {"people": people, "values": values, "work": work, "tables": dict(tables)}


def _owe(draw: random.Random, agent: str, tables: dict[str, Rows]) -> None:
    def money(most: int) -> Decimal:
        return Decimal(draw.randint(1, most)) / 100

    def some() -> range:
        return range(draw.choice([0, 0, 1, 1, 2, 5]))

    for _ in some():
        day = FIRST + timedelta(days=draw.randint(0, 29))
        leave = draw.choice([0, 0, 1800, 9000])
        told = {"agent_id": agent, "work_date": day, "day_class": draw.choice(list(TIMES))}
        if all(row["agent_id"] != agent or row["work_date"] != day for row in tables["overtime"]):
            over = draw.randint(0, 30_000)
            tables["overtime"].append({**told, "overtime_s": over, "comp_leave_s": leave})
    for day in range(2):
        points = Decimal(draw.randint(0, 90_000)) / 10_000
        made = {"agent_id": agent, "work_date": date(2026, 6, 2 + 7 * day), "points": points}
        if draw.random() < 0.3:
            tables["overtime_points"].append({**made, "day_class": draw.choice(list(TIMES))})
    for k in some():
        night = {"agent_id": agent, "work_date": FIRST + timedelta(days=k), "allowance": "night"}
        tables["allowance_days"].append({**night, "quantity": draw.choice([1, 2])})
    for k in some():
        sold = date(2026, 5, 1) + timedelta(days=draw.randint(0, 60))
        gone = sold + timedelta(days=draw.randint(0, 45)) if draw.random() < 0.4 else None
        sale = {"sale_id": f"S{k}", "sold_on": sold, "cancelled_on": gone, "amount": money(999999)}
        tables["sales"].append({"agent_id": agent, "certified": draw.random() < 0.8, **sale})
    for name, key, most in (
        ("prizes", "contest_id", 30000),
        ("team_awards", "reference", 30000),
        ("deductions", "reference", 150000),
        ("adjustments", "reference", 20000),
    ):
        for k in some():
            owed = {"agent_id": agent, key: f"R{k}", "amount": money(most)}
            if name == "adjustments" and draw.random() < 0.5:
                owed["amount"] = -owed["amount"]
            tables[name].append({**owed, "reason_zh": "原因", "reason_en": "reason"})


DAY = {"work_date": pa.date32(), "day_class": pa.string()}
OWED = {"amount": MONEY, "reason_zh": pa.string(), "reason_en": pa.string()}
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "overtime": {**DAY, "overtime_s": pa.int64(), "comp_leave_s": pa.int64()},
    "overtime_points": {**DAY, "points": POINTS},
    "allowance_days": {
        "work_date": pa.date32(),
        "allowance": pa.string(),
        "quantity": pa.int64(),
    },
    "sales": {
        "sale_id": pa.string(),
        "sold_on": pa.date32(),
        "certified": pa.bool_(),
        "amount": MONEY,
        "cancelled_on": pa.date32(),
    },
    "prizes": {"contest_id": pa.string(), **OWED},
    "team_awards": {"reference": pa.string(), **OWED},
    "deductions": {"reference": pa.string(), **OWED},
    "adjustments": {"reference": pa.string(), **OWED},
}


def extras(tables: dict[str, Rows]) -> Extras:
    return Extras(
        **{
            name: pa.Table.from_pylist(rows, pa.schema({"agent_id": pa.string(), **COLUMNS[name]}))
            for name, rows in tables.items()
        }
    )


Run = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def run(rules, city, catalogue, brief) -> Run:
    def calculated(case: dict[str, Any]) -> Any:
        tables = (
            brief.people(case["people"]),
            brief.metrics("2026-06", case["values"], catalogue),
            brief.work(case["work"]),
        )
        facts = Facts(extras=extras(case["tables"]), city=city)
        return calculate(rules, "2026-06", *tables, facts)

    return calculated


def paid(result: Any) -> dict[tuple[str, str], Fraction]:
    return {
        (x["agent_id"], x["component"]): Fraction(x["pay_amount"])
        for x in result.pay_lines.to_pylist()
    }


def read_by(result: Any) -> tuple[dict[str, Any], dict[str, Fraction]]:
    scores = {
        x["agent_id"]: x["score"] for x in result.score_lines.to_pylist() if x["kind"] == "total"
    }
    points: dict[str, Fraction] = defaultdict(Fraction)
    for line in result.point_lines.to_pylist():
        points[line["agent_id"]] += Fraction(line["points"])
    return scores, points


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 17))
def test_every_component_agrees_with_the_oracle(run, seed: int, size: int) -> None:
    case = situation(seed, size)
    result = run(case)
    assert paid(result) == expected_pay(case, *read_by(result))
    assert check_trace(result.trace_nodes) == []


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_gross_pay_is_the_sum_and_every_line_has_its_node(run, seed: int) -> None:
    result = run(situation(seed, 9))
    outputs = {row["node_id"]: row["output"] for row in result.trace_nodes.to_pylist()}
    gross = defaultdict(Decimal)
    for line in result.pay_lines.to_pylist():
        gross[line["agent_id"]] += line["pay_amount"]
        node = f"2026-06/{line['agent_id']}/pay/{line['component']}"
        assert outputs[node] == line["pay_amount"]
        assert line["pay_amount"] - line["unrounded_amount"] == line["rounding_residual"]
    assert gross and all(outputs[f"2026-06/{agent}/pay"] == total for agent, total in gross.items())


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_nobody_is_paid_less_than_the_minimum_for_the_timeattended(run, seed: int) -> None:
    case = situation(seed, 10)
    pay = paid(run(case))
    for person in case["people"]:
        agent = person["agent_id"]
        mine = {c: amount for (who, c), amount in pay.items() if who == agent}
        counted = sum(amount for c, amount in mine.items() if c not in NOT_COUNTED)
        assert counted >= MINIMUM * attended(person)
        if mine.get("deductions"):
            assert counted + mine["deductions"] >= MINIMUM


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rows_changes_nothing(run, seed: int) -> None:
    case = situation(seed, 8)
    draw = random.Random(seed)
    mixed = {name: draw.sample(rows, len(rows)) for name, rows in case["tables"].items()}
    people = draw.sample(case["people"], len(case["people"]))
    straight, shuffled = run(case), run({**case, "people": people, "tables": mixed})
    assert straight.pay_lines == shuffled.pay_lines
    assert straight.trace_nodes == shuffled.trace_nodes


def test_claims_are_carried_oldest_first(run) -> None:
    case = situation(3, 1)
    case["tables"]["deductions"] = [
        {
            "agent_id": "A1000",
            "reference": f"2026-0{month}",
            "amount": Decimal("3000.00"),
            "reason_zh": "设备赔偿",
            "reason_en": "equipment",
        }
        for month in (3, 4, 5)
    ]
    result = run(case)
    (carried,) = (paid_by.carried.to_pylist() for paid_by in result.run.paid)
    taken = -paid(result)["A1000", "deductions"]
    assert 0 < taken < 9000
    assert sum(row["taken_amount"] for row in carried) == taken
    for row in carried:
        assert row["opening_amount"] == row["taken_amount"] + row["carried_amount"]
    partly = [row for row in carried if 0 < row["taken_amount"] < row["opening_amount"]]
    assert len(partly) <= 1
    assert carried == sorted(carried, key=lambda row: (-row["taken_amount"], row["reference"]))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_law_is_the_same_person_by_person(run, city: City, seed: int) -> None:
    """P9, P_min and P10 in columns are what `scoring.statutory` works out for one person."""
    case = situation(seed, 10)
    pay, law = paid(run(case)), city.on(FIRST)
    owed = case["tables"]
    for person in case["people"]:
        agent = person["agent_id"]
        mine = {c: amount for (who, c), amount in pay.items() if who == agent}
        if "overtime" in mine:
            days = [
                OvertimeDay(worked_s=86_400, **r) for r in owed["overtime"] if mine_is(r, agent)
            ]
            exact = overtime_pay(person["base_salary_amount"], days, city)
            assert mine["overtime"] == exact.amount()
        counted = sum(amount for c, amount in mine.items() if c not in (*NOT_COUNTED, "minimum"))
        items = [WageItem("all", Decimal(int(counted * 100)) / 100)]
        labour = NormalLabour(attended(person), Fraction(0), Fraction(1))
        top_up = minimum_wage_top_up(items, labour, law)
        assert mine["minimum"] == top_up.amount
        claims = [
            Claim(r["reference"], FIRST, r["amount"])
            for r in owed.get("deductions", [])
            if mine_is(r, agent)
        ]
        if claims:
            wage = sum(amount for c, amount in mine.items() if c != "deductions")
            taken = cap_deductions(
                Decimal(int(wage * 100)) / 100,
                items[0].amount + top_up.amount,
                top_up.required_amount,
                claims,
                law,
            )
            assert mine["deductions"] == -taken.taken_amount


def mine_is(row: dict[str, Any], agent: str) -> bool:
    return row["agent_id"] == agent
