"""A sum of points as a node of the trace."""

from __future__ import annotations

from scoring.arrow_text import Texts
from scoring.columns import Figures, Rows
from scoring.exact import POINT_DIGITS
from scoring.trace import Frame

POINT_UNIT = "point"


def sum_of_points(
    rows: Rows,
    path: str | Texts,
    parent: str | Texts | None,
    output: Figures,
    notes: tuple[Texts, Texts],
) -> Frame:
    """Σ of the children, for the people of `rows`."""
    return Frame(rows, path, parent, "weight", "sum", (), output, notes, POINT_UNIT, POINT_DIGITS)
