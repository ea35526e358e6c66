"""Pay of every component against an oracle that works person by person in plain fractions."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
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

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[3]
MONEY = pa.decimal128(18, 2)
POINTS = pa.decimal128(18, 6)
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
MINIMUM = Fraction(2740)
TIMES = {"workday": Fraction(3, 2), "rest_day": Fraction(2), "statutory_holiday": Fraction(3)}
Rows = list[dict[str, Any]]


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


def half_up(exact: Fraction) -> Fraction:
    """To the fen, halves away from nought."""
    fen = abs(exact) * 100
    whole = fen.numerator * 2 // fen.denominator
    rounded = Fraction((whole + 1) // 2, 100)
    return rounded if exact >= 0 else -rounded


def upwards(exact: Fraction) -> Fraction:
    return Fraction(-(-exact.numerator * 100 // exact.denominator), 100)


def shared(total: Fraction, keys: dict[str, Fraction]) -> dict[str, Fraction]:
    """Largest remainder, ties to the earlier name."""
    whole = sum(keys.values())
    exact = {name: total * key / whole for name, key in keys.items()}
    cut = {name: Fraction(amount * 100 // 1, 100) for name, amount in exact.items()}
    left = int((total - sum(cut.values())) * 100)
    for name in sorted(keys, key=lambda name: (cut[name] - exact[name], name))[:left]:
        cut[name] += Fraction(1, 100)
    return cut


def oracle(case: dict[str, Any], scores: dict[str, Any], points: dict[str, Fraction]) -> dict:
    """Every component of every person, one after the other, with no code of the engine."""
    pay: dict[tuple[str, str], Fraction] = {}
    owed = defaultdict(list)
    for name, rows in case["tables"].items():
        for row in rows:
            owed[name, row["agent_id"]].append(row)
    for person in case["people"]:
        _earnings(person, owed, scores, points, pay)
    _pools(case["people"], points, pay)
    for person in case["people"]:
        _lawful(person, owed, pay)
    return pay


def _attended(person: dict[str, Any]) -> Fraction:
    scheduled, paid = person["scheduled_days"], person["paid_days"]
    part = Fraction(1)
    if scheduled and paid is not None and paid < scheduled:
        part = Fraction(paid, scheduled)
    begins = max(FIRST, person["employed_from"] or FIRST)
    ends = min(LAST, person["employed_to"] or LAST)
    return part * Fraction((ends - begins).days + 1, 30)


def _earnings(person, owed, scores, points, pay) -> None:
    agent, role, salary = person["agent_id"], person["role"], Fraction(person["base_salary_amount"])
    pay[agent, "base"] = half_up(salary * Fraction("0.6") * _attended(person))
    for name, component in (
        ("prizes", "contests"),
        ("team_awards", "team"),
        ("adjustments", "adjustments"),
    ):
        if owed[name, agent]:
            pay[agent, component] = half_up(sum(Fraction(r["amount"]) for r in owed[name, agent]))
    if owed["allowance_days", agent]:
        nights = sum(row["quantity"] for row in owed["allowance_days", agent])
        pay[agent, "night"] = half_up(nights * Fraction("28.88"))
    if role != "team_leader":
        _overtime(agent, salary, owed["overtime", agent], pay)
    if role == "agent":
        _variable(person, owed, Fraction(scores[agent]), points[agent], pay)


def _overtime(agent: str, salary: Fraction, rows: Rows, pay) -> None:
    total, any_paid = Fraction(0), False
    for row in rows:
        settled = row["comp_leave_s"] if row["day_class"] == "rest_day" else 0
        seconds = row["overtime_s"] - min(settled, row["overtime_s"])
        any_paid |= seconds > 0
        hourly = max(salary, MINIMUM) / Fraction("21.75") / 8
        total += hourly * Fraction(seconds, 3600) * TIMES[row["day_class"]]
    if any_paid:
        pay[agent, "overtime"] = half_up(total)


def _variable(person, owed, score: Fraction, points: Fraction, pay) -> None:
    agent, price = person["agent_id"], Fraction("1.234567")
    line = [(60, "0.5"), (90, "1.1"), (100, "1.3")]
    knots = [(Fraction(x), Fraction(y)) for x, y in line]
    height = knots[0][1] if score <= 60 else knots[-1][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x0 < score <= x1:
            height = y0 + (y1 - y0) * (score - x0) / (x1 - x0)
    coefficient = Fraction(int(height * 10**6 + Fraction(1, 2)), 10**6)
    left = person["employed_to"] is not None
    performance = Fraction("1140.33") * coefficient * _attended(person)
    pay[agent, "performance"] = Fraction(0) if left else half_up(performance)
    made = owed["overtime_points", agent]
    pay[agent, "fixed"] = half_up((points - sum(Fraction(r["points"]) for r in made)) * price)
    if made:
        paid = sum(Fraction(row["points"]) * price * TIMES[row["day_class"]] for row in made)
        pay[agent, "fixed_overtime"] = half_up(paid)
    over, far = max(points - 100, Fraction(0)), max(points - 300, Fraction(0))
    pay[agent, "tiered"] = half_up((over - far) / 2 + far * Fraction(3, 4))
    commission, any_sale = Fraction(0), False
    for sale in owed["sales", agent]:
        gone = sale["cancelled_on"]
        if not sale["certified"]:
            continue
        if FIRST <= sale["sold_on"] <= LAST:
            commission, any_sale = commission + Fraction(sale["amount"]), True
        if gone and FIRST <= gone <= LAST and (gone - sale["sold_on"]).days <= 30:
            commission, any_sale = commission - Fraction(sale["amount"]), True
    if any_sale:
        pay[agent, "commission"] = half_up(commission * Fraction("0.0125"))


def _pools(people: Rows, points: dict[str, Fraction], pay) -> None:
    """10,000 by heads of each role, then by the points of its teams, then by points."""
    members = [p for p in people if p["role"] in ("agent", "evaluator")]
    heads: dict[str, Fraction] = defaultdict(Fraction)
    for person in members:
        heads[person["role"]] += 1
    for role, money in shared(Fraction(10_000), heads).items():
        inside = [p for p in members if p["role"] == role]
        teams: dict[str, Fraction] = defaultdict(Fraction)
        for person in inside:
            teams[person["team_id"]] += points[person["agent_id"]]
        if not sum(teams.values()):
            teams, by_team = {}, {"": money}
        else:
            by_team = shared(money, dict(teams))
        for team, amount in by_team.items():
            own = {
                p["agent_id"]: points[p["agent_id"]] for p in inside if team in ("", p["team_id"])
            }
            split = shared(amount, own) if sum(own.values()) else dict.fromkeys(own, Fraction(0))
            pay |= {(agent, "shared"): part for agent, part in split.items()}


NOT_COUNTED = ("fixed_overtime", "night", "overtime", "deductions", "adjustments")


def _lawful(person, owed, pay) -> None:
    agent = person["agent_id"]
    mine = {component: amount for (who, component), amount in pay.items() if who == agent}
    counted = sum(amount for component, amount in mine.items() if component not in NOT_COUNTED)
    required = MINIMUM * min(_attended(person), Fraction(1))
    top_up = upwards(max(Fraction(0), required - counted))
    pay[agent, "minimum"] = top_up
    claims = owed["deductions", agent]
    if claims:
        wage = sum(mine.values()) + top_up
        share = Fraction(wage * Fraction("0.2") * 100 // 1, 100)
        allowed = max(Fraction(0), min(share, counted + top_up - MINIMUM))
        pay[agent, "deductions"] = -min(sum(Fraction(r["amount"]) for r in claims), allowed)


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
    assert paid(result) == oracle(case, *read_by(result))
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
def test_nobody_is_paid_less_than_the_minimum_for_the_time_attended(run, seed: int) -> None:
    case = situation(seed, 10)
    pay = paid(run(case))
    for person in case["people"]:
        agent = person["agent_id"]
        mine = {c: amount for (who, c), amount in pay.items() if who == agent}
        counted = sum(amount for c, amount in mine.items() if c not in NOT_COUNTED)
        assert counted >= MINIMUM * _attended(person)
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
        labour = NormalLabour(_attended(person), Fraction(0), Fraction(1))
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
