"""Scorecards, people and values written in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from scoring import Metric, Scoring

NUMBER = pa.decimal128(18, 6)
LINE = {"code": "F1", "points": [[0, 0], [100, 100]]}
METRICS = {
    "quantity": Metric("X1", "产量", "Quantity", "n", "up", "EVENT"),
    "quality": Metric("X2", "质量", "Quality", "1", "up", "EVENT"),
    "speed_s": Metric("X3", "时长", "Speed", "s", "down", "EVENT", mart="agent_interval"),
    "praise": Metric("X4", "表扬", "Praise", "n", "up", "EVENT"),
}
METRICS |= {
    f"{name}@{kind}": METRICS[name]
    for name in ("quality", "speed_s")
    for kind in ("complaint", "enquiry")
}


def dated(value: Any) -> dict[str, Any]:
    return {"2026-01-01": {"value": value, "source": "test"}}


def item(name: str, **keys: Any) -> dict[str, Any]:
    """An item that scores its metric one to one, unless told otherwise."""
    usual: dict[str, Any] = {
        "id": name, "name_zh": name, "name_en": name, "metric": name, "weight": 100,
        "function": LINE, "missing_policy": "EXCLUDE_REWEIGHT",
    }  # fmt: skip
    plain = {"id", "name_zh", "name_en", "metric", "variant", "peers", "prorated", "ramped",
             "weight_by_role", "weight_by_contact_type"}  # fmt: skip
    told = {**usual, **keys}
    if "weight_by_role" in told:
        told["weight_by_role"] = {r: dated(w) for r, w in told["weight_by_role"].items()}
        del told["weight"]
    return {
        key: value if key in plain else dated(value)
        for key, value in told.items()
        if value is not None
    }


def card(*items: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A scorecard of these items for everyone."""
    return {
        "kind": "scorecard", "id": "card", "name_zh": "卡", "name_en": "Card", "owner": "test",
        "applies_to": "everyone", "items": list(items), **keys,
    }  # fmt: skip


def values_table(values: Mapping[tuple[str, str], Any], period: str = "2026-06") -> pa.Table:
    """{(agent, metric): value or (numerator, denominator, n)}; a third key is a segment's day."""
    rows = []
    for key, told in values.items():
        agent, metric, *segment = key
        top, bottom, n = told if isinstance(told, tuple) else (told, 1, 100)
        top, bottom = Decimal(str(top)), Decimal(str(bottom))
        rows.append(
            {
                "period": period, "subject_kind": "agent", "subject_id": agent, "metric": metric,
                "variant": "-", "basis": "EVENT", "n": n, "numerator": top, "denominator": bottom,
                "value": (top / bottom).quantize(Decimal("0.000001")),
                "segment_from": segment[0] if segment else None,
            }
        )  # fmt: skip
    schema = pa.schema(
        [
            *((n, pa.string()) for n in ("period", "subject_kind", "subject_id", "metric")),
            *((n, pa.string()) for n in ("variant", "basis")),
            ("n", pa.int64()),
            *((n, NUMBER) for n in ("numerator", "denominator", "value")),
            ("segment_from", pa.date32()),
        ]
    )
    return pa.Table.from_pylist(rows, schema)


NO_WORK = pa.table(
    {
        "agent_id": pa.array([], pa.string()),
        "business_date": pa.array([], pa.date32()),
        "work_type": pa.array([], pa.string()),
        "quantity": pa.array([], pa.int64()),
    }
)


def people_table(people: Sequence[Mapping[str, Any]]) -> pa.Table:
    """People of one team with the role of an agent, unless told otherwise."""
    schema = pa.schema(
        [
            *((name, pa.string()) for name in ("agent_id", "role", "team_id")),
            *((name, pa.int64()) for name in ("scheduled_days", "standard_days", "live_weeks")),
            *((name, pa.date32()) for name in ("employed_from", "employed_to")),
        ]
    )
    usual = {**dict.fromkeys(schema.names), "role": "agent", "team_id": "T1"}
    return pa.Table.from_pylist([{**usual, **person} for person in people], schema)


def lines_of(done: Scoring, agent: str) -> dict[str, dict[str, Any]]:
    """The score lines of one person by node."""
    rows = done.score_lines.to_pylist()
    return {row["node_id"]: row for row in rows if row["agent_id"] == agent}
