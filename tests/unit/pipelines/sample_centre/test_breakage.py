"""Broken rows are broken: each a copy of another row, and refused as the truth says."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.landing import LandingStore, ingest_table, load_contracts, load_mappings
from pipelines.sample_centre import write_sample_centre
from pipelines.sample_centre.breakage import Breakage, Fault, plan_breakage, setting, spoilt_rows

SOURCES = Path(__file__).parents[4] / "centres" / "sample" / "sources"
DAY = date(2026, 4, 7)
FAULTS = tuple(Fault(rule, 1, setting(a=rule)) for rule in ("one", "two", "three"))


@given(seed=st.integers(0, 10**9), rows=st.integers(3, 40))
def test_each_fault_of_a_file_spoils_another_row(seed: int, rows: int) -> None:
    breakage = plan_breakage("sales", FAULTS, DAY, seed, rows, range(rows), 0.1)
    assert len({position for position, _ in breakage.faults}) == len(FAULTS)
    assert breakage == plan_breakage("sales", FAULTS, DAY, seed, rows, range(rows), 0.1)


def test_a_file_with_fewer_rows_than_faults_still_carries_them_all() -> None:
    breakage = plan_breakage("sales", FAULTS, DAY, 7, 5, [1, 4])
    assert breakage.broken == Counter(one=1, two=1, three=1)
    assert {position for position, _ in breakage.faults} == {1, 4}


def test_nothing_is_spoilt_where_no_row_can_be() -> None:
    assert plan_breakage("sales", FAULTS, DAY, 7, 5, []).faults == []


def test_a_fault_that_breaks_nothing_is_found() -> None:
    harmless = Breakage([(1, Fault("applicable_has_score", 1, setting(score=None)))], [])
    with pytest.raises(ValueError, match="applicable_has_score does not break row 1"):
        spoilt_rows(["item", "score"], [["K1", 9], ["K2", None]], harmless)


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_truth_is_what_ingestion_refuses(seed: int, tmp_path: Path) -> None:
    """Six days, so that every kind of fault in the quality workbook is due."""
    days = {"first": DAY, "last": DAY + timedelta(5)}
    truth = write_sample_centre(tmp_path / "extracts", **days, seed=seed, agents=12)
    tables = ("evaluations", "evaluation_items", "leaves", "sales", "surveys")
    found = {table: ingested(tmp_path, table, days) for table in tables}
    told = {table: truth.tables[table] for table in tables}
    assert found == {
        table: (count["accepted"], count["exact_duplicates"], count["broken"])
        for table, count in told.items()
    }
    assert sum(told["evaluation_items"]["broken"].values()) >= 2


def ingested(folder: Path, table: str, days: dict[str, Any]) -> tuple[int, int, dict[str, int]]:
    """Rows accepted, exact duplicates and rows refused by rule."""
    contracts = load_contracts()
    landing = folder / "landing" / table
    summary = ingest_table(
        contract=contracts[table],
        mappings=load_mappings(SOURCES, contracts)[table],
        extracts_root=folder / "extracts",
        store=LandingStore(landing),
        **days,
        salt="salt",
        now=datetime(2026, 5, 1, tzinfo=UTC),
    )
    refused = Counter(
        row["rule"]
        for path in landing.glob("quarantine/**/*.parquet")
        for row in pq.ParquetFile(path).read(columns=["rule"]).to_pylist()
    )
    return summary.accepted, summary.duplicates, dict(refused)
