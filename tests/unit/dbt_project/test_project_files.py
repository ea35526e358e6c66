"""What every file of the dbt project owes its reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[3]
MODELS = PROJECT / "dbt_project" / "models"
MARTS = sorted((PROJECT / "data_contracts" / "marts").glob("*.odcs.yaml"))
SQL = sorted(MODELS.rglob("*.sql"))


def _model(path: Path) -> dict[str, Any]:
    (model,) = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["models"]
    return model


def _properties(contract: Path) -> list[dict[str, Any]]:
    document = yaml.safe_load(contract.read_text(encoding="utf-8"))
    return document["schema"][0]["properties"]


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_a_model_has_a_twin_that_states_its_grain(path: Path) -> None:
    model = _model(path)
    assert model["name"] == path.stem
    assert model["description"].startswith(("**One row per ", "**One row**"))
    assert all(column["description"] for column in model["columns"])


@pytest.mark.parametrize("contract", MARTS, ids=lambda path: path.name.split(".")[0])
def test_a_mart_is_what_its_contract_says(contract: Path, small_centre: Any) -> None:
    mart = contract.name.removesuffix(".odcs.yaml")
    promised = _properties(contract)
    built = small_centre.rows(
        "select column_name, data_type, is_nullable from information_schema.columns"
        f" where table_schema = 'marts' and table_name = '{mart}' order by ordinal_position"
    )
    assert [(c["column_name"], c["data_type"], c["is_nullable"] == "NO") for c in built] == [
        (p["name"], p["physicalType"], bool(p.get("required"))) for p in promised
    ]


@pytest.mark.parametrize("contract", MARTS, ids=lambda path: path.name.split(".")[0])
def test_a_mart_describes_its_columns_as_its_contract_does(contract: Path) -> None:
    mart = contract.name.removesuffix(".odcs.yaml")
    described = {
        c["name"]: c["description"] for c in _model(MODELS / "marts" / f"{mart}.sql")["columns"]
    }
    assert described == {p["name"]: p["description"] for p in _properties(contract)}


@pytest.mark.parametrize("contract", MARTS, ids=lambda path: path.name.split(".")[0])
def test_a_mart_tests_every_identity_of_its_contract(contract: Path) -> None:
    mart = contract.name.removesuffix(".odcs.yaml")
    document = yaml.safe_load(contract.read_text(encoding="utf-8"))
    promised = {
        f"{mart}_{rule['name']}": rule["implementation"]
        for rule in document["schema"][0]["quality"]
    }
    tests = _model(MODELS / "marts" / f"{mart}.sql")["data_tests"]
    tested = {
        test["holds"]["name"]: test["holds"]["arguments"]["expression"]
        for test in tests
        if "holds" in test
    }
    assert tested == promised


def test_no_model_leans_on_what_only_duckdb_knows() -> None:
    for path in SQL:
        sql = path.read_text(encoding="utf-8").lower()
        for word in ("group by all", "qualify ", "date_diff(", "time_bucket(", "unnest(", "::"):
            assert word not in sql, f"{path.name}: {word} belongs into a dispatched macro"
