"""The figures of a week's plan by their metric numbers, M068 to M075 (spec of metrics)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

import pyarrow as pa

from scheduling.efficiency import mismatch_cost, schedule_efficiency
from scheduling.schedule_quality import ScheduleQuality

Row = dict[str, Any]

PLAN_METRICS = pa.schema(
    [
        ("metric_id", pa.string()),
        ("variant", pa.string()),
        ("subject_kind", pa.string()),
        ("subject_id", pa.string()),
        ("value", pa.float64()),
        ("unit", pa.string()),
    ]
)
# Column of the efficiency: metric, variant, unit.
_EFFICIENCY = {
    "required_h": ("M068", "HOURS", "h"),
    "scheduled_h": ("M069", "HOURS", "h"),
    "under_h": ("M071", "UNDER", "h"),
    "over_h": ("M071", "OVER", "h"),
    "under_amount": ("M071", "UNDER_COST", "amount"),
    "over_amount": ("M071", "OVER_COST", "amount"),
    "coverage_fit": ("M072", "WEEK", "ratio"),
    "close_share": ("M073", "WEEK", "ratio"),
}
_NET = ("M070", "HOURS", "h")


def plan_metrics(
    half_hours: pa.Table,
    requests: Sequence[Row],
    *,
    gap: float | None,
    centre_id: str,
    prices: ScheduleQuality | None,
) -> pa.Table:
    """One row per metric, variant and subject; what is not known has no row.

    `half_hours` is what `schedule_efficiency` takes, with queue_id; `requests` have agent_id,
    weight and granted. Under and over of the centre are added over its queues, never netted; M070
    of the week is the sum of its half-hours' nets and hides both, so read it beside M071. M075
    counts each person once in its least and middle.
    """
    whole = pa.array([centre_id] * half_hours.num_rows, pa.string())
    by_subject = {"queue": half_hours["queue_id"], "centre": whole}
    rows: list[Row] = []
    for kind, subject in by_subject.items():
        named = half_hours.append_column("subject_id", subject)
        fitted = mismatch_cost(schedule_efficiency(named, ("subject_id",)), prices, "")
        for row in fitted.to_pylist():
            rows += _of_efficiency(kind, row)
    if gap is not None:
        rows.append(_row(("M074", "ROSTER", "ratio"), "centre", centre_id, gap))
    rows += _satisfaction(requests, centre_id)
    return pa.Table.from_pylist(rows, PLAN_METRICS)


def _of_efficiency(kind: str, row: Mapping[str, Any]) -> Iterator[Row]:
    for column, metric in _EFFICIENCY.items():
        if row[column] is not None:
            yield _row(metric, kind, row["subject_id"], row[column])
    yield _row(_NET, kind, row["subject_id"], row["scheduled_h"] - row["required_h"])


def _satisfaction(requests: Sequence[Row], centre_id: str) -> Iterator[Row]:
    people = {
        agent: _granted([row for row in requests if row["agent_id"] == agent])
        for agent in sorted({row["agent_id"] for row in requests})
    }
    for agent, share in people.items():
        yield _row(("M075", "PERSON", "ratio"), "agent", agent, share)
    if people:
        shares = {"ALL": _granted(requests), "LEAST": min(people.values()),
                  "MIDDLE": median(people.values())}  # fmt: skip
        for variant, share in shares.items():
            yield _row(("M075", variant, "ratio"), "centre", centre_id, share)


def _granted(requests: Sequence[Row]) -> float:
    """Σ weight granted ÷ Σ weight requested."""
    asked = sum(row["weight"] for row in requests)
    granted = sum(row["weight"] for row in requests if row["granted"])
    return float(granted / asked) if asked else 1.0


def _row(metric: tuple[str, str, str], kind: str, subject: str, value: float) -> Row:
    metric_id, variant, unit = metric
    return {"metric_id": metric_id, "variant": variant, "subject_kind": kind,
            "subject_id": subject, "value": float(value), "unit": unit}  # fmt: skip
