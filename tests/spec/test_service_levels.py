"""The worked example of the service-level variants: one interval, 4.9 points apart by definition.

1,000 answered, 860 of them within the target; 60 abandoned, 20 of them within the target and 10
within the short limit. The answered-only variant ignores who left, so that no rule may read it.
40 more are routed away, which only the flow-out variant counts: 860 ÷ 1,100.
Source: metrics.md M008-M014.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data_contracts.refusal import Place, Refusal
from pipelines.metrics import Metric, metric_values, parse_semantics, read_metrics
from pipelines.scores import scoring_catalogue
from scoring.catalogue import metric_ref

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[2]
DAY = date(2026, 6, 1)
SHOWN = {
    "service_level_all": Decimal("81.13"),
    "service_level_shc": Decimal("82.08"),
    "service_level_xsh": Decimal("81.90"),
    "service_level_xat": Decimal("82.69"),
    "service_level_cred": Decimal("83.02"),
    "service_level_ans": Decimal("86.00"),
    "service_level_flow": Decimal("78.18"),
}


@pytest.fixture(scope="module")
def service_levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Metric]]:
    """The service levels as the semantic layer defines them."""
    folder = tmp_path_factory.mktemp("semantics")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLFLOOR_WAREHOUSE", str(folder / "warehouse.duckdb"))
        manifest = parse_semantics(
            REPOSITORY / "dbt_project", target_path=folder / "target", zone="UTC"
        )
        found = {metric.name: metric for metric in read_metrics(manifest)}
    yield {name: metric for name, metric in found.items() if "service_level" in name}


@pytest.fixture
def interval() -> duckdb.DuckDBPyConnection:
    """A mart with the one interval of the example."""
    connection = duckdb.connect()
    connection.execute("create schema config; create schema marts")
    connection.execute("create table config.centre as select 'example' as centre_id")
    connection.execute(
        """
        create table marts.queue_interval as select
            'voice' as queue_id, date '2026-06-01' as business_date,
            1000 as answered, 860 as answered_within_target,
            60 as abandoned, 20 as abandoned_within_target, 40 as abandoned_after_target,
            10 as short_abandoned, 40 as flow_out
        """
    )
    return connection


def test_the_service_levels_of_one_interval(
    interval: duckdb.DuckDBPyConnection, service_levels: dict[str, Metric]
) -> None:
    table = metric_values(
        interval, service_levels.values(), subject_kind="queue", first=DAY, last=DAY, period="d"
    )
    values = {row["metric"]: row["value"] for row in table.to_pylist()}
    assert {name: round(100 * value, 2) for name, value in values.items()} == SHOWN


def test_no_rule_may_read_the_answered_only_variant(service_levels: dict[str, Metric]) -> None:
    catalogue = scoring_catalogue(tuple(service_levels.values()))
    with pytest.raises(Refusal, match="never used for pay"):
        metric_ref(catalogue, "service_level_ans", "ANS", Place("rules.yaml"))
    assert metric_ref(catalogue, "service_level_cred", "CRED", Place("rules.yaml"))
