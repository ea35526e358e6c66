"""Dagster's own folder: run history in SQLite under the centre's output, telemetry off."""

from __future__ import annotations

from pathlib import Path

from pipelines.settings import House

SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    default_limit: 1
    granularity: op
"""


def prepare_dagster_home(house: House) -> Path:
    """The folder for DAGSTER_HOME, with its settings written."""
    home = house.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists() or settings.read_text(encoding="utf-8") != SETTINGS:
        settings.write_text(SETTINGS, encoding="utf-8")
    return home
