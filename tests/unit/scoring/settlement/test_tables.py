"""The settlement tables are those of their contracts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from scoring.settlement import tables

REPOSITORY = Path(__file__).parents[4]
ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "DECIMAL(18,2)": pa.decimal128(18, 2),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
}
NAMES = (
    "adjustments", "overrides", "appeal_cases", "appeal_statistics", "period_scores",
    "replay_deltas", "settlement_events",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_columns_are_those_of_the_contract(name: str) -> None:
    file = REPOSITORY / f"data_contracts/outputs/{name}.odcs.yaml"
    [table] = yaml.safe_load(file.read_text(encoding="utf-8"))["schema"]
    wanted = [
        pa.field(column["name"], ARROW[column["physicalType"]], nullable=not column["required"])
        for column in table["properties"]
    ]
    assert list(getattr(tables, name.upper())) == wanted
