"""A selection file (`kind: selection`): criteria, the nine boxes, and how the pool is ranked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scoring.catalogue import Catalogue, MetricRef
from scoring.functions.gate import Operator
from scoring.period import Period
from scoring.rules.month import MonthReader
from scoring.rules.who import AppliesTo

Count = Annotated[int, Field(ge=1)]


def _rising(cuts: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    if cuts[0] >= cuts[1]:
        raise ValueError("the two cuts of three bands rise")
    return cuts


Cuts = Annotated[tuple[Decimal, Decimal], AfterValidator(_rising)]


class Named(Rule):
    """What every criterion has."""

    id: str
    name_zh: str
    name_en: str


class MeanScore(Named):
    """The mean of the monthly scores is at least the threshold."""

    kind: Literal["mean_score"]
    threshold: Dated[Decimal]


class LowestScore(Named):
    """No monthly score is below the threshold."""

    kind: Literal["lowest_score"]
    threshold: Dated[Decimal]


class Stability(Named):
    """The standard deviation of the monthly scores (n − 1) is at most the threshold."""

    kind: Literal["stability"]
    threshold: Dated[Annotated[Decimal, Field(ge=0)]]


class MonthsScored(Named):
    """At least so many months of the window have a score."""

    kind: Literal["months_scored"]
    threshold: Dated[Count]


class MonthsReaching(Named):
    """At least so many months reach `score`."""

    kind: Literal["months_reaching"]
    score: Dated[Decimal]
    threshold: Dated[Count]


class MetricCriterion(Named):
    """Σ numerator ÷ Σ denominator over the window compares so with the threshold."""

    kind: Literal["metric"]
    metric: str
    variant: str = "-"
    operator: Operator
    threshold: Dated[Decimal]
    min_sample: int = Field(default=0, ge=0)


class Certificate(Named):
    """The certificate is valid on the last day of the window."""

    kind: Literal["certificate"]
    certificate_id: str


class ServiceMonths(Named):
    """At least so many full months since joining."""

    kind: Literal["service_months"]
    threshold: Dated[Count]


Criterion = Annotated[
    MeanScore
    | LowestScore
    | Stability
    | MonthsScored
    | MonthsReaching
    | MetricCriterion
    | Certificate
    | ServiceMonths,
    Field(discriminator="kind"),
]


class NineBox(Rule):
    """Performance is the mean score; potential its trend in points a month, or an assessment."""

    performance: Dated[Cuts]
    potential_is: Literal["trend", "assessment"]
    potential: Dated[Cuts]


class PoolRanking(Rule):
    """How sure a rank is: `normal` takes the mean monthly difference as normal, `bootstrap`
    draws months with replacement from a published seed."""

    method: Literal["normal", "bootstrap"]
    draws: Annotated[int, Field(ge=100)] = 10_000
    seed: Annotated[int, Field(ge=0)] = 0
    digits: Annotated[int, Field(ge=1, le=6)]
    confidence: Annotated[Decimal, Field(gt=0, lt=1)]
    least_months: Annotated[int, Field(ge=3)]


class Selection(Rule):
    """One list: a promotion, a reserve of leaders."""

    kind: Literal["selection"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    applies_to: AppliesTo
    months: Dated[Annotated[int, Field(ge=3, le=36)]]
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    nine_box: NineBox
    ranking: PoolRanking


@dataclass(frozen=True)
class CriterionPlan:
    """A criterion with its values in force; `score` only for months_reaching."""

    rule: Criterion
    threshold: Decimal | None
    score: Decimal | None
    metric: MetricRef | None
    rule_ref: str


@dataclass(frozen=True)
class SelectionPlan:
    """A selection as it stands in its last month; `periods` are the months it looks at."""

    rule: Selection
    last: Period
    periods: tuple[str, ...]
    criteria: tuple[CriterionPlan, ...]
    performance: tuple[Decimal, Decimal]
    potential: tuple[Decimal, Decimal]
    rule_ref: str


def read_selection(document: LocatedYaml, catalogue: Catalogue, period: str) -> SelectionPlan:
    """The selection of one file as it stands in `period`, the last month it looks at.

    Raises Refusal with file, line and key: unknown keys or metrics, cuts that do not rise, a
    value that is missing or changes within the month.
    """
    rule = validated(Selection, document)
    month = MonthReader(document, Period.of(period), catalogue)
    count = month.value(rule.months, ("months",))
    box = rule.nine_box
    return SelectionPlan(
        rule=rule,
        last=month.period,
        periods=_months_upto(month.period, count),
        criteria=tuple(_criterion(c, month, index) for index, c in enumerate(rule.criteria)),
        performance=month.value(box.performance, ("nine_box", "performance")),
        potential=month.value(box.potential, ("nine_box", "potential")),
        rule_ref=month.rule_ref(rule.months, box.performance, box.potential),
    )


def _criterion(criterion: Criterion, month: MonthReader, index: int) -> CriterionPlan:
    path = ("criteria", index)
    threshold = getattr(criterion, "threshold", None)
    score = getattr(criterion, "score", None)
    is_metric = isinstance(criterion, MetricCriterion)
    return CriterionPlan(
        rule=criterion,
        threshold=None
        if threshold is None
        else Decimal(month.value(threshold, (*path, "threshold"))),
        score=None if score is None else month.value(score, (*path, "score")),
        metric=month.metric(criterion.metric, criterion.variant, (*path, "metric"))
        if is_metric
        else None,
        rule_ref=month.rule_ref(threshold, score),
    )


def _months_upto(last: Period, count: int) -> tuple[str, ...]:
    """The labels of `count` months ending with `last`, oldest first."""
    end = last.first.year * 12 + last.first.month - 1
    return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(end - count + 1, end + 1))
