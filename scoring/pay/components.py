"""From scores and points to money: every component of a pay plan for everybody at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from scoring.inputs.group import Group
from scoring.pay.allowance import allowance_pay
from scoring.pay.amounts import Amounts, amounts_of
from scoring.pay.base import base_pay
from scoring.pay.commission import commission_pay
from scoring.pay.deductions import CARRIED, carried, deduction_pay
from scoring.pay.fixed_price import fixed_points_pay, overtime_points_pay
from scoring.pay.inputs import PayInputs
from scoring.pay.listed import listed_pay
from scoring.pay.minimum_wage import minimum_wage_top_up
from scoring.pay.order import PAY_ORDER
from scoring.pay.overtime import overtime_pay
from scoring.pay.parts import Parts
from scoring.pay.payday import Payday
from scoring.pay.performance import performance_pay
from scoring.pay.points_pay import SharePools, points_pay
from scoring.pay.shares import Pools
from scoring.pay.tiers import tiered_pay
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
    TieredPlan,
)
from scoring.rules.who import AppliesTo, covers


@dataclass(frozen=True)
class Paid:
    """All components of a plan in file order, for the people of `group`."""

    plan: PayPlanInForce
    group: Group
    amounts: tuple[Amounts, ...]

    @property
    def pools(self) -> tuple[Pools, ...]:
        """The pools that were shared, one set per P4."""
        return tuple(one.share.pools for one in self.amounts if one.share is not None)

    @property
    def carried(self) -> pa.Table:
        """Claims of P10: opening = taken this month + carried into the next."""
        tables = [carried(one) for one in self.amounts if isinstance(one.component, DeductionPlan)]
        return pa.concat_tables([CARRIED.empty_table(), *tables])


def pay_people(
    plan: PayPlanInForce, group: Group, inputs: PayInputs, share_pools: SharePools = points_pay
) -> Paid:
    """Every component of every person of `group`, rows of People under this plan.

    `share_pools` shares the pools of a P4. Raises Refusal for an input that cannot be paid by
    the plan.
    """
    at = Payday(plan, inputs)
    done: dict[str, Amounts] = {}
    for component in sorted(plan.components, key=_turn):
        covered = about(group, component.applies_to)
        made = _formula(component, covered, at, share_pools)
        for step in PAY_ORDER:
            made = step(made, at)
        done[component.id] = made
        at = replace(at, earned=(*at.earned, made))
    return Paid(plan, group, tuple(done[component.id] for component in plan.components))


def _turn(component: ComponentPlan) -> int:
    """What is earned comes first, then the minimum wage it is tested against, then what is
    taken from it; in file order within each."""
    return {"P_min": 1, "P10": 2}.get(component.code, 0)


def about(group: Group, applies_to: AppliesTo) -> Group:
    """The rows of the group that a component is about, by their role."""
    roles = [group.people.role[row] for row in group.rows]
    told = {role: covers(applies_to, role) for role in set(roles)}
    return group.part(np.flatnonzero([told[role] for role in roles]))


def _formula(
    component: ComponentPlan, group: Group, at: Payday, share_pools: SharePools
) -> Amounts:
    if isinstance(component, PointsPayPlan):
        parts, share = share_pools(component, group, at.inputs, at.plan.document)
        return replace(amounts_of(component, group, parts), share=share)
    return amounts_of(component, group, _parts(component, group, at))


def _parts(component: ComponentPlan, group: Group, at: Payday) -> Parts:
    inputs = at.inputs
    match component:
        case BasePlan():
            return base_pay(component, group, inputs.period, at.plan.currency)
        case PerformancePlan():
            return performance_pay(component, group, inputs)
        case FixedPointsPlan():
            return fixed_points_pay(component, group, inputs)
        case OvertimePointsPlan():
            return overtime_points_pay(component, group, inputs)
        case TieredPlan():
            return tiered_pay(component, group, inputs)
        case CommissionPlan():
            return commission_pay(component, group, inputs)
        case AllowancePlan():
            return allowance_pay(component, group, inputs)
        case OvertimePlan():
            return overtime_pay(component, group, inputs)
        case ListedPlan():
            return listed_pay(component, group, inputs.extras)
        case MinimumWagePlan():
            return minimum_wage_top_up(component, group, inputs, at.earned)
        case DeductionPlan():
            return deduction_pay(component, group, inputs)
        case _:
            raise TypeError(f"no formula for {component.code}")
