"""Submitting, signing and locking the published result of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from data_contracts.refusal import GateBlocked, Refusal
from pipelines.centre import load_centre
from pipelines.settings import House
from pipelines.settlement.locked import (
    keep_locked,
    locked_tables,
    versions,
    without,
    write_version,
)
from pipelines.settlement.settling import Settling
from scoring.settlement import result_hash

from .conftest import CHAIN, JUNE, publish, record, result_tables, sign_all


def lock_agents(settling: Settling) -> None:
    sign_all(settling)
    settling.lock(JUNE, "agents", "payroll@sample.example")


def test_each_pay_group_has_its_own_life(settling: Settling) -> None:
    lock_agents(settling)
    states = {state.key.pay_group: state.state for state in settling.observe(JUNE)}
    assert states == {"agents": "LOCKED", "others": "CALCULATED"}


def test_observing_the_same_result_twice_adds_nothing(settling: Settling) -> None:
    settling.observe(JUNE)
    settling.observe(JUNE)
    assert len(settling.ledger.events(settling.key("agents", JUNE))) == 1


def test_a_changed_result_voids_signatures_and_only_those_of_its_group(settling: Settling) -> None:
    for group in ("agents", "others"):
        settling.submit(JUNE, group, "clerk")
        settling.sign(JUNE, group, "data_steward", CHAIN["data_steward"])
    publish(settling.house, A1="100.01", A2="200.00", E1="300.00")
    agents, others = settling.observe(JUNE)
    assert (agents.state, len(agents.standing), len(agents.signatures)) == ("CALCULATED", 0, 1)
    assert (others.state, len(others.standing)) == ("IN_REVIEW", 1)
    voided = [row for row in settling.ledger.table().to_pylist() if row["voided_at"]]
    assert [(row["pay_group"], row["event"]) for row in voided] == [("agents", "signed")]


def test_locking_needs_every_signature(settling: Settling) -> None:
    settling.submit(JUNE, "agents", "clerk")
    for step, person in list(CHAIN.items())[:-1]:
        settling.sign(JUNE, "agents", step, person)
    with pytest.raises(Refusal, match="the signature of finance is missing"):
        settling.lock(JUNE, "agents", "payroll@sample.example")
    assert versions(settling.house, "2026-06", "agents") == []


def test_locking_stops_where_the_newest_run_was_blocked(settling: Settling) -> None:
    sign_all(settling)
    record(settling.house, "ingest", "blocked", run="later")
    with pytest.raises(GateBlocked, match="stopped at the stage 'ingest'"):
        settling.lock(JUNE, "agents", "payroll@sample.example")


def test_locking_stops_where_a_blocking_check_failed(settling: Settling) -> None:
    sign_all(settling)
    with duckdb.connect(str(settling.house.published)) as connection:
        connection.execute(
            "insert into control.check_results values "
            "('contacts', 'late', 'warning', false), ('contacts', 'gone', 'error', false)"
        )
    with pytest.raises(GateBlocked, match=r"contacts\.gone"):
        settling.lock(JUNE, "agents", "payroll@sample.example")


def test_the_locked_files_are_read_only_and_hold_what_was_signed(settling: Settling) -> None:
    lock_agents(settling)
    [paid] = versions(settling.house, "2026-06", "agents")
    said = paid.description
    assert said.agents == ("A1", "A2")
    assert said.result_hash == settling.ledger.settlement(settling.key("agents", JUNE)).locked_hash
    assert result_hash(paid.result()) == said.result_hash
    assert (said.identity.data, said.created_at) == ("d", datetime(2026, 7, 1))
    assert all(not path.stat().st_mode & 0o222 for path in [paid.folder, *paid.folder.iterdir()])


def test_changed_locked_files_close_the_gate(settling: Settling) -> None:
    lock_agents(settling)
    [paid] = versions(settling.house, "2026-06", "agents")
    file = paid.folder / "pay_lines.parquet"
    file.chmod(0o644)
    file.write_bytes(
        (write_version(
            settling.house,
            replace(paid.description, period="2026-05"),
            result_tables(A1="999.00", A2="200.00"),
        ).folder / "pay_lines.parquet").read_bytes()
    )  # fmt: skip
    with pytest.raises(GateBlocked, match="not those that were locked"):
        paid.result()


def test_a_later_calculation_keeps_the_locked_rows_and_takes_the_others(
    settling: Settling,
) -> None:
    lock_agents(settling)
    [paid] = locked_tables(settling.house, "2026-06").values()
    again = {n: t for n, t in result_tables(A1="1.00", A3="5.00", E1="7.00").items()
             if n != "metric_values"}  # fmt: skip
    groups = {"A1": "agents", "A3": "agents", "E1": "others"}
    kept = keep_locked(settling.house, "2026-06", again, groups)
    pay = {r["agent_id"]: str(r["pay_amount"]) for r in kept["pay_lines"].to_pylist()}
    assert pay == {"A1": "100.00", "A2": "200.00", "E1": "7.00"}
    theirs = {name: without(table, {"E1"}) for name, table in kept.items()}
    assert result_hash(theirs) == paid.description.result_hash


def test_a_version_that_a_killed_lock_left_is_written_anew(settling: Settling) -> None:
    sign_all(settling)
    lock_agents_again = settling.lock(JUNE, "agents", "payroll@sample.example")
    ledger = settling.house.control / "settlement" / "events.jsonl"
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join(lines[:-1]) + lines[-1][:20], encoding="utf-8")
    assert locked_tables(settling.house, "2026-06") == {}
    anew = settling.lock(JUNE, "agents", "payroll@sample.example")
    assert anew.description == lock_agents_again.description
    assert list(locked_tables(settling.house, "2026-06")) == ["agents"]


def test_sent_back_signatures_are_void_and_kept(settling: Settling) -> None:
    settling.submit(JUNE, "agents", "clerk")
    settling.sign(JUNE, "agents", "data_steward", CHAIN["data_steward"])
    after = settling.send_back(JUNE, "agents", "performance@sample.example", "A1 lacks a week")
    assert after.state == "CALCULATED"
    assert after.signatures[0].voided_because == (
        "returned by performance@sample.example: A1 lacks a week"
    )


def test_a_centre_without_the_file_is_told_to_write_it(house: House) -> None:
    (house.centre_dir / "approvals.yaml").unlink()
    with pytest.raises(Refusal, match="does not say who approves"):
        _ = Settling(house, load_centre(house.centre_dir)).approvals


def test_nothing_is_settled_before_it_was_published(house: House) -> None:
    with pytest.raises(Refusal, match="no published warehouse"):
        Settling(house, load_centre(house.centre_dir)).observe(JUNE)


def test_the_rules_are_those_of_the_local_day(
    settling: Settling, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime(2026, 12, 31, 17, tzinfo=UTC)  # the first of January in Shanghai
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(late.timestamp())))
    assert settling.today.day.isoformat() == "2027-01-01"
