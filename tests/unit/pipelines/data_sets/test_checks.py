"""Checks of whole deliveries, on a small warehouse in memory."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from data_contracts.contract import Contract
from data_contracts.refusal import Refusal
from pipelines.data_sets import CheckOutcome, check_data_sets
from pipelines.data_sets.frames import frame_of
from pipelines.landing import LandingStore, load_contracts, load_ledger, sync_landing_tables

FIRST, LAST = date(2026, 4, 1), date(2026, 4, 30)
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path):
    with duckdb.connect() as opened:
        contracts = load_contracts()
        sync_landing_tables(opened, contracts.values(), LandingStore(tmp_path))
        load_ledger(opened, LandingStore(tmp_path), contracts)
        yield opened


def punch(connection, day: date, count: int, employee: str = "E1") -> None:
    connection.execute(
        "INSERT INTO landing.punches (employee_id, punched_at, device_id, direction, landing_date) "
        "SELECT $1, CAST($2 AS TIMESTAMP) + to_seconds(i), '1', 'in', $2 FROM range($3) AS t(i)",
        [employee, day, count],
    )


def days(first: date = FIRST, last: date = LAST) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def punches() -> Contract:
    return load_contracts()["punches"]


def figures(connection, **frame: str) -> list[dict]:
    return frame_of(connection, punches(), frame, FIRST, LAST).to_dict("records")


def test_delivery_counts_rows_and_days_behind(connection):
    punch(connection, date(2026, 3, 31), 9)
    punch(connection, date(2026, 4, 27), 2)
    (found,) = figures(connection, kind="delivery")
    assert (found["row_count"], found["days_behind"]) == (2, 3)


def test_volume_compares_with_the_same_weekdays_before(connection):
    for week, count in enumerate((10, 30, 20, 20)):
        punch(connection, date(2026, 4, 2) + timedelta(weeks=week), count)
    by_day = {row["landing_date"].date(): row for row in figures(connection, kind="volume")}
    assert len(by_day) == 30
    fifth = by_day[date(2026, 4, 30)]
    assert (fifth["row_count"], fifth["usual_rows"], fifth["volume_ratio"]) == (0, 20, 0)
    assert by_day[date(2026, 4, 16)]["volume_ratio"] == 1.0


def test_reference_counts_values_that_the_other_table_does_not_know(connection):
    for employee in ("E1", "E2", "E3", "E4"):
        punch(connection, FIRST, 2, employee)
    told = {"kind": "reference", "column": "employee_id", "table": "employees"}
    (unknown,) = figures(connection, **told, referenced="employee_id")
    assert unknown["known_ratio"] != unknown["known_ratio"]  # NULL: nothing to compare with
    connection.execute("INSERT INTO landing.employees (employee_id) VALUES ('E1'), ('E2'), ('E3')")
    (found,) = figures(connection, **told, referenced="employee_id")
    assert (found["checked_values"], found["unknown_values"], found["known_ratio"]) == (4, 1, 0.75)


def test_refusals_come_from_the_ledger_in_force(connection):
    connection.execute(
        "INSERT INTO control.ingest_ledger VALUES "
        "('punches', 'f', 'old', '2026-04-01', TIMESTAMP '2026-04-02', 90, 90, 0, 0, NULL, NULL), "
        "('punches', 'f', 'new', '2026-04-01', TIMESTAMP '2026-04-03', 100, 80, 15, 4, NULL, NULL)"
    )
    (found,) = figures(connection, kind="refusals")
    assert (found["rows_in"], found["refused_ratio"], found["unaccounted_rows"]) == (100, 0.15, 1)


def test_key_conflicts_are_keys_with_different_rows(connection):
    punch(connection, FIRST, 3)
    punch(connection, FIRST, 2)
    (same,) = figures(connection, kind="key_conflicts")
    connection.execute("UPDATE landing.punches SET direction = 'out' WHERE rowid = 0")
    (found,) = figures(connection, kind="key_conflicts")
    assert (same["conflicting_keys"], found["conflicting_keys"]) == (0, 1)


def test_an_unknown_frame_is_refused(connection):
    with pytest.raises(Refusal, match="the kind 'mood'"):
        figures(connection, kind="mood")


@pytest.mark.slow
def test_outcomes_and_data_docs(connection, tmp_path):
    for day in days(date(2026, 3, 1)):
        punch(connection, day, 1 if day == date(2026, 4, 20) else 20)
    connection.execute(
        "INSERT INTO control.ingest_ledger VALUES "
        "('punches', 'f', 's', '2026-04-01', TIMESTAMP '2026-04-02', 99, 98, 0, 0, NULL, NULL)"
    )
    docs = tmp_path / "docs"
    wanted = [punches(), load_contracts()["employees"]]
    found = {
        (outcome.table, outcome.name): outcome
        for outcome in check_data_sets(connection, wanted, FIRST, LAST, docs, NOW)
    }
    failed = {key for key, outcome in found.items() if not outcome.passed}
    assert failed == {
        ("punches", "volume_is_usual"),
        ("punches", "rows_are_accounted_for"),
        ("employees", "rows_arrived"),
    }
    volume = found["punches", "volume_is_usual"]
    assert (volume.severity, volume.figures["landing_date"]) == ("warning", "2026-04-20")
    assert found["employees", "rows_arrived"].severity == "error"
    known: CheckOutcome = found["punches", "employees_are_known"]
    assert known.passed and "nothing to compare with in employees" in known.message
    assert (docs / "index.html").exists()
    assert list(docs.glob("validations/**/punches-volume/**/*.html")) or list(
        docs.rglob("*punches-volume*")
    )


@pytest.mark.parametrize("name", load_contracts())
def test_every_frame_of_every_contract_can_be_computed(connection, name):
    contract = load_contracts()[name]
    for check in contract.data_set_checks:
        frame = frame_of(connection, contract, check.frame, FIRST, LAST)
        assert check.arguments["column"] in frame.columns
