"""One month of a small centre, run once through the command line."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.small_centre import SmallCentre, make_small_centre, rewrite_sheet

SPITEFUL_AGENT = "A1009"
PERIOD = "2026-06"
SPITEFUL_NAME = '=HYPERLINK("http://evil.example","李")'  # what HR must never make Excel run


@dataclass(frozen=True)
class Month:
    """A finished run: where it lies, what it printed, and the truth its extracts were made of."""

    centre: SmallCentre
    done: subprocess.CompletedProcess[str]
    truth: dict[str, Any]

    @property
    def out(self) -> Path:
        return self.centre.out

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The answer of the published warehouse."""
        with self.centre.warehouse() as connection:
            return connection.execute(query, parameters).fetchall()

    def truth_table(self, name: str) -> duckdb.DuckDBPyRelation:
        """A table of the truth by its file's name."""
        return duckdb.read_parquet(str(self.centre.extracts / "truth" / f"{name}.parquet"))

    def workbook(self, recipient: str, workbook_id: str) -> Path:
        """The one file of a kind that a recipient got."""
        [path] = (self.out / "workbooks" / PERIOD / recipient).glob(f"{workbook_id}_*.xlsx")
        return path


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    centre = make_small_centre(
        tmp_path_factory.mktemp("month"),
        first=date(2026, 5, 25),
        last=date(2026, 6, 30),
        agents=30,
    )
    for staff_list in sorted(centre.extracts.glob("hr/hr_*.xlsx")):
        agent = ("登录号", SPITEFUL_AGENT)
        assert rewrite_sheet(staff_list, "员工", "姓名", agent, SPITEFUL_NAME) > 0
    done = centre.callfloor("run", "--period", PERIOD)
    assert done.returncode == 0, done.stdout + done.stderr
    truth = json.loads((centre.extracts / "truth" / "truth.json").read_text(encoding="utf-8"))
    return Month(centre, done, truth)
