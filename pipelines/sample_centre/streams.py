"""Random streams: one per purpose and day, so that no draw moves another."""

from __future__ import annotations

import zlib
from datetime import date, timedelta

import numpy as np


def stream(seed: int, purpose: str, *keys: int) -> np.random.Generator:
    """A generator that depends on the seed, the purpose and the keys, and on nothing else.

    A day's draws are keyed by its ordinal, so a longer span leaves earlier days as they were.
    """
    return np.random.default_rng([seed, zlib.crc32(purpose.encode()), *keys])


def days(first: date, last: date) -> list[date]:
    """Every date from first to last, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]
