"""The Kaplan–Meier curve of patience: an answer censors it, leaving ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Steps:
    """Per wait at which somebody left: who was still waiting before it, and who left at it."""

    wait_s: Array
    at_risk: Array
    left: Array

    @property
    def survival(self) -> Array:
        """Share of people whose patience exceeds each wait (Kaplan & Meier 1958)."""
        return np.cumprod(1.0 - self.left / self.at_risk, dtype=np.float64)


def steps_of(wait_s: ArrayLike, abandoned: ArrayLike) -> Steps:
    """The steps of waits in seconds; those not `abandoned` were answered at their wait.

    Who is answered at the very second at which another leaves was still at risk. Raises
    ValueError on negative waits and on two lengths that differ.
    """
    waits, left = np.asarray(wait_s, float), np.asarray(abandoned, bool)
    if waits.shape != left.shape or waits.ndim != 1:
        raise ValueError("give one wait and one outcome per contact")
    if not (waits >= 0).all():
        raise ValueError("a wait is negative or unknown")
    ends, counts = np.unique(waits[left], return_counts=True)
    at_risk = waits.size - np.searchsorted(np.sort(waits), ends, side="left")
    return Steps(ends, at_risk.astype(float), counts.astype(float))


def patience_curve(wait_s: ArrayLike, abandoned: ArrayLike) -> pa.Table:
    """One row per wait at which people left: wait_s, at_risk, abandoned, survival, standard_error.

    The standard error is Greenwood's; it has no value where the last at risk have left.
    """
    steps = steps_of(wait_s, abandoned)
    staying = steps.at_risk - steps.left
    with np.errstate(divide="ignore", invalid="ignore"):
        summed = np.cumsum(steps.left / (steps.at_risk * staying))
        error = steps.survival * np.sqrt(summed)
    return pa.table(
        {
            "wait_s": steps.wait_s,
            "at_risk": pa.array(steps.at_risk.astype(np.int64)),
            "abandoned": pa.array(steps.left.astype(np.int64)),
            "survival": steps.survival,
            "standard_error": pa.array(error, mask=staying == 0),
        }
    )


def hazard_by_wait(wait_s: ArrayLike, abandoned: ArrayLike, edges_s: Sequence[float]) -> pa.Table:
    """Who leaves per second of waiting, in bands of the wait that begin at `edges_s`.

    A row per band: from_s, to_s (empty for the last), waited_s (seconds spent in the band by all),
    abandoned, hazard_per_s; empty where nobody waited so long. A level hazard means that Erlang A's
    exponential patience fits.
    """
    waits, gone = np.asarray(wait_s, float), np.asarray(abandoned, bool)
    rows = []
    for start, end in zip(edges_s, [*edges_s[1:], np.inf], strict=True):
        waited = float(np.clip(waits - start, 0.0, end - start).sum())
        left = int((gone & (waits >= start) & (waits < end)).sum())
        rows.append(
            {
                "from_s": float(start),
                "to_s": None if np.isinf(end) else float(end),
                "waited_s": waited,
                "abandoned": left,
                "hazard_per_s": left / waited if waited else None,
            }
        )
    return pa.Table.from_pylist(rows, _HAZARD)


_HAZARD = pa.schema(
    [
        ("from_s", pa.float64()),
        ("to_s", pa.float64()),
        ("waited_s", pa.float64()),
        ("abandoned", pa.int64()),
        ("hazard_per_s", pa.float64()),
    ]
)
