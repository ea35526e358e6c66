"""The quality score after evaluators' leniency is taken out, as a metric that scorecards may read.

It is no sum of a mart: the quality month computes it (scoring.quality_scores), so quality stands
before scores. Nobody's scorecard reads it unless it names `qa_score_adjusted`, variant ADJUSTED.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

import scoring
from pipelines.metrics import METRIC_VALUES
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table

NAME, VARIANT = "qa_score_adjusted", "ADJUSTED"
ADJUSTED = scoring.Metric(
    id="M079",
    name_zh="质检得分（校正）",
    name_en="Quality score, adjusted",
    unit="points",
    direction="up",
    basis="EVENT",
    variant=VARIANT,
    digits=2,
    mart="quality_scores",
)
_VALUES = f"""
select
    period,
    'agent' as subject_kind,
    agent_id as subject_id,
    '{NAME}' as metric,
    '{VARIANT}' as variant,
    'EVENT' as basis,
    evaluations as n,
    cast(adjusted_score * evaluations as decimal(18, 6)) as numerator,
    cast(evaluations as decimal(18, 6)) as denominator,
    cast(adjusted_score as decimal(18, 6)) as value
from scoring.quality_scores
where period = ? and adjusted_score is not null and evaluations > 0
order by agent_id
"""


def adjusted_values(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table:
    """The adjusted scores of a month's agents as metric values; none where none were computed.

    The numerator is score × evaluations, so months add up as Σ numerator ÷ Σ denominator.
    """
    if not has_table(connection, "scoring.quality_scores"):
        return METRIC_VALUES.empty_table()
    return fetched(connection, _VALUES, [period.name]).cast(METRIC_VALUES)
