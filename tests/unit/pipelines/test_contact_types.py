"""Metrics by contact type on a mart of a few rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from data_contracts.located_yaml import LocatedYaml, read_yaml
from pipelines.contact_types import metric_named, with_contact_types
from pipelines.metrics import Metric, metric_values

CARD = """
kind: scorecard
sections:
  - id: service
    items:
      - {id: pace, metric: handle_each, weight_by_contact_type: {complaint: {}, enquiry: {}}}
      - {id: score, metric: qa_score, weight_by_contact_type: {complaint: {}}}
      - {id: volume, metric: handled, weight: {}}
"""


def _metric(name: str, numerator: str, denominator: str | None, **given: dict[str, str]) -> Metric:
    return Metric(
        name=name, id="M030", name_zh=name, name_en=name, description=name, definition_zh=name,
        unit="s", direction="down", basis="ARRIVAL", variant="-", digits=1, owner="operations",
        mart="marts.contacts", time_column="business_date", numerator_sql=numerator,
        denominator_sql=denominator, subject_columns={"agent": "agent_id"}, **given,
    )  # fmt: skip


METRICS = (
    _metric("handle_each", "handle_s", "answered", dimension_columns={"contact_type": "type"}),
    _metric("handled", "answered", None, dimension_columns={"contact_type": "type"}),
    _metric("qa_score", "score", "1"),
)


@pytest.fixture
def scorecard() -> LocatedYaml:
    return read_yaml(CARD, "card.yaml")


def test_only_what_is_weighed_by_a_known_type_is_added(scorecard: LocatedYaml) -> None:
    metrics = with_contact_types(METRICS, [scorecard, scorecard])
    added = [metric.name for metric in metrics[len(METRICS) :]]
    assert added == ["handle_each@complaint", "handle_each@enquiry"]
    assert with_contact_types(metrics, [scorecard]) == metrics
    assert with_contact_types(METRICS, []) == METRICS


def test_a_metric_of_one_type_is_found_by_its_name(scorecard: LocatedYaml) -> None:
    known = {metric.name: metric for metric in METRICS}
    for metric in with_contact_types(METRICS, [scorecard]):
        assert metric_named(metric.name, known) == metric


def test_the_figures_are_those_of_the_type(scorecard: LocatedYaml) -> None:
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute(
        """
        create table marts.contacts as
        select
            agent_id, date '2026-06-01' as business_date, type, 1 as answered, handle_s, 80 as score
        from (
            values ('A', 'complaint', 300), ('A', 'complaint', 500), ('A', 'enquiry', 60),
            ('B', 'enquiry', 90), ('B', null, 1)
        ) as rows(agent_id, type, handle_s)
        """
    )
    rows = metric_values(
        connection, with_contact_types(METRICS, [scorecard]), subject_kind="agent",
        first=date(2026, 6, 1), last=date(2026, 6, 30), period="2026-06",
    ).to_pylist()  # fmt: skip
    values = {(row["subject_id"], row["metric"]): (row["value"], row["n"]) for row in rows}
    assert values["A", "handle_each@complaint"] == (Decimal(400), 2)
    assert values["A", "handle_each@enquiry"] == (Decimal(60), 1)
    assert values["B", "handle_each@complaint"] == (None, 0)
    assert values["B", "handle_each"] == (Decimal("45.5"), 2)
