"""An approvals file in brief."""

from __future__ import annotations

from datetime import date

import pytest

from data_contracts.located_yaml import read_yaml
from scoring.settlement import Approvals, ApprovalsOnDay

CHAIN = ("data_steward", "specialist", "head", "payroll", "finance")
DAY = date(2026, 7, 1)
APPROVALS = (
    """
pay_groups:
  agents:
    name_zh: 座席
    name_en: Agents
    legal_entity: sample_services
    applies_to:
      2026-01-01: {value: {role: [agent, team_leader]}, source: "Pay scheme"}
  others:
    name_zh: 其他
    name_en: Others
    legal_entity: sample_services
    applies_to:
      2026-01-01: {value: {role: [evaluator]}, source: "Pay scheme"}
steps:
"""
    + "".join(
        f"""  - id: {step}
    name_zh: {step}
    name_en: {step}
    signed_by:
      2026-01-01: {{value: [{step}], source: "Approval rules"}}
"""
        for step in CHAIN
    )
    + """holders:
"""
    + "".join(
        f"""  {step}:
    2026-01-01: {{value: [{step}@sample.example, both@sample.example], source: "Office list"}}
    2027-01-01: {{value: [new@sample.example], source: "Office list 2027"}}
"""
        for step in CHAIN
    )
    + """restatement:
  policy:
    2026-01-01: {value: pay_and_recover, source: "Pay scheme"}
    2026-09-01: {value: threshold, source: "Pay scheme, amendment"}
  recovery_share:
    2026-01-01: {value: 0.20, source: "Wage payment rules §16"}
appeals:
  window_workdays:
    2026-01-01: {value: 5, source: "Appeal rules"}
  decided_by:
    2026-01-01: {value: [specialist], source: "Appeal rules"}
"""
)


@pytest.fixture(scope="session")
def approvals_text() -> str:
    return APPROVALS


@pytest.fixture(scope="session")
def approvals() -> Approvals:
    return Approvals.read(read_yaml(APPROVALS, "approvals.yaml"))


@pytest.fixture(scope="session")
def today(approvals: Approvals) -> ApprovalsOnDay:
    return approvals.on(DAY)
