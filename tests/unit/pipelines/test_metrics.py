"""Metric values on a mart of a few rows, with figures worked out by hand."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.metrics import (
    METRIC_VALUES,
    METRIC_VALUES_DAILY,
    Metric,
    metric_values,
    metric_values_daily,
    parse_semantics,
    read_metrics,
)
from pipelines.metrics_page import metrics_page

PROJECT = Path(__file__).resolve().parents[3]
CONTRACT = PROJECT / "data_contracts" / "outputs" / "metric_values.odcs.yaml"
PROMISED_IDS = (
    {f"M{n:03d}" for n in (1, 2, 3, 4, 7, 8, 9, 16, 19, 34, 35, 41, 42, 43, 44, 45, 50, 79, 98)}
    | {f"M{n:03d}" for n in range(27, 31)}
    | {f"M{n:03d}" for n in range(104, 110)}
    | {"M132", "M133"}
)
ROWS = [
    # agent, team, day, handled, seconds, sold
    ("A1", "T1", "2026-06-01", 2, 100, "0.10"),
    ("A1", "T1", "2026-06-02", 1, 1, "0.20"),
    ("A2", "T1", "2026-06-02", 0, None, None),
    ("A3", None, "2026-06-02", 4, 3, "-1.00"),
    ("A1", "T1", "2026-07-01", 9, 9, "9.00"),
]


def _metric(name: str, numerator: str, denominator: str | None, **given: Any) -> Metric:
    return Metric(
        **{
            "name": name, "id": "M000", "name_zh": name, "name_en": name, "description": name,
            "definition_zh": name, "unit": "n", "direction": "none", "basis": "EVENT",
            "variant": "-", "digits": 0, "owner": "operations",
            "mart": "marts.days", "time_column": "business_date",
            "numerator_sql": numerator, "denominator_sql": denominator,
            "subject_columns": {"agent": "agent_id", "team": "team_id"},
        } | given
    )  # fmt: skip


RATIO = _metric("seconds_each", "seconds", "handled")
SHARE = _metric("handled_each", "handled", "seconds")
SUM = _metric("sold_amount", "sold", None)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema config; create schema marts")
    connection.execute("create table config.centre as select 'here''s one' as centre_id")
    connection.execute(
        "create table marts.days (agent_id varchar, team_id varchar, business_date date,"
        " handled bigint, seconds bigint, sold decimal(18, 2))"
    )
    connection.executemany("insert into marts.days values (?, ?, ?, ?, ?, ?)", ROWS)
    return connection


def _june(connection: duckdb.DuckDBPyConnection, kind: Any, *metrics: Metric) -> list[dict]:
    return metric_values(
        connection,
        metrics,
        subject_kind=kind,
        first=date(2026, 6, 1),
        last=date(2026, 6, 30),
        period="2026-06",
    ).to_pylist()


def test_a_ratio_is_the_ratio_of_sums_and_not_the_mean_of_ratios(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    first = _june(connection, "agent", RATIO)[0]
    assert (first["subject_id"], first["n"]) == ("A1", 2)
    assert first["numerator"] == 101
    assert first["value"] == Decimal("33.666667")


def test_a_zero_denominator_has_no_value(connection: duckdb.DuckDBPyConnection) -> None:
    second = _june(connection, "agent", RATIO)[1]
    assert (second["subject_id"], second["n"], second["value"]) == ("A2", 0, None)
    assert second["denominator"] == 0


def test_a_sum_is_exact_and_unknown_where_nothing_is_known(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    sold = {row["subject_id"]: row for row in _june(connection, "agent", SUM)}
    assert sold["A1"]["value"] == Decimal("0.30")
    assert (sold["A1"]["denominator"], sold["A1"]["n"]) == (1, 2)
    assert (sold["A2"]["value"], sold["A2"]["n"]) == (None, 0)


def test_halves_are_rounded_away_from_zero(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("delete from marts.days")
    for agent_id, handled in (("A1", 1), ("A2", -1), ("A3", 3)):
        connection.execute(
            "insert into marts.days values (?, 'T1', date '2026-06-01', ?, 2000000, null)",
            [agent_id, handled],
        )
    values = [row["value"] for row in _june(connection, "agent", SHARE)]
    assert values == [Decimal("0.000001"), Decimal("-0.000001"), Decimal("0.000002")]


def test_a_team_sums_its_people_and_nobody_without_a_team(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    (team,) = _june(connection, "team", RATIO)
    assert (team["subject_id"], team["numerator"], team["denominator"]) == ("T1", 101, 3)
    (centre,) = _june(connection, "centre", RATIO)
    assert (centre["subject_id"], centre["numerator"], centre["denominator"]) == (
        "here's one", 104, 7,
    )  # fmt: skip


def test_a_mart_that_does_not_know_queues_says_nothing_of_them(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert _june(connection, "queue", RATIO, SUM) == []


def test_days_are_told_apart_for_trends(connection: duckdb.DuckDBPyConnection) -> None:
    table = metric_values_daily(
        connection,
        [RATIO],
        subject_kind="agent",
        first=date(2026, 6, 1),
        last=date(2026, 7, 1),
    )
    assert table.schema == METRIC_VALUES_DAILY
    days = [(row["business_date"], row["subject_id"], row["value"]) for row in table.to_pylist()]
    assert days == [
        (date(2026, 6, 1), "A1", 50),
        (date(2026, 6, 2), "A1", 1),
        (date(2026, 6, 2), "A2", None),
        (date(2026, 6, 2), "A3", Decimal("0.75")),
        (date(2026, 7, 1), "A1", 1),
    ]


def test_columns_are_those_of_the_contract() -> None:
    properties = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["schema"][0]["properties"]
    arrow = {"VARCHAR": "string", "BIGINT": "int64", "DECIMAL(18,6)": "decimal128(18, 6)"}
    assert [(f.name, str(f.type), f.nullable) for f in METRIC_VALUES] == [
        (p["name"], arrow[p["physicalType"]], not p.get("required")) for p in properties
    ]


def _manifest(tmp_path: Path, unsaid: str = "", **changed: Any) -> Path:
    measures = [
        {"name": name, "agg": "sum", "expr": expr, "agg_time_dimension": None}
        for name, expr in (("part", "a + b"), ("whole", None))
    ]
    model = {
        "node_relation": {"schema_name": "marts", "alias": "days"},
        "defaults": {"agg_time_dimension": "when"},
        "dimensions": [{"name": "when", "expr": "business_date"}],
        "entities": [{"name": "agent", "expr": "agent_id"}],
        "measures": measures,
    } | changed
    meta = {
        "id": "M999", "name_zh": "份额", "name_en": "Share", "unit": "%", "direction": "up",
        "definition_zh": "部分 ÷ 全部。不是差额。", "basis": "EVENT", "variant": "-",
        "owner": "operations", "digits": 1,
    }  # fmt: skip
    meta.pop(unsaid, None)
    plain = [
        {"name": name, "type": "simple", "filter": None, "description": name,
         "type_params": {"measure": {"name": name}}, "config": {"meta": {}}}
        for name in ("part", "whole")
    ]  # fmt: skip
    share = {
        "name": "share", "type": "ratio", "filter": None, "description": "a share",
        "type_params": {"numerator": {"name": "part"}, "denominator": {"name": "whole"}},
        "config": {"meta": meta},
    }  # fmt: skip
    path = tmp_path / "semantic_manifest.json"
    path.write_text(json.dumps({"semantic_models": [model], "metrics": [*plain, share]}))
    return path


def test_parts_of_a_ratio_are_no_metrics_of_their_own(tmp_path: Path) -> None:
    (share,) = read_metrics(_manifest(tmp_path))
    assert (share.numerator_sql, share.denominator_sql) == ("a + b", "whole")
    assert (share.mart, share.time_column) == ("marts.days", "business_date")
    assert share.subject_columns == {"agent": "agent_id"}


def test_a_measure_that_is_no_sum_is_refused(tmp_path: Path) -> None:
    average = [{"name": "part", "agg": "average", "expr": "a", "agg_time_dimension": None}]
    with pytest.raises(ValueError, match="part is made by average, not sum"):
        read_metrics(_manifest(tmp_path, measures=average))


@pytest.mark.parametrize("key", ["definition_zh", "owner"])
def test_a_metric_that_leaves_something_unsaid_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match=f"metric share has no {key} in its meta"):
        read_metrics(_manifest(tmp_path, unsaid=key))


@pytest.fixture(scope="module")
def house_metrics(tmp_path_factory: pytest.TempPathFactory) -> tuple[Metric, ...]:
    """The metrics of the dbt project itself."""
    folder = tmp_path_factory.mktemp("semantics")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLFLOOR_WAREHOUSE", str(folder / "warehouse.duckdb"))
        manifest = parse_semantics(
            PROJECT / "dbt_project", target_path=folder / "target", zone="Asia/Shanghai"
        )
    return read_metrics(manifest)


def test_every_promised_metric_is_defined(house_metrics: tuple[Metric, ...]) -> None:
    assert {metric.id for metric in house_metrics} >= PROMISED_IDS


def test_a_metric_is_named_once_and_says_everything(house_metrics: tuple[Metric, ...]) -> None:
    names = [(metric.id, metric.variant) for metric in house_metrics]
    assert len(set(names)) == len(names)
    for metric in house_metrics:
        assert metric.unit in {"n", "s", "%", "n/h", "points", "currency"}, metric.name
        assert metric.direction in {"up", "down", "none"}, metric.name
        assert metric.basis in {"ARRIVAL", "EVENT", "OVERLAP", "END"}, metric.name
        assert metric.name_zh and metric.name_en and metric.owner, metric.name
        assert metric.description.count(".") >= 2, f"{metric.name}: say what it is not"
        assert metric.definition_zh.count("。") >= 2, f"{metric.name}: 说明它不是什么"
        assert "  " not in metric.definition_zh, metric.name


def test_the_page_of_metrics_is_current(house_metrics: tuple[Metric, ...]) -> None:
    page = (PROJECT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert page == metrics_page(house_metrics)
