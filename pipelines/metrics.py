"""Metric values, computed as the semantic layer of dbt defines them.

Belongs here: reading `semantic_manifest.json` and summing the marts by subject. A formula never
stands here: numerator and denominator are the measures of the manifest, so a metric is changed
in `dbt_project/models/semantic` and nowhere else. Scoring judges the values; this only counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

SubjectKind = Literal["agent", "team", "queue", "centre"]

_EXACT = pa.decimal128(18, 6)
_MICRO = Decimal("0.000001")
_META = (
    "id",
    "name_zh",
    "name_en",
    "definition_zh",
    "unit",
    "direction",
    "basis",
    "variant",
    "digits",
    "owner",
)
_FIGURES = [
    pa.field("subject_kind", pa.string(), nullable=False),
    pa.field("subject_id", pa.string(), nullable=False),
    pa.field("metric", pa.string(), nullable=False),
    pa.field("variant", pa.string(), nullable=False),
    pa.field("basis", pa.string(), nullable=False),
    pa.field("n", pa.int64(), nullable=False),
    pa.field("numerator", _EXACT),
    pa.field("denominator", _EXACT),
    pa.field("value", _EXACT),
]
METRIC_VALUES = pa.schema([pa.field("period", pa.string(), nullable=False), *_FIGURES])
METRIC_VALUES_DAILY = pa.schema([pa.field("business_date", pa.date32(), nullable=False), *_FIGURES])


@dataclass(frozen=True)
class Metric:
    """One metric of the semantic layer: what it is called and which sums it divides.

    `unit` says how a reader sees it: `n`, `s`, `n/h`, `points`, `currency`, or `%` for a ratio
    that is kept as 0 to 1. `direction` is `up` where more is better, `down` or `none`.
    `denominator_sql` is None for a plain sum. `subject_columns` maps each kind of subject that
    the mart knows to its column; `centre` needs none. `dimension_columns` are what else the rows of
    the mart can be told apart by. `description` is English: the formula in
    words and what the metric is not; `definition_zh` says the same in Chinese.
    """

    name: str
    id: str
    name_zh: str
    name_en: str
    description: str
    definition_zh: str
    unit: str
    direction: str
    basis: str
    variant: str
    digits: int
    owner: str
    mart: str
    time_column: str
    numerator_sql: str
    denominator_sql: str | None
    subject_columns: dict[str, str]
    dimension_columns: dict[str, str] = field(default_factory=dict[str, str])


def read_metrics(semantic_manifest: Path) -> tuple[Metric, ...]:
    """Every metric with an id, by name. Sums that exist only as parts of a ratio have none.

    Raises ValueError where a metric is neither a sum nor a ratio of two sums of one mart, or
    where its meta lacks a key.
    """
    document = json.loads(semantic_manifest.read_text(encoding="utf-8"))
    measures = dict(_measures(document["semantic_models"]))
    definitions = {metric["name"]: metric for metric in document["metrics"]}
    named = (m for m in definitions.values() if m["config"]["meta"].get("id"))
    return tuple(
        _metric(metric, definitions, measures) for metric in sorted(named, key=lambda m: m["name"])
    )


def parse_semantics(project_dir: Path, *, target_path: Path, zone: str) -> Path:
    """The semantic manifest in `target_path`; dbt parses `project_dir` where it is absent.

    `zone` is the centre's IANA zone, which the project cannot be read without.
    """
    semantic_manifest = target_path / "semantic_manifest.json"
    if semantic_manifest.exists():
        return semantic_manifest
    from dbt.cli.main import dbtRunner

    parsed = dbtRunner().invoke(
        ["--quiet", "--no-version-check", "parse",
         "--project-dir", str(project_dir), "--profiles-dir", str(project_dir),
         "--target-path", str(target_path), "--log-path", str(target_path / "logs"),
         "--vars", json.dumps({"centre_zone": zone})]
    )  # fmt: skip
    if not parsed.success:
        raise RuntimeError(f"the dbt project {project_dir} does not parse: {parsed.exception}")
    return semantic_manifest


def metric_values(
    connection: duckdb.DuckDBPyConnection,
    metrics: Iterable[Metric],
    *,
    subject_kind: SubjectKind,
    first: date,
    last: date,
    period: str,
) -> pa.Table:
    """Σ numerator ÷ Σ denominator of each metric and subject from `first` to `last`, inclusive.

    One row per subject with a row in the metric's mart, columns as outputs/metric_values; metrics
    whose mart does not know the kind of subject are left out. Values are exact to six digits,
    halves rounded away from zero; a zero or missing denominator gives no value.
    """
    rows = [
        {"period": period} | figure
        for figure in _figures(connection, metrics, subject_kind, first, last, daily=False)
    ]
    rows.sort(key=lambda row: (row["subject_id"], row["metric"]))
    return pa.Table.from_pylist(rows, METRIC_VALUES)


def metric_values_daily(
    connection: duckdb.DuckDBPyConnection,
    metrics: Iterable[Metric],
    *,
    subject_kind: SubjectKind,
    first: date,
    last: date,
) -> pa.Table:
    """`metric_values` day by day, for trends: `business_date` instead of `period`."""
    rows = list(_figures(connection, metrics, subject_kind, first, last, daily=True))
    rows.sort(key=lambda row: (row["business_date"], row["subject_id"], row["metric"]))
    return pa.Table.from_pylist(rows, METRIC_VALUES_DAILY)


def _measures(models: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each measure's expression with the mart, the time column and the subjects of its model."""
    for model in models:
        relation = model["node_relation"]
        columns = {e["name"]: e["expr"] or e["name"] for e in model["dimensions"]}
        subjects = {e["name"]: e["expr"] or e["name"] for e in model["entities"]}
        for measure in model["measures"]:
            if measure["agg"] != "sum":
                raise ValueError(f"measure {measure['name']} is made by {measure['agg']}, not sum")
            time = measure["agg_time_dimension"] or model["defaults"]["agg_time_dimension"]
            yield (
                measure["name"],
                {
                    "sql": measure["expr"] or measure["name"],
                    "mart": f"{relation['schema_name']}.{relation['alias']}",
                    "time_column": columns[time],
                    "subject_columns": subjects,
                    "dimension_columns": columns,
                },
            )


