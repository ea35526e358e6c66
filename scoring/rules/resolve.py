"""From documents to plans: each rule with the values of one month."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

from data_contracts.located_yaml import LocatedYaml, Path
from scoring.catalogue import Catalogue, MetricRef
from scoring.functions import Deduction
from scoring.functions.gate import Multipliers
from scoring.period import Period
from scoring.rules.month import MonthReader
from scoring.rules.pay import (
    AnyComponent,
    BasePay,
    FloatingPointsPay,
    PayPlan,
    PerformancePay,
)
from scoring.rules.plans import (
    BasePlan,
    ComponentPlan,
    Function,
    GatePlan,
    ItemPlan,
    PayPlanInForce,
    PerformancePlan,
    PointsPayPlan,
    PointsPlan,
    PoolPlan,
    QualityPlan,
    ScorecardPlan,
    SectionPlan,
)
from scoring.rules.points import PointsTariff
from scoring.rules.scorecard import Item, Scorecard, Section
from scoring.rules.who import AppliesTo

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
        weight=WHOLE,
        children=children,
        gates=month.gates(card.gates, ("gates",)),
        multipliers=card.multipliers,
        rule_ref=_newest(child.rule_ref for child in children),
    )
    return ScorecardPlan(card.id, document.file, card.applies_to, total)


def _newest(refs: Iterable[str]) -> str:
    return max(refs, key=lambda ref: ref.rsplit("@", 1)[1])


def _children(
    branch: Scorecard | Section, month: MonthReader, path: Path
) -> tuple[SectionPlan | ItemPlan, ...]:
    sections = [
        _section(section, month, (*path, "sections", index))
        for index, section in enumerate(branch.sections)
        if month.begun(section.weight, (*path, "sections", index, "weight"))
    ]
    items = [
        _item(item, month, (*path, "items", index))
        for index, item in enumerate(branch.items)
        if month.begun(item.weight, (*path, "items", index, "weight"))
    ]
    return (*sections, *items)


def _section(section: Section, month: MonthReader, path: Path) -> SectionPlan:
    return SectionPlan(
        id=section.id,
        name_zh=section.name_zh,
        name_en=section.name_en,
        weight=month.value(section.weight, (*path, "weight")),
        children=_children(section, month, path),
        gates=month.gates(section.gates, (*path, "gates")),
        multipliers=section.multipliers,
        rule_ref=month.rule_ref(section.weight),
    )


def _item(item: Item, month: MonthReader, path: Path) -> ItemPlan:
    function = month.value(item.function, (*path, "function"))
    dated = (item.weight, item.function, item.full_score, item.min_sample, item.missing_policy)
    return ItemPlan(
        id=item.id,
        name_zh=item.name_zh,
        name_en=item.name_en,
        weight=month.value(item.weight, (*path, "weight")),
        metrics=_metrics(item, function, month, path),
        function=function,
        full_score=month.optional(item.full_score, (*path, "full_score"), FULL_SCORE),
        cap_lo=month.value(item.cap_lo, (*path, "cap_lo")) if item.cap_lo else None,
        cap_hi=month.value(item.cap_hi, (*path, "cap_hi")) if item.cap_hi else None,
        min_sample=month.optional(item.min_sample, (*path, "min_sample"), 0),
        policy=month.value(item.missing_policy, (*path, "missing_policy")),
        gates=month.gates(item.gates, (*path, "gates")),
        multipliers=item.multipliers,
        rule_ref=month.rule_ref(*dated, item.cap_lo, item.cap_hi),
    )


def _metrics(
    item: Item, function: Function, month: MonthReader, path: Path
) -> tuple[MetricRef, ...]:
    if isinstance(function, Deduction):
        kinds = function.categories
        return tuple(month.metric(k.metric, k.variant, (*path, "function")) for k in kinds)
    return (month.metric(item.metric or "", item.variant, (*path, "metric")),)


def points_in(
    tariff: PointsTariff, document: LocatedYaml, period: Period, catalogue: Catalogue
) -> PointsPlan | None:
    """The tariff, or None where its reference has not begun by the end of `period`."""
    if tariff.reference_s.entry_on(period.last) is None:
        return None
    month = MonthReader(document, period, catalogue)
    return PointsPlan(document, tariff, _quality(tariff, month))


def _quality(tariff: PointsTariff, month: MonthReader) -> QualityPlan | None:
    quality, path = tariff.quality_coefficient, ("quality_coefficient",)
    if quality is None:
        return None
    return QualityPlan(
        applies_to=quality.applies_to,
        metric=month.metric(quality.metric, quality.variant, (*path, "metric")),
        function=month.value(quality.function, (*path, "function")),
        min_sample=month.value(quality.min_sample, (*path, "min_sample")),
        below_min_sample=month.value(quality.below_min_sample, (*path, "below_min_sample")),
        rule_ref=month.rule_ref(quality.function, quality.min_sample, quality.below_min_sample),
    )


def pay_in(
    plan: PayPlan, document: LocatedYaml, period: Period, catalogue: Catalogue
) -> PayPlanInForce | None:
    """The pay plan with the components in force in `period`, or None where there is none."""
    month = MonthReader(document, period, catalogue)
    components = [
        _component(component, month, ("components", index))
        for index, component in enumerate(plan.components)
        if _begun(component, month, ("components", index))
    ]
    if not components:
        return None
    return PayPlanInForce(
        id=plan.id,
        document=document,
        applies_to=plan.applies_to,
        currency=plan.currency,
        rounding=plan.rounding,
        components=tuple(components),
        gates=month.gates(plan.variable_pay_gates, ("variable_pay_gates",)),
        multipliers=plan.multipliers,
    )


def _begun(component: AnyComponent, month: MonthReader, path: Path) -> bool:
    if isinstance(component, BasePay):
        return month.begun(component.share_of_contract, (*path, "share_of_contract"))
    if isinstance(component, PerformancePay):
        return month.begun(component.base_amount, (*path, "base_amount"))
    pools = enumerate(component.pools)
    return any(month.begun(pool.amount, (*path, "pools", i, "amount")) for i, pool in pools)


def _component(component: AnyComponent, month: MonthReader, path: Path) -> ComponentPlan:
    if isinstance(component, BasePay):
        return _base(component, month, path)
    if isinstance(component, PerformancePay):
        return _performance(component, month, path)
    return _floating_points(component, month, path)


def _base(component: BasePay, month: MonthReader, path: Path) -> BasePlan:
    stated = _stated(component, month, path, month.rule_ref(component.share_of_contract))
    share = month.value(component.share_of_contract, (*path, "share_of_contract"))
    return BasePlan(**stated, share=share)


def _performance(component: PerformancePay, month: MonthReader, path: Path) -> PerformancePlan:
    ref = month.rule_ref(component.base_amount, component.coefficient)
    return PerformancePlan(
        **_stated(component, month, path, ref),
        prorated=component.proration == "paid_days",
        base_amount=month.value(component.base_amount, (*path, "base_amount")),
        coefficient=month.value(component.coefficient, (*path, "coefficient")),
    )


def _floating_points(component: FloatingPointsPay, month: MonthReader, path: Path) -> PointsPayPlan:
    collar = month.value(component.collar, (*path, "collar")) if component.collar else None
    amounts = [pool.amount for pool in component.pools]
    pools = [
        PoolPlan(
            pool.id,
            pool.applies_to,
            month.value(pool.amount, (*path, "pools", index, "amount")),
        )
        for index, pool in enumerate(component.pools)
        if month.begun(pool.amount, (*path, "pools", index, "amount"))
    ]
    return PointsPayPlan(
        **_stated(component, month, path, month.rule_ref(*amounts, component.collar)),
        pools=tuple(pools),
        lowest_price=collar.lowest if collar else None,
        highest_price=collar.highest if collar else None,
    )


class _Stated(TypedDict):
    """The fields of ComponentPlan."""

    id: str
    code: str
    name_zh: str
    name_en: str
    applies_to: AppliesTo
    payroll_code: str
    taxable: bool
    floor: Decimal | None
    cap: Decimal | None
    gates: tuple[GatePlan, ...]
    multipliers: Multipliers
    rule_ref: str


def _stated(component: AnyComponent, month: MonthReader, path: Path, ref: str) -> _Stated:
    def money(key: str) -> Decimal | None:
        dated = getattr(component, key)
        return month.value(dated, (*path, key)) if dated else None

    return {
        "id": component.id,
        "code": component.code,
        "name_zh": component.name_zh,
        "name_en": component.name_en,
        "applies_to": component.applies_to,
        "payroll_code": component.payroll_code,
        "taxable": component.taxable,
        "floor": money("floor"),
        "cap": money("cap"),
        "gates": month.gates(component.gates, (*path, "gates")),
        "multipliers": component.multipliers,
        "rule_ref": ref,
    }
