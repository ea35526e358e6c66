"""A pay plan with the values of one month: what the engine pays with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from data_contracts.located_yaml import LocatedYaml
from scoring.catalogue import MetricRef
from scoring.exact import RoundingMode
from scoring.functions.curves import LineOrBands
from scoring.functions.gate import Multipliers
from scoring.functions.tiered import Tiered
from scoring.rules.component import OnExit, Proration
from scoring.rules.gate_plan import GatePlan
from scoring.rules.pay_kinds import System
from scoring.rules.who import AppliesTo


@dataclass(frozen=True)
class ComponentPlan:
    """What every component in force states."""

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


@dataclass(frozen=True)
class BasePlan(ComponentPlan):
    """P1 in force."""

    share: Decimal
    proration: Proration


@dataclass(frozen=True)
class PerformancePlan(ComponentPlan):
    """P2 in force."""

    proration: Proration
    base_amount: Decimal
    coefficient: LineOrBands


@dataclass(frozen=True)
class SplitPlan:
    """A level of a nested pool: the parent's money by `key`, one part per value of `by`."""

    by: str
    key: str


@dataclass(frozen=True)
class PoolPlan:
    """One pool in force; `splits` divide it from the top down."""

    id: str
    applies_to: AppliesTo
    amount: Decimal
    splits: tuple[SplitPlan, ...] = ()


@dataclass(frozen=True)
class PointsPayPlan(ComponentPlan):
    """P4 in force."""

    pools: tuple[PoolPlan, ...]
    lowest_price: Decimal | None
    highest_price: Decimal | None


@dataclass(frozen=True)
class FixedPointsPlan(ComponentPlan):
    """P3 in force; `separate` leaves overtime points to a P3_ot."""

    unit_price: Decimal
    separate: bool


@dataclass(frozen=True)
class OvertimePointsPlan(ComponentPlan):
    """P3_ot in force."""

    unit_price: Decimal
    system: System


@dataclass(frozen=True)
class TieredPlan(ComponentPlan):
    """P5 in force; `metric` is None where it reads points or the total score (`of`)."""

    of: Literal["points", "score", "metric"]
    metric: MetricRef | None
    figure: Literal["value", "numerator"]
    tiers: Tiered


@dataclass(frozen=True)
class CommissionPlan(ComponentPlan):
    """P6 in force."""

    rate: Decimal
    clawback_days: int


@dataclass(frozen=True)
class ListedPlan(ComponentPlan):
    """P7, P11 and P12 in force: amounts that were settled elsewhere."""


@dataclass(frozen=True)
class AllowancePlan(ComponentPlan):
    """P8 in force."""

    allowance: str
    amount: Decimal


@dataclass(frozen=True)
class OvertimePlan(ComponentPlan):
    """P9 in force."""

    system: System


@dataclass(frozen=True)
class DeductionPlan(ComponentPlan):
    """P10 in force."""


@dataclass(frozen=True)
class MinimumWagePlan(ComponentPlan):
    """P_min in force."""


@dataclass(frozen=True)
class PayPlanInForce:
    """A pay plan in force in the month."""

    id: str
    document: LocatedYaml
    applies_to: AppliesTo
    currency: str
    rounding: RoundingMode
    components: tuple[ComponentPlan, ...]
    gates: tuple[GatePlan, ...]
    multipliers: Multipliers
