"""The pauses of each person from counts per place.

Any counts of the implicit model can be dealt: a shift's places of each pause sum to its people,
and because the windows of a shift do not overlap, every combination of one place per window is a
legal day. They are dealt in order of time - the j-th person gets the j-th earliest place of every
pause - and no other dealing leaves a larger shortest stretch of work between two pauses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduling.tours.implicit_model import Counts, Key
from scheduling.tours.shift_pattern import Pause, ShiftPattern


@dataclass(frozen=True)
class Tour:
    """A day of work that `people` share: the pattern, the day it starts, the starts of its pauses
    after it."""

    day: int
    shift: ShiftPattern
    pauses: tuple[int, ...]
    people: int

    def periods_at_work(self, per_day: int) -> list[int]:
        """Periods of the horizon in which they work."""
        first = self.day * per_day + self.shift.start
        return [first + step for step in self.shift.periods_at_work(self.pauses)]


def dealt(counts: Counts, shifts: Sequence[ShiftPattern]) -> list[Tour]:
    """The tours of all people, by day, shift and time of the pauses."""
    return [
        Tour(day, shifts[number], pauses, people)
        for (day, number), starting in sorted(counts.starts.items())
        for pauses, people in _dealt(counts, (day, number), starting, shifts[number]).items()
    ]


def _dealt(
    counts: Counts, key: Key, people: int, shift: ShiftPattern
) -> Mapping[tuple[int, ...], int]:
    if all(pause.earliest == pause.latest for pause in shift.pauses):
        return {tuple(pause.earliest for pause in shift.pauses): people}
    places = [_places(counts, key, k, people, pause) for k, pause in enumerate(shift.pauses)]
    return Counter(zip(*places, strict=True))


def _places(counts: Counts, key: Key, k: int, people: int, pause: Pause) -> list[int]:
    """The places of one pause in order of time, one per person."""
    if pause.earliest == pause.latest:
        return [pause.earliest] * people
    return [
        at
        for at in range(pause.earliest, pause.latest + 1)
        for _ in range(counts.pauses.get((*key, k, at), 0))
    ]
