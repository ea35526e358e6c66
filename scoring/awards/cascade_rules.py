"""A cascade file (`kind: cascade`, scoring.md 4.8): how much of a result is own, team and centre.

For a role the shares of `own`, `team` and `centre` (α, β, γ) or of `own` and `led` (1 − λ, λ)
sum to exactly 1. `team`, `led` and `centre` are scored from the KPIs below, recomputed from
atoms; `own` is the person's own scorecard.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.awards.contest_rules import Money
from scoring.catalogue import Catalogue, MetricRef
from scoring.functions import CurveFunction
from scoring.period import Period
from scoring.rules.month import MonthReader
from scoring.rules.who import AppliesTo, covers

Part = Literal["own", "team", "centre", "led"]
MixAdjustment = Literal["none", "by_segment"]


class Shares(RootModel[dict[Part, Annotated[Decimal, Field(gt=0)]]]):
    """The share of each part; they sum to exactly 1."""

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        total = sum(self.root.values())
        if total != 1:
            raise ValueError(f"the shares sum to {total}, not to 1")
        return self


class Kpi(Rule):
    """A metric by which teams are judged; `by_segment` weighs segments as the centre has them."""

    id: str
    name_zh: str
    name_en: str
    metric: str
    variant: str = "-"
    weight: Dated[Annotated[Decimal, Field(gt=0)]]
    function: Dated[CurveFunction]
    mix_adjustment: Dated[MixAdjustment]


class Award(Rule):
    """P11: base × the coefficient of the cascaded result, rounded once to the fen."""

    applies_to: AppliesTo
    base_amount: Dated[Money]
    coefficient: Dated[CurveFunction]
    currency: str
    payroll_code: str
    taxable: bool


class Cascade(Rule):
    """One cascade; a person of a role without shares is not in it."""

    kind: Literal["cascade"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    shares: dict[str, Dated[Shares]] = Field(min_length=1)
    kpis: tuple[Kpi, ...] = Field(min_length=1)
    award: Award | None = None


@dataclass(frozen=True)
class KpiPlan:
    """A KPI in force in the month."""

    id: str
    name_zh: str
    name_en: str
    metric: MetricRef
    weight: Decimal
    function: CurveFunction
    mix_adjusted: bool


@dataclass(frozen=True)
class AwardPlan:
    """The award in force in the month."""

    rule: Award
    base_amount: Decimal
    coefficient: CurveFunction
    rule_ref: str


@dataclass(frozen=True)
class CascadePlan:
    """A cascade with the values of one month; `shares` by role."""

    rule: Cascade
    period: Period
    shares: dict[str, dict[Part, Decimal]]
    kpis: tuple[KpiPlan, ...]
    award: AwardPlan | None
    rule_ref: str

    def award_for(self, role: str) -> AwardPlan | None:
        """The award that a person of `role` may earn."""
        return self.award if self.award and covers(self.award.rule.applies_to, role) else None


def read_cascade(document: LocatedYaml, catalogue: Catalogue, period: str) -> CascadePlan:
    """The cascade of one file as it stands in `period`, checked against the metrics.

    Raises Refusal with file, line and key: shares that do not sum to 1, KPI weights that do
    not sum to 100, unknown metrics, values that are missing or change within the month.
    """
    cascade = validated(Cascade, document)
    month = MonthReader(document, Period.of(period), catalogue)
    shares = {
        role: dict(month.value(dated, ("shares", role)).root)
        for role, dated in cascade.shares.items()
        if month.begun(dated, ("shares", role))
    }
    kpis = tuple(_kpi(kpi, month, index) for index, kpi in enumerate(cascade.kpis))
    _refuse_weights(kpis, document)
    dated = [*cascade.shares.values(), *(kpi.weight for kpi in cascade.kpis)]
    return CascadePlan(
        rule=cascade,
        period=month.period,
        shares=shares,
        kpis=kpis,
        award=_award(cascade.award, month) if cascade.award else None,
        rule_ref=month.rule_ref(*dated, *(kpi.function for kpi in cascade.kpis)),
    )


def _kpi(kpi: Kpi, month: MonthReader, index: int) -> KpiPlan:
    path = ("kpis", index)
    return KpiPlan(
        id=kpi.id,
        name_zh=kpi.name_zh,
        name_en=kpi.name_en,
        metric=month.metric(kpi.metric, kpi.variant, (*path, "metric")),
        weight=month.value(kpi.weight, (*path, "weight")),
        function=month.value(kpi.function, (*path, "function")),
        mix_adjusted=month.value(kpi.mix_adjustment, (*path, "mix_adjustment")) == "by_segment",
    )


def _refuse_weights(kpis: tuple[KpiPlan, ...], document: LocatedYaml) -> None:
    total = sum((kpi.weight for kpi in kpis), Decimal(0))
    if total != 100:
        raise Refusal(
            "the weights of the KPIs sum to 100 in every month",
            place=document.place(("kpis",)),
            value=f"{total:f}",
            next_step="correct the weights so that they sum to exactly 100",
        )


def _award(award: Award, month: MonthReader) -> AwardPlan:
    return AwardPlan(
        rule=award,
        base_amount=month.value(award.base_amount, ("award", "base_amount")),
        coefficient=month.value(award.coefficient, ("award", "coefficient")),
        rule_ref=month.rule_ref(award.base_amount, award.coefficient),
    )
