"""Rules with the values of one month: what the engine calculates with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from data_contracts.located_yaml import LocatedYaml
from scoring.catalogue import MetricRef
from scoring.exact import RoundingMode
from scoring.functions import Bands, Deduction, Linear
from scoring.functions.gate import GateRule, Multipliers
from scoring.rules.points import PointsTariff
from scoring.rules.scorecard import MissingPolicy
from scoring.rules.who import AppliesTo

Function = Linear | Bands | Deduction
Curve = Linear | Bands


@dataclass(frozen=True)
class GatePlan:
    """A gate in force, with the metric it watches."""

    id: str
    name_zh: str
    name_en: str
    metric: MetricRef
    rule: GateRule
    rule_ref: str


@dataclass(frozen=True)
class ItemPlan:
    """An item in force; `metrics` stand in the order its function takes their values."""

    id: str
    name_zh: str
    name_en: str
    weight: Decimal
    metrics: tuple[MetricRef, ...]
    function: Function
    full_score: Decimal
    cap_lo: Decimal | None
    cap_hi: Decimal | None
    min_sample: int
    policy: MissingPolicy
    gates: tuple[GatePlan, ...]
    multipliers: Multipliers
    rule_ref: str


@dataclass(frozen=True)
class SectionPlan:
    """A section in force with its children in file order; the root is called 'total'."""

    id: str
    name_zh: str
    name_en: str
    weight: Decimal
    children: tuple[SectionPlan | ItemPlan, ...]
    gates: tuple[GatePlan, ...]
    multipliers: Multipliers
    rule_ref: str


@dataclass(frozen=True)
class ScorecardPlan:
    """A scorecard in force in the month."""

    id: str
    file: str
    applies_to: AppliesTo
    total: SectionPlan


@dataclass(frozen=True)
class QualityPlan:
    """The quality coefficient of the month."""

    applies_to: AppliesTo
    metric: MetricRef
    function: Curve
    min_sample: int
    below_min_sample: Decimal
    rule_ref: str


@dataclass(frozen=True)
class PointsPlan:
    """A tariff; standards are read by work date, the quality coefficient by month."""

    document: LocatedYaml
    tariff: PointsTariff
    quality: QualityPlan | None


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
    floor: Decimal | None
    cap: Decimal | None
    gates: tuple[GatePlan, ...]
    multipliers: Multipliers
    rule_ref: str


@dataclass(frozen=True)
class BasePlan(ComponentPlan):
    """P1 in force."""

    share: Decimal


@dataclass(frozen=True)
class PerformancePlan(ComponentPlan):
    """P2 in force."""

    prorated: bool
    base_amount: Decimal
    coefficient: Curve


@dataclass(frozen=True)
class PoolPlan:
    """One pool in force."""

    id: str
    applies_to: AppliesTo
    amount: Decimal


@dataclass(frozen=True)
class PointsPayPlan(ComponentPlan):
    """P4 in force."""

    pools: tuple[PoolPlan, ...]
    lowest_price: Decimal | None
    highest_price: Decimal | None


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


@dataclass(frozen=True)
class MonthPlan:
    """Everything in force in one month."""

    scorecards: tuple[ScorecardPlan, ...]
    points: tuple[PointsPlan, ...]
    pay: tuple[PayPlanInForce, ...]
