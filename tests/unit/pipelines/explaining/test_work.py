"""From points to the ledger's days and the rows of the extracts, on a few rows counted by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data_contracts.refusal import Refusal
from pipelines.explaining import work
from pipelines.explaining.work import is_points, work_behind
from pipelines.period import Period
from pipelines.settings import House

JUNE, FIRST, SECOND = Period(2026, 6), date(2026, 6, 1), date(2026, 6, 2)
CALL, TICKET = "points/contact:enquiry", "points/ticket_resolved"
BACK = f"{TICKET}/2026-06-02/reversal/2026-06-01"
# path, points, quantity, work date, type, window, reverses
LEDGER = f"""
    ('{CALL}/2026-06-01', 2, 2, date '2026-06-01', 'contact:enquiry', null, null),
    ('{CALL}/2026-06-01/night', 1.2, 1, date '2026-06-01', 'contact:enquiry', 'night', null),
    ('{TICKET}/2026-06-01', 4, 1, date '2026-06-01', 'ticket_resolved', null, null),
    ('{BACK}', -4, -1, date '2026-06-02', 'ticket_resolved', null,
        '2026-06/A1/{TICKET}/2026-06-01'),
    ('points/excess:day/2026-06-01', -1, 1, date '2026-06-01', 'excess:day', null, null)"""
# type, day, window, table, key, event that took it back, day of that
WORK = """
    ('contact:enquiry', date '2026-06-01', 'day', 'contacts', 'C1/1', null, null),
    ('contact:enquiry', date '2026-06-01', 'evening', 'contacts', 'C2/1', null, null),
    ('contact:enquiry', date '2026-06-01', 'night', 'contacts', 'C3/1', null, null),
    ('ticket_resolved', date '2026-06-01', 'day', 'ticket_events', 'E1', 'E2', date '2026-06-02')"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    """What a run leaves: three calls and a ticket that came back on the next day."""
    house = House(tmp_path, tmp_path / "out")
    house.published.parent.mkdir(parents=True)
    (house.dbt_target / "build").mkdir(parents=True)
    deps = {
        "agent_id": [("contacts", "agent_id"), ("ticket_events", "actor_agent_id")],
        "business_date": [("contacts", "arrived_at"), ("ticket_events", "occurred_at")],
        "work_type": [("contacts", "contact_type")],
        "reopened_date": [("ticket_events", "event_type")],
    }
    lineage = {
        name: [{"asset_key": {"path": ["landing", t]}, "column_name": c} for t, c in sources]
        for name, sources in deps.items()
    }
    model = {"dagster/column_lineage": json.dumps({"deps_by_column": lineage})}
    told = {"columns": {"intermediate__int_work_timed": model}}
    (house.dbt_target / "columns.json").write_text(json.dumps(told))
    empty = {"nodes": {}, "sources": {}, "parent_map": {}}
    (house.dbt_target / "build" / "manifest.json").write_text(json.dumps(empty))
    with duckdb.connect(str(house.published)) as connection:
        _fill(connection)
    return house


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    for schema in ("landing", "scoring", "intermediate"):
        connection.execute(f"create schema {schema}")
    connection.execute(
        f"""create table scoring.point_lines as
        select '2026-06/A1/' || path as point_id, '2026-06' as period, 'A1' as agent_id, day as
        work_date, kind as work_type, cast(quantity as decimal(18, 6)) as quantity,
        cast(points as decimal(18, 6)) as points, win as time_window, reverses
        from (values {LEDGER}) as t(path, points, quantity, day, kind, win, reverses)"""
    )
    connection.execute(
        """create table scoring.trace_nodes as
        select point_id as node_id, period, agent_id, points as output, 'zh' as note_zh, 'en' as
        note_en, if(work_type = 'excess:day', '[]', '[{"name": "mart"}]') as inputs
        from scoring.point_lines
        union all select '2026-06/A1/points', '2026-06', 'A1', 2.2, 'zh', 'en', '[]'"""
    )
    connection.execute(
        f"""create table intermediate.int_work_timed as select 'A1' as agent_id, *
        from (values {WORK}) as t(work_type, business_date, time_window, source_table, source_key,
            reopen_event_id, reopened_date)"""
    )
    connection.execute(
        """create table landing.contacts as select 'A1' as agent_id, 'enquiry' as contact_type,
        1 as segment_no, timestamp '2026-06-01 01:00:00' as arrived_at, id as contact_id, f as
        source_file, r as source_row, date '2026-06-02' as landing_date, u as updated_at
        from (values ('C1', 'cdr.csv', 2, timestamp '2026-06-01 02:00:00'),
            ('C1', 'cdr.csv', 9, timestamp '2026-06-01 03:00:00'),
            ('C2', 'cdr.csv', 3, null), ('C3', 'cdr.csv', 4, null)) as t(id, f, r, u)"""
    )
    connection.execute(
        """create table landing.ticket_events as select id as event_id, kind as event_type, 'A1'
        as actor_agent_id, timestamp '2026-06-01 01:00:00' as occurred_at, 'events.csv' as
        source_file, r as source_row, date '2026-06-02' as landing_date
        from (values ('E1', 'solve', 2), ('E2', 'reopen', 5)) as t(id, kind, r)"""
    )


def told(house: House, node: str = "points", language: Any = "en", **more: Any) -> list[str]:
    zone = "Asia/Shanghai"
    return work_behind(house, JUNE, "A1", node, zone=zone, language=language, **more).splitlines()


def test_the_days_of_the_ledger_sum_to_the_node(house: House) -> None:
    assert told(house) == [
        "points of A1, 2026-06 (scoring.point_lines)",
        "  2026-06-01  points 6.2",
        "  2026-06-02  points -4",
        "The daily points sum to 2.2, exactly as the node says",
        "For the rows of the extracts add --day 2026-06-01",
    ]
    assert told(house, language="zh_CN")[3] == "各日积分之和 2.2 与节点一致"


def test_a_row_counts_the_windows_that_have_no_row_of_their_own(house: House) -> None:
    lines = told(house, f"{CALL}/2026-06-01/night", day=FIRST)
    assert lines[2] == "Pieces of work: 1, exactly the quantity of the ledger"
    assert [line.split("  ")[2] for line in lines[4:]] == ["cdr.csv row 4"]
    both = told(house, CALL, day=FIRST)
    assert both[3] == "Pieces of work: 3, exactly the quantity of the ledger"
    call = "contact_id=C1 segment_no=1 contact_type=enquiry arrived_at=2026-06-01T09:00:00"
    assert both[5:7] == [
        f"    cdr.csv row 9  {call} agent_id=A1",
        f"    cdr.csv row 2  {call} agent_id=A1 (older delivery, not used)",
    ]


def test_work_that_came_back_tells_both_events(house: House) -> None:
    lines = told(house, BACK, day=SECOND, table="ticket_events")
    assert [line.split("event_type=")[1].split()[0] for line in lines[4:]] == ["solve", "reopen"]


def test_what_changed_after_scoring_is_told(house: House) -> None:
    with duckdb.connect(str(house.published)) as connection:
        connection.execute("delete from intermediate.int_work_timed where source_key = 'C2/1'")
    assert (
        "Pieces of work: 2, the ledger counts 3: the data changed"
        in told(house, CALL, day=FIRST)[3]
    )


def test_a_limit_has_no_rows_and_a_screen_is_enough(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(house, "points/excess:day", day=FIRST)[2].startswith("What a limit takes off")
    monkeypatch.setattr(work, "SCREEN_LINES", 1)
    assert "    … 3 more: add --table contacts" in told(house, day=FIRST)


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"node": "points/contact:billing"}, "--node"),
        ({"day": date(2026, 6, 3)}, "--day"),
        ({"day": SECOND, "table": "contacts"}, "--table"),
    ],
)
def test_what_has_no_points_is_refused(house: House, asked: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal) as refused:
        told(house, **asked)
    assert refused.value.place.file == place


def test_the_metric_behind_the_quality_coefficient_is_no_sum_of_points() -> None:
    asked = ("points", f"2026-06/A1/{CALL}", "points/quality.qa_score", "score/total")
    assert [is_points(node, JUNE, "A1") for node in asked] == [True, True, False, False]
