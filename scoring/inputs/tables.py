"""What every input table is asked first: its columns, its dates, its refusals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_contracts.refusal import Place, Refusal

Dates = NDArray[np.datetime64]


def require(table: pa.Table, name: str, needed: Sequence[str]) -> None:
    """Raises Refusal where a column is missing."""
    absent = [column for column in needed if column not in table.column_names]
    if absent:
        raise Refusal(
            f"the table has no column {', '.join(absent)}",
            place=Place(name),
            next_step="hand over the table as its contract describes it",
        )


def dates_of(table: pa.Table, column: str, otherwise: date) -> Dates:
    """A column of dates, `otherwise` where empty."""
    filled = table[column].cast(pa.date32()).fill_null(otherwise)
    return filled.combine_chunks().to_numpy(zero_copy_only=False).astype("datetime64[D]")


def refused(table: str, column: str, value: object, what: str) -> Refusal:
    """A refusal of what a model or source has made."""
    return Refusal(
        what,
        place=Place(table, key=column),
        value=value,
        next_step="correct the model or source that makes this table",
    )
