"""The adjusted quality score is a metric: a scorecard that names it is scored by it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import scoring
from data_contracts.located_yaml import read_yaml
from pipelines.metrics import METRIC_VALUES
from pipelines.period import Period
from pipelines.quality.metric import ADJUSTED, NAME, adjusted_values

CARD = Path(__file__).parents[4] / "centres/sample/scorecards/inbound.yaml"
JUNE = Period(2026, 6)


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema scoring")
    connection.execute(
        "create table scoring.quality_scores (period varchar, agent_id varchar,"
        " evaluations bigint, adjusted_score decimal(18, 6))"
    )
    rows = [
        ("2026-06", "A1", 5, "83.123456"),
        ("2026-06", "A2", 4, None),
        ("2026-05", "A1", 4, "70"),
    ]
    connection.executemany("insert into scoring.quality_scores values (?, ?, ?, ?)", rows)
    return connection


def test_a_month_gives_one_value_per_person_with_a_score(warehouse) -> None:
    (row,) = adjusted_values(warehouse, JUNE).to_pylist()
    assert (row["subject_id"], row["metric"], row["n"]) == ("A1", NAME, 5)
    assert row["numerator"] == Decimal("415.617280") and row["denominator"] == 5
    assert row["value"] == Decimal("83.123456")
    assert adjusted_values(duckdb.connect(), JUNE).equals(METRIC_VALUES.empty_table())


def test_a_scorecard_that_names_it_is_scored_by_it(warehouse) -> None:
    text = CARD.read_text(encoding="utf-8").replace(
        "metric: qa_score\n", f"metric: {NAME}\n        variant: {ADJUSTED.variant}\n"
    )
    assert NAME in text
    catalogue = {name: _metric() for name in ("contacts_per_hour", "average_handle_time_s")}
    catalogue |= {NAME: ADJUSTED}
    catalogue |= {
        "csat_mean": _metric("MEAN"), "adherence_strict": _metric("STRICT"),
        "late_count": _metric("LATE"), "early_leave_count": _metric("EARLY"),
        "fatal_rate": _metric(),
    }  # fmt: skip
    rules = scoring.compile_rules([read_yaml(text, "scorecards/inbound.yaml")], catalogue)
    people = pa.table({"agent_id": ["A1"], "role": ["agent"]})
    work = pa.table(
        {
            "agent_id": pa.array([], pa.string()), "business_date": pa.array([], pa.date32()),
            "work_type": pa.array([], pa.string()), "quantity": pa.array([], pa.int64()),
        }
    )  # fmt: skip
    done = scoring.calculate(rules, "2026-06", people, adjusted_values(warehouse, JUNE), work)
    lines = {line["node_id"]: line for line in done.score_lines.to_pylist()}
    # 100 × (83.123456 − 70) ÷ (88 − 70), the only section with data.
    assert lines["total"]["score"] == lines["qa_score"]["score"] == Decimal("72.908089")
    assert scoring.check_trace(done.trace_nodes) == []


def _metric(variant: str = "-") -> scoring.Metric:
    return scoring.Metric(
        id="M000", name_zh="指标", name_en="metric", unit="n", direction="up", basis="EVENT",
        variant=variant,
    )  # fmt: skip
