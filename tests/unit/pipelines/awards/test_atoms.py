"""Atoms: what a metric adds up from by day, team and type of contact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.awards.atoms import atoms_between, members_between, segment_atoms
from pipelines.awards.cascades import store_gaps
from pipelines.metrics import Metric, metric_values
from pipelines.period import parse_period
from pipelines.warehouse import replace_rows

JUNE = parse_period("2026-06")


def metric(name: str, mart: str, numerator: str, denominator: str | None) -> Metric:
    return Metric(
        name=name, id="M000", name_zh=name, name_en=name, description=name, definition_zh=name,
        unit="n", direction="up", basis="EVENT", variant="-", digits=0, owner="quality",
        mart=mart, time_column="business_date", numerator_sql=numerator,
        denominator_sql=denominator, subject_columns={"agent": "agent_id", "team": "team_id"},
    )  # fmt: skip


QA = metric("qa_score", "marts.evaluations", "score", "1")
SOLD = metric("sold", "marts.agent_day", "sales", None)


@pytest.fixture
def month(warehouse, hire):
    """A1 moves from T01 to T02 on June 2nd; two evaluated contacts of two types."""
    hire("A1")
    warehouse.execute(
        """
        update intermediate.int_people_dated set team_id = 'T02'
        where calendar_date > date '2026-06-01';
        insert into marts.attendance_day values ('E1', date '2026-06-01', 28800, 28800, 27000);
        create table marts.contacts as select * from (values
            ('C1', 1, 'enquiry'), ('C1', 2, 'billing'), ('C2', 1, 'enquiry')
        ) as t(contact_id, segment_no, contact_type);
        create table marts.evaluations as select * from (values
            ('C1', 'A1', 'T01', date '2026-06-01', 80::decimal(18, 6)),
            ('C2', 'A1', 'T02', date '2026-06-02', 90), (null, 'A1', 'T02', date '2026-06-02', 70)
        ) as t(contact_id, agent_id, team_id, business_date, score);
        create table marts.agent_day as select * from (values
            ('A1', 'T01', date '2026-06-01', 3), ('A1', 'T02', date '2026-06-02', 0)
        ) as t(agent_id, team_id, business_date, sales);
        """
    )
    return warehouse


def test_a_plain_sum_has_no_denominator_and_the_team_is_that_of_the_day(month) -> None:
    table = atoms_between(month, [QA, SOLD], ["sold"], JUNE.first, JUNE.last)
    found = [
        (row["business_date"].day, row["team_id"], row["numerator"], row["denominator"])
        for row in table.to_pylist()
    ]
    assert found == [(1, "T01", 3, None), (2, "T02", 0, None)]


def test_a_case_without_a_contact_is_a_segment_of_its_own(month) -> None:
    table = atoms_between(month, [QA], ["qa_score"], JUNE.first, JUNE.last, segmented=["qa_score"])
    found = {(r["business_date"].day, r["segment"]): r["numerator"] for r in table.to_pylist()}
    assert found == {(1, "billing"): 80, (2, "enquiry"): 90, (2, None): 70}
    whole = atoms_between(month, [QA], ["qa_score"], JUNE.first, JUNE.last)
    for column in ("n", "numerator", "denominator"):
        assert sum(table[column].to_pylist()) == sum(whole[column].to_pylist())


def test_segments_of_a_month_add_up_to_the_metric(month) -> None:
    parts = segment_atoms(month, [QA, SOLD], ["qa_score", "sold"], JUNE)
    assert {row["metric"] for row in parts.to_pylist()} == {"qa_score"}  # the other knows no type
    [whole] = metric_values(
        month, [QA], subject_kind="agent", first=JUNE.first, last=JUNE.last, period="2026-06"
    ).to_pylist()
    assert sum(parts["numerator"].to_pylist()) == whole["numerator"] == 240
    assert sum(parts["denominator"].to_pylist()) == whole["denominator"] == 3


def test_hours_are_those_attended(month) -> None:
    rows = members_between(month, date(2026, 6, 1), date(2026, 6, 2)).to_pylist()
    assert [(row["team_id"], row["hours"]) for row in rows] == [
        ("T01", Decimal("7.5")), ("T02", 0),
    ]  # fmt: skip


def test_a_centre_that_is_more_than_its_teams_is_a_gap(month) -> None:
    month.execute("insert into marts.agent_day values ('A9', null, date '2026-06-03', 5)")
    for kind in ("team", "centre"):
        values = metric_values(
            month, [SOLD], subject_kind=kind, first=JUNE.first, last=JUNE.last, period="2026-06"
        )
        where = {"subject_kind": kind}
        replace_rows(month, "scoring.metric_values", values, where=where)
    [gap] = store_gaps(month, JUNE).to_pylist()
    assert (gap["numerator"], gap["children_numerator"]) == (8, 3)
