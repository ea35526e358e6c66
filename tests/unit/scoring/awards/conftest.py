"""What the awards tests share: rule files of the sample centre, and atoms in brief."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from data_contracts.located_yaml import LocatedYaml, read_yaml
from scoring.awards.figures import ATOMS

SAMPLE = Path(__file__).parents[4] / "centres" / "sample"


@pytest.fixture(scope="session")
def sample_file() -> Callable[..., LocatedYaml]:
    """sample_file("contests/x.yaml", path.to.key=value) → the file, with keys replaced."""

    def read(name: str, changes: dict[tuple[Any, ...], Any] | None = None) -> LocatedYaml:
        text = (SAMPLE / name).read_text(encoding="utf-8")
        if changes:
            data = yaml.safe_load(text)
            for path, value in changes.items():
                _put(data, path, value)
            text = yaml.safe_dump(data, allow_unicode=True)
        return read_yaml(text, name)

    return read


def _put(data: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


@pytest.fixture(scope="session")
def atoms() -> Callable[..., pa.Table]:
    """atoms([(agent, day number of June, metric, numerator, denominator, n, team, segment), …])."""

    def table(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
        variants = {
            "sales_certified": "CERTIFIED",
            "attendance_rate": "HOURS",
            "tickets_resolved": "COUNT",
        }
        built = []
        for row in rows:
            agent, day, metric, numerator, denominator, n, team, segment = (
                *row, *([None] * (8 - len(row)))
            )  # fmt: skip
            built.append(
                {
                    "agent_id": agent,
                    "team_id": team,
                    "business_date": date(2026, 6, 1) + timedelta(days=day - 1),
                    "metric": metric,
                    "variant": variants.get(metric, "-"),
                    "segment": segment,
                    "n": 1 if n is None else n,
                    "numerator": numerator,
                    "denominator": denominator,
                }
            )
        return pa.Table.from_pylist(built, schema=ATOMS)

    return table


@pytest.fixture(scope="session")
def agents() -> Callable[..., pa.Table]:
    """agents("A1", "A2", role="agent", team="T01") → the people table."""

    def table(*ids: str, role: str = "agent", team: str = "T01") -> pa.Table:
        rows = [{"agent_id": agent, "role": role, "team_id": team} for agent in ids]
        kinds = [(name, pa.string()) for name in ("agent_id", "role", "team_id")]
        return pa.Table.from_pylist(rows, schema=pa.schema(kinds))

    return table
