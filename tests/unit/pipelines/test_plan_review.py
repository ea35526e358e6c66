"""The review of a month whose one half-hour can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from pipelines.centre import Centre, load_centre
from pipelines.period import Period, parse_period
from pipelines.planning.adherence import store_adherence
from pipelines.planning.bridge import store_bridge
from pipelines.planning.patience import store_patience
from pipelines.planning.prediction import store_prediction
from pipelines.planning.review import store_review
from pipelines.planning.shrinkage import store_shrinkage
from pipelines.settings import SAMPLE_CENTRE
from pipelines.warehouse import fetched

# A1001 works half an hour for the general queue. A1002, who gives it half of the time, is coached
# for half of it. A1003 has no login all day and serves one queue by skill alone.
MARTS = """
create schema marts; create schema staging; create schema scheduling; create schema landing;
create table marts.contacts as select * from (values
    ('A1001', 'voice_general', 600, 1, 0, 12), ('A1002', 'voice_general', 300, 1, 0, 30),
    ('A1002', 'voice_sales', 300, 1, 0, 5), (null, 'voice_general', null, 0, 1, 58)
) as t(agent_id, queue_id, handle_s, answered, abandoned, wait_s);
alter table marts.contacts add column business_date date default '2026-06-01';
alter table marts.contacts add column offered bigint default 1;
alter table marts.contacts add column in_progress bigint default 0;
create table marts.schedule_interval as select * from (values
    ('A1001', 'work', 'on_queue', 1800), ('A1002', 'work', 'on_queue', 900),
    ('A1002', 'work', 'coaching', 900), ('A1003', 'work', 'absent', 1800),
    ('A1001', 'break', 'on_queue', 300), ('A1001', 'break', 'break', 600)
) as t(agent_id, planned_activity, done, done_s);
alter table marts.schedule_interval add column interval_start_at timestamp;
update marts.schedule_interval set interval_start_at =
    case planned_activity when 'work' then '2026-06-01 02:00' else '2026-06-01 02:30' end;
alter table marts.schedule_interval add column work_date date default '2026-06-01';
create table marts.agent_interval as select * from (values
    ('A1001', 1800, 0), ('A1002', 1800, 900)
) as t(agent_id, logged_in_s, aux_s);
alter table marts.agent_interval add column interval_start_at timestamp
    default '2026-06-01 02:00';
alter table marts.agent_interval add column unstated_s bigint default 0;
alter table marts.agent_interval add column business_date date default '2026-06-01';
create table marts.agent_day as select * from (values ('A1001', 2100), ('A1002', 900))
    as t(agent_id, productive_s);
alter table marts.agent_day add column business_date date default '2026-06-01';
create table marts.queue_interval as select 'voice_general' as queue_id,
    timestamp '2026-06-01 02:00' as interval_start_at, date '2026-06-01' as business_date,
    10 as offered, 9 as answered, 1 as abandoned, 8 as answered_within_target, 2700 as handle_s;
create table staging.stg_people__employees as select 'E3' as employee_id, 'A1003' as agent_id;
create table staging.stg_people__skills as select 'E3' as employee_id,
    'voice_general' as queue_id, date '2025-01-01' as effective_from,
    null::date as effective_to;
create table scheduling.requirement as
select week::date as plan_week, 'voice_general' as queue_id, 8.0::double as offered,
    270.0::double as aht_s,
    3 as agents, 3 as agents_alone, 0.06::double as shrinkage, 'erlang_a' as model,
    week::timestamp + interval 2 hour as interval_start_at, week::date as business_date
from generate_series(date '2026-06-01', date '2026-06-29', interval 7 day) as t(week);
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(MARTS)
        yield connection


@pytest.fixture(scope="module")
def centre() -> Centre:
    return load_centre(SAMPLE_CENTRE)


@pytest.fixture
def june() -> Period:
    return parse_period("2026-06")


def rows_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    return fetched(connection, f"from scheduling.{table} order by all").to_pylist()


