"""Accepted changes of a roster of several weeks: it stays, and a later roster keeps their days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

import scheduling
from pipelines.centre import load_centre
from pipelines.planning import roster as planned
from pipelines.planning.change_ledger import settled_days
from pipelines.settings import SAMPLE_CENTRE
from scheduling.tables import ROSTER_CHANGES, ROSTER_PROOF, ROSTER_SHIFTS, table

FIRST, ZONE = date(2026, 7, 6), "Asia/Shanghai"
SECOND = FIRST + timedelta(weeks=1)
DAY = SECOND + timedelta(days=2)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """A roster of two weeks with a change accepted in the second one."""
    held = duckdb.connect()
    held.execute("create schema scheduling")
    shifts = [
        {"plan_week": SECOND, "agent_id": agent, "work_date": DAY, "shift_code": code,
         "starts_at": begins, "queue_group": queue}
        for agent, code, begins, queue in (
            ("A1", "F", datetime(2026, 7, 15, 0, 30), "general"), ("A2", "OFF", None, None),
            ("A3", "M", datetime(2026, 7, 15), "general"),
        )
    ]  # fmt: skip
    changes = [
        {"plan_week": SECOND, "change_no": 1, "agent_id": agent, "work_date": DAY}
        for agent in ("A1", "A2")
    ]
    proof = [
        {"plan_week": FIRST, "item": item, "value": value}
        for item, value in (("objective", "12"), ("bound", "9"), ("gap", "0.25"))
    ]
    held.register("shifts", table(shifts, ROSTER_SHIFTS))
    held.register("changes", table(changes, ROSTER_CHANGES))
    held.register("proof", table(proof, ROSTER_PROOF))
    for name in ("shifts", "changes", "proof"):
        held.execute(f"create table scheduling.roster_{name} as from {name}")
    held.execute(
        "create table scheduling.roster_inputs as select $1::date as plan_week, 'old' as inputs",
        [FIRST],
    )
    return held


def test_days_that_changes_settled_are_pins(connection: duckdb.DuckDBPyConnection) -> None:
    pins = settled_days(connection, [SECOND], ZONE)
    assert pins is not None
    kept = ("agent_id", "work_date", "shift_code", "start_min", "queue_id")
    assert [tuple(row[key] for key in kept) for row in pins.to_pylist()] == [
        ("A1", DAY, "F", 510, "general"),
        ("A2", DAY, "OFF", None, None),
    ]
    assert settled_days(connection, [FIRST], ZONE) is None
    assert settled_days(duckdb.connect(), [FIRST], ZONE) is None


def test_a_roster_with_a_change_in_a_later_week_is_kept(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs: Any = SimpleNamespace(mondays=[FIRST, SECOND], digest=lambda seed: "new")
    monkeypatch.setattr(planned, "roster_inputs", lambda *_: inputs)
    monkeypatch.setattr(scheduling, "build_roster", lambda *_, **__: pytest.fail("made anew"))
    kept = planned.store_roster(connection, load_centre(SAMPLE_CENTRE), FIRST)
    assert kept is not None and kept.kept and kept.objective == 12.0
