"""dbt as this house runs it: where its files lie, its variables, and a manifest that is current."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from dagster_dbt import DbtProject

from pipelines.centre import Centre
from pipelines.settings import PROJECT, House

DBT_PROJECT = PROJECT / "dbt_project"
WAREHOUSE_VARIABLE = "CALLFLOOR_WAREHOUSE"


def dbt_arguments(centre: Centre) -> list[str]:
    """What every dbt command is told about the centre."""
    return ["--vars", json.dumps({"centre_zone": centre.settings.zone})]


def set_dbt_environment(house: House) -> None:
    """Point dbt at this centre's warehouse and keep it quiet and off the network."""
    os.environ[WAREHOUSE_VARIABLE] = str(house.warehouse)
    os.environ["DBT_LOG_PATH"] = str(house.dbt_target)
    os.environ["DBT_TARGET_PATH"] = str(house.dbt_target)
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"


def current_manifest(house: House, centre: Centre) -> Path:
    """The dbt manifest, parsed anew where a file of the dbt project has changed since.

    The semantic manifest lies beside it.
    """
    set_dbt_environment(house)
    manifest, stamp = house.dbt_target / "manifest.json", house.dbt_target / "parsed_from"
    wanted = project_digest(centre)
    if manifest.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return manifest
    from dbt.cli.main import dbtRunner

    house.dbt_target.mkdir(parents=True, exist_ok=True)
    house.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with redirect_stdout(sys.stderr):
        parsed = dbtRunner().invoke(
            ["--quiet", "parse", "--project-dir", str(DBT_PROJECT), "--profiles-dir",
             str(DBT_PROJECT), "--target-path", str(house.dbt_target), *dbt_arguments(centre)]
        )  # fmt: skip
    if not parsed.success:
        raise RuntimeError(f"the dbt project does not parse: {parsed.exception}")
    stamp.write_text(wanted, encoding="utf-8")
    return manifest


def dbt_project(house: House, centre: Centre) -> DbtProject:
    """The project for Dagster, with its manifest in the centre's output folder."""
    current_manifest(house, centre)
    return DbtProject(DBT_PROJECT, target_path=house.dbt_target)


def release_warehouse(adapter: Any) -> None:
    """Close what dbt's adapter holds open in this process after reading column metadata.

    `close_all_connections` alone only forgets the DuckDB instance; its cursors keep it alive.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if adapter is not None:
        adapter.cleanup_connections()
    environment = DuckDBConnectionManager._ENV  # pyright: ignore[reportPrivateUsage]
    if environment is not None:
        environment.close()
    DuckDBConnectionManager.close_all_connections()


def project_digest(centre: Centre) -> str:
    """Fingerprint of the dbt project and its variables."""
    digest = hashlib.sha256(" ".join(dbt_arguments(centre)).encode())
    for path in sorted(DBT_PROJECT.rglob("*")):
        if path.suffix in {".sql", ".yml"} and "target" not in path.parts:
            digest.update(str(path.relative_to(DBT_PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()
