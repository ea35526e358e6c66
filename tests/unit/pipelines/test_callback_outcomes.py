"""Call-backs beside their plan, the lists that earlier weeks work off, and the rule as a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import duckdb
import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from pipelines.callback_rules import callback_rules_table, read_callback_rules
from pipelines.centre import Centre
from pipelines.planning.callback_outcomes import callback_outcomes
from pipelines.planning.mixed_work import made_before

WEEK = date(2026, 7, 6)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Call-backs of 1 May, 28 June, 29 June and 8 July: too old, twice in the span, too new."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema scheduling")
        connection.execute(
            "create table marts.callback_day as select 'voice' as queue_id,"
            " unnest([date '2026-05-01', '2026-06-28', '2026-06-29', '2026-07-08'])"
            " as business_date, 5 as requests, 0 as withdrawn, 0 as not_yet_due, 3 as kept,"
            " 0 as early, 1 as late, 0 as overdue, 1 as missed, 60.0::double as median_wait_s,"
            " null::double as median_delay_s"
        )
        yield connection


def test_without_an_earlier_plan_the_outcome_stands_alone(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = callback_outcomes(warehouse, WEEK).to_pylist()
    assert [row["business_date"].day for row in rows] == [28, 29]
    assert {row["planned_requests"] for row in rows} == {None}


def test_plan_and_outcome_of_a_day_stand_side_by_side(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """27 June was planned and nobody asked; 30 June is not known yet."""
    warehouse.execute(
        "create table scheduling.callback_days as select 'voice' as queue_id,"
        " unnest([date '2026-06-27', '2026-06-29', '2026-06-30', '2026-07-06']) as business_date,"
        " 8::bigint as requests, 6::bigint as promised"
    )
    rows = callback_outcomes(warehouse, WEEK).to_pylist()
    told = [(row["business_date"].day, row["planned_promised"], row["kept"]) for row in rows]
    assert told == [(27, 6, 0), (28, None, 3), (29, 6, 3)]


def test_plans_of_earlier_weeks_count_the_list_down(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert made_before(warehouse, WEEK) == {}
    warehouse.execute(
        "create table scheduling.blend_campaigns as select 'renewals' as campaign_id,"
        " unnest([date '2026-06-22', '2026-06-29', '2026-07-06', '2026-07-13']) as plan_week,"
        " unnest([10.0, 20.5, 40.0, 80.0])::double as made"
    )
    assert made_before(warehouse, WEEK) == {"renewals": 30.5}


RULES = """
late_until_h:
  2026-01-01: {value: 12, source: rules}
  2026-03-01: {value: null, source: ended}
  2026-05-01: {value: 1.5, source: rules}
"""


def centre(text: str | None) -> Centre:
    document = None if text is None else read_yaml(text, "callbacks.yaml")
    return cast(Any, SimpleNamespace(document=lambda name: document))


def test_each_span_of_the_rule_is_a_row() -> None:
    rows = [tuple(row.values()) for row in callback_rules_table(centre(RULES)).to_pylist()]
    assert rows == [
        (date(2026, 1, 1), date(2026, 3, 1), 12 * 3600),
        (date(2026, 5, 1), None, 5400),
    ]
    assert callback_rules_table(centre(None)).num_rows == 0


def test_an_impossible_rule_is_refused() -> None:
    with pytest.raises(Refusal):
        read_callback_rules(read_yaml(RULES.replace("1.5", "-1"), "callbacks.yaml"), WEEK)
