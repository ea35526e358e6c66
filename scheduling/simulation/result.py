"""What simulated days came to: counts and seconds, and the ratios the field speaks of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.half_hours import HALF_HOUR_S
from scheduling.simulation.contacts import Integers
from scheduling.simulation.shapes import Array

Numbers = NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True)
class Simulated:
    """Counts and seconds (days, queues, half_hours), by half-hour of arrival; of agents (days,
    groups, half_hours), by half-hour of the work.

    offered = answered + abandoned + left; only the endlessly patient can be left, where nobody
    serves them. `overrun_s` is the work of agents beyond the staffing, who finish what they hold.
    `served_s` (days, groups, half_hours, queues) are the seconds for which groups held contacts of
    each queue; an agent with two in hand counts twice in it and once in `busy_s`.
    Ratios are sum / sum, NaN where the divisor is 0. Service level is the share of *offered*
    contacts that are answered within the target wait.
    """

    queue_ids: tuple[str, ...]
    group_ids: tuple[str, ...]
    offered: Integers
    answered: Integers
    answered_within_target: Integers
    abandoned: Integers
    wait_of_answered_s: Array
    wait_of_abandoned_s: Array
    handled_s: Array
    agents: Integers
    busy_s: Array
    overrun_s: Array
    served_s: Array
    at_once: Integers

    @property
    def left(self) -> Integers:
        """Contacts that nobody ever answered and that never hung up."""
        return self.offered - self.answered - self.abandoned

    @property
    def staffed_s(self) -> Array:
        """Agents' time, with what they worked beyond the staffing."""
        return self.agents * float(HALF_HOUR_S) + self.overrun_s

    @property
    def service_level(self) -> Array:
        """(queues, half_hours)."""
        return ratio(self.answered_within_target.sum(axis=0), self.offered.sum(axis=0))

    @property
    def service_level_error(self) -> Array:
        """Standard error of `service_level`, from the spread of the days; (queues, half_hours)."""
        return ratio_error(self.answered_within_target, self.offered)

    @property
    def asa_s(self) -> Array:
        """Mean wait of the answered; (queues, half_hours)."""
        return ratio(self.wait_of_answered_s.sum(axis=0), self.answered.sum(axis=0))

    @property
    def abandon_rate(self) -> Array:
        """(queues, half_hours)."""
        return ratio(self.abandoned.sum(axis=0), self.offered.sum(axis=0))

    @property
    def occupancy(self) -> Array:
        """Share of the agents' time with a contact in hand; (groups, half_hours)."""
        return ratio(self.busy_s.sum(axis=0), self.staffed_s.sum(axis=0))

    @property
    def place_occupancy(self) -> Array:
        """Share of the contacts that agents could hold at once; (groups, half_hours)."""
        places = self.staffed_s * self.at_once[:, None]
        return ratio(self.served_s.sum(axis=3).sum(axis=0), places.sum(axis=0))

    @property
    def day_service_level(self) -> Array:
        """(days, queues)."""
        return ratio(self.answered_within_target.sum(axis=2), self.offered.sum(axis=2))

    @property
    def day_asa_s(self) -> Array:
        """(days, queues)."""
        return ratio(self.wait_of_answered_s.sum(axis=2), self.answered.sum(axis=2))

    @property
    def day_abandon_rate(self) -> Array:
        """(days, queues)."""
        return ratio(self.abandoned.sum(axis=2), self.offered.sum(axis=2))

    @property
    def day_occupancy(self) -> Array:
        """(days, groups)."""
        return ratio(self.busy_s.sum(axis=2), self.staffed_s.sum(axis=2))


def ratio(part: Numbers, whole: Numbers) -> Array:
    """part / whole, NaN where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def ratio_error(part: Numbers, whole: Numbers) -> Array:
    """Standard error of sum(part) / sum(whole) over the days of axis 0; NaN for a single day."""
    days = len(part)
    mean = ratio(part.sum(axis=0), whole.sum(axis=0))
    spread = ((part - mean * whole) ** 2).sum(axis=0) / max(days - 1, 1)
    error = ratio(np.sqrt(spread / days), whole.mean(axis=0))
    return error if days > 1 else np.full(mean.shape, np.nan)
