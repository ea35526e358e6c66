"""A published month of three people in two pay groups, small enough for a unit test."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipelines.centre import load_centre
from pipelines.period import Period
from pipelines.settings import SAMPLE_CENTRE, House
from pipelines.settlement.settling import Settling
from scoring.tables import MONEY, NUMBER

JUNE = Period(2026, 6)
CLOCK = "1782864000"  # 2026-07-01T00:00:00Z
IDENTITY = {"period": "2026-06", "rules": "r", "data": "d", "code": "c"}
PEOPLE = {"A1": "agent", "A2": "agent", "E1": "evaluator"}
GROUPS = """
  agents:
    name_zh: 座席
    name_en: Agents
    legal_entity: sample_services
    applies_to:
      2026-01-01: {value: {role: agent}, source: "Pay scheme"}
  others:
    name_zh: 其他
    name_en: Others
    legal_entity: sample_services
    applies_to:
      2026-01-01: {value: {role: evaluator}, source: "Pay scheme"}
"""
CHAIN = {
    "data_steward": "data-steward@sample.example",
    "performance_specialist": "performance@sample.example",
    "department_head": "department-head@sample.example",
    "payroll": "payroll@sample.example",
    "finance": "finance@sample.example",
}
_STAFF = """
create schema staging; create schema marts; create schema scoring; create schema landing;
create schema control;
create table staging.stg_people__employees (employee_id varchar, agent_id varchar,
    employment varchar, weekly_hours decimal(18,6), base_salary_amount decimal(18,2),
    currency varchar, hired_on date, left_on date, email varchar);
create table staging.stg_people__assignments (employee_id varchar, role varchar, team_id varchar,
    department_id varchar, effective_from date, effective_to date);
create table marts.attendance_day (employee_id varchar, work_date date, scheduled_s bigint,
    paid_s bigint);
create table marts.evaluations (agent_id varchar, evaluator_id varchar, business_date date);
create table control.check_results (table_name varchar, check_name varchar, severity varchar,
    passed boolean);
create table landing.appeals (appeal_id varchar, agent_id varchar, period varchar,
    trace_node_id varchar, claimed_value decimal(18,6), reason_code varchar,
    evidence_sha256 varchar, submitted_at timestamp, landing_date date, source_row bigint);
"""


def pay_lines(**amounts: str) -> pa.Table:
    """{agent: amount} as pay lines of one component."""
    rows = [
        {
            "period": "2026-06",
            "agent_id": agent,
            "component": "points",
            "code": "P4",
            "pay_amount": Decimal(amount),
            "currency": "CNY",
        }
        for agent, amount in amounts.items()
    ]
    names = ("period", "agent_id", "component", "code", "currency")
    schema = pa.schema([*((name, pa.string()) for name in names), ("pay_amount", MONEY)])
    return pa.Table.from_pylist(rows, schema)


def result_tables(**amounts: str) -> dict[str, pa.Table]:
    """A whole result in brief: a score and a trace with a judged source, and the pay given."""
    score = [{"period": "2026-06", "agent_id": a, "parent_id": None, "score": Decimal(90)}
             for a in amounts]  # fmt: skip
    source = json.dumps([{"name": "mart", "value": "evaluations"}])
    nodes: list[dict[str, Any]] = []
    for agent in amounts:
        root = f"2026-06/{agent}/score/qa"
        nodes += [
            {"node_id": root, "parent_id": None, "kind": "function", "inputs": "[]",
             "rule_ref": "qa@2026-01-01"},
            {"node_id": f"{root}.n", "parent_id": root, "kind": "source", "inputs": source},
            {"node_id": f"2026-06/{agent}/score/late", "parent_id": None, "kind": "function",
             "inputs": "[]", "rule_ref": "late@2026-01-01"},
        ]  # fmt: skip
        for node in nodes[-3:]:
            node |= {"period": "2026-06", "agent_id": agent}
    text = pa.string()
    names = ("period", "agent_id", "node_id", "parent_id", "kind", "inputs", "rule_ref")
    return {
        "score_lines": pa.Table.from_pylist(
            score,
            pa.schema([("period", text), ("agent_id", text), ("parent_id", text),
                       ("score", NUMBER)]),
        ),
        "point_lines": pa.table({"period": pa.array([], text), "agent_id": pa.array([], text)}),
        "pay_lines": pay_lines(**amounts),
        "trace_nodes": pa.Table.from_pylist(nodes, pa.schema([(n, text) for n in names])),
        "metric_values": pa.table(
            {"period": ["2026-06"] * len(amounts), "subject_kind": ["agent"] * len(amounts),
             "subject_id": list(amounts)}
        ),
    }  # fmt: skip


def publish(house: House, **amounts: str) -> None:
    """A published copy that holds this result, and the run ledger that made it."""
    house.published.parent.mkdir(parents=True, exist_ok=True)
    house.published.unlink(missing_ok=True)
    with duckdb.connect(str(house.published)) as connection:
        connection.execute(_STAFF)
        for agent, role in PEOPLE.items():
            connection.execute(
                "insert into staging.stg_people__employees values "
                "(?, ?, 'full_time', 40, 4350, 'CNY', '2025-01-01', null, ?)",
                [agent, agent, f"{agent}@sample.example"],
            )
            connection.execute(
                "insert into staging.stg_people__assignments values "
                "(?, ?, 'T01', 'D1', '2025-01-01', null)",
                [agent, role],
            )
        for name, table in result_tables(**amounts).items():
            connection.register("rows", table)
            connection.execute(f"create table scoring.{name} as from rows")
    record(house, "score", "done")


def record(house: House, stage: str, status: str, run: str = "d") -> None:
    """One more line of the run ledger."""
    house.control.mkdir(parents=True, exist_ok=True)
    line = {**IDENTITY, "data": run, "stage": stage, "status": status, "message": "told",
            "run_id": run, "started_at": datetime(2026, 7, 1).isoformat()}  # fmt: skip
    with (house.control / "run_ledger.jsonl").open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(line) + "\n")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", CLOCK)
    centre = Path(shutil.copytree(SAMPLE_CENTRE, tmp_path / "centre"))
    text = (centre / "approvals.yaml").read_text(encoding="utf-8")
    start, end = text.index("  everyone:"), text.index("steps:")
    (centre / "approvals.yaml").write_text(
        text[:start] + GROUPS.lstrip("\n") + text[end:], encoding="utf-8"
    )
    return House(centre, tmp_path / "out")


@pytest.fixture
def settling(house: House) -> Settling:
    publish(house, A1="100.00", A2="200.00", E1="300.00")
    return Settling(house, load_centre(house.centre_dir))


def sign_all(settling: Settling, group: str = "agents") -> None:
    """Submit and sign every step."""
    settling.submit(JUNE, group, "clerk")
    for step, person in CHAIN.items():
        settling.sign(JUNE, group, step, person)
