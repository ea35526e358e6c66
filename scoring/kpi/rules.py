"""kpis.yaml: which figures the centre steers by, their dated targets, and how they are forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scoring.catalogue import Catalogue, MetricRef, metric_ref

Share = Annotated[Decimal, Field(gt=0, le=1)]


class Kpi(Rule):
    """One figure of the tree. The target of a plain sum is that of a whole calendar month."""

    id: str
    branch: str
    name_zh: str
    name_en: str
    metric: str
    variant: str = "-"
    weight: Annotated[Decimal, Field(gt=0)]
    target: Dated[Decimal]
    owner: str


class Branch(Rule):
    """A bough of the tree."""

    name_zh: str
    name_en: str


class KpiRules(Rule):
    """kpis.yaml

    `amber_from` is the attainment from which a missed target is amber instead of red. Forecasts
    draw `draws` courses of weeks out of the last `history_weeks`, in runs of `run_weeks`.
    """

    kind: Literal["kpis"]
    branches: dict[str, Branch]
    kpis: tuple[Kpi, ...] = Field(min_length=1)
    amber_from: Dated[Share]
    draws: Dated[Annotated[int, Field(ge=10, le=10_000)]]
    seed: Dated[int]
    history_weeks: Dated[Annotated[int, Field(ge=4, le=104)]]
    run_weeks: Dated[Annotated[int, Field(ge=1, le=13)]]

    @model_validator(mode="after")
    def _one_tree(self) -> KpiRules:
        ids = [kpi.id for kpi in self.kpis]
        if len(ids) != len(set(ids)):
            raise ValueError("two KPIs have one id")
        if taken := sorted(set(ids) & set(self.branches)):
            raise ValueError(f"a KPI and a branch share the id {', '.join(taken)}")
        if lost := sorted({kpi.branch for kpi in self.kpis} - set(self.branches)):
            raise ValueError(f"no branch is called {', '.join(lost)}")
        return self


@dataclass(frozen=True)
class KpiPlan:
    """kpis.yaml, checked against the catalogue."""

    rules: KpiRules
    document: LocatedYaml
    metrics: dict[str, MetricRef]

    @classmethod
    def read(cls, document: LocatedYaml, catalogue: Catalogue) -> KpiPlan:
        """Raises Refusal for a file that is wrong or names an unknown metric."""
        rules = validated(KpiRules, document)
        metrics = {
            kpi.id: metric_ref(
                catalogue, kpi.metric, kpi.variant, document.place(("kpis", number, "metric"))
            )
            for number, kpi in enumerate(rules.kpis)
        }
        return cls(rules, document, metrics)

    def target(self, kpi: Kpi, day: date) -> Decimal:
        """The target in force. Raises Refusal where none is."""
        place = self.document.place(("kpis", self.rules.kpis.index(kpi), "target"))
        return kpi.target.on(day, place)

    def number(self, name: str, day: date) -> int:
        """A setting of the forecast in force."""
        return getattr(self.rules, name).on(day, self.document.place((name,)))

    def amber_from(self, day: date) -> Decimal:
        """The attainment from which a missed target is amber."""
        return self.rules.amber_from.on(day, self.document.place(("amber_from",)))
