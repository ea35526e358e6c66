"""Actual cost: every stage sums to the fen, and a naive oracle finds the same lines."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring.cost import (
    Allocation,
    CostFacts,
    CostPlan,
    allocate,
    cost_controls,
    differing,
    journal_lines,
    read_cost_rules,
    seat_use,
    tables,
    unit_costs,
)
from scoring.cost.amounts import split

ROOT = Path(__file__).parents[4]
COSTS = (ROOT / "centres/sample/costs.yaml").read_text(encoding="utf-8")
ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DECIMAL(18,2)": pa.decimal128(18, 2),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
}
SCHEMAS = {name.lower(): one for name, one in vars(tables).items() if isinstance(one, pa.Schema)}
TYPES = ("enquiry", "billing", "complaint", "unheard_of", None)


def plan(text: str = COSTS) -> CostPlan:
    return read_cost_rules(read_yaml(text, "costs.yaml"), "2026-06")


def facts(**rows: list[dict[str, Any]]) -> CostFacts:
    """Facts from short rows; what a row leaves out is nothing."""
    usual = {
        "people": {"role": "agent", "team_id": "T1"},
        "pay": {"component": "base", "name_zh": "岗位", "name_en": "Base", "rule_ref": "pay@day"},
        "time": {"team_id": "T1", "available_s": 0, "logged_in_s": 0, "present_s": 0},
        "other_work": {"team_id": "T1"},
        "handled": {"team_id": "T1", "channel": "voice", "queue_id": "q", "resolutions": 0},
    }
    full = {name: tuple(like | row for row in rows.get(name, [])) for name, like in usual.items()}
    return CostFacts(**full)


def paid(agent: str, amount: str, component: str = "base") -> dict[str, Any]:
    return {"agent_id": agent, "pay_amount": Decimal(amount), "component": component}


def handled(agent: str, kind: str | None, handle_s: int, **more: Any) -> dict[str, Any]:
    return {"agent_id": agent, "contact_type": kind, "handle_s": handle_s, "contacts": 1} | more


NO_CHARGES = plan(
    yaml.safe_dump(yaml.safe_load(COSTS) | {"on_costs": [], "overheads": []}, allow_unicode=True)
)


def by(done: Allocation, stage: str, *keys: str) -> dict[tuple[Any, ...], Decimal]:
    sums: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in done.table.to_pylist():
        if row["stage"] == stage:
            sums[tuple(row[key] for key in keys)] += row["amount"]
    return dict(sums)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_tables_are_those_of_the_contracts(name: str) -> None:
    text = (ROOT / f"data_contracts/outputs/{name}.odcs.yaml").read_text(encoding="utf-8")
    assert list(SCHEMAS[name]) == [
        pa.field(one["name"], ARROW[one["physicalType"]], nullable=not one["required"])
        for one in yaml.safe_load(text)["schema"][0]["properties"]
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.fractions(min_value=0, max_value=10**6), min_size=1, max_size=9).filter(any),
)
def test_a_split_spends_the_whole_and_strays_less_than_a_fen(
    fen: int, weights: list[Fraction]
) -> None:
    parts = split(fen, weights)
    assert sum(parts) == fen
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - weight * fen / sum(weights)) < 1
        assert part * fen >= 0


def test_a_person_by_hand() -> None:
    """100.00 over 3,000 s of handling, 600 s of waiting and 2,400 s of shrinkage."""
    done = allocate(NO_CHARGES, facts(
        people=[{"agent_id": "A"}],
        pay=[paid("A", "100.00")],
        time=[{"agent_id": "A", "available_s": 600, "present_s": 6000}],
        handled=[handled("A", "enquiry", 2000), handled("A", "complaint", 1000)],
    ))  # fmt: skip
    assert by(done, "activity", "activity") == {
        ("handling",): Decimal("50.00"),
        ("waiting",): Decimal("10.00"),
        ("shrinkage",): Decimal("40.00"),
    }
    assert by(done, "object", "activity", "product") == {
        ("handling", "account_service"): Decimal("33.33"),
        ("handling", "complaint_handling"): Decimal("16.67"),
        ("waiting", "account_service"): Decimal("6.67"),
        ("waiting", "complaint_handling"): Decimal("3.33"),
        ("shrinkage", "account_service"): Decimal("26.67"),
        ("shrinkage", "complaint_handling"): Decimal("13.33"),
    }


def test_a_leader_is_carried_by_the_own_team_and_headquarters_by_all() -> None:
    done = allocate(NO_CHARGES, facts(
        people=[{"agent_id": "A"}, {"agent_id": "B", "team_id": "T2"},
                {"agent_id": "L", "role": "team_leader"},
                {"agent_id": "M", "role": "manager", "team_id": "T0"}],
        pay=[paid("L", "30.00"), paid("M", "90.00"), paid("A", "0.00"), paid("B", "0.00")],
        time=[{"agent_id": "L", "present_s": 10}, {"agent_id": "M", "team_id": "T0",
                                                    "present_s": 10}],
        handled=[handled("A", "enquiry", 100), handled("B", "sales", 200, team_id="T2")],
    ))  # fmt: skip
    assert by(done, "object", "agent_id", "driver", "contact_type") == {
        ("L", "handle_s:cost_centre", "enquiry"): Decimal("30.00"),
        ("M", "handle_s:centre", "enquiry"): Decimal("30.00"),
        ("M", "handle_s:centre", "sales"): Decimal("60.00"),
    }


def test_contributions_are_bounded_and_overheads_follow_their_driver() -> None:
    done = allocate(plan(), facts(
        people=[{"agent_id": "A"}, {"agent_id": "B"}],
        pay=[paid("A", "1000.00"), paid("B", "50000.00")],
        time=[{"agent_id": "A", "logged_in_s": 1}, {"agent_id": "B", "logged_in_s": 2}],
    ))  # fmt: skip
    found = by(done, "element", "agent_id", "element")
    assert found["A", "pension"] == Decimal("1193.60")  # 7,460 × 16 %
    assert found["B", "pension"] == Decimal("5968.32")  # 37,302 × 16 %
    assert found["A", "seats"] == Decimal("60800.00")
    assert found["B", "seats"] == Decimal("121600.00")
    assert found[None, "telecom"] == Decimal("46800.00")  # nobody handled anything


@st.composite
def months(draw: st.DrawFn) -> CostFacts:
    """A few people in two teams with any mixture of pay, time, work and contacts."""
    count = draw(st.integers(1, 4))
    agents = [f"A{n}" for n in range(count)]
    teams = st.sampled_from(["T1", "T2", None])
    seconds = st.integers(0, 5000)
    some = st.sampled_from(agents)
    rows = lambda one: draw(st.lists(one, max_size=6))  # noqa: E731
    return facts(
        people=[
            {"agent_id": who, "team_id": draw(teams),
             "role": draw(st.sampled_from(["agent", "manager"]))} for who in agents
        ],
        pay=[
            paid(who, str(Decimal(draw(st.integers(-5000, 900_000))).scaleb(-2)), part)
            for who in agents for part in ("base", "points")
        ],
        time=rows(st.fixed_dictionaries({
            "agent_id": some, "team_id": teams, "available_s": seconds, "logged_in_s": seconds,
            "present_s": seconds,
        })),
        other_work=rows(st.fixed_dictionaries({
            "agent_id": some, "team_id": teams, "seconds": seconds.map(Fraction),
            "work_type": st.sampled_from(["evaluation", "ticket_resolved", "letters"]),
        })),
        handled=rows(st.builds(
            handled, some, st.sampled_from(TYPES), seconds, team_id=teams,
            queue_id=st.sampled_from(["q1", "q2"]),
        )),
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(months())
def test_every_stage_sums_to_the_same_by_person(month: CostFacts) -> None:
    done = allocate(plan(), month)
    people = by(done, "element", "agent_id")
    assert {who: one for who, one in people.items() if one} == {
        who: one for who, one in by(done, "activity", "agent_id").items() if one
    }
    assert sum(people.values()) == sum(by(done, "object", "agent_id").values())
    unit, journal = unit_costs(done), journal_lines(done)
    traced = sum((row["pay_amount"] for row in month.pay), Decimal(0))
    assert differing(cost_controls(done, unit, journal, traced)) == []
    assert differing(cost_controls(done, unit, journal, traced + Decimal("0.01"))) != []
    wholes = [row for row in unit.to_pylist() if row["scope_kind"] == "contact_type"]
    assert sum(row["cost_amount"] for row in wholes) == sum(people.values())


@settings(max_examples=25, deadline=None)
@given(months())
def test_only_a_recovery_is_negative_and_it_says_so(month: CostFacts) -> None:
    done = allocate(plan(), month)
    recovered: set[tuple[Any, Any]] = set()
    for row in done.table.to_pylist():
        if row["stage"] == "element" and row["amount"] < 0:
            assert "recovered" in row["reason_en"]
            recovered.add((row["agent_id"], row["element"]))
    sums = by(done, "activity", "agent_id", "cost_centre_id", "activity")
    for row in done.table.to_pylist():
        if row["stage"] == "activity" and row["amount"] < 0:
            assert (row["agent_id"], row["element"]) in recovered
        if row["stage"] == "object" and row["amount"] < 0:
            assert sums[row["agent_id"], row["cost_centre_id"], row["activity"]] < 0


@settings(max_examples=30, deadline=None)
@given(months())
def test_a_naive_oracle_finds_the_same_objects(month: CostFacts) -> None:
    done = allocate(NO_CHARGES, month)
    sums = by(done, "activity", "agent_id", "cost_centre_id", "activity")
    expected: dict[tuple[Any, ...], Decimal] = {}
    for (who, team, activity), amount in sums.items():
        for kind, part in _oracle(month, who, team, activity, amount).items():
            if part:
                expected[who, team, activity, *kind] = part
    found = by(done, "object", "agent_id", "cost_centre_id", "activity", "queue_id", "contact_type")
    assert found == expected


def _oracle(
    month: CostFacts, who: str, team: str, activity: str, amount: Decimal
) -> dict[tuple[Any, ...], Decimal]:
    """Largest remainder in Decimal over the first mix, narrow to wide, that has any seconds."""
    declared = {"handling": 0, "shrinkage": 0, "ticket_resolved": 0, "waiting": 1, "support": 1}
    tests = (
        lambda row: row["agent_id"] == who and (row["team_id"] or "") == team,
        lambda row: (row["team_id"] or "") == team,
        lambda row: True,
    )
    for test in tests[declared.get(activity, 2) :]:
        mix: dict[tuple[str, str], int] = {}
        for row in month.handled:
            if test(row) and row["handle_s"]:
                key = (row["queue_id"], row["contact_type"] or "uncoded")
                mix[key] = mix.get(key, 0) + row["handle_s"]
        if mix:
            return _shared(amount, mix)
    return {(None, None): amount}


def _shared(amount: Decimal, mix: dict[Any, int]) -> dict[Any, Decimal]:
    sign, whole = (-1 if amount < 0 else 1), abs(amount)
    cut = {key: int(whole * 100 * many // sum(mix.values())) for key, many in mix.items()}
    rest = {key: whole * 100 * many % sum(mix.values()) for key, many in mix.items()}
    missing = int(whole * 100) - sum(cut.values())
    for key in sorted(mix, key=lambda key: (-rest[key], [*mix].index(key)))[:missing]:
        cut[key] += 1
    return {key: sign * Decimal(fen) / 100 for key, fen in cut.items()}


def test_unit_cost_keeps_idle_time_apart() -> None:
    done = allocate(NO_CHARGES, facts(
        people=[{"agent_id": "A"}],
        pay=[paid("A", "90.00")],
        time=[{"agent_id": "A", "available_s": 100, "present_s": 300}],
        handled=[handled("A", "enquiry", 200, contacts=4, resolutions=3)],
    ))  # fmt: skip
    [row] = [one for one in unit_costs(done).to_pylist() if one["scope_kind"] == "product"]
    assert (row["handle_amount"], row["idle_amount"]) == (Decimal("60.00"), Decimal("30.00"))
    assert row["cost_per_contact"] == Decimal("22.5")
    assert row["cost_per_resolution"] == Decimal("30")
    assert row["cost_per_minute"] == Decimal("27")
    assert row["name_en"] == "Account service"


def test_seats_count_the_days_on_which_nobody_came() -> None:
    """June 2026 has five Mondays; two of them with half of 96 seats taken at nine."""
    rows = [{"weekday": 1, "half_hour": 18, "logged_in_s": 48 * 1800}] * 2
    [row] = seat_use(plan(), rows).to_pylist()
    assert (row["days"], row["peak_seats"]) == (5, Decimal(48))
    assert row["utilisation"] == Decimal("0.2")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("contact_types: [technical]", "contact_types: [billing]", "belongs to account_service"),
        ("value: 7460.00", "value: 40000.00", "floor of the contribution base is above"),
        ("2026-01-01: {value: 96,", "2026-06-15: {value: 96,", "changes on 2026-06-15"),
        ("driver: heads", "driver: smiles", "'heads', 'logged_in_s', 'handle_s'"),
    ],
)
def test_broken_files_are_refused_by_name(old: str, new: str, said: str) -> None:
    assert old in COSTS
    with pytest.raises(Refusal) as refused:
        plan(COSTS.replace(old, new))
    assert said in str(refused.value)
    assert "costs.yaml" in str(refused.value)
