"""The tables of awards, selection and driver analysis are those of the contracts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from scoring.awards import tables as awards
from scoring.impact import drivers_tables as drivers
from scoring.selection import tables as selection

OUTPUTS = Path(__file__).parents[4] / "data_contracts/outputs"
ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "DECIMAL(18,2)": pa.decimal128(18, 2),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
}
TABLES = {
    name.lower(): value
    for room in (awards, drivers, selection)
    for name, value in vars(room).items()
    if isinstance(value, pa.Schema)
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables_are_those_of_the_contracts(name: str) -> None:
    text = (OUTPUTS / f"{name}.odcs.yaml").read_text(encoding="utf-8")
    columns = yaml.safe_load(text)["schema"][0]["properties"]
    assert list(TABLES[name]) == [
        pa.field(column["name"], ARROW[column["physicalType"]], nullable=not column["required"])
        for column in columns
    ]
