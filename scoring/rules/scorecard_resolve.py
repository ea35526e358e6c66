"""From a scorecard's document to its plan: the values of one month."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

from data_contracts.located_yaml import LocatedYaml, Path
from scoring.catalogue import Catalogue, MetricRef
from scoring.functions import Function
from scoring.functions.gate import Multipliers
from scoring.period import Period
from scoring.rules.gate_plan import GatePlan
from scoring.rules.month import MonthReader
from scoring.rules.scorecard import Item, Scorecard, Section, Weighted
from scoring.rules.scorecard_plans import ItemPlan, ScorecardPlan, SectionPlan

FULL_SCORE = Decimal(100)
WHOLE = Decimal(100)


def scorecard_in(
    card: Scorecard, document: LocatedYaml, period: Period, catalogue: Catalogue
) -> ScorecardPlan | None:
    """The scorecard with the values of `period`, or None where no weight is in force."""
    month = MonthReader(document, period, catalogue)
    children = _children(card, month, ())
    if not children:
        return None
    total = SectionPlan(
        id="total",
        name_zh="总分",
        name_en="Total",
        weights={"": WHOLE},
        gates=month.gates(card.gates, ("gates",)),
        multipliers=card.multipliers,
        rule_ref=_newest(child.rule_ref for child in children),
        children=children,
        composition=card.composition,
    )
    grades = month.value(card.grades, ("grades",)) if card.grades else None
    ties = grades.tie_metrics if grades else ()
    return ScorecardPlan(
        id=card.id,
        name_zh=card.name_zh,
        name_en=card.name_en,
        file=document.file,
        applies_to=card.applies_to,
        total=total,
        segments=card.segments,
        ramp=month.value(card.ramp, ("ramp",)) if card.ramp else None,
        grades=grades,
        grades_ref=month.rule_ref(card.grades),
        tie_metrics=tuple(month.metric(one.metric, one.variant, ("grades",)) for one in ties),
    )


def _newest(refs: Iterable[str]) -> str:
    return max(refs, key=lambda ref: ref.rsplit("@", 1)[1])


def _children(
    branch: Scorecard | Section, month: MonthReader, path: Path
) -> tuple[SectionPlan | ItemPlan, ...]:
    sections = [
        _section(section, month, (*path, "sections", index))
        for index, section in enumerate(branch.sections)
        if _begun(section, month, (*path, "sections", index))
    ]
    items = [
        _item(cell, month, (*path, "items", index))
        for index, item in enumerate(branch.items)
        for cell in item.cells
        if _begun(cell, month, (*path, "items", index))
    ]
    return (*sections, *items)


def _begun(child: Weighted, month: MonthReader, path: Path) -> bool:
    return any(
        month.begun(dated, (*path, *child.weight_path(role)))
        for role, dated in child.weights.items()
    )


class _Named(TypedDict):
    """The fields of NodePlan."""

    id: str
    name_zh: str
    name_en: str
    weights: dict[str, Decimal]
    gates: tuple[GatePlan, ...]
    multipliers: Multipliers
    rule_ref: str


def _named(node: Item | Section, month: MonthReader, path: Path, rule_ref: str) -> _Named:
    return {
        "id": node.id,
        "name_zh": node.name_zh,
        "name_en": node.name_en,
        "weights": {
            role: month.value(dated, (*path, *node.weight_path(role)))
            for role, dated in node.weights.items()
            if month.begun(dated, (*path, *node.weight_path(role)))
        },
        "gates": month.gates(node.gates, (*path, "gates")),
        "multipliers": node.multipliers,
        "rule_ref": rule_ref,
    }


def _section(section: Section, month: MonthReader, path: Path) -> SectionPlan:
    return SectionPlan(
        **_named(section, month, path, month.rule_ref(*section.weights.values())),
        children=_children(section, month, path),
        composition=section.composition,
    )


def _item(item: Item, month: MonthReader, path: Path) -> ItemPlan:
    function = month.value(item.function, (*path, "function"))
    dated = (item.function, item.full_score, item.min_sample, item.missing_policy)
    ref = month.rule_ref(*item.weights.values(), *dated, item.cap_lo, item.cap_hi)
    return ItemPlan(
        **_named(item, month, path, ref),
        metrics=_metrics(item, function, month, path),
        function=function,
        full_score=month.optional(item.full_score, (*path, "full_score"), FULL_SCORE),
        cap_lo=month.value(item.cap_lo, (*path, "cap_lo")) if item.cap_lo else None,
        cap_hi=month.value(item.cap_hi, (*path, "cap_hi")) if item.cap_hi else None,
        min_sample=month.optional(item.min_sample, (*path, "min_sample"), 0),
        policy=month.value(item.missing_policy, (*path, "missing_policy")),
        peers=item.peers,
        prorated=item.prorated,
        ramped=item.ramped,
    )


def _metrics(
    item: Item, function: Function, month: MonthReader, path: Path
) -> tuple[MetricRef, ...]:
    if function.metrics is not None:
        at = (*path, "function")
        return tuple(month.metric(name, variant, at) for name, variant in function.metrics)
    return (month.metric(item.metric or "", item.variant, (*path, "metric")),)
