"""The gap of a score to the month before as rule, mix, rate, volume and the rest, exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from scoring.spread.tables import SCORE_VARIANCE
from scoring.tables import table_of

# Effects of an item and parts of its metric by what they are; anything else is `other`.
EFFECTS = {"weight": "rule", "rule": "rule", "rule_and_metric": "rule"}
SEGMENTS = {"mix": "mix", "rate": "rate", "volume": "volume"}
DRIVERS = ("rule", "mix", "rate", "volume", "other")


def score_variance(parts: pa.Table) -> pa.Table:
    """Rows of outputs/score_variance: one per subject and comparison, the drivers sum to the gap.

    `parts` as outputs/score_gap_parts. `rule`: another weight or another rule (an item whose rule
    and metric changed together counts here); `mix`: another mix of contact types, `rate`: another
    result within a type; a metric that has no types is rate. `other`: gates, exclusions, missing
    values, what types leave open, and the last digits.
    """
    of_subject: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    keys = ("period", "subject_kind", "subject_id", "comparison")
    for row in parts.to_pylist():
        of_subject[tuple(row[key] for key in keys)].append(row)
    rows = [
        dict(zip(keys, key, strict=True)) | _drivers(of_subject[key]) for key in sorted(of_subject)
    ]
    return table_of(rows, SCORE_VARIANCE)


def _drivers(rows: Sequence[dict[str, Any]]) -> dict[str, Decimal]:
    split: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        split[row["split"]].append(row)
    segmented = {row["parent_id"] for row in split["segments"]}
    sums: dict[str, Decimal] = {driver: Decimal(0) for driver in DRIVERS}
    for row in split["segments"]:
        sums[SEGMENTS.get(row["kind"], "other")] += row["points"]
    for row in split["effects"]:
        if row["kind"] == "metric" and row["part_id"] not in segmented:
            sums["rate"] += row["points"]
        elif row["kind"] != "metric":
            sums[EFFECTS.get(row["kind"], "other")] += row["points"]
    gap = sum((row["points"] for row in split["gap"]), Decimal(0))
    sums["other"] += gap - sum(sums.values(), Decimal(0))
    return {"gap": gap, **sums}
