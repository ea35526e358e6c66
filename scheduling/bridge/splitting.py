"""The parts of a missed service level: per half-hour, and weighted over days and queues."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.bridge.factors import FACTORS, REST, Factors, coalition_levels
from scheduling.bridge.shapley import shapley_parts
from scheduling.staffed_queue import Stretch, stretch_of

Array = NDArray[np.float64]

_ROWS_AT_ONCE = 4096
_PARTS = tuple(f"{name.removesuffix('_s')}_part" for name in FACTORS)
_REST_PART = f"{REST}_part"
_LEVELS = ("target_level", "planned_level", "modelled_level", "actual_level")


def bridge(half_hours: pa.Table) -> pa.Table:
    """The half-hours with contacts, each with its levels and the six parts of actual − planned.

    Takes per row `planned_` and plain columns of `FACTORS` (an `aht_s` that is not positive or
    not known counts as the planned one), `counted` and `met` (contacts judged, and of these
    answered in time), `target_level`, `patience_s` and `target_wait_s`, and of chats `stretch`.
    Adds `planned_level`, `modelled_level` (the model of the outcome), `actual_level` = met ÷
    counted, a part per factor by Shapley value, and `rest_part`, which takes what the model does
    not explain (routing, other skills, carry-over): the six sum to actual − planned. Half-hours
    without a judged contact have no level and are left out (features N8, metric M077).
    """
    judged = half_hours.filter(_column(half_hours, "counted") > 0)
    columns = {
        name: _column(judged, name) for name in judged.column_names if _is_number(judged, name)
    }
    known_aht = np.isfinite(columns["aht_s"]) & (columns["aht_s"] > 0)
    columns["aht_s"] = np.where(known_aht, columns["aht_s"], columns["planned_aht_s"])
    parts, planned, modelled = _split(columns, stretch_of(judged))
    actual = columns["met"] / columns["counted"]
    added = {"planned_level": planned, "modelled_level": modelled, "actual_level": actual}
    added |= dict(zip(_PARTS, parts, strict=True))
    added[_REST_PART] = (actual - planned) - parts.sum(axis=0)
    for name, values in added.items():
        judged = judged.append_column(name, pa.array(values))
    return judged


def _split(columns: dict[str, Array], stretch: tuple[Stretch, ...]) -> tuple[Array, Array, Array]:
    """Parts by factor, level of the plan and of the outcome in the model."""
    rows = columns["offered"].size
    parts, planned, modelled = np.zeros((len(FACTORS), rows)), np.zeros(rows), np.zeros(rows)
    for first in range(0, rows, _ROWS_AT_ONCE):
        some = slice(first, first + _ROWS_AT_ONCE)
        block = {name: values[some] for name, values in columns.items()}
        levels = coalition_levels(
            Factors.of(block, "planned_"), Factors.of(block), block["patience_s"],
            block["target_wait_s"], stretch[some],
        )  # fmt: skip
        parts[:, some], planned[some], modelled[some] = shapley_parts(levels), levels[0], levels[-1]
    return parts, planned, modelled


def bridge_totals(bridged: pa.Table, by: Sequence[str]) -> pa.Table:
    """Levels and parts of `bridge` over the groups of `by`, weighted by judged contacts.

    A weighted mean keeps sums: the parts of a group add up to its actual − planned, and its
    actual level is Σ met ÷ Σ counted.
    """
    weighted = [*_LEVELS, *_PARTS, _REST_PART]
    counted = _column(bridged, "counted")
    sums = pa.table(
        {name: bridged[name] for name in (*by, "counted", "met", "offered", "planned_offered")}
        | {name: _column(bridged, name) * counted for name in weighted}
    )
    totals = ("counted", "met", "offered", "planned_offered", *weighted)
    grouped = sums.group_by(list(by)).aggregate([(name, "sum") for name in totals])
    total = _column(grouped, "counted_sum")
    found = {name: grouped[name] for name in by}
    found |= {name: grouped[f"{name}_sum"] for name in totals[:4]}
    found |= {name: pa.array(_column(grouped, f"{name}_sum") / total) for name in weighted}
    return pa.table(found).sort_by([(name, "ascending") for name in by])


def _column(table: pa.Table, name: str) -> Array:
    return table[name].to_numpy().astype(float)


def _is_number(table: pa.Table, name: str) -> bool:
    kind = table.schema.field(name).type
    return pa.types.is_floating(kind) or pa.types.is_integer(kind)
