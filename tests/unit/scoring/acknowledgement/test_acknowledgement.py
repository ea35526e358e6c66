"""A plan's hash changes with what touches the role, and with nothing else; states follow it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from data_contracts.contract import read_contract
from data_contracts.located_yaml import read_yaml
from scoring.acknowledgement import (
    ACKNOWLEDGEMENT_STATUS,
    Acknowledgement,
    acknowledgement_status,
    acknowledgements_table,
    plan_documents,
)
from scoring.rules.rulebook import rulebook_tables

REPOSITORY = Path(__file__).parents[4]

PERIOD = "2026-06"
AT = datetime(2026, 6, 3, 8)
CARD = """kind: scorecard
id: card
name_zh: 计分卡
name_en: Card
owner: Tests
applies_to: {role: agent}
items:
  - id: quality
    name_zh: 质检
    name_en: Quality
    metric: qa_score
    weight: {2026-01-01: {value: 100, source: "Scheme"}}
"""
TARIFF = """kind: points
id: tariff
name_zh: 积分
name_en: Points
owner: Tests
applies_to: {role: [agent, evaluator]}
standard_s:
  evaluation: {2026-01-01: {value: 720, source: "Study"}}
role_coefficient:
  agent: {2026-01-01: {value: 1.00, source: "Rules"}}
  evaluator: {2026-01-01: {value: 1.10, source: "Rules"}}
"""
PAY = """kind: pay
id: pay
name_zh: 薪酬
name_en: Pay
owner: HR
applies_to: everyone
currency: CNY
components:
  - id: award
    name_zh: 主管奖
    name_en: Award
    applies_to: {role: team_leader}
    amount: {2026-01-01: {value: 500, source: "Pay"}}
  - id: base
    name_zh: 岗位工资
    name_en: Base
    share: {2026-01-01: {value: 1, source: "Pay"}}
"""


def documents(*, card: str = CARD, tariff: str = TARIFF, pay: str = PAY) -> pa.Table:
    texts = {"a.yaml": card, "b.yaml": tariff, "c.yaml": pay}
    said = rulebook_tables([read_yaml(text, file) for file, text in texts.items()], PERIOD)
    roles = ("agent", "evaluator", "team_leader")
    return plan_documents(said["rule_values"], roles, PERIOD)


def hashes(table: pa.Table) -> dict[str, str]:
    return {row["role"]: row["plan_hash"] for row in table.to_pylist()}


def says(table: pa.Table, role: str) -> set[tuple[str, str]]:
    return {(row["path"], row["field"]) for row in table.to_pylist() if row["role"] == role}


def test_a_role_reads_what_holds_for_it() -> None:
    told = documents()
    assert says(told, "agent") == {
        ("quality", "metric"), ("quality", "weight"), ("", "standard_s/evaluation"),
        ("", "role_coefficient/agent"), ("base", "share"),
    }  # fmt: skip
    assert says(told, "evaluator") == {
        ("", "standard_s/evaluation"), ("", "role_coefficient/evaluator"), ("base", "share"),
    }  # fmt: skip
    assert says(told, "team_leader") == {("award", "amount"), ("base", "share")}


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({"card": CARD.replace("value: 100", "value: 90")}, {"agent"}),
        ({"tariff": TARIFF.replace("1.10", "1.20")}, {"evaluator"}),
        ({"tariff": TARIFF.replace("720", "700")}, {"agent", "evaluator"}),
        ({"pay": PAY.replace("500", "600")}, {"team_leader"}),
        ({"pay": PAY.replace("value: 1,", "value: 0.9,")}, {"agent", "evaluator", "team_leader"}),
        ({"pay": PAY.replace('"Pay"', '"Pay 2"')}, set()),
        ({"card": CARD.replace("owner: Tests", "owner: Others")}, set()),
        ({"card": CARD.replace("质检", "质量")}, set()),
        (
            {"card": CARD.replace("100, source", "100, source", 1).replace(
                '{2026-01-01: {value: 100, source: "Scheme"}}',
                '{2026-01-01: {value: 100, source: "a"}, 2026-07-01: {value: 90, source: "b"}}')},
            set(),
        ),
    ],
)  # fmt: skip
def test_only_what_touches_a_role_changes_its_plan(
    change: dict[str, str], touched: set[str]
) -> None:
    before, after = hashes(documents()), hashes(documents(**change))
    assert {role for role in before if before[role] != after[role]} == touched


def confirmed(agent_id: str, plan_hash: str, at: datetime = AT) -> Acknowledgement:
    return Acknowledgement(agent_id, plan_hash, "2026-05", at, "signed", "HR 7", "hr@x", AT)


def people(*spans: tuple[str, str, date]) -> pa.Table:
    rows = [{"agent_id": a, "role": role, "employed_to": to} for a, role, to in spans]
    return pa.Table.from_pylist(rows)


def test_states_follow_the_plan_that_holds() -> None:
    told, last = documents(), date(2026, 6, 30)
    plan = hashes(told)["agent"]
    staff = people(*((f"A{n}", "agent", last) for n in range(3)))
    log = [
        confirmed("A0", plan), confirmed("A0", "older", datetime(2026, 6, 4)),
        confirmed("A1", "older"),
    ]  # fmt: skip
    table = acknowledgement_status(told, staff, log, PERIOD)
    states = {row["agent_id"]: row["state"] for row in table.to_pylist()}
    assert states == {
        "A0": "acknowledged", "A1": "superseded", "A2": "outstanding",
    }  # fmt: skip
    first, second, third = table.to_pylist()
    assert (first["acknowledged_hash"], first["acknowledged_at"]) == (plan, AT)
    assert second["acknowledged_hash"] == "older" and third["acknowledged_at"] is None


def test_a_change_of_role_asks_for_the_new_plan() -> None:
    told = documents()
    plan = hashes(told)
    staff = people(("A1", "agent", date(2026, 6, 14)), ("A1", "evaluator", date(2026, 6, 30)))
    (row,) = acknowledgement_status(
        told, staff, [confirmed("A1", plan["agent"])], PERIOD
    ).to_pylist()
    assert (row["role"], row["plan_hash"], row["state"]) == (
        "evaluator", plan["evaluator"], "superseded",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("plan_documents", documents()),
        ("acknowledgement_status", ACKNOWLEDGEMENT_STATUS.empty_table()),
        ("acknowledgements", acknowledgements_table([confirmed("A1", "x")])),
    ],
)
def test_tables_are_those_of_their_contracts(name: str, table: pa.Table) -> None:
    file = f"data_contracts/outputs/{name}.odcs.yaml"
    contract = read_contract((REPOSITORY / file).read_text("utf-8"), file)
    assert [column.name for column in contract.columns] == table.column_names
