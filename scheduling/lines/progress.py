"""How far a search is, told as it goes; and when it must end."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from scheduling.lines.space import Column

Clock = Callable[[], float]
TOLERANCE = 1e-6


def whole(bound: float) -> float:
    """A bound rounded up, because penalties are whole numbers."""
    return float(np.ceil(bound - TOLERANCE))


@dataclass(frozen=True)
class Progress:
    """State of a search after so many seconds; `objective` None: no roster yet."""

    phase: str
    seconds: float
    objective: float | None
    bound: float

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|; 0 where they meet, None while one is missing."""
        if self.objective is None or math.isinf(self.bound):
            return None
        if self.bound >= self.objective:
            return 0.0
        return (self.objective - self.bound) / abs(self.objective)


@dataclass(frozen=True)
class Limits:
    """When to stop: `seconds` of `clock` (None: no clock is read), and rounds of improvement.

    Without a clock the same seed gives the same roster on every machine.
    """

    clock: Clock | None
    seconds: float
    rounds: int


@dataclass
class Track:
    """The best roster so far and the best bound, each change told to `on_progress`.

    `work` counts the days of all lines priced: effort by the same measure on every machine.
    """

    limits: Limits
    on_progress: Callable[[Progress], None]
    best: list[Column] | None = None
    objective: float = math.inf
    bound: float = -math.inf
    work: int = 0
    history: list[Progress] = field(default_factory=list[Progress])

    def __post_init__(self) -> None:
        self._began = self._now()

    def _now(self) -> float:
        return 0.0 if self.limits.clock is None else self.limits.clock()

    @property
    def seconds(self) -> float:
        """Seconds since the start; 0 without a clock."""
        return self._now() - self._began

    @property
    def seconds_left(self) -> float:
        """Seconds until the end; infinite without a clock."""
        return math.inf if self.limits.clock is None else self.limits.seconds - self.seconds

    def left_after(self, share: float) -> float:
        """Seconds left when this share of the whole time is spent from now; 0 without a clock.

        At least a tenth of what is left now, so that there is time to end what was begun.
        """
        if self.limits.clock is None:
            return 0.0
        left = self.seconds_left
        return max(left - share * self.limits.seconds, left / 10)

    @property
    def over(self) -> bool:
        """Whether the best roster is proven best, or the time is up."""
        return self.bound >= self.objective or self.seconds_left <= 0

    def roster(self, columns: Iterable[Column], objective: float, phase: str) -> bool:
        """Keep a roster if none is better; whether it is better than the one before."""
        if objective > self.objective:
            return False
        better = objective < self.objective
        self.best, self.objective = sorted(columns, key=lambda one: one.person), objective
        if better:
            self._tell(phase)
        return better

    def proven(self, bound: float, phase: str) -> None:
        """Keep a bound, rounded up, if it is higher."""
        known = min(whole(bound), self.objective)
        if known > self.bound:
            self.bound = known
            self._tell(phase)

    def _tell(self, phase: str) -> None:
        known = None if self.best is None else self.objective
        self.history.append(Progress(phase, self.seconds, known, self.bound))
        self.on_progress(self.history[-1])
