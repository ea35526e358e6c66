"""Forms that people hand in: overtime that was decided, and appeals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.landing import LandingStore, ingest_table, load_contracts, load_mappings
from pipelines.sample_centre import Truth, write_sample_centre
from pipelines.sample_centre.overtime import TOLERATED_S, overtime_decided
from pipelines.sample_centre.people import build_staff
from pipelines.sample_centre.shifts import plan_shifts
from pipelines.sample_centre.timekeeping import Punch, attend

FIRST, DAY, SEED = date(2026, 6, 22), date(2026, 6, 24), 4
SOURCES = Path(__file__).parents[4] / "centres" / "sample" / "sources"


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Truth]]:
    folder = tmp_path_factory.mktemp("forms")
    yield folder, write_sample_centre(folder, first=FIRST, last=DAY, seed=SEED)


@pytest.mark.parametrize("table", ["overtime_approvals", "appeals"])
def test_forms_land_and_spoilt_ones_are_refused(
    extracts: tuple[Path, Truth], tmp_path: Path, table: str
) -> None:
    folder, truth = extracts
    summary = ingest_table(
        contract=load_contracts()[table],
        mappings=load_mappings(SOURCES, load_contracts())[table],
        extracts_root=folder,
        store=LandingStore(tmp_path),
        first=FIRST,
        last=DAY,
        salt="salt",
        now=datetime(2026, 7, 1, tzinfo=UTC),
    )
    count = truth.tables[table]
    files = tmp_path.glob("quarantine/**/*.parquet")
    rules = [rule for file in files for rule in pq.ParquetFile(file).read()["rule"].to_pylist()]
    assert count["accepted"] and summary.accepted == count["accepted"]
    assert {rule: rules.count(rule) for rule in set(rules)} == count["broken"] != {}


def test_who_stays_as_long_as_is_tolerated_asks_for_nothing() -> None:
    staff = build_staff(SEED, DAY, DAY, 120)
    present = attend(plan_shifts(staff, DAY, SEED), set(), DAY, SEED)

    def stayed(beyond_s: int) -> int:
        log = [
            Punch(one.shift.person, at, 1)
            for one in present
            for at in (one.shift.kind.starts_s, one.shift.kind.ends_s + beyond_s)
        ]
        found = overtime_decided(staff, present, log, DAY, SEED)
        assert all(one.decided_by not in (one.person, None) for one in found)
        return len(found)

    assert stayed(TOLERATED_S) == 0
    assert stayed(TOLERATED_S + 1) > len(present) * 0.8
