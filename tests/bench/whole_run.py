"""The demo from nothing to mail, its memory, what a repeat costs, and its fixed overhead."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pipelines.settings import House
from tests.bench.figure import Figure, at_most
from tests.bench.place import Place

GIGABYTE = 1e9
DBT_STEP = "warehouse"


def demo(place: Place) -> Mapping[str, Figure]:
    """`callfloor demo` into a fresh folder, then `callfloor run` where nothing changed."""
    shutil.rmtree(place.house.out, ignore_errors=True)
    began = time.time()
    first = place.run_demo()
    business_s, ended = business_seconds(place.house, began), time.time()
    again = place.run_demo("run")
    repeated_s = business_seconds(place.house, ended)
    return {
        "demo": Figure(first.wall_s, "s", again.wall_s, at_most(180)),
        "demo_cpu": Figure(first.cpu_s, "CPU s", again.cpu_s),
        "demo_memory": Figure(first.peak_bytes / GIGABYTE, "GB", None, at_most(3)),
        "run_overhead": Figure(
            100 * (first.wall_s - business_s) / first.wall_s,
            "% of wall",
            100 * (again.wall_s - repeated_s) / again.wall_s,
        ),
    }


def business_seconds(house: House, since: float) -> float:
    """Seconds of the runs since a moment inside the steps; for dbt only while a node executed.

    What is left of the wall is imports, definitions, Dagster's bookkeeping and dbt's start-up.
    """
    import dagster as dg

    os.environ["DAGSTER_HOME"] = str(house.dagster_home)
    with dg.DagsterInstance.get() as instance:
        steps = [
            step
            for run in instance.get_run_records()
            for step in instance.get_run_step_stats(run.dagster_run.run_id)
        ]
    inside = sum(
        step.end_time - step.start_time
        for step in steps
        if step.start_time and step.end_time and step.start_time >= since
        if step.step_key != DBT_STEP
    )
    built = [path for path in house.dbt_target.rglob("run_results.json") if _written(path) >= since]
    executing = sum(_executing_s(path) for path in built)
    return inside + executing + _generating_s(house.generated_extracts, since)


def _generating_s(extracts: Path, since: float) -> float:
    """Seconds in which the sample's extracts were written, from the first file to the last."""
    moments = [_written(path) for path in extracts.rglob("*") if path.is_file()]
    fresh = [moment for moment in moments if moment >= since]
    return max(fresh) - min(fresh) if fresh else 0.0


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _executing_s(results: Path) -> float:
    """Seconds in which at least one node of a dbt invocation executed."""
    nodes = json.loads(results.read_text(encoding="utf-8"))["results"]
    spans = sorted(
        (_moment(timing["started_at"]), _moment(timing["completed_at"]))
        for node in nodes
        for timing in node["timing"]
        if timing["name"] == "execute"
    )
    total, until = 0.0, 0.0
    for began, ended in spans:
        total += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return total


def _moment(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
