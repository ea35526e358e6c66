"""How the trace tells the segments of one person apart, and the windows of one day."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from scoring.columns import Rows
from scoring.inputs import ANY_TIME, People


def window_suffix(window: str) -> str:
    """'' for work of any time, '/' and the window of the day for work that stands apart."""
    return "" if window == ANY_TIME else f"/{window}"


def segment_suffixes(people: People, rows: Rows) -> pa.Array:
    """'' for a person's first row of People, '@' and its first day for every later one."""
    later = np.zeros(len(people), dtype=bool)
    later[1:] = people.person[1:] == people.person[:-1]
    marked = later[rows]
    if not marked.any():
        return pa.repeat(pa.scalar(""), len(rows))
    return pa.array(np.where(marked, "@" + people.first[rows].astype(str), ""), pa.string())


def first_rows(people: People) -> Rows:
    """For each row of People the first row of its person, which stands for the person."""
    first = np.ones(len(people), dtype=bool)
    first[1:] = people.person[1:] != people.person[:-1]
    return np.flatnonzero(first)[people.person] if len(people) else people.person
