"""Tallies: cases and exposure per agent and stratum, the one form in which detectors answer.

A tally is a frame of agent_id, stratum, cases and exposure. Where the cases to expect are known
without peers it has one row per agent, with `chance`, those cases, and `chance_variance`, 1 ÷ the
contacts from which they were estimated (0 where they follow from chance alone).
"""

from __future__ import annotations

from scoring.gaming.frames import Column, Frame

KEYS = ["agent_id", "stratum"]


def counted(frame: Frame, is_case: Column) -> Frame:
    """Rows of `frame` per agent and stratum, and how many of them are cases."""
    marked = frame[KEYS].assign(cases=is_case.astype("int64"), exposure=1)
    return marked.groupby(KEYS, as_index=False, observed=True).sum()
