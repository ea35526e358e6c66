"""Training needs, ranked by the score they are expected to gain (S1-08)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

import pyarrow as pa
from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.notices import Notice
from scoring.period import Period
from scoring.rules.month import rule_ref
from scoring.selection.facts import exact, rows_of
from scoring.selection.tables import TRAINING_NEEDS
from scoring.tables import table_of

NEEDED = ("agent_id", "node_id", "metric", "gain", "evidence")


class Course(Rule):
    """A course for one metric; `closes` is the share of the gap it closes, measured or agreed."""

    id: str
    name_zh: str
    name_en: str
    metric: str
    hours: Dated[Annotated[Decimal, Field(gt=0)]]
    closes: Dated[Annotated[Decimal, Field(gt=0, le=1)]]


class Training(Rule):
    """The courses on offer."""

    kind: Literal["training"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    courses: tuple[Course, ...] = Field(min_length=1)


@dataclass(frozen=True)
class CoursePlan:
    """A course as it stands in the month."""

    rule: Course
    hours: Decimal
    closes: Decimal
    rule_ref: str


@dataclass(frozen=True)
class TrainingPlan:
    """The courses in force in a month, by metric."""

    period: str
    courses: dict[str, tuple[CoursePlan, ...]]


@dataclass(frozen=True)
class TrainingNeeds:
    """training_needs by the output contract, and the metrics no course is offered for."""

    needs: pa.Table
    notices: tuple[Notice, ...]


def read_training(document: LocatedYaml, period: str) -> TrainingPlan:
    """The courses of one file on the first day of `period`. Raises Refusal by line."""
    rule, month = validated(Training, document), Period.of(period)
    courses: dict[str, list[CoursePlan]] = defaultdict(list)
    for index, course in enumerate(rule.courses):
        dated = {"hours": course.hours, "closes": course.closes}
        if course.closes.entry_on(month.first) is None:
            continue
        values = {
            key: one.on(month.first, document.place(("courses", index, key)))
            for key, one in dated.items()
        }
        begun = [entry[0] for one in dated.values() if (entry := one.entry_on(month.first))]
        plan = CoursePlan(rule=course, rule_ref=rule_ref(document.file, max(begun)), **values)
        courses[course.metric].append(plan)
    return TrainingPlan(month.label, {metric: tuple(some) for metric, some in courses.items()})


def training_needs(plan: TrainingPlan, gains: pa.Table) -> TrainingNeeds:
    """The courses of every person, best expected gain first, ties by course id.

    `gains`: agent_id, node_id, metric, gain (points of the total if the item reached full
    score, computed exactly from the person's own trace), evidence (trace node id). expected
    gain = gain × the share the course closes. Gains of 0 or less need no training. Raises
    Refusal for a missing column or binary floats.
    """
    by_agent: dict[str, list[tuple[Fraction, CoursePlan, dict[str, Any]]]] = defaultdict(list)
    without: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(gains, "gains", NEEDED):
        gain = exact(row["gain"], "gains", "gain")
        if gain <= 0:
            continue
        for course in plan.courses.get(row["metric"], ()):
            by_agent[row["agent_id"]].append((gain * Fraction(course.closes), course, row))
        if row["metric"] not in plan.courses:
            without[row["metric"]].add(row["agent_id"])
    rows = [
        _row(plan.period, rank, *need)
        for agent in sorted(by_agent)
        for rank, need in enumerate(
            sorted(by_agent[agent], key=lambda need: (-need[0], need[1].rule.id)), start=1
        )
    ]
    return TrainingNeeds(table_of(rows, TRAINING_NEEDS), tuple(_notices(without)))


def _row(
    period: str, rank: int, expected: Fraction, course: CoursePlan, row: dict[str, Any]
) -> dict[str, Any]:
    gain, told = exact(row["gain"], "gains", "gain"), shown(rounded(expected, 2), 2)
    figures = f"{shown(rounded(gain, 2), 2)} × {shown(course.closes)}"
    return {
        "period": period,
        "agent_id": row["agent_id"],
        "rank": rank,
        "course_id": course.rule.id,
        "node_id": row["node_id"],
        "metric": row["metric"],
        "name_zh": course.rule.name_zh,
        "name_en": course.rule.name_en,
        "hours": rounded(course.hours, SCORE_DIGITS),
        "full_gain": rounded(gain, SCORE_DIGITS),
        "closes": rounded(course.closes, SCORE_DIGITS),
        "expected_gain": rounded(expected, SCORE_DIGITS),
        "gain_per_hour": rounded(expected / Fraction(course.hours), SCORE_DIGITS),
        "evidence": row["evidence"],
        "rule_ref": course.rule_ref,
        "note_zh": f"{course.rule.name_zh}：预计总分 +{told}（{figures}）",
        "note_en": f"{course.rule.name_en}: expected +{told} on the total ({figures})",
    }


def _notices(without: dict[str, set[str]]) -> list[Notice]:
    return [
        Notice(
            "no_course_for_metric",
            f"指标 {metric} 可提高得分，但没有对应课程",
            f"the metric {metric} could gain points, but no course is offered for it",
            tuple(sorted(agents)),
        )
        for metric, agents in sorted(without.items())
    ]
