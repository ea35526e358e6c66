"""What the compiler refuses of pay components on any date."""

from __future__ import annotations

from collections.abc import Iterator

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Refusal
from scoring.catalogue import Catalogue, metric_ref
from scoring.rules.pay import FloatingPointsPay, PayPlan, Pool
from scoring.rules.pay_kinds import (
    AllowancePay,
    FixedPointsPay,
    MinimumWageTopUp,
    OvertimePointsPay,
    TieredPay,
)
from scoring.rules.who import AppliesTo, Roles


def pools_do_not_overlap(plan: PayPlan, document: LocatedYaml, _: Catalogue) -> None:
    """A role shares one pool of a component only."""
    for index, component in enumerate(plan.components):
        if isinstance(component, FloatingPointsPay):
            for place, pool in enumerate(component.pools):
                path = ("components", index, "pools", place)
                _refuse_overlap(pool, component.pools[:place], path, document)
                _refuse_twice_split(pool, path, document)


def _refuse_overlap(
    pool: Pool, before: tuple[Pool, ...], path: tuple[str | int, ...], document: LocatedYaml
) -> None:
    for other in before:
        common = _common(other.applies_to, pool.applies_to)
        if other.id == pool.id or common is not None:
            whose = f"both are about {common}" if common else "both have one id"
            raise Refusal(
                f"the pools '{other.id}' and '{pool.id}' overlap: {whose}",
                place=document.place((*path, "applies_to" if common else "id")),
                next_step="let each role stand in one pool only, and give each pool its own id",
            )


def _common(left: AppliesTo, right: AppliesTo) -> str | None:
    """A role that both are about; 'everyone' meets every role."""
    if isinstance(left, Roles) and isinstance(right, Roles):
        return next((role for role in left.role if role in right.role), None)
    return next(iter(_roles(left) or _roles(right)), "everyone")


def _roles(applies_to: AppliesTo) -> tuple[str, ...]:
    return applies_to.role if isinstance(applies_to, Roles) else ()


def _refuse_twice_split(pool: Pool, path: tuple[str | int, ...], document: LocatedYaml) -> None:
    keys = [split.by for split in pool.splits]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise Refusal(
                f"the pool '{pool.id}' is split by {key} twice",
                place=document.place((*path, "splits", place, "by")),
                next_step="name each level once, from the top down",
            )


def overtime_points_are_paid_once(plan: PayPlan, document: LocatedYaml, _: Catalogue) -> None:
    """A P3 leaves points made in overtime to a P3_ot, or keeps them; never both or neither."""
    fixed = [one for one in plan.components if isinstance(one, FixedPointsPay)]
    separate = any(one.overtime_points == "separate" for one in fixed)
    overtime = [i for i, one in enumerate(plan.components) if isinstance(one, OvertimePointsPay)]
    if separate == bool(overtime) or (not fixed and not overtime):
        return
    if separate:
        index = next(i for i, one in enumerate(plan.components) if one in fixed)
        what, key = "points made in overtime are taken out and paid nowhere", "overtime_points"
    else:
        index, key = overtime[0], "code"
        what = "points made in overtime are paid twice: by P3_ot and with all points"
    raise Refusal(
        what,
        place=document.place(("components", index, key)),
        next_step="write overtime_points: separate in P3 beside a P3_ot, or neither",
    )


def tier_metrics_are_known(plan: PayPlan, document: LocatedYaml, catalogue: Catalogue) -> None:
    """A P5 by a metric reads one of the catalogue."""
    for index, component in enumerate(plan.components):
        if isinstance(component, TieredPay) and component.metric is not None:
            place = document.place(("components", index, "metric"))
            metric_ref(catalogue, component.metric, component.variant, place)


def nothing_is_paid_twice(plan: PayPlan, document: LocatedYaml, _: Catalogue) -> None:
    """One component per allowance, and one top-up to the minimum wage."""
    seen: set[str] = set()
    for index, name in _single(plan):
        if name in seen:
            raise Refusal(
                f"two components of this plan pay {name}",
                place=document.place(("components", index, "code")),
                next_step="keep one of them",
            )
        seen.add(name)


def _single(plan: PayPlan) -> Iterator[tuple[int, str]]:
    """The components of which there may be one only, with what they pay."""
    for index, component in enumerate(plan.components):
        if isinstance(component, AllowancePay):
            yield index, f"the allowance '{component.allowance}'"
        elif isinstance(component, MinimumWageTopUp):
            yield index, "the minimum-wage top-up"
        elif component.code in ("P6", "P7", "P9", "P10", "P11", "P12"):
            yield index, f"all entries of {component.code}"


KIND_CHECKS = (
    pools_do_not_overlap,
    overtime_points_are_paid_once,
    tier_metrics_are_known,
    nothing_is_paid_twice,
)
