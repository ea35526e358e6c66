"""The rulebook of the made-up month, told by the compiler's own tables; sources and rights."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pyarrow as pa

from data_contracts.located_yaml import read_yaml
from pipelines.report_map import report_map
from pipelines.rulebook import RIGHTS, SOURCES
from scoring.acknowledgement import Acknowledgement, acknowledgement_status, plan_documents
from scoring.rules.rulebook import rulebook_tables

from .month import FIRST, LAST, PEOPLE, PERIOD

AT = datetime(2026, 6, 2, 9)
SCHEME = '"Scheme 2026"'
SCORECARD = f"""
kind: scorecard
id: inbound
name_zh: 呼入计分卡
name_en: Inbound scorecard
owner: performance
applies_to: {{role: agent}}
sections:
  - id: results
    name_zh: 业绩
    name_en: Results
    weight: {{2026-01-01: {{value: 100, source: {SCHEME}}}}}
    items:
      - id: aht
        name_zh: 平均处理时长
        name_en: Average handle time
        metric: average_handle_time_s
        weight:
          2026-01-01: {{value: 60, source: {SCHEME}}}
          2026-06-01: {{value: 55, source: "Amendment 1"}}
        function:
          2026-01-01: {{value: {{code: F1, points: [[200, 110], [260, 100]]}}, source: {SCHEME}}}
        min_sample: {{2026-01-01: {{value: 50, source: {SCHEME}}}}}
        missing_policy: {{2026-01-01: {{value: CARRY_FORWARD(2), source: {SCHEME}}}}}
gates:
  - id: fatal
    name_zh: 致命错误封顶
    name_en: Fatal error caps the total
    rule:
      2026-01-01:
        value: {{metric: fatal_errors, operator: "<", threshold: 60, action: CAP, value: 60}}
        source: {SCHEME}
"""
POINTS = f"""
kind: points
id: seconds
name_zh: 标准积分
name_en: Standard points
owner: performance
applies_to: {{role: [agent, evaluator]}}
standard_s:
  contact:enquiry: {{2026-01-01: {{value: 60, source: {SCHEME}}}}}
  contact:billing: {{2026-01-01: {{value: 95, source: {SCHEME}}}}}
  contact:complaint: {{2026-01-01: {{value: 0, source: {SCHEME}}}}}
"""
PAY = f"""
kind: pay
id: pay
name_zh: 薪酬方案
name_en: Pay plan
owner: hr
applies_to: everyone
currency: CNY
components:
  - id: performance
    code: P2
    name_zh: 绩效工资
    name_en: Performance pay
    applies_to: {{role: agent}}
    base_amount: {{2026-01-01: {{value: 1500.00, source: {SCHEME}}}}}
    cap: {{2026-01-01: {{value: 2000.00, source: {SCHEME}}}}}
    payroll_code: "2010"
    taxable: true
"""
FORM = f"""
kind: quality_form
id: QF-IN
name_zh: 呼入质检表
name_en: Inbound form
sections:
  - id: opening
    name_zh: 开场
    name_en: Opening
    questions:
      - id: O1
        name_zh: 规范问候
        name_en: Greeting as agreed
        full_points: {{2026-01-01: {{value: 5, source: {SCHEME}}}}}
        weight: {{2026-01-01: {{value: 5, source: {SCHEME}}}}}
        fatal: {{2026-01-01: {{value: {{class: compliance, effect: ZERO}}, source: {SCHEME}}}}}
"""
APPROVALS = f"""
steps:
  - id: payroll
    name_zh: 人力薪酬
    name_en: HR and payroll
    signed_by: {{2026-01-01: {{value: [payroll], source: {SCHEME}}}}}
"""
WEIGHTS = f"""
kind: quality_weights
id: situations
name_zh: 情境权重
name_en: Weights by situation
weights:
  2026-01-01:
    value: {{QF-IN: {{enquiry: {{recording: 1, live: 2}}, complaint: {{recording: 1.5, live: 3}}}}}}
    source: {SCHEME}
"""
MATRIX = f"""
kind: work_matrix
id: both
name_zh: 工作矩阵
name_en: Work matrix
quantity:
  2026-01-01:
    value: [{{from: 0, name_zh: 低, name_en: Low}}, {{from: 0.2, name_zh: 高, name_en: High}}]
    source: {SCHEME}
