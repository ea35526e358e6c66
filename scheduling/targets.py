"""What a queue must reach on a day, and how its agents are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

StaffingModel = Literal["erlang_c", "erlang_a", "simulation"]


@dataclass(frozen=True)
class StaffingTargets:
    """What a queue must reach on a day. Patience None: nobody abandons.

    `minimum_agents` is who is there at least while the queue is open. `shrinkage` is the share of
    scheduled time lost to what the roster does not plan (unplanned absence, coaching); meals,
    breaks and approved leave are planned in the roster and must not be counted in it.
    `chosen_model` None: Erlang A where patience is known, else Erlang C.
    """

    service_level: Decimal
    target_wait_s: int
    maximum_occupancy: Decimal
    shrinkage: Decimal
    patience_s: int | None = None
    minimum_agents: int = 1
    chosen_model: StaffingModel | None = None

    def __post_init__(self) -> None:
        if self.chosen_model == "erlang_a" and self.patience_s is None:
            raise ValueError("Erlang A needs the patience of those who wait")

    @property
    def model(self) -> StaffingModel:
        """How agents are found."""
        if self.chosen_model:
            return self.chosen_model
        return "erlang_c" if self.patience_s is None else "erlang_a"

    @property
    def formula_patience_s(self) -> int | None:
        """The patience that the formula knows of; Erlang C has none."""
        return None if self.model == "erlang_c" else self.patience_s


TargetsOn = Callable[[str, date], StaffingTargets]
