"""Reads the dated values of one document as they stand in one month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from data_contracts.dated import Dated
from data_contracts.located_yaml import LocatedYaml, Path
from data_contracts.refusal import Refusal
from scoring.catalogue import Catalogue, MetricRef, metric_ref
from scoring.period import Period
from scoring.rules.gate_plan import GatePlan
from scoring.rules.who import Gate

T = TypeVar("T")


@dataclass(frozen=True)
class MonthReader:
    """One document, one month, one catalogue: every look-up a plan needs, told by line."""

    document: LocatedYaml
    period: Period
    catalogue: Catalogue

    def value(self, dated: Dated[T], path: Path) -> T:
        """The value in force. Raises Refusal where none is, or where it changes mid-month."""
        self._refuse_change(dated, path)
        return dated.on(self.period.first, self.document.place(path))

    def optional(self, dated: Dated[T] | None, path: Path, otherwise: T) -> T:
        """The value in force, or `otherwise` where the key is left out."""
        return otherwise if dated is None else self.value(dated, path)

    def begun(self, dated: Dated[Any], path: Path) -> bool:
        """True where a value is in force on the first day of the month."""
        self._refuse_change(dated, path)
        return dated.entry_on(self.period.first) is not None

    def rule_ref(self, *dated: Dated[Any] | None) -> str:
        """file@day, the latest day on which one of these values came into force."""
        entries = [one.entry_on(self.period.first) for one in dated if one is not None]
        since = max((entry[0] for entry in entries if entry), default=self.period.first)
        return rule_ref(self.document.file, since)

    def metric(self, name: str, variant: str, path: Path) -> MetricRef:
        """The metric in the catalogue. Raises Refusal where unknown."""
        return metric_ref(self.catalogue, name, variant, self.document.place(path))

    def gates(self, gates: tuple[Gate, ...], path: Path) -> tuple[GatePlan, ...]:
        """Those of `gates`, standing at `path`, that are in force."""
        return tuple(
            self._gate(gate, (*path, index))
            for index, gate in enumerate(gates)
            if self.begun(gate.rule, (*path, index, "rule"))
        )

    def _gate(self, gate: Gate, path: Path) -> GatePlan:
        rule = self.value(gate.rule, (*path, "rule"))
        metric = self.metric(rule.metric, rule.variant, (*path, "rule"))
        ref = self.rule_ref(gate.rule)
        return GatePlan(gate.id, gate.name_zh, gate.name_en, metric, rule, ref)

    def _refuse_change(self, dated: Dated[Any], path: Path) -> None:
        changes = dated.changes_between(self.period.first, self.period.last)
        if changes:
            raise Refusal(
                f"the value changes on {changes[0].isoformat()}, inside the month "
                f"{self.period.label} that is calculated as one piece",
                place=self.document.place((*path, changes[0].isoformat())),
                next_step="date the change on the first day of a month",
            )


def rule_ref(file: str, since: date) -> str:
    """How lines name a rule: file@day."""
    return f"{file}@{since.isoformat()}"
