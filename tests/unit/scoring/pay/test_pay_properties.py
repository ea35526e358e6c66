"""Properties of scoring.md 4.14 that concern pay, and the worked overtime of 4.12."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from scoring import calculate, check_trace, compile_rules
from scoring.pay import Extras, facts_not_paid
from scoring.run import Facts
from scoring.statutory.city import compile_statutory

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[3]
PERIOD = "2026-06"
BY_POINTS = ("fixed", "tiered", "shared")


@pytest.fixture(scope="module")
def run(catalogue, brief):
    """run(people, work, extras) under every component there is → the Scoring."""
    files = [f for f in brief.rule_files("sample") if f.data["kind"] == "points"]
    text = (HERE / "full_plan.yaml").read_text(encoding="utf-8")
    rules = compile_rules([*files, read_yaml(text, "full_plan.yaml")], catalogue)
    file = REPOSITORY / "centres/sample/statutory/shanghai.yaml"
    city = compile_statutory([read_yaml(file.read_text(encoding="utf-8"), file.name)])["shanghai"]

    def calculated(people, work, extras=None):
        tables = (brief.people(people), brief.metrics(PERIOD, {}, catalogue), brief.work(work))
        return calculate(rules, PERIOD, *tables, Facts(extras=extras or Extras(), city=city))

    return calculated


def lines(result) -> dict[tuple[str, str], dict]:
    return {(x["agent_id"], x["component"]): x for x in result.pay_lines.to_pylist()}


def team(*quantities: int) -> tuple[list[dict], dict]:
    """Agents A1, A2, … of two teams with that many enquiries each."""
    people = [
        {"agent_id": f"A{number}", "team_id": f"T{number % 2}"}
        for number, _ in enumerate(quantities, 1)
    ]
    day = date(2026, 6, 3)
    work = {
        (f"A{number}", day, "contact:enquiry"): quantity
        for number, quantity in enumerate(quantities, 1)
    }
    return people, work


AMOUNTS = st.lists(st.integers(0, 900), min_size=2, max_size=6)


@settings(max_examples=15, deadline=None)
@given(quantities=AMOUNTS, more=st.integers(0, 500))
def test_more_points_never_lower_what_is_paid_for_points(run, quantities, more: int) -> None:
    before = lines(run(*team(*quantities)))
    after = lines(run(*team(quantities[0] + more, *quantities[1:])))
    for component in BY_POINTS:
        assert after["A1", component]["pay_amount"] >= before["A1", component]["pay_amount"]


@settings(max_examples=10, deadline=None)
@given(quantities=AMOUNTS)
def test_somebody_without_points_takes_nothing_from_a_pool_by_points(run, quantities) -> None:
    people, work = team(*quantities)
    idle = {"agent_id": "B1", "team_id": "T0"}
    with_idle, without = lines(run([*people, idle], work)), lines(run(people, work))
    assert with_idle.pop(("B1", "shared"))["pay_amount"] == 0
    pooled = {key: line for key, line in with_idle.items() if key[0] != "B1"}
    assert pooled == without


@settings(max_examples=10, deadline=None)
@given(quantities=AMOUNTS)
def test_renaming_people_in_order_renames_their_pay(run, quantities) -> None:
    people, work = team(*quantities)
    renamed = [{**person, "agent_id": f"C{person['agent_id']}"} for person in people]
    moved = {(f"C{agent}", day, kind): n for (agent, day, kind), n in work.items()}
    before, after = run(people, work), run(renamed, moved)
    names = [f"C{agent}" for agent in before.pay_lines["agent_id"].to_pylist()]
    assert after.pay_lines["agent_id"].to_pylist() == names
    assert after.pay_lines.drop_columns(["agent_id"]) == before.pay_lines.drop_columns(["agent_id"])


def test_the_worked_overtime(run) -> None:
    """Base 4,350 is 25.00 an hour: 10 h at 150 %, 8 h at 200 %, 8 h at 300 %."""
    worked = {"A1": (10, "workday"), "A2": (8, "rest_day"), "A3": (8, "statutory_holiday")}
    rows = [
        {
            "agent_id": agent,
            "work_date": date(2026, 6, 19),
            "day_class": day_class,
            "overtime_s": hours * 3600,
            "comp_leave_s": 0,
        }
        for agent, (hours, day_class) in worked.items()
    ]
    result = run(*team(0, 0, 0), Extras(overtime=pa.Table.from_pylist(rows)))
    paid = {agent: lines(result)[agent, "overtime"] for agent in worked}
    assert [line["pay_amount"] for line in paid.values()] == [375, 400, 600]
    assert paid["A1"]["formula"] == "25.00 × 10 × 1.50"
    assert check_trace(result.trace_nodes) == []


def test_facts_that_no_component_pays_are_named(run) -> None:
    sale = {
        "agent_id": "L1",
        "sale_id": "S1",
        "sold_on": date(2026, 6, 2),
        "certified": True,
        "amount": Decimal("100.00"),
        "cancelled_on": None,
    }
    schema = pa.schema(
        {
            "agent_id": pa.string(),
            "sale_id": pa.string(),
            "sold_on": pa.date32(),
            "certified": pa.bool_(),
            "amount": pa.decimal128(18, 2),
            "cancelled_on": pa.date32(),
        }
    )
    extras = Extras(sales=pa.Table.from_pylist([sale, {**sale, "agent_id": "A1"}], schema))
    people, work = team(1)
    result = run([*people, {"agent_id": "L1", "role": "team_leader"}], work, extras)
    (notice,) = facts_not_paid(result.run.paid, extras)
    assert notice.agents == ("L1",)
    assert "P6" in notice.note_en and "P6" in notice.note_zh
