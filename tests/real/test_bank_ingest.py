"""The Technion bank log through its mapping: every published total, and every row accounted for."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.landing import (
    LandingStore,
    ingest_table,
    load_contracts,
    load_ledger,
    load_mappings,
    sync_landing_tables,
)

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CALLFLOOR_DATA", ROOT / "../shared/data")) / "anonymous_bank_1999"
MONTHS = {
    "january": (date(1999, 1, 1), date(1999, 1, 31)),
    "august": (date(1999, 8, 1), date(1999, 8, 31)),
}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.exists(), reason=f"the bank's call log is not in {DATA}"),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    contract = load_contracts()["contacts"]
    mappings = load_mappings(ROOT / "centres/anonymous_bank/sources", load_contracts())["contacts"]
    store = LandingStore(tmp_path_factory.mktemp("bank"))
    for first, last in MONTHS.values():
        ingest_table(
            contract=contract,
            mappings=mappings,
            extracts_root=DATA,
            store=store,
            first=first,
            last=last,
            salt="test",
            now=datetime(2026, 1, 1, tzinfo=UTC),
        )
    with duckdb.connect() as connection:
        sync_landing_tables(connection, [contract], store)
        load_ledger(connection, store, load_contracts())
        yield connection


@pytest.fixture(params=MONTHS)
def month(request, warehouse):
    """The published totals and a function that asks the month's rows."""
    known = json.loads((DATA / "known_totals.json").read_text())[request.param]
    first, last = MONTHS[request.param]

    def ask(columns: str, tail: str = "") -> list[tuple]:
        return warehouse.execute(
            f"SELECT {columns} FROM landing.contacts WHERE landing_date BETWEEN $1 AND $2 {tail}",
            [first, last],
        ).fetchall()

    return known, ask


def test_counts_and_sums_are_the_published_ones(month):
    known, ask = month
    figures = {
        "calls_ex_phantom": "count(*)",
        "days": "count(DISTINCT landing_date)",
        "agent": "count(*) FILTER (outcome = 'answered')",
        "hang": "count(*) FILTER (outcome <> 'answered')",
        "hang_in_queue_qtime_gt0": "count(*) FILTER (outcome = 'abandoned')",
        "hang_in_vru": "count(*) FILTER (outcome = 'self_service')",
        "offered_to_agents": "count(*) FILTER (outcome IN ('answered', 'abandoned'))",
        "agent_ser_time_sum_s": "sum(talk_s)",
        "agent_q_time_sum_s": "sum(wait_s) FILTER (outcome = 'answered')",
        "agent_q_le_20": "count(*) FILTER (outcome = 'answered' AND wait_s <= 20)",
        "hangq_le_20": "count(*) FILTER (outcome = 'abandoned' AND wait_s <= 20)",
        "agent_named_server": "count(agent_id) FILTER (outcome = 'answered')",
        "ser_time_gt_3600": "count(*) FILTER (talk_s > 3600)",
    }
    (row,) = ask(", ".join(figures.values()))
    assert dict(zip(figures, row, strict=True)) == {name: known[name] for name in figures}


def test_types_and_priorities_are_the_published_ones(month):
    known, ask = month
    names = {
        "PS": "regular",
        "PE": "english",
        "IN": "internet",
        "NE": "stock_exchange",
        "NW": "prospect",
        "TT": "call_back",
        "AA": "undocumented",
    }
    types = dict(ask("contact_type, count(*)", "GROUP BY ALL"))
    assert types == {names[code]: n for code, n in known["by_type_ex_phantom"].items()}
    priorities = dict(ask("CAST(priority AS VARCHAR), count(*)", "GROUP BY ALL"))
    assert priorities == known["by_priority_ex_phantom"]


def test_every_server_has_its_published_calls_and_seconds(month):
    known, ask = month
    found = ask(
        "agent_id, count(*), sum(talk_s)",
        "AND outcome = 'answered' AND agent_id IS NOT NULL GROUP BY agent_id",
    )
    published = known["by_server_agent"]
    for agent, calls, seconds in found:
        if agent in published:
            assert {"n": calls, "ser_time_sum_s": seconds} == published[agent]
    assert set(published) - {"NO_SERVER"} <= {agent for agent, _, _ in found}


def test_instants_follow_each_other_and_agree_with_durations(month):
    _, ask = month
    assert ask(
        "count(*) FILTER (queued_at < arrived_at OR answered_at < arrived_at), "
        "count(*) FILTER (ended_at < answered_at OR ended_at < arrived_at), "
        "count(*) FILTER (date_diff('second', answered_at, ended_at) <> talk_s), "
        "count(*) FILTER (abs(date_diff('second', queued_at, answered_at) - wait_s) > 3600)"
    ) == [(0, 0, 0, 0)]


def test_services_past_midnight_end_on_the_next_day(warehouse):
    found = warehouse.execute(
        "SELECT answered_at, ended_at FROM landing.contacts "
        "WHERE contact_id = '990802-AA0206-47700'"
    ).fetchall()
    # 23:58:54 to 0:04:25 on 2 August, daylight saving time in Israel: UTC+3.
    assert found == [(datetime(1999, 8, 2, 20, 58, 54), datetime(1999, 8, 2, 21, 4, 25))]
    longest = warehouse.execute(
        "SELECT max(talk_s), max(date_diff('second', answered_at, ended_at)) FROM landing.contacts"
    ).fetchall()
    assert longest == [(36291, 36291)]


def test_refused_rows_are_the_phantoms_with_their_reason(warehouse):
    found = warehouse.execute(
        "SELECT source_file, rule, count(*) FROM control.quarantine_rows GROUP BY ALL ORDER BY 1"
    ).fetchall()
    assert found == [("august.txt", "phantom", 310), ("january.txt", "phantom", 240)]
    ledger = warehouse.execute(
        "SELECT source_file, sum(rows_in)::INT, sum(rows_refused)::INT, sum(rows_duplicate)::INT "
        "FROM control.ingest_ledger GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert ledger == [("august.txt", 42078, 310, 0), ("january.txt", 31599, 240, 0)]


def test_customers_are_hashed_and_zero_is_unknown(warehouse):
    found = warehouse.execute(
        "SELECT count(*) FILTER (length(customer_key) <> 64), count(customer_key) < count(*) "
        "FROM landing.contacts"
    ).fetchall()
    assert found == [(0, True)]
