"""Building all models with dbt, beside the same SQL run by DuckDB alone."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from pipelines.transform import DBT_PROJECT, WAREHOUSE_VARIABLE, dbt_arguments
from tests.bench.clock import command_cost
from tests.bench.figure import Figure
from tests.bench.place import Place

DBT = str(Path(sys.executable).parent / "dbt")


def marts_full(place: Place) -> Mapping[str, Figure]:
    """CPU seconds of `dbt build` (start-up, models, tests) and of the models' bare SQL."""
    warehouse, target = place.warehouse(), place.fresh("dbt")
    build_s = _dbt_build(place, warehouse, target)
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    bare_s = _bare_sql(warehouse, _models(manifest))
    return {"marts_full": Figure(build_s, "CPU s", bare_s)}


def _dbt_build(place: Place, warehouse: Path, target: Path) -> float:
    command = [
        DBT, "--quiet", "build", "--exclude-resource-type", "unit_test",
        "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(target), *dbt_arguments(place.centre),
    ]  # fmt: skip
    environment = {
        WAREHOUSE_VARIABLE: str(warehouse),
        "DBT_LOG_PATH": str(target / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    return command_cost(command, environment, place.folder / "dbt.log").cpu_s


def _models(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The models in the order in which they need each other."""
    nodes = manifest["nodes"]
    models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
    needs = {key: [n for n in node["depends_on"]["nodes"] if n in models]
             for key, node in models.items()}  # fmt: skip
    return [models[key] for key in TopologicalSorter(needs).static_order()]


def _bare_sql(warehouse: Path, models: Sequence[Mapping[str, Any]]) -> float:
    """CPU seconds to make every model again from its compiled SQL on two threads, no tests."""
    project = DBT_PROJECT
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("set threads = 2")
        began = time.process_time()
        for model in models:
            compiled = (project / model["compiled_path"]).read_text(encoding="utf-8")
            kind = "view" if model["config"]["materialized"] == "view" else "table"
            name = f"{model['schema']}.{model['alias']}"
            connection.execute(f"create or replace {kind} {name} as {compiled}")
        return time.process_time() - began