def test_the_factors_multiply_to_the_agents_that_the_switch_saw(
    warehouse: duckdb.DuckDBPyConnection, centre: Centre, june: Period
) -> None:
    store_bridge(warehouse, centre, june)
    (row,) = rows_of(warehouse, "service_level_bridge")
    assert row["scheduled"] == pytest.approx((1800 + 900 + 1800) / 1800)
    assert row["shrinkage"] == pytest.approx((450 + 1800) / 4500)
    assert row["agents"] == pytest.approx((1800 + 450) / 1800)
    staffed = row["scheduled"] * (1 - row["shrinkage"]) * row["adherence"]
    assert staffed == pytest.approx(row["agents"])
    assert (row["counted"], row["met"], row["aht_s"], row["plan_source"]) == (10, 8, 300, "stored")
    assert row["planned_scheduled"] == pytest.approx(3 / 0.94)
    spans = {
        (t["subject_kind"], t["span"]) for t in rows_of(warehouse, "service_level_bridge_totals")
    }
    assert spans == {(k, s) for k in ("queue", "centre") for s in ("day", "week", "month")}


def test_storing_a_month_again_replaces_it(
    warehouse: duckdb.DuckDBPyConnection, centre: Centre, june: Period
) -> None:
    store_bridge(warehouse, centre, june)
    store_bridge(warehouse, centre, june)
    assert len(rows_of(warehouse, "service_level_bridge")) == 1


def test_adherence_forgives_other_work_but_counts_it(
    warehouse: duckdb.DuckDBPyConnection, june: Period
) -> None:
    store_adherence(warehouse, june)
    first, second, third = rows_of(warehouse, "adherence_day")
    assert (first["scheduled_s"], first["exception_s"], first["worked_pause_s"]) == (2700, 300, 300)
    assert (second["exception_s"], second["excused_s"], second["service_s"]) == (900, 900, 900)
    assert (third["absent_s"], third["matched_s"], third["service_s"]) == (1800, 0, 0)


def test_shrinkage_of_a_queue_is_net_of_worked_pauses(
    warehouse: duckdb.DuckDBPyConnection, centre: Centre, june: Period
) -> None:
    store_shrinkage(warehouse, centre, june)
    lost = {row["category"]: row["actual_s"] for row in rows_of(warehouse, "shrinkage_categories")}
    assert lost == {"absent": 1800, "coaching": 900, "break": 600, "allowance": 0}
    general = next(
        r for r in rows_of(warehouse, "shrinkage_proposals") if r["queue_id"] == "voice_general"
    )
    share = (450 + 1800 - 300) / 4500
    assert general["proposed_share"] == pytest.approx((share + 5 * 0.06) / 6)
    assert general["configured_share"] == 0.06


def test_patience_is_known_of_queues_of_the_centre(
    warehouse: duckdb.DuckDBPyConnection, centre: Centre, june: Period
) -> None:
    store_patience(warehouse, centre, june)
    general = next(
        r for r in rows_of(warehouse, "patience_estimates") if r["queue_id"] == "voice_general"
    )
    assert (general["contacts"], general["abandoned"], general["mean_s"]) == (3, 1, 100.0)
    assert general["configured_s"] == 180


def test_a_week_without_requirement_has_no_prediction(
    warehouse: duckdb.DuckDBPyConnection, centre: Centre
) -> None:
    assert store_prediction(warehouse, centre, date(2026, 8, 3)) is None


def test_a_centre_without_schedules_and_states_is_reviewed_as_far_as_it_goes(
    warehouse: duckdb.DuckDBPyConnection, centre: Centre, june: Period
) -> None:
    warehouse.execute("delete from marts.agent_interval; delete from marts.schedule_interval")
    made = store_review(warehouse, centre, june)
    assert {part for part, table in made.items() if table is None} == {
        "bridge", "shrinkage", "kept", "capacity",
    }  # fmt: skip
    assert len(rows_of(warehouse, "patience_estimates")) == 2
    assert rows_of(warehouse, "adherence_day") == []
