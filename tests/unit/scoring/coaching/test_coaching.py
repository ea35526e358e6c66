"""The effect of coaching is found where it is, and chance is not taken for it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from pipelines.landing import load_contract
from scoring.coaching import (
    CoachingPlan,
    Outcomes,
    coaching_cases,
    coaching_effects,
    matched_effect,
    read_outcomes,
)

FIRST, DAYS = date(2026, 4, 1), 91
PLAN = CoachingPlan(Decimal(80), 7, 35, 5, Decimal(4), Decimal("0.95"))


def generated(lift: float, seed: int, size: int = 120) -> Outcomes:
    """People with a level of their own, evaluated weekly, coached by chance after a poor one."""
    draw = np.random.default_rng(seed)
    people, scores, sessions = [], [], []
    for number in range(size):
        agent, level = f"A{number:03d}", draw.normal(83, 3)
        people.append((agent, f"T{number % 6}", date(2020 + number % 5, 1, 1)))
        coached_on: date | None = None
        for day in (FIRST + timedelta(days=n) for n in range(int(draw.integers(7)), DAYS, 7)):
            more = lift if coached_on is not None and coached_on < day else 0.0
            score = round(level + more + draw.normal(0, 4), 2)
            scores.append((f"{agent}/{day}", agent, day, Decimal(str(score))))
            if score < 80 and draw.random() < 0.25 and coached_on is None:
                coached_on = day + timedelta(days=int(draw.integers(1, 7)))
                sessions.append((agent, coached_on))
    return read_outcomes(
        columns(people, "agent_id", "team_id", "hired_on"),
        evaluations(scores),
        columns(sessions, "agent_id", "coached_on"),
    )


def columns(rows: list[tuple], *names: str) -> pa.Table:
    return pa.table(dict(zip(names, zip(*rows, strict=True), strict=True)))


def evaluations(rows: list[tuple[str, str, date, Decimal]]) -> pa.Table:
    names = ("evaluation_id", "agent_id", "business_date", "score")
    columns = [list(column) for column in zip(*rows, strict=True)]
    kinds = (pa.string(), pa.string(), pa.date32(), pa.decimal128(18, 6))
    return pa.table({n: pa.array(c, k) for n, c, k in zip(names, columns, kinds, strict=True)})


def of_centre(outcomes: Outcomes) -> dict:
    matched = matched_effect(outcomes, PLAN)
    return coaching_effects("2026-06", date(2026, 6, 30), outcomes, matched, PLAN).to_pylist()[0]


@pytest.mark.parametrize("lift", [0.0, 4.0])
def test_the_interval_holds_what_was_planted(lift: float) -> None:
    """On most of ten generated centres, and on average close to it; the raw change flatters."""
    rows = [of_centre(generated(lift, seed)) for seed in range(10)]
    held = [row["ci_low"] <= lift <= row["ci_high"] for row in rows]
    assert sum(held) >= 8
    assert abs(np.mean([float(row["effect"]) for row in rows]) - lift) < 0.7
    assert np.mean([float(row["raw_change"]) for row in rows]) > lift + 0.8


def test_people_are_compared_with_those_alike_and_not_coached() -> None:
    outcomes = generated(4.0, 3)
    matched = matched_effect(outcomes, PLAN)
    assert matched
    for one in matched:
        after = one.coached_on + timedelta(days=PLAN.window_days)
        assert one.before is not None and len(one.peers) <= PLAN.matches
        for peer in one.peers:
            assert outcomes[peer].first_session > after
            before = outcomes[peer].mean(after - timedelta(days=69), one.coached_on)
            assert before is not None and abs(before - one.before) <= PLAN.caliper


def test_nobody_to_compare_with_gives_no_conclusion() -> None:
    rows = [("E1", "A1", FIRST, Decimal(70)), ("E2", "A1", FIRST + timedelta(20), Decimal(90))]
    people = pa.table({"agent_id": ["A1"], "team_id": ["T1"], "hired_on": [FIRST]})
    sessions = pa.table({"agent_id": ["A1"], "coached_on": [FIRST + timedelta(3)]})
    row = of_centre(read_outcomes(people, evaluations(rows), sessions))
    assert (row["measured"], row["matched"], row["effect"]) == (1, 0, None)
    assert row["raw_change"] == Decimal(20) and row["note_en"].startswith("Nobody")


def test_a_failed_evaluation_is_followed_up() -> None:
    """In time, late, due and overdue, by the days between failure and talk."""
    day = date(2026, 6, 10)
    rows = [
        ("E1", "A1", day, Decimal(79)),
        ("E2", "A2", day, Decimal(60)),
        ("E3", "A3", day, Decimal("79.99")),
        ("E4", "A4", day + timedelta(18), Decimal(50)),
        ("E5", "A5", day, Decimal(80)),
    ]
    talks = [("S1", "A1", day + timedelta(7)), ("S2", "A2", day + timedelta(8))]
    sessions = pa.table(
        {
            "session_id": [one for one, _, _ in talks],
            "agent_id": [agent for _, agent, _ in talks],
            "coached_on": [when for _, _, when in talks],
            "topic": ["knowledge"] * 2,
            "next_on": pa.array([date(2026, 7, 9), None], pa.date32()),
        }
    )
    as_of = date(2026, 6, 30)
    table = coaching_cases("2026-06", as_of, evaluations(rows), sessions, [], PLAN)
    found = {row["agent_id"]: row for row in table.to_pylist()}
    states = {agent: row["state"] for agent, row in found.items()}
    assert states == {"A1": "in_time", "A2": "late", "A3": "overdue", "A4": "due"}
    assert (found["A1"]["lag_days"], found["A2"]["lag_days"]) == (7, 8)
    assert found["A1"]["next_on"] == date(2026, 7, 9)
    assert found["A4"]["next_on"] == date(2026, 7, 5)


@pytest.mark.parametrize("name", ["coaching_cases", "coaching_effects"])
def test_tables_are_those_of_the_contracts(name: str) -> None:
    from scoring.coaching import tables

    schema = getattr(tables, name.upper())
    contract = load_contract(name, "outputs")
    assert [column.name for column in contract.columns] == schema.names
