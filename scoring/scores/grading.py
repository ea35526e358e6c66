"""Grades of the totals: by score, and by quotas where a scorecard has them (scoring.md 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, filled
from scoring.catalogue import MetricRef
from scoring.columns import Figures, Ints, Mask, Rows, ints, units_of
from scoring.functions.forced import NO_BAND, ForcedBands, forced_bands
from scoring.inputs import Measures, People
from scoring.inputs.group import Group
from scoring.rules.grades import Grades
from scoring.rules.scorecard import Peers
from scoring.rules.scorecard_plans import ScorecardPlan
from scoring.scores.cards import Assigned
from scoring.scores.stand_ins import peer_groups
from scoring.tables import GRADE_LINES, NUMBER
from scoring.trace import Each, Frame, Input, Trace


@dataclass(frozen=True)
class Quotas:
    """One group whose grades quotas decided: its places among the graded, and its bands."""

    places: Rows
    bands: ForcedBands


@dataclass(frozen=True)
class Graded:
    """The people of one scorecard that grades: rows of People, totals, and grades counted from
    the best (0); `by_quota` is NO_BAND where no quota decided."""

    card: ScorecardPlan
    grades: Grades
    group: Group
    scores: Figures
    by_score: Rows
    by_quota: Rows
    quotas: tuple[Quotas, ...]

    @property
    def forced(self) -> Mask:
        """Where a quota decided."""
        return self.by_quota != NO_BAND

    @property
    def grade(self) -> Rows:
        """The grade that holds."""
        return np.where(self.forced, self.by_quota, self.by_score)

    def named(self, key: str, grade: Rows) -> list[str]:
        """The ids or names of grades."""
        return [getattr(self.grades.grades[one], key) for one in grade]


def grade_totals(
    cards: Sequence[ScorecardPlan],
    assigned: Assigned,
    people: People,
    measures: Measures,
    totals: Figures,
) -> list[Graded]:
    """Everybody with a total whose scorecard grades.

    A person of several segments is graded by the scorecard of the last one.
    """
    graded: list[Graded] = []
    for number, card in enumerate(cards):
        if card.grades is not None:
            rows = _last_rows(people, assigned, number, totals)
            graded.append(_graded(card, card.grades, Group(people, rows, measures), totals))
    return graded


def _last_rows(people: People, assigned: Assigned, card: int, totals: Figures) -> Rows:
    last = np.ones(len(people), dtype=bool)
    employed = np.flatnonzero(people.employed)
    same = people.person[employed][1:] == people.person[employed][:-1]
    last[employed[:-1][same]] = False
    return np.flatnonzero(people.employed & last & (assigned.card == card) & totals.is_known)


def _graded(card: ScorecardPlan, grades: Grades, group: Group, totals: Figures) -> Graded:
    scores = totals.take(group.rows)
    quotas = _quotas(grades, card.tie_metrics, scores.units, group) if grades.forced else ()
    by_quota = np.full(len(group), NO_BAND, dtype=np.int64)
    for one in quotas:
        by_quota[one.places] = one.bands.band
    return Graded(card, grades, group, scores, _by_score(grades, scores.units), by_quota, quotas)


def _by_score(grades: Grades, scores: Ints) -> Rows:
    """The best grade whose bound the score reaches."""
    rising = ints([units_of(grade.at_least) for grade in grades.grades[::-1]])
    place = np.maximum(np.searchsorted(rising, scores, side="right") - 1, 0)
    return len(rising) - 1 - place


def _quotas(
    grades: Grades, tie_metrics: Sequence[MetricRef], scores: Ints, group: Group
) -> tuple[Quotas, ...]:
    """The bands by quota of each group; those of a group that is too small are NO_BAND."""
    codes = peer_groups(group, Peers.model_construct(by=grades.by) if grades.by else None)
    shares = [grade.quota or Decimal(0) for grade in grades.grades]
    keys = [_tie_key(metric, group) for metric in tie_metrics]
    found: list[Quotas] = []
    for code in np.unique(codes):
        some = np.flatnonzero(codes == code)
        ties = [key[some] for key in keys]
        bands = forced_bands(scores[some], shares, ties, grades.ties, grades.least_people)
        found.append(Quotas(some, bands))
    return tuple(found)


def _tie_key(metric: MetricRef, group: Group) -> Ints:
    """More is better; people without the metric stand last."""
    value = group.of(metric.name, metric.variant).value
    better = -value.units if metric.definition.direction == "down" else value.units
    least = int(better.min(initial=0)) - 1
    return np.where(value.is_known, better, least)


def grade_lines(period: str, graded: Sequence[Graded]) -> pa.Table:
    """Rows of data_contracts/outputs/grade_lines, by scorecard and person."""
    return pa.Table.from_batches([_lines(period, one) for one in graded], GRADE_LINES)


def _lines(period: str, one: Graded) -> pa.RecordBatch:
    count = len(one.group)
    columns = {
        "period": [period] * count,
        "agent_id": [one.group.people.agent_ids[row] for row in one.group.rows],
        "scorecard_id": [one.card.id] * count,
        "score": one.scores.arrow(NUMBER),
        "grade": one.named("id", one.grade),
        "grade_zh": one.named("name_zh", one.grade),
        "grade_en": one.named("name_en", one.grade),
        "grade_by_score": one.named("id", one.by_score),
        "forced": one.forced.tolist(),
        "rule_ref": [one.card.grades_ref] * count,
    }
    arrays = [pa.array(columns[field.name], field.type) for field in GRADE_LINES]
    return pa.RecordBatch.from_arrays(arrays, schema=GRADE_LINES)


def trace_grades(trace: Trace, graded: Sequence[Graded]) -> None:
    """The grade by score of everybody, and the one by quota where quotas decided.

    A grade is counted from the best, 1.
    """
    for one in graded:
        _trace_by_score(trace, one)
        for quotas in one.quotas:
            if (quotas.bands.band != NO_BAND).all():
                _trace_by_quota(trace, one, quotas)


def _trace_by_score(trace: Trace, one: Graded) -> None:
    bounds = [grade.at_least for grade in one.grades.grades]
    bands = [
        [low, high, place + 1]
        for place, (low, high) in reversed(
            list(enumerate(zip(bounds, ["inf", *bounds[:-1]], strict=True)))
        )
    ]
    inputs: list[Input] = [("value", one.scores, "score/total"), ("bands", bands)]
    notes = _notes(one, one.by_score, "按得分", "by score")
    everybody = np.arange(len(one.group))
    _add(trace, one, everybody, "grade", "F2", inputs, one.by_score, notes)


def _trace_by_quota(trace: Trace, one: Graded, quotas: Quotas) -> None:
    inputs: list[Input] = [
        ("quotas", [grade.quota for grade in one.grades.grades]),
        ("ties", one.grades.ties),
        ("n_least", one.grades.least_people),
        *[(key, Each(texts)) for key, texts in quotas.bands.evidence()],
    ]
    notes = _notes(one, one.by_quota, "按配额", "by quota")
    some = tuple(text.take(pa.array(quotas.places)) for text in notes)
    band = quotas.bands.band
    _add(trace, one, quotas.places, "grade.by_quota", "F9", inputs, band, (some[0], some[1]))


def _notes(one: Graded, grade: Rows, how_zh: str, how_en: str) -> tuple[pa.Array, pa.Array]:
    scores = one.scores.text_cut()
    zh: list[str] = one.named("name_zh", grade)
    en: list[str] = one.named("name_en", grade)
    return (
        filled("等级 ", zh, f"：{how_zh}，总分 ", scores),
        filled("Grade ", en, f": {how_en}, total ", scores),
    )


def _add(
    trace: Trace,
    one: Graded,
    who: Rows,
    path: str,
    operation: str,
    inputs: Sequence[Input],
    grade: Rows,
    notes: tuple[Texts, Texts],
) -> None:
    trace.add(
        Frame(
            rows=one.group.rows[who],
            path=path,
            parent=None,
            kind="function",
            operation=operation,
            inputs=inputs,
            output=Figures(grade + 1, 0),
            notes=notes,
            unit="grade",
            digits=0,
            rule_ref=one.card.grades_ref,
        )
    )
