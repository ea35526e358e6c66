"""What happens to a component after its formula, in a fixed order.

PAY_ORDER reads aloud: floor and cap → gates → leaving → law → round once. Before it
comes the formula, and its sum over the segments of a person (components.py).
Source: scoring.md 4.3 (pay gates after composition, each level on one input) and 4.7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from scoring.columns import Figures, Fractions, units_of
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units
from scoring.functions import Bands
from scoring.functions.gate import Multipliers
from scoring.gates import DropBand, fired_gates, gated, lower
from scoring.grouping import narrow
from scoring.pay.amounts import Amounts, held_back
from scoring.pay.days import leavers
from scoring.pay.deductions import cap_deductions
from scoring.pay.parts import Hold
from scoring.pay.payday import Payday
from scoring.rules.gate_plan import GatePlan
from scoring.rules.pay_plans import PerformancePlan

GATE_HOLD = Hold("规则要求暂缓计发", "held by a gate")


def keep_within_limits(amounts: Amounts, at: Payday) -> Amounts:
    """The component's floor and cap; those of a pool were met while it was shared."""
    plan, limited = amounts.component, amounts.exact
    if amounts.share is not None or (plan.cap is None and plan.floor is None):
        return amounts
    if plan.cap is not None:
        limited = lower(limited, _constant(plan.cap, amounts))
    if plan.floor is not None:
        floor = _constant(plan.floor, amounts)
        limited = floor.where(limited.less(floor), limited)
    return replace(amounts, limited=amounts.limited.where(amounts.held, limited))


def _constant(value: object, amounts: Amounts) -> Fractions:
    return Fractions.constant(Fraction(str(value)), len(amounts))


def apply_own_gates(amounts: Amounts, at: Payday) -> Amounts:
    """The gates of the component."""
    plan = amounts.component
    return _gate(amounts, plan.gates, plan.multipliers, own=True)


def apply_variable_pay_gates(amounts: Amounts, at: Payday) -> Amounts:
    """The gates on all variable pay: everything that has a price on performance."""
    if not is_variable(amounts):
        return amounts
    return _gate(amounts, at.plan.gates, at.plan.multipliers, own=False)


def is_variable(amounts: Amounts) -> bool:
    """Pay for performance, which gates may take; contract, lawful and past amounts are not."""
    return amounts.component.code in ("P2", "P3", "P4", "P5", "P6", "P7", "P11")


def _gate(
    amounts: Amounts, gates: Sequence[GatePlan], multipliers: Multipliers, *, own: bool
) -> Amounts:
    drop = _drop_band(amounts)
    fired = fired_gates(gates, amounts.group, amounts.limited, drop) if gates else ()
    free = ~amounts.held
    fired = tuple(replace(gate, who=gate.who & free) for gate in fired if (gate.who & free).any())
    if not fired:
        return amounts
    left = gated(amounts.limited, fired, multipliers, drop)
    acts = np.logical_or.reduce([gate.who for gate in fired])
    value = left.value.where(acts, amounts.limited)
    changed = replace(amounts, limited=value, **{"own" if own else "whole": fired})
    return held_back(changed, left.held & free, GATE_HOLD)


def _drop_band(amounts: Amounts) -> DropBand | None:
    plan, coefficient = amounts.component, amounts.parts.coefficient
    if not isinstance(plan, PerformancePlan) or coefficient is None:
        return None
    bands = plan.coefficient
    if not isinstance(bands, Bands):
        return None
    rest = amounts.parts.without("coefficient")

    def drop(steps: int) -> Fractions:
        lower_bands = _dropped(coefficient.value, bands, steps)
        return amounts.persons.fraction_sums(rest.times(Fractions.of(lower_bands)))

    return drop


def _dropped(coefficient: Figures, bands: Bands, steps: int) -> Figures:
    units, place = np.unique(coefficient.units, return_inverse=True)
    fallen = [bands.dropped(from_units(int(one), SCORE_DIGITS), steps) for one in units]
    return Figures(np.array([units_of(one) for one in fallen])[place])


def settle_leavers(amounts: Amounts, at: Payday) -> Amounts:
    """What a leaver forfeits is not earned at all (scoring.md 4.4)."""
    if amounts.component.earned_on_exit != "forfeited":
        return amounts
    group = amounts.group
    leaving = leavers(group.people, at.inputs.period)[group.rows] & ~amounts.held
    if not leaving.any():
        return amounts
    nothing = Fractions.constant(Fraction(0), len(amounts))
    return replace(amounts, limited=nothing.where(leaving, amounts.limited), forfeited=leaving)


def round_once(amounts: Amounts, at: Payday) -> Amounts:
    """Money at two digits; a share of a pool that nothing changed is rounded already."""
    fen = narrow(amounts.limited.rounded(MONEY_DIGITS, at.plan.rounding).units)
    paid = Figures(fen, MONEY_DIGITS)
    share = amounts.share
    if share is not None:
        shared = narrow(amounts.persons.sums(share.share))
        free = ~amounts.changed & ~amounts.held
        paid = Figures(np.where(free, shared, fen), MONEY_DIGITS)
    return replace(amounts, paid=paid)


PayStep = Callable[[Amounts, Payday], Amounts]
PAY_ORDER: tuple[PayStep, ...] = (
    keep_within_limits,
    apply_own_gates,
    apply_variable_pay_gates,
    settle_leavers,
    cap_deductions,
    round_once,
)
