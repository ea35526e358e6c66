"""Awards that rest on the month's own scores and pay, settled before they are stored.

The month is calculated in memory: cascades take its scores, guarantees its pay with the team
awards in it. What is settled stands in the tables when scores and pay are calculated for good.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

import scoring
from pipelines.awards.advances import clear_advances, store_advances
from pipelines.awards.cascades import clear_cascades, store_cascades
from pipelines.awards.documents import award_rules
from pipelines.awards.extras import award_extras
from pipelines.centre import Centre
from pipelines.metrics import Metric
from pipelines.months import month_of
from pipelines.period import Period
from pipelines.settings import House
from pipelines.settlement.corrections import overridden_values
from scoring.notices import Notice


def settle_results(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> list[Notice]:
    """Store the month's cascade_lines, team_awards and advance_ledger."""
    awards = award_rules(centre, rules.catalogue, period)
    clear_cascades(connection, period)
    clear_advances(connection, period)
    if not awards.cascades and not awards.guarantees:
        return []
    month = month_of(connection, centre, metrics, period, rules.months_back(period.name))
    values = overridden_values(house, month.metric_values).metric_values
    month = replace(month, metric_values=values)
    scores = month.under(rules).score_lines
    notices = store_cascades(connection, awards.cascades, metrics, period, scores)
    if awards.guarantees:
        awarded = replace(month.facts.extras, **award_extras(connection, centre, period))
        paid = replace(month, facts=replace(month.facts, extras=awarded)).under(rules)
        store_advances(connection, awards.guarantees, period, paid.pay_lines)
    return notices
