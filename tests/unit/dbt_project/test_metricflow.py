"""MetricFlow, which did not write our SQL, computes the same numbers from the same definitions."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.metrics import Metric, metric_values, parse_semantics, read_metrics

DBT_PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"
JUNE = (date(2026, 6, 1), date(2026, 6, 30))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, small_centre: Any) -> Path:
    """A copy of the dbt project, parsed, because MetricFlow writes beside it."""
    copy = tmp_path_factory.mktemp("metricflow") / "project"
    shutil.copytree(DBT_PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLFLOOR_WAREHOUSE", str(small_centre.warehouse))
        parse_semantics(copy, target_path=copy / "target", zone="Asia/Shanghai")
    return copy


@pytest.fixture(scope="module")
def metrics(project: Path) -> tuple[Metric, ...]:
    return read_metrics(project / "target" / "semantic_manifest.json")


def _asked(project: Path, warehouse: Path, names: list[str], by: list[str]) -> list[dict[str, str]]:
    answer = project.parent / "answer.csv"
    subprocess.run(
        [Path(sys.executable).with_name("mf"), "query", "--quiet", "--metrics", ",".join(names),
         "--group-by", ",".join(by), "--csv", str(answer), "--decimals", "9"],
        cwd=project,
        env={**os.environ, "CALLFLOOR_WAREHOUSE": str(warehouse), "DO_NOT_TRACK": "1"},
        check=True,
        capture_output=True,
        text=True,
    )  # fmt: skip
    with answer.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _ours(
    warehouse: Path, metrics: tuple[Metric, ...], kind: Any
) -> dict[tuple[str, str], Decimal | None]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = metric_values(
            connection, metrics, subject_kind=kind, first=JUNE[0], last=JUNE[1], period="2026-06"
        ).to_pylist()
    return {(row["subject_id"], row["metric"]): row["value"] for row in rows}


def _agree(theirs: str, ours: Decimal | None) -> bool:
    if theirs in {"", "None", "nan"} or ours is None:
        return theirs in {"", "None", "nan"} and ours is None
    return abs(Decimal(theirs) - ours) <= Decimal("0.000001")


def test_the_centre_has_the_same_figures(
    project: Path, metrics: tuple[Metric, ...], small_centre: Any
) -> None:
    ours = _ours(small_centre.warehouse, metrics, "centre")
    names = [metric.name for metric in metrics]
    answers = _asked(project, small_centre.warehouse, names, ["metric_time__month"])
    (june,) = [row for row in answers if row["metric_time__month"].startswith("2026-06")]
    different = {
        name: (june[name], ours["small", name])
        for name in names
        if not _agree(june[name], ours["small", name])
    }
    assert not different


def test_each_agent_has_the_same_figures(
    project: Path, metrics: tuple[Metric, ...], small_centre: Any
) -> None:
    ours = _ours(small_centre.warehouse, metrics, "agent")
    names = [metric.name for metric in metrics if "agent" in metric.subject_columns]
    answers = _asked(project, small_centre.warehouse, names, ["agent"])
    compared = {
        (row["agent"], name): (row[name], ours.get((row["agent"], name)))
        for row in answers
        if row["agent"]
        for name in names
    }
    assert len(compared) == 3 * len(names)
    assert not {key: both for key, both in compared.items() if not _agree(*both)}
