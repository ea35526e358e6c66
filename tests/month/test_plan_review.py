"""What the month's plan came to, and what the next week's will give."""

from __future__ import annotations

import pytest

from pipelines.landing import load_contract
from pipelines.planning import PREDICTION_TABLES, REVIEW_TABLES
from tests.month.conftest import Month

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]


@pytest.mark.parametrize("table", [*REVIEW_TABLES, *PREDICTION_TABLES])
def test_every_table_is_what_its_contract_says(month: Month, table: str) -> None:
    contract = load_contract(table, "outputs")
    stored = month.rows(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = 'scheduling' and table_name = $1",
        table,
    )
    assert dict(stored) == {column.name: column.type for column in contract.columns}
    keys = ", ".join(column.name for column in contract.columns if column.key_position)
    [(rows, distinct)] = month.rows(
        f"select count(*), count(distinct ({keys})) from scheduling.{table}"
    )
    assert rows == distinct > 0
    required = [column.name for column in contract.columns if column.required]
    empty = " or ".join(f"{name} is null" for name in required)
    assert month.rows(f"select count(*) from scheduling.{table} where {empty}") == [(0,)]


def test_the_bridge_ends_at_the_service_level_of_the_month(month: Month) -> None:
    [(bridged, parts, planned)] = month.rows(
        "select actual_level, offered_part + aht_part + scheduled_part + shrinkage_part "
        "+ adherence_part + rest_part, planned_level from scheduling.service_level_bridge_totals "
        "where subject_kind = 'centre' and span = 'month'"
    )
    [(actual,)] = month.rows(
        "select sum(answered_within_target) / sum(answered + abandoned) from marts.queue_interval "
        "where business_date between '2026-06-01' and '2026-06-30'"
    )
    assert bridged == pytest.approx(float(actual), abs=0.002)  # half-hours without a plan are out
    assert parts == pytest.approx(bridged - planned, abs=1e-9)


def test_what_was_done_adds_up_to_what_was_planned(month: Month) -> None:
    [(different,)] = month.rows(
        """
        with done as (
            select agent_id, work_date, sum(done_s) as s from marts.schedule_interval group by all
        ),
        planned as (
            select employees.agent_id, shifts.work_date,
                sum(epoch(shifts.ends_at - shifts.starts_at)) as s
            from staging.stg_planning__planned_shifts as shifts
            inner join staging.stg_people__employees as employees using (employee_id)
            group by all
        )
        select count(*) from done inner join planned using (agent_id, work_date)
        where done.s <> planned.s"""
    )
    assert different == 0


def test_patience_is_about_what_the_sample_was_made_with(month: Month) -> None:
    """The first transfer doubles a customer's patience, so the mean lies somewhat above 180 s."""
    [(mean_s,)] = month.rows(
        "select mean_s from scheduling.patience_estimates where queue_id = 'voice_general'"
    )
    assert 165 < mean_s < 225


def test_a_reserve_never_costs_more_than_none(month: Month) -> None:
    rows = month.rows(
        "select cost_as_planned_amount, cost_added_only_amount, cost_two_stage_amount, "
        "value_of_flexibility_amount from scheduling.plan_reserve"
    )
    for planned, added, two_stage, value in rows:
        assert planned >= added - 1e-9 >= two_stage - 2e-9
        assert value == pytest.approx(added - two_stage, abs=1e-9)
