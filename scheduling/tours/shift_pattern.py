"""Shifts and their pauses on a grid of equal periods, and what a cover must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Pause:
    """A pause of `length` periods that begins between `earliest` and `latest` after the start.

    A split shift has one long unpaid pause between its two parts.
    """

    length: int
    earliest: int
    latest: int
    paid: bool = True

    def __post_init__(self) -> None:
        if self.length < 1 or not 0 <= self.earliest <= self.latest:
            raise ValueError(f"{self} is not a pause: length > 0, 0 <= earliest <= latest")


@dataclass(frozen=True)
class ShiftPattern:
    """A shift with one of its starts: `start` is the period of the day, the end may pass midnight.

    The windows of its pauses follow each other without overlap, so any choice of one place per
    window is a legal day. `cost` of one person on it is by default its paid periods; `most` caps
    the people who start it on a day.
    """

    name: str
    start: int
    length: int
    pauses: tuple[Pause, ...] = ()
    cost: float | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        at = 0
        for pause in self.pauses:
            if pause.earliest < at:
                raise ValueError(f"{self.name}: the windows of two pauses overlap")
            at = pause.latest + pause.length
        if at > self.length or self.length < 1 or self.start < 0:
            raise ValueError(f"{self.name}: its pauses do not fit into {self.length} periods")

    @property
    def end(self) -> int:
        """The period after its last, counted from the midnight before it starts."""
        return self.start + self.length

    @property
    def paid(self) -> int:
        """Periods that are paid."""
        return self.length - sum(pause.length for pause in self.pauses if not pause.paid)

    def periods_at_work(self, pauses: Sequence[int]) -> list[int]:
        """Periods after the start in which a person works whose pauses begin at `pauses`."""
        if not self.pauses:
            return list(range(self.length))
        away = {
            at + step
            for at, pause in zip(pauses, self.pauses, strict=True)
            for step in range(pause.length)
        }
        return [step for step in range(self.length) if step not in away]

    @property
    def price(self) -> float:
        """Cost of one person on this shift."""
        return float(self.paid) if self.cost is None else self.cost


@dataclass(frozen=True)
class CoverRules:
    """What a cover must keep and what its periods cost.

    `short` and `over` price one person missing or superfluous for one period; with `short` None
    the requirement must be met. `seats` caps the people at work in any period.
    """

    short: float | None = None
    over: float = 0.0
    seats: int | None = None
