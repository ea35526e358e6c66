"""What each item of a scorecard could still add to the total, from the person's own lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.notices import Notice
from scoring.selection.facts import rows_of

HUNDRED = Fraction(100)
LAST_DIGIT = Fraction(2, 10**SCORE_DIGITS)
GATE = "F14"
NEEDED = (
    "period",
    "agent_id",
    "node_id",
    "parent_id",
    "kind",
    "metric",
    "score",
    "weight_applied",
    "contribution",
)
GAINS = pa.schema(
    [
        ("agent_id", pa.string()),
        ("node_id", pa.string()),
        ("metric", pa.string()),
        ("gain", pa.decimal128(18, SCORE_DIGITS)),
        ("evidence", pa.string()),
    ]
)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Gains:
    """Rows as training_needs takes them, and items that no single item's points can tell."""

    table: pa.Table
    notices: tuple[Notice, ...]


def full_score_gains(score_lines: pa.Table) -> Gains:
    """The points of the total that every item would add if it reached 100, gates aside.

    `score_lines`: one month. Along weighted means this is exact: the product of the applied
    weights times what the item lacks. Items below another composition are named in a notice.
    Raises Refusal for a missing column.
    """
    by_agent: dict[str, dict[str, Row]] = {}
    for row in rows_of(score_lines, "score_lines", NEEDED):
        by_agent.setdefault(row["agent_id"], {})[row["node_id"]] = row
    rows: list[dict[str, Any]] = []
    bent: set[str] = set()
    for nodes in by_agent.values():
        for item in _items(nodes):
            weight = _weight(item, nodes)
            if weight is None:
                bent.add(item["agent_id"])
            else:
                rows.append(_row(item, weight))
    return Gains(pa.Table.from_pylist(rows, schema=GAINS), tuple(_bent(bent)))


def _items(nodes: Mapping[str, Row]) -> Iterator[Row]:
    for row in nodes.values():
        scored = row["kind"] == "item" and row["metric"] and row["score"] is not None
        if scored and row.get("function") != GATE:
            yield row


def _weight(item: Row, nodes: Mapping[str, Row]) -> Fraction | None:
    """The share of the total that the item has; None where a composition on the way is bent."""
    share, at = Fraction(1), item
    while at["parent_id"] is not None:
        weight = Fraction(at["weight_applied"]) / HUNDRED
        if abs(weight * Fraction(at["score"] or 0) - Fraction(at["contribution"])) > LAST_DIGIT:
            return None
        share *= weight
        at = nodes[at["parent_id"]]
    return share


def _row(item: Row, weight: Fraction) -> dict[str, Any]:
    lacks = max(Fraction(0), HUNDRED - Fraction(item["score"]))
    gain: Decimal = rounded(weight * lacks, SCORE_DIGITS)
    return {
        "agent_id": item["agent_id"],
        "node_id": item["node_id"],
        "metric": item["metric"],
        "gain": gain,
        "evidence": f"{item['period']}/{item['agent_id']}/score/{item['node_id']}",
    }


def _bent(agents: set[str]) -> Iterator[Notice]:
    if agents:
        zh = "部分项目不在加权平均之下，无法单独给出可提高的分数"
        en = "some items stand below no weighted mean, so that no gain of their own can be told"
        yield Notice("gain_not_told", zh, en, tuple(sorted(agents)))
