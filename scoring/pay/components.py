"""From scores and points to money: every component of a pay plan, in a fixed order.

PAY_ORDER reads aloud: formula → floor and cap → gates → rounding. Source: scoring.md 4.3
(pay gates after composition, each level on one input) and 4.7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.exact import MONEY_DIGITS, rounded
from scoring.functions import Bands
from scoring.functions.gate import DropBand, gated
from scoring.inputs import Measures, Person
from scoring.pay.amounts import Amount, Hold, product_of
from scoring.pay.base import base_pay
from scoring.pay.performance import performance_pay
from scoring.pay.points_pay import SharedPool, points_pay
from scoring.period import Period
from scoring.rules.plans import (
    BasePlan,
    ComponentPlan,
    GatePlan,
    PayPlanInForce,
    PerformancePlan,
    PointsPayPlan,
)
from scoring.rules.who import covers
from scoring.scores import Subject, fired_gates

GATE_HOLD = Hold("规则要求暂缓计发", "held by a gate")


@dataclass(frozen=True)
class PayInputs:
    """What pay is made of: total scores (None: held or none) and points by agent_id."""

    period: Period
    scores: Mapping[str, Decimal | None]
    points: Mapping[str, Decimal]
    measures: Measures


@dataclass(frozen=True)
class Paid:
    """All amounts of a plan, and the pools that were shared."""

    amounts: tuple[Amount, ...]
    pools: tuple[SharedPool, ...]


def pay_people(plan: PayPlanInForce, people: Sequence[Person], inputs: PayInputs) -> Paid:
    """Every component of every person the plan is about."""
    amounts: list[Amount] = []
    pools: list[SharedPool] = []
    for component in plan.components:
        covered = [p for p in people if covers(component.applies_to, p.role)]
        if isinstance(component, PointsPayPlan):
            shared = points_pay(component, covered, inputs.points, plan.document)
            pools += shared
            made = [amount for pool in shared for amount in pool.amounts]
        else:
            made = [_formula(component, person, plan, inputs) for person in covered]
        amounts += [_through_order(amount, plan, inputs) for amount in made]
    return Paid(tuple(amounts), tuple(pools))


def _formula(
    component: ComponentPlan, person: Person, plan: PayPlanInForce, inputs: PayInputs
) -> Amount:
    if isinstance(component, BasePlan):
        return base_pay(component, person, inputs.period, plan.currency)
    if isinstance(component, PerformancePlan):
        score = inputs.scores.get(person.agent_id)
        return performance_pay(component, person, inputs.period, score)
    raise TypeError(f"no formula for {component.code}")


def _through_order(amount: Amount, plan: PayPlanInForce, inputs: PayInputs) -> Amount:
    for step in PAY_ORDER:
        if amount.held is None:
            amount = step(amount, plan, inputs)
    return amount


def keep_within_limits(amount: Amount, plan: PayPlanInForce, inputs: PayInputs) -> Amount:
    """The component's floor and cap; those of a pool were met while it was shared."""
    if amount.share is not None:
        return amount
    limited = amount.product
    if amount.component.cap is not None:
        limited = min(limited, Fraction(amount.component.cap))
    if amount.component.floor is not None:
        limited = max(limited, Fraction(amount.component.floor))
    return replace(amount, limited=limited)


def apply_pay_gates(amount: Amount, plan: PayPlanInForce, inputs: PayInputs) -> Amount:
    """Gates of the component, then those on all variable pay (everything but P1)."""
    subject = Subject(amount.person.agent_id, inputs.measures)
    amount = _gate(amount, amount.component.gates, amount.component.multipliers, subject)
    if amount.held is not None or isinstance(amount.component, BasePlan):
        return amount
    return _gate(amount, plan.gates, plan.multipliers, subject)


def _gate(
    amount: Amount, gates: tuple[GatePlan, ...], multipliers: str, subject: Subject
) -> Amount:
    drop = _drop_band(amount)
    fired = fired_gates(gates, subject, amount.limited, drop)
    if not fired:
        return amount
    mode = "worst_only" if multipliers == "worst_only" else "product"
    left = gated(amount.limited, [gate.rule for gate in fired], mode, drop)
    fired = (*amount.fired, *fired)
    if left is None:
        nothing = Decimal("0.00")
        return replace(amount, fired=fired, limited=Fraction(0), amount=nothing, held=GATE_HOLD)
    return replace(amount, fired=fired, limited=left)


def _drop_band(amount: Amount) -> DropBand | None:
    plan, scored = amount.component, amount.scored
    if not isinstance(plan, PerformancePlan) or scored is None:
        return None
    bands, rest = plan.coefficient, [f for f in amount.factors if f.name != "coefficient"]
    if not isinstance(bands, Bands):
        return None
    return lambda steps: product_of(tuple(rest)) * Fraction(bands.dropped(scored.score, steps))


def round_once(amount: Amount, plan: PayPlanInForce, inputs: PayInputs) -> Amount:
    """Money at two digits; a share of a pool that no gate touched is rounded already."""
    if amount.share is not None and not amount.gated_away:
        return amount
    return replace(amount, amount=rounded(amount.limited, MONEY_DIGITS, plan.rounding))


PayStep = Callable[[Amount, PayPlanInForce, PayInputs], Amount]
PAY_ORDER: tuple[PayStep, ...] = (keep_within_limits, apply_pay_gates, round_once)