def _metric(
    metric: dict[str, Any], definitions: dict[str, Any], measures: dict[str, Any]
) -> Metric:
    numerator, denominator = _parts(metric, definitions, measures)
    if denominator and any(
        numerator[key] != denominator[key] for key in ("mart", "time_column", "subject_columns")
    ):
        raise ValueError(f"metric {metric['name']} divides sums of different marts or dates")
    meta = metric["config"]["meta"]
    missing = [key for key in _META if meta.get(key) in (None, "")]
    if missing:
        raise ValueError(f"metric {metric['name']} has no {', '.join(missing)} in its meta")
    return Metric(
        name=metric["name"],
        description=metric["description"],
        mart=numerator["mart"],
        time_column=numerator["time_column"],
        numerator_sql=numerator["sql"],
        denominator_sql=denominator["sql"] if denominator else None,
        subject_columns=numerator["subject_columns"],
        dimension_columns=numerator["dimension_columns"],
        **{key: meta[key] for key in _META},
    )


def _parts(
    metric: dict[str, Any], definitions: dict[str, Any], measures: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The measures that a metric sums, and the one it divides by."""
    parts = metric["type_params"]
    if metric["filter"] or metric["type"] not in {"simple", "ratio"}:
        raise ValueError(f"metric {metric['name']} is neither a plain sum nor a ratio of two")
    if metric["type"] == "simple":
        return measures[parts["measure"]["name"]], None
    numerator, denominator = (
        definitions[parts[side]["name"]]["type_params"]["measure"]["name"]
        for side in ("numerator", "denominator")
    )
    return measures[numerator], measures[denominator]


def _figures(
    connection: duckdb.DuckDBPyConnection,
    metrics: Iterable[Metric],
    subject_kind: SubjectKind,
    first: date,
    last: date,
    *,
    daily: bool,
) -> Iterator[dict[str, Any]]:
    """One row per metric and subject (and day), with one query for each mart and time column."""
    known = [m for m in metrics if subject_kind == "centre" or subject_kind in m.subject_columns]
    known.sort(key=source_of)
    for _, group in groupby(known, key=source_of):
        together = list(group)
        subject = subject_sql(connection, together[0], subject_kind)
        query = sums_query(together, subject, daily)
        for row in connection.sql(query, params=[first, last]).to_arrow_table().to_pylist():
            when = {"business_date": row["business_date"]} if daily else {}
            for number, metric in enumerate(together):
                yield when | _figure(metric, subject_kind, row, number)


def source_of(metric: Metric) -> tuple[str, str]:
    """The mart and the column of dates that a metric is summed from."""
    return metric.mart, metric.time_column


def subject_sql(
    connection: duckdb.DuckDBPyConnection, metric: Metric, subject_kind: SubjectKind
) -> str:
    """The expression that names the subject of a mart's row."""
    if subject_kind != "centre":
        return metric.subject_columns[subject_kind]
    (centre,) = connection.execute("select centre_id from config.centre").fetchall()
    return "'" + centre[0].replace("'", "''") + "'"


def sums_query(metrics: Sequence[Metric], subject: str, daily: bool) -> str:
    """Sums of all metrics in one pass; decimals, because DuckDB's sums of integers are HUGEINT."""
    keys = f"{subject} as subject_id" + (f", {metrics[0].time_column} as business_date" * daily)
    sums = ", ".join(
        f"cast(sum({m.numerator_sql}) as decimal(38, 6)) as numerator_{i},"
        f" cast(sum({m.denominator_sql or '1'}) as decimal(38, 6)) as denominator_{i},"
        f" {_n_sql(m)} as n_{i}"
        for i, m in enumerate(metrics)
    )
    return (
        f"select {keys}, {sums} from {metrics[0].mart}"
        f" where {metrics[0].time_column} between ? and ? and {subject} is not null"
        f" group by {'1, 2' if daily else '1'}"
    )


def _n_sql(metric: Metric) -> str:
    if metric.denominator_sql is None:
        return f"count({metric.numerator_sql})"
    return f"count(*) filter (({metric.denominator_sql}) <> 0)"


def _figure(
    metric: Metric, subject_kind: SubjectKind, row: dict[str, Any], number: int
) -> dict[str, Any]:
    numerator = row[f"numerator_{number}"]
    denominator = row[f"denominator_{number}"] if metric.denominator_sql else Decimal(1)
    return {
        "subject_kind": subject_kind,
        "subject_id": row["subject_id"],
        "metric": metric.name,
        "variant": metric.variant,
        "basis": metric.basis,
        "n": row[f"n_{number}"],
        "numerator": numerator,
        "denominator": denominator,
        "value": _ratio(numerator, denominator),
    }


def _ratio(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """numerator ÷ denominator to six digits, halves away from zero; None for ÷ 0 or unknown."""
    if numerator is None or not denominator:
        return None
    with localcontext() as context:
        context.prec = 60
        return (numerator / denominator).quantize(_MICRO, rounding=ROUND_HALF_UP)
