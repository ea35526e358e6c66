"""The sums behind every metric, agent by day, as columns that add up over any span of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

import duckdb
import pyarrow as pa

from pipelines.metrics import Metric, SubjectKind, source_of, subject_sql, sums_query
from pipelines.warehouse import fetched

DAILY_SUMS = pa.schema(
    [
        ("subject_id", pa.string()),
        ("business_date", pa.date32()),
        ("metric", pa.string()),
        ("variant", pa.string()),
        ("n", pa.int64()),
        ("numerator", pa.decimal128(38, 6)),
        ("denominator", pa.decimal128(38, 6)),
        ("divided", pa.bool_()),
    ]
)


def daily_sums(
    connection: duckdb.DuckDBPyConnection,
    metrics: Iterable[Metric],
    *,
    subject_kind: SubjectKind,
    first: date,
    last: date,
) -> pa.Table:
    """Numerator, denominator and number of cases of each metric, subject and day.

    One row per subject and day with a row in the metric's mart. `divided` is false for a plain
    sum, whose denominator is empty. Metrics that do not know the kind of subject are left out.
    """
    known = [m for m in metrics if subject_kind == "centre" or subject_kind in m.subject_columns]
    known.sort(key=source_of)
    tables = [DAILY_SUMS.empty_table()]
    for _, group in groupby(known, key=source_of):
        together = list(group)
        subject = subject_sql(connection, together[0], subject_kind)
        query = _long(together, sums_query(together, subject, True))
        tables.append(fetched(connection, query, [first, last]).cast(DAILY_SUMS))
    return pa.concat_tables(tables)


def _long(metrics: Sequence[Metric], query: str) -> str:
    """One row per metric instead of one column."""
    parts = [
        f"select subject_id, business_date, '{metric.name}' as metric,"
        f" '{metric.variant}' as variant, n_{place} as n, numerator_{place} as numerator,"
        f" {f'denominator_{place}' if metric.denominator_sql else 'null'} as denominator,"
        f" {metric.denominator_sql is not None} as divided from sums"
        for place, metric in enumerate(metrics)
    ]
    return f"with sums as materialized ({query}) " + " union all ".join(parts)
