"""Spans of days: what is read, what is written again, and what a repeat does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

import pipelines.landing.ingest as ingest_module
from pipelines.landing import load_contracts, load_ledger, read_ledger, sync_landing_tables

from .conftest import HEADER, SALES, sale

ONE, TWO = "sales_20260401.csv", "sales_20260402.csv"
BY_COLUMN = SALES.replace('"sales_{date:%Y%m%d}.csv"', '"sales_*.csv"').replace(
    "columns:", "landing_date: {from: column, expression: 'CAST(sold AS DATE)'}\ncolumns:"
)


def versions(centre) -> set[str]:
    return {name for name in centre.files() if name.startswith("landing/")}


def test_reading_the_same_extract_again_writes_nothing(centre):
    centre.deliver(ONE, HEADER + sale(1) + sale(2, amount="x"))
    centre.ingest()
    before = centre.files()
    centre.now += timedelta(days=1)
    again = centre.ingest()
    assert (again.files_read, again.files_unchanged, again.versions_written) == (0, 1, 0)
    assert centre.files() == before


def test_a_changed_extract_is_a_new_version_and_the_old_one_is_known_as_of_then(centre):
    centre.deliver(ONE, HEADER + sale(1))
    centre.ingest()
    monday = centre.now
    centre.deliver(ONE, HEADER + sale(1, amount="99.00"))
    centre.now += timedelta(days=1)
    assert centre.ingest().versions_written == 1
    assert str(centre.landed()[0]["sale_amount"]) == "99.00"
    with duckdb.connect() as connection:
        contract = load_contracts()["sales"]
        amounts = []
        for as_of in (None, monday, monday - timedelta(hours=1)):
            sync_landing_tables(connection, [contract], centre.store, as_of)
            found = connection.execute("SELECT sale_amount FROM landing.sales").fetchall()
            amounts.append([str(amount) for (amount,) in found])
    assert amounts == [["99.00"], ["12.50"], []]


def test_a_changed_mapping_contract_or_salt_reads_again(centre):
    centre.deliver(ONE, HEADER + sale(1))
    centre.ingest()
    centre.mapping = SALES.replace("'CNY'", "'EUR'")
    assert centre.ingest().versions_written == 1
    centre.salt = "salt"
    assert centre.ingest().files_read == 1


def test_a_mapping_that_gives_the_same_rows_writes_no_version(centre):
    centre.deliver(ONE, HEADER + sale(1))
    centre.ingest()
    centre.mapping = SALES.replace("sale_id: id", "sale_id: concat(id, '')")
    again = centre.ingest()
    assert (again.files_read, again.versions_written) == (1, 0)


def test_of_a_file_of_many_days_only_changed_days_get_versions(centre):
    centre.mapping = BY_COLUMN
    other = sale(2, sold="2026-04-02 09:30:00")
    centre.deliver("sales_all.csv", HEADER + sale(1) + other)
    assert centre.ingest("2026-04-01", "2026-04-02").versions_written == 2
    centre.deliver("sales_all.csv", HEADER + sale(3) + sale(1) + other)
    centre.now += timedelta(days=1)
    assert centre.ingest("2026-04-01", "2026-04-02").versions_written == 1
    assert len(centre.landed("2026-04-01")) == 2


def test_a_row_that_moves_to_another_day_leaves_the_first(centre):
    centre.mapping = BY_COLUMN
    centre.deliver("sales_all.csv", HEADER + sale(1) + sale(2))
    centre.ingest("2026-04-01", "2026-04-02")
    centre.deliver("sales_all.csv", HEADER + sale(1, sold="2026-04-02 09:30:00"))
    centre.ingest("2026-04-01", "2026-04-02")
    assert centre.landed("2026-04-01") == []
    assert [row["sale_id"] for row in centre.landed("2026-04-02")] == ["S1"]


def test_only_days_of_the_run_land_from_an_undated_file(centre):
    centre.mapping = BY_COLUMN
    centre.deliver("sales_all.csv", HEADER + sale(1) + sale(2, sold="2026-04-02 09:30:00"))
    assert centre.ingest("2026-04-01").rows_in == 1
    assert centre.landed("2026-04-02") == []
    assert centre.ingest("2026-04-02").rows_in == 1
    assert centre.ingest("2026-04-01").files_unchanged == 1


def test_rows_of_several_files_share_a_day_and_change_apart(centre):
    centre.mapping = BY_COLUMN
    centre.deliver("sales_a.csv", HEADER + sale(1))
    centre.deliver("sales_b.csv", HEADER + sale(2))
    centre.ingest()
    centre.deliver("sales_b.csv", HEADER + sale(3) + sale(4, amount="x"))
    summary = centre.ingest()
    assert (summary.files_read, summary.files_unchanged) == (1, 1)
    assert [row["sale_id"] for row in centre.landed()] == ["S1", "S3"]
    assert [row["source_file"] for row in centre.refused()] == ["sales_b.csv"]


def test_a_row_that_does_not_say_its_day_is_refused_as_undated(centre):
    centre.mapping = BY_COLUMN
    centre.deliver("sales_all.csv", HEADER + sale(1) + sale(2, sold="soon"))
    assert centre.ingest().refused == 1
    assert {row["rule"] for row in centre.refused("undated")} == {"landing_date", "not_readable"}


def test_small_batches_give_the_same_files(centre, tmp_path, monkeypatch):
    for name in (ONE, TWO):
        centre.deliver(name, HEADER + sale(1) + sale(2, amount="x"))
    centre.ingest("2026-04-01", "2026-04-02")
    whole = {name: data for name, data in centre.files().items() if "ledger" not in name}
    centre.store = type(centre.store)(tmp_path / "again")
    monkeypatch.setattr(ingest_module, "BATCH_BYTES", 1)
    centre.ingest("2026-04-01", "2026-04-02")
    assert {n: d for n, d in centre.files().items() if "ledger" not in n} == whole


@pytest.mark.parametrize("writes_before", range(6))
def test_a_killed_run_completes_on_repeat(centre, monkeypatch, writes_before, tmp_path):
    for name in (ONE, TWO):
        centre.deliver(name, HEADER + sale(1) + sale(2, amount="x"))
    rename, count = Path.rename, [0]

    class Killed(BaseException):
        pass

    def die_late(path: Path, target: Path) -> Path:
        count[0] += 1
        if count[0] > writes_before:
            raise Killed
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", die_late)
        if writes_before < 5:  # two quarantines, two versions, one ledger
            with pytest.raises(Killed):
                centre.ingest("2026-04-01", "2026-04-02")
        else:
            centre.ingest("2026-04-01", "2026-04-02")
    centre.ingest("2026-04-01", "2026-04-02")
    survived = centre.files()
    centre.store = type(centre.store)(tmp_path / "undisturbed")
    centre.ingest("2026-04-01", "2026-04-02")
    assert survived == centre.files()


def test_the_ledger_tells_each_day_and_loads(centre):
    centre.deliver(ONE, HEADER + sale(1) + sale(1) + sale(2, amount="x"))
    centre.deliver(TWO, HEADER)
    centre.ingest("2026-04-01", "2026-04-02")
    days = [day for record in read_ledger(centre.store, "sales") for day in record.days]
    told = [
        (d.landing_date, d.rows_in, d.rows_accepted, d.rows_refused, d.rows_duplicate) for d in days
    ]
    assert told == [("2026-04-01", 3, 1, 1, 1), ("2026-04-02", 0, 0, 0, 0)]
    with duckdb.connect() as connection:
        load_ledger(connection, centre.store, load_contracts())
        loaded = connection.execute(
            "SELECT source_file, rows_in, landing_file FROM control.ingest_ledger ORDER BY 1"
        ).fetchall()
        refused = connection.execute(
            "SELECT source_row, rule FROM control.quarantine_rows"
        ).fetchall()
    assert [row[:2] for row in loaded] == [(ONE, 3), (TWO, 0)]
    assert all((centre.store.root / row[2]).exists() for row in loaded)
    assert refused == [(4, "not_readable")]


def test_the_ledger_in_force_is_the_newest_reading(centre):
    centre.deliver(ONE, HEADER + sale(1))
    centre.ingest()
    centre.deliver(ONE, HEADER + sale(1) + sale(2))
    centre.now += timedelta(days=1)
    centre.ingest()
    with duckdb.connect() as connection:
        load_ledger(connection, centre.store, load_contracts())
        for table, rows in (("ingest_ledger", [1, 2]), ("ingest_ledger_current", [2])):
            found = connection.execute(f"SELECT rows_in FROM control.{table} ORDER BY 1").fetchall()
            assert [count for (count,) in found] == rows


def test_sync_loads_only_changed_days_and_makes_empty_tables(centre):
    centre.deliver(ONE, HEADER + sale(1))
    centre.deliver(TWO, HEADER + sale(2))
    centre.ingest("2026-04-01", "2026-04-02")
    contracts = load_contracts()
    with duckdb.connect() as connection:
        first = {
            s.table: s for s in sync_landing_tables(connection, contracts.values(), centre.store)
        }
        assert (first["sales"].days_loaded, first["sales"].rows) == (2, 2)
        assert first["contacts"].rows == 0
        centre.deliver(TWO, HEADER + sale(2) + sale(3))
        centre.ingest("2026-04-01", "2026-04-02")
        (second,) = sync_landing_tables(connection, [contracts["sales"]], centre.store)
        assert (second.days_loaded, second.rows) == (1, 3)
        types = dict(
            connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'sales'"
            ).fetchall()
        )
        assert types["sale_amount"] == "DECIMAL(18,2)" and types["landing_date"] == "DATE"
        days = connection.execute(
            "SELECT landing_date::VARCHAR, count(*) FROM landing.sales GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert days == [("2026-04-01", 1), ("2026-04-02", 2)]


def test_a_failed_sync_changes_nothing(centre):
    centre.deliver(ONE, HEADER + sale(1))
    centre.ingest()
    contract = load_contracts()["sales"]
    with duckdb.connect() as connection:
        sync_landing_tables(connection, [contract], centre.store)
        centre.deliver(ONE, HEADER + sale(2))
        centre.now = datetime(2026, 5, 1, tzinfo=UTC)
        centre.ingest()
        version = centre.store.version("sales", "2026-04-01")
        version.landing.write_bytes(b"torn")
        with pytest.raises(duckdb.Error):
            sync_landing_tables(connection, [contract], centre.store)
        found = connection.execute("SELECT sale_id FROM landing.sales").fetchall()
    assert found == [("S1",)]
