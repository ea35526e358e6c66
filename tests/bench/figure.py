"""One measured figure, its goal and its baseline, all in the same unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tests.bench.place import Place


@dataclass(frozen=True)
class Goal:
    """A bound that the value must keep."""

    sense: Literal["at most", "at least"]
    bound: float

    def met_by(self, value: float) -> bool:
        """Whether a value keeps the bound."""
        return value <= self.bound if self.sense == "at most" else value >= self.bound


@dataclass(frozen=True)
class Figure:
    """A value beside its baseline. None: no baseline, or no goal that could be kept or missed."""

    value: float
    unit: str
    baseline: float | None = None
    goal: Goal | None = None

    @property
    def ok(self) -> bool | None:
        """Whether the goal is kept; None without a goal."""
        return None if self.goal is None else self.goal.met_by(self.value)

    def record(self) -> dict[str, object]:
        """The figure as `bench.json` holds it."""
        return {
            "value": self.value,
            "goal": None if self.goal is None else self.goal.bound,
            "unit": self.unit,
            "baseline": self.baseline,
            "ok": self.ok,
        }


@dataclass(frozen=True)
class Measure:
    """A function that measures one or more named figures in one go."""

    names: tuple[str, ...]
    run: Callable[[Place], Mapping[str, Figure]]


def at_most(bound: float) -> Goal:
    """The goal of a cost or an error."""
    return Goal("at most", bound)


def at_least(bound: float) -> Goal:
    """The goal of a speed or a share."""
    return Goal("at least", bound)
