"""The plan after the month: forecast, requirement, and a roster that an outsider checked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

import duckdb
import pytest

from pipelines.centre import load_centre
from pipelines.planning import roster_violations, store_roster
from pipelines.planning.acceptance import Decision, accept
from pipelines.planning.replanning import published_roster
from scheduling.roster.replanning import time_off
from scheduling.roster.rules import ALL_RULES
from tests.month.conftest import Month

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]

WEEK = date(2026, 7, 6)
QUEUES = {"voice_general", "voice_complaints", "voice_sales"}


def test_every_queue_is_forecast_for_four_weeks_with_an_interval(month: Month) -> None:
    rows = month.rows(
        "select queue_id, count(distinct business_date), sum(offered), "
        "count(*) filter (not offered_p05 <= offered or not offered <= offered_p95) "
        "from scheduling.forecast group by queue_id"
    )
    assert {queue for queue, *_ in rows} == QUEUES
    assert all(days == 28 and offered > 0 and outside == 0 for _, days, offered, outside in rows)


def test_the_forecast_is_of_the_size_of_the_past(month: Month) -> None:
    [(ahead, before)] = month.rows(
        """
        select
            (select sum(offered) / 28 from scheduling.forecast),
            (select sum(offered) / count(distinct business_date) from marts.queue_interval)"""
    )
    assert 0.8 * float(before) < float(ahead) < 1.2 * float(before)


def test_requirement_covers_the_load_and_adds_shrinkage(month: Month) -> None:
    [(rows, uncovered, unshrunk)] = month.rows(
        """
        select count(*),
            count(*) filter (offered_load_erlang > 0 and agents <= offered_load_erlang),
            count(*) filter (agents > 0 and required_agents <= agents)
        from scheduling.requirement where agents > 0"""
    )
    assert rows > 1000
    assert unshrunk == 0
    assert uncovered == 0


def test_an_independent_checker_finds_no_broken_rule(month: Month) -> None:
    copy = month.out / "published" / "warehouse.duckdb"
    with duckdb.connect(str(copy), read_only=True) as connection:
        found = roster_violations(connection, load_centre(month.centre.centre), WEEK)
        [(shifts,)] = connection.execute(
            "select count(*) from scheduling.roster_shifts where starts_at is not null"
        ).fetchall()
    assert [row for row in found.to_pylist() if row["hard"]] == []
    assert shifts > 50


def test_the_checker_does_find_a_roster_that_was_spoilt(month: Month) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{month.out / 'published' / 'warehouse.duckdb'}' as made (read_only)"
        )
        for schema in ("scheduling", "staging", "landing", "marts", "config", "intermediate"):
            connection.execute(f"create schema {schema}")
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'made' "
            "and schema_name in ('scheduling', 'landing', 'marts', 'config', 'intermediate') "
            "union all select schema_name, view_name from duckdb_views() "
            "where database_name = 'made' and schema_name = 'staging'"
            " union all select schema_name, table_name from duckdb_tables() "
            "where database_name = 'made' and schema_name = 'staging'"
        ).fetchall():
            connection.execute(f"create view {schema}.{table} as from made.{schema}.{table}")
        connection.execute("drop view scheduling.roster_shifts")
        connection.execute(
            "create table scheduling.roster_shifts as select * replace "
            "(starts_at - interval 3 hour as starts_at, ends_at - interval 3 hour as ends_at) "
            "from made.scheduling.roster_shifts"
        )
        found = roster_violations(connection, load_centre(month.centre.centre), WEEK)
    assert found.num_rows > 0


def test_every_rule_is_stored_with_how_much_was_checked(month: Month) -> None:
    rows = month.rows(
        "select rule, hard, counted, checked, violations from scheduling.roster_rule_checks"
    )
    assert {rule for rule, *_ in rows} == {rule.__name__ for rule in ALL_RULES}
    assert not [rule for rule, hard, _, _, found in rows if hard and found]
    checked = {rule: n for rule, _, _, n, _ in rows}
    assert checked["one_shift_a_day"] == 7 * checked["contract_hours"]
    assert checked["seats"] > 100
    assert checked["sessions_attended"] > 5
    [(found,)] = month.rows("select count(*) from scheduling.roster_violations")
    assert found == sum(n for *_, n in rows)


def test_the_shift_proposal_covers_the_week_and_adds_up(month: Month) -> None:
    rows = month.rows(
        "select shift_set, sum(paid_h), sum(short_h), bool_and(bound_h <= cost_h + 1e-6) "
        "from scheduling.tours_comparison where shift_set <> 'rostered' "
        "group by shift_set order by shift_set"
    )
    [(today, by_today, short, bounded), (proposed, by_new, short_too, bounded_too)] = rows
    assert (today, proposed) == ("library", "proposed")
    assert by_new < by_today and bounded and bounded_too
    assert short == short_too == 0
    paid = month.rows("select shift_set, sum(paid_h) from scheduling.tours group by all order by 1")
    assert paid == [(today, by_today), (proposed, by_new)]
    [(beside, rostered)] = month.rows(
        "select (select sum(paid_h) from scheduling.tours_comparison where shift_set = 'rostered'),"
        " (select sum(paid_s) / 3600 from scheduling.roster_shifts)"
    )
    assert beside == pytest.approx(float(rostered))


def test_sessions_are_activities_of_the_roster(month: Month) -> None:
    rows = month.rows(
        "select activity, count(distinct starts_at), count(*) from scheduling.roster_activities "
        "where activity in ('training', 'meeting') group by activity order by activity"
    )
    assert [(activity, times) for activity, times, _ in rows] == [("meeting", 1), ("training", 1)]


def test_an_accepted_change_is_in_force_ledgered_and_kept(month: Month, tmp_path: Path) -> None:
    copy, centre = tmp_path / "warehouse.duckdb", load_centre(month.centre.centre)
    copyfile(month.out / "published" / "warehouse.duckdb", copy)
    with duckdb.connect(str(copy)) as connection:
        published = published_roster(connection, centre, WEEK)
        agent, day = sorted(published.duties)[0]
        proposal = time_off(published, agent, day)
        decision = Decision(1, "planner@sample.example", "asked for it", datetime(2026, 7, 3, 9))
        assert accept(connection, centre, published, [proposal], decision) == 1
        ledger = connection.execute(
            "select agent_id, accepted_by, why, shift_after, verdict from scheduling.roster_changes"
        ).fetchall()
        assert ledger == [(agent, "planner@sample.example", "asked for it", "OFF", "planner")]
        changed = WEEK + timedelta(days=day)
        [(code,)] = connection.execute(
            "select shift_code from scheduling.roster_shifts where (agent_id, work_date) = (?, ?)",
            [agent, changed],
        ).fetchall()
        assert code == "OFF"
        stored = store_roster(connection, centre, WEEK)
        assert stored is not None and stored.kept


def test_the_proof_states_objective_bound_and_gap(month: Month) -> None:
    proof = dict(month.rows("select item, value from scheduling.roster_proof"))
    objective, bound = Decimal(proof["objective"]), Decimal(proof["bound"])
    assert objective >= bound > 0
    assert float(proof["gap"]) == pytest.approx(float((objective - bound) / objective), abs=1e-6)
    assert {"seed", "time_s", "status"} <= set(proof)


def test_hours_short_and_over_are_told_per_half_hour(month: Month) -> None:
    rows = month.rows(
        "select required_agents, scheduled_agents, short_h, over_h from scheduling.roster_coverage"
    )
    assert len(rows) > 500
    for required, scheduled, short_h, over_h in rows:
        gap_h = (float(scheduled) - float(required)) / 2
        assert float(short_h) == pytest.approx(max(-gap_h, 0), abs=1e-6)
        assert float(over_h) == pytest.approx(max(gap_h, 0), abs=1e-6)


def test_nobody_is_rostered_while_on_leave(month: Month) -> None:
    clashes = month.rows(
        """
        select shifts.agent_id, shifts.work_date from scheduling.roster_shifts as shifts
        inner join staging.stg_people__employees using (agent_id)
        inner join staging.stg_people__leaves as leaves using (employee_id)
        where leaves.status = 'approved' and shifts.starts_at < leaves.ends_at
            and shifts.ends_at > leaves.starts_at"""
    )
    assert clashes == []


def test_instants_are_naive_utc(month: Month) -> None:
    [(first,)] = month.rows("select min(interval_start_at) from scheduling.forecast")
    assert first == datetime(2026, 7, 5, 16)  # midnight before Monday in Shanghai
