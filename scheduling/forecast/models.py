"""The models by name: the champion's blend, the pooled one for small queues, the challengers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data_contracts.refusal import Place, Refusal
from scheduling.forecast.challengers import CHALLENGERS
from scheduling.forecast.day_types import DayTypes
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.levels import DayLevels, day_totals
from scheduling.forecast.regular import regular_model
from scheduling.forecast.sparse import sparse_model
from scheduling.forecast.windows import Array

BLEND, POOLED = "blend", "pooled"
MODELS: Sequence[str] = (BLEND, POOLED, *CHALLENGERS)
SMALL_PER_DAY = 40.0
_RECENT_DAYS = 56
_FEWEST_DAYS = 14


class Model(Protocol):
    """What forecasts a queue from its end (origin 0) and from past weekly origins."""

    @property
    def origins(self) -> NDArray[np.int_]:
        """Counts of days known at each origin, newest first; the first is the whole history."""
        ...

    @property
    def told(self) -> str:
        """How the model weighs the past."""
        ...

    def expected(self, origin: int, types: DayTypes) -> Array:
        """Contacts (days x 48) of the days that follow an origin, on today's scale."""
        ...


def fitted(name: str, history: QueueHistory, levels: DayLevels, days: int) -> Model:
    """A model fitted to a queue, to forecast `days` days. Raises Refusal on an unknown name.

    The blend needs a fortnight of ordinary days and 40 contacts a day; else it is the pooled one.
    """
    if name not in MODELS:
        raise Refusal(
            "there is no such forecasting model",
            place=Place("forecast_champions", key="model"),
            value=name,
            next_step=f"use one of {', '.join(MODELS)}",
        )
    if name in CHALLENGERS and levels.normal.sum() >= _FEWEST_DAYS:
        return CHALLENGERS[name](history.offered, history.types, levels)
    if name == BLEND and _regular(history, levels):
        return regular_model(history.offered, history.types, levels, days)
    return sparse_model(history.offered, history.types, levels)


def _regular(history: QueueHistory, levels: DayLevels) -> bool:
    totals = day_totals(history.offered, history.types.weekday)
    recent = totals[np.isfinite(totals)][-_RECENT_DAYS:]
    return bool(levels.normal.sum() >= _FEWEST_DAYS and recent.mean() >= SMALL_PER_DAY)
