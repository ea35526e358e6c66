"""A gate with the values of one month."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.catalogue import MetricRef
from scoring.functions.gate import GateRule


@dataclass(frozen=True)
class GatePlan:
    """A gate in force, with the metric it watches."""

    id: str
    name_zh: str
    name_en: str
    metric: MetricRef
    rule: GateRule
    rule_ref: str
