"""Multi-source reviews of a month: ratings fetched, scored, stored, and handed on as a metric."""

from __future__ import annotations

import duckdb
import pyarrow as pa

import scoring
from pipelines.metrics import METRIC_VALUES
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table, replace_rows
from scoring.quality import QualityRules, review_month
from scoring.quality import severity_window as window_of

REVIEW_TABLES = ("review_scores", "review_sources", "review_raters")
NAME, VARIANT = "review_score", "MULTI_SOURCE"
METRIC = scoring.Metric(
    id="M079",
    name_zh="多源评价得分",
    name_en="Multi-source review",
    unit="points",
    direction="up",
    basis="EVENT",
    variant=VARIANT,
    digits=2,
    mart="review_scores",
)

_RATINGS = """
select
    strftime(timezone($zone, timezone('UTC', rated_at)), '%Y-%m') as period,
    review_id, agent_id, source, rater_id, dimension, score, weight, comment
from staging.stg_quality__ratings
where cast(timezone($zone, timezone('UTC', rated_at)) as date) between $first and $last
order by all
"""
_VALUES = f"""
select
    period,
    'agent' as subject_kind,
    agent_id as subject_id,
    '{NAME}' as metric,
    '{VARIANT}' as variant,
    'EVENT' as basis,
    sum(raters) as n,
    cast(sum(score * raters) as decimal(18, 6)) as numerator,
    cast(sum(raters) as decimal(18, 6)) as denominator,
    cast(sum(score * raters) / sum(raters) as decimal(18, 6)) as value
from scoring.review_scores
where period = ? and score is not null
group by period, agent_id
order by agent_id
"""


def store_reviews(
    connection: duckdb.DuckDBPyConnection, rules: QualityRules, zone: str, period: Period
) -> None:
    """Score everybody who was rated in the month and store the tables of schema scoring."""
    first, last = window_of(rules, period.name)
    ratings = fetched(connection, _RATINGS, {"zone": zone, "first": first, "last": last})
    month = review_month(rules, period.name, ratings)
    for table in REVIEW_TABLES:
        rows = getattr(month, table)
        replace_rows(connection, f"scoring.{table}", rows, where={"period": period.name})


def sources_add_up(connection: duckdb.DuckDBPyConnection, period: Period) -> list[str]:
    """People whose sources do not sum to the score, one sentence each."""
    rows = connection.execute(
        """
        select scores.agent_id, scores.review_id, scores.score, sum(sources.contribution)
        from scoring.review_scores as scores
        inner join scoring.review_sources as sources using (period, review_id, agent_id)
        where period = ? and scores.score is not null
        group by all
        having scores.score <> sum(sources.contribution)
        order by all
        """,
        [period.name],
    ).fetchall()
    return [f"{who} in {what}: sources give {sums}, not {score}" for who, what, score, sums in rows]


def review_values(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table:
    """The month's review scores as metric values; none where there were no reviews."""
    if not has_table(connection, "scoring.review_scores"):
        return METRIC_VALUES.empty_table()
    return fetched(connection, _VALUES, [period.name]).cast(METRIC_VALUES)
