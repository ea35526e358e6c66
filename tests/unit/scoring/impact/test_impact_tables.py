"""The tables of impact are those of the contracts, keys included."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from scoring.impact import (
    Distances,
    DrawModel,
    Volume,
    accruals,
    counterfactuals,
    forecast_pay,
    impact_tables,
    pack_comparison,
    preview_rules,
    price_sheet,
)

OUTPUTS = Path(__file__).parents[4] / "data_contracts/outputs"
ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DECIMAL(18,2)": pa.decimal128(18, 2),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
}
TABLES = {
    name.lower(): value
    for name, value in vars(impact_tables).items()
    if isinstance(value, pa.Schema)
}


def columns_of(name: str) -> list[dict[str, Any]]:
    """The columns of a contract."""
    text = (OUTPUTS / f"{name}.odcs.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["schema"][0]["properties"]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables_are_those_of_the_contracts(name: str) -> None:
    assert list(TABLES[name]) == [
        pa.field(column["name"], ARROW[column["physicalType"]], nullable=not column["required"])
        for column in columns_of(name)
    ]


@pytest.fixture(scope="module")
def made(small, sample_rules) -> dict[str, pa.Table]:
    """Every table of a small month."""
    month = small.month(*small.drawn(8, 12))
    other = small.rules(texts={"value: 126000.00": "value: 130000.00"})
    model = DrawModel(4, 1, Volume(Decimal("0.9"), Decimal(1), Decimal("1.1")))
    forecast = forecast_pay(
        sample_rules,
        "2026-07",
        month.people,
        month.metric_values,
        month.work_done,
        months=[month.period],
        model=model,
        facts=month.facts,
    )
    found = preview_rules(sample_rules, other, [month], Distances(score=Decimal(5)))
    packs = {"now": sample_rules, "dearer": other}
    return {
        "rule_preview_movers": found.movers,
        "rule_preview_summary": found.summary,
        "rule_preview_cliffs": found.cliffs,
        "counterfactuals": counterfactuals(sample_rules, month),
        "pay_forecast": forecast.table(),
        "pay_accruals": accruals(forecast, dict.fromkeys(forecast.fen, "1")),
        "price_sheet": price_sheet(month.under(sample_rules).run, forecast),
        "pack_comparison": pack_comparison(packs, [month], floor=Decimal(1000)),
    }


@pytest.mark.parametrize("name", sorted(TABLES))
def test_keys_are_unique_and_codes_are_known(made, name: str) -> None:
    rows = made[name].to_pylist()
    assert rows
    columns = columns_of(name)
    keys = [column["name"] for column in columns if column.get("primaryKey")]
    assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows)
    for column in columns:
        known = {one["value"] for one in column.get("enum", ())}
        assert not known or {row[column["name"]] for row in rows} <= known
        if column["required"]:
            assert all(row[column["name"]] is not None for row in rows), column["name"]
