"""How far a search for a roster is: told while it runs, to whoever listens, like a log.

The search itself has no clock; a listener that wants seconds reads its own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """State of a step: cost of its best solution and its bound, None where there is none yet."""

    step: str
    objective: float | None
    bound: float | None

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|, metric M074; None where it is not known."""
        if self.objective is None or self.bound is None:
            return None
        difference = max(0.0, self.objective - self.bound)
        return difference / abs(self.objective) if difference else 0.0

    def __str__(self) -> str:
        """One line of a log."""
        cost, bound = (
            "none" if one is None else f"{one:,.1f}" for one in (self.objective, self.bound)
        )
        gap = "unknown" if self.gap is None else f"{self.gap:.2%}"
        return f"{self.step}: cost {cost}, bound {bound}, gap {gap}"


Listener = Callable[[Progress], None]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener | None) -> Generator[None]:
    """Within the block everything told is heard by `listener` (None: by nobody)."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def tell(progress: Progress) -> None:
    """Tell the listener, if there is one."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(progress)


def is_heard() -> bool:
    """Whether anybody listens."""
    return _LISTENER.get() is not None
