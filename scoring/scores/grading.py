"""Grades of the totals: by score, and by quotas where a scorecard has them (scoring.md 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa

from scoring.catalogue import MetricRef
from scoring.columns import Figures, Ints, Rows, units_of
from scoring.functions.forced import NO_BAND, forced_bands
from scoring.inputs import Measures, People
from scoring.inputs.group import Group
from scoring.rules.grades import Grades
from scoring.rules.scorecard import Peers
from scoring.rules.scorecard_plans import ScorecardPlan
from scoring.scores.cards import Assigned
from scoring.scores.stand_ins import peer_groups
from scoring.tables import GRADE_LINES, NUMBER


def grade_lines(
    period: str,
    cards: Sequence[ScorecardPlan],
    assigned: Assigned,
    people: People,
    measures: Measures,
    totals: Figures,
) -> pa.Table:
    """One row per person with a total and a scorecard that grades, by scorecard and person.

    A person of several segments is graded by the scorecard of the last one.
    """
    batches = [
        _graded(
            period,
            card,
            card.grades,
            Group(people, _last_rows(people, assigned, number, totals), measures),
            totals,
        )
        for number, card in enumerate(cards)
        if card.grades is not None
    ]
    return pa.Table.from_batches(batches, GRADE_LINES)


def _last_rows(people: People, assigned: Assigned, card: int, totals: Figures) -> Rows:
    last = np.ones(len(people), dtype=bool)
    employed = np.flatnonzero(people.employed)
    same = people.person[employed][1:] == people.person[employed][:-1]
    last[employed[:-1][same]] = False
    return np.flatnonzero(people.employed & last & (assigned.card == card) & totals.is_known)


def _graded(
    period: str,
    card: ScorecardPlan,
    grades: Grades,
    group: Group,
    totals: Figures,
) -> pa.RecordBatch:
    rows, people = group.rows, group.people
    scores = totals.take(rows)
    by_score = _by_score(grades, scores.units)
    forced = np.full(len(rows), NO_BAND, dtype=np.int64)
    if grades.forced:
        forced = _by_quota(grades, card.tie_metrics, scores.units, group)
    grade = np.where(forced != NO_BAND, forced, by_score)
    ids, zh, en = (
        np.array([getattr(one, name) for one in grades.grades], dtype=object)
        for name in ("id", "name_zh", "name_en")
    )
    columns = {
        "period": [period] * len(rows),
        "agent_id": [people.agent_ids[row] for row in rows],
        "scorecard_id": [card.id] * len(rows),
        "grade": ids[grade],
        "grade_zh": zh[grade],
        "grade_en": en[grade],
        "grade_by_score": ids[by_score],
        "forced": forced != NO_BAND,
        "rule_ref": [card.grades_ref] * len(rows),
    }
    arrays = {name: pa.array(column) for name, column in columns.items()}
    arrays["score"] = scores.arrow(NUMBER)
    return pa.RecordBatch.from_arrays(
        [arrays[field.name].cast(field.type) for field in GRADE_LINES], schema=GRADE_LINES
    )


def _by_score(grades: Grades, scores: Ints) -> Rows:
    """The best grade whose bound the score reaches."""
    rising = np.array([units_of(grade.at_least) for grade in grades.grades[::-1]])
    place = np.maximum(np.searchsorted(rising, scores, side="right") - 1, 0)
    return len(rising) - 1 - place


def _by_quota(grades: Grades, tie_metrics: Sequence[MetricRef], scores: Ints, group: Group) -> Rows:
    """The grade by quota in each group that is large enough; −1 elsewhere."""
    codes = peer_groups(group, Peers(by=grades.by) if grades.by else None)
    quotas = [grade.quota or Decimal(0) for grade in grades.grades]
    keys = [_tie_key(metric, group) for metric in tie_metrics]
    forced = np.full(len(group), NO_BAND, dtype=np.int64)
    for code in np.unique(codes):
        some = np.flatnonzero(codes == code)
        ties = [key[some] for key in keys]
        found = forced_bands(scores[some], quotas, ties, grades.ties, grades.least_people)
        forced[some] = found.band
    return forced


def _tie_key(metric: MetricRef, group: Group) -> Ints:
    """More is better; people without the metric stand last."""
    value = group.of(metric.name, metric.variant).value
    better = -value.units if metric.definition.direction == "down" else value.units
    least = int(better.min(initial=0)) - 1
    return np.where(value.is_known, better, least)
