"""Awards that rest on the month's own scores and pay, settled before they are stored.

The month is calculated in memory: cascades take its scores, guarantees its pay with the team
awards in it. What is settled stands in the tables when scores and pay are calculated for good.
"""

from __future__ import annotations

import duckdb

import scoring
from pipelines.awards.advances import clear_advances, store_advances
from pipelines.awards.cascades import clear_cascades, store_cascades
from pipelines.awards.documents import AwardRules
from pipelines.centre import Centre
from pipelines.metrics import Metric
from pipelines.months import month_of
from pipelines.period import Period
from scoring.notices import Notice


def settle_results(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    rules: scoring.Rules,
    awards: AwardRules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> list[Notice]:
    """Store the month's cascade_lines, team_awards and advance_ledger."""
    clear_cascades(connection, period)
    clear_advances(connection, period)
    scored = month_of(connection, centre, metrics, period).under(rules)
    notices = store_cascades(connection, awards.cascades, metrics, period, scored.score_lines)
    if awards.guarantees:
        paid = month_of(connection, centre, metrics, period).under(rules)
        store_advances(connection, awards.guarantees, period, paid.pay_lines)
    return notices