quality:
  2026-01-01:
    value: [{{from: 0, name_zh: 差, name_en: Poor}}, {{from: 80, name_zh: 好, name_en: Good}}]
    source: {SCHEME}
cells:
  2026-01-01:
    value:
      - [{{name_zh: 帮扶, name_en: Help}}, {{name_zh: 提速, name_en: Faster}}]
      - [{{name_zh: 辅导, name_en: Coach}}, {{name_zh: 标杆, name_en: Model}}]
    source: {SCHEME}
"""
FILES = {
    "quality_forms/weights": WEIGHTS,
    "work_matrix": MATRIX,
    "scorecards/inbound": SCORECARD,
    "points/seconds": POINTS,
    "pay/pay": PAY,
    "quality_forms/inbound": FORM,
    "approvals": APPROVALS,
}


def rule_tables() -> dict[str, pa.Table]:
    documents = [read_yaml(text, f"centres/sample/{name}.yaml") for name, text in FILES.items()]
    rights = [
        ("WB01", "每位员工", "each person", "monthly", "agent", False, False),
        ("WB02", "每位班长", "each team leader", "daily", "team", True, False),
        ("WB03", "客服部", "Department", "monthly", "centre", True, True),
    ]
    sources = [
        ("contacts", "Contacts", "One row per contact segment", "telephony", "daily", "06:00"),
        ("punches", "Punches", "One row per punch", "people", "daily", "07:00"),
        ("employees", "Staff list", "One row per employee", "people", "snapshot", None),
    ]
    rulebook = rulebook_tables(documents, PERIOD)
    return (
        rulebook
        | _acknowledged(rulebook["rule_values"])
        | {
            "access_rights": pa.table(
                [
                    list(column)
                    for column in zip(*[(*r[:5], True, *r[5:]) for r in rights], strict=True)
                ],
                schema=RIGHTS,
            ),
            "report_map": _report_map(rulebook["rule_values"]),
            "source_contracts": pa.table(
                [list(column) for column in zip(*[(*s, 9, True) for s in sources], strict=True)],
                schema=SOURCES,
            ),
        }
    )


def _report_map(rule_values: pa.Table) -> pa.Table:
    """The map of a centre that makes WB01 and WB13 alone, so that not every item is shown."""
    return report_map(SimpleNamespace(reports={"WB01": None, "WB13": None}), rule_values)


def _acknowledged(rule_values: pa.Table) -> dict[str, pa.Table]:
    """The plan of the agents; the first has confirmed it, the second an earlier one."""
    documents = plan_documents(rule_values, ["agent"], PERIOD)
    spans = [{"agent_id": agent, "role": "agent", "employed_to": LAST} for agent, *_ in PEOPLE]
    known = documents["plan_hash"][0].as_py()
    log = [
        Acknowledgement(agent, plan, PERIOD, AT, "signed", "HR 2026-17", "hr@example.test", AT)
        for (agent, *_), plan in zip(PEOPLE, (known, "earlier"), strict=False)
    ]
    states = acknowledgement_status(documents, pa.Table.from_pylist(spans), log, PERIOD)
    return {"plan_documents": documents, "acknowledgement_status": states}


def coverage_rows() -> dict[str, list[dict[str, Any]]]:
    shared = {"period": PERIOD, "kind": "scorecard"}
    return {
        "plan_coverage": [
            shared
            | {
                "rule_id": "inbound",
                "file": "centres/sample/scorecards/inbound.yaml",
                "name_zh": "呼入计分卡",
                "name_en": "Inbound scorecard",
                "owner": "performance",
                "applies_to": "agent, evaluator",
                "people": 14,
            }
        ],
        "plan_exceptions": [
            shared
            | {
                "agent_id": agent,
                "role": "agent",
                "team_id": "T01",
                "from_day": FIRST,
                "to_day": LAST,
                "plans": plans,
                "rule_ids": ids,
            }
            for agent, plans, ids in (("A1002", 0, ""), ("A1005", 2, "inbound, quality_team"))
        ],
    }
