"""What makes a half-hour's service level, and the staffing model that says how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.staffed_queue import Stretch, expected_measures

Array = NDArray[np.float64]

FACTORS = ("offered", "aht_s", "scheduled", "shrinkage", "adherence")
REST = "rest"


@dataclass(frozen=True)
class Factors:
    """One value per half-hour of each factor of the model.

    `scheduled` agents are those on duty by the roster, pauses taken out; `shrinkage` is the share
    of them lost to absence and work off the queue; `adherence` is agents on the queue over those
    left, and may pass 1 where people work longer than planned.
    """

    offered: Array
    aht_s: Array
    scheduled: Array
    shrinkage: Array
    adherence: Array

    @property
    def agents(self) -> Array:
        """Agents on the queue, fractional."""
        return self.scheduled * (1.0 - self.shrinkage) * self.adherence

    @classmethod
    def of(cls, columns: Mapping[str, Array], prefix: str = "") -> Factors:
        """The factors found under `prefix` + their names."""
        return cls(*(columns[prefix + name] for name in FACTORS))


def coalition_levels(
    planned: Factors,
    actual: Factors,
    patience_s: Array,
    target_wait_s: Array,
    stretch: Sequence[Stretch] = (),
) -> Array:
    """Service level of all 2^5 mixtures of plan and outcome, one row each.

    In row m the factors whose bits are set are the actual ones, the others the planned: row 0 is
    the plan, the last row what the model makes of the outcome.
    """
    masks = np.arange(2 ** len(FACTORS))
    mixed = []
    for place, name in enumerate(FACTORS):
        is_actual = (masks >> place & 1).astype(bool)[:, None]
        mixed.append(np.where(is_actual, getattr(actual, name), getattr(planned, name)))
    made = Factors(*mixed)
    return expected_measures(
        made.offered, made.aht_s, made.agents, patience_s, target_wait_s, stretch
    ).service_level
