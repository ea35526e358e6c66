"""Scores of quarters and years, from the locked months on disk."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

import scoring
from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre, shown
from pipelines.metrics import Metric
from pipelines.period import parse_period
from pipelines.scores import scoring_catalogue
from pipelines.settings import House
from pipelines.settlement.locked import LockedVersion, locked_tables, versions
from scoring.settlement import Aggregation, MonthResult, period_scores
from scoring.settlement.months import months_of

RULES_FILE = "period_scores.yaml"


class PeriodScoresFile(Rule):
    """period_scores.yaml: how months make a quarter and a year, by date."""

    quarter: Dated[Aggregation]
    year: Dated[Aggregation]


def span_scores(house: House, centre: Centre, metrics: tuple[Metric, ...], span: str) -> pa.Table:
    """The scores of `span` (2026-Q2 or 2026) from its locked months, as outputs/period_scores.

    The newest version of every pay group counts. Raises Refusal where no month is locked, and
    where the centre does not say how months are aggregated.
    """
    months = {
        month: _month(house, month) for month in months_of(span) if locked_tables(house, month)
    }
    if not months:
        raise Refusal(
            "no month of this span is locked",
            place=Place("--span"),
            value=span,
            next_step="callfloor period lock, month by month",
        )
    last = parse_period(max(months)).last
    cards = scoring.compile_rules(centre.documents("scorecards"), scoring_catalogue(metrics))
    return period_scores(span, _aggregation(centre, span, last), months, cards)


def _aggregation(centre: Centre, span: str, day: date) -> Aggregation:
    document = _document(centre)
    rules = validated(PeriodScoresFile, document)
    kind = "quarter" if "-Q" in span else "year"
    dated = rules.quarter if kind == "quarter" else rules.year
    return dated.on(day, document.place((kind,)))


def _document(centre: Centre) -> LocatedYaml:
    document = centre.document(RULES_FILE)
    if document is None:
        raise Refusal(
            "this centre does not say how months make a quarter",
            place=Place(shown(centre.directory / RULES_FILE)),
            next_step="copy it from centres/sample and adapt it",
        )
    return document


def _month(house: House, month: str) -> MonthResult:
    newest = [versions(house, month, group)[-1] for group in locked_tables(house, month)]
    return MonthResult(
        score_lines=_together(newest, "score_lines"),
        metric_values=_together(newest, "metric_values"),
        people=_together(newest, "people"),
    )


def _together(newest: list[LockedVersion], table: str) -> pa.Table:
    return pa.concat_tables([version.table(table) for version in newest])
