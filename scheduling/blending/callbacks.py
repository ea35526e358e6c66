"""Call-back times: offered only where inbound can spare the agents, the most urgent first."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scheduling.half_hours import HALF_HOUR_S


@dataclass(frozen=True)
class CallbackRequest:
    """A customer who may be called in the half-hours from `first` up to, not including, `end`."""

    request_id: str
    first: int
    end: int


def offer_callbacks(
    requests: Sequence[CallbackRequest], spare: ArrayLike, *, aht_s: ArrayLike
) -> dict[str, int | None]:
    """The half-hour of each request, None where no half-hour of its window has room (S4-28).

    A half-hour takes as many calls as its spare agents handle in it. Earliest deadline first keeps
    as many requests as can be kept, and each as early as that allows.
    """
    room = np.floor(np.asarray(spare, float) * HALF_HOUR_S / np.asarray(aht_s)).astype(int)
    found: dict[str, int | None] = {request.request_id: None for request in requests}
    coming = sorted(requests, key=lambda request: (request.first, request.request_id))
    waiting: list[tuple[int, str]] = []
    arrived = 0
    for half_hour, calls in enumerate(room.tolist()):
        while arrived < len(coming) and coming[arrived].first <= half_hour:
            heapq.heappush(waiting, (coming[arrived].end, coming[arrived].request_id))
            arrived += 1
        while waiting and waiting[0][0] <= half_hour:
            heapq.heappop(waiting)
        for _ in range(min(calls, len(waiting))):
            found[heapq.heappop(waiting)[1]] = half_hour
    return found
