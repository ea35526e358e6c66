"""What the scores of a month say, stored after them: lists, drivers, effects, consistency."""

from __future__ import annotations

import duckdb

import scoring
from pipelines.awards.cascades import store_gaps
from pipelines.awards.contests import store_effects
from pipelines.awards.documents import award_documents, award_rules
from pipelines.centre import Centre
from pipelines.drivers import DRIVER_TABLES, store_drivers
from pipelines.metrics import Metric
from pipelines.months import score_history
from pipelines.period import Period
from pipelines.selection import (
    FOLDER,
    SELECTION_TABLES,
    months_upto,
    selection_rules,
    store_selection,
)
from pipelines.spread import SPREAD_TABLES, store_spread
from scoring.notices import Notice

_PARTS = """
select parents.subject_id, parents.comparison, parents.part_id, children.split
from scoring.score_gap_parts as parents
inner join (
    select subject_kind, subject_id, comparison, parent_id, split, sum(points) as points
    from scoring.score_gap_parts
    where period = $period and parent_id is not null
    group by subject_kind, subject_id, comparison, parent_id, split
) as children
    on
        parents.subject_kind = children.subject_kind
        and parents.subject_id = children.subject_id
        and parents.comparison = children.comparison
        and parents.part_id = children.parent_id
where parents.period = $period and parents.points <> children.points
order by all
"""
_GAPS = "select note_en from scoring.consistency_gaps where period = ? order by metric, variant"


def analysed_tables(centre: Centre) -> tuple[str, ...]:
    """The tables of schema scoring that the analysis of the centre fills."""
    effects = ("contest_effects",) if award_documents(centre, "contest") else ()
    lists = SELECTION_TABLES if centre.documents(FOLDER) else ()
    return (*DRIVER_TABLES, *SPREAD_TABLES, "consistency_gaps", *effects, *lists)


def store_analysis(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> list[Notice]:
    """Read the months once, and store what they say. Raises Refusal where a rule is wrong."""
    selection = selection_rules(centre, rules.catalogue, period)
    months = months_upto(period, selection.months)
    history = score_history(connection, centre, rules, metrics, months)
    notices = [*history.notices, *store_drivers(connection, metrics, history, period)]
    store_spread(connection, history, period)
    if centre.documents(FOLDER):
        notices += store_selection(connection, selection, rules.catalogue, history, period)
    contests = award_rules(centre, rules.catalogue, period).contests
    if contests:
        notices += store_effects(connection, contests, metrics, period)
    store_gaps(connection, period)
    return notices


def parts_differ(connection: duckdb.DuckDBPyConnection, period: Period) -> list[str]:
    """Parts of gaps whose own parts do not sum to them, one sentence each."""
    rows = connection.execute(_PARTS, {"period": period.name}).fetchall()
    return [f"{who} to {what}: {part} by {split}" for who, what, part, split in rows]


def levels_differ(connection: duckdb.DuckDBPyConnection, period: Period) -> list[str]:
    """Metrics of the centre that its teams do not add up to, one sentence each."""
    return [note for (note,) in connection.execute(_GAPS, [period.name]).fetchall()]
