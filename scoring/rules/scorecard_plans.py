"""A scorecard with the values of one month: what the engine scores with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.catalogue import MetricRef
from scoring.functions import Function
from scoring.functions.gate import Multipliers
from scoring.rules.gate_plan import GatePlan
from scoring.rules.grades import Grades
from scoring.rules.missing import MissingPolicy
from scoring.rules.ramp import Ramp
from scoring.rules.scorecard import Composition, Peers, Segments
from scoring.rules.who import AppliesTo


@dataclass(frozen=True)
class NodePlan:
    """What items and sections share. `weights` are by role; '' stands for every role."""

    id: str
    name_zh: str
    name_en: str
    weights: Mapping[str, Decimal]
    gates: tuple[GatePlan, ...]
    multipliers: Multipliers
    rule_ref: str


@dataclass(frozen=True)
class ItemPlan(NodePlan):
    """An item in force; `metrics` stand in the order its function takes their values."""

    metrics: tuple[MetricRef, ...]
    function: Function
    full_score: Decimal
    cap_lo: Decimal | None
    cap_hi: Decimal | None
    min_sample: int
    policy: MissingPolicy
    peers: Peers | None
    prorated: bool
    ramped: bool

    @property
    def months_back(self) -> int:
        """How many earlier months it looks at."""
        carried = self.policy.number if self.policy.name == "CARRY_FORWARD" else 0
        return max(carried, 1 if self.function.needs_before else 0)


@dataclass(frozen=True)
class SectionPlan(NodePlan):
    """A section in force with its children in file order; the root is called 'total'."""

    children: tuple[SectionPlan | ItemPlan, ...]
    composition: Composition


@dataclass(frozen=True)
class ScorecardPlan:
    """A scorecard in force in the month."""

    id: str
    name_zh: str
    name_en: str
    file: str
    applies_to: AppliesTo
    total: SectionPlan
    segments: Segments
    ramp: Ramp | None
    grades: Grades | None
    grades_ref: str
    tie_metrics: tuple[MetricRef, ...]

    @property
    def items(self) -> Iterator[ItemPlan]:
        """Every item, in file order."""
        return leaves(self.total)


def leaves(section: SectionPlan) -> Iterator[ItemPlan]:
    """Every item under a section, in file order."""
    for child in section.children:
        if isinstance(child, SectionPlan):
            yield from leaves(child)
        else:
            yield child
