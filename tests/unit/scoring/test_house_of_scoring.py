"""The engine's tables are those of the contracts; its rule files read the semantic layer."""

from __future__ import annotations

import ast
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from scoring.tables import GRADE_LINES, PAY_LINES, POINT_LINES, SCORE_LINES, TRACE_NODES

REPOSITORY = Path(__file__).parents[3]
ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "DECIMAL(18,2)": pa.decimal128(18, 2),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("score_lines", SCORE_LINES),
        ("grade_lines", GRADE_LINES),
        ("point_lines", POINT_LINES),
        ("pay_lines", PAY_LINES),
        ("trace_nodes", TRACE_NODES),
    ],
)
def test_output_tables_are_those_of_the_contracts(name: str, schema: pa.Schema) -> None:
    file = REPOSITORY / f"data_contracts/outputs/{name}.odcs.yaml"
    contract = yaml.safe_load(file.read_text(encoding="utf-8"))["schema"][0]["properties"]
    wanted = [
        pa.field(column["name"], ARROW[column["physicalType"]], nullable=not column["required"])
        for column in contract
    ]
    assert list(schema) == wanted


# Rooms that estimate: their figures are statistics, and become decimals before they score or pay.
STATISTICS = {
    "awards", "coaching", "gaming", "impact", "kpi", "quality", "selection", "standards",
}  # fmt: skip


def test_no_binary_floats_where_scores_and_pay_are_made() -> None:
    for file in sorted((REPOSITORY / "scoring").rglob("*.py")):
        if file.relative_to(REPOSITORY / "scoring").parts[0] in STATISTICS:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and type(node.value) is float), file
            assert not (isinstance(node, ast.Name) and node.id == "float"), file


def test_the_sample_and_bank_rules_compile_against_the_semantic_layer(
    sample_rules, bank_rules
) -> None:
    plan = sample_rules.in_month("2026-06")
    assert [card.id for card in plan.scorecards] == ["inbound", "quality_team"]
    assert [len(plan.points), len(plan.pay)] == [1, 1]
    assert [card.id for card in bank_rules.in_month("1999-08").scorecards] == ["bank_inbound"]
