"""A delivery that is due and has not landed holds the marts below it, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines import arrivals
from pipelines.arrivals import late_marts
from pipelines.centre import Centre, load_centre
from pipelines.ingestion import Ingestion
from pipelines.period import Period
from pipelines.settings import SAMPLE_CENTRE, House

JUNE = Period(2026, 6)
MODELS = {
    "source.callfloor.landing.surveys": ["model.callfloor.stg_survey__surveys"],
    "source.callfloor.landing.contacts": ["model.callfloor.contacts"],
    "model.callfloor.stg_survey__surveys": ["model.callfloor.agent_day", "test.callfloor.some"],
}


@pytest.fixture
def sample() -> Centre:
    return load_centre(SAMPLE_CENTRE)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose manifest knows two sources and the models below them."""
    manifest = tmp_path / "manifest.json"
    nodes = {
        f"model.callfloor.{name}": {
            "resource_type": "model", "name": name, "fqn": ["callfloor", folder, name]
        }
        for name, folder in (
            ("agent_day", "marts"), ("contacts", "marts"), ("stg_survey__surveys", "staging")
        )
    }  # fmt: skip
    sources = {key: {"schema": "landing", "name": key.split(".")[-1]} for key in list(MODELS)[:2]}
    manifest.write_text(json.dumps({"sources": sources, "nodes": nodes, "child_map": MODELS}))
    monkeypatch.setattr(arrivals, "current_manifest", lambda house, centre: manifest)
    return House(centre_dir=SAMPLE_CENTRE, out=tmp_path)


@pytest.fixture
def ledger(house: House, sample: Centre) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every daily table of June, landed on the evening of the last day's promise."""
    connection = duckdb.connect()
    connection.execute("create schema control")
    connection.execute(
        f"create table {arrivals.LEDGER} (table_name text, landing_date text, landed_at timestamp)"
    )
    ingestion = Ingestion(house, sample)
    rows = [
        (name, (date(2026, 6, 1) + timedelta(days=n)).isoformat(), datetime(2026, 7, 1, 1))
        for name in ingestion.mappings
        for n in range(30)
    ]
    connection.executemany(f"insert into {arrivals.LEDGER} values (?, ?, ?)", rows)
    yield connection
    connection.close()


def test_a_complete_month_holds_nothing(
    ledger: duckdb.DuckDBPyConnection, house: House, sample: Centre
) -> None:
    assert late_marts(ledger, house, sample, JUNE) == frozenset()


def test_a_missing_day_holds_the_marts_below_its_table(
    ledger: duckdb.DuckDBPyConnection, house: House, sample: Centre
) -> None:
    ledger.execute(
        f"delete from {arrivals.LEDGER} where table_name = 'surveys' "
        "and landing_date = '2026-06-12'"
    )
    assert late_marts(ledger, house, sample, JUNE) == {"agent_day"}


def test_a_day_is_not_late_before_it_is_promised(
    ledger: duckdb.DuckDBPyConnection, house: House, sample: Centre
) -> None:
    """Contacts of the 30th are promised for 02:00 of the next day, Shanghai: 18:00 in UTC."""
    ledger.execute(
        f"delete from {arrivals.LEDGER} where landing_date = '2026-06-30' "
        "and table_name = 'contacts'"
    )
    ledger.execute(f"update {arrivals.LEDGER} set landed_at = '2026-06-30 17:59:59'")
    assert late_marts(ledger, house, sample, JUNE) == frozenset()
    ledger.execute(f"update {arrivals.LEDGER} set landed_at = '2026-06-30 18:00:00'")
    assert late_marts(ledger, house, sample, JUNE) == {"contacts"}


def test_without_a_ledger_nothing_is_late(house: House, sample: Centre) -> None:
    with duckdb.connect() as connection:
        assert late_marts(connection, house, sample, JUNE) == frozenset()


def test_nobody_waits_for_a_day_that_the_centre_knows_to_be_without_data(
    ledger: duckdb.DuckDBPyConnection, house: House, sample: Centre
) -> None:
    gap = {date(2026, 6, 12): "the switch was replaced"}
    settings = sample.settings.model_copy(update={"days_without_data": gap})
    ledger.execute(f"delete from {arrivals.LEDGER} where landing_date = '2026-06-12'")
    assert late_marts(ledger, house, sample, JUNE)
    assert not late_marts(ledger, house, replace(sample, settings=settings), JUNE)
