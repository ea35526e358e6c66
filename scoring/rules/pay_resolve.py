"""From a pay file to its plan of one month."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from data_contracts.located_yaml import LocatedYaml, Path
from scoring.catalogue import Catalogue
from scoring.functions.gate import Multipliers
from scoring.period import Period
from scoring.rules.component import OnExit
from scoring.rules.gate_plan import GatePlan
from scoring.rules.month import MonthReader
from scoring.rules.pay import (
    AnyComponent,
    BasePay,
    FloatingPointsPay,
    PayPlan,
    PerformancePay,
    Pool,
)
from scoring.rules.pay_kinds import (
    AllowancePay,
    CommissionPay,
    DeductionPay,
    FixedPointsPay,
    MinimumWageTopUp,
    OvertimePay,
    OvertimePointsPay,
    TieredPay,
)
from scoring.rules.pay_plans import (
    AllowancePlan,
    BasePlan,
    CommissionPlan,
    ComponentPlan,
    DeductionPlan,
    FixedPointsPlan,
    ListedPlan,
    MinimumWagePlan,
    OvertimePlan,
    OvertimePointsPlan,
    PayPlanInForce,
    PerformancePlan,
    PointsPayPlan,
    PoolPlan,
    SplitPlan,
    TieredPlan,
)
from scoring.rules.who import AppliesTo


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
    if not components or not _has_begun(plan, components):
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


def _has_begun(plan: PayPlan, components: Sequence[ComponentPlan]) -> bool:
    """A plan begins with the first of its components that has a beginning, if any has."""
    own = any(component.code in WITH_A_BEGINNING for component in plan.components)
    return not own or any(component.code in WITH_A_BEGINNING for component in components)


def _begun(component: AnyComponent, month: MonthReader, path: Path) -> bool:
    """A component begins with its first dated value; one without any begins with the plan, which
    is in force where one that has a beginning is."""
    if isinstance(component, FloatingPointsPay):
        pools = enumerate(component.pools)
        return any(month.begun(pool.amount, (*path, "pools", i, "amount")) for i, pool in pools)
    key = BEGINS_WITH.get(component.code)
    return key is None or month.begun(getattr(component, key), (*path, key))


BEGINS_WITH = {
    "P1": "share_of_contract",
    "P2": "base_amount",
    "P3": "unit_price",
    "P3_ot": "unit_price",
    "P5": "tiers",
    "P6": "rate",
    "P8": "amount",
}
WITH_A_BEGINNING = {*BEGINS_WITH, "P4"}


def _component(component: AnyComponent, month: MonthReader, path: Path) -> ComponentPlan:
    match component:
        case BasePay():
            return _base(component, month, path)
        case PerformancePay():
            return _performance(component, month, path)
        case FloatingPointsPay():
            return _floating_points(component, month, path)
        case FixedPointsPay() | OvertimePointsPay():
            return _priced_points(component, month, path)
        case TieredPay():
            return _tiered(component, month, path)
        case CommissionPay():
            return _commission(component, month, path)
        case AllowancePay():
            return _allowance(component, month, path)
        case OvertimePay():
            return OvertimePlan(**_undated(component, month, path), system=component.system)
        case DeductionPay():
            return DeductionPlan(**_undated(component, month, path))
        case MinimumWageTopUp():
            return MinimumWagePlan(**_undated(component, month, path))
        case _:
            return ListedPlan(**_undated(component, month, path))


def _undated(component: AnyComponent, month: MonthReader, path: Path) -> Stated:
    return _stated(component, month, path, month.rule_ref(component.floor, component.cap))


def _priced_points(
    component: FixedPointsPay | OvertimePointsPay, month: MonthReader, path: Path
) -> ComponentPlan:
    stated = _stated(component, month, path, month.rule_ref(component.unit_price))
    price = month.value(component.unit_price, (*path, "unit_price"))
    if isinstance(component, OvertimePointsPay):
        return OvertimePointsPlan(**stated, unit_price=price, system=component.system)
    separate = component.overtime_points == "separate"
    return FixedPointsPlan(**stated, unit_price=price, separate=separate)


def _tiered(component: TieredPay, month: MonthReader, path: Path) -> TieredPlan:
    metric = None
    if component.metric is not None:
        metric = month.metric(component.metric, component.variant, (*path, "metric"))
    return TieredPlan(
        **_stated(component, month, path, month.rule_ref(component.tiers)),
        of=component.of,
        metric=metric,
        figure=component.figure,
        tiers=month.value(component.tiers, (*path, "tiers")),
    )


def _commission(component: CommissionPay, month: MonthReader, path: Path) -> CommissionPlan:
    ref = month.rule_ref(component.rate, component.clawback_days)
    return CommissionPlan(
        **_stated(component, month, path, ref),
        rate=month.value(component.rate, (*path, "rate")),
        clawback_days=month.value(component.clawback_days, (*path, "clawback_days")),
    )


def _allowance(component: AllowancePay, month: MonthReader, path: Path) -> AllowancePlan:
    return AllowancePlan(
        **_stated(component, month, path, month.rule_ref(component.amount)),
        allowance=component.allowance,
        amount=month.value(component.amount, (*path, "amount")),
    )


def _base(component: BasePay, month: MonthReader, path: Path) -> BasePlan:
    stated = _stated(component, month, path, month.rule_ref(component.share_of_contract))
    share = month.value(component.share_of_contract, (*path, "share_of_contract"))
    return BasePlan(**stated, share=share, proration=component.proration)


def _performance(component: PerformancePay, month: MonthReader, path: Path) -> PerformancePlan:
    ref = month.rule_ref(component.base_amount, component.coefficient)
    return PerformancePlan(
        **_stated(component, month, path, ref),
        proration=component.proration,
        base_amount=month.value(component.base_amount, (*path, "base_amount")),
        coefficient=month.value(component.coefficient, (*path, "coefficient")),
    )


def _floating_points(component: FloatingPointsPay, month: MonthReader, path: Path) -> PointsPayPlan:
    collar = month.value(component.collar, (*path, "collar")) if component.collar else None
    amounts = [pool.amount for pool in component.pools]
    pools = [
        _pool(pool, month, (*path, "pools", index))
        for index, pool in enumerate(component.pools)
        if month.begun(pool.amount, (*path, "pools", index, "amount"))
    ]
    return PointsPayPlan(
        **_stated(component, month, path, month.rule_ref(*amounts, component.collar)),
        pools=tuple(pools),
        lowest_price=collar.lowest if collar else None,
        highest_price=collar.highest if collar else None,
    )


def _pool(pool: Pool, month: MonthReader, path: Path) -> PoolPlan:
    amount = month.value(pool.amount, (*path, "amount"))
    splits = tuple(SplitPlan(split.by, split.key) for split in pool.splits)
    return PoolPlan(pool.id, pool.applies_to, amount, splits)


class Stated(TypedDict):
    """The fields of ComponentPlan."""

    id: str
    code: str
    name_zh: str
    name_en: str
    applies_to: AppliesTo
    payroll_code: str
    taxable: bool
    counts_for_minimum_wage: bool
    earned_on_exit: OnExit
    floor: Decimal | None
    cap: Decimal | None
    gates: tuple[GatePlan, ...]
    multipliers: Multipliers
    rule_ref: str


def _stated(component: AnyComponent, month: MonthReader, path: Path, ref: str) -> Stated:
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
        "counts_for_minimum_wage": component.counts_for_minimum_wage,
        "earned_on_exit": component.earned_on_exit,
        "floor": money("floor"),
        "cap": money("cap"),
        "gates": month.gates(component.gates, (*path, "gates")),
        "multipliers": component.multipliers,
        "rule_ref": ref,
    }
